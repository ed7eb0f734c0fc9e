//! Incidents for a spreadsheet: one row an incident, RFC 4180, and no cell that a spreadsheet runs as a formula.

use crate::visible::visible;
use doorknob_event::incident::Incident;
use doorknob_event::time::SECOND;
use std::borrow::Cow;
use std::io::{self, Write};

/// Names in a cell that lists several; more are counted.
const LISTED_MAX: usize = 50;

/// A cell: text that came from logs, or a number of ours.
enum Cell {
    Text(String),
    Number(String),
}

/// Writes a heading and a row for each incident, with LF line ends.
///
/// # Errors
/// Whatever `out` returns.
pub fn write(out: &mut dyn Write, incidents: &[&Incident]) -> io::Result<()> {
    let heading: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    writeln!(out, "{}", heading.join(","))?;
    for incident in incidents {
        let cells: Vec<String> = COLUMNS.iter().map(|(_, cell)| written(cell(incident))).collect();
        writeln!(out, "{}", cells.join(","))?;
    }
    Ok(())
}

type Column = (&'static str, fn(&Incident) -> Cell);

/// The columns; new ones are only ever added at the end.
const COLUMNS: &[Column] = &[
    ("id", |i| Cell::Text(i.id.clone())),
    ("severity", |i| Cell::Text(i.severity.to_string())),
    ("verdict", |i| Cell::Text(i.verdict.to_string())),
    ("class", |i| Cell::Text(i.class.clone())),
    ("confidence", |i| Cell::Number(format!("{:.3}", i.confidence))),
    ("title", |i| Cell::Text(i.title.clone())),
    ("pattern_accounts", |i| Cell::Text(i.pattern.accounts.to_string())),
    ("pattern_sources", |i| Cell::Text(i.pattern.sources.to_string())),
    ("pattern_pace", |i| Cell::Text(i.pattern.pace.to_string())),
    ("techniques", |i| Cell::Text(i.techniques.join(" "))),
    ("analytics", |i| Cell::Text(i.analytics.join(" "))),
    ("first_seen", |i| Cell::Text(i.first_seen.to_string())),
    ("last_seen", |i| Cell::Text(i.last_seen.to_string())),
    ("duration_seconds", |i| Cell::Number((i.last_seen.since(i.first_seen) / SECOND).to_string())),
    ("detected_at", |i| Cell::Text(i.detected_at.to_string())),
    ("failures", |i| Cell::Number(i.attempts.failures.to_string())),
    ("successes", |i| Cell::Number(i.attempts.successes.to_string())),
    ("lockouts", |i| Cell::Number(i.attempts.lockouts.to_string())),
    ("per_minute_peak", |i| Cell::Number(i.attempts.per_minute_peak.to_string())),
    ("accounts_total", |i| Cell::Number(i.accounts_total.to_string())),
    ("accounts", |i| {
        listed(i.accounts.iter().map(|account| qualified(&account.domain, &account.name)), i.accounts_total)
    }),
    ("sources_total", |i| Cell::Number(i.sources_total.to_string())),
    ("sources", |i| {
        let name = |source: &doorknob_event::incident::SourceEntry| {
            let parts = [&source.address, &source.workstation, &source.process];
            parts.into_iter().flatten().next().cloned().unwrap_or_else(|| "unknown".to_owned())
        };
        listed(i.sources.iter().map(name), i.sources_total)
    }),
    ("hosts", |i| listed(i.hosts.iter().map(|host| host.name.clone()), i.hosts.len() as u64)),
    ("compromised", |i| {
        let names = i.compromised.iter().map(|account| qualified(&account.domain, &account.name));
        listed(names, i.compromised.len() as u64)
    }),
    ("reasons", |i| {
        let codes =
            i.reasons.iter().map(|(code, reason)| format!("{code} {} ({})", reason.text, reason.count));
        listed(codes, i.reasons.len() as u64)
    }),
    ("alternative", |i| Cell::Text(i.alternative.as_ref().map(|a| a.class.clone()).unwrap_or_default())),
    ("alternative_margin", |i| {
        Cell::Number(i.alternative.as_ref().map(|a| format!("{:.2}", a.margin)).unwrap_or_default())
    }),
    ("next_steps", |i| Cell::Text(i.next_steps.join(" | "))),
    ("data_quality", |i| Cell::Text(i.data_quality.join(" | "))),
    ("notes", |i| Cell::Text(i.notes.join(" | "))),
    ("evidence_total", |i| Cell::Number(i.evidence_total.to_string())),
    ("presented", |i| Cell::Number(i.attempts.presented.to_string())),
];

fn qualified(domain: &str, name: &str) -> String {
    if domain.is_empty() { name.to_owned() } else { format!("{domain}\\{name}") }
}

fn listed(items: impl Iterator<Item = String>, total: u64) -> Cell {
    let mut items: Vec<String> = items.take(LISTED_MAX).collect();
    let unlisted = total.saturating_sub(items.len() as u64);
    if unlisted > 0 {
        items.push(format!("{unlisted} more"));
    }
    Cell::Text(items.join("; "))
}

fn written(cell: Cell) -> String {
    match cell {
        Cell::Number(number) => number,
        Cell::Text(text) => quoted(&disarmed(&text)).into_owned(),
    }
}

/// A leading `'` where a spreadsheet would read a formula.
///
/// Source: OWASP, "CSV Injection": `=`, `+`, `-`, `@`, tab, carriage return (and line feed, and the full-width forms).
fn disarmed(text: &str) -> String {
    let starts_formula =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    let shown = visible(text);
    if text.starts_with(starts_formula) { format!("'{shown}") } else { shown.into_owned() }
}

/// Quoted where it must be (RFC 4180 section 2, rules 5 to 7).
fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains(['"', ',', '\n', '\r', ';']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula_or_breaks_a_row() {
        let table = [
            ("jdoe", "jdoe"),
            ("", ""),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@sum", "'@sum"),
            ("\t=1", "'\\u{9}=1"),
            ("\r=1", "'\\u{d}=1"),
            ("＝1", "'＝1"),
            ("a,b", "\"a,b\""),
            ("a;b", "\"a;b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("a\nb", "a\\u{a}b"),
        ];
        for (text, wanted) in table {
            assert_eq!(written(Cell::Text(text.to_owned())), wanted, "{text:?}");
        }
    }
}
