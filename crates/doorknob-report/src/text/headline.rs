//! What was read, and how much of what was found.

use super::{Section, section};
use crate::facts::{label, listed, room, write_fact};
use crate::line::{Line, cut};
use crate::moment;
use crate::quantity::{bytes, count, counted};
use crate::style::{Role, Style};
use crate::summary::RunSummary;
use crate::words::severity_mark;
use doorknob_event::incident::{Incident, Severity};
use std::io::{self, Write};

pub(super) fn write(
    out: &mut dyn Write,
    incidents: &[&Incident],
    summary: &RunSummary,
    style: Style,
) -> io::Result<()> {
    let mut fact = |name: &str, text: String| match text.is_empty() {
        true => Ok(()),
        false => write_fact(out, style, label(name), &[Line::text(text)]),
    };
    fact("read", read(summary))?;
    fact("period", summary.period.map_or_else(String::new, |(first, last)| moment::span(first, last)))?;
    fact("hosts", hosts(summary, style))?;
    fact("logons", logons(summary))?;
    fact("sources", missing_addresses(summary))?;
    fact("damage", damage(summary))?;
    writeln!(out)?;
    write_fact(out, style, label("found"), &[found(incidents, summary)])?;
    writeln!(out)
}

/// `3 files, 12.4 MB, 48,211 records; 6,120 of them say something about logons`.
fn read(summary: &RunSummary) -> String {
    let mut text = format!(
        "{}, {}, {}; {} about logons",
        counted(summary.inputs_read, "input", "inputs"),
        bytes(summary.bytes),
        counted(summary.records, "record", "records"),
        count(summary.events),
    );
    if summary.duplicates > 0 {
        text.push_str(&format!("; {} read twice", count(summary.duplicates)));
    }
    if summary.inputs_passed_over > 0 {
        text.push_str(&format!("; {} passed over", counted(summary.inputs_passed_over, "input", "inputs")));
    }
    text
}

fn hosts(summary: &RunSummary, style: Style) -> String {
    let names: Vec<String> = summary.hosts.iter().map(|host| cut(host, 40)).collect();
    let total = names.len() as u64;
    match total {
        0 => String::new(),
        1 => names.concat(),
        _ => listed(&format!("{}: ", count(total)), &names, total, room(style), 2),
    }
}

fn logons(summary: &RunSummary) -> String {
    let mut text = format!("{} failed, {} succeeded", count(summary.failures), count(summary.successes));
    if summary.lockouts > 0 {
        text.push_str(", ");
        text.push_str(&counted(summary.lockouts, "lockout", "lockouts"));
    }
    if summary.presented > 0 {
        text.push_str(&format!(
            "; other accounts' credentials presented by programs {}",
            counted(summary.presented, "time", "times")
        ));
    }
    text
}

fn missing_addresses(summary: &RunSummary) -> String {
    if summary.failures_without_address == 0 {
        return String::new();
    }
    let missing = counted(summary.failures_without_address, "failure states", "failures state");
    match summary.addresses_recovered {
        0 => format!("{missing} no address"),
        recovered => format!("{missing} no address; other records told it for {}", count(recovered)),
    }
}

fn damage(summary: &RunSummary) -> String {
    let total: u64 = summary.anomalies.iter().map(|anomaly| anomaly.count).fold(0, u64::saturating_add);
    let mut parts = Vec::new();
    if summary.inputs_unreadable > 0 {
        parts.push(format!("{} unreadable", counted(summary.inputs_unreadable, "input", "inputs")));
    }
    if total > 0 {
        parts.push(counted(total, "anomaly in the data", "anomalies in the data"));
    }
    if parts.is_empty() { String::new() } else { format!("{}; listed at the end", parts.join(", ")) }
}

/// What is said where no alarm is told, and what keeps it from being good news. "No sign of an attack" is said only of
/// logs that were looked at and of which nothing is held back.
fn nothing(summary: &RunSummary) -> (&'static str, String) {
    if summary.events == 0 {
        return ("nothing, for no event about logons was read", String::new());
    }
    if let (None, Some((first, last))) = (summary.period, summary.period_read) {
        let read = format!("; what was read is from {}", moment::span(first, last));
        return ("nothing, for no event lies in the time asked for", read);
    }
    let hidden = summary.hidden.iter().fold(0u64, |sum, hidden| sum.saturating_add(hidden.incidents));
    let mut held_back = Vec::new();
    if let (Some(least), 1..) = (summary.minimum_severity, summary.below_minimum) {
        let worst = match summary.worst_below_minimum {
            Some(worst) if summary.below_minimum == 1 => format!(" ({worst})"),
            Some(worst) => format!(" (at most {worst})"),
            None => String::new(),
        };
        let below = counted(summary.below_minimum, "incident", "incidents");
        held_back.push(format!("{below} below {least}{worst} not told"));
    }
    if hidden > 0 {
        held_back.push(format!("{} hidden by the allow list", counted(hidden, "incident", "incidents")));
    }
    match held_back.is_empty() {
        true => ("no sign of an attack", String::new()),
        false => ("no alarm to tell", format!(", but {}", held_back.join(" and "))),
    }
}

/// `1 critical, 2 medium · 3 for an administrator · 5 harmless`.
fn found(incidents: &[&Incident], summary: &RunSummary) -> Line {
    let number = |wanted: &dyn Fn(&Incident) -> bool| incidents.iter().filter(|i| wanted(i)).count() as u64;
    let mut line = Line::default();
    for severity in Severity::ALL.iter().rev().copied() {
        let told = number(&|i: &Incident| {
            i.severity == severity && matches!(section(i), Section::Alarm | Section::Faint)
        });
        if told > 0 {
            line.push(Role::Plain, if line.is_empty() { "" } else { ", " });
            line.push(
                Role::Of(severity),
                format!("{} {}", count(told), severity_mark(severity).to_lowercase()),
            );
        }
    }
    if line.is_empty() {
        let (nothing, why) = nothing(summary);
        line.push(Role::Strong, nothing);
        line.push(Role::Plain, why);
    }
    for (part, name) in [(Section::Repair, "for an administrator"), (Section::Harmless, "harmless")] {
        let told = number(&|i: &Incident| section(i) == part);
        if told > 0 {
            line.push(Role::Plain, format!(" · {} {name}", count(told)));
        }
    }
    line
}
