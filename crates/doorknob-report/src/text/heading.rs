//! Headings: of a section, and of a block.

use crate::facts::{LABEL_COLUMNS, write_fact};
use crate::line::Line;
use crate::quantity::count;
use crate::style::{Role, Style};
use crate::words::{pattern, severity_mark, verdict_sentence};
use doorknob_event::incident::Incident;
use std::io::{self, Write};

/// `── Work for an administrator · 2 ─────`, with an empty line before and after.
pub(super) fn write(out: &mut dyn Write, title: &str, number: usize, style: Style) -> io::Result<()> {
    let mut line = Line::of(Role::Faint, "── ");
    line.push(Role::Strong, title);
    line.push(Role::Faint, format!(" · {} ", count(number as u64)));
    rule(out, line, style)
}

/// A line filled up with a rule to the measure.
pub(super) fn rule(out: &mut dyn Write, line: Line, style: Style) -> io::Result<()> {
    let rest = style.measure().saturating_sub(line.width());
    line.write(out, style)?;
    Line::of(Role::Faint, "─".repeat(rest)).write(out, style)?;
    write!(out, "\n\n")
}

/// Mark, title, verdict in words, pattern and ids.
pub(super) fn write_block_heading(out: &mut dyn Write, incident: &Incident, style: Style) -> io::Result<()> {
    let mark = Line::of(Role::Of(incident.severity), severity_mark(incident.severity));
    write_fact(out, style, mark, &[Line::of(Role::Strong, &incident.title)])?;
    write_fact(out, style, Line::default(), &[Line::text(verdict_sentence(incident)), tags(incident)])
}

/// `many accounts, one source, sustained · id 3f2a9c10`.
fn tags(incident: &Incident) -> Line {
    Line::of(Role::Faint, format!("{} · id {}", pattern(incident.pattern), incident.id))
}

/// A heading within the view of one incident.
pub(super) fn write_part(out: &mut dyn Write, title: &str, remark: &str, style: Style) -> io::Result<()> {
    let mut line = Line::of(Role::Strong, title);
    if !remark.is_empty() {
        line.push(Role::Faint, format!(" · {remark}"));
    }
    writeln!(out)?;
    for line in line.wrapped(style.measure()) {
        line.write(out, style)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Spaces that lie under a label.
pub(super) const INDENT: usize = LABEL_COLUMNS;
