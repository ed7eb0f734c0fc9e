//! Velociraptor (`parse_evtx`, the EventLogs artifacts).
//!
//! Recognised by `System.EventID.Value`. Traps: hexadecimal and pointer values come as decimal numbers (`Status`
//! 3221225581), `SystemTime` as seconds since 1970 in a float whose steps are about 0.2 us, `Keywords` above 2^63;
//! artifacts write a missing value as the text `null`.

use super::JsonDialect;
use super::evtx_dump::{content, leaf, positional};
use super::paths::{SystemPaths, moment};
use crate::json::{Json, Scalar};
use crate::record::{Fields, Header};
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct Velociraptor;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["System", "Provider", "Name"],
    channel: &["System", "Channel"],
    id: &["System", "EventID", "Value"],
    computer: &["System", "Computer"],
    record_id: &["System", "EventRecordID"],
    keywords: &["System", "Keywords"],
};

impl JsonDialect for Velociraptor {
    fn name(&self) -> &'static str {
        "Velociraptor"
    }

    fn id_name(&self) -> &'static str {
        "EventID"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        let mut header = SYSTEM.header(record)?;
        header.time = moment(record, &["System", "TimeCreated", "SystemTime"]);
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        Fields::look_up(spec, |path| {
            let value = match path {
                FieldPath::Named(name) => content(record.get("EventData")?.get(name)?),
                FieldPath::Position(at) => positional(record.get("EventData")?, usize::from(at)),
                FieldPath::UserData(name) => leaf(record.get("UserData")?, name),
            }?;
            Some(if value == Scalar::Text(Cow::Borrowed("null")) {
                Scalar::Text(Cow::Borrowed(""))
            } else {
                value
            })
        })
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.get("Message")?.text()
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn decimal_status_and_float_time() {
        check(
            r#"{"System":{"Provider":{"Name":"Microsoft-Windows-Security-Auditing"},"EventID":{"Value":4625},
            "Keywords":9227875636482146304,"TimeCreated":{"SystemTime":1710424456.613833},"EventRecordID":1444,
            "Channel":"Security","Computer":"W"},"EventData":{"TargetUserName":"user","Status":3221225581,
            "LogonType":2},"EventID":4625}"#,
            "LogonFailure 4625 2024-03-14T13:54:16.6138330Z W #1444 failure \
             TargetUserName=user Status=3221225581 LogonType=2",
        );
    }
}
