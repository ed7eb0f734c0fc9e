//! One writer a carrier, after what formats of real exports look like, and what each truly loses.

use crate::event::Event;
use crate::ordered_shapes::{fluent_bit, get_winevent, plaso, timesketch, timesketch_csv};
use crate::rendered::is_resolved;
use crate::rendered_shapes::{
    event_viewer_csv, event_viewer_text, get_winevent_5, get_winevent_csv, snare, splunk_classic,
    splunk_fields, wevtutil_text,
};
use serde_json::{Map, Value, json};

/// A way to write events.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// What it loses, for a person.
    pub(crate) loses: &'static str,
    /// Takes from an event what the carrier loses; `false` where it loses the event.
    pub(crate) carry: fn(&mut Event) -> bool,
    pub(crate) write: fn(&[Event]) -> Vec<u8>,
}

fn everything(_: &mut Event) -> bool {
    true
}

fn milliseconds(event: &mut Event) -> bool {
    event.cut_time(3);
    true
}

/// Seconds, and nothing of `UserData`.
fn nxlog(event: &mut Event) -> bool {
    event.cut_time(0);
    !event.user_data
}

/// Only what has a table of its own.
fn azure_table(event: &mut Event) -> bool {
    event.take(&["Keywords"]);
    event.cut_time(3);
    event.channel == "Security"
}

fn seconds(event: &mut Event) -> bool {
    event.cut_time(0);
    true
}

fn microseconds(event: &mut Event) -> bool {
    event.cut_time(6);
    true
}

/// A SID that the writer could look up is a name in the text.
fn rendered_milliseconds(event: &mut Event) -> bool {
    event.take_data(|_, value| is_resolved(value));
    milliseconds(event)
}

fn rendered_seconds(event: &mut Event) -> bool {
    rendered_milliseconds(event);
    seconds(event)
}

fn wevtutil(event: &mut Event) -> bool {
    event.take(&["EventRecordID"]);
    rendered_milliseconds(event)
}

/// Event Viewer writes one log a file, without its name, the computer's and the record's number.
fn event_viewer(event: &mut Event) -> bool {
    rendered_seconds(event);
    event.take(&["Computer", "EventRecordID"]);
    event.channel == "Security"
}

/// Rows of a search have no keywords.
fn hayabusa_search(event: &mut Event) -> bool {
    event.take(&["Keywords"]);
    milliseconds(event)
}

/// The channel is in the XML alone, and so are the keywords.
fn plaso_strings(event: &mut Event) -> bool {
    event.take(&["Keywords"]);
    microseconds(event)
}

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "evtx_dump", loses: "nothing", carry: everything, write: evtx_dump },
    Shape { name: "separate attributes", loses: "nothing", carry: everything, write: separate_attributes },
    Shape { name: "JSON list", loses: "nothing", carry: everything, write: list },
    Shape { name: "XML", loses: "nothing", carry: everything, write: xml },
    Shape { name: "XML, UTF-16", loses: "nothing", carry: everything, write: xml_utf_16 },
    Shape { name: "XML in Splunk", loses: "nothing", carry: everything, write: splunk_xml },
    Shape { name: "Winlogbeat", loses: "time below a millisecond", carry: milliseconds, write: winlogbeat },
    Shape { name: "bulk", loses: "time below a millisecond", carry: milliseconds, write: bulk },
    Shape { name: "search hits", loses: "time below a millisecond", carry: milliseconds, write: hits },
    Shape { name: "NXLog", loses: "UserData, time below a second", carry: nxlog, write: nxlog_json },
    Shape {
        name: "NXLog, RFC 5424",
        loses: "UserData, time below a second",
        carry: nxlog,
        write: nxlog_syslog,
    },
    Shape {
        name: "Wazuh",
        loses: "nothing (empty values and `-` say nothing)",
        carry: everything,
        write: wazuh,
    },
    Shape { name: "EvtxECmd CSV", loses: "nothing", carry: everything, write: evtxecmd },
    Shape {
        name: "Velociraptor",
        loses: "time below a millisecond",
        carry: milliseconds,
        write: velociraptor,
    },
    Shape { name: "OpenWEC", loses: "nothing", carry: everything, write: openwec },
    Shape { name: "Vector", loses: "nothing", carry: everything, write: vector },
    Shape {
        name: "Azure",
        loses: "other channels, keywords, time below a millisecond",
        carry: azure_table,
        write: azure,
    },
    Shape { name: "CEF", loses: "time below a millisecond", carry: milliseconds, write: cef },
    Shape { name: "LEEF", loses: "time below a millisecond", carry: milliseconds, write: leef },
    Shape { name: "OTLP", loses: "nothing", carry: everything, write: otlp },
    Shape { name: "OpenTelemetry file exporter", loses: "nothing", carry: everything, write: otel_file },
    Shape { name: "Fluent Bit", loses: "time below a second", carry: seconds, write: fluent_bit },
    Shape { name: "Get-WinEvent, PowerShell 7", loses: "nothing", carry: everything, write: get_winevent },
    Shape {
        name: "Get-WinEvent, PowerShell 5.1",
        loses: "SIDs that become names, time below a millisecond",
        carry: rendered_milliseconds,
        write: get_winevent_5,
    },
    Shape {
        name: "Get-WinEvent CSV",
        loses: "SIDs that become names, time below a second, zone, keywords",
        carry: rendered_seconds,
        write: get_winevent_csv,
    },
    Shape {
        name: "Splunk classic",
        loses: "SIDs that become names, time below a second, zone",
        carry: rendered_seconds,
        write: splunk_classic,
    },
    Shape {
        name: "Snare",
        loses: "SIDs that become names, time below a second, zone",
        carry: rendered_seconds,
        write: snare,
    },
    Shape {
        name: "wevtutil text",
        loses: "SIDs that become names, time below a millisecond, record id",
        carry: wevtutil,
        write: wevtutil_text,
    },
    Shape {
        name: "Splunk fields",
        loses: "SIDs that become names, time below a millisecond",
        carry: rendered_milliseconds,
        write: splunk_fields,
    },
    Shape {
        name: "Event Viewer CSV",
        loses: "SIDs that become names, time below a second, zone, computer, record id, other channels",
        carry: event_viewer,
        write: event_viewer_csv,
    },
    Shape {
        name: "Event Viewer text",
        loses: "SIDs that become names, time below a second, zone, computer, record id, other channels",
        carry: event_viewer,
        write: event_viewer_text,
    },
    Shape { name: "plaso", loses: "nothing", carry: everything, write: plaso },
    Shape {
        name: "Timesketch without XML",
        loses: "channel's name, keywords, time below a microsecond",
        carry: plaso_strings,
        write: timesketch,
    },
    Shape {
        name: "Timesketch CSV",
        loses: "channel's name, keywords, time below a microsecond",
        carry: plaso_strings,
        write: timesketch_csv,
    },
    Shape {
        name: "Hayabusa search",
        loses: "keywords, time below a millisecond",
        carry: hayabusa_search,
        write: hayabusa_csv,
    },
    Shape {
        name: "Hayabusa timeline",
        loses: "keywords, time below a millisecond",
        carry: hayabusa_search,
        write: hayabusa_json,
    },
    Shape { name: "Grafana Alloy", loses: "nothing", carry: everything, write: grafana },
];

pub(crate) fn lines(events: &[Event], line: impl Fn(&Event) -> String) -> Vec<u8> {
    events.iter().map(|event| line(event) + "\n").collect::<String>().into_bytes()
}

fn object<'a>(data: impl IntoIterator<Item = &'a (String, String)>) -> Map<String, Value> {
    data.into_iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect()
}

pub(crate) fn evtx_dump(events: &[Event]) -> Vec<u8> {
    lines(events, |event| event.line.to_string())
}

fn list(events: &[Event]) -> Vec<u8> {
    serde_json::to_vec_pretty(&events.iter().map(|event| &event.line).collect::<Vec<_>>()).expect("JSON")
}

fn separate_attributes(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let data = if event.user_data {
            json!({"EventXML": object(&event.data)})
        } else {
            Value::Object(object(&event.data))
        };
        json!({"Event": {
            "System": {
                "Provider_attributes": {"Name": event.provider},
                "EventID": event.id,
                "Keywords": event.keywords,
                "TimeCreated_attributes": {"SystemTime": event.time},
                "EventRecordID": event.record,
                "Channel": event.channel,
                "Computer": event.computer,
            },
            (if event.user_data { "UserData" } else { "EventData" }): data,
        }, "Event_attributes": {"xmlns": "http://schemas.microsoft.com/win/2004/08/events/event"}})
        .to_string()
    })
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&apos;")
}

pub(crate) fn element(event: &Event) -> String {
    let data: String = if event.user_data {
        let inner: String =
            event.data.iter().map(|(name, value)| format!("<{name}>{}</{name}>", escaped(value))).collect();
        format!("<UserData><EventXML xmlns='Event_NS'>{inner}</EventXML></UserData>")
    } else {
        let inner: String = event
            .data
            .iter()
            .map(|(name, value)| format!("<Data Name='{name}'>{}</Data>", escaped(value)))
            .collect();
        format!("<EventData>{inner}</EventData>")
    };
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='{}'/><EventID>{}</EventID>\
         <Version>0</Version><Level>0</Level><Task>0</Task><Opcode>0</Opcode><Keywords>{}</Keywords><TimeCreated SystemTime='{}'/>\
         <EventRecordID>{}</EventRecordID><Correlation/><Execution ProcessID='1' ThreadID='2'/><Channel>{}</Channel>\
         <Computer>{}</Computer><Security/></System>{data}</Event>",
        event.provider, event.id, event.keywords, event.time, event.record, event.channel, event.computer
    )
}

fn xml(events: &[Event]) -> Vec<u8> {
    events.iter().map(element).collect::<String>().into_bytes()
}

fn xml_utf_16(events: &[Event]) -> Vec<u8> {
    let text: String = events.iter().map(|event| element(event) + "\r\n").collect();
    let document = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\" standalone=\"yes\"?><Events>{text}</Events>"
    );
    document.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn splunk_xml(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        json!({"preview": false, "result": {"_raw": element(event), "sourcetype": "XmlWinEventLog"}})
            .to_string()
    })
}

fn beat(event: &Event) -> Value {
    let data = object(&event.data);
    json!({
        "@timestamp": event.time,
        "event": {"code": event.id.to_string(), "provider": event.provider, "kind": "event"},
        "winlog": {
            "channel": event.channel,
            "computer_name": event.computer,
            "event_id": event.id.to_string(),
            "provider_name": event.provider,
            "record_id": event.record,
            "keywords": [event.audit()],
            (if event.user_data { "user_data" } else { "event_data" }): data,
        },
    })
}

fn winlogbeat(events: &[Event]) -> Vec<u8> {
    lines(events, |event| beat(event).to_string())
}

fn bulk(events: &[Event]) -> Vec<u8> {
    lines(events, |event| format!("{}\n{}", json!({"create": {"_index": "winlogbeat"}}), beat(event)))
}

fn hits(events: &[Event]) -> Vec<u8> {
    let hits: Vec<Value> = events.iter().map(|event| json!({"_id": "x", "_source": beat(event)})).collect();
    serde_json::to_vec(&json!({"took": 3, "hits": {"total": {"value": hits.len()}, "hits": hits}}))
        .expect("JSON")
}

fn nxlog_json(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let mut line = object(event.data.iter().filter(|(_, value)| !value.is_empty()));
        let system = json!({
            "EventTime": event.time,
            "Hostname": event.computer,
            "Keywords": event.keywords_number() as i64,
            "EventID": event.id,
            "SourceName": event.provider,
            "RecordNumber": event.record,
            "Channel": event.channel,
            "EventReceivedTime": event.time,
            "SourceModuleType": "im_msvistalog",
        });
        line.extend(system.as_object().expect("an object").clone());
        Value::Object(line).to_string()
    })
}

fn nxlog_syslog(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace(']', "\\]");
        let system = [
            ("Keywords", event.keywords_number().to_string()),
            ("EventID", event.id.to_string()),
            ("SourceName", event.provider.clone()),
            ("RecordNumber", event.record.to_string()),
            ("Channel", event.channel.clone()),
        ];
        let system = system.iter().map(|(name, value)| format!(" {name}=\"{}\"", quoted(value)));
        let data = event.data.iter().filter(|(_, value)| !value.is_empty());
        let data = data.map(|(name, value)| format!(" {name}=\"{}\"", quoted(value)));
        let parameters: String = system.chain(data).collect();
        format!(
            "<14>1 {} {} {} 640 - [NXLOG@14506{parameters}] text",
            event.time,
            event.computer,
            event.provider.replace(' ', "_")
        )
    })
}

fn lower_camel(name: &str) -> String {
    let mut characters = name.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().collect::<String>() + characters.as_str())
        .unwrap_or_default()
}

fn wazuh(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let said = event.data.iter().filter(|(_, value)| !matches!(value.trim(), "" | "-"));
        let data: Map<String, Value> =
            said.map(|(name, value)| (lower_camel(name), value.trim().into())).collect();
        json!({"timestamp": "2030-01-01T00:00:00.000+0000", "agent": {"name": "x"}, "data": {"win": {
            "system": {
                "providerName": event.provider,
                "eventID": event.id.to_string(),
                "keywords": event.keywords,
                "systemTime": event.time,
                "eventRecordID": event.record.to_string(),
                "channel": event.channel,
                "computer": event.computer,
            },
            (if event.user_data { "eventXML" } else { "eventdata" }): data,
        }}})
        .to_string()
    })
}

fn evtxecmd(events: &[Event]) -> Vec<u8> {
    let mut text = "\u{feff}RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel,ProcessId,ThreadId,Computer,\
         Keywords,Payload\r\n"
        .to_owned();
    for event in events {
        let data: Vec<Value> =
            event.data.iter().map(|(name, value)| json!({"@Name": name, "#text": value})).collect();
        let payload = if event.user_data {
            json!({"UserData": {"EventXML": object(&event.data)}})
        } else {
            json!({"EventData": {"Data": data}})
        };
        let time = event.time.replace('T', " ").replace('Z', "");
        text += &format!(
            "{0},{0},{time},{1},LogAlways,{2},{3},640,1,{4},{5},\"{6}\"\r\n",
            event.record,
            event.id,
            event.provider,
            event.channel,
            event.computer,
            event.audit(),
            payload.to_string().replace('"', "\"\"")
        );
    }
    text.into_bytes()
}

fn velociraptor(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let time = doorknob_event::time::EventTime::parse(&event.time).expect("a time");
        let data: Map<String, Value> = event
            .data
            .iter()
            .map(|(name, value)| {
                // HexInt32 comes out as a decimal number.
                let number = name.ends_with("Status").then(|| value.strip_prefix("0x")).flatten();
                let number = number.and_then(|digits| u64::from_str_radix(digits, 16).ok());
                (name.clone(), number.map_or(value.as_str().into(), Value::from))
            })
            .collect();
        let data = if event.user_data { json!({"EventXML": data}) } else { Value::Object(data) };
        json!({
            "System": {
                "Provider": {"Name": event.provider},
                "EventID": {"Value": event.id},
                "Keywords": event.keywords_number(),
                "TimeCreated": {"SystemTime": time.0 as f64 / 1e7},
                "EventRecordID": event.record,
                "Channel": event.channel,
                "Computer": event.computer,
            },
            (if event.user_data { "UserData" } else { "EventData" }): data,
        })
        .to_string()
    })
}

fn openwec(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let inner: String =
            event.data.iter().map(|(name, value)| format!("<{name}>{}</{name}>", escaped(value))).collect();
        let data = if event.user_data {
            json!({"UserData": format!("<EventXML xmlns='Event_NS'>{inner}</EventXML>")})
        } else {
            json!({"EventData": object(&event.data)})
        };
        let mut line = json!({
            "System": {
                "Provider": {"Name": event.provider},
                "EventID": event.id,
                "Keywords": event.keywords,
                "TimeCreated": event.time,
                "EventRecordID": event.record,
                "Channel": event.channel,
                "Computer": event.computer,
            },
            "OpenWEC": {"IpAddress": "192.0.2.1", "TimeReceived": "2030-01-01T00:00:00Z", "Principal": "x"},
        });
        line.as_object_mut().expect("an object").extend(data.as_object().expect("an object").clone());
        line.to_string()
    })
}

fn vector(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        json!({
            "source_type": "windows_event_log",
            "timestamp": event.time,
            "provider_name": event.provider,
            "event_id": event.id,
            "channel": event.channel,
            "computer": event.computer,
            "record_id": event.record,
            "keywords": event.keywords,
            (if event.user_data { "user_data" } else { "event_data" }): object(&event.data),
        })
        .to_string()
    })
}

fn azure(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let mut line = object(&event.data);
        let system = json!({
            "TimeGenerated": event.time,
            "EventID": event.id,
            "EventSourceName": event.provider,
            "Channel": event.channel,
            "Computer": event.computer,
            "EventRecordId": event.record.to_string(),
            "Type": "SecurityEvent",
        });
        line.extend(system.as_object().expect("an object").clone());
        Value::Object(line).to_string()
    })
}

fn cef(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('=', "\\=");
        let time = doorknob_event::time::EventTime::parse(&event.time).expect("a time").0 / 10_000;
        let data: String = event
            .data
            .iter()
            .filter(|(_, value)| !matches!(value.as_str(), "" | "-"))
            .map(|(name, value)| format!(" {name}={}", quoted(value.trim())))
            .collect();
        format!(
            "CEF:0|Microsoft|Windows|10|{}:{}|x|5|start={time} dvchost={} cat={} EventRecordID={} Keywords={}{data}",
            event.provider,
            event.id,
            event.computer,
            event.channel,
            event.record,
            event.audit()
        )
    })
}

fn leef(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let time = doorknob_event::time::EventTime::parse(&event.time).expect("a time").0 / 10_000;
        let data: String = event.data.iter().map(|(name, value)| format!("\t{name}={value}")).collect();
        format!(
            "<13>Mar 14 13:54:16 relay LEEF:1.0|Microsoft|Windows|10|{}|devTime={time}\tidentHostName={}\tSourceName={}\t\
             Channel={}\tEventRecordID={}\tKeywords={}{data}",
            event.id,
            event.computer,
            event.provider,
            event.channel,
            event.record,
            event.audit()
        )
    })
}

/// An object, or the list of keys and typed values that OTLP makes of one.
fn typed(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let values: Vec<Value> =
                members.iter().map(|(key, value)| json!({"key": key, "value": typed(value)})).collect();
            json!({"kvlistValue": {"values": values}})
        }
        Value::Array(items) => json!({"arrayValue": {"values": items.iter().map(typed).collect::<Vec<_>>()}}),
        Value::String(text) => json!({"stringValue": text}),
        number => json!({"intValue": number.to_string()}),
    }
}

fn otel_body(event: &Event) -> Value {
    json!({
        "event_id": {"id": event.id, "qualifiers": 0},
        "provider": {"name": event.provider, "guid": "", "event_source": ""},
        "system_time": event.time,
        "computer": event.computer,
        "channel": event.channel,
        "record_id": event.record,
        "level": "Information",
        "keywords": [event.audit()],
        (if event.user_data { "user_data" } else { "event_data" }): object(&event.data),
    })
}

/// All events in one document, some to a batch.
fn otlp(events: &[Event]) -> Vec<u8> {
    let record = |event: &Event| {
        json!({
            "timeUnixNano": "1",
            "observedTimeUnixNano": "1893456000000000000",
            "severityNumber": 9,
            "body": typed(&otel_body(event)),
        })
    };
    let resources: Vec<Value> = events
        .chunks(50)
        .map(|batch| {
            let records: Vec<Value> = batch.iter().map(record).collect();
            json!({"resource": {"attributes": []}, "scopeLogs": [{"scope": {}, "logRecords": records}]})
        })
        .collect();
    json!({"resourceLogs": resources}).to_string().into_bytes()
}

fn otel_file(events: &[Event]) -> Vec<u8> {
    lines(events, |event| otel_body(event).to_string())
}

/// Names of channels and fields as the tool abbreviates them.
fn hayabusa_channel(channel: &str) -> &str {
    match channel {
        "Security" => "Sec",
        "System" => "Sys",
        "OpenSSH/Operational" => "OpenSSH",
        "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational" => "RDP-CoreTS",
        "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational" => "RDS-RCM",
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational" => "RDS-LSM",
        other => other,
    }
}

fn hayabusa_time(event: &Event) -> String {
    event.time.replace('T', " ").replace('Z', " +00:00")
}

fn hayabusa_csv(events: &[Event]) -> Vec<u8> {
    let mut text =
        "\"Timestamp\",\"EventTitle\",\"Hostname\",\"Channel\",\"Event ID\",\"Record ID\",\"AllFieldInfo\",\"EvtxFile\"\n"
            .to_owned();
    for event in events {
        let mut fields: Vec<String> =
            event.data.iter().map(|(name, value)| format!("{name}: {}", value.trim())).collect();
        fields.sort();
        text += &format!(
            "\"{}\",\"-\",\"{}\",\"{}\",{},{},\"{}\",\"Security.evtx\"\n",
            hayabusa_time(event),
            event.computer,
            hayabusa_channel(&event.channel),
            event.id,
            event.record,
            fields.join(" ¦ ").replace('"', "\"\"")
        );
    }
    text.into_bytes()
}

/// A value of the default profile, under its name there.
fn hayabusa_detail(name: &str, value: &str) -> Option<(&'static str, String)> {
    Some(match name {
        "LogonType" => {
            let word = match value {
                "2" => "INTERACTIVE",
                "3" => "NETWORK",
                "5" => "SERVICE",
                "10" => "REMOTE INTERACTIVE",
                _ => "CACHED INTERACTIVE",
            };
            ("Type", format!("{value} - {word}"))
        }
        "TargetUserName" => ("TgtUser", value.to_owned()),
        "WorkstationName" | "Workstation" => ("SrcComp", value.to_owned()),
        "IpAddress" => ("SrcIP", value.to_owned()),
        "AuthenticationPackageName" => ("AuthPkg", value.to_owned()),
        "ProcessName" => ("Proc", value.to_owned()),
        "ServiceName" => ("Svc", value.to_owned()),
        _ => return None,
    })
}

fn hayabusa_json(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let (mut details, mut extra) = (Map::new(), Map::new());
        for (name, value) in &event.data {
            let value = match value.as_str() {
                "0xc000006a" => "WRONG PW",
                "0xc0000064" => "UNKNOWN USER",
                "0xc000006d" => "BAD USER OR PW",
                "0xc0000234" => "ACCOUNT LOCKED",
                "%%2313" => "BAD USER OR PW",
                "%%2307" => "ACCOUNT LOCKOUT",
                other => other.trim(),
            };
            match hayabusa_detail(name, value) {
                Some((name, value)) => details.insert(name.to_owned(), value.into()),
                None => extra.insert(name.clone(), value.into()),
            };
        }
        json!({
            "Timestamp": hayabusa_time(event),
            "RuleTitle": "x",
            "Level": "low",
            "Computer": event.computer,
            "Channel": hayabusa_channel(&event.channel),
            "EventID": event.id,
            "RecordID": event.record,
            "Details": details,
            "ExtraFieldInfo": extra,
            "RuleID": "a85096da-be85-48d7-8ad5-2f957cd74daa",
        })
        .to_string()
    })
}

fn grafana(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let data: String = event
            .data
            .iter()
            .map(|(name, value)| match event.user_data {
                true => format!("<{name}>{}</{name}>", escaped(value)),
                false => format!("<Data Name='{name}'>{}</Data>", escaped(value)),
            })
            .collect();
        let data =
            if event.user_data { format!("<EventXML xmlns='Event_NS'>{data}</EventXML>") } else { data };
        json!({
            "source": event.provider,
            "channel": event.channel,
            "computer": event.computer,
            "event_id": event.id,
            "levelText": "Information",
            "keywords": event.audit(),
            "timeCreated": event.time,
            "eventRecordID": event.record,
            (if event.user_data { "user_data" } else { "event_data" }): data,
        })
        .to_string()
    })
}
