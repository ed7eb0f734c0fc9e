//! Events as `doorknob convert` writes them, in JSON lines or Parquet: our own columns, by which nothing is lost.
//!
//! Recognised by `schema`. Traps: times of Parquet come as a number of nanoseconds since 1970, or as text where another tool
//! rewrote the file.

use super::JsonDialect;
use super::paths::{SystemPaths, moment};
use crate::json::{Json, Scalar};
use crate::moment::Moment;
use crate::record::{Fields, Header};
use doorknob_event::event::{EventSpec, SCHEMA};

pub(super) struct Own;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["provider"],
    channel: &["channel"],
    id: &["event_id"],
    computer: &["computer"],
    record_id: &["record_id"],
    keywords: &[],
};

impl JsonDialect for Own {
    fn name(&self) -> &'static str {
        "Doorknob"
    }

    fn id_name(&self) -> &'static str {
        "event_id"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.get("schema")?.text().filter(|schema| schema == SCHEMA)?;
        let mut header = SYSTEM.header(record)?;
        header.time = match record.get("time").and_then(Json::scalar) {
            Some(Scalar::Unsigned(nanoseconds)) => Moment::of_unix(nanoseconds, 1_000_000_000),
            _ => moment(record, &["time"]),
        };
        header.audit_failure = flag(record, "audit_failure");
        header.suspect = flag(record, "suspect") == Some(true);
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        Fields::by_field(spec, |field| record.get(field.name())?.scalar())
    }
}

fn flag(record: Json<'_>, name: &str) -> Option<bool> {
    match record.get(name)?.scalar()?.into_text().as_ref() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn our_own_columns() {
        let wanted =
            "SqlFailure 18456 2024-03-14T13:54:16.6138329Z h #7 failure TargetUserName=sa Detail= x Message=";
        for time in ["\"2024-03-14T13:54:16.6138329Z\"", "1710424456613832900"] {
            let record = r#"{"schema":"doorknob.event.v1","time":TIME,"event_id":18456,"event":"sql_failure",
                "provider":"MSSQLSERVER","channel":"Application","computer":"h","record_id":7,"audit_failure":true,
                "message":"","detail":" x","target_user_name":"sa","sub_status":"not of this kind"}"#;
            check(&record.replace("TIME", time), wanted);
        }
    }
}
