//! Sources in words.

use crate::facts::listed;
use crate::line::{Line, cut};
use crate::quantity::count;
use doorknob_event::incident::{Incident, SourceEntry};

/// Longest claimed name, process path or the like in a list.
const NAME_MAX: usize = 60;

/// One source with what is known of it, or how many and the busiest ones.
pub(super) fn lines(incident: &Incident, width: usize, rows: usize) -> Vec<Line> {
    let sources = &incident.sources;
    let total = incident.sources_total.max(sources.len() as u64);
    match sources.as_slice() {
        [] => Vec::new(),
        [one] if total == 1 => vec![Line::text(described(one))],
        _ => {
            let head = format!("{}{}: ", count(total), scopes(sources));
            let items: Vec<String> =
                sources.iter().map(|source| format!("{} {}", named(source), count(source.tries()))).collect();
            vec![Line::text(listed(&head, &items, total, width, rows))]
        }
    }
}

/// `, 30 public`, when some are.
fn scopes(sources: &[SourceEntry]) -> String {
    let public = sources.iter().filter(|source| source.scope.as_deref() == Some("public")).count();
    let recovered = sources.iter().filter(|source| source.recovered_from.is_some()).count();
    let mut text = String::new();
    for (number, word) in [(public, "public"), (recovered, "recovered from other records")] {
        if number > 0 {
            text.push_str(&format!(", {} {word}", count(number as u64)));
        }
    }
    text
}

/// The shortest thing that names it.
pub(super) fn named(source: &SourceEntry) -> String {
    let host = source.host.as_deref().map(|host| format!(" on {}", cut(host, NAME_MAX))).unwrap_or_default();
    if let Some(address) = &source.address {
        return cut(address, NAME_MAX);
    }
    match (&source.workstation, &source.process) {
        (Some(workstation), _) => format!("workstation {}", cut(workstation, NAME_MAX)),
        (None, Some(process)) if source.kind == "process" => format!("{}{host}", cut(process, NAME_MAX)),
        (None, Some(how)) => format!("unknown ({}){host}", cut(how, NAME_MAX)),
        (None, None) => format!("unknown{host}"),
    }
}

/// Everything that is known of it, in a sentence.
pub(super) fn described(source: &SourceEntry) -> String {
    let mut parts = vec![named(source)];
    parts.extend(source.scope.clone());
    if source.shared {
        parts.push("shared by many users".to_owned());
    }
    if let (Some(_), Some(workstation)) = (&source.address, &source.workstation) {
        // Several names are told as `3,561 names, e.g. ...`.
        let verb = if workstation.contains(" names, e.g. ") { "claims" } else { "claims to be" };
        parts.push(format!("{verb} {}", cut(workstation, NAME_MAX)));
    }
    if let (None, Some(_)) = (&source.address, &source.workstation) {
        parts.push("a name that the client claims".to_owned());
    }
    if let Some(how) = &source.recovered_from {
        parts.push(format!("address from {}", cut(how, 2 * NAME_MAX)));
    }
    parts.join(", ")
}
