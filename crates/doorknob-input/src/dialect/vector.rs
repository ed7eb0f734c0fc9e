//! Vector, source `windows_event_log`.
//!
//! Recognised by `provider_name` beside `event_id` and `record_id` at the root. Every value is text; `timestamp` is the event's.

use super::JsonDialect;
use super::paths::{SystemPaths, moment};
use crate::json::Json;
use crate::record::{Fields, Header};
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct Vector;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["provider_name"],
    channel: &["channel"],
    id: &["event_id"],
    computer: &["computer"],
    record_id: &["record_id"],
    keywords: &["keywords"],
};

impl JsonDialect for Vector {
    fn name(&self) -> &'static str {
        "Vector"
    }

    fn id_name(&self) -> &'static str {
        "event_id"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.get("provider_name")?;
        record.get("record_id")?;
        let mut header = SYSTEM.header(record)?;
        header.time = moment(record, &["timestamp"]);
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        Fields::look_up(spec, |path| match path {
            FieldPath::Named(name) => record.path(&["event_data", name])?.scalar(),
            FieldPath::Position(at) => record.get("string_inserts")?.items().nth(usize::from(at))?.scalar(),
            FieldPath::UserData(name) => {
                let value = record.path(&["user_data", name]).or_else(|| record.path(&["event_data", name]));
                value?.scalar()
            }
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
    fn an_event() {
        check(
            r#"{"timestamp":"2024-03-14T13:54:16.613832900Z","host":"W","source_type":"windows_event_log",
            "event_id":4625,"record_id":1444,"channel":"Security","keywords":"0x8010000000000000","computer":"W",
            "provider_name":"Microsoft-Windows-Security-Auditing","event_data":{"TargetUserName":"user"}}"#,
            "LogonFailure 4625 2024-03-14T13:54:16.6138329Z W #1444 failure TargetUserName=user",
        );
    }
}
