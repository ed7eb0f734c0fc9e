//! Writers of carriers that keep of an event the text that Windows makes of it.

use crate::event::Event;
use crate::incidents::ZONE;
use crate::rendered::resolved_text;
use crate::shapes::lines;
use doorknob_event::time::EventTime;
use serde_json::{Value, json};

/// (month, day, year, hour, minute, second) in [`ZONE`].
fn local(event: &Event) -> (u32, u32, i64, u32, u32, u32) {
    let time = EventTime::parse(&format!("{}{ZONE}", event.time.trim_end_matches('Z'))).expect("a time");
    let utc = EventTime::parse(&event.time).expect("a time");
    let time = utc.plus(utc.since(time));
    let (year, month, day, hour, minute, second, _) = time.civil();
    (month, day, year, hour, minute, second)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn windows_lines(text: &str) -> String {
    text.replace('\n', "\r\n")
}

/// `3/14/2024 1:54:16 PM`, or `03/14/2024 01:54:16 PM` where numbers have two digits.
fn american(event: &Event, two_digits: bool) -> String {
    let (month, day, year, hour, minute, second) = local(event);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    match two_digits {
        true => format!("{month:02}/{day:02}/{year} {hour:02}:{minute:02}:{second:02} {half}"),
        false => format!("{month}/{day}/{year} {hour}:{minute:02}:{second:02} {half}"),
    }
}

pub(crate) fn get_winevent_5(events: &[Event]) -> Vec<u8> {
    let list: Vec<Value> = events
        .iter()
        .map(|event| {
            let time = EventTime::parse(&event.time).expect("a time");
            let millis = time.0 / 10_000;
            json!({
                "Id": event.id,
                "Keywords": event.keywords_number() as i64,
                "RecordId": event.record,
                "ProviderName": event.provider,
                "LogName": event.channel,
                "MachineName": event.computer,
                "TimeCreated": format!("/Date({millis})/"),
                "Properties": event.data.iter().map(|_| "System.Diagnostics.Eventing.Reader.EventProperty").collect::<Vec<_>>(),
                "Message": windows_lines(&resolved_text(event)),
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&list)
        .expect("JSON")
        .replace("\"/Date(", "\"\\/Date(")
        .replace(")/\"", ")\\/\"");
    format!("\u{feff}{text}").into_bytes()
}

pub(crate) fn get_winevent_csv(events: &[Event]) -> Vec<u8> {
    let mut text = "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n\"Message\",\"Id\",\"Keywords\",\"RecordId\",\
         \"ProviderName\",\"LogName\",\"MachineName\",\"TimeCreated\",\"KeywordsDisplayNames\",\"Properties\"\r\n"
        .to_owned();
    for event in events {
        let fields = [
            windows_lines(&resolved_text(event)),
            event.id.to_string(),
            (event.keywords_number() as i64).to_string(),
            event.record.to_string(),
            event.provider.clone(),
            event.channel.clone(),
            event.computer.clone(),
            american(event, false),
            "System.Collections.ObjectModel.ReadOnlyCollection`1[System.String]".to_owned(),
            "System.Collections.Generic.List`1[System.Diagnostics.Eventing.Reader.EventProperty]".to_owned(),
        ];
        text += &fields.map(|field| quoted(&field)).join(",");
        text += "\r\n";
    }
    text.into_bytes()
}

pub(crate) fn splunk_classic(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        let source = match event.channel.as_str() {
            "Security" => "Microsoft Windows security auditing.",
            _ => &event.provider,
        };
        format!(
            "{}\nLogName={}\nEventCode={}\nEventType=0\nComputerName={}\nSourceName={source}\nType=Information\nRecordNumber={}\n\
             Keywords={}\nTaskCategory=Logon\nOpCode=Info\nMessage={}\n",
            american(event, true),
            event.channel,
            event.id,
            event.computer,
            event.record,
            event.audit(),
            resolved_text(event)
        )
    })
}

/// Results of a search without the raw text.
pub(crate) fn splunk_fields(events: &[Event]) -> Vec<u8> {
    lines(events, |event| {
        json!({"preview": false, "result": {
            "_time": event.time.replace('Z', "+00:00"),
            "LogName": event.channel,
            "EventCode": event.id.to_string(),
            "ComputerName": event.computer,
            "SourceName": event.provider,
            "RecordNumber": event.record.to_string(),
            "Keywords": event.audit(),
            "Message": resolved_text(event),
        }})
        .to_string()
    })
}

pub(crate) fn event_viewer_csv(events: &[Event]) -> Vec<u8> {
    let mut text = "\u{feff}Keywords,Date and Time,Source,Event ID,Task Category\r\n".to_owned();
    for event in events {
        text += &format!(
            "{},{},{},{},Logon,{}\r\n",
            event.audit(),
            american(event, false),
            event.provider,
            event.id,
            quoted(&windows_lines(&resolved_text(event)))
        );
    }
    text.into_bytes()
}

/// UTF-16, the day first.
pub(crate) fn event_viewer_text(events: &[Event]) -> Vec<u8> {
    let mut text = "\u{feff}Keywords\tDate and Time\tSource\tEvent ID\tTask Category\r\n".to_owned();
    for event in events {
        let (month, day, year, hour, minute, second) = local(event);
        text += &format!(
            "{}\t{day:02}/{month:02}/{year} {hour:02}:{minute:02}:{second:02}\t{}\t{}\tLogon\t{}\r\n",
            event.audit(),
            event.provider,
            event.id,
            quoted(&windows_lines(&resolved_text(event)))
        );
    }
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Its text on one line, every control character a blank; through a relay that says nothing of zones.
pub(crate) fn snare(events: &[Event]) -> Vec<u8> {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    lines(events, |event| {
        let (month, day, year, hour, minute, second) = local(event);
        let month = MONTHS[month as usize - 1];
        let weekday = DAYS[EventTime::parse(&event.time).expect("a time").weekday() as usize % 7];
        let clock = format!("{hour:02}:{minute:02}:{second:02}");
        let text = windows_lines(&resolved_text(event)).replace(['\r', '\n', '\t'], " ");
        let audit = match event.audit() {
            "Audit Failure" => "Failure Audit",
            "Audit Success" => "Success Audit",
            other => other,
        };
        format!(
            "<14>{month} {day:>2} {clock} {computer} MSWinEventLog\t1\t{}\t{record}\t{weekday} {month} {day:02} {clock} {year}\t{}\t{}\t\
             N/A\tN/A\t{audit}\t{computer}\tLogon\t\t{text}\t{record}",
            event.channel,
            event.id,
            event.provider,
            computer = event.computer,
            record = event.record,
        )
    })
}

/// `wevtutil qe /f:text`, of a build that writes times in UTC.
pub(crate) fn wevtutil_text(events: &[Event]) -> Vec<u8> {
    let block = |(number, event): (usize, &Event)| {
        format!(
            "Event[{number}]\n  Log Name: {}\n  Source: {}\n  Date: {}\n  Event ID: {}\n  Task: Logon\n  Level: Information\n  \
             Opcode: Info\n  Keyword: {}\n  User: N/A\n  User Name: N/A\n  Computer: {}\n  Description: \n{}\n\n",
            event.channel,
            event.provider,
            event.time.replace('Z', "0000Z"),
            event.id,
            event.audit(),
            event.computer,
            resolved_text(event)
        )
    };
    windows_lines(&events.iter().enumerate().map(block).collect::<String>()).into_bytes()
}
