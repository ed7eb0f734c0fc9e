//! Small estates by hand: what is broken is named, and nothing else.

use crate::estate::{Estate, start};
use doorknob_event::event::{EventKind, Field};
use doorknob_event::incident::Severity;
use doorknob_event::time::{DAY, HOUR, MINUTE, SECOND};
use doorknob_readiness::census::Notice;
use doorknob_readiness::readiness::{Certainty, Check, Coverage, ExpectedHosts, Grade, Scorecard};

/// (check, host) of everything above "for the record" that is told of a host.
fn named(card: &Scorecard) -> Vec<(Check, &str)> {
    card.findings
        .iter()
        .filter(|finding| finding.severity > Severity::Informational)
        .filter_map(|finding| Some((finding.check, finding.host.as_deref()?)))
        .collect()
}

fn sorted(mut list: Vec<(Check, &str)>) -> Vec<(Check, &str)> {
    list.sort_unstable();
    list
}

#[test]
fn a_sound_estate_has_no_finding_about_a_host() {
    let card = Estate::sound(30, 40).card();
    assert_eq!(named(&card), []);
    assert_eq!(card.grade, Some(Grade::A), "{}: {:#?}", card.grade_why, card.findings);
    assert!(card.hosts.iter().all(|host| host.grade == Some(Grade::A)));
}

/// The case of the issue: five hosts lack auditing, two were cleared, one is skewed, one was rolled over by a flood.
#[test]
fn exactly_what_is_broken_is_named() {
    let mut estate = Estate::sound(30, 40);
    for host in 3..8 {
        estate.forget_failures(host);
    }
    estate.clear(10, start().plus(9 * DAY));
    estate.clear(11, start().plus(20 * DAY + HOUR));
    estate.skew(13, 7 * MINUTE);
    estate.roll_over(15, start().plus(34 * DAY));
    let card = estate.card();
    let mut wanted: Vec<(Check, String)> =
        (3..8).map(|n| (Check::LogonFailuresMissing, Estate::host_name(n))).collect();
    wanted.push((Check::LogCleared, Estate::host_name(10)));
    wanted.push((Check::LogCleared, Estate::host_name(11)));
    wanted.push((Check::ClockSkewed, Estate::host_name(13)));
    wanted.push((Check::LogRolledOver, Estate::host_name(15)));
    let wanted: Vec<(Check, &str)> = wanted.iter().map(|(check, host)| (*check, host.as_str())).collect();
    assert_eq!(sorted(named(&card)), sorted(wanted));
    for finding in &card.findings {
        assert!(
            !finding.mend.is_empty() && !finding.why.is_empty() && !finding.id.is_empty(),
            "{finding:#?}"
        );
    }
    let mends = |check| {
        let finding = card.findings.iter().find(|finding| finding.check == check).expect("found above");
        finding.mend.iter().map(|mend| mend.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    assert!(mends(Check::LogonFailuresMissing).contains(
        "auditpol /set /subcategory:\"{0cce9215-69ae-11d9-bed3-505054503030}\" /success:enable /failure:enable"
    ));
    assert!(mends(Check::LogRolledOver).contains("wevtutil sl \"Security\" /ms:"));
    assert!(mends(Check::ClockSkewed).contains("w32tm"));
    assert_eq!(card.grade, Some(Grade::D), "{}", card.grade_why);
    let skewed = card.hosts.iter().find(|host| host.name == Estate::host_name(13)).expect("it logs");
    assert!(skewed.clock_ahead_seconds.is_some_and(|seconds| (418..=422).contains(&seconds)), "{skewed:?}");
    let blind = card.hosts.iter().find(|host| host.name == Estate::host_name(3)).expect("it logs");
    assert_eq!(blind.coverage.get("failed logons (4625)"), Some(&Coverage::Missing));
}

#[test]
fn the_scorecard_does_not_depend_on_order_or_threads() {
    let mut estate = Estate::sound(12, 20);
    estate.forget_failures(3);
    estate.clear(5, start().plus(9 * DAY));
    estate.skew(6, -90 * SECOND);
    let json = |card: &Scorecard| serde_json::to_string_pretty(card).expect("a card is JSON");
    let one = json(&estate.card());
    for threads in [2, 7] {
        assert_eq!(one, json(&estate.card_read_by(threads)));
    }
}

#[test]
fn hosts_that_are_silent_or_stopped() {
    let mut estate = Estate::sound(10, 30);
    estate.stop(4, start().plus(22 * DAY));
    estate.expected =
        ExpectedHosts::parse("Name,DNSHostName\nSRV02,srv02.corp.example\nGONE,gone.corp.example\n")
            .expect("a list");
    let card = estate.card();
    let gone = "gone.corp.example";
    let stopped = Estate::host_name(4);
    assert_eq!(
        sorted(named(&card)),
        sorted(vec![(Check::HostSilent, gone), (Check::HostStopped, stopped.as_str())])
    );
    // One of eleven is silent: nine in ten are no worse than the host that stopped.
    assert_eq!((card.hosts_expected, card.grade), (2, Some(Grade::C)), "{}", card.grade_why);
}

#[test]
fn refusals_of_another_log_are_evidence_at_once() {
    let mut estate = Estate::sound(4, 3);
    estate.forget_failures(2);
    let time = start().plus(DAY);
    estate.event(2, EventKind::RdpBadCredentials, 140, time, &[(Field::Address, "10.9.9.9")]);
    let card = estate.card();
    let finding = card.findings.iter().find(|finding| finding.check == Check::LogonFailuresMissing);
    assert_eq!(finding.map(|finding| finding.certainty), Some(Certainty::Evident), "{:#?}", card.findings);
    // Without that the few days say nothing, and the host has no grade rather than a good one.
    let mut estate = Estate::sound(4, 3);
    estate.forget_failures(2);
    let card = estate.card();
    assert_eq!(named(&card), []);
    let host = card.hosts.iter().find(|host| host.name == Estate::host_name(2)).expect("it logs");
    assert_eq!(host.grade, None);
}

#[test]
fn auditing_that_was_switched_off() {
    let off = "%%8450";
    let logon = "{0CCE9215-69AE-11D9-BED3-505054503030}";
    let change = |estate: &mut Estate, time, text: &'static str| {
        estate.event(
            2,
            EventKind::AuditPolicyChanged,
            4719,
            time,
            &[(Field::Subcategory, logon), (Field::Message, text), (Field::SubjectUserName, "mallory")],
        );
    };
    let noon = start().plus(20 * DAY);
    let severity = |estate: &Estate| {
        let card = estate.card();
        card.findings.iter().find(|f| f.check == Check::AuditingSwitchedOff).map(|finding| finding.severity)
    };
    let mut estate = Estate::sound(6, 30);
    change(&mut estate, noon, off);
    assert_eq!(severity(&estate), Some(Severity::Critical));
    change(&mut estate, noon.plus(3 * HOUR), "%%8451");
    assert_eq!(severity(&estate), Some(Severity::High));
    let mut estate = Estate::sound(6, 30);
    change(&mut estate, noon, off);
    change(&mut estate, noon.plus(MINUTE), "%%8449, %%8451");
    assert_eq!(severity(&estate), None, "a policy applied anew");
}

#[test]
fn records_that_are_missing_and_clocks_that_were_set() {
    let mut estate = Estate::sound(8, 30);
    estate.lose_records(3, 40);
    estate.set_back(5, start().plus(12 * DAY), 5 * HOUR);
    estate.notice(6, Notice::LogFull, start().plus(4 * DAY));
    let card = estate.card();
    let hosts = [3, 5, 6].map(Estate::host_name);
    let wanted = vec![
        (Check::RecordsMissing, &*hosts[0]),
        (Check::ClockSetBack, &*hosts[1]),
        (Check::LogFull, &*hosts[2]),
    ];
    assert_eq!(sorted(named(&card)), sorted(wanted));
}

#[test]
fn a_controller_that_tells_of_no_failure() {
    let mut estate = Estate::sound(10, 40);
    estate.forget_failures(0);
    let card = estate.card();
    let dc = Estate::host_name(0);
    let named = named(&card);
    for check in [Check::KerberosFailuresMissing, Check::NtlmFailuresMissing] {
        assert!(named.contains(&(check, dc.as_str())), "{named:?}");
    }
    assert_eq!(card.grade, Some(Grade::F), "{}", card.grade_why);
    let mut estate = Estate::sound(10, 40);
    estate.leave_out(0);
    let card = estate.card();
    assert!(card.findings.iter().any(|finding| finding.check == Check::DomainControllerMissing));
}

#[test]
fn what_is_reached_from_outside() {
    let mut estate = Estate::sound(6, 30);
    for n in 0..30 {
        let time = start().plus(5 * DAY + n * MINUTE);
        estate.event(
            3,
            EventKind::LogonFailure,
            4625,
            time,
            &[
                (Field::TargetUserName, "administrator"),
                (Field::Status, "0xc000006d"),
                (Field::SubStatus, "0xc000006a"),
                (Field::LogonType, "3"),
                (Field::Address, "203.0.113.7"),
            ],
        );
    }
    let card = estate.card();
    let host = Estate::host_name(3);
    assert_eq!(named(&card), [(Check::ExposedToInternet, host.as_str())]);
    let row = card.exposure.first().expect("one row");
    assert_eq!((row.host.as_str(), row.failures, row.successes, row.addresses), (host.as_str(), 30, 0, 1));
}
