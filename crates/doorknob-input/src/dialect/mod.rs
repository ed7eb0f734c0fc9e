//! Dialects: how one exporter or shipper writes a Windows event. One file each: how it is recognised, where its fields
//! are, its traps, its tests.
//!
//! A dialect is recognised record by record, since streams are mixed; the one that fitted last is tried first. A row of a
//! table (CSV) is read as an object whose names are the columns, so that a dialect serves both.

mod azure;
mod event_viewer;
mod evtx_dump;
mod evtxecmd;
mod fluent_bit;
mod get_winevent;
mod grafana;
mod hayabusa;
mod keywords;
mod logon_type;
mod nxlog;
mod ocsf;
mod openwec;
mod otel;
mod own;
mod paths;
mod plaso;
mod positional;
mod splunk;
mod vector;
mod velociraptor;
mod wazuh;
mod winlogbeat;
mod winlogbeat_6;

use crate::json::Json;
use crate::record::{Fields, Header};
use doorknob_event::event::EventSpec;
use std::borrow::Cow;

pub(crate) use keywords::of_name as audit_failure_of_name;

/// A way to write an event as a JSON object.
pub(crate) trait JsonDialect: Sync {
    /// Its name in the summary.
    fn name(&self) -> &'static str;

    /// The name before every event id, wherever it stands in the record; empty where that is not one name or not close to
    /// the id. With it, records of kinds that do not count are passed over without being parsed.
    fn id_name(&self) -> &'static str {
        ""
    }

    /// The header, if the record is of this dialect.
    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>>;

    /// The wanted fields.
    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a>;

    /// Whether the carrier gives the same record another time, in another row.
    fn is_repeated(&self, _record: Json<'_>) -> bool {
        false
    }

    /// The rendered text of the event, where the dialect carries it: read when none of the wanted fields is there.
    fn message<'a>(&self, _record: Json<'a>) -> Option<Cow<'a, str>> {
        None
    }
}

/// Every JSON dialect, the more telling ones first.
pub(crate) static JSON_DIALECTS: &[&dyn JsonDialect] = &[
    &own::Own,
    &evtx_dump::Nested::EvtxDump,
    &evtx_dump::Nested::Separate,
    &velociraptor::Velociraptor,
    &openwec::OpenWec,
    &winlogbeat::Winlogbeat,
    &winlogbeat_6::Winlogbeat6,
    &wazuh::Wazuh,
    &ocsf::Ocsf,
    &otel::Otel,
    &vector::Vector,
    &evtxecmd::EvtxECmd,
    &hayabusa::Hayabusa,
    &plaso::Plaso,
    &get_winevent::GetWinEvent,
    &event_viewer::EventViewer,
    &fluent_bit::FluentBit,
    &fluent_bit::Winlog,
    &azure::Azure,
    &grafana::Grafana,
    &splunk::Splunk,
    &nxlog::NxLog,
];

#[cfg(test)]
pub(crate) mod tests {
    use crate::carrier::Carrier;
    use crate::check::read_text;

    /// Reads one JSON record, on however many lines, and compares its events, one a line.
    pub(crate) fn check(record: &str, wanted: &str) {
        let line: String = record.lines().map(str::trim).collect();
        let (events, tally) = read_text(line.as_bytes(), &Carrier::Lines);
        assert_eq!(events.join("\n"), wanted, "{record}");
        assert_eq!(tally.records, 1, "recognised: {record}");
    }
}
