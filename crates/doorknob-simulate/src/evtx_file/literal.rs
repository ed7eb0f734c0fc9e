//! Records without templates: what forwarding and "save as" leave of an event. Every value is a
//! string, the time has nine digits, GUIDs have braces.

use super::chunk::Chunk;
use super::system::EVENT_NAMESPACE;
use super::tokens::{END_OF_FRAGMENT, FRAGMENT_HEADER, Tokens};
use crate::event::{SimulatedEvent, Value, guid_text};
use crate::layout::{Envelope, Payload};
use crate::time::rfc3339;

/// Writes the binary XML of one record; false when a value is too long for the format.
pub(super) fn write_event(chunk: &mut Chunk, event: &SimulatedEvent) -> bool {
    chunk.put(&FRAGMENT_HEADER);
    let tokens = &mut Tokens::literal(chunk);
    let mut root = tokens.open("Event", None, true);
    tokens.attribute("xmlns", false);
    let mut whole = tokens.text(EVENT_NAMESPACE);
    tokens.close_start(&mut root);
    whole &= write_system(tokens, event) && write_payload(tokens, event);
    tokens.end(root);
    chunk.put(&[END_OF_FRAGMENT]);
    whole
}

fn write_system(tokens: &mut Tokens<'_>, event: &SimulatedEvent) -> bool {
    let layout = event.layout;
    let classic = layout.envelope == Envelope::Classic;
    let mut system = tokens.open("System", None, false);
    tokens.close_start(&mut system);
    let guid = layout.provider_guid.map(|guid| format!("{{{}}}", guid_text(&guid)));
    let mut whole = empty(tokens, "Provider", &[("Name", Some(layout.provider)), ("Guid", guid.as_deref())]);
    whole &= write_event_id(tokens, event);
    if !classic {
        whole &= element(tokens, "Version", &layout.version.to_string());
    }
    whole &= element(tokens, "Level", &layout.level.to_string());
    whole &= element(tokens, "Task", &event.task.to_string());
    if !classic {
        whole &= element(tokens, "Opcode", &layout.opcode.to_string());
    }
    whole &= element(tokens, "Keywords", &format!("{:#x}", event.keywords));
    whole &= empty(tokens, "TimeCreated", &[("SystemTime", Some(&rfc3339(event.time, 9)))]);
    whole &= element(tokens, "EventRecordID", &event.record_id.to_string());
    if !classic {
        let activity = event.activity.map(|activity| format!("{{{}}}", guid_text(&activity)));
        whole &= empty(tokens, "Correlation", &[("ActivityID", activity.as_deref())]);
        let (process, thread) = (event.process_id.to_string(), event.thread_id.to_string());
        whole &= empty(tokens, "Execution", &[("ProcessID", Some(&process)), ("ThreadID", Some(&thread))]);
    }
    whole &= element(tokens, "Channel", layout.channel);
    whole &= element(tokens, "Computer", &event.computer);
    let user = layout.user.map(|user| user.to_string());
    whole &= empty(tokens, "Security", &[("UserID", user.as_deref())]);
    tokens.end(system);
    whole
}

fn write_event_id(tokens: &mut Tokens<'_>, event: &SimulatedEvent) -> bool {
    let layout = event.layout;
    let event_id = layout.event_id.to_string();
    if layout.qualifiers == 0 && layout.envelope != Envelope::Classic {
        return element(tokens, "EventID", &event_id);
    }
    let mut opened = tokens.open("EventID", None, true);
    tokens.attribute("Qualifiers", false);
    let mut whole = tokens.text(&layout.qualifiers.to_string());
    tokens.close_start(&mut opened);
    whole &= tokens.text(&event_id);
    tokens.end(opened);
    whole
}

fn write_payload(tokens: &mut Tokens<'_>, event: &SimulatedEvent) -> bool {
    let fields = event.layout.payload.fields();
    let mut outer = match event.layout.payload {
        Payload::UserData { .. } => tokens.open("UserData", None, false),
        Payload::EventData(_) | Payload::Unnamed => tokens.open("EventData", None, false),
    };
    tokens.close_start(&mut outer);
    let mut whole = fields.len() == event.values.len();
    match &event.layout.payload {
        Payload::EventData(_) => {
            for (field, value) in fields.iter().zip(&event.values) {
                let mut data = tokens.open("Data", None, true);
                tokens.attribute("Name", false);
                whole &= tokens.text(field.name);
                tokens.close_start(&mut data);
                whole &= content(tokens, &value.to_text());
                tokens.end(data);
            }
        }
        Payload::UserData { element: name, attributes, .. } => {
            let mut inner = tokens.open(name, None, true);
            for (index, &(name, value)) in attributes.iter().enumerate() {
                tokens.attribute(name, index + 1 < attributes.len());
                whole &= tokens.text(value);
            }
            tokens.close_start(&mut inner);
            for (field, value) in fields.iter().zip(&event.values) {
                whole &= element(tokens, field.name, &value.to_text());
            }
            tokens.end(inner);
        }
        Payload::Unnamed => {
            for value in &event.values {
                whole &= write_unnamed(tokens, value);
            }
        }
    }
    tokens.end(outer);
    whole
}

fn write_unnamed(tokens: &mut Tokens<'_>, value: &Value) -> bool {
    match value {
        Value::TextList(texts) => texts.iter().all(|text| element(tokens, "Data", text.as_str())),
        Value::Binary([]) => true,
        value => element(tokens, "Binary", &value.to_text()),
    }
}

fn element(tokens: &mut Tokens<'_>, name: &'static str, text: &str) -> bool {
    let mut element = tokens.open(name, None, false);
    tokens.close_start(&mut element);
    let whole = content(tokens, text);
    tokens.end(element);
    whole
}

/// Text content; an empty string has no token.
fn content(tokens: &mut Tokens<'_>, text: &str) -> bool {
    text.is_empty() || tokens.text(text)
}

/// `<name a="..."/>` with the attributes that have a value.
fn empty(tokens: &mut Tokens<'_>, name: &'static str, attributes: &[(&'static str, Option<&str>)]) -> bool {
    let present = attributes.iter().filter(|(_, value)| value.is_some()).count();
    let opened = tokens.open(name, None, present > 0);
    let mut whole = true;
    let mut written = 0;
    for &(attribute, value) in attributes {
        if let Some(value) = value {
            written += 1;
            tokens.attribute(attribute, written < present);
            whole &= tokens.text(value);
        }
    }
    tokens.close_empty(opened);
    whole
}
