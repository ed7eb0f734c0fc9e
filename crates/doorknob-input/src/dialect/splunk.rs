//! Splunk: search results as JSON or CSV, where the raw text was dropped and the extracted fields remain.
//!
//! Recognised by `EventCode` beside `LogName` or `ComputerName`. Events with `_raw` are read from that instead, as XML or as the classic
//! text. Traps: the source is a display name; the time is in `_time` or `TimeGenerated`; extracted fields repeat
//! (`Account_Name` holds subject and target), so that the message alone says which is which.

use super::JsonDialect;
use super::paths::{SystemPaths, moment};
use crate::json::Json;
use crate::moment::Moment;
use crate::record::{Fields, Header};
use doorknob_event::event::EventSpec;
use std::borrow::Cow;

pub(super) struct Splunk;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["SourceName"],
    channel: &["LogName"],
    id: &["EventCode"],
    computer: &["ComputerName"],
    record_id: &["RecordNumber"],
    keywords: &["Keywords"],
};

impl JsonDialect for Splunk {
    fn name(&self) -> &'static str {
        "Splunk"
    }

    fn id_name(&self) -> &'static str {
        "EventCode"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.get("LogName").or_else(|| record.get("ComputerName"))?;
        let mut header = SYSTEM.header(record)?;
        header.time = match moment(record, &["_time"]) {
            Moment::Unknown => moment(record, &["TimeGenerated"]),
            time => time,
        };
        Some(header)
    }

    fn fields<'a>(&self, _record: Json<'a>, _spec: &'static EventSpec) -> Fields<'a> {
        Fields::default()
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.get("Message")?.text()
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn the_message_tells_subject_and_target_apart() {
        check(
            r#"{"preview":false,"result":{"_time":"2025-09-16T09:00:46.000+02:00","LogName":"Security","EventCode":"4625",
            "SourceName":"Microsoft Windows security auditing.","ComputerName":"w","RecordNumber":"18609",
            "Keywords":"Audit Failure","Account_Name":["-","bob"],
            "Message":"An account failed to log on.\n\nSubject:\n\tSecurity ID:\t\tS-1-0-0\n\tAccount Name:\t\t-\n\nLogon Type:\t\t\t3\n\nAccount For Which Logon Failed:\n\tSecurity ID:\t\tS-1-0-0\n\tAccount Name:\t\tbob\n"}}"#,
            "LogonFailure 4625 2025-09-16T07:00:46Z w #18609 failure TargetUserName=bob TargetSid=S-1-0-0 \
             SubjectUserName=- SubjectSid=S-1-0-0 LogonType=3",
        );
    }
}
