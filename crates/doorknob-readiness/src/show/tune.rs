//! Tuning for a person: a line a setting, the remedies, and why something was not told.

use super::heat::{cell, short_count};
use super::{fact, instant, part, write_parts};
use crate::tune::{Count, Explanation, Query, Remedy, Row, Told, Tuning};
use doorknob_event::incident::Verdict;
use doorknob_report::Style;
use doorknob_report::quantity::{count, counted};
use doorknob_report::sheet::Part;
use std::io::{self, Write};

/// Incidents named of a row or remedy.
const NAMED: usize = 3;

/// Writes the tuning, without the proposed file.
///
/// # Errors
/// Whatever `out` returns.
pub fn write(out: &mut dyn Write, tuning: &Tuning, style: Style) -> io::Result<()> {
    let mut parts = vec![head(tuning), kinds(tuning), rows(tuning), differences(tuning)];
    parts.extend(tuning.remedies.iter().map(remedy));
    write_parts(out, &parts, style)
}

fn head(tuning: &Tuning) -> Part {
    let (window, threshold, why) = &tuning.choice;
    part(
        "Tuning: what other settings would have told",
        vec![
            fact(
                "history",
                format!(
                    "{} to {} UTC, {:.1} days",
                    instant(tuning.period.0),
                    instant(tuning.period.1),
                    tuning.days
                ),
            ),
            fact("proposed", format!("window {window} min, {threshold} sources: {why}")),
            fact("", format!("minimum severity {}", tuning.minimum_severity)),
        ],
    )
}

fn label(row: &Row) -> String {
    let mark = if row.in_force { "* " } else { "" };
    format!("{mark}{} min, {} sources", row.window_minutes, row.source_threshold)
}

fn rows(tuning: &Tuning) -> Part {
    let most =
        tuning.rows.iter().flat_map(|row| &row.alerts_per_day).map(|(_, rate)| *rate).fold(0.0, f64::max);
    let pace = tuning.pace();
    let in_force = tuning.rows.iter().find(|row| row.in_force).map(|row| &row.alerts_per_day);
    let mut facts = vec![fact("from severity", "··info ···low medium ··high ··crit")];
    for row in &tuning.rows {
        let rates: Vec<String> = row
            .alerts_per_day
            .iter()
            .map(|(_, rate)| cell(rate / most.max(f64::MIN_POSITIVE), ' ', &short_rate(pace.of(*rate))))
            .collect();
        let (more, fewer) = (row.extra.len(), row.gone.len());
        let beside = match (row.in_force, more, fewer) {
            (true, ..) => String::new(),
            (false, 0, 0) if in_force == Some(&row.alerts_per_day) => " · the same incidents".to_owned(),
            (false, 0, 0) => " · the same matters, called otherwise".to_owned(),
            (false, more, fewer) => format!(" · {more} more, {fewer} fewer incidents"),
        };
        facts.push(fact(label(row), format!("{}{beside}", rates.join(" "))));
    }
    facts.push(fact(
        "",
        format!(
            "alerts (attacks and undetermined) a {} from this severity on; * the settings in force",
            pace.word
        ),
    ));
    part(format!("Alerts a {}", pace.word), facts)
}

/// `0.21`, `12.5`, `340`.
fn short_rate(rate: f64) -> String {
    match rate {
        r if r < 9.995 => format!("{r:.2}"),
        r if r < 99.95 => format!("{r:.1}"),
        r => short_count(r as u64),
    }
}

/// Everything that the settings in force tell, by kind.
fn kinds(tuning: &Tuning) -> Part {
    let base = tuning.rows.iter().find(|row| row.in_force);
    let pace = tuning.pace();
    let row = |count: &Count| {
        let incidents = counted(count.incidents, "incident", "incidents");
        fact(
            format!("{} {}", count.severity, count.verdict.word().replace('_', " ")),
            format!("{incidents}, {}", pace.text(count.per_day)),
        )
    };
    part("Told with the settings in force", base.iter().flat_map(|base| &base.counts).map(row).collect())
}

fn told(told: &Told) -> String {
    format!("{}: {} ({}, {})", told.severity, told.title, told.verdict, instant(told.first_seen))
}

/// What each other setting tells more or less; settings that tell the same are told once.
fn differences(tuning: &Tuning) -> Part {
    let mut alike: Vec<Vec<&Row>> = Vec::new();
    for row in tuning.rows.iter().filter(|row| !row.in_force) {
        let same = |rows: &&mut Vec<&Row>| {
            rows.first().is_some_and(|first| first.extra == row.extra && first.gone == row.gone)
        };
        match alike.iter_mut().find(same) {
            Some(rows) => rows.push(row),
            None => alike.push(vec![row]),
        }
    }
    let mut facts = Vec::new();
    for rows in &alike {
        let Some(row) = rows.first() else { continue };
        let mut first = match rows.len() {
            1 => label(row),
            several => format!("{} and {} more", label(row), several - 1),
        };
        for (sign, list) in [("+", &row.extra), ("-", &row.gone)] {
            for one in list.iter().take(NAMED) {
                facts.push(fact(std::mem::take(&mut first), format!("{sign} {}", told(one))));
            }
            if list.len() > NAMED {
                let more = (list.len() - NAMED) as u64;
                facts.push(fact("", format!("{sign} {}", counted(more, "more incident", "more incidents"))));
            }
        }
    }
    if facts.is_empty() {
        facts.push(fact("", "no setting tells anything else"));
    }
    part("What each tells beside the settings in force", facts)
}

fn remedy(remedy: &Remedy) -> Part {
    let mut facts = vec![fact("first", remedy.condition)];
    if remedy.hides_attack {
        facts.push(fact("careful", "it would hide an attack, and is not proposed"));
    }
    for (at, one) in remedy.removes.iter().take(NAMED).enumerate() {
        facts.push(fact(if at == 0 { "removes" } else { "" }, told(one)));
    }
    if remedy.removes.len() > NAMED {
        facts.push(fact("", format!("and {} more", remedy.removes.len() - NAMED)));
    }
    for (at, one) in remedy.adds.iter().take(NAMED).enumerate() {
        facts.push(fact(if at == 0 { "adds" } else { "" }, told(one)));
    }
    let heading = match remedy.kind {
        crate::tune::RemedyKind::SharedSource => "Shared source",
        crate::tune::RemedyKind::ApprovedScanner => "Approved scanner",
        crate::tune::RemedyKind::Allow => "Allow list",
    };
    part(format!("{heading}: {}", remedy.reason), facts)
}

/// Writes why something was not told.
///
/// # Errors
/// Whatever `out` returns.
pub fn write_explanation(out: &mut dyn Write, explanation: &Explanation, style: Style) -> io::Result<()> {
    let what = match &explanation.query {
        Query::Address(address) => address.to_string(),
        Query::Account(pattern) => pattern.clone(),
    };
    let heading = match explanation.told.as_slice() {
        [] => format!("Why {what} is not told"),
        some if some.iter().any(|told| told.verdict == Verdict::Attack) => {
            format!("{what} is told in {}", counted(some.len() as u64, "incident", "incidents"))
        }
        some => format!(
            "Why {what} is told in {}, but as no attack",
            counted(some.len() as u64, "incident", "incidents")
        ),
    };
    let parts = [
        part(heading, answer(explanation)),
        part("What there is", seen(explanation)),
        nearest(explanation),
        weighed(explanation),
    ];
    write_parts(out, &parts, style)
}

fn answer(explanation: &Explanation) -> Vec<(String, String)> {
    let mut facts: Vec<_> = explanation.told.iter().take(10).map(|one| fact("told", told(one))).collect();
    for lacking in &explanation.lacking {
        facts.push(fact(
            format!("lacks {}", lacking.what),
            format!("{} (seen {}, needed {})", lacking.text, lacking.seen, lacking.needed),
        ));
    }
    facts
}

fn seen(explanation: &Explanation) -> Vec<(String, String)> {
    let mut facts = vec![fact(
        "tries",
        format!(
            "{} failed, {} succeeded{}",
            count(explanation.failures),
            count(explanation.successes),
            explanation
                .period
                .map(|(first, last)| format!(", {} to {} UTC", instant(first), instant(last)))
                .unwrap_or_default()
        ),
    )];
    let list = |rows: &[(String, u64)], total: u64| {
        let shown: Vec<String> =
            rows.iter().take(8).map(|(name, failures)| format!("{name} ({failures})")).collect();
        match total.saturating_sub(shown.len() as u64) {
            0 => shown.join(", "),
            more => format!("{} and {} more", shown.join(", "), count(more)),
        }
    };
    if explanation.accounts_total > 0 {
        facts.push(fact("accounts", list(&explanation.accounts, explanation.accounts_total)));
        facts.push(fact("sources", list(&explanation.sources, explanation.sources_total)));
    }
    for (at, (reason, failures)) in explanation.reasons.iter().enumerate() {
        facts.push(fact(if at == 0 { "codes" } else { "" }, format!("{reason}: {}", count(*failures))));
    }
    facts
}

fn nearest(explanation: &Explanation) -> Part {
    let row = |judged: &crate::tune::Judged| {
        fact(
            format!("{:+.1} nats", judged.attack_margin),
            format!(
                "{} tries, {} to {}: {} ({})",
                count(judged.tries),
                judged.sources.join(", "),
                judged.accounts.join(", "),
                judged.verdict,
                judged.class
            ),
        )
    };
    part(
        "Nearest to an attack: its lead over the best harmless explanation",
        explanation.nearest.iter().map(row).collect(),
    )
}

/// Facts told of the nearest judgement.
const FACTS_TOLD: usize = 10;

/// What spoke for and against in the nearest judgement.
fn weighed(explanation: &Explanation) -> Part {
    let factors = explanation.nearest.first().map(|nearest| nearest.factors.as_slice()).unwrap_or_default();
    let mut weightiest: Vec<_> = factors.iter().collect();
    weightiest.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
    weightiest.truncate(FACTS_TOLD);
    let class = explanation.nearest.first().map(|nearest| nearest.class.as_str()).unwrap_or_default();
    let row = |factor: &&doorknob_event::incident::Factor| {
        fact(format!("{:+.1}", factor.weight), factor.text.clone())
    };
    part(format!("What was weighed in the nearest (nats for {class})"), weightiest.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::incident::Severity;

    #[test]
    fn labels_mark_what_is_in_force() {
        let row = Row {
            window_minutes: 10,
            source_threshold: 5,
            in_force: true,
            counts: Vec::new(),
            alerts_per_day: vec![(Severity::Low, 0.5)],
            extra: Vec::new(),
            gone: Vec::new(),
        };
        assert_eq!(label(&row), "* 10 min, 5 sources");
    }
}
