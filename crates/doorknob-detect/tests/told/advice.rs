//! The next steps fit the source, the accounts and their number.

use crate::site::{BAD, Site, UNKNOWN, person_name};
use crate::{incidents, thursday};
use doorknob_event::incident::{Phase, Verdict};
use doorknob_event::settings::{Network, SharedSource};
use doorknob_event::time::SECOND;
use std::collections::BTreeSet;

/// Lets something happen on a site of 80 people.
type Happening = fn(&mut Site);

fn spray(site: &mut Site, source: &str) {
    for n in 0..20 {
        site.fail(thursday().plus(n * 5 * SECOND), &person_name(n as usize), source, BAD);
    }
}

fn from_many(site: &mut Site) {
    for n in 0..30 {
        let source = format!("203.0.113.{}", n % 10 + 1);
        site.fail(thursday().plus(n * 7 * SECOND), "alice.adler", &source, BAD);
    }
}

const TABLE: &[(&str, Happening, &[&str], &[&str])] = &[
    (
        "one public source",
        |site| site.fail_every(thursday(), 0.5, 50, "alice.adler", "203.0.113.7"),
        &["Block 203.0.113.7 at the edge, and ask", "Check with the owner of CORP\\alice.adler whether"],
        &["Isolate", "json"],
    ),
    (
        "one machine inside",
        |site| site.fail_every(thursday(), 0.5, 50, "alice.adler", "10.0.9.77"),
        &["Isolate 10.0.9.77 once its owner and purpose are checked: a machine inside that guesses"],
        &["Block"],
    ),
    (
        "two machines inside",
        |site| {
            site.fail_every(thursday(), 1.0, 40, "alice.adler", "10.0.9.77");
            site.fail_every(thursday(), 1.0, 40, "alice.adler", "10.0.9.78");
        },
        &[
            "Isolate 10.0.9.77 and 10.0.9.78 once their owners and purposes are checked: machines inside that guess",
        ],
        &["Block"],
    ),
    (
        "more public sources than a sentence holds",
        from_many,
        &["Block the 10 sources (all of them are in --format json) at the edge"],
        &["Isolate"],
    ),
    (
        "an address that the user says is shared",
        |site| {
            let address = Network::try_from("203.0.113.7".to_owned()).expect("an address");
            site.settings.shared_source.push(SharedSource { address, what: "VPN".into() });
            spray(site, "203.0.113.7");
        },
        &[
            "Do not block 203.0.113.7: many users share it. Find in the log of the VPN who was behind it from \
             2024-03-07 10:00:00 to 10:01:35 UTC, and contain that session or user.",
        ],
        &["Block 203", "Isolate"],
    ),
    (
        "an address that many log on from",
        |site| {
            for n in 0..60 {
                site.success(
                    thursday().plus((n * 60 - 86_400) * SECOND),
                    &person_name(n as usize),
                    "203.0.113.9",
                );
            }
            site.fail_every(thursday(), 0.5, 50, "zoe.zander", "203.0.113.9");
        },
        &["Do not block 203.0.113.9: many users share it. Find in its own log"],
        &["Block 203", "Isolate"],
    ),
    (
        "a program on the host",
        |site| site.fail_every(thursday(), 0.06, 40, "alice.adler", "C:\\\\Temp\\\\accountrestore.exe"),
        &["Find out who started accountrestore.exe on srv01.corp.example, in whose session"],
        &["firewall", "Isolate"],
    ),
    (
        "nothing said of the source",
        |site| site.fail_every(thursday(), 0.5, 60, "alice.adler", "-"),
        &["The source is not in these logs"],
        &["Isolate", "Block"],
    ),
    (
        "an account that several people use",
        |site| site.fail_every(thursday(), 0.5, 50, "Administrator", "203.0.113.7"),
        &[
            "Check with those who use CORP\\Administrator whether",
            "Tell the service desk that somebody is after CORP\\Administrator",
        ],
        &["the owner of CORP\\Administrator"],
    ),
    (
        "an account of a program",
        |site| site.fail_every(thursday(), 0.5, 50, "svc-sql01", "203.0.113.7"),
        &[
            "Check with those who run what logs on as CORP\\svc-sql01 whether",
            "Tell those who run what logs on as CORP\\svc-sql01 that somebody guesses the password",
        ],
        &["the owner of CORP\\svc-sql01", "Tell the service desk"],
    ),
    (
        "an account that does not exist",
        |site| {
            for n in 0..50 {
                site.fail(thursday().plus(n * SECOND), "unexisting-user", "203.0.113.7", UNKNOWN);
            }
        },
        &[
            "No account of that name exists, so none of these tries could succeed: look whether the same source",
        ],
        &["owner of"],
    ),
    (
        "a few tries on an account that does not exist",
        |site| {
            for n in 0..10 {
                site.fail(thursday().plus(n * n * 5 * SECOND), "unexisting-user", "10.0.9.77", UNKNOWN);
            }
        },
        &[" exist"],
        &["owner of"],
    ),
];

#[test]
fn steps_fit_the_source_and_the_accounts() {
    for (name, happen, wanted, unwanted) in TABLE {
        let mut site = Site::with_people();
        happen(&mut site);
        let all = incidents(&mut site);
        let told = all.first().map(|incident| incident.next_steps.join("\n")).unwrap_or_default();
        for text in *wanted {
            assert!(told.contains(text), "{name}: {text:?} is missing in\n{told}");
        }
        for text in *unwanted {
            assert!(!told.contains(text), "{name}: {text:?} is in\n{told}");
        }
    }
}

#[test]
fn steps_of_one_phase_stand_together_and_an_attack_tells_whom() {
    for (name, happen, ..) in TABLE {
        let mut site = Site::with_people();
        happen(&mut site);
        for incident in incidents(&mut site) {
            let phases = &incident.next_step_phases;
            assert_eq!(phases.len(), incident.next_steps.len(), "{name}");
            let groups: Vec<Option<Phase>> =
                incident.steps_by_phase().into_iter().map(|group| group.phase).collect();
            let distinct: BTreeSet<Option<Phase>> = groups.iter().copied().collect();
            assert_eq!(groups.len(), distinct.len(), "{name}: {phases:?}");
            let steps: BTreeSet<&String> = incident.next_steps.iter().collect();
            assert_eq!(steps.len(), incident.next_steps.len(), "{name}: none twice");
            if incident.verdict == Verdict::Attack {
                assert_eq!(phases.last(), Some(&Phase::Tell), "{name}: {:?}", incident.next_steps);
            }
        }
    }
}
