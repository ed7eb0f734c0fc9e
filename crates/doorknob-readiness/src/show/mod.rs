//! Scorecard, what-if and tuning for a person: pages of labelled facts, laid out as the report is.
//!
//! Everything goes through `doorknob_report::sheet`, which makes hostile characters visible and wraps to the terminal.

mod heat;
mod lockout;
mod readiness;
mod tune;

pub use lockout::write as write_lockout;
pub use readiness::{Detail, write as write_readiness};
pub use tune::{write as write_tuning, write_explanation};

use doorknob_event::time::{EventTime, SECOND};
use doorknob_report::Style;
use doorknob_report::sheet::{self, Part};
use std::io::{self, Write};

/// Writes the parts, an empty line between them. Each has its own column of labels: one long host name does not push
/// everything to the right.
fn write_parts(out: &mut dyn Write, parts: &[Part], style: Style) -> io::Result<()> {
    let some = parts.iter().filter(|part| !part.facts.is_empty());
    for (number, part) in some.enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        sheet::write(out, std::slice::from_ref(part), style)?;
    }
    Ok(())
}

/// A part of a page.
fn part(heading: impl Into<String>, facts: Vec<(String, String)>) -> Part {
    Part { heading: heading.into(), facts }
}

/// A fact.
fn fact(label: impl Into<String>, text: impl Into<String>) -> (String, String) {
    (label.into(), text.into())
}

/// To the second, in UTC: `2026-03-02 09:14:07`.
fn instant(time: EventTime) -> String {
    let whole = EventTime(time.0 - time.0.rem_euclid(SECOND)).to_string();
    whole.trim_end_matches('Z').replace('T', " ")
}
