//! One record as text on one line, or inside another record: JSON, event XML, syslog around these, Snare's tab-separated
//! fields, Splunk's `key=value` block.

use super::{Scratch, block_record, snare, syslog, xml};
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

/// Reads text that stood inside a record of another kind; whether it was recognised.
pub(super) fn read_inner(text: &str, carrier: &'static str, place: Place, out: &mut Output<'_>) -> bool {
    let start = text.trim_start();
    if start.starts_with("<Event") || start.starts_with("<?xml") {
        return xml::read(start, carrier, "event XML", place, out);
    }
    if let Some(at) = start.find("MSWinEventLog") {
        return snare::read(start.get(at..).unwrap_or_default(), &syslog::Header::default(), place, out);
    }
    block_record::looks_like_splunk(start) && block_record::read_splunk(start, carrier, place, out)
}
