//! Wazuh 3 and 4: alerts, archives, and the indexer's documents.
//!
//! Recognised by `data.win.system` or `win.system` (3.x: `EventChannel.System`). Traps: names are in lowerCamel; empty values,
//! `-` and `(NULL)` are dropped; values are trimmed; backslashes are doubled once more than JSON needs; `UserData` is an
//! element of its own beside `eventdata`; unnamed data is one text joined by commas; `timestamp` is the manager's time of
//! receipt, never the event's.

use super::JsonDialect;
use super::evtx_dump::content;
use super::paths::{Names, SystemPaths, moment};
use crate::json::{Json, Scalar};
use crate::record::{Fields, Header};
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct Wazuh;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["providerName"],
    channel: &["channel"],
    id: &["eventID"],
    computer: &["computer"],
    record_id: &["eventRecordID"],
    keywords: &["keywords"],
};

const SYSTEM_3: SystemPaths = SystemPaths {
    provider: &["ProviderName"],
    channel: &["Channel"],
    id: &["EventID"],
    computer: &["Computer"],
    record_id: &["EventRecordID"],
    keywords: &["Keywords"],
};

const PLACES: [Names; 4] = [&["data", "win"], &["win"], &["data", "EventChannel"], &["EventChannel"]];

fn event<'a>(record: Json<'a>) -> Option<Json<'a>> {
    PLACES.iter().find_map(|names| record.path(names)).filter(|event| event.is_object())
}

impl JsonDialect for Wazuh {
    fn name(&self) -> &'static str {
        "Wazuh"
    }

    fn id_name(&self) -> &'static str {
        "eventID"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        let system = event(record)?.get_any_case("system")?;
        let mut header = SYSTEM.header(system).or_else(|| SYSTEM_3.header(system))?;
        header.time = moment(
            system,
            if system.get("systemTime").is_some() { &["systemTime"] } else { &["SystemTime"] },
        );
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        let Some(event) = event(record) else { return Fields::default() };
        Fields::look_up(spec, |path| {
            let value = match path {
                FieldPath::Named(name) => content(event.get_any_case("eventdata")?.get_any_case(name)?),
                FieldPath::Position(at) => {
                    let joined = event.get_any_case("eventdata")?.get_any_case("data")?.text()?;
                    let part = joined.split(", ").nth(usize::from(at))?.to_owned();
                    Some(Scalar::Text(Cow::Owned(part)))
                }
                FieldPath::UserData(name) => event
                    .entries()
                    .filter(|(key, _)| key != "system" && key != "System")
                    .find_map(|(_, part)| content(part.get_any_case(name)?)),
            };
            value.map(undoubled)
        })
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        event(record)?.get_any_case("system")?.get("message")?.text()
    }
}

/// Halves runs of backslashes where all of them are even, as Wazuh writes them.
fn undoubled(value: Scalar<'_>) -> Scalar<'_> {
    match value {
        Scalar::Text(text) if text.contains('\\') && !text.replace("\\\\", "").contains('\\') => {
            Scalar::Text(Cow::Owned(text.replace("\\\\", "\\")))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn dropped_values_doubled_backslashes_and_camel_case() {
        check(
            r#"{"timestamp":"2024-03-14T14:00:00.000+0000","data":{"win":{"system":{
            "providerName":"Microsoft-Windows-Security-Auditing","eventID":"4625","keywords":"0x8010000000000000",
            "systemTime":"2024-03-14T13:54:16.6138329Z","eventRecordID":"1444","channel":"Security","computer":"W"},
            "eventdata":{"targetUserName":"user","subStatus":"0xc000006a","processName":"C:\\\\Windows\\\\x.exe"}}}}"#,
            "LogonFailure 4625 2024-03-14T13:54:16.6138329Z W #1444 failure \
             TargetUserName=user SubStatus=0xc000006a ProcessName=C:\\Windows\\x.exe",
        );
    }

    #[test]
    fn user_data_stands_beside_event_data() {
        check(
            r#"{"win":{"system":{"providerName":"Microsoft-Windows-Eventlog","eventID":"1102",
            "systemTime":"2024-03-14T13:54:16Z","channel":"Security","computer":"W"},
            "logFileCleared":{"subjectUserName":"bob","subjectDomainName":"D"}}}"#,
            "LogCleared 1102 2024-03-14T13:54:16Z W SubjectUserName=bob SubjectDomainName=D",
        );
    }
}
