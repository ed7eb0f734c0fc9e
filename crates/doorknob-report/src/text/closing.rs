//! What the incidents above do not show: hidden, left out, damaged.

use super::heading;
use crate::facts::{label, write_fact, write_fact_at};
use crate::line::{Line, cut, cut_start};
use crate::quantity::{count, counted};
use crate::style::{Role, Style};
use crate::summary::RunSummary;
use crate::table::{Column, Table};
use doorknob_event::anomaly::Anomaly;
use doorknob_event::incident::Incident;
use std::io::{self, Write};

/// Where an anomaly's text begins: the longest kind is `missing field`.
const KIND_COLUMNS: usize = 15;

/// Longest path of an anomaly; of a longer one the end is shown.
const PLACE_COLUMNS: usize = 60;

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
        write_fact_at(out, style, KIND_COLUMNS, label(&anomaly.kind.to_string()), &anomaly_lines(anomaly))?;
    }
    let unshown = anomalies.len().saturating_sub(ANOMALIES_SHOWN);
    if unshown > 0 {
        let rest = anomalies.iter().skip(ANOMALIES_SHOWN).fold(0u64, |sum, a| sum.saturating_add(a.count));
        let text = format!("and {} further places, {} anomalies", count(unshown as u64), count(rest));
        write_fact_at(out, style, KIND_COLUMNS, Line::default(), &[Line::text(text)])?;
    }
    writeln!(out)
}

/// What happened, then where: `logs/dc01.evtx, byte 65536, record 812`.
fn anomaly_lines(anomaly: &Anomaly) -> [Line; 2] {
    let mut what = Line::text(cut(&anomaly.text, 300));
    if anomaly.count > 1 {
        what.push(Role::Faint, format!(" ({} times, this is the first)", count(anomaly.count)));
    }
    let mut place = cut_start(&anomaly.input, PLACE_COLUMNS);
    for (name, number) in [("byte", anomaly.offset), ("line", anomaly.line), ("record", anomaly.record_id)] {
        if let Some(number) = number {
            place.push_str(&format!(", {name} {number}"));
        }
    }
    [what, Line::of(Role::Faint, place)]
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
