//! Writes events as JSON lines in the shape of `evtx_dump -o jsonl`: one
//! `{"Event":{"#attributes":..,"System":{..},"EventData":{..}}}` a line.
//!
//! As that tool does from version 0.15 on: numbers are JSON numbers only where the template types
//! them so; hexadecimal values, SIDs and ports are strings, GUIDs are in braces and lower case,
//! the time has seven digits, an element without content is null. (Before, GUIDs were upper case
//! without braces and the time had six digits.)

use std::io::{self, Write};

use crate::event::{SimulatedEvent, Text, Value, guid_text};
use crate::layout::{Envelope, Payload};
use crate::time::write_rfc3339;

/// Writes events one a line; the line buffer is reused.
#[derive(Debug)]
pub struct JsonLinesWriter<W> {
    output: W,
    line: String,
}

impl<W: Write> JsonLinesWriter<W> {
    /// Writes to `output`, which should be buffered.
    pub fn new(output: W) -> Self {
        JsonLinesWriter { output, line: String::with_capacity(4096) }
    }

    /// Appends one event.
    ///
    /// # Errors
    /// When the output refuses bytes.
    pub fn write(&mut self, event: &SimulatedEvent) -> io::Result<()> {
        self.line.clear();
        write_event(&mut self.line, event);
        self.line.push('\n');
        self.output.write_all(self.line.as_bytes())
    }

    /// Flushes and gives the output back.
    ///
    /// # Errors
    /// When the output refuses bytes.
    pub fn finish(mut self) -> io::Result<W> {
        self.output.flush()?;
        Ok(self.output)
    }
}

/// The event as one JSON object, without a line end.
#[must_use]
pub fn to_json(event: &SimulatedEvent) -> String {
    let mut line = String::new();
    write_event(&mut line, event);
    line
}

fn write_event(out: &mut String, event: &SimulatedEvent) {
    out.push_str(
        r##"{"Event":{"#attributes":{"xmlns":"http://schemas.microsoft.com/win/2004/08/events/event"},"System":{"##,
    );
    write_system(out, event);
    out.push_str("},");
    write_payload(out, event);
    out.push_str("}}");
}

fn write_system(out: &mut String, event: &SimulatedEvent) {
    let layout = event.layout;
    let classic = layout.envelope == Envelope::Classic;
    out.push_str(r##""Provider":{"#attributes":{"Name":"##);
    string(out, layout.provider);
    if let Some(guid) = layout.provider_guid {
        member(out, "Guid", &braced(&guid));
    }
    out.push_str("}},\"EventID\":");
    if layout.qualifiers != 0 || classic {
        out.push_str(r##"{"#attributes":{"Qualifiers":"##);
        number(out, u64::from(layout.qualifiers));
        out.push_str(r##"},"#text":"##);
        number(out, u64::from(layout.event_id));
        out.push('}');
    } else {
        number(out, u64::from(layout.event_id));
    }
    if !classic {
        numbered(out, "Version", u64::from(layout.version));
    }
    numbered(out, "Level", u64::from(layout.level));
    numbered(out, "Task", u64::from(event.task));
    if !classic {
        numbered(out, "Opcode", u64::from(layout.opcode));
    }
    member(out, "Keywords", &format!("{:#x}", event.keywords));
    out.push_str(r##","TimeCreated":{"#attributes":{"SystemTime":""##);
    write_rfc3339(out, event.time, 7);
    out.push_str("\"}}");
    numbered(out, "EventRecordID", event.record_id);
    if !classic {
        write_correlation(out, event);
    }
    member(out, "Channel", layout.channel);
    member(out, "Computer", &event.computer);
    match layout.user {
        Some(user) => {
            out.push_str(r##","Security":{"#attributes":{"UserID":"##);
            string(out, &user.to_string());
            out.push_str("}}");
        }
        None => out.push_str(r#","Security":null"#),
    }
}

fn write_correlation(out: &mut String, event: &SimulatedEvent) {
    match &event.activity {
        Some(activity) => {
            out.push_str(r##","Correlation":{"#attributes":{"ActivityID":"##);
            string(out, &braced(activity));
            out.push_str("}}");
        }
        None => out.push_str(r#","Correlation":null"#),
    }
    out.push_str(r##","Execution":{"#attributes":{"ProcessID":"##);
    number(out, u64::from(event.process_id));
    numbered(out, "ThreadID", u64::from(event.thread_id));
    out.push_str("}}");
}

fn write_payload(out: &mut String, event: &SimulatedEvent) {
    match &event.layout.payload {
        Payload::EventData(fields) => {
            out.push_str(r#""EventData":{"#);
            let mut separator = "";
            for (field, data) in fields.iter().zip(&event.values) {
                out.push_str(separator);
                separator = ",";
                string(out, field.name);
                out.push(':');
                value(out, data);
            }
            out.push('}');
        }
        Payload::UserData { element, attributes, fields } => {
            out.push_str(r#""UserData":{"#);
            string(out, element);
            out.push_str(r##":{"#attributes":{"##);
            let mut separator = "";
            for (name, text) in *attributes {
                out.push_str(separator);
                separator = ",";
                string(out, name);
                out.push(':');
                string(out, text);
            }
            out.push('}');
            for (field, data) in fields.iter().zip(&event.values) {
                out.push(',');
                string(out, field.name);
                out.push(':');
                value_or_null(out, data);
            }
            out.push_str("}}");
        }
        Payload::Unnamed => write_unnamed(out, &event.values),
    }
}

fn write_unnamed(out: &mut String, values: &[Value]) {
    out.push_str(r##""EventData":{"Data":{"#text":"##);
    if let Some(Value::TextList(texts)) = values.first() {
        match texts.as_slice() {
            [only] => string(out, only.as_str()),
            texts => {
                let mut separator = "[";
                for text in texts.iter().map(Text::as_str) {
                    out.push_str(separator);
                    separator = ",";
                    string(out, text);
                }
                out.push(']');
            }
        }
    }
    out.push('}');
    if let Some(value @ Value::Binary([_, ..])) = values.get(1) {
        member(out, "Binary", &value.to_text());
    }
    out.push('}');
}

fn value(out: &mut String, value: &Value) {
    match value {
        Value::Number(value) => number(out, u64::from(*value)),
        Value::LongNumber(value) => number(out, *value),
        Value::Guid(guid) => string(out, &braced(guid)),
        other => string(out, &other.to_text()),
    }
}

/// An element of `UserData` without content is null, where an empty `Data` is an empty string.
fn value_or_null(out: &mut String, data: &Value) {
    match data {
        Value::Text(text) if text.as_str().is_empty() => out.push_str("null"),
        other => value(out, other),
    }
}

fn braced(guid: &[u8; 16]) -> String {
    format!("{{{}}}", guid_text(guid).to_lowercase())
}

fn member(out: &mut String, name: &str, text: &str) {
    out.push(',');
    string(out, name);
    out.push(':');
    string(out, text);
}

fn numbered(out: &mut String, name: &str, value: u64) {
    out.push(',');
    string(out, name);
    out.push(':');
    number(out, value);
}

fn number(out: &mut String, value: u64) {
    out.push_str(&value.to_string());
}

/// A JSON string. Source of the escapes: RFC 8259, section 7.
fn string(out: &mut String, text: &str) {
    out.push('"');
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        out.push_str(text);
    } else {
        for character in text.chars() {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
                other => out.push(other),
            }
        }
    }
    out.push('"');
}
