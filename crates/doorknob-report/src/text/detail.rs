//! Everything about one incident.

use super::accounts::qualified;
use super::heading::{INDENT, write_block_heading, write_part};
use super::{block, outcome, score, sources};
use crate::facts::{label, room, write_fact};
use crate::line::Line;
use crate::moment;
use crate::quantity::{count, less_likely_by};
use crate::style::Style;
use crate::summary::RunSummary;
use crate::table::{Column, Table};
use crate::words::logon_type;
use doorknob_event::incident::{Evidence, Exists, Incident};
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(super) fn write(
    out: &mut dyn Write,
    incident: &Incident,
    summary: &RunSummary,
    style: Style,
) -> io::Result<()> {
    write_block_heading(out, incident, style)?;
    writeln!(out)?;
    let facts = [
        ("when", block::when(incident, room(style))),
        ("detected", vec![Line::text(detected(incident))]),
        ("tries", vec![Line::text(outcome::tries(incident))]),
        ("outcome", outcome::lines(incident, summary)),
        ("why not", incident.alternative.as_ref().map(score::rejected).into_iter().collect()),
        ("also", incident.notes.iter().map(Line::text).collect()),
        ("caveat", incident.data_quality.iter().map(Line::text).collect()),
        ("analytics", vec![Line::text(incident.analytics.join(", "))]),
    ];
    block::write_facts(out, style, &facts)?;
    write_steps(out, incident, style)?;
    write_factors(out, incident, style)?;
    write_codes(out, incident, style)?;
    write_accounts(out, incident, style)?;
    write_sources(out, incident, style)?;
    write_hosts(out, incident, style)?;
    write_evidence(out, incident, style)
}

/// What to do, phase by phase.
fn write_steps(out: &mut dyn Write, incident: &Incident, style: Style) -> io::Result<()> {
    if incident.next_steps.is_empty() {
        return Ok(());
    }
    write_part(out, "What to do", "", style)?;
    block::write_facts(out, style, &block::steps_by_phase(incident))
}

/// When a live run would have told it.
fn detected(incident: &Incident) -> String {
    format!(
        "{} UTC, after {} {}",
        moment::instant_beside(incident.detected_at, incident.first_seen),
        count(incident.detected_after),
        if incident.attempts.presented == 0 { "failed" } else { "tries" }
    )
}

/// Every part of the score and its sum.
fn write_factors(out: &mut dyn Write, incident: &Incident, style: Style) -> io::Result<()> {
    if incident.factors.is_empty() {
        return Ok(());
    }
    write_part(out, "Score", "in nats: each one makes the verdict 2.7 times as likely", style)?;
    let mut table = Table::new(vec![
        Column::right("weight"),
        Column::left("factor"),
        Column::left("observed"),
        Column::left("expected if harmless"),
    ]);
    for factor in &incident.factors {
        table.row(vec![
            format!("{:+.2}", factor.weight),
            factor.name.clone(),
            factor.observed.clone(),
            factor.expected.clone(),
        ]);
    }
    let sum: f64 = incident.factors.iter().map(|factor| factor.weight).sum();
    table.row(vec![format!("{sum:+.2}"), "sum".to_owned()]);
    table.write(out, style, 0)?;
    let Some(alternative) = &incident.alternative else { return Ok(()) };
    let against = format!("{}: {}", alternative.class, less_likely_by(alternative.margin));
    write_fact(out, style, label("against"), &[Line::text(against)])
}

fn write_codes(out: &mut dyn Write, incident: &Incident, style: Style) -> io::Result<()> {
    if incident.reasons.is_empty() {
        return Ok(());
    }
    write_part(out, "Codes", "", style)?;
    let mut table =
        Table::new(vec![Column::right("attempts"), Column::left("code"), Column::left("meaning")]);
    for (code, reason) in &incident.reasons {
        table.row(vec![count(reason.count), code.clone(), reason.text.clone()]);
    }
    table.write(out, style, 0)
}

fn write_accounts(out: &mut dyn Write, incident: &Incident, style: Style) -> io::Result<()> {
    write_part(out, "Accounts", &not_listed(incident.accounts.len(), incident.accounts_total), style)?;
    if let Some(family) = &incident.account_family {
        write_fact(out, style, label("similar"), &[Line::text(format!("{} ({})", family.why, family.key))])?;
    }
    let mut table = Table::new(vec![
        Column::right("failed"),
        Column::right("presented"),
        Column::right("succeeded"),
        Column::left("account"),
        Column::left("exists"),
        Column::left("privileged"),
        Column::left("SID"),
    ]);
    for account in &incident.accounts {
        table.row(vec![
            count(account.failures),
            some(account.presented),
            some(account.successes),
            qualified(&account.domain, &account.name),
            if account.exists == Exists::Unknown { String::new() } else { account.exists.to_string() },
            privileged(account.privileged, account.privileged_why.as_deref()),
            account.sid.clone().unwrap_or_default(),
        ]);
    }
    table.write(out, style, 0)
}

/// A count, or nothing where there is none: a column without any is not shown.
fn some(number: u64) -> String {
    if number == 0 { String::new() } else { count(number) }
}

fn privileged(privileged: bool, why: Option<&str>) -> String {
    match (privileged, why) {
        (false, _) => String::new(),
        (true, None) => "yes".to_owned(),
        (true, Some(why)) => why.to_owned(),
    }
}

fn write_sources(out: &mut dyn Write, incident: &Incident, style: Style) -> io::Result<()> {
    write_part(out, "Sources", &not_listed(incident.sources.len(), incident.sources_total), style)?;
    let mut table = Table::new(vec![
        Column::right("failed"),
        Column::right("presented"),
        Column::right("succeeded"),
        Column::left("source"),
    ]);
    for source in &incident.sources {
        table.row(vec![
            count(source.failures),
            some(source.presented),
            some(source.successes),
            sources::described(source),
        ]);
    }
    table.write(out, style, 0)
}

fn write_hosts(out: &mut dyn Write, incident: &Incident, style: Style) -> io::Result<()> {
    write_part(out, "Hosts", "", style)?;
    let mut table = Table::new(vec![
        Column::right("failed"),
        Column::right("presented"),
        Column::left("host"),
        Column::left("kind of logon"),
    ]);
    for host in &incident.hosts {
        let types: Vec<String> = host
            .logon_types
            .iter()
            .filter(|n| **n != 0)
            .map(|n| format!("{} ({n})", logon_type(*n)))
            .collect();
        table.row(vec![count(host.failures), some(host.presented), host.name.clone(), types.join("; ")]);
    }
    table.write(out, style, 0)
}

fn not_listed(listed: usize, total: u64) -> String {
    let unlisted = total.saturating_sub(listed as u64);
    if unlisted == 0 { String::new() } else { format!("{} more are not listed", count(unlisted)) }
}

/// Records, under the input, host and channel that they lie in.
fn write_evidence(out: &mut dyn Write, incident: &Incident, style: Style) -> io::Result<()> {
    let shown = incident.evidence.len() as u64;
    let remark = if shown < incident.evidence_total {
        format!(
            "{} of {} records; --evidence all has every one",
            count(shown),
            count(incident.evidence_total)
        )
    } else {
        format!("{} records", count(incident.evidence_total))
    };
    write_part(out, "Evidence", &remark, style)?;
    let mut groups: BTreeMap<(&str, &str, &str), Vec<&Evidence>> = BTreeMap::new();
    for evidence in &incident.evidence {
        groups.entry((&evidence.input, &evidence.host, &evidence.channel)).or_default().push(evidence);
    }
    for ((input, host, channel), mut records) in groups {
        records.sort_by_key(|record| (record.time, record.record_id));
        let place = Line::text(format!("{host}, {channel}, from {input}"));
        for line in place.wrapped(style.measure()) {
            line.write(out, style)?;
            writeln!(out)?;
        }
        evidence_table(&records).write(out, style, INDENT)?;
    }
    Ok(())
}

fn evidence_table(records: &[&Evidence]) -> Table {
    let mut table = Table::new(vec![
        Column::left("time (UTC)"),
        Column::right("event"),
        Column::right("record"),
        Column::right("offset"),
    ]);
    for record in records {
        table.row(vec![
            format!("{} {}", moment::date(record.time), moment::fine_clock(record.time)),
            record.event_id.to_string(),
            record.record_id.to_string(),
            record.offset.map_or_else(String::new, |offset| offset.to_string()),
        ]);
    }
    table
}
