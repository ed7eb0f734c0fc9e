//! The matching rule and what follows from it, on truths small enough to score by hand.

use doorknob_evaluate::score::{Score, WhyMissed, score};
use doorknob_evaluate::summary::Summary;
use doorknob_evaluate::verdict::{NamedAccount, NamedMisconfiguration, ToolVerdict};
use doorknob_event::incident::{Severity, Verdict};
use doorknob_event::time::EventTime;
use doorknob_simulate::truth::{
    Compromise, Episode, Kind, RecordIds, SCHEMA, SiteSettings, Truth, TruthAccount, TruthAttempt,
    TruthSource, Verdict as TrueVerdict,
};
use std::ops::Range;

const START: &str = "2026-03-11T10:00:00.0000000Z";

/// An episode with one attempt a second, whose records on `fs01.corp.example` have these ids.
fn episode(kind: Kind, class: &str, ids: Range<u64>) -> Episode {
    let attempts = ids.clone().enumerate().map(|(turn, _)| TruthAttempt {
        offset_ms: 1_000 * turn as u64,
        account: turn as u32 % 3,
        source: 0,
        accepted: false,
    });
    let account = |name: &str| TruthAccount {
        name: name.into(),
        domain: "CORP".into(),
        exists: true,
        privileged: false,
    };
    Episode {
        id: format!("{class}-1"),
        kind,
        class: class.into(),
        expected_verdict: match kind {
            Kind::Attack => TrueVerdict::Attack,
            Kind::Harmless => TrueVerdict::Misconfiguration,
        },
        accepted_verdicts: Vec::new(),
        techniques: if kind == Kind::Attack { vec!["T1110.003".into(), "T1078".into()] } else { Vec::new() },
        accounts: vec![account("alice"), account("bob"), account("carol")],
        sources: vec![TruthSource { address: "10.0.1.30".into(), seen_as: None }],
        hosts: vec!["fs01.corp.example".into()],
        machine: (kind == Kind::Harmless).then(|| "app01.corp.example".into()),
        compromised: Vec::new(),
        first_seen: START.into(),
        last_seen: START.into(),
        failures: ids.end - ids.start,
        successes: 0,
        attempts: attempts.collect(),
        records: vec![RecordIds {
            host: "fs01.corp.example".into(),
            channel: "Security".into(),
            record_ids: ids.collect(),
        }],
        records_with_source: 1,
    }
}

fn truth(episodes: Vec<Episode>) -> Truth {
    Truth {
        schema: SCHEMA.into(),
        scenario: "by hand".into(),
        seed: 1,
        events: 1_000,
        settings: SiteSettings::default(),
        episodes,
    }
}

fn attack() -> Episode {
    episode(Kind::Attack, "spray-single", 100..140)
}

/// A verdict whose evidence is these records, under the short name of the host.
fn verdict(word: Verdict, ids: impl IntoIterator<Item = u64>) -> ToolVerdict {
    ToolVerdict::new(word, ids.into_iter().map(|id| ("FS01", "security", id)).collect())
}

fn scored(episodes: Vec<Episode>, verdicts: Vec<ToolVerdict>) -> Score {
    score(&truth(episodes), verdicts.into_iter())
}

#[test]
fn half_of_the_evidence_makes_a_verdict_be_about_an_attack() {
    // Records from 500 on are ordinary life.
    for (ids, found) in [(100..110, true), (130..150, true), (131..151, false), (500..510, false)] {
        let score = scored(vec![attack()], vec![verdict(Verdict::Attack, ids.clone())]);
        assert_eq!(score.attacks[0].found, found, "{ids:?}");
        assert_eq!(score.false_alarms.len(), usize::from(!found), "{ids:?}");
    }
}

#[test]
fn pieces_and_records_are_counted_once() {
    let score =
        scored(vec![attack()], vec![verdict(Verdict::Attack, 100..120), verdict(Verdict::Attack, 110..130)]);
    assert_eq!((score.attacks[0].incidents, score.attacks[0].attributed), (2, 30));
    assert_eq!(score.attacks[0].outcome_records, 40);
    let summary = Summary::of(&[score]);
    assert_eq!(summary.incidents_per_attack.map(|e| e.value), Some(2.0));
    assert_eq!(summary.attributed.map(|e| e.value), Some(0.75));
}

#[test]
fn only_alarms_find_and_only_alarms_are_false() {
    let mut low = verdict(Verdict::Attack, 100..140);
    low.severity = Some(Severity::Low);
    for (told, why) in [
        (vec![], WhyMissed::Silent),
        (vec![verdict(Verdict::Undetermined, 100..140)], WhyMissed::CalledOtherwise),
        (vec![low], WhyMissed::TooLow),
    ] {
        let score = scored(vec![attack()], told);
        assert_eq!((score.attacks[0].found, score.attacks[0].why_missed), (false, Some(why)));
        assert!(score.false_alarms.is_empty());
        assert_eq!(score.attacks[0].technique_right, None);
    }
}

#[test]
fn an_alarm_on_two_attacks_finds_the_larger() {
    let other = episode(Kind::Attack, "guess-single", 200..210);
    let score = scored(vec![attack(), other], vec![verdict(Verdict::Attack, (100..140).chain(200..210))]);
    assert!(score.attacks[0].found && !score.attacks[1].found);
    assert_eq!(score.attacks[1].why_missed, Some(WhyMissed::Merged));
    assert!(score.false_alarms.is_empty());
}

#[test]
fn what_joins_many_attacks_finds_one_of_them_and_is_not_false() {
    let third = |class, ids| episode(Kind::Attack, class, ids);
    let all = [third("a", 100..110), third("b", 200..211), third("c", 300..310)];
    let evidence = (100..110).chain(200..211).chain(300..310).chain(500..510);
    let score = scored(all.to_vec(), vec![verdict(Verdict::Attack, evidence)]);
    assert_eq!(score.attacks.iter().map(|attack| attack.found).collect::<Vec<_>>(), [false, true, false]);
    assert!(score.false_alarms.is_empty());
}

#[test]
fn an_attack_drowned_in_ordinary_life_is_not_found() {
    let score = scored(vec![attack()], vec![verdict(Verdict::Attack, 100..300)]);
    assert_eq!(score.attacks[0].why_missed, Some(WhyMissed::Diluted));
    assert_eq!(score.false_alarms[0].mostly, None);
}

#[test]
fn what_left_no_outcome_cannot_be_known() {
    let mut hidden = attack();
    hidden.records[0].channel = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational".into();
    let score = scored(vec![hidden, attack()], vec![]);
    assert!(!score.attacks[0].knowable);
    assert_eq!(score.attacks[0].why_missed, Some(WhyMissed::NotKnowable));
    let summary = Summary::of(&[score]);
    assert_eq!((summary.found.total, summary.not_knowable), (1, 1));
}

#[test]
fn techniques_must_be_the_true_ones() {
    for (told, right) in [
        (vec!["T1110.003"], true),
        (vec!["T1110.003", "T1078", "T1110"], true),
        (vec!["T1110.001", "T1110.003"], false),
        (vec!["T1110"], false),
    ] {
        let mut alarm = verdict(Verdict::Attack, 100..140);
        alarm.techniques = told.iter().map(|&technique| technique.to_owned()).collect();
        assert_eq!(scored(vec![attack()], vec![alarm]).attacks[0].technique_right, Some(right), "{told:?}");
    }
}

#[test]
fn compromises_are_named_or_wrongly_named() {
    let mut got_in = attack();
    got_in.compromised.push(Compromise {
        name: "alice".into(),
        domain: "CORP".into(),
        at: START.into(),
        logged_on: true,
    });
    let named = |name: &str| NamedAccount { name: name.into(), domain: "corp.example".into() };
    let mut alarm = verdict(Verdict::Attack, 100..140);
    alarm.compromised = vec![named("ALICE"), named("bob")];
    alarm.severity = Some(Severity::High);
    let score = scored(vec![got_in.clone()], vec![alarm.clone(), alarm.clone()]);
    assert_eq!((score.attacks[0].compromised, score.attacks[0].compromised_named), (1, 1));
    assert_eq!(score.wrong_compromises.len(), 1, "bob, once");
    assert_eq!(score.attacks[0].told_critical, Some(false));
    alarm.severity = Some(Severity::Critical);
    assert_eq!(scored(vec![got_in], vec![alarm]).attacks[0].told_critical, Some(true));
}

#[test]
fn detection_is_counted_in_attempts_accounts_and_minutes() {
    let at = |seconds: i64| EventTime::parse(START).expect("a time").plus(seconds * 10_000_000);
    let early = |seconds| {
        let mut alarm = verdict(Verdict::Attack, 100..140);
        alarm.detected_at = Some(at(seconds));
        alarm
    };
    let score = scored(vec![attack()], vec![early(30), early(9)]);
    let detected = score.attacks[0].detected.expect("it says when");
    assert_eq!((detected.attempts, detected.accounts, detected.minutes), (10, 3, 0.15));
    assert!(score.attacks[0].parameters.fast);
    let before = scored(vec![attack()], vec![early(-5)]).attacks[0].detected.expect("it says when");
    assert_eq!((before.attempts, before.minutes), (1, 0.0), "a clock that is behind");
}

#[test]
fn misconfigurations_need_account_and_machine() {
    let nuisance = || episode(Kind::Harmless, "stale-service", 100..140);
    let named = |account: &str, machine: &str| {
        let mut told = verdict(Verdict::Misconfiguration, 100..140);
        told.misconfiguration = Some(NamedMisconfiguration {
            accounts: vec![NamedAccount { name: account.into(), domain: String::new() }],
            machines: vec![machine.into()],
        });
        told
    };
    for (told, wanted) in [
        (named("Alice", "APP01"), (true, true, true)),
        (named("alice@corp.example", "10.0.1.30"), (true, true, true)),
        (named("alice", "fs01"), (true, true, false)),
        (named("mallory", "APP01"), (true, false, false)),
        (verdict(Verdict::Undetermined, 100..140), (false, false, false)),
    ] {
        let score = scored(vec![nuisance()], vec![told]);
        let named = score.nuisances[0].misconfiguration.expect("it is one");
        assert_eq!((named.as_such, named.account, named.account_and_machine), wanted);
    }
    let score = scored(vec![nuisance()], vec![verdict(Verdict::Attack, 100..140)]);
    assert!(score.nuisances[0].alarm && score.nuisances[0].called_right == Some(false));
    assert_eq!(score.false_alarms[0].mostly.as_deref(), Some("stale-service"));
}

#[test]
fn slips_are_low() {
    let mut slip = episode(Kind::Harmless, "forgotten", 100..140);
    slip.expected_verdict = TrueVerdict::UserError;
    for (severity, above) in [(Severity::Low, false), (Severity::Medium, true)] {
        let mut told = verdict(Verdict::UserError, 100..140);
        told.severity = Some(severity);
        assert_eq!(scored(vec![slip.clone()], vec![told]).nuisances[0].slip_above_low, above);
    }
}

#[test]
fn nothing_gives_no_figures() {
    let summary = Summary::of(&[scored(vec![], vec![])]);
    assert_eq!(
        (summary.found.share(), summary.incidents_per_attack, summary.fast_attempts),
        (None, None, None)
    );
}
