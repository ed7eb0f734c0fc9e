//! The output for a person: a headline, incidents by importance, what is work for an administrator, what is explained
//! as harmless, and last what was hidden, left out or damaged.

mod accounts;
mod administrator;
mod block;
mod brief;
mod closing;
mod detail;
mod heading;
mod headline;
mod hosts;
mod outcome;
mod score;
mod sources;

use crate::style::Style;
use crate::summary::RunSummary;
use doorknob_event::incident::{Incident, Severity, Verdict};
use std::io::{self, Write};

/// Which part of the output an incident belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    /// Somebody may be at the door: told in full.
    Alarm,
    /// The same, but weak enough for a few lines.
    Faint,
    /// Ours to repair.
    Repair,
    /// Explained, nothing to do.
    Harmless,
}

fn section(incident: &Incident) -> Section {
    match incident.verdict {
        Verdict::Misconfiguration | Verdict::Infrastructure => Section::Repair,
        Verdict::UserError | Verdict::AuthorizedScanner => Section::Harmless,
        Verdict::Attack | Verdict::Undetermined if incident.severity >= Severity::Medium => Section::Alarm,
        Verdict::Attack | Verdict::Undetermined => Section::Faint,
    }
}

/// Writes the whole report, within each part in the order given ([`crate::by_importance`]). With `quiet` the headline and the closing notes are left out.
///
/// # Errors
/// Whatever `out` returns.
pub fn write_report(
    out: &mut dyn Write,
    incidents: &[&Incident],
    summary: &RunSummary,
    style: Style,
    quiet: bool,
) -> io::Result<()> {
    let of = |wanted| incidents.iter().copied().filter(|i| section(i) == wanted).collect::<Vec<_>>();
    if !quiet {
        headline::write(out, incidents, summary, style)?;
    }
    for incident in of(Section::Alarm) {
        block::write(out, incident, summary, style)?;
    }
    let parts = [
        (Section::Faint, "Weaker signs"),
        (Section::Repair, "Work for an administrator"),
        (Section::Harmless, "Explained as harmless"),
    ];
    for (part, title) in parts {
        let incidents = of(part);
        if incidents.is_empty() {
            continue;
        }
        heading::write(out, title, incidents.len(), style)?;
        for incident in incidents {
            match part {
                Section::Repair => administrator::write(out, incident, style)?,
                _ => brief::write(out, incident, style)?,
            }
        }
    }
    if quiet { Ok(()) } else { closing::write(out, incidents, summary, style) }
}

/// Writes everything that is known of one incident.
///
/// # Errors
/// Whatever `out` returns.
pub fn write_detail(
    out: &mut dyn Write,
    incident: &Incident,
    summary: &RunSummary,
    style: Style,
) -> io::Result<()> {
    detail::write(out, incident, summary, style)
}
