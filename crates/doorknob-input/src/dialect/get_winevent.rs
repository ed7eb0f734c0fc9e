//! PowerShell: `Get-WinEvent | ConvertTo-Json` and `Export-Csv`.
//!
//! Recognised by `ProviderName` beside `LogName` and `Id`. Traps: `Properties` holds values only with `-Depth 3` or more, else type
//! names, and then the message is all there is; SIDs are objects with a `Value`; NTSTATUS values are signed; times are
//! `/Date(milliseconds)/` (5.1), ISO with an offset (7), an object with one of these, or, in CSV, local and without zone.

use super::JsonDialect;
use super::keywords::audit_failure_of;
use super::paths::SystemPaths;
use super::positional;
use crate::json::{Json, Scalar};
use crate::moment::Moment;
use crate::record::{Fields, Header};
use doorknob_event::event::EventSpec;
use std::borrow::Cow;

pub(super) struct GetWinEvent;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["ProviderName"],
    channel: &["LogName"],
    id: &["Id"],
    computer: &["MachineName"],
    record_id: &["RecordId"],
    keywords: &["Keywords"],
};

impl JsonDialect for GetWinEvent {
    fn name(&self) -> &'static str {
        "Get-WinEvent"
    }

    fn id_name(&self) -> &'static str {
        "Id"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.get("ProviderName")?;
        record.get("LogName")?;
        let mut header = SYSTEM.header(record)?;
        header.time = time(record.get("TimeCreated"));
        header.audit_failure =
            header.audit_failure.or_else(|| audit_failure_of(record.get("KeywordsDisplayNames")));
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        match record.get("Properties").filter(|values| values.is_array()) {
            Some(values) => positional::fields(values, spec, property),
            None => Fields::default(),
        }
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.get("Message")?.text()
    }
}

/// `{"Value": x}`, or `{"Value": {"Value": "S-1-..."}}` for a SID; a bare text is a type name.
fn property<'a>(item: Json<'a>) -> Option<Scalar<'a>> {
    let value = item.get("Value")?;
    value.get("Value").unwrap_or(value).scalar()
}

fn time(value: Option<Json<'_>>) -> Moment {
    let Some(value) = value else { return Moment::Unknown };
    let value = value.get("value").or_else(|| value.get("DateTime")).unwrap_or(value);
    let Some(text) = value.text() else { return Moment::Unknown };
    let milliseconds = text
        .trim_start_matches('\\')
        .strip_prefix("/Date(")
        .and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
    milliseconds.map_or_else(|| Moment::parse(&text), |count| Moment::of_unix(count, 1000))
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn properties_are_read_by_position() {
        check(
            r#"{"Id":4740,"Keywords":-9214364837600034816,"RecordId":9,"LogName":"Security","MachineName":"dc",
            "ProviderName":"Microsoft-Windows-Security-Auditing","TimeCreated":"\/Date(1710424456613)\/","Properties":[
            {"Value":"bob"},{"Value":"CALLER"},{"Value":{"BinaryLength":28,"Value":"S-1-5-21-1-1105"}}]}"#,
            "LockedOut 4740 2024-03-14T13:54:16.613Z dc #9 success \
             TargetUserName=bob TargetDomainName=CALLER TargetSid=S-1-5-21-1-1105",
        );
    }

    #[test]
    fn without_properties_the_message_is_read() {
        check(
            r#"{"Id":4776,"KeywordsDisplayNames":["Audit Failure"],"LogName":"Security","MachineName":"dc",
            "ProviderName":"Microsoft-Windows-Security-Auditing","TimeCreated":"2024-03-14T14:54:16.6138329+01:00",
            "Properties":["System.Diagnostics.Eventing.Reader.EventProperty"],
            "Message":"The computer attempted to validate the credentials for an account.\r\n\r\nAuthentication Package:\tMICROSOFT_AUTHENTICATION_PACKAGE_V1_0\r\nLogon Account:\tbob\r\nSource Workstation:\tWS\r\nError Code:\t0xC000006A"}"#,
            "NtlmValidation 4776 2024-03-14T13:54:16.6138329Z dc failure TargetUserName=bob Workstation=WS \
             Status=0xC000006A AuthenticationPackage=MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
        );
    }
}
