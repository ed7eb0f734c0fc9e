//! The re-stated rules on the shapes of public samples: what each was found to say there, rebuilt record by record.
//!
//! Names and counts are those of the samples (DeepBlueCLI, EVTX-ATTACK-SAMPLES, EVTX-to-MITRE-Attack); the fields are the
//! ones that rules look at.

use super::{FlatEvent, Rival, all};
use crate::verdict::ToolVerdict;
use doorknob_event::time::{EventTime, HOUR, MINUTE, SECOND};
use doorknob_simulate::truth::{ScannerMachine, SiteSettings};

/// A record to be: time, id, fields.
pub(super) struct Planned {
    pub(super) time: EventTime,
    pub(super) event_id: u16,
    pub(super) fields: Vec<(&'static str, String)>,
}

/// Midnight UTC, so that bins of any width begin with the sample.
pub(super) fn start() -> EventTime {
    EventTime::parse("2026-03-11T00:00:00Z").expect("a time")
}

pub(super) fn planned(ticks: i64, event_id: u16, fields: &[(&'static str, &str)]) -> Planned {
    Planned {
        time: start().plus(ticks),
        event_id,
        fields: fields.iter().map(|(name, text)| (*name, (*text).to_owned())).collect(),
    }
}

/// What a rival says about records of one machine.
pub(super) fn run(mut rival: Rival, sample: &[Planned]) -> Vec<ToolVerdict> {
    for (at, record) in sample.iter().enumerate() {
        let fields: Vec<(&str, &str)> =
            record.fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
        rival.observe(&FlatEvent::security(
            record.time,
            "host.example",
            record.event_id,
            at as u64 + 1,
            &fields,
        ));
    }
    rival.into_verdicts(&SiteSettings::default())
}

/// `count` records spread evenly over `duration`.
fn spread(count: usize, duration: i64, record: impl Fn(usize, i64) -> Planned) -> Vec<Planned> {
    (0..count).map(|turn| record(turn, duration * turn as i64 / count as i64)).collect()
}

fn wrong_password_4625(
    ticks: i64,
    user: &str,
    address: &str,
    workstation: &str,
    logon_type: &str,
) -> Planned {
    planned(
        ticks,
        4625,
        &[
            ("TargetUserSid", "S-1-0-0"),
            ("TargetUserName", user),
            ("TargetDomainName", ""),
            ("Status", "0xc000006d"),
            ("SubStatus", "0xc000006a"),
            ("LogonType", logon_type),
            ("LogonProcessName", "NtLmSsp "),
            ("AuthenticationPackageName", "NTLM"),
            ("WorkstationName", workstation),
            ("ProcessName", "-"),
            ("IpAddress", address),
        ],
    )
}

/// DeepBlueCLI `smb-password-guessing-security`: 3,561 failures in 163 s, a new workstation name each, one of them a
/// probe with another name.
fn smb_guessing() -> Vec<Planned> {
    spread(3_561, 163 * SECOND, |turn, at| {
        let user = if turn == 0 { "probe" } else { "Administrator" };
        wrong_password_4625(at, user, "192.168.198.149", &format!("{turn:016X}"), "3")
    })
}

/// AccountRestore: 16 local tries in under a second, no address.
fn account_restore() -> Vec<Planned> {
    spread(16, SECOND - 1, |_, at| wrong_password_4625(at, "Administrator", "-", "RESTORE", "3"))
}

/// OpenSSH: five tries at each of two names, minutes apart, no address.
fn sshd() -> Vec<Planned> {
    let mut sample = spread(5, MINUTE, |_, at| wrong_password_4625(at, "nosuch1", "-", "SSH01", "8"));
    sample.extend(spread(5, MINUTE, |_, at| {
        wrong_password_4625(at + 10 * MINUTE, "nosuch2", "-", "SSH01", "8")
    }));
    sample
}

fn kerberos(ticks: i64, id: u16, user: &str, status: &str) -> Planned {
    planned(
        ticks,
        id,
        &[
            ("TargetUserName", user),
            ("Status", status),
            ("IpAddress", "::ffff:10.23.123.11"),
            ("PreAuthType", "2"),
        ],
    )
}

fn kerberos_guessing() -> Vec<Planned> {
    spread(54, 17 * SECOND, |_, at| kerberos(at, 4771, "administrator", "0x18"))
}

fn kerbrute() -> Vec<Planned> {
    spread(37, 9 * SECOND, |turn, at| match turn {
        0..22 => kerberos(at, 4771, &format!("user{turn}"), "0x18"),
        _ => kerberos(at, 4768, &format!("disabled{}", turn % 10), "0x12"),
    })
}

fn kerberos_enumeration() -> Vec<Planned> {
    spread(47, SECOND, |turn, at| kerberos(at, 4768, &format!("name{turn}"), "0x6"))
}

fn kerberos_password_spray() -> Vec<Planned> {
    spread(9, 2 * SECOND, |turn, at| match turn {
        0..2 => kerberos(at, 4771, &format!("user{turn}"), "0x18"),
        _ => kerberos(at, 4768, &format!("name{turn}"), "0x6"),
    })
}

fn explicit_credentials() -> Vec<Planned> {
    spread(41, 5 * MINUTE, |turn, at| {
        let user = format!("user{turn}");
        planned(
            at,
            4648,
            &[
                ("SubjectUserName", "jwrig"),
                ("TargetUserName", &user),
                ("ProcessName", "C:\\Windows\\System32\\net.exe"),
                ("IpAddress", "172.16.144.128"),
            ],
        )
    })
}

/// 15 failed `runas` over 39 hours.
fn runas() -> Vec<Planned> {
    spread(15, 39 * HOUR, |_, at| wrong_password_4625(at, "local_admin", "::1", "MSEDGEWIN10", "2"))
}

#[test]
fn rules_say_on_public_samples_what_was_measured_there() {
    let columns =
        ["Hayabusa", "Splunk, >30 users", "Splunk, 3 sigma", "Elastic", "Sentinel", "Wazuh", "CrowdSec"];
    let (yes, no) = (true, false);
    let table: [(&str, Vec<Planned>, [bool; 7]); 9] = [
        ("SMB guessing", smb_guessing(), [yes, no, no, yes, no, yes, yes]),
        ("AccountRestore", account_restore(), [no, no, no, no, no, yes, yes]),
        ("sshd", sshd(), [no, no, no, no, no, no, no]),
        ("Kerberos guessing", kerberos_guessing(), [no, no, no, no, no, no, no]),
        ("Kerbrute", kerbrute(), [no, no, yes, no, no, no, no]),
        ("Kerberos enumeration", kerberos_enumeration(), [no, yes, yes, no, no, no, no]),
        ("kerberos_pwd_spray", kerberos_password_spray(), [no, no, no, no, no, no, no]),
        ("4648 spray", explicit_credentials(), [yes, yes, yes, no, no, no, no]),
        ("runas", runas(), [no, no, no, no, no, no, no]),
    ];
    for (name, sample, wanted) in table {
        for (column, wanted) in columns.iter().zip(wanted) {
            let rival = all().into_iter().find(|rival| rival.name == *column).expect("a rival of that name");
            assert_eq!(!run(rival, &sample).is_empty(), wanted, "{column} on {name}");
        }
    }
}

#[test]
fn elastic_sees_the_first_minute_only() {
    let verdicts = run(super::elastic::rival(), &smb_guessing());
    let [alert] = verdicts.as_slice() else { panic!("one alert: {verdicts:?}") };
    let a_minute = 3_561 * 60 / 163;
    assert!(alert.evidence.len().abs_diff(a_minute) <= 1, "{} of {a_minute}", alert.evidence.len());
}

#[test]
fn timesketch_asks_for_a_success_and_not_for_many() {
    let success = |at: i64| {
        planned(
            at,
            4624,
            &[("TargetUserName", "alice"), ("LogonType", "3"), ("IpAddress", "192.168.198.149")],
        )
    };
    let guesses = |count| {
        spread(count, 10 * MINUTE, |_, at| wrong_password_4625(at, "alice", "192.168.198.149", "WS", "3"))
    };
    for (failures, successes, wanted) in [(20, 1, true), (19, 1, false), (20, 0, false)] {
        let mut sample = guesses(failures);
        sample.extend((0..successes).map(|turn| success(11 * MINUTE + turn * SECOND)));
        let verdicts = run(super::timesketch::rival(), &sample);
        assert_eq!(!verdicts.is_empty(), wanted, "{failures} failures, {successes} successes");
        assert!(verdicts.iter().all(|verdict| verdict.compromised.iter().all(|named| named.name == "alice")));
    }
    let mut busy = vec![success(0), success(SECOND)];
    busy.extend(guesses(20));
    busy.push(success(11 * MINUTE));
    assert!(run(super::timesketch::rival(), &busy).is_empty(), "a third success in the hour hides it");
}

#[test]
fn deep_blue_cli_counts_for_ever() {
    let slow = |users: usize| {
        spread(6, 300 * 24 * HOUR, move |turn, at| {
            wrong_password_4625(at, &format!("user{}", turn % users), "10.0.0.1", "WS", "3")
        })
    };
    assert_eq!(run(super::deep_blue_cli::rival(), &slow(1)).len(), 1);
    assert_eq!(
        run(super::deep_blue_cli::rival(), &slow(2)).len(),
        1,
        "six in a year on two accounts are a spray"
    );
    let explicit: Vec<Planned> = (0..49)
        .map(|turn| planned(turn * SECOND, 4648, &[("TargetUserName", &format!("user{}", turn % 7))]))
        .collect();
    assert_eq!(run(super::deep_blue_cli::rival(), &explicit).len(), 1);
    assert!(run(super::deep_blue_cli::rival(), explicit.get(..48).unwrap_or_default()).is_empty());
}

#[test]
fn sigma_counts_users_by_workstation_without_a_window() {
    let from = |workstations: usize| {
        spread(4, 30 * 24 * HOUR, move |turn, at| {
            let workstation = format!("TS{}", turn % workstations);
            wrong_password_4625(at, &format!("user{turn}"), "10.0.0.1", &workstation, "10")
        })
    };
    assert_eq!(run(super::sigma::rival(), &from(1)).len(), 1, "four slips in a month on a terminal server");
    assert!(run(super::sigma::rival(), &from(2)).is_empty());
    assert_eq!(run(super::sigma::rival(), &kerberos_enumeration()).len(), 1);
}

#[test]
fn the_usual_thresholds() {
    let rival = super::usual_thresholds::all_failures;
    let names = |sample: &[Planned]| -> Vec<String> {
        run(rival(), sample)
            .iter()
            .map(|v| v.title.split(':').next().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(names(&kerberos_guessing()), ["Ten failures on one account"]);
    assert_eq!(names(&kerberos_enumeration()), ["Ten accounts from one source"]);
    assert!(run(super::usual_thresholds::logon_failures(), &kerberos_guessing()).is_empty(), "no 4625 there");
    let sources =
        spread(5, MINUTE, |turn, at| wrong_password_4625(at, "alice", &format!("10.0.0.{turn}"), "", "3"));
    assert_eq!(names(&sources), ["Five sources on one account"]);
    let mut guessed = spread(5, MINUTE, |_, at| wrong_password_4625(at, "alice", "10.0.0.1", "", "3"));
    assert!(names(&guessed).is_empty());
    guessed.push(planned(2 * MINUTE, 4624, &[("TargetUserName", "ALICE"), ("IpAddress", "10.0.0.9")]));
    assert_eq!(names(&guessed), ["Five failures, then a success"]);
}

#[test]
fn sentinel_counts_a_day_against_the_week() {
    let steady: Vec<Planned> =
        (0..600).map(|turn| wrong_password_4625(turn * 24 * MINUTE, "svc", "10.0.0.1", "APP", "3")).collect();
    let verdicts = run(super::sentinel::rival(), &steady);
    // 60 a day: on the fourth day they are no third of the days before.
    assert_eq!(verdicts.len(), 4, "{verdicts:?}");
}

#[test]
fn alerts_about_approved_scanners_alone_are_dropped() {
    let sample = smb_guessing();
    let settings = SiteSettings {
        approved_scanners: vec![ScannerMachine { address: "192.168.198.149".into(), name: String::new() }],
        ..SiteSettings::default()
    };
    let mut rival = super::wazuh::rival();
    for (at, record) in sample.iter().enumerate() {
        let fields: Vec<(&str, &str)> =
            record.fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
        rival.observe(&FlatEvent::security(record.time, "host.example", record.event_id, at as u64, &fields));
    }
    assert!(rival.into_verdicts(&settings).is_empty());
}
