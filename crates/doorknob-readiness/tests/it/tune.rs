//! Settings replayed over a history, and misses explained. The detector itself is run, not imitated.

use crate::domain::{Domain, start};
use doorknob_event::incident::{Severity, Verdict};
use doorknob_event::settings::Settings;
use doorknob_event::time::{DAY, HOUR, MINUTE, SECOND};
use doorknob_readiness::tune::{Judged, Limits, MissTracker, Plan, Query, RemedyKind, explain_miss, tune};

const BAD: u32 = 0xC000_006A;

/// Two weeks: everybody logs on from the own address, one address guesses one account, a task has an old password.
fn site() -> Domain {
    let mut domain = Domain::new(8);
    for hour in 0..14 * 24 {
        for person in 0..8usize {
            domain.succeed(start().plus(hour * HOUR + person as i64 * MINUTE), person, person);
        }
    }
    for n in 0..60 {
        domain.fail(start().plus(9 * DAY + n * 5 * SECOND), 0, 9, BAD);
    }
    domain.rename(7, "svc-backup");
    for n in 0..600 {
        domain.fail(start().plus(5 * DAY + n * 10 * MINUTE), 7, 7, BAD);
    }
    domain.sort();
    domain
}

#[test]
fn rows_remedies_and_a_file_that_is_read_again() {
    let domain = site();
    let settings = Settings { service_accounts: vec!["svc-*".into()], ..Settings::default() };
    let mut runs = 0;
    let plan = Plan::default();
    let tuning = tune(&settings, domain.period(), &plan, |settings| {
        runs += 1;
        domain.incidents(settings)
    });
    assert_eq!(tuning.rows.len(), 12);
    let base = tuning.rows.iter().find(|row| row.in_force).expect("the settings in force are a row");
    assert!(base.extra.is_empty() && base.gone.is_empty());
    let attacks: u64 = base
        .counts
        .iter()
        .filter(|count| count.verdict == Verdict::Attack)
        .map(|count| count.incidents)
        .sum();
    assert_eq!(attacks, 1, "{:#?}", base.counts);
    assert!(base.alerts_per_day.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{:?}", base.alerts_per_day);
    let allow = tuning.remedies.iter().find(|remedy| remedy.kind == RemedyKind::Allow).expect("one to hide");
    assert!(
        !allow.hides_attack
            && allow.removes.len() == 1
            && allow.removes[0].verdict == Verdict::Misconfiguration
    );
    assert_eq!(runs, 12 + tuning.remedies.len());
    let read: Settings =
        toml::from_str(&tuning.proposal).unwrap_or_else(|e| panic!("{e}\n{}", tuning.proposal));
    assert_eq!((read.window_minutes, read.source_threshold), (tuning.choice.0, tuning.choice.1));
    assert_eq!(read.service_accounts, settings.service_accounts);
    assert!(
        tuning.proposal.contains("# [[allow]]\n# account = \"CORP\\\\svc-backup\""),
        "{}",
        tuning.proposal
    );
    // What is commented out is valid too.
    let uncommented = tuning.proposal.replace("# [[", "[[").replace("# account", "account");
    let uncommented = uncommented.replace("# address", "address").replace("# reason", "reason");
    let read: Settings = toml::from_str(&uncommented).unwrap_or_else(|e| panic!("{e}\n{uncommented}"));
    assert_eq!(read.allow.len(), 1);
    assert!(tuning.minimum_severity <= Severity::Medium);
}

#[test]
fn why_a_few_failures_are_not_told() {
    let mut domain = site();
    for n in 0..4 {
        domain.fail(start().plus(3 * DAY + n * MINUTE), 3, 8, BAD);
    }
    domain.sort();
    let settings = Settings::default();
    let incidents = domain.incidents(&settings);
    let explain = |query: &str, judged: Vec<Judged>| {
        let mut tracker = MissTracker::new(Query::parse(query));
        domain.each(|directory, activity| tracker.activity(directory, activity));
        explain_miss(&tracker, domain.directory(), &incidents, judged, &settings, Limits::default())
    };
    let quiet = explain("corp\\person3", Vec::new());
    assert_eq!((quiet.failures, quiet.failures_in_window, quiet.sources_in_window), (4, 4, 1));
    assert!(quiet.told.is_empty());
    let what: Vec<&str> = quiet.lacking.iter().map(|lacking| lacking.what).collect();
    assert_eq!(what, ["failures in the window", "unfamiliar sources in the window"]);
    let loud = explain("203.0.113.9", Vec::new());
    assert_eq!((loud.told.len(), loud.failures, loud.accounts_total), (1, 60, 1));
    let nothing = explain("nobody", Vec::new());
    assert_eq!(nothing.lacking.first().map(|lacking| lacking.what), Some("failures"));
    let judged = Judged {
        accounts: vec!["CORP\\person3".into()],
        accounts_total: 1,
        sources: vec!["10.0.0.8".into()],
        sources_total: 1,
        first: start(),
        last: start(),
        tries: 4,
        verdict: Verdict::Undetermined,
        class: "mistyped password".into(),
        attack_margin: -1.2,
        factors: Vec::new(),
    };
    let judged = explain("person3", vec![judged]);
    let what: Vec<&str> = judged.lacking.iter().map(|lacking| lacking.what).collect();
    assert_eq!(what[..2], ["evidence", "amount"]);
}
