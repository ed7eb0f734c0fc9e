//! Dialects: how one exporter or shipper writes a Windows event. One file each: how it is recognised, where its fields
//! are, its traps, its tests.
//!
//! A dialect is recognised record by record, since streams are mixed; the one that fitted last is tried first.

mod evtx_dump;
mod keywords;

use crate::json::{Json, Scalar};
use crate::record::Header;
use doorknob_event::event::{EventSpec, FieldPath};

/// A way to write an event as a JSON object.
pub(crate) trait JsonDialect: Sync {
    /// Its name in the summary.
    fn name(&self) -> &'static str;

    /// The header, if the record is of this dialect.
    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>>;

    /// A wanted field.
    fn field<'a>(&self, record: Json<'a>, spec: &EventSpec, path: FieldPath) -> Option<Scalar<'a>>;
}

/// Every JSON dialect, the more telling ones first.
pub(crate) static JSON_DIALECTS: &[&dyn JsonDialect] =
    &[&evtx_dump::Nested::EvtxDump, &evtx_dump::Nested::Separate];

#[cfg(test)]
pub(crate) mod tests {
    use crate::carrier::Carrier;
    use crate::check::read_text;

    /// Reads one JSON record, on however many lines, and compares its events, one a line.
    pub(crate) fn check(record: &str, wanted: &str) {
        let line: String = record.lines().map(str::trim).collect();
        let (events, tally) = read_text(line.as_bytes(), Carrier::Lines);
        assert_eq!(events.join("\n"), wanted, "{record}");
        assert_eq!(tally.records, 1, "recognised: {record}");
    }
}
