//! OpenWEC, format `json`.
//!
//! Recognised by `System.Provider.Name` beside a plain `System.EventID`. Traps: `TimeCreated` is plain text; unnamed data is
//! `EventData.Data[]`; `UserData` is a string of XML; bookmark events (id 111) lack most of `System`. Its format `nxlog` is
//! read as NXLog, `raw` as XML, `rawjson` as XML in JSON.

use super::JsonDialect;
use super::evtx_dump::{content, positional};
use super::paths::{SystemPaths, moment};
use crate::json::Json;
use crate::record::{Fields, Header};
use crate::xml::XmlData;
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct OpenWec;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["System", "Provider", "Name"],
    channel: &["System", "Channel"],
    id: &["System", "EventID"],
    computer: &["System", "Computer"],
    record_id: &["System", "EventRecordID"],
    keywords: &["System", "Keywords"],
};

impl JsonDialect for OpenWec {
    fn name(&self) -> &'static str {
        "OpenWEC"
    }

    fn id_name(&self) -> &'static str {
        "EventID"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.path(&["System", "Provider", "Name"])?;
        let mut header = SYSTEM.header(record)?;
        header.time = moment(record, &["System", "TimeCreated"]);
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        let user_data = record.get("UserData").and_then(Json::text).unwrap_or_default();
        let user_data = XmlData::of_user_data(&user_data);
        Fields::look_up(spec, |path| match path {
            FieldPath::Named(name) => content(record.get("EventData")?.get(name)?),
            FieldPath::Position(at) => positional(record.get("EventData")?, usize::from(at)),
            FieldPath::UserData(_) => user_data.owned(path),
        })
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.path(&["RenderingInfo", "Message"])?.text()
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn user_data_is_xml_in_a_string() {
        check(
            r#"{"System":{"Provider":{"Name":"Microsoft-Windows-Eventlog"},"EventID":1102,
            "Keywords":"0x4020000000000000","TimeCreated":"2022-12-14T14:39:07.1686183Z","EventRecordID":5,
            "Channel":"Security","Computer":"w"},"UserData":"<LogFileCleared xmlns='x'>
            <SubjectUserName>bob &amp; co</SubjectUserName><SubjectDomainName>D</SubjectDomainName></LogFileCleared>",
            "OpenWEC":{}}"#,
            "LogCleared 1102 2022-12-14T14:39:07.1686183Z w #5 success \
             SubjectUserName=bob & co SubjectDomainName=D",
        );
    }

    #[test]
    fn a_bookmark_is_a_record_like_any_other() {
        check(
            r#"{"System":{"Provider":{"Name":"Microsoft-Windows-EventForwarder"},"EventID":111,
            "TimeCreated":"2023-02-14T09:14:23.175Z","Computer":"w"},"OpenWEC":{}}"#,
            "",
        );
    }
}
