//! OCSF Authentication (class 3002), schema 1.0 and later, and Base Event (class 0) where it says which Windows event it is.
//!
//! Recognised by `class_uid`. `unmapped` goes first where it holds a value under the name that Windows gives it, as
//! `doorknob convert` writes it. The code comes as `status_code`: the most telling one, whatever field it came from. Source:
//! schema.ocsf.io, class `authentication`. Traps: `time` is in milliseconds, and `metadata.original_time` finer; mappings of 1.0 release candidates keep id, record
//! and sub status in `unmapped`, the status in `status`, and write names for SIDs.

use super::JsonDialect;
use super::paths::{Names, SystemPaths, at, number};
use crate::json::{Json, Scalar};
use crate::moment::Moment;
use crate::record::{Fields, Header};
use doorknob_event::event::{EventSpec, FieldPath};
use doorknob_event::time::SECOND;

pub(super) struct Ocsf;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["metadata", "log_provider"],
    channel: &["metadata", "log_name"],
    id: &["metadata", "event_code"],
    computer: &["dst_endpoint", "hostname"],
    record_id: &["metadata", "uid"],
    keywords: &[],
};

/// Where mappings of release candidates kept it.
const CANDIDATE: SystemPaths = SystemPaths {
    provider: &["unmapped", "SourceName"],
    channel: &["metadata", "product", "feature", "name"],
    id: &["unmapped", "EventCode"],
    computer: &["dst_endpoint", "hostname"],
    record_id: &["unmapped", "RecordNumber"],
    keywords: &[],
};

impl JsonDialect for Ocsf {
    fn name(&self) -> &'static str {
        "OCSF"
    }

    fn id_name(&self) -> &'static str {
        "event_code"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        number(record, &["class_uid"]).filter(|class| matches!(class, 0 | 3002))?;
        let mut header = SYSTEM.header(record).or_else(|| CANDIDATE.header(record))?;
        if header.computer.is_none() {
            header.computer = super::paths::text(record, &["device", "hostname"]);
        }
        header.time = time(record);
        header.audit_failure = match number(record, &["status_id"]) {
            Some(1) => Some(false),
            Some(2) => Some(true),
            _ => flag(record, "audit_failure"),
        };
        header.suspect = flag(record, "suspect") == Some(true);
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        Fields::look_up(spec, |path| {
            let name = match path {
                FieldPath::Named(name) | FieldPath::UserData(name) => name,
                FieldPath::Position(at) => {
                    return record.path(&["unmapped", &format!("param{}", at + 1)])?.scalar();
                }
            };
            if let Some(value) = record.path(&["unmapped", name]).or_else(|| dotted(record, name)) {
                return value.scalar();
            }
            let value = names(name)?.iter().find_map(|names| at(record, names))?.scalar()?;
            let is_name = |text: &str| name.ends_with("Sid") && !text.starts_with("S-1-");
            if matches!(&value, Scalar::Text(text) if is_name(text)) { None } else { Some(value) }
        })
    }
}

/// The time of the event: `metadata.original_time` where it states the same instant more finely.
fn time(record: Json<'_>) -> Moment {
    let coarse = number(record, &["time"]).map_or(Moment::Unknown, |time| Moment::of_unix(time, 1000));
    let fine = super::paths::moment(record, &["metadata", "original_time"]);
    match (coarse, fine) {
        (Moment::At(coarse), Moment::At(fine)) if (0..MILLISECOND).contains(&fine.since(coarse)) => {
            Moment::At(fine)
        }
        (coarse, _) => coarse,
    }
}

/// Ticks of a millisecond.
const MILLISECOND: i64 = SECOND / 1000;

fn flag(record: Json<'_>, name: &str) -> Option<bool> {
    let value = record.path(&["unmapped", name]).or_else(|| dotted(record, name))?;
    match value.scalar()?.into_text().as_ref() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// A value of `unmapped` in a table, whose columns have dotted names.
fn dotted<'a>(record: Json<'a>, name: &str) -> Option<Json<'a>> {
    record.get(&format!("unmapped.{name}"))
}

/// Where a value may be, the better place first.
fn names(name: &str) -> Option<&'static [Names]> {
    Some(match name {
        "TargetUserName" | "AccountName" | "User" | "Param1" | "Username" => &[&["user", "name"]],
        "TargetDomainName" | "AccountDomain" | "Param2" => &[&["user", "domain"]],
        "TargetUserSid" | "TargetSid" => &[&["user", "uid"]],
        "SubjectUserName" => &[&["actor", "user", "name"]],
        "SubjectDomainName" => &[&["actor", "user", "domain"]],
        "SubjectUserSid" => &[&["actor", "user", "uid"]],
        "Status" | "ReasonCode" | "ErrorCode" => &[&["status_code"], &["status"]],
        "SubStatus" => &[&["unmapped", "Failure Information", "Sub Status"]],
        "LogonType" => &[&["logon_type_id"]],
        "LogonProcessName" => &[&["logon_process", "name"]],
        "AuthenticationPackageName" | "PackageName" => &[&["auth_protocol"]],
        "WorkstationName" | "Workstation" => &[&["src_endpoint", "hostname"], &["src_endpoint", "name"]],
        "ProcessName" => &[&["actor", "process", "file", "path"], &["actor", "app_name"]],
        "IpAddress" | "ClientAddress" | "ClientIP" | "IPString" | "Param3" | "Address" => {
            &[&["src_endpoint", "ip"]]
        }
        "IpPort" => &[&["src_endpoint", "port"]],
        "ServiceName" => &[&["service", "name"]],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn an_authentication() {
        check(
            r#"{"class_uid":3002,"activity_id":1,"status_id":2,"status_code":"0xC000006A","time":1710424456613,
            "metadata":{"event_code":"4625","log_name":"Security","uid":"1444",
            "log_provider":"Microsoft-Windows-Security-Auditing"},"user":{"name":"bob","domain":"D"},
            "src_endpoint":{"ip":"192.0.2.1","port":5,"hostname":"WS"},"dst_endpoint":{"hostname":"h"},
            "logon_type_id":3}"#,
            "LogonFailure 4625 2024-03-14T13:54:16.613Z h #1444 failure TargetUserName=bob TargetDomainName=D \
             Status=0xC000006A LogonType=3 Workstation=WS Address=192.0.2.1 Port=5",
        );
    }

    #[test]
    fn names_joined_by_dots_as_tables_have_them() {
        check(
            r#"{"class_uid":3002,"status_id":2,"status_code":"0xC000006A","time":1710424456613,
            "metadata.event_code":"4776","metadata.log_provider":"Microsoft-Windows-Security-Auditing",
            "metadata.original_time":"2024-03-14T13:54:16.6138329Z","unmapped.Workstation":"-","user.name":"bob",
            "src_endpoint.hostname":"other","dst_endpoint.hostname":"h"}"#,
            "NtlmValidation 4776 2024-03-14T13:54:16.6138329Z h failure TargetUserName=bob Workstation=- \
             Status=0xC000006A",
        );
    }
}
