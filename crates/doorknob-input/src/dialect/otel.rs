//! OpenTelemetry `windowseventlog` receiver: the body of a log record, as the file exporter prints it or inside OTLP.
//!
//! Recognised by `event_id.id` beside `provider`. Traps: `event_data` is flat, or (0.88 to about 0.146) an array `data` of
//! objects with one name each; unnamed values are `Data1`, `Data2`, ...; OTLP/JSON writes objects as lists of `key` and `value`
//! and integers as text; with `raw: true` the body is a text of XML; `details` holds the rendered text as sections, English
//! only.

use super::JsonDialect;
use super::keywords::audit_failure_of;
use crate::json::{Json, Scalar};
use crate::moment::Moment;
use crate::record::{Fields, Header};
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

pub(super) struct Otel;

impl JsonDialect for Otel {
    fn name(&self) -> &'static str {
        "OpenTelemetry"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        let body = member(record, "body").unwrap_or(record);
        let id = scalar(member(member(body, "event_id")?, "id")?)?.number()?;
        let text = |value: Option<Json<'a>>| Some(scalar(value?)?.into_text());
        let mut header = Header::new(id as u16);
        header.provider = text(member(body, "provider").and_then(|provider| member(provider, "name")));
        header.channel = text(member(body, "channel"));
        header.computer = text(member(body, "computer"));
        header.record_id = member(body, "record_id").and_then(scalar).and_then(|id| id.number());
        header.time = match text(member(body, "system_time")) {
            Some(time) => Moment::parse(&time),
            None => nanoseconds(record),
        };
        header.audit_failure = member(body, "keywords").and_then(|keywords| {
            let list = keywords.path(&["arrayValue", "values"]).unwrap_or(keywords);
            audit_failure_of(list.items().next().map(|item| item.get("stringValue").unwrap_or(item)))
        });
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        let body = member(record, "body").unwrap_or(record);
        Fields::look_up(spec, |path| {
            let look = |name: &str| {
                let data = member(body, "event_data")?;
                let listed = || data.get("data")?.items().find_map(|item| member(item, name));
                scalar(member(data, name).or_else(listed)?)
            };
            match path {
                FieldPath::Named(name) => look(name),
                FieldPath::Position(at) => look(&format!("Data{}", at + 1)),
                FieldPath::UserData(name) => {
                    let user_data = member(body, "user_data").and_then(|data| member(data, name));
                    user_data.and_then(scalar).or_else(|| look(name))
                }
            }
        })
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        let body = member(record, "body").unwrap_or(record);
        scalar(member(body, "message")?).map(Scalar::into_text)
    }
}

/// A member of an object, or of a list of `key` and `value`.
fn member<'a>(object: Json<'a>, name: &str) -> Option<Json<'a>> {
    let Some(list) = object.path(&["kvlistValue", "values"]) else { return object.get(name) };
    let entry =
        list.items().find(|entry| entry.get("key").and_then(Json::text).is_some_and(|key| key == name));
    entry?.get("value")
}

/// A scalar, or one wrapped in its type.
fn scalar<'a>(value: Json<'a>) -> Option<Scalar<'a>> {
    const TYPES: [&str; 4] = ["stringValue", "intValue", "boolValue", "doubleValue"];
    let wrapped = TYPES.iter().find_map(|name| value.get(name));
    wrapped.unwrap_or(value).scalar()
}

fn nanoseconds(record: Json<'_>) -> Moment {
    let count = record.get("timeUnixNano").and_then(Json::scalar).and_then(|count| count.number());
    count.map_or(Moment::Unknown, |count| Moment::of_unix(count, 1_000_000_000))
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    const WANTED: &str = "LogonFailure 4625 2023-07-11T14:14:51.1731050Z E #161812 failure \
                          TargetUserName=A Status=0xc000006d";

    #[test]
    fn an_event_may_have_user_data_alone() {
        check(
            r#"{"event_id":{"id":1149},"provider":{"name":"Microsoft-Windows-TerminalServices-RemoteConnectionManager"},
            "channel":"Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational","computer":"E","record_id":5,
            "system_time":"2023-07-11T14:14:51Z","user_data":{"Param1":"bob","Param2":"CORP","Param3":"192.0.2.1"}}"#,
            "RdpAuthenticated 1149 2023-07-11T14:14:51Z E #5 TargetUserName=bob TargetDomainName=CORP Address=192.0.2.1",
        );
    }

    #[test]
    fn flat_listed_and_typed_bodies_read_alike() {
        let head = r#""record_id":161812,"channel":"Security","event_id":{"qualifiers":0,"id":4625},"computer":"E",
            "provider":{"name":"Microsoft-Windows-Security-Auditing"},"system_time":"2023-07-11T14:14:51.1731050Z",
            "keywords":["Audit Failure"]"#;
        let data = r#"{"TargetUserName":"A","Status":"0xc000006d"}"#;
        let listed = r#"{"data":[{"Status":"0xc000006d"},{"TargetUserName":"A"}]}"#;
        check(&format!(r#"{{{head},"event_data":{data}}}"#), WANTED);
        check(&format!(r#"{{{head},"event_data":{listed}}}"#), WANTED);
        check(&format!(r#"{{"timestamp":"x","body":{{{head},"event_data":{data}}}}}"#), WANTED);
        check(
            r#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1689084891173105000","body":{"kvlistValue":
            {"values":[{"key":"record_id","value":{"intValue":"161812"}},{"key":"channel","value":{"stringValue":
            "Security"}},{"key":"computer","value":{"stringValue":"E"}},{"key":"keywords","value":{"arrayValue":
            {"values":[{"stringValue":"Audit Failure"}]}}},{"key":"event_id","value":{"kvlistValue":{"values":
            [{"key":"id","value":{"intValue":"4625"}}]}}},{"key":"provider","value":{"kvlistValue":{"values":[{"key":
            "name","value":{"stringValue":"Microsoft-Windows-Security-Auditing"}}]}}},{"key":"event_data","value":
            {"kvlistValue":{"values":[{"key":"TargetUserName","value":{"stringValue":"A"}},{"key":"Status","value":
            {"stringValue":"0xc000006d"}}]}}}]}}}]}]}]}"#,
            WANTED,
        );
    }
}
