//! One incident in full.

use super::richness::Richness;
use crate::markup::Markup;
use crate::phrases;
use crate::picture::time_by_account::LegendEntry;
use crate::picture::{spark, time_by_account, who_on_whom};
use crate::tries::IncidentTries;
use doorknob_event::incident::{Factor, Incident, Severity, Verdict};
use doorknob_report::RunSummary;
use doorknob_report::quantity::{count, counted, duration, less_likely_by};

pub(super) struct Card {
    pub(super) anchor: String,
    pub(super) id: String,
    pub(super) open: bool,
    /// Printed in full.
    pub(super) alarm: bool,
    pub(super) severity: &'static str,
    pub(super) severity_rank: usize,
    pub(super) severity_label: &'static str,
    pub(super) verdict: &'static str,
    pub(super) title: String,
    pub(super) sure: String,
    pub(super) class: String,
    pub(super) pattern: String,
    pub(super) techniques: Vec<String>,
    pub(super) analytics: String,
    pub(super) when: String,
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) failures: u64,
    pub(super) detected: String,
    pub(super) tries: String,
    pub(super) reasons: Vec<(String, String, String)>,
    pub(super) family: String,
    pub(super) outcome: Vec<(bool, String)>,
    /// Heading (empty where no phase is told), and numbered steps.
    pub(super) phases: Vec<(&'static str, Vec<(usize, String)>)>,
    pub(super) notes: Vec<String>,
    pub(super) caveats: Vec<String>,
    pub(super) spark: Option<Markup>,
    pub(super) picture: Option<Markup>,
    pub(super) interactive: bool,
    pub(super) legend: Vec<LegendEntry>,
    pub(super) endings: Vec<(&'static str, &'static str)>,
    pub(super) bands: Option<Markup>,
    pub(super) factors: Vec<FactorRow>,
    pub(super) factors_unshown: usize,
    pub(super) alternative: String,
    pub(super) alternative_why: String,
    pub(super) score: String,
    pub(super) tables: Vec<Table>,
    pub(super) evidence: Vec<EvidenceRow>,
    pub(super) evidence_total: String,
}

pub(super) struct FactorRow {
    /// Which way it points, and how far in tenths of the weightiest.
    pub(super) bar: String,
    pub(super) weight: String,
    pub(super) text: String,
    pub(super) observed: String,
    pub(super) expected: String,
}

/// Name, failures, successes, what is known.
pub(super) struct Table {
    pub(super) title: &'static str,
    pub(super) column: &'static str,
    pub(super) rows: Vec<[String; 4]>,
    pub(super) total: String,
    /// `and 1,488 more`; empty where all are shown.
    pub(super) unshown: String,
}

pub(super) struct EvidenceRow {
    pub(super) time: String,
    pub(super) event: String,
    pub(super) host: String,
    pub(super) channel: String,
    pub(super) place: String,
}

impl Card {
    pub(super) fn of(
        anchor: &str,
        incident: &Incident,
        summary: &RunSummary,
        tries: Option<&IncidentTries>,
        richness: Richness,
        open: bool,
    ) -> Self {
        let drawn =
            tries.and_then(|tries| time_by_account::draw(incident, tries, richness.lanes, richness.marks));
        let interactive = drawn.is_some();
        let (picture, legend, endings) = match drawn {
            Some(drawn) => (Some(drawn.picture), drawn.sources, drawn.endings),
            None if richness.marks > 0 => (spark::picture(&incident.timeline), Vec::new(), Vec::new()),
            None => Default::default(),
        };
        let (alternative, alternative_why) = alternative(incident);
        Card {
            anchor: anchor.to_owned(),
            id: incident.id.clone(),
            open,
            alarm: is_alarm(incident),
            severity: incident.severity.word(),
            severity_rank: Severity::ALL
                .iter()
                .position(|severity| *severity == incident.severity)
                .unwrap_or(0),
            severity_label: phrases::severity(incident.severity),
            verdict: incident.verdict.word(),
            title: incident.title.clone(),
            sure: phrases::sureness(incident),
            class: incident.class.clone(),
            pattern: phrases::pattern(incident.pattern),
            techniques: incident.techniques.clone(),
            analytics: incident.analytics.join(", "),
            when: phrases::span(incident.first_seen, incident.last_seen),
            first: incident.first_seen.0 / 10_000,
            last: incident.last_seen.0 / 10_000,
            failures: incident.attempts.failures,
            detected: detected(incident),
            tries: phrases::tries(incident),
            reasons: reasons(incident),
            family: incident
                .account_family
                .as_ref()
                .map(|family| format!("{} ({})", family.why, family.key))
                .unwrap_or_default(),
            outcome: phrases::outcome(incident, summary),
            phases: phases(incident),
            notes: incident.notes.clone(),
            caveats: incident.data_quality.clone(),
            spark: spark::spark(&incident.timeline),
            picture,
            interactive,
            legend,
            endings,
            bands: tries.filter(|_| richness.bands).and_then(|tries| who_on_whom::draw(incident, tries)),
            factors: factors(&incident.factors, richness.factors),
            factors_unshown: incident.factors.len().saturating_sub(richness.factors),
            alternative,
            alternative_why,
            score: format!(
                "{:+.1}",
                incident.factors.iter().map(|factor| factor.weight).filter(|w| w.is_finite()).sum::<f64>()
            ),
            tables: [accounts, sources, hosts]
                .into_iter()
                .map(|table| table(incident, richness.rows))
                .filter(|table| !table.rows.is_empty())
                .collect(),
            evidence: evidence(incident, richness.evidence),
            evidence_total: counted(incident.evidence_total, "record", "records"),
        }
    }
}

/// Told in full on paper too.
pub(super) fn is_alarm(incident: &Incident) -> bool {
    matches!(incident.verdict, Verdict::Attack | Verdict::Undetermined)
        && incident.severity >= Severity::Medium
}

fn phases(incident: &Incident) -> Vec<(&'static str, Vec<(usize, String)>)> {
    let owned = |steps: Vec<(usize, &str)>| {
        steps.into_iter().map(|(number, step)| (number, step.to_owned())).collect()
    };
    let groups = incident.steps_by_phase().into_iter();
    groups.map(|of| (of.phase.map_or("", phrases::phase), owned(of.steps))).collect()
}

fn detected(incident: &Incident) -> String {
    let after = incident.detected_at.since(incident.first_seen);
    format!(
        "{} after the first try, at the {} failure ({} UTC)",
        duration(after),
        ordinal(incident.detected_after),
        phrases::instant(incident.detected_at)
    )
}

/// `1st`, `12th`, `23rd`.
fn ordinal(number: u64) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{}{ending}", count(number))
}

/// Text, code, count; the commonest first.
fn reasons(incident: &Incident) -> Vec<(String, String, String)> {
    let mut reasons: Vec<_> = incident.reasons.iter().collect();
    reasons.sort_by(|(a_code, a), (b_code, b)| b.count.cmp(&a.count).then_with(|| a_code.cmp(b_code)));
    reasons
        .into_iter()
        .map(|(code, reason)| (reason.text.clone(), code.clone(), count(reason.count)))
        .collect()
}

fn alternative(incident: &Incident) -> (String, String) {
    let Some(other) = &incident.alternative else { return Default::default() };
    let noun = phrases::verdict(other.verdict);
    let what = if other.class.is_empty() { noun.to_owned() } else { format!("{} ({noun})", other.class) };
    (format!("{what}: {}", less_likely_by(other.margin)), other.text.clone())
}

/// The weightiest, whichever way they point.
fn factors(factors: &[Factor], limit: usize) -> Vec<FactorRow> {
    let largest =
        factors.iter().map(|factor| factor.weight.abs()).filter(|w| w.is_finite()).fold(0.0, f64::max);
    let mut ordered: Vec<&Factor> = factors.iter().collect();
    ordered.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.name.cmp(&b.name)));
    ordered.truncate(limit);
    ordered.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.name.cmp(&b.name)));
    ordered
        .into_iter()
        .map(|factor| FactorRow {
            bar: bar(factor.weight, largest),
            weight: format!("{:+.1}", factor.weight),
            text: if factor.text.is_empty() { factor.name.clone() } else { factor.text.clone() },
            observed: factor.observed.clone(),
            expected: factor.expected.clone(),
        })
        .collect()
}

/// `p7` speaks for the verdict, `m3` for the other explanation.
fn bar(weight: f64, largest: f64) -> String {
    let tenths =
        if largest > 0.0 && weight.is_finite() { (weight.abs() / largest * 10.0).round() as u32 } else { 0 };
    format!("{}{}", if weight < 0.0 { 'm' } else { 'p' }, tenths.min(10))
}

fn unshown(total: u64, shown: usize) -> String {
    match total.saturating_sub(shown as u64) {
        0 => String::new(),
        more => format!("and {} more", count(more)),
    }
}

fn accounts(incident: &Incident, limit: usize) -> Table {
    let rows: Vec<[String; 4]> = incident
        .accounts
        .iter()
        .take(limit)
        .map(|entry| {
            [
                phrases::account(entry),
                count(entry.tries()),
                count(entry.successes),
                phrases::about_account(entry),
            ]
        })
        .collect();
    let total = incident.accounts_total.max(incident.accounts.len() as u64);
    Table {
        title: "Accounts",
        column: "account",
        unshown: unshown(total, rows.len()),
        total: count(total),
        rows,
    }
}

fn sources(incident: &Incident, limit: usize) -> Table {
    let rows: Vec<[String; 4]> = incident
        .sources
        .iter()
        .take(limit)
        .map(|entry| {
            [
                phrases::source(entry),
                count(entry.tries()),
                count(entry.successes),
                phrases::about_source(entry),
            ]
        })
        .collect();
    let total = incident.sources_total.max(incident.sources.len() as u64);
    Table {
        title: "Sources",
        column: "source",
        unshown: unshown(total, rows.len()),
        total: count(total),
        rows,
    }
}

fn hosts(incident: &Incident, limit: usize) -> Table {
    let rows: Vec<[String; 4]> = incident
        .hosts
        .iter()
        .take(limit)
        .map(|entry| {
            [
                entry.name.clone(),
                count(entry.tries()),
                String::new(),
                phrases::logon_types(&entry.logon_types),
            ]
        })
        .collect();
    let total = incident.hosts.len() as u64;
    Table { title: "Hosts", column: "host", unshown: unshown(total, rows.len()), total: count(total), rows }
}

/// The first and the last ones.
fn evidence(incident: &Incident, limit: usize) -> Vec<EvidenceRow> {
    let all = &incident.evidence;
    let half = limit.div_ceil(2).min(all.len());
    let from = all.len().saturating_sub(limit - limit.div_ceil(2)).max(half);
    let chosen = all.iter().take(half).chain(all.get(from..).unwrap_or_default());
    chosen
        .map(|record| EvidenceRow {
            time: phrases::fine_instant(record.time),
            event: record.event_id.to_string(),
            host: record.host.clone(),
            channel: record.channel.clone(),
            place: match record.offset {
                Some(offset) => format!("record {} in {} at {offset}", record.record_id, record.input),
                None => format!("record {} in {}", record.record_id, record.input),
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_tenths_of_the_weightiest() {
        let bars: Vec<String> = [(4.6, 4.6), (-2.3, 4.6), (0.1, 4.6), (f64::NAN, 1.0), (1.0, 0.0)]
            .map(|(w, most)| bar(w, most))
            .to_vec();
        assert_eq!(bars, ["p10", "m5", "p0", "p0", "p0"]);
    }

    #[test]
    fn ordinals() {
        let words: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 112, 1_003].into_iter().map(ordinal).collect();
        assert_eq!(words, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th", "1,003rd"]);
    }
}
