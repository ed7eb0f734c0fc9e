//! Grafana Alloy (`loki.source.windowsevent`) and Promtail.
//!
//! Recognised by `event_data` that is a text, beside `event_id` and `source`. `event_data` and `user_data` are the inside of an
//! element, without a root. What Loki exports has the whole line as a text.

use super::JsonDialect;
use super::paths::{SystemPaths, moment};
use crate::json::Json;
use crate::record::{Fields, Header};
use crate::xml::XmlData;
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct Grafana;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["source"],
    channel: &["channel"],
    id: &["event_id"],
    computer: &["computer"],
    record_id: &["eventRecordID"],
    keywords: &["keywords"],
};

impl JsonDialect for Grafana {
    fn name(&self) -> &'static str {
        "Grafana Alloy / Promtail"
    }

    fn id_name(&self) -> &'static str {
        "event_id"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.get("source")?;
        record.get("timeCreated").or_else(|| record.get("event_data")?.raw_text().map(|_| record))?;
        let mut header = SYSTEM.header(record)?;
        header.time = moment(record, &["timeCreated"]);
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        let text = |name| record.get(name).and_then(Json::text).unwrap_or_default();
        let (event_data, user_data) = (text("event_data"), text("user_data"));
        let data = XmlData::of_fragment(&event_data);
        let leaves = XmlData::of_user_data(&user_data);
        Fields::look_up(spec, |path| match path {
            FieldPath::UserData(_) => leaves.owned(path).or_else(|| data.owned(path)),
            _ => data.owned(path),
        })
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.get("message")?.text()
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn event_data_is_xml_without_a_root() {
        check(
            r#"{"source":"Microsoft-Windows-Security-Auditing","channel":"Security","computer":"w","event_id":4625,
            "levelText":"Information","keywords":"Audit Failure","timeCreated":"2024-03-14T13:54:16.6138329Z",
            "eventRecordID":1444,"event_data":"<Data Name='TargetUserName'>bob</Data><Data Name='IpPort'>0</Data>"}"#,
            "LogonFailure 4625 2024-03-14T13:54:16.6138329Z w #1444 failure TargetUserName=bob Port=0",
        );
    }

    #[test]
    fn a_line_may_stand_as_text_in_what_a_store_exports() {
        let line = r#"{\"source\":\"Microsoft-Windows-Security-Auditing\",\"channel\":\"Security\",\"computer\":\"w\",\"event_id\":4776,\"keywords\":\"Audit Failure\",\"timeCreated\":\"2024-03-14T13:54:16Z\",\"eventRecordID\":5,\"event_data\":\"<Data Name='TargetUserName'>bob</Data>\"}"#;
        let wanted = "NtlmValidation 4776 2024-03-14T13:54:16Z w #5 failure TargetUserName=bob";
        check(
            &format!(r#"{{"labels":{{"job":"x"}},"line":"{line}","timestamp":"2030-01-01T00:00:00Z"}}"#),
            wanted,
        );
        check(&format!(r#"{{"log":"{line}\n","stream":"stdout","time":"2030-01-01T00:00:00Z"}}"#), wanted);
    }
}
