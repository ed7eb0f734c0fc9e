//! Writers of carriers that keep the values of an event in their order, without names.

use crate::event::Event;
use crate::shapes::{element, lines};
use doorknob_event::time::EventTime;
use serde_json::{Value, json};

pub(crate) fn fluent_bit(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let values: Vec<Value> = event
            .data
            .iter()
            .map(|(_, value)| value.parse::<u64>().map_or_else(|_| value.as_str().into(), Value::from))
            .collect();
        json!({
            "ProviderName": event.provider,
            "Qualifiers": "",
            "EventID": event.id,
            "Keywords": event.keywords,
            "TimeCreated": event.time.replace('T', " ").replace('Z', " +0000"),
            "EventRecordID": event.record,
            "Channel": event.channel,
            "Computer": event.computer,
            "Message": "x",
            "StringInserts": values,
        })
        .to_string()
    })
}

/// With `-Depth 4`: SIDs are objects, status codes signed numbers, the rest numbers where it is one.
pub(crate) fn get_winevent(events: &[Event]) -> Vec<u8> {
    let property = |(name, value): &(String, String)| {
        let code = value.strip_prefix("0x").and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let value = match code {
            _ if name.ends_with("Sid") => {
                json!({"BinaryLength": 28, "AccountDomainSid": null, "Value": value})
            }
            Some(code) => json!(code as i32),
            None => value.parse::<u32>().map_or_else(|_| value.as_str().into(), Value::from),
        };
        json!({"Value": value})
    };
    let list: Vec<Value> = events
        .iter()
        .map(|event| {
            json!({
                "Id": event.id,
                "Keywords": event.keywords_number() as i64,
                "RecordId": event.record,
                "ProviderName": event.provider,
                "LogName": event.channel,
                "MachineName": event.computer,
                "TimeCreated": event.time.replace('Z', "+00:00"),
                "KeywordsDisplayNames": [event.audit()],
                "Properties": event.data.iter().map(property).collect::<Vec<_>>(),
                "Message": "x",
            })
        })
        .collect();
    serde_json::to_vec_pretty(&list).expect("JSON")
}

/// Two rows a record, for the times of its creation and of its writing.
pub(crate) fn plaso(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let mut row = row(event);
        row["xml_string"] = element(event).into();
        let mut other = row.clone();
        other["timestamp_desc"] = "Creation Time".into();
        format!("{other}\n{row}")
    })
}

/// Rows whose export left the XML out.
pub(crate) fn timesketch(events: &[Event]) -> Vec<u8> {
    lines(events, |event| row(event).to_string())
}

/// The same as a table, lists in the notation of Python.
pub(crate) fn timesketch_csv(events: &[Event]) -> Vec<u8> {
    const COLUMNS: [&str; 8] = [
        "message",
        "timestamp",
        "datetime",
        "timestamp_desc",
        "source_name",
        "event_identifier",
        "hostname",
        "record_number",
    ];
    let mut text = format!("{},strings\r\n", COLUMNS.join(","));
    for event in events {
        let row = row(event);
        for column in COLUMNS {
            let value = &row[column];
            text += &format!("\"{}\",", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
        let strings = row["strings"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let strings: Vec<String> = strings
            .map(|value| match value {
                "" => "None".to_owned(),
                value => format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'")),
            })
            .collect();
        text += &format!("\"[{}]\"\r\n", strings.join(", ").replace('"', "\"\""));
    }
    text.into_bytes()
}

/// Hexadecimal values have all their digits.
fn row(event: &Event) -> Value {
    let time = EventTime::parse(&event.time).expect("a time");
    let micros = time.0 / 10;
    let padded = |value: &str| {
        let number = value.strip_prefix("0x").and_then(|digits| u64::from_str_radix(digits, 16).ok());
        number.map_or_else(|| value.to_owned(), |number| format!("0x{number:016x}"))
    };
    json!({
        "data_type": "windows:evtx:record",
        "event_identifier": event.id,
        "source_name": event.provider,
        "hostname": event.computer,
        "record_number": event.record,
        "timestamp": micros,
        "datetime": event.time.replace('Z', "+00:00"),
        "timestamp_desc": "Content Modification Time",
        "message": "[4625 / 0x1211] Provider identifier: {54849625-5478-4994-a5ba-3e3b0328c30d}",
        "strings": event.data.iter().map(|(_, value)| padded(value)).collect::<Vec<_>>(),
    })
}
