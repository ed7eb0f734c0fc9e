//! The figures of an incident agree with one another, and nothing is called a failure that no record calls one.

use crate::site::{BAD, Site, UNKNOWN, person_name};
use crate::{incidents, thursday};
use doorknob_event::incident::{AccountsPattern, Incident};
use doorknob_event::time::SECOND;

fn agree(name: &str, incident: &Incident) {
    let attempts = &incident.attempts;
    let figures = |parts: Vec<(u64, u64, u64)>| {
        parts.iter().fold((0, 0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1, sum.2 + part.2))
    };
    let all = (attempts.failures, attempts.presented, attempts.successes);
    let accounts = incident.accounts.iter().map(|a| (a.failures, a.presented, a.successes)).collect();
    assert_eq!(figures(accounts), all, "{name}: accounts");
    let sources = incident.sources.iter().map(|s| (s.failures, s.presented, s.successes)).collect();
    assert_eq!(figures(sources), all, "{name}: sources");
    let hosts = incident.hosts.iter().map(|h| (h.failures, h.presented, 0)).collect();
    assert_eq!(figures(hosts), (all.0, all.1, 0), "{name}: hosts");
    let reasons: u64 = incident.reasons.values().map(|reason| reason.count).sum();
    assert_eq!(reasons, attempts.failures, "{name}: reasons");
    assert_eq!(incident.timeline.failures.iter().sum::<u64>(), attempts.tries(), "{name}: time line");
    for known in &incident.compromised {
        assert!(
            incident.accounts.iter().any(|a| a.name == known.name),
            "{name}: {} is not listed",
            known.name
        );
    }
    if incident.pattern.accounts == AccountsPattern::One && incident.accounts_total > 1 {
        assert!(
            incident.notes.iter().any(|note| note.contains("on another name than")),
            "{name}: {:?}",
            incident.notes
        );
    }
    assert_eq!(incident.evidence.len() as u64, incident.evidence_total, "{name}: evidence");
}

type Happening = fn(&mut Site);

fn spray(site: &mut Site, accounts: usize) {
    for n in 0..accounts {
        site.fail(thursday().plus(n as i64 * 20 * SECOND), &person_name(n), "203.0.113.7", BAD);
    }
}

fn presented_spray(site: &mut Site) {
    for n in 1..30 {
        let account = person_name(n as usize);
        site.present(thursday().plus(n * 2 * SECOND), "alice.adler", &account, "C:\\\\powershell.exe");
    }
}

/// What happens; attempts failed, presented and succeeded in the first incident.
const TABLE: &[(&str, Happening, (u64, u64, u64))] = &[
    (
        "guessed, then used four times",
        |site| {
            site.fail_every(thursday(), 4.0, 39, "alice.adler", "203.0.113.7");
            for n in 0..4 {
                site.success(thursday().plus((160 + n * 200) * SECOND), "alice.adler", "203.0.113.7");
            }
        },
        (39, 0, 4),
    ),
    (
        "sprayed, one password right at the first try",
        |site| {
            spray(site, 20);
            site.success(thursday().plus(405 * SECOND), "jonas.hansen", "203.0.113.7");
        },
        (20, 0, 1),
    ),
    (
        "guessed, with a probe on a name that does not exist",
        |site| {
            site.fail(thursday().plus(-SECOND), "JcDfcZTc", "203.0.113.7", UNKNOWN);
            site.fail_every(thursday(), 0.1, 300, "Administrator", "203.0.113.7");
        },
        (301, 0, 0),
    ),
    ("credentials presented", presented_spray, (0, 29, 0)),
    (
        "credentials presented, and refused where they were presented",
        |site| {
            presented_spray(site);
            for n in 1..30 {
                let account = person_name(n as usize);
                site.fail(thursday().plus((n * 2 + 1) * SECOND), &account, "C:\\\\powershell.exe", BAD);
            }
        },
        (29, 29, 0),
    ),
];

#[test]
fn figures_agree() {
    for (name, happen, wanted) in TABLE {
        let mut site = Site::with_people();
        happen(&mut site);
        let all = incidents(&mut site);
        all.iter().for_each(|incident| agree(name, incident));
        let attempts = all.first().map(|incident| incident.attempts).unwrap_or_default();
        assert_eq!((attempts.failures, attempts.presented, attempts.successes), *wanted, "{name}");
    }
}

#[test]
fn presented_credentials_name_the_session_to_look_at() {
    let mut site = Site::with_people();
    presented_spray(&mut site);
    let outcome = site.run();
    let incident = outcome.incidents.first().expect("a spray");
    assert_eq!(
        incident.title,
        "Password spraying of 29 accounts from CORP\\alice.adler on srv01.corp.example"
    );
    let steps = incident.next_steps.join("\n");
    assert!(
        steps.contains(
            "Find on srv01.corp.example what presented these credentials in the session of CORP\\alice.adler"
        ),
        "{steps}"
    );
    assert!(!steps.contains("Isolate"), "{steps}");
    assert_eq!((outcome.presented, incident.reasons.len()), (29, 0));
}
