//! What a tool missed and where it cried wolf, one line each with what explains it.

use crate::score::{AttackScore, FalseAlarm, Score};
use crate::summary::Summary;
use std::collections::BTreeMap;

/// A missed attack: seed and id, what it was like, why it was missed.
pub(super) fn missed(scores: &[Score]) -> Vec<(u64, &AttackScore)> {
    scores
        .iter()
        .flat_map(|score| score.attacks.iter().map(move |attack| (score.seed, attack)))
        .filter(|(_, attack)| attack.knowable && !attack.found)
        .collect()
}

/// `40 attempts on 1 account from 30 sources in 2.1 h, every 3 min, at mail01, ...`.
pub(super) fn parameters(attack: &AttackScore) -> String {
    let p = &attack.parameters;
    let mut text = format!(
        "{} on {} from {} in {}, every {}",
        counted(p.attempts, "attempt"),
        counted(p.accounts, "account"),
        counted(p.sources, "source"),
        duration(p.duration_seconds),
        duration(p.median_gap_seconds)
    );
    if p.successes > 0 {
        text.push_str(&format!(", {} successful", p.successes));
    }
    if let Some(host) = p.hosts.first() {
        text.push_str(&format!(", at {}", host.split('.').next().unwrap_or(host)));
        if p.hosts.len() > 1 {
            text.push_str(" and others");
        }
    }
    text
}

/// Why it was missed, and what was said instead.
pub(super) fn why(attack: &AttackScore) -> String {
    let why = attack.why_missed.map_or("", |why| why.text());
    match attack.told.first() {
        Some(told) => {
            let severity = told.severity.map(|severity| format!(" ({severity})")).unwrap_or_default();
            format!(
                "{why}: {}{severity}, {} of its records",
                told.verdict,
                super::percent(told.share_of_episode)
            )
        }
        None => why.to_owned(),
    }
}

/// False alarms by what they are mostly about, most first.
pub(super) fn false_alarms_by_cause(scores: &[Score]) -> Vec<(String, u64)> {
    let mut causes: BTreeMap<String, u64> = BTreeMap::new();
    for alarm in scores.iter().flat_map(|score| &score.false_alarms) {
        *causes.entry(cause(alarm).to_owned()).or_default() += 1;
    }
    let mut causes: Vec<_> = causes.into_iter().collect();
    causes.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    causes
}

/// `misconfigured-app 21 %, enumeration 18 %, 3 more`: of what a false alarm was put together.
pub(super) fn parts(alarm: &FalseAlarm) -> String {
    const SHOWN: usize = 3;
    let named: f64 = alarm.parts.iter().map(|part| part.share).sum();
    let mut parts: Vec<(&str, f64)> =
        alarm.parts.iter().map(|part| (part.class.as_str(), part.share)).collect();
    // What rounding leaves is no part.
    if 1.0 - named > 1e-9 {
        parts.push(("ordinary life", 1.0 - named));
        parts.sort_by(|one, other| other.1.total_cmp(&one.1));
    }
    let mut texts: Vec<String> = parts
        .iter()
        .take(SHOWN)
        .map(|(class, share)| format!("{class} {}", super::percent(*share)))
        .collect();
    if parts.len() > SHOWN {
        texts.push(format!("{} more", parts.len() - SHOWN));
    }
    texts.join(", ")
}

/// `23 in an alarm about another attack, 4 nothing was said`.
pub(super) fn reasons(summary: &Summary) -> String {
    let mut reasons: Vec<(u64, &str)> =
        summary.missed.iter().map(|(why, count)| (*count, why.text())).collect();
    reasons.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    reasons.iter().map(|(count, text)| format!("{count} {text}")).collect::<Vec<_>>().join(", ")
}

/// Class of the episode, or ordinary life.
pub(super) fn cause(alarm: &FalseAlarm) -> &str {
    alarm.mostly.as_deref().unwrap_or("ordinary life")
}

pub(super) fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// `45 s`, `12 min`, `2.1 h`, `3.4 d`.
pub(super) fn duration(seconds: f64) -> String {
    for (unit, length) in [("d", 86_400.0), ("h", 3_600.0), ("min", 60.0)] {
        if seconds >= 2.0 * length {
            return format!("{} {unit}", tidy(seconds / length));
        }
    }
    format!("{} s", tidy(seconds))
}

fn tidy(value: f64) -> String {
    if value >= 10.0 || value == value.trunc() { format!("{value:.0}") } else { format!("{value:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_the_unit_a_person_would_use() {
        for (seconds, text) in [
            (0.25, "0.2 s"),
            (45.0, "45 s"),
            (119.0, "119 s"),
            (720.0, "12 min"),
            (7_560.0, "2.1 h"),
            (259_200.0, "3 d"),
        ] {
            assert_eq!(duration(seconds), text);
        }
        assert_eq!(counted(1, "source"), "1 source");
        assert_eq!(counted(2, "source"), "2 sources");
    }
}
