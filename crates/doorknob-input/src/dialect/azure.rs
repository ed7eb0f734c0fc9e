//! Azure Monitor and Sentinel: the tables `SecurityEvent`, `WindowsEvent` and `Event`.
//!
//! Recognised by `EventSourceName` (SecurityEvent), or by `EventLog` or `EventData` beside `TimeGenerated`. Traps: values have columns
//! of their own only for some ids, else they are in `EventData`, as XML in a text or (WindowsEvent) an object; table `Event`
//! has them in order in `ParameterXml`; the portal's export names the zone in the column (`TimeGenerated [UTC]`).

use super::JsonDialect;
use super::paths::{SystemPaths, moment};
use crate::json::{Json, Scalar, Tape};
use crate::record::{Fields, Header};
use crate::xml::XmlData;
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct Azure;

const SECURITY_EVENT: SystemPaths = SystemPaths {
    provider: &["EventSourceName"],
    channel: &["Channel"],
    id: &["EventID"],
    computer: &["Computer"],
    record_id: &["EventRecordId"],
    keywords: &["Keywords"],
};

const WINDOWS_EVENT: SystemPaths = SystemPaths { provider: &["Provider"], ..SECURITY_EVENT };

const EVENT: SystemPaths = SystemPaths { provider: &["Source"], channel: &["EventLog"], ..SECURITY_EVENT };

impl JsonDialect for Azure {
    fn name(&self) -> &'static str {
        "Azure Monitor"
    }

    fn id_name(&self) -> &'static str {
        "EventID"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.get("TimeGenerated")?;
        let paths = if record.get("EventSourceName").is_some() {
            SECURITY_EVENT
        } else if record.get("EventLog").is_some() {
            EVENT
        } else {
            record.get("Provider")?;
            WINDOWS_EVENT
        };
        let mut header = paths.header(record)?;
        header.time = moment(record, &["TimeGenerated"]);
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        let columns = Fields::look_up(spec, |path| match path {
            FieldPath::Named(name) => column(record, name),
            _ => None,
        });
        if !columns.is_empty() {
            return columns;
        }
        match record.get("EventData").or_else(|| record.get("ParameterXml")) {
            Some(data) if data.is_object() => object(data, spec),
            Some(data) => text(&data.text().unwrap_or_default(), spec),
            None => Fields::default(),
        }
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.get("RenderedDescription")?.text()
    }
}

/// A column with a value. Rows have all columns of their table, so an empty one means nothing.
fn column<'a>(record: Json<'a>, name: &str) -> Option<Scalar<'a>> {
    record.get(name)?.scalar().filter(|value| !matches!(value, Scalar::Text(text) if text.is_empty()))
}

fn object<'a>(data: Json<'a>, spec: &EventSpec) -> Fields<'a> {
    Fields::look_up(spec, |path| match path {
        FieldPath::Named(name) | FieldPath::UserData(name) => data.get(name)?.scalar(),
        FieldPath::Position(_) => None,
    })
}

/// XML or JSON in a text.
fn text<'a>(data: &str, spec: &EventSpec) -> Fields<'a> {
    let mut tape = Tape::default();
    if data.starts_with('{') && tape.parse(data).is_ok() {
        let parsed = Json::root(data, &tape);
        return Fields::look_up(spec, |path| match path {
            FieldPath::Named(name) | FieldPath::UserData(name) => {
                let value = parsed?.get(name)?.scalar()?;
                Some(Scalar::Text(Cow::Owned(value.into_text().into_owned())))
            }
            FieldPath::Position(_) => None,
        });
    }
    let data = XmlData::of_fragment(data);
    Fields::look_up(spec, |path| data.owned(path))
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn columns_or_xml_in_a_text() {
        check(
            r#"{"TimeGenerated":"2024-03-14T13:54:16.6138329Z","Computer":"W","Channel":"Security","EventID":4625,
            "EventSourceName":"Microsoft-Windows-Security-Auditing","TargetUserName":"user","SubStatus":"0xc000006a",
            "EventRecordId":"1444","IpAddress":"","Type":"SecurityEvent"}"#,
            "LogonFailure 4625 2024-03-14T13:54:16.6138329Z W #1444 TargetUserName=user SubStatus=0xc000006a",
        );
        check(
            r#"{"TimeGenerated":"2024-03-14T13:54:16Z","Computer":"dc","Channel":"Security","EventID":4771,
            "EventSourceName":"Microsoft-Windows-Security-Auditing",
            "EventData":"\u003cEventData xmlns=\"x\"\u003e\r\n  \u003cData Name=\"TargetUserName\"\u003ebob\u003c/Data\u003e\r\n  \u003cData Name=\"Status\"\u003e0x18\u003c/Data\u003e\r\n\u003c/EventData\u003e"}"#,
            "KerberosPreAuthentication 4771 2024-03-14T13:54:16Z dc TargetUserName=bob Status=0x18",
        );
    }

    #[test]
    fn the_other_tables() {
        check(
            r#"{"TimeGenerated":"2024-03-14T13:54:16Z","Provider":"Microsoft-Windows-Security-Auditing",
            "Channel":"Security","Computer":"dc","EventID":4776,"EventData":{"TargetUserName":"bob","Status":"0x0"}}"#,
            "NtlmValidation 4776 2024-03-14T13:54:16Z dc TargetUserName=bob Status=0x0",
        );
        check(
            r#"{"TimeGenerated":"2024-03-14T13:54:16Z","Source":"MSSQLSERVER","EventLog":"Application","Computer":"sql",
            "EventID":18456,"ParameterXml":"<Param>sa</Param><Param> Reason: x.</Param><Param> [CLIENT: 192.0.2.1]</Param>"}"#,
            "SqlFailure 18456 2024-03-14T13:54:16Z sql \
             TargetUserName=sa Detail= Reason: x. Message= [CLIENT: 192.0.2.1]",
        );
    }
}
