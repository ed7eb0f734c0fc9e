//! plaso (`psort -o json_line`, `-o dynamic`) and Timesketch exports.
//!
//! Recognised by `data_type` `windows:evtx:record`, or by `event_identifier` beside `source_name`. Traps: a record gives two rows,
//! for the times of its creation and of its writing, told apart by `timestamp_desc`: only the second is taken, since it is the
//! one that stays when rows are reduced; the channel is in `xml_string` alone, and what that says goes before anything
//! else; `strings` holds the values in order, hexadecimal ones padded with zeros, in tables as a list in the notation of Python;
//! `timestamp` is in microseconds. Timesketch adds columns of its own where an analyser ran, which name some values.

use super::JsonDialect;
use super::paths::{SystemPaths, moment, number, text};
use super::positional;
use crate::json::{Json, Scalar};
use crate::moment::Moment;
use crate::record::{Fields, Header};
use crate::xml::XmlEvent;
use doorknob_event::event::{EventSpec, Field};
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
            Some(strings) if strings.is_array() => positional::fields(strings, spec, Json::scalar),
            Some(strings) if !positional::names(spec.kind).is_empty() => {
                let strings = python_list(&strings.text().unwrap_or_default());
                positional::by_place(spec, strings.len(), |at| {
                    Some(Scalar::Text(Cow::Owned(strings.get(at)?.clone())))
                })
            }
            _ => columns(record, spec),
        }
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.get("message")?.text()
    }
}

/// Columns of Timesketch's own.
fn columns<'a>(record: Json<'a>, spec: &EventSpec) -> Fields<'a> {
    Fields::by_field(spec, |field| {
        let name = match field {
            Field::TargetUserName => "username",
            Field::TargetDomainName => "domain",
            Field::Address => "ip_address",
            Field::Port => "port",
            Field::LogonType => "logon_type",
            Field::Workstation => "workstation_name",
            Field::Status => "status",
            Field::SubStatus => "sub_status",
            _ => return None,
        };
        let value = record.get(name)?.scalar()?;
        // A workstation may be written as a path.
        match value {
            Scalar::Text(text) if text.is_empty() => None,
            Scalar::Text(text) => Some(Scalar::Text(Cow::Owned(text.trim_start_matches('\\').to_owned()))),
            other => Some(other),
        }
    })
}

/// Most values of an event that are looked at.
const VALUES_MAX: usize = 128;

/// The texts of `['a', "b's", None]`.
fn python_list(text: &str) -> Vec<String> {
    let mut values = Vec::new();
    let mut characters = text.trim().trim_start_matches('[').chars();
    while let Some(first) = characters.next() {
        match first {
            '\'' | '"' => values.push(python_text(first, &mut characters)),
            'N' => values.push(String::new()),
            _ => {}
        }
        if values.len() == VALUES_MAX {
            break;
        }
    }
    values
}

/// A text up to its closing quote, its escapes undone.
fn python_text(quote: char, characters: &mut std::str::Chars<'_>) -> String {
    let mut text = String::new();
    while let Some(character) = characters.next().filter(|character| *character != quote) {
        let escaped = if character == '\\' { characters.next() } else { None };
        text.push(match escaped {
            None => character,
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(other) => other,
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::python_list;
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
    fn tables_write_lists_as_python_does() {
        check(
            r#"{"data_type":"windows:evtx:record","event_identifier":"4776","source_name":"Microsoft-Windows-Security-Auditing",
            "computer_name":"W","record_number":"7","timestamp":"1710424456613832","timestamp_desc":"Content Modification Time",
            "strings":"['MSV1', \"o'bob\", None, '0x00000000c000006a']"}"#,
            "NtlmValidation 4776 2024-03-14T13:54:16.6138320Z W #7 TargetUserName=o'bob Workstation= \
             Status=0x00000000c000006a AuthenticationPackage=MSV1",
        );
        let table: [(&str, &[&str]); 5] = [
            ("['a', 'b']", &["a", "b"]),
            (r"['C:\\x', 'it\'s', '\t']", &["C:\\x", "it's", "\t"]),
            ("[None, '']", &["", ""]),
            ("['cut", &["cut"]),
            ("", &[]),
        ];
        for (text, wanted) in table {
            assert_eq!(python_list(text), wanted, "{text}");
        }
    }

    #[test]
    fn columns_that_an_analyser_added_serve_without_strings() {
        check(
            r#"{"datetime":"2024-03-14T13:54:16.613832+00:00","timestamp_desc":"Content Modification Time","source_name":
            "Microsoft-Windows-Security-Auditing","event_identifier":4625,"computer_name":"W","username":"bob","domain":"D",
            "ip_address":"192.0.2.1","logon_type":"3","workstation_name":"\\\\kali","status":"0xc000006d","sub_status":"0xc000006a"}"#,
            "LogonFailure 4625 2024-03-14T13:54:16.6138320Z W TargetUserName=bob TargetDomainName=D Status=0xc000006d \
             SubStatus=0xc000006a LogonType=3 Workstation=kali Address=192.0.2.1",
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
