//! One incident that somebody should look at.

use super::heading::write_block_heading;
use super::{accounts, hosts, outcome, score, sources};
use crate::facts::{label, room, write_fact};
use crate::line::Line;
use crate::moment;
use crate::sparkline::picture;
use crate::style::Style;
use crate::summary::RunSummary;
use doorknob_event::incident::{Incident, Phase};
use std::io::{self, Write};

/// Next steps told; further ones are in the view of the one incident.
const STEPS_SHOWN: usize = 4;

/// Lines that a list of names may take.
const LIST_ROWS: usize = 2;

pub(super) fn write(
    out: &mut dyn Write,
    incident: &Incident,
    summary: &RunSummary,
    style: Style,
) -> io::Result<()> {
    write_block_heading(out, incident, style)?;
    writeln!(out)?;
    let width = room(style);
    let facts = [
        ("when", when(incident, width)),
        ("tries", tries(incident)),
        ("accounts", accounts::lines(incident, width, LIST_ROWS)),
        ("sources", sources::lines(incident, width, LIST_ROWS)),
        ("hosts", hosts::lines(incident, width, LIST_ROWS)),
        ("outcome", outcome::lines(incident, summary)),
    ];
    let reasoning = [
        ("why", score::strongest(incident, 3).into_iter().map(score::reason).collect()),
        ("why not", incident.alternative.as_ref().map(score::rejected).into_iter().collect()),
        ("also", incident.notes.iter().map(Line::text).collect()),
        ("caveat", incident.data_quality.iter().map(Line::text).collect()),
    ];
    let steps = [("next", next_steps(incident, STEPS_SHOWN))];
    for group in [&facts[..], &reasoning[..], &steps[..]] {
        write_facts(out, style, group)?;
        if group.iter().any(|(_, lines)| !lines.is_empty()) {
            writeln!(out)?;
        }
    }
    Ok(())
}

/// Writes those facts that say something.
pub(super) fn write_facts(out: &mut dyn Write, style: Style, facts: &[(&str, Vec<Line>)]) -> io::Result<()> {
    facts
        .iter()
        .filter(|(_, lines)| !lines.is_empty())
        .try_for_each(|(name, lines)| write_fact(out, style, label(name), lines))
}

/// First, last, duration, and the picture.
pub(super) fn when(incident: &Incident, width: usize) -> Vec<Line> {
    let mut lines = vec![Line::text(moment::span(incident.first_seen, incident.last_seen))];
    lines.extend(picture(&incident.timeline, incident.severity, width));
    lines
}

/// How many, how fast, and how they ended.
pub(super) fn tries(incident: &Incident) -> Vec<Line> {
    let codes = score::codes(incident, 3);
    let mut lines = vec![Line::text(outcome::tries(incident))];
    if !codes.is_empty() {
        lines.push(Line::text(codes));
    }
    lines
}

/// Numbered; where some are left out the last line says how to see them.
pub(super) fn next_steps(incident: &Incident, number: usize) -> Vec<Line> {
    let steps = &incident.next_steps;
    let mut lines: Vec<Line> = steps
        .iter()
        .take(number)
        .enumerate()
        .map(|(at, step)| Line::marked(&format!("{}. ", at + 1), step))
        .collect();
    if steps.len() > number {
        lines.push(label(&format!("{} more with --detail {}", steps.len() - number, incident.id)));
    }
    lines
}

/// All steps, under the name of their phase.
pub(super) fn steps_by_phase(incident: &Incident) -> Vec<(&'static str, Vec<Line>)> {
    let lines = |steps: Vec<(usize, &str)>| {
        steps.into_iter().map(|(number, step)| Line::marked(&format!("{number}. "), step)).collect()
    };
    let groups = incident.steps_by_phase().into_iter();
    groups.map(|of| (of.phase.map_or("next", Phase::word), lines(of.steps))).collect()
}
