//! The root of a record: `Event/System` as a template, and its values.
//!
//! Value slots, the same in every recorded file: 0 level, 1 opcode, 2 task, 3 event id,
//! 4 qualifiers, 5 keywords, 6 time, 7 activity, 8 process, 9 thread, 10 record id, 11 version,
//! 12 user. A manifest provider goes on with 13 related activity, 14 provider, 15 its GUID,
//! 16 channel, 17 payload; for the other two envelopes 18 is the related activity and 19 the
//! payload.

use std::sync::Arc;

use super::chunk::{Chunk, TemplateKey};
use super::payload;
use super::tokens::{END_OF_FRAGMENT, FRAGMENT_HEADER, TEMPLATE_INSTANCE, Tokens, Values};
use crate::event::{SimulatedEvent, guid_text};
use crate::layout::{Envelope, EventLayout, Payload, Wire};
use crate::time::to_filetime;

pub(super) const EVENT_NAMESPACE: &str = "http://schemas.microsoft.com/win/2004/08/events/event";

const BYTE: u8 = 0x04;
const WORD: u8 = 0x06;
const DOUBLE_WORD: u8 = 0x08;
const QUAD_WORD: u8 = 0x0a;
const FILETIME: u8 = 0x11;
const BINARY_XML: u8 = 0x21;

/// Writes the binary XML of one record; false when a value is too long for the format.
pub(super) fn write_event(chunk: &mut Chunk, event: &SimulatedEvent) -> bool {
    chunk.put(&FRAGMENT_HEADER);
    begin_instance(chunk, event.layout, &event.computer);
    let whole = write_values(chunk, event);
    chunk.put(&[END_OF_FRAGMENT]);
    whole
}

fn begin_instance(chunk: &mut Chunk, layout: &'static EventLayout, computer: &Arc<str>) {
    let user_data = matches!(layout.payload, Payload::UserData { .. });
    let literal_provider = if layout.envelope == Envelope::Manifest { "" } else { layout.provider };
    let key = TemplateKey::Root {
        envelope: layout.envelope,
        user_data,
        provider: literal_provider,
        computer: Arc::clone(computer),
    };
    let identify = || {
        let payload = if user_data { "user-data" } else { "event-data" };
        invented_guid(&[layout.envelope.code(), payload, literal_provider, computer])
    };
    instance(chunk, key, identify, |tokens| define_event(tokens, layout, computer));
}

/// Writes a template instance up to its values, with the definition where this chunk has none.
pub(super) fn instance(
    chunk: &mut Chunk,
    key: TemplateKey,
    identify: impl FnOnce() -> [u8; 16],
    define: impl FnOnce(&mut Tokens<'_>),
) {
    chunk.put(&[TEMPLATE_INSTANCE, 1]);
    if let Some((offset, short_id)) = chunk.template(&key) {
        chunk.put(&short_id);
        chunk.put(&offset.to_le_bytes());
        return;
    }
    let guid = identify();
    let [a, b, c, d, ..] = guid;
    chunk.put(&[a, b, c, d]);
    let offset = chunk.position() as u32 + 4;
    chunk.put(&offset.to_le_bytes());
    let definition = chunk.begin_definition(key, guid);
    chunk.put(&FRAGMENT_HEADER);
    define(&mut Tokens::definition(chunk));
    chunk.put(&[END_OF_FRAGMENT]);
    chunk.end_definition(definition);
}

/// Template identifiers of our own: 128 bits of FNV-1a over what makes the template differ.
/// Readers only ask that equal templates have equal identifiers.
pub(super) fn invented_guid(parts: &[&str]) -> [u8; 16] {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let mut hash = BASIS;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u128::from(byte)).wrapping_mul(PRIME);
        }
    }
    hash.to_le_bytes()
}

impl Envelope {
    fn code(self) -> &'static str {
        match self {
            Envelope::Manifest => "manifest",
            Envelope::EventLogService => "event-log-service",
            Envelope::Classic => "classic",
        }
    }

    fn payload_slot(self) -> u16 {
        if self == Envelope::Manifest { 17 } else { 19 }
    }
}

fn define_event(tokens: &mut Tokens<'_>, layout: &EventLayout, computer: &str) {
    let slot = layout.envelope.payload_slot();
    let user_data = matches!(layout.payload, Payload::UserData { .. });
    let mut root = tokens.open("Event", (!user_data).then_some(slot), true);
    tokens.attribute("xmlns", false);
    fixed(tokens, EVENT_NAMESPACE);
    tokens.close_start(&mut root);
    define_system(tokens, layout, computer);
    if user_data {
        let mut element = tokens.open("UserData", Some(slot), false);
        tokens.close_start(&mut element);
        tokens.optional(slot, BINARY_XML);
        tokens.end(element);
    } else {
        tokens.optional(slot, BINARY_XML);
    }
    tokens.end(root);
}

fn define_system(tokens: &mut Tokens<'_>, layout: &EventLayout, computer: &str) {
    let classic = layout.envelope == Envelope::Classic;
    let mut system = tokens.open("System", None, false);
    tokens.close_start(&mut system);
    define_provider(tokens, layout);
    let mut event_id = tokens.open("EventID", Some(3), true);
    tokens.attribute("Qualifiers", false);
    tokens.optional(4, WORD);
    tokens.close_start(&mut event_id);
    tokens.optional(3, WORD);
    tokens.end(event_id);
    if !classic {
        element(tokens, "Version", 11, BYTE);
    }
    element(tokens, "Level", 0, BYTE);
    element(tokens, "Task", 2, WORD);
    if !classic {
        element(tokens, "Opcode", 1, BYTE);
    }
    element(tokens, "Keywords", 5, Wire::LongHex as u8);
    attributes(tokens, "TimeCreated", &[("SystemTime", 6, FILETIME)]);
    element(tokens, "EventRecordID", 10, QUAD_WORD);
    if !classic {
        let related = if layout.envelope == Envelope::Manifest { 13 } else { 18 };
        let guid = Wire::Guid as u8;
        attributes(tokens, "Correlation", &[("ActivityID", 7, guid), ("RelatedActivityID", related, guid)]);
        attributes(tokens, "Execution", &[("ProcessID", 8, DOUBLE_WORD), ("ThreadID", 9, DOUBLE_WORD)]);
    }
    if layout.envelope == Envelope::Manifest {
        element(tokens, "Channel", 16, Wire::Text as u8);
    } else {
        fixed_element(tokens, "Channel", layout.channel);
    }
    fixed_element(tokens, "Computer", computer);
    attributes(tokens, "Security", &[("UserID", 12, Wire::Sid as u8)]);
    tokens.end(system);
}

fn define_provider(tokens: &mut Tokens<'_>, layout: &EventLayout) {
    let provider = tokens.open("Provider", None, true);
    match (layout.envelope, layout.provider_guid) {
        (Envelope::Manifest, _) => {
            tokens.attribute("Name", true);
            tokens.optional(14, Wire::Text as u8);
            tokens.attribute("Guid", false);
            tokens.optional(15, Wire::Guid as u8);
        }
        (_, Some(guid)) => {
            tokens.attribute("Name", true);
            fixed(tokens, layout.provider);
            tokens.attribute("Guid", false);
            fixed(tokens, &format!("{{{}}}", guid_text(&guid).to_lowercase()));
        }
        (_, None) => {
            tokens.attribute("Name", false);
            fixed(tokens, layout.provider);
        }
    }
    tokens.close_empty(provider);
}

/// `<name>value</name>`, left out where the value is null.
fn element(tokens: &mut Tokens<'_>, name: &'static str, slot: u16, wire: u8) {
    let mut element = tokens.open(name, Some(slot), false);
    tokens.close_start(&mut element);
    tokens.optional(slot, wire);
    tokens.end(element);
}

fn fixed_element(tokens: &mut Tokens<'_>, name: &'static str, text: &str) {
    let mut element = tokens.open(name, None, false);
    tokens.close_start(&mut element);
    fixed(tokens, text);
    tokens.end(element);
}

/// Literal text of a template: a host, channel or provider name. One longer than the format
/// allows leaves the record larger than a chunk, which the writer refuses.
fn fixed(tokens: &mut Tokens<'_>, text: &str) {
    let _ = tokens.text(text);
}

/// `<name a=.. b=../>`
fn attributes(tokens: &mut Tokens<'_>, name: &'static str, slots: &[(&'static str, u16, u8)]) {
    let element = tokens.open(name, None, true);
    for (index, &(attribute, slot, wire)) in slots.iter().enumerate() {
        tokens.attribute(attribute, index + 1 < slots.len());
        tokens.optional(slot, wire);
    }
    tokens.close_empty(element);
}

fn write_values(chunk: &mut Chunk, event: &SimulatedEvent) -> bool {
    let layout = event.layout;
    let slots = usize::from(layout.envelope.payload_slot()) + 1;
    let mut values = Values::begin(chunk, slots);
    let mut whole = number(&mut values, chunk, BYTE, &[layout.level])
        && number(&mut values, chunk, BYTE, &[layout.opcode])
        && number(&mut values, chunk, WORD, &event.task.to_le_bytes())
        && number(&mut values, chunk, WORD, &layout.event_id.to_le_bytes());
    if layout.qualifiers != 0 || layout.envelope == Envelope::Classic {
        whole &= number(&mut values, chunk, WORD, &layout.qualifiers.to_le_bytes());
    } else {
        values.add_nulls(1);
    }
    whole &= number(&mut values, chunk, Wire::LongHex as u8, &event.keywords.to_le_bytes())
        && number(&mut values, chunk, FILETIME, &to_filetime(event.time).to_le_bytes());
    match &event.activity {
        Some(activity) => whole &= number(&mut values, chunk, Wire::Guid as u8, activity),
        None => values.add_nulls(1),
    }
    whole &= number(&mut values, chunk, DOUBLE_WORD, &event.process_id.to_le_bytes())
        && number(&mut values, chunk, DOUBLE_WORD, &event.thread_id.to_le_bytes())
        && number(&mut values, chunk, QUAD_WORD, &event.record_id.to_le_bytes())
        && number(&mut values, chunk, BYTE, &[layout.version]);
    match &layout.user {
        Some(user) => {
            whole &= values.add(chunk, Wire::Sid as u8, |chunk| user.write_binary(chunk.output()));
        }
        None => values.add_nulls(1),
    }
    if layout.envelope == Envelope::Manifest {
        values.add_nulls(1);
        let guid = layout.provider_guid.unwrap_or_default();
        whole &= values.add(chunk, Wire::Text as u8, |chunk| {
            chunk.utf16(layout.provider);
        }) && number(&mut values, chunk, Wire::Guid as u8, &guid)
            && values.add(chunk, Wire::Text as u8, |chunk| {
                chunk.utf16(layout.channel);
            });
    } else {
        values.add_nulls(6);
    }
    let mut payload_whole = false;
    whole &= values.add(chunk, BINARY_XML, |chunk| payload_whole = payload::write_payload(chunk, event));
    whole && payload_whole
}

fn number(values: &mut Values, chunk: &mut Chunk, wire: u8, bytes: &[u8]) -> bool {
    values.add(chunk, wire, |chunk| chunk.put(bytes))
}
