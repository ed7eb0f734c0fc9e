//! The evaluation as text for a terminal: tools beside each other, then the first tool in detail.

use super::{class_figures, key_figures, losses};
use crate::criteria::criteria;
use crate::worlds::{Evaluation, ToolResult, VariantResult};
use std::fmt::Write;

/// Most missed attacks and false alarms listed of a tool.
const LISTED: usize = 40;

/// Every variant: a line per tool; for the first tool its classes, its losses and our criteria.
#[must_use]
pub fn table(evaluation: &Evaluation) -> String {
    let mut out = String::new();
    let worlds = evaluation.seeds.len();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{worlds} {} of {} users x {} days, seeds {}",
        if worlds == 1 { "world" } else { "worlds" },
        evaluation.users,
        evaluation.days,
        seeds(&evaluation.seeds)
    );
    for variant in &evaluation.variants {
        let _ = writeln!(out, "\n{}: {}", variant.name, variant.about);
        tools(&mut out, variant);
        if let Some(first) = variant.tools.first() {
            classes(&mut out, first);
            lost(&mut out, first);
            demands(&mut out, first);
        }
    }
    out
}

/// `1 to 20`, or the list.
pub(super) fn seeds(seeds: &[u64]) -> String {
    match (seeds.first(), seeds.last()) {
        (Some(first), Some(last)) if seeds.len() > 2 && seeds.windows(2).all(|two| two[1] == two[0] + 1) => {
            format!("{first} to {last}")
        }
        _ => seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn tools(out: &mut String, variant: &VariantResult) {
    let mut rows = vec![
        [
            "tool",
            "found",
            "false/world",
            "precision",
            "pieces",
            "records",
            "technique",
            "got in",
            "mend",
            "attempts",
        ]
        .map(str::to_owned),
    ];
    for ToolResult { name, summary, .. } in &variant.tools {
        let [found, wrong, precise, pieces, records, technique, got_in, mend, attempts] =
            key_figures(summary);
        rows.push([name.clone(), found, wrong, precise, pieces, records, technique, got_in, mend, attempts]);
    }
    aligned(out, &rows);
}

fn classes(out: &mut String, tool: &ToolResult) {
    let mut rows = vec![
        ["attack", "found", "pieces", "records", "technique", "got in", "attempts", "minutes"]
            .map(str::to_owned),
    ];
    for class in &tool.summary.attack_classes {
        let found = format!("{}/{}", class.found.hits, class.found.total);
        let [pieces, records, technique, got_in, attempts, minutes] = class_figures(class);
        rows.push([class.class.clone(), found, pieces, records, technique, got_in, attempts, minutes]);
    }
    let _ = writeln!(out, "\n{} by kind of attack", tool.name);
    aligned(out, &rows);
    let mut rows = vec![["nuisance", "expected", "told", "right", "alarmed", "named"].map(str::to_owned)];
    for class in &tool.summary.nuisance_classes {
        rows.push([
            class.class.clone(),
            class.expected.clone(),
            format!("{}/{}", class.told.hits, class.told.total),
            format!("{}/{}", class.right.hits, class.right.total),
            class.alarmed.hits.to_string(),
            class.named.map_or("-".into(), |named| format!("{}/{}", named.hits, named.total)),
        ]);
    }
    let _ = writeln!(out, "\n{} by kind of nuisance", tool.name);
    aligned(out, &rows);
}

fn lost(out: &mut String, tool: &ToolResult) {
    let missed = losses::missed(&tool.scores);
    let _ = writeln!(out, "\nmissed attacks: {} ({})", missed.len(), losses::reasons(&tool.summary));
    for (seed, attack) in missed.iter().take(LISTED) {
        let _ =
            writeln!(out, "  {seed} {}: {}; {}", attack.id, losses::parameters(attack), losses::why(attack));
    }
    let false_alarms: u64 = tool.summary.false_alarms_total;
    let _ = writeln!(out, "false alarms: {false_alarms}");
    let alarms = tool.scores.iter().flat_map(|s| s.false_alarms.iter().map(move |alarm| (s.seed, alarm)));
    for (seed, alarm) in alarms.take(LISTED) {
        let _ =
            writeln!(out, "  {seed} {} ({} records: {})", alarm.title, alarm.records, losses::parts(alarm));
    }
    for wrong in tool.scores.iter().flat_map(|score| &score.wrong_compromises).take(LISTED) {
        let _ = writeln!(out, "  wrongly named: {}\\{} in {}", wrong.domain, wrong.name, wrong.title);
    }
}

fn demands(out: &mut String, tool: &ToolResult) {
    let _ = writeln!(out);
    let rows: Vec<[String; 3]> = criteria(&tool.summary)
        .into_iter()
        .map(|c| [if c.met { "met" } else { "NOT" }.to_owned(), c.demand.to_owned(), c.measured])
        .collect();
    aligned(out, &rows);
}

/// Columns as wide as they need to be, text to the left. Names here are ASCII.
fn aligned<const N: usize>(out: &mut String, rows: &[[String; N]]) {
    let widths: Vec<usize> =
        (0..N).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    for row in rows {
        let line: Vec<String> =
            row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}")).collect();
        let _ = writeln!(out, "  {}", line.join("  ").trim_end());
    }
}
