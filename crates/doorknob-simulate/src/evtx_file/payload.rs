//! The event's own part of a record: its `EventData` or `UserData` template and typed values.

use super::chunk::{Chunk, TemplateKey};
use super::system::{instance, invented_guid};
use super::tokens::{END_OF_FRAGMENT, FRAGMENT_HEADER, Tokens, Values};
use crate::event::{SimulatedEvent, Text, Value};
use crate::layout::{EventLayout, Payload, Wire};

const TEXT_ARRAY: u8 = 0x81;

/// Writes the nested fragment; false when a value is too long for the format.
pub(super) fn write_payload(chunk: &mut Chunk, event: &SimulatedEvent) -> bool {
    let layout = event.layout;
    // Tracing providers leave the nested fragment without a header, the audit provider does not.
    if !layout.nul_terminated || layout.payload == Payload::Unnamed {
        chunk.put(&FRAGMENT_HEADER);
    }
    let key = TemplateKey::Payload(std::ptr::from_ref(layout) as usize);
    instance(chunk, key, || payload_guid(layout), |tokens| define_payload(tokens, layout));
    let whole = match &layout.payload {
        Payload::Unnamed => write_unnamed(chunk, &event.values),
        named => write_values(chunk, named, layout.nul_terminated, &event.values),
    };
    chunk.put(&[END_OF_FRAGMENT]);
    whole
}

fn payload_guid(layout: &EventLayout) -> [u8; 16] {
    let version = layout.version.to_string();
    let event_id = layout.event_id.to_string();
    match layout.payload {
        // All classic events share one template.
        Payload::Unnamed => invented_guid(&["classic event data"]),
        _ => invented_guid(&[layout.provider, layout.channel, &event_id, &version]),
    }
}

fn define_payload(tokens: &mut Tokens<'_>, layout: &EventLayout) {
    match &layout.payload {
        Payload::EventData(fields) => {
            let mut root = tokens.open("EventData", None, false);
            tokens.close_start(&mut root);
            for (slot, field) in (0_u16..).zip(fields.iter()) {
                let mut data = tokens.open("Data", None, true);
                tokens.attribute("Name", false);
                // Field names are short constants.
                let _ = tokens.text(field.name);
                tokens.close_start(&mut data);
                tokens.substitution(slot, field.wire as u8);
                tokens.end(data);
            }
            tokens.end(root);
        }
        Payload::UserData { element, attributes, fields } => {
            let mut root = tokens.open(element, None, true);
            for (index, &(name, value)) in attributes.iter().enumerate() {
                tokens.attribute(name, index + 1 < attributes.len());
                let _ = tokens.text(value);
            }
            tokens.close_start(&mut root);
            for (slot, field) in (0_u16..).zip(fields.iter()) {
                let mut child = tokens.open(field.name, None, false);
                tokens.close_start(&mut child);
                tokens.substitution(slot, field.wire as u8);
                tokens.end(child);
            }
            tokens.end(root);
        }
        Payload::Unnamed => define_unnamed(tokens),
    }
}

/// `<Data>` repeated for the array in slot 0, `<Binary>` from slot 2; slot 1 is its length.
fn define_unnamed(tokens: &mut Tokens<'_>) {
    let mut root = tokens.open("EventData", None, false);
    tokens.close_start(&mut root);
    for (name, slot, wire) in [("Data", 0, TEXT_ARRAY), ("Binary", 2, Wire::Binary as u8)] {
        let mut element = tokens.open(name, Some(slot), false);
        tokens.close_start(&mut element);
        tokens.optional(slot, wire);
        tokens.end(element);
    }
    tokens.end(root);
}

fn write_values(chunk: &mut Chunk, payload: &Payload, nul_terminated: bool, given: &[Value]) -> bool {
    let fields = payload.fields();
    let mut values = Values::begin(chunk, fields.len());
    fields.len() == given.len()
        && given
            .iter()
            .all(|value| values.add(chunk, wire_of(value), |chunk| write_value(chunk, value, nul_terminated)))
}

fn write_unnamed(chunk: &mut Chunk, given: &[Value]) -> bool {
    let mut values = Values::begin(chunk, 3);
    let [Value::TextList(texts), Value::Binary(attachment)] = given else { return false };
    let strings = values.add(chunk, TEXT_ARRAY, |chunk| {
        for text in texts {
            chunk.utf16(text.as_str());
            chunk.put(&[0, 0]);
        }
    });
    let length = (attachment.len() as u32).to_le_bytes();
    strings
        && values.add(chunk, Wire::Number as u8, |chunk| chunk.put(&length))
        && (attachment.is_empty() || values.add(chunk, Wire::Binary as u8, |chunk| chunk.put(attachment)))
}

/// The type a value is stored with. It may differ from the template's: pointers arrive as
/// hexadecimal numbers in recorded files, and a field without a value arrives as the string `-`.
fn wire_of(value: &Value) -> u8 {
    match value {
        Value::Text(_) => Wire::Text as u8,
        Value::Number(_) => Wire::Number as u8,
        Value::LongNumber(_) => Wire::LongNumber as u8,
        Value::Hex(_) => Wire::Hex as u8,
        Value::LongHex(_) | Value::Pointer(_) => Wire::LongHex as u8,
        Value::Guid(_) => Wire::Guid as u8,
        Value::Sid(_) => Wire::Sid as u8,
        Value::TextList(_) => TEXT_ARRAY,
        Value::Binary(_) => Wire::Binary as u8,
    }
}

fn write_value(chunk: &mut Chunk, value: &Value, nul_terminated: bool) {
    match value {
        Value::Text(text) => {
            chunk.utf16(text.as_str());
            if nul_terminated {
                chunk.put(&[0, 0]);
            }
        }
        Value::Number(number) | Value::Hex(number) => chunk.put(&number.to_le_bytes()),
        Value::LongNumber(number) | Value::LongHex(number) | Value::Pointer(number) => {
            chunk.put(&number.to_le_bytes());
        }
        Value::Guid(guid) => chunk.put(guid),
        Value::Sid(sid) => sid.write_binary(chunk.output()),
        Value::TextList(texts) => {
            for text in texts.iter().map(Text::as_str) {
                chunk.utf16(text);
                chunk.put(&[0, 0]);
            }
        }
        Value::Binary(bytes) => chunk.put(bytes),
    }
}
