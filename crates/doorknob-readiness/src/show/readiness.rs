//! The scorecard for a person: the grade, then the work list by importance, then what it rests on.

use super::heat::{bar, short_percent};
use super::{fact, instant, part, write_parts};
use crate::readiness::{Certainty, Coverage, Finding, Grade, HostCard, MendKind, Role, Scorecard};
use doorknob_event::incident::Severity;
use doorknob_report::Style;
use doorknob_report::quantity::{count, counted};
use doorknob_report::sheet::Part;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How much is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Detail {
    /// Findings alike on several hosts are one; hosts that are well are counted only.
    #[default]
    Summary,
    /// Every finding with its evidence, every host.
    Full,
}

/// Hosts listed in a summary, the worst first.
const HOSTS_LISTED: usize = 25;
/// Hosts named of one finding in a summary.
const NAMED: usize = 12;

/// Writes the scorecard.
///
/// # Errors
/// Whatever `out` returns.
pub fn write(out: &mut dyn Write, card: &Scorecard, style: Style, detail: Detail) -> io::Result<()> {
    let mut parts = vec![head(card)];
    for alike in groups(card, detail) {
        parts.push(work(&alike, detail));
    }
    parts.push(hosts(card, detail));
    parts.extend(sources(card));
    parts.extend(exposure(card, detail));
    parts.push(limits(card));
    write_parts(out, &parts, style)
}

fn head(card: &Scorecard) -> Part {
    let grade = card.grade.map_or("no grade".to_owned(), |grade| format!("grade {grade}"));
    let mut facts = vec![fact("why", card.grade_why.clone())];
    if let Some(period) = card.period {
        let (days, wanted) = card.history_days;
        facts.push(fact(
            "history",
            format!(
                "{} to {} UTC, {days:.1} days of {wanted} wanted",
                instant(period.first),
                instant(period.last)
            ),
        ));
    }
    let controllers = card.hosts.iter().filter(|host| host.role == Role::DomainController).count() as u64;
    let mut text = format!(
        "{} with events, {}",
        counted(card.hosts.len() as u64, "host", "hosts"),
        counted(controllers, "domain controller among them", "domain controllers among them")
    );
    if card.hosts_expected > 0 {
        text.push_str(&format!("; {} expected", count(card.hosts_expected)));
    }
    facts.push(fact("hosts", text));
    facts.push(fact("grades", grades(card)));
    facts.push(fact("findings", severities(card)));
    part(format!("Readiness: {grade}"), facts)
}

fn grades(card: &Scorecard) -> String {
    let mut sums: BTreeMap<Option<Grade>, u64> = BTreeMap::new();
    card.hosts.iter().for_each(|host| *sums.entry(host.grade).or_default() += 1);
    let text = |(grade, hosts): (&Option<Grade>, &u64)| match grade {
        Some(grade) => format!("{grade} {}", count(*hosts)),
        None => format!("too little seen {}", count(*hosts)),
    };
    sums.iter().map(text).collect::<Vec<_>>().join(" · ")
}

fn severities(card: &Scorecard) -> String {
    let of = |severity: &Severity| {
        card.findings.iter().filter(|finding| finding.severity == *severity).count() as u64
    };
    let texts: Vec<String> = Severity::ALL
        .iter()
        .rev()
        .filter(|severity| of(severity) > 0)
        .map(|severity| format!("{} {severity}", count(of(severity))))
        .collect();
    if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
}

/// Findings that are told together: alike ones in a summary, each by itself in full. In the order of the card.
fn groups(card: &Scorecard, detail: Detail) -> Vec<Vec<&Finding>> {
    match detail {
        Detail::Summary => card.alike(),
        Detail::Full => card.findings.iter().map(|finding| vec![finding]).collect(),
    }
}

fn mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "CRITICAL",
        Severity::High => "HIGH",
        Severity::Medium => "MEDIUM",
        Severity::Low => "LOW",
        Severity::Informational => "INFO",
    }
}

fn work(alike: &[&Finding], detail: Detail) -> Part {
    let Some(first) = alike.first() else { return part("", Vec::new()) };
    let likely = if first.certainty == Certainty::Likely { " (likely)" } else { "" };
    let heading = match alike.len() {
        1 => format!("{}  {}{likely}", mark(first.severity), first.title),
        many => format!("{}  {}: {many} hosts{likely}", mark(first.severity), first.kind()),
    };
    let mut facts = Vec::new();
    if alike.len() > 1 {
        let names: Vec<&str> = alike.iter().filter_map(|finding| finding.host.as_deref()).collect();
        let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = names.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        facts.push(fact("on", format!("{shown}{more}")));
    }
    facts.push(fact("why", first.why));
    let most = if detail == Detail::Full { usize::MAX } else { 4 };
    let of = if alike.len() > 1 { first.host.clone().unwrap_or_default() } else { String::new() };
    for (at, measure) in first.measures.iter().take(most).enumerate() {
        let label = match at {
            0 if of.is_empty() => "seen".to_owned(),
            0 => "seen, e.g.".to_owned(),
            _ => String::new(),
        };
        let on = if at == 0 && !of.is_empty() { format!("{of}: ") } else { String::new() };
        facts.push(fact(label, format!("{on}{}: {}", measure.what, measure.value)));
    }
    let records = if detail == Detail::Full { first.records.len() } else { first.records.len().min(2) };
    for (at, record) in first.records.iter().take(records).enumerate() {
        let text = format!(
            "{} · {} {} record {} · {}",
            instant(record.time),
            record.channel,
            record.event_id,
            record.record_id,
            record.input
        );
        facts.push(fact(if at == 0 { "records" } else { "" }, text));
    }
    for (at, mend) in first.mend.iter().enumerate() {
        let verb = match mend.kind {
            MendKind::Check => "check: ",
            MendKind::Policy => "policy: ",
            MendKind::Command => "run: ",
            MendKind::Advice => "",
        };
        facts.push(fact(if at == 0 { "mend" } else { "" }, format!("{verb}{}", mend.text)));
    }
    part(heading, facts)
}

/// One line a host: its grade and what it records.
fn hosts(card: &Scorecard, detail: Detail) -> Part {
    let mut hosts: Vec<&HostCard> = card.hosts.iter().collect();
    hosts.sort_by(|one, other| {
        other
            .grade
            .cmp(&one.grade)
            .then(one.role.cmp_first(other.role))
            .then_with(|| one.name.cmp(&other.name))
    });
    let shown = if detail == Detail::Full { hosts.len() } else { hosts.len().min(HOSTS_LISTED) };
    let mut facts = vec![fact("recorded", legend(card))];
    for host in hosts.iter().take(shown) {
        let strip: Vec<String> = host.coverage.values().map(|state| symbol(*state).to_string()).collect();
        let grade = host.grade.map_or("-".to_owned(), |grade| grade.to_string());
        let mut text = format!("{grade} {} {}", strip.join(" "), counted(host.events, "event", "events"));
        if let Some(history) = &host.history {
            text.push_str(&format!(", {:.1} days", history.days));
            if let Some(rate) = history.records_per_day {
                text.push_str(&format!(", {} records a day", count(rate as u64)));
            }
            if let Some(kept) = history.kept.first() {
                text.push_str(&format!(", {kept}"));
            }
        }
        // Between two whole seconds lies no difference.
        if let Some(seconds) = host.clock_ahead_seconds.filter(|seconds| seconds.abs() > 1) {
            text.push_str(&format!(", clock {seconds:+} s"));
        }
        facts.push(fact(host.name.clone(), text));
    }
    if hosts.len() > shown {
        facts.push(fact("", format!("and {} more", count((hosts.len() - shown) as u64))));
    }
    part("Hosts", facts)
}

impl Role {
    /// Domain controllers first.
    fn cmp_first(self, other: Role) -> std::cmp::Ordering {
        (self == Role::Member).cmp(&(other == Role::Member))
    }
}

fn symbol(state: Coverage) -> char {
    match state {
        Coverage::Seen => '█',
        Coverage::Missing => '×',
        Coverage::Unknown => '░',
        Coverage::NotApplicable => '·',
    }
}

fn legend(card: &Scorecard) -> String {
    let columns: Vec<&str> =
        card.hosts.first().iter().flat_map(|host| host.coverage.keys().copied()).collect();
    format!(
        "{}; █ seen, × missing, ░ not known, · not here; 21 MB is the default size of a log",
        columns.join(" | ")
    )
}

fn sources(card: &Scorecard) -> Option<Part> {
    let row = |row: &crate::readiness::PathQuality| {
        let share = row.sources.share_with_address().unwrap_or(0.0);
        let recovered = match row.sources.recovered {
            0 => String::new(),
            recovered => format!(", {} of these recovered from other records", count(recovered)),
        };
        fact(
            row.path.text(),
            format!(
                "{} {} of {} with an address{recovered}",
                bar(share),
                short_percent(share),
                counted(row.sources.failures, "failure", "failures")
            ),
        )
    };
    let facts: Vec<_> = card.sources.iter().filter(|row| row.sources.failures > 0).map(row).collect();
    (!facts.is_empty()).then(|| part("Where failures say they come from", facts))
}

fn exposure(card: &Scorecard, detail: Detail) -> Option<Part> {
    let most = if detail == Detail::Full { usize::MAX } else { HOSTS_LISTED };
    let row = |row: &crate::readiness::Exposure| {
        fact(
            row.host.clone(),
            format!(
                "{}: {} failed, {} succeeded, from {}, {} to {}",
                row.path.text(),
                count(row.failures),
                count(row.successes),
                counted(row.addresses, "address", "addresses"),
                instant(row.first),
                instant(row.last)
            ),
        )
    };
    let facts: Vec<_> = card.exposure.iter().take(most).map(row).collect();
    (!facts.is_empty()).then(|| part("Reached from public addresses", facts))
}

fn limits(card: &Scorecard) -> Part {
    let mut facts: Vec<_> = card.limits.iter().map(|limit| fact("", *limit)).collect();
    if card.events_left_out > 0 {
        facts.push(fact(
            "",
            format!(
                "{} of too many hosts were not counted.",
                counted(card.events_left_out, "event", "events")
            ),
        ));
    }
    if card.events_without_time > 0 {
        facts.push(fact(
            "",
            format!("{} without a usable time.", counted(card.events_without_time, "event", "events")),
        ));
    }
    facts.push(fact("", card.attribution));
    part("What this cannot tell", facts)
}
