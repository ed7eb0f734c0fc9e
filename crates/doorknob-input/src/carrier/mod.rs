//! Carriers: how records lie in the bytes of an input. A carrier cuts an input into parcels of whole records, and a
//! parcel into records; what a record says is a matter of its [dialect](crate::dialect).

mod attributes;
mod block_record;
mod blocks;
mod cef;
pub(crate) mod evtx;
mod json_document;
mod json_record;
mod leef;
mod lines;
mod snare;
mod syslog;
mod table;
mod text_record;
mod xml;

use crate::json::{Tape, end_of_value};
use crate::output::Output;
use crate::parcel::Parcel;
pub(crate) use blocks::Blocks;
use evtx::EvtxDecoder;
use json_record::JsonRecords;
use std::sync::Arc;
use table::Table;

/// How records lie in an input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Carrier {
    /// EVTX chunks, without the file header.
    Chunks,
    /// One record a line.
    Lines,
    /// One JSON object a line, made from records that lay in frames or columns: how is named.
    Records(&'static str),
    /// JSON values, wherever they begin and end.
    JsonDocument,
    /// `Event` elements.
    Xml,
    /// Rows under a row of names.
    Table(Arc<Table>),
    /// Blocks of lines.
    Blocks(Blocks),
}

/// What decoding keeps from parcel to parcel to save allocations; holds no facts.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) evtx: EvtxDecoder,
    json: JsonRecords,
}

impl Carrier {
    /// The carrier of a text, from its first bytes.
    pub(crate) fn of_text(head: &[u8]) -> Carrier {
        let head = String::from_utf8_lossy(head);
        let start = crate::text::trimmed(&head);
        let marked = start.strip_prefix("- ").unwrap_or(start);
        if ["<?xml", "<Event", "<!--"].iter().any(|mark| marked.starts_with(mark)) {
            Carrier::Xml
        } else if is_json_document(start) {
            Carrier::JsonDocument
        } else if let Some(blocks) = Blocks::of_text(start) {
            Carrier::Blocks(blocks)
        } else if let Some(table) = Table::of_text(start) {
            Carrier::Table(Arc::new(table))
        } else {
            Carrier::Lines
        }
    }

    /// Bytes from the front of `buffer` that hold whole records; 0 where the first one has not ended.
    pub(crate) fn cut(&self, buffer: &[u8], end_of_input: bool) -> usize {
        match self {
            Carrier::Chunks => evtx::cut(buffer, end_of_input),
            Carrier::Lines | Carrier::Records(_) => lines::cut(buffer, end_of_input),
            Carrier::JsonDocument => json_document::cut(buffer, end_of_input),
            Carrier::Xml => xml::cut(buffer, end_of_input),
            Carrier::Table(_) => table::cut(buffer, end_of_input),
            Carrier::Blocks(blocks) => blocks.cut(buffer, end_of_input),
        }
    }

    /// In the middle of a record that is too long: bytes to drop before the next one begins, `None` where it does not
    /// begin in `buffer`.
    pub(crate) fn resume(&self, buffer: &[u8]) -> Option<usize> {
        match self {
            Carrier::Chunks => Some(0),
            Carrier::Lines | Carrier::Records(_) | Carrier::Table(_) => lines::resume(buffer),
            Carrier::JsonDocument => json_document::resume(buffer),
            Carrier::Xml => xml::resume(buffer),
            Carrier::Blocks(blocks) => blocks.resume(buffer),
        }
    }

    /// Decodes the records of a parcel.
    pub(crate) fn decode(&self, parcel: &Parcel, scratch: &mut Scratch, out: &mut Output<'_>) {
        scratch.json.forget();
        match self {
            Carrier::Chunks => scratch.evtx.decode(&parcel.bytes, parcel.offset, out),
            Carrier::Lines => lines::decode(parcel, "JSON", scratch, out),
            Carrier::Records(carrier) => lines::decode(parcel, carrier, scratch, out),
            Carrier::JsonDocument => json_document::decode(parcel, scratch, out),
            Carrier::Xml => xml::decode(parcel, out),
            Carrier::Table(table) => table.decode(parcel, scratch, out),
            Carrier::Blocks(blocks) => blocks.decode(parcel, out),
        }
    }
}

/// Whether a text is JSON, but not one object a line: a list, an object of several lines, `Record 1` as evtx_dump writes it.
fn is_json_document(start: &str) -> bool {
    if let Some(rest) = start.strip_prefix('[') {
        return rest.trim_start().starts_with(['{', ']', '[']);
    }
    if let Some(rest) = start.strip_prefix("Record ") {
        return rest.starts_with(|c: char| c.is_ascii_digit());
    }
    if !start.starts_with('{') {
        return false;
    }
    // A first line that is an object of its own, or a broken one with further objects under it, means lines.
    match start.split_once('\n') {
        None => end_of_value(start.as_bytes(), 0)
            .is_none_or(|end| !start.get(end..).unwrap_or_default().trim().is_empty()),
        Some((first, rest)) => {
            let whole = Tape::default()
                .parse(first)
                .is_ok_and(|end| first.get(end..).is_some_and(|rest| rest.trim().is_empty()));
            !whole && !rest.trim_start().starts_with("{\"")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_carrier() {
        let table: [(&str, Carrier); 15] = [
            ("{\"a\":1}\n{\"a\":2}\n", Carrier::Lines),
            ("{\"a\":1}", Carrier::Lines),
            ("{\"a\":\n{\"a\":2}\n", Carrier::Lines),
            ("{\n \"a\": 1\n}\n", Carrier::JsonDocument),
            ("{\"a\":1}{\"a\":2}", Carrier::JsonDocument),
            ("[{\"a\":1},", Carrier::JsonDocument),
            ("[\n  {", Carrier::JsonDocument),
            ("[0] tag: [[1783.18, {}], {\"a\"=>1}]", Carrier::Lines),
            ("Record 1\n{", Carrier::JsonDocument),
            ("\u{feff}<?xml version='1.0'?>", Carrier::Xml),
            ("<Events><Event>", Carrier::Xml),
            ("- <Event xmlns='x'>\n  - <System>", Carrier::Xml),
            ("<14>Mar 14 13:54:16 host x", Carrier::Lines),
            ("Event[0]:\n  Log Name: Security", Carrier::Blocks(Blocks::Labelled(None))),
            ("buy milk\n", Carrier::Lines),
        ];
        for (head, wanted) in table {
            assert_eq!(Carrier::of_text(head.as_bytes()), wanted, "{head}");
        }
    }
}
