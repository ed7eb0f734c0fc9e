//! A page of labelled facts under headings, laid out as the report is; for what a program says about itself.

use crate::line::Line;
use crate::style::{Role, Style};
use std::io::{self, Write};

/// A part of a page.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its heading; may be empty.
    pub heading: String,
    /// Label and text of each fact, in order. An empty label continues the fact above.
    pub facts: Vec<(String, String)>,
}

/// Writes the parts, each followed by an empty line. The right side begins behind the longest label.
///
/// # Errors
/// Whatever `out` returns.
pub fn write(out: &mut dyn Write, parts: &[Part], style: Style) -> io::Result<()> {
    let labels = parts.iter().flat_map(|part| &part.facts).map(|(label, _)| crate::line::columns(label));
    let at = labels.max().unwrap_or(0) + 2;
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        if !part.heading.is_empty() {
            Line::of(Role::Strong, &part.heading).write(out, style)?;
            writeln!(out)?;
        }
        for (label, text) in &part.facts {
            crate::facts::write_fact_at(out, style, at, Line::of(Role::Faint, label), &[Line::text(text)])?;
        }
    }
    Ok(())
}
