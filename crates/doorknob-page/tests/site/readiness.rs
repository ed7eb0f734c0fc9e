//! A readiness card and a lockout table, as the stages that fill them would.

use doorknob_event::incident::Severity;
use doorknob_event::time::EventTime;
use doorknob_page::lockout::{LockedAccount, LockedOut, Lockout, LockoutPolicy};
use doorknob_page::readiness::{Exposed, HostReadiness, MendStep, PathSources, Readiness, ReadinessFinding};

pub(crate) fn readiness() -> Readiness {
    let finding = |severity, title: &str, why: &str, mend: &str, hosts: &[&str]| ReadinessFinding {
        severity,
        title: title.to_owned(),
        why: why.to_owned(),
        mends: vec![
            MendStep {
                kind: "policy".to_owned(),
                text: "Advanced Audit Policy > Logon/Logoff > Audit Logon: Success and Failure".to_owned(),
            },
            MendStep { kind: "command".to_owned(), text: mend.to_owned() },
        ],
        hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        evidence: vec!["18,204 records of 4624 in 14 d, none of 4625".to_owned()],
    };
    Readiness {
        grade: "D".to_owned(),
        summary: "Guessing on two of six hosts would not be seen, and dc02 keeps five days only.".to_owned(),
        findings: vec![
            finding(
                Severity::High,
                "Failed logons are not recorded on two hosts",
                "Who guesses passwords takes the way that is not recorded.",
                "auditpol /set /subcategory:\"Logon\" /failure:enable",
                &["fs02.corp.example", "app07.corp.example"],
            ),
            finding(
                Severity::Medium,
                "The Security log of dc02 keeps five days",
                "Slow guessing is judged over seven days and needs a before.",
                "wevtutil sl Security /ms:4294967296",
                &["dc02.corp.example"],
            ),
        ],
        hosts: ["dc01", "dc02", "web01", "rdp01", "app07", "fs02"]
            .iter()
            .zip(["A", "C", "B", "A", "D", "D"])
            .map(|(name, grade)| HostReadiness {
                name: format!("{name}.corp.example"),
                grade: grade.to_owned(),
                role: if name.starts_with("dc") {
                    "domain controller".to_owned()
                } else {
                    "member server".to_owned()
                },
                roll_over: "21 MB hold 9.5 days".to_owned(),
                days_of_history: Some(if *name == "dc02" { 5.2 } else { 14.0 }),
                gaps: if grade == "D" { vec!["no 4625".to_owned()] } else { Vec::new() },
            })
            .collect(),
        paths: vec![
            PathSources {
                path: "network (type 3)".to_owned(),
                failures: 4_210,
                stated: 2_900,
                recovered: 310,
                workstation: 900,
                unknown: 100,
            },
            PathSources { path: "SSH".to_owned(), failures: 40, stated: 40, ..PathSources::default() },
        ],
        exposed: vec![Exposed {
            host: "</td><script>window.owned=1</script>.corp.example".to_owned(),
            path: "remote desktop (type 10)".to_owned(),
            failures: 3_912,
            successes: 2,
            addresses: 41,
            first: time("2026-03-02T09:14:07Z"),
            last: time("2026-03-15T23:01:00Z"),
            first_success: Some(time("2026-03-09T02:11:59Z")),
        }],
    }
}

fn time(text: &str) -> EventTime {
    EventTime::parse(text).expect("a time")
}

pub(crate) fn lockout() -> Lockout {
    let policy = |threshold: u32, window: u32, stopped: f64, people: u64| LockoutPolicy {
        threshold,
        window_minutes: window,
        duration_minutes: window,
        stopped: Some(stopped),
        guesses_per_day: (threshold > 0)
            .then(|| f64::from(threshold.saturating_sub(1)) * 1440.0 / f64::from(window)),
        people_locked: people,
        services_locked: people / 4,
        mark: match threshold {
            0 => "in force".to_owned(),
            5 if window == 15 => "CIS".to_owned(),
            10 if window == 10 => "Microsoft".to_owned(),
            _ => String::new(),
        },
        recommended: threshold == 10 && window == 10,
    };
    let rows = [(0, 0.0, 0), (3, 0.97, 41), (5, 0.93, 12), (10, 0.88, 2), (20, 0.6, 0), (50, 0.2, 0)];
    Lockout {
        recommendation: "Lock after 10 failures for 10 minutes: it stops 88 % of the attack attempts and would have locked out two people.".to_owned(),
        reasons: vec!["Five failures stop little more and lock out twelve people, eight of them for a saved password on a phone.".to_owned()],
        policies: rows.iter().flat_map(|(threshold, stopped, people)| [10, 15, 60].map(|window| policy(*threshold, window, *stopped, *people))).collect(),
        locked: vec![LockedOut {
            title: "Who would have been locked out by their own tries".to_owned(),
            policies: vec!["recommended, Microsoft: 10 / 10 / 10".to_owned(), "CIS: 5 / 15 / 15".to_owned()],
            accounts: vec![
                LockedAccount {
                    name: "CORP\\svc-backup".to_owned(),
                    about: "service account".to_owned(),
                    locks: vec!["never".to_owned(), "31 times, 7 h 45 min in all".to_owned()],
                },
                LockedAccount {
                    name: "CORP\\</td><script>window.owned=1</script>".to_owned(),
                    about: String::new(),
                    locks: vec!["once, 10 min".to_owned(), "once, 15 min".to_owned()],
                },
            ],
            unnamed: 3,
        }],
        abuse: vec!["With any policy somebody outside can lock out the 41 accounts whose names web01 takes; put it behind the VPN.".to_owned()],
    }
}
