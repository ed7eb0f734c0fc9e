//! Fluent Bit (`winevtlog`, `winlog`) and Fluentd (`windows_eventlog2`).
//!
//! Recognised by `StringInserts` or `EventData` beside `ProviderName` and `EventRecordID`; the older writers by `SourceName` and
//! `TimeGenerated`, or these in snake case. Traps: the time of the log record is that of reading; `TimeCreated` is local with
//! its offset and has whole seconds; values come in order, in their types, and values that are arrays are left out, so that
//! later ones move up (no event that counts has one).

use super::JsonDialect;
use super::paths::{SystemPaths, moment};
use super::positional;
use crate::json::Json;
use crate::record::{Fields, Header};
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

/// `winevtlog`.
pub(super) struct FluentBit;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["ProviderName"],
    channel: &["Channel"],
    id: &["EventID"],
    computer: &["Computer"],
    record_id: &["EventRecordID"],
    keywords: &["Keywords"],
};

impl JsonDialect for FluentBit {
    fn name(&self) -> &'static str {
        "Fluent Bit"
    }

    fn id_name(&self) -> &'static str {
        "EventID"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.get("ProviderName")?;
        record.get("EventRecordID")?;
        record.get("StringInserts").or_else(|| record.get("EventData")).or_else(|| record.get("Message"))?;
        let mut header = SYSTEM.header(record)?;
        header.time = moment(record, &["TimeCreated"]);
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        match (record.get("EventData"), record.get("StringInserts")) {
            (Some(data), _) if data.is_object() => Fields::look_up(spec, |path| match path {
                FieldPath::Named(name) | FieldPath::UserData(name) => data.get(name)?.scalar(),
                FieldPath::Position(_) => None,
            }),
            (_, Some(values)) => positional::fields(values, spec, Json::scalar),
            _ => Fields::default(),
        }
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.get("Message")?.text()
    }
}

/// `winlog`, and Fluentd.
pub(super) struct Winlog;

const OLD: SystemPaths = SystemPaths {
    provider: &["SourceName"],
    channel: &["Channel"],
    id: &["EventID"],
    computer: &["ComputerName"],
    record_id: &["RecordNumber"],
    keywords: &["EventType"],
};

const FLUENTD: SystemPaths = SystemPaths {
    provider: &["source_name"],
    channel: &["channel"],
    id: &["event_id"],
    computer: &["computer_name"],
    record_id: &["record_number"],
    keywords: &["event_type"],
};

impl JsonDialect for Winlog {
    fn name(&self) -> &'static str {
        "Fluent Bit winlog / Fluentd"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        let (paths, time): (_, super::paths::Names) = if record.get("TimeGenerated").is_some() {
            record.get("SourceName")?;
            record.get("ComputerName")?;
            (OLD, &["TimeGenerated"])
        } else {
            record.get("time_generated")?;
            record.get("source_name")?;
            (FLUENTD, &["time_generated"])
        };
        let mut header = paths.header(record)?;
        header.time = moment(record, time);
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        match record.get("StringInserts").or_else(|| record.get("string_inserts")) {
            Some(values) => positional::fields(values, spec, Json::scalar),
            None => Fields::default(),
        }
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.get("Message").or_else(|| record.get("description"))?.text()
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn values_in_order_with_local_time() {
        check(
            r#"{"ProviderName":"Microsoft-Windows-Security-Auditing","EventID":4776,"Keywords":"0x8010000000000000",
            "TimeCreated":"2024-03-14 14:54:16 +0100","EventRecordID":1444,"Channel":"Security","Computer":"W",
            "StringInserts":["MSV1","bob","WS","0xc000006a"]}"#,
            "NtlmValidation 4776 2024-03-14T13:54:16Z W #1444 failure TargetUserName=bob Workstation=WS \
             Status=0xc000006a AuthenticationPackage=MSV1",
        );
        check(
            r#"{"channel":"security","record_number":"5","time_generated":"2024-03-14 13:54:16 +0000","event_id":"4776",
            "event_type":"audit_failure","source_name":"Microsoft-Windows-Security-Auditing","computer_name":"W",
            "description":"x","string_inserts":["MSV1","bob","WS","0xc000006a"]}"#,
            "NtlmValidation 4776 2024-03-14T13:54:16Z W #5 failure TargetUserName=bob Workstation=WS \
             Status=0xc000006a AuthenticationPackage=MSV1",
        );
    }
}
