//! plaso (`psort -o json_line`, `-o dynamic`) and Timesketch exports.
//!
//! Recognised by `data_type` `windows:evtx:record`, or by `event_identifier` beside `source_name`. Traps: a record gives two rows,
//! for the times of its creation and of its writing, told apart by `timestamp_desc`: only the second is taken, since it is the
//! one that stays when rows are reduced; the channel is in `xml_string` alone, and what that says goes before anything
//! else; `strings` holds the values in order, hexadecimal ones padded with zeros; `timestamp` is in microseconds.

use super::JsonDialect;
use super::paths::{SystemPaths, moment, number, text};
use super::positional;
use crate::json::Json;
use crate::moment::Moment;
use crate::record::{Fields, Header};
use crate::xml::XmlEvent;
use doorknob_event::event::EventSpec;
use std::borrow::Cow;

pub(super) struct Plaso;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["source_name"],
    channel: &["channel"],
    id: &["event_identifier"],
    computer: &["computer_name"],
    record_id: &["record_number"],
    keywords: &[],
};

impl JsonDialect for Plaso {
    fn name(&self) -> &'static str {
        "plaso / Timesketch"
    }

    fn id_name(&self) -> &'static str {
        "event_identifier"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record
            .get("timestamp_desc")
            .or_else(|| record.get("strings"))
            .or_else(|| record.get("xml_string"))?;
        let mut header = SYSTEM.header(record)?;
        header.computer = header.computer.or_else(|| text(record, &["hostname"]));
        header.time = match number(record, &["timestamp"]) {
            Some(micros) => Moment::of_unix(micros, 1_000_000),
            None => moment(record, &["datetime"]),
        };
        if let Some(xml) = record.get("xml_string").and_then(Json::text)
            && let Some(event) = XmlEvent::parse(&xml)
        {
            let stated = event.header.into_owned();
            header.channel = stated.channel;
            header.computer = stated.computer.or(header.computer);
            header.record_id = stated.record_id.or(header.record_id);
            header.audit_failure = stated.audit_failure;
            if matches!(stated.time, Moment::At(_)) {
                header.time = stated.time;
            }
        }
        Some(header)
    }

    fn is_repeated(&self, record: Json<'_>) -> bool {
        text(record, &["timestamp_desc"]).is_some_and(|what| what == "Creation Time")
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        if let Some(xml) = record.get("xml_string").and_then(Json::text)
            && let Some(event) = XmlEvent::parse(&xml)
        {
            return Fields::look_up(spec, |path| event.data.owned(path));
        }
        match record.get("strings") {
            Some(strings) => positional::fields(strings, spec, Json::scalar),
            None => Fields::default(),
        }
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.get("message")?.text()
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn strings_are_read_by_position() {
        check(
            r#"{"data_type":"windows:evtx:record","event_identifier":4776,"source_name":"Microsoft-Windows-Security-Auditing",
            "hostname":"W","record_number":7,"timestamp":1710424456613832,"timestamp_desc":"Content Modification Time",
            "strings":["MICROSOFT_AUTHENTICATION_PACKAGE_V1_0","bob",null,"0x00000000c000006a"]}"#,
            "NtlmValidation 4776 2024-03-14T13:54:16.6138320Z W #7 TargetUserName=bob Workstation= \
             Status=0x00000000c000006a AuthenticationPackage=MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
        );
    }

    #[test]
    fn the_row_for_the_other_time_is_not_a_second_event() {
        check(
            r#"{"data_type":"windows:evtx:record","event_identifier":4776,"source_name":"Microsoft-Windows-Security-Auditing",
            "timestamp":1710424456613832,"timestamp_desc":"Creation Time","strings":["x","bob","","0xc000006a"]}"#,
            "",
        );
    }
}
