//! One record as text on one line, or inside another record: JSON, event XML, syslog around these, CEF, LEEF, Snare's tab-separated
//! fields, Splunk's `key=value` block.

use super::{Scratch, block_record, cef, leef, snare, syslog, xml};
use crate::output::Output;
use crate::tally::Place;

/// Reads a line that does not begin like JSON; whether it was recognised.
pub(super) fn read(line: &str, place: Place, scratch: &mut Scratch, out: &mut Output<'_>) -> bool {
    if line.starts_with("<Event") || line.starts_with("<?xml") {
        return xml::read(line, "XML", "", place, out);
    }
    let (carrier, body, header) = syslog::unwrap(line);
    if let Some(data) = &header.structured
        && syslog::read_structured(data, &header, place, out)
    {
        return true;
    }
    if let Some(at) = body.find("MSWinEventLog") {
        return snare::read(body.get(at..).unwrap_or_default(), &header, place, out);
    }
    if let Some(read) = read_attributes(body, carrier, place, out) {
        return read;
    }
    if let Some(at) =
        body.find("<Event").filter(|at| body.get(at + 6..).is_some_and(|rest| rest.starts_with([' ', '>'])))
    {
        return xml::read(body.get(at..).unwrap_or_default(), carrier, "event XML", place, out);
    }
    // Behind a prefix of any kind: `2024 Mar 14 13:54:17 (agent) any->EventChannel {"win": ...`.
    let Some(at) = body.find("{\"") else { return false };
    let json = body.get(at..).unwrap_or_default();
    let before = out.tally.records;
    scratch.json.read(json, carrier, place, out).is_ok() && out.tally.records > before
}

/// Reads CEF, LEEF or what WinCollect writes; `None` where it is none of these.
fn read_attributes(body: &str, carrier: &'static str, place: Place, out: &mut Output<'_>) -> Option<bool> {
    if let Some(at) = cef::find(body) {
        return Some(cef::read(body.get(at..)?, carrier, place, out));
    }
    let at = leef::find(body)?;
    Some(leef::read(body.get(at..)?, carrier, place, out))
}

/// Reads text that stood inside a record of another kind; whether it was recognised.
pub(super) fn read_inner(text: &str, carrier: &'static str, place: Place, out: &mut Output<'_>) -> bool {
    let start = text.trim_start();
    if start.starts_with("<Event") || start.starts_with("<?xml") {
        return xml::read(start, carrier, "event XML", place, out);
    }
    if let Some(at) = start.find("MSWinEventLog") {
        return snare::read(start.get(at..).unwrap_or_default(), &syslog::Header::default(), place, out);
    }
    if let Some(read) = read_attributes(start, carrier, place, out) {
        return read;
    }
    block_record::looks_like_splunk(start) && block_record::read_splunk(start, carrier, place, out)
}
