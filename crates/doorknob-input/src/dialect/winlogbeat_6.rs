//! Winlogbeat 6: no `winlog`, everything at the root.
//!
//! Recognised by `log_name` beside `event_id`.

use super::JsonDialect;
use super::paths::{SystemPaths, moment};
use crate::json::Json;
use crate::record::{Fields, Header};
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct Winlogbeat6;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["source_name"],
    channel: &["log_name"],
    id: &["event_id"],
    computer: &["computer_name"],
    record_id: &["record_number"],
    keywords: &["keywords"],
};

impl JsonDialect for Winlogbeat6 {
    fn name(&self) -> &'static str {
        "Winlogbeat 6"
    }

    fn id_name(&self) -> &'static str {
        "event_id"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.get("log_name")?;
        let mut header = SYSTEM.header(record)?;
        header.time = moment(record, &["@timestamp"]);
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        Fields::look_up(spec, |path| match path {
            FieldPath::Named(name) => record.path(&["event_data", name])?.scalar(),
            FieldPath::Position(at) => record.path(&["event_data", &format!("param{}", at + 1)])?.scalar(),
            FieldPath::UserData(name) => record.path(&["user_data", name])?.scalar(),
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
    fn everything_is_at_the_root() {
        check(
            r#"{"@timestamp":"2018-01-02T03:04:05.678Z","beat":{"version":"6.2.4"},"computer_name":"dc",
            "event_id":4771,"log_name":"Security","record_number":"77","keywords":["Audit Failure"],
            "source_name":"Microsoft-Windows-Security-Auditing","event_data":{"TargetUserName":"u","Status":"0x18"}}"#,
            "KerberosPreAuthentication 4771 2018-01-02T03:04:05.678Z dc #77 failure TargetUserName=u Status=0x18",
        );
    }
}
