//! EvtxECmd, JSON and CSV.
//!
//! Recognised by `MapDescription` beside `EventId`. Traps: only `Payload` holds the codes; it is JSON (of the event's XML) inside a
//! text. `UserName` is the *subject*; `PayloadData1` to `6` are prose. `TimeCreated` is UTC without saying so in CSV. The columns
//! have had four orders: they are found by name. An element without `#text` is empty.

use super::JsonDialect;
use super::evtx_dump::{leaf, named, positional};
use super::keywords::audit_failure_of;
use super::paths::{SystemPaths, moment};
use crate::json::{Json, Scalar, Tape};
use crate::moment::Moment;
use crate::record::{Fields, Header};
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct EvtxECmd;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["Provider"],
    channel: &["Channel"],
    id: &["EventId"],
    computer: &["Computer"],
    record_id: &["EventRecordId"],
    keywords: &["Keywords"],
};

impl JsonDialect for EvtxECmd {
    fn name(&self) -> &'static str {
        "EvtxECmd"
    }

    fn id_name(&self) -> &'static str {
        "EventId"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record
            .get("MapDescription")
            .or_else(|| record.get("PayloadData1"))
            .or_else(|| record.get("Payload"))?;
        record.get("EventRecordId")?;
        let mut header = SYSTEM.header(record)?;
        header.time = match moment(record, &["TimeCreated"]) {
            Moment::Local(utc) => Moment::At(utc),
            time => time,
        };
        header.audit_failure = audit_failure_of(record.get("Keywords"));
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        let Some(payload) = record.get("Payload").and_then(Json::text) else { return Fields::default() };
        let mut tape = Tape::default();
        if tape.parse(&payload).is_err() {
            return Fields::default();
        }
        let Some(event) = Json::root(&payload, &tape) else { return Fields::default() };
        Fields::look_up(spec, |path| {
            let value = match path {
                FieldPath::Named(name) => named(event.get("EventData")?, name),
                FieldPath::Position(at) => unnamed(event.get("EventData")?, usize::from(at)),
                FieldPath::UserData(name) => leaf(event.get("UserData")?, name),
            };
            value.map(|value| match value {
                Scalar::Text(text) => Scalar::Text(Cow::Owned(text.into_owned())),
                Scalar::Unsigned(number) => Scalar::Unsigned(number),
                Scalar::Signed(number) => Scalar::Signed(number),
            })
        })
    }
}

/// Unnamed values are one text, joined by a comma and a space.
fn unnamed<'a>(data: Json<'a>, at: usize) -> Option<Scalar<'a>> {
    match data.get("Data")?.text() {
        Some(joined) => Some(Scalar::Text(Cow::Owned(joined.split(", ").nth(at)?.to_owned()))),
        None => positional(data, at),
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn the_payload_is_json_in_a_text() {
        check(
            r##"{"EventId":4625,"Level":"LogAlways","Provider":"Microsoft-Windows-Security-Auditing","Channel":"Security",
            "Computer":"W","MapDescription":"Failed logon","UserName":"WORKGROUP\\W$","EventRecordId":"1444",
            "TimeCreated":"2024-03-14T13:54:16.6138329+00:00","Keywords":"Audit failure",
            "Payload":"{\"EventData\":{\"Data\":[{\"@Name\":\"TargetUserName\",\"#text\":\"us\\u0065r\"},{\"@Name\":\"WorkstationName\"},{\"@Name\":\"SubStatus\",\"#text\":\"0xC000006A\"}]}}"}"##,
            "LogonFailure 4625 2024-03-14T13:54:16.6138329Z W #1444 failure \
             TargetUserName=user SubStatus=0xC000006A Workstation=",
        );
    }
}
