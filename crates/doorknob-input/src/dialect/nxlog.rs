//! NXLog `im_msvistalog` as JSON, OpenWEC's format `nxlog`, and the flattened records of the OTRF data sets.
//!
//! Recognised by `SourceName` beside `EventID` and `Hostname`. Traps: `EventTime` is the collector's local time without a zone and in
//! whole seconds, unless configured otherwise (the zone follows from `EventReceivedTime` and Logstash's `@timestamp`, which are
//! the same instant); empty values are left out; the values of `UserData` events (1149, 261, 1102) are lost but for the
//! message, unless OpenWEC wrote them; `Keywords` is signed; `host` and `port` at the root are those of the transport.

use super::JsonDialect;
use super::keywords::audit_failure_of;
use super::paths::{SystemPaths, moment};
use crate::json::Json;
use crate::moment::Moment;
use crate::record::{Fields, Header};
use crate::xml::XmlData;
use crate::zone::ZoneEvidence;
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct NxLog;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["SourceName"],
    channel: &["Channel"],
    id: &["EventID"],
    computer: &["Hostname"],
    record_id: &["RecordNumber"],
    keywords: &["Keywords"],
};

impl JsonDialect for NxLog {
    fn name(&self) -> &'static str {
        "NXLog"
    }

    fn id_name(&self) -> &'static str {
        "EventID"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.get("SourceName")?;
        record.get("Hostname")?;
        let mut header = SYSTEM.header(record)?;
        header.time = match moment(record, &["EventTime"]) {
            Moment::Unknown => moment(record, &["TimeCreated"]),
            time => time,
        };
        header.zone_evidence = match (moment(record, &["EventReceivedTime"]), moment(record, &["@timestamp"]))
        {
            (Moment::Local(local), Moment::At(utc)) => {
                Some(ZoneEvidence { local, utc, tolerance_seconds: 5 })
            }
            _ => None,
        };
        header.audit_failure = header.audit_failure.or_else(|| audit_failure_of(record.get("EventType")));
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        let user_data = record.get("UserData").and_then(Json::text).unwrap_or_default();
        let user_data = XmlData::of_user_data(&user_data);
        Fields::look_up(spec, |path| match path {
            FieldPath::Named(name) => record.get(name)?.scalar(),
            FieldPath::Position(_) => None,
            FieldPath::UserData(_) => user_data.owned(path),
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
    fn the_zone_follows_from_the_time_of_receipt() {
        check(
            r#"{"@timestamp":"2020-10-22T08:29:55.210Z","port":58121,"EventTime":"2020-10-22 04:29:53",
            "EventReceivedTime":"2020-10-22 04:29:55","SourceName":"Microsoft-Windows-Security-Auditing","EventID":4625,
            "Channel":"Security","RecordNumber":134058,"Keywords":-9218868437227405312,"Hostname":"W5",
            "TargetUserName":"lrodriguez","LogonType":"2"}"#,
            "LogonFailure 4625 2020-10-22T08:29:53Z W5 #134058 failure TargetUserName=lrodriguez LogonType=2",
        );
    }

    #[test]
    fn user_data_is_lost_but_for_the_message() {
        check(
            r#"{"Keywords":1152921504606846976,"EventReceivedTime":"2020-09-22 04:38:04","EventID":1149,
            "Channel":"Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
            "EventTime":"2020-09-22 04:38:02","Hostname":"W5","@timestamp":"2020-09-22T08:38:04.676Z",
            "SourceName":"Microsoft-Windows-TerminalServices-RemoteConnectionManager",
            "Message":"Remote Desktop Services: User authentication succeeded:\r\n\r\nUser: pgustavo\r\nDomain: theshire\r\nSource Network Address: 1.2.3.4"}"#,
            "RdpAuthenticated 1149 2020-09-22T08:38:02Z W5 \
             TargetUserName=pgustavo TargetDomainName=theshire Address=1.2.3.4",
        );
    }
}
