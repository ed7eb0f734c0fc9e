//! Winlogbeat 7 and 8, Elastic Agent, and what the ingest pipelines make of them (ECS).
//!
//! Recognised by `winlog.event_id`, `winlog.event_data` or `winlog.channel`. Traps: ids are text from 8.x on; the pipelines *move*
//! the address, port, account, process and workstation out of `event_data` into ECS fields and strip `::ffff:`; `user.*` is
//! the account tried, except for events about accounts (4740, 4767, 4723, 4724, 4738), where it is the one who acts and
//! `user.target.*` is the account; `source.domain` is the workstation; `@timestamp` is the time of reading where an agent
//! replays a file, so `winlog.time_created` goes first; names may be flattened (`"winlog.event_id"`) and values arrays.

use super::JsonDialect;
use super::keywords::audit_failure_of;
use super::logon_type::logon_type;
use super::paths::{Names, SystemPaths, at, moment, text};
use crate::json::{Json, Scalar};
use crate::moment::Moment;
use crate::record::{Fields, Header};
use doorknob_event::event::{EventKind, EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct Winlogbeat;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["winlog", "provider_name"],
    channel: &["winlog", "channel"],
    id: &["winlog", "event_id"],
    computer: &["winlog", "computer_name"],
    record_id: &["winlog", "record_id"],
    keywords: &["winlog", "keywords"],
};

/// What a pipeline may have left when it dropped parts of `winlog`.
const ECS: SystemPaths = SystemPaths {
    provider: &["event", "provider"],
    channel: &["winlog", "channel"],
    id: &["event", "code"],
    computer: &["host", "name"],
    record_id: &["winlog", "record_id"],
    keywords: &["winlog", "keywords"],
};

impl JsonDialect for Winlogbeat {
    fn name(&self) -> &'static str {
        "Winlogbeat / Elastic Agent"
    }

    fn id_name(&self) -> &'static str {
        "event_id"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        let channel = at(record, &["winlog", "channel"]);
        channel
            .or_else(|| at(record, &["winlog", "event_id"]))
            .or_else(|| record.path(&["winlog", "event_data"]))?;
        let ecs = ECS.header(record);
        let mut header = match (SYSTEM.header(record), ecs) {
            (Some(mut header), Some(ecs)) => {
                header.provider = header.provider.or(ecs.provider);
                header.computer = header.computer.or(ecs.computer);
                header
            }
            (header, ecs) => header.or(ecs)?,
        };
        header.time = match moment(record, &["winlog", "time_created"]) {
            Moment::Unknown => moment(record, &["@timestamp"]),
            time => time,
        };
        header.audit_failure = header.audit_failure.or_else(|| outcome(record));
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        Fields::look_up(spec, |path| match path {
            FieldPath::Named(name) => data(record, name).or_else(|| moved(record, spec.kind, name)),
            FieldPath::Position(at) => data(record, &format!("param{}", at + 1)),
            FieldPath::UserData(name) => {
                let from_user_data = record.path(&["winlog", "user_data", name]).and_then(Json::scalar);
                from_user_data.or_else(|| data(record, name))
            }
        })
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.get("message")?.text()
    }
}

fn outcome(record: Json<'_>) -> Option<bool> {
    match text(record, &["event", "outcome"])?.as_ref() {
        "failure" => Some(true),
        "success" => Some(false),
        _ => audit_failure_of(record.path(&["event", "outcome"])),
    }
}

fn data<'a>(record: Json<'a>, name: &str) -> Option<Scalar<'a>> {
    let nested = record.path(&["winlog", "event_data", name]);
    nested.or_else(|| record.get(&format!("winlog.event_data.{name}")))?.scalar()
}

/// A value that a pipeline moved out of `event_data`.
fn moved<'a>(record: Json<'a>, kind: EventKind, name: &str) -> Option<Scalar<'a>> {
    if name == "LogonType" {
        return logon_type(&text(record, &["winlog", "logon", "type"])?).map(Scalar::Unsigned);
    }
    let names: Names = match (name, about_accounts(kind)) {
        ("IpAddress" | "ClientAddress", _) => &["source", "ip"],
        ("IpPort", _) => &["source", "port"],
        ("WorkstationName" | "Workstation", _) => &["source", "domain"],
        ("ProcessName", _) => &["process", "executable"],
        ("TargetUserName" | "AccountName", false) => &["user", "name"],
        ("TargetDomainName" | "AccountDomain", false) => &["user", "domain"],
        ("TargetUserSid" | "TargetSid", false) => &["user", "id"],
        ("TargetUserName", true) => &["user", "target", "name"],
        ("TargetDomainName", true) => &["user", "target", "domain"],
        ("TargetSid", true) => &["user", "target", "id"],
        ("SubjectUserName", true) => &["user", "name"],
        ("SubjectDomainName", true) => &["user", "domain"],
        ("SubjectUserSid", true) => &["user", "id"],
        _ => return None,
    };
    at(record, names)?.scalar()
}

/// Events whose `user` is the one who acts.
fn about_accounts(kind: EventKind) -> bool {
    use EventKind::*;
    matches!(
        kind,
        LockedOut
            | Unlocked
            | PasswordChange
            | PasswordReset
            | AccountChanged
            | AuditPolicyChanged
            | ClockSet
            | LogCleared
    )
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn values_that_a_pipeline_moved_are_found() {
        check(
            r#"{"@timestamp":"2024-01-01T00:00:00Z","event":{"code":"4625","outcome":"failure",
            "provider":"Microsoft-Windows-Security-Auditing"},"host":{"name":"h"},
            "source":{"ip":"192.0.2.1","port":0,"domain":"WS"},"process":{"executable":"C:\\x.exe"},
            "user":{"name":"bosch","domain":"D","id":"S-1-0-0"},"winlog":{"channel":"Security",
            "time_created":"2019-03-29T21:45:35.177Z","record_id":"1585","logon":{"type":"Interactive"},
            "event_data":{"Status":"0xc000006d","TargetUserName":"bosch"}}}"#,
            "LogonFailure 4625 2019-03-29T21:45:35.177Z h #1585 failure TargetUserName=bosch TargetDomainName=D \
             TargetSid=S-1-0-0 Status=0xc000006d LogonType=2 Workstation=WS ProcessName=C:\\x.exe \
             Address=192.0.2.1 Port=0",
        );
    }

    #[test]
    fn flattened_names_and_arrays() {
        check(
            r#"{"winlog.event_id":["4776"],"winlog.channel":["Security"],"@timestamp":["2020-04-01T08:45:42.187Z"],
            "winlog.provider_name":["Microsoft-Windows-Security-Auditing"],"winlog.computer_name":["dc"],
            "winlog.event_data.Status":["0xc000006a"],"winlog.event_data.TargetUserName":["at_adm"]}"#,
            "NtlmValidation 4776 2020-04-01T08:45:42.187Z dc TargetUserName=at_adm Status=0xc000006a",
        );
    }

    #[test]
    fn the_user_of_a_lockout_is_the_one_who_acts() {
        check(
            r#"{"@timestamp":"2019-09-06T13:39:43.085Z","user":{"domain":"WG","id":"S-1-5-18","name":"DC$",
            "target":{"domain":"CALLER","id":"S-1-5-21-1-1005","name":"bob"}},"winlog":{"channel":"Security",
            "event_id":"4740","keywords":["Audit Success"],"provider_name":"Microsoft-Windows-Security-Auditing"}}"#,
            "LockedOut 4740 2019-09-06T13:39:43.085Z success TargetUserName=bob TargetDomainName=CALLER \
             TargetSid=S-1-5-21-1-1005 SubjectUserName=DC$ SubjectDomainName=WG SubjectSid=S-1-5-18",
        );
    }
}
