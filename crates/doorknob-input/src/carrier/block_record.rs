//! One event as a block of lines: a header of labels or `key=value` pairs, then the rendered text.
//!
//! | writer | begins with | time |
//! |---|---|---|
//! | Splunk `WinEventLog` | `09/16/2025 09:00:46 AM`, then `LogName=Security` | local, month first, no zone |
//! | `wevtutil /f:text` | `Event[0]:` | ISO; newer builds with `Z`, older ones local |
//! | Event Viewer, "Copy details as text" | `Log Name:      Security` | local, in the writer's order of day and month |

use crate::civil_date::{DateOrder, to_iso};
use crate::dialect::audit_failure_of_name;
use crate::message;
use crate::moment::Moment;
use crate::output::Output;
use crate::record::{Header, deliver};
use crate::tally::{Assumption, Place};
use std::borrow::Cow;

/// Whether text is a Splunk block rather than prose.
pub(super) fn looks_like_splunk(text: &str) -> bool {
    text.lines().take(8).any(|line| line.starts_with("EventCode=") || line.starts_with("LogName="))
}

/// Reads a Splunk block; whether it was recognised.
pub(super) fn read_splunk(block: &str, carrier: &'static str, place: Place, out: &mut Output<'_>) -> bool {
    let (head, message) = match block.split_once("\nMessage=") {
        Some((head, message)) => (head, message),
        None => (block, ""),
    };
    let pairs: Vec<(&str, &str)> = head.lines().filter_map(|line| line.trim_end().split_once('=')).collect();
    let get = |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.trim());
    let Some(id) = get("EventCode").and_then(|id| id.parse::<u32>().ok()) else { return false };
    let mut header = Header::new(id as u16);
    header.channel = get("LogName").map(Cow::Borrowed);
    header.provider = get("SourceName").map(Cow::Borrowed);
    header.computer = get("ComputerName").map(Cow::Borrowed);
    header.record_id = get("RecordNumber").and_then(|id| id.parse().ok());
    header.audit_failure = get("Keywords").and_then(audit_failure_of_name);
    // Splunk writes the month first, whatever the machine's settings.
    let date = head.lines().next().unwrap_or_default();
    header.time =
        to_iso(date, Some(DateOrder::MonthFirst)).map_or(Moment::Unknown, |(iso, _)| Moment::parse(&iso));
    finish(&header, message, carrier, "Splunk", place, out);
    true
}

/// Labels of the header in the languages of Windows that are seen most; each list in the same order.
const LABELS: [[&str; 6]; 4] = [
    ["Log Name", "Source", "Date", "Event ID", "Keywords", "Computer"],
    ["Protokollname", "Quelle", "Datum", "Ereignis-ID", "Schlüsselwörter", "Computer"],
    ["Nom du journal", "Source", "Date", "ID de l’événement", "Mots clés", "Ordinateur"],
    ["Nombre de registro", "Origen", "Fecha", "Id. del evento", "Palabras clave", "Equipo"],
];

/// Labels before the message.
const DESCRIPTION: [&str; 4] = ["Description:", "Beschreibung:", "Description :", "Descripción:"];

/// Whether a line begins a block of labels.
pub(super) fn begins_labelled(line: &str) -> bool {
    let line = line.trim_start();
    let numbered = line.strip_prefix("Event[").and_then(|rest| rest.split_once(']'));
    numbered.is_some_and(|(number, rest)| {
        number.bytes().all(|b| b.is_ascii_digit())
            && !number.is_empty()
            && rest.trim_end().trim_end_matches(':').is_empty()
    }) || (line.contains(':')
        && LABELS.iter().any(|labels| labels.first().is_some_and(|label| is_label(line, label))))
}

fn is_label(line: &str, label: &str) -> bool {
    line.strip_prefix(label).is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// Reads a block of labels; whether it was recognised.
pub(super) fn read_labelled(
    block: &str,
    shown: Option<DateOrder>,
    place: Place,
    out: &mut Output<'_>,
) -> bool {
    let (head, message) = split_message(block);
    let find = |at: usize| {
        LABELS.iter().find_map(|labels| {
            let label = labels.get(at)?;
            head.lines().find_map(|line| {
                let line = line.trim();
                is_label(line, label).then(|| line.split_once(':').map(|(_, value)| value.trim()))?
            })
        })
    };
    let Some(id) = find(3).and_then(|id| id.parse::<u32>().ok()) else { return false };
    let mut header = Header::new(id as u16);
    header.channel = find(0).map(Cow::Borrowed);
    header.provider = find(1).map(Cow::Borrowed);
    header.computer = find(5).map(Cow::Borrowed);
    let keywords = head.lines().find_map(|line| line.trim().strip_prefix("Keyword:"));
    header.audit_failure = find(4).or(keywords).and_then(audit_failure_of_name);
    header.time = moment(find(2).unwrap_or_default(), shown, out);
    finish(&header, message, "text", "Event Viewer / wevtutil", place, out);
    true
}

/// A date in some order; what had to be taken for granted is noted.
fn moment(date: &str, shown: Option<DateOrder>, out: &mut Output<'_>) -> Moment {
    if let known @ (Moment::At(_) | Moment::Local(_)) = Moment::parse(date) {
        return known;
    }
    let Some((iso, assumed)) = to_iso(date, shown) else { return Moment::Unknown };
    if let Some(order) = assumed {
        let assumption = if shown.is_some() { Assumption::DatesShown } else { Assumption::DatesUsual };
        out.tally.assume(assumption(order));
    }
    Moment::parse(&iso)
}

fn split_message(block: &str) -> (&str, &str) {
    let at = DESCRIPTION.iter().filter_map(|label| Some((block.find(label)?, label.len()))).min();
    match at {
        Some((at, length)) => {
            (block.get(..at).unwrap_or_default(), block.get(at + length..).unwrap_or_default())
        }
        None => (block, ""),
    }
}

fn finish(
    header: &Header<'_>,
    text: &str,
    carrier: &'static str,
    dialect: &'static str,
    place: Place,
    out: &mut Output<'_>,
) {
    out.tally.record(carrier, dialect);
    if let Some(spec) = header.spec() {
        deliver(spec, header, &message::fields(text, spec), place, out);
    }
}
