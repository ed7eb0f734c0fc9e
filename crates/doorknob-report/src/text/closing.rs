//! What the incidents above do not show: hidden, left out, damaged.

use super::heading;
use crate::facts::{label, write_fact, write_fact_at};
use crate::line::{Line, cut};
use crate::quantity::{count, counted};
use crate::style::{Role, Style};
use crate::summary::RunSummary;
use crate::table::{Column, Table};
use doorknob_event::anomaly::Anomaly;
use doorknob_event::incident::Incident;
use std::io::{self, Write};

/// Where an anomaly's text begins: the longest kind is `missing field`.
const KIND_COLUMNS: usize = 15;

/// Anomalies told one by one; more are counted.
const ANOMALIES_SHOWN: usize = 20;

pub(super) fn write(
    out: &mut dyn Write,
    incidents: &[&Incident],
    summary: &RunSummary,
    style: Style,
) -> io::Result<()> {
    write_hidden(out, summary, style)?;
    write_anomalies(out, &summary.anomalies, style)?;
    if let Some(text) = below_minimum(summary) {
        write_fact(out, style, label("not told"), &[Line::text(text)])?;
    }
    if !incidents.is_empty() {
        write_fact(out, style, label("more"), &[Line::text("everything about one incident: --detail ID")])?;
    }
    Ok(())
}

fn write_hidden(out: &mut dyn Write, summary: &RunSummary, style: Style) -> io::Result<()> {
    if summary.hidden.is_empty() {
        return Ok(());
    }
    heading::write(out, "Hidden by the allow list", summary.hidden.len(), style)?;
    let mut table = Table::new(vec![
        Column::right("incidents"),
        Column::right("failures"),
        Column::left("hidden"),
        Column::left("because"),
    ]);
    for hidden in &summary.hidden {
        table.row(vec![
            count(hidden.incidents),
            count(hidden.failures),
            hidden.entry.clone(),
            hidden.reason.clone(),
        ]);
    }
    table.write(out, style, 0)?;
    writeln!(out)
}

fn write_anomalies(out: &mut dyn Write, anomalies: &[Anomaly], style: Style) -> io::Result<()> {
    if anomalies.is_empty() {
        return Ok(());
    }
    heading::write(out, "Anomalies in the data", anomalies.len(), style)?;
    for anomaly in anomalies.iter().take(ANOMALIES_SHOWN) {
        write_fact_at(out, style, KIND_COLUMNS, label(&anomaly.kind.to_string()), &[anomaly_line(anomaly)])?;
    }
    let unshown = anomalies.len().saturating_sub(ANOMALIES_SHOWN);
    if unshown > 0 {
        let rest = anomalies.iter().skip(ANOMALIES_SHOWN).fold(0u64, |sum, a| sum.saturating_add(a.count));
        let text = format!("and {} further places, {} anomalies", count(unshown as u64), count(rest));
        write_fact_at(out, style, KIND_COLUMNS, Line::default(), &[Line::text(text)])?;
    }
    writeln!(out)
}

/// `logs/dc01.evtx, byte 65536, record 812: chunk checksum is wrong (91 times)`.
fn anomaly_line(anomaly: &Anomaly) -> Line {
    let mut place = cut(&anomaly.input, 100);
    if let Some(offset) = anomaly.offset {
        place.push_str(&format!(", byte {offset}"));
    }
    if let Some(line) = anomaly.line {
        place.push_str(&format!(", line {line}"));
    }
    if let Some(record) = anomaly.record_id {
        place.push_str(&format!(", record {record}"));
    }
    let mut line = Line::text(format!("{place}: {}", cut(&anomaly.text, 300)));
    if anomaly.count > 1 {
        line.push(Role::Faint, format!(" ({} times, this is the first)", count(anomaly.count)));
    }
    line
}

fn below_minimum(summary: &RunSummary) -> Option<String> {
    let severity = summary.minimum_severity?;
    (summary.below_minimum > 0).then(|| {
        format!(
            "{} below {severity}; --min-severity informational shows all",
            counted(summary.below_minimum, "incident", "incidents")
        )
    })
}
