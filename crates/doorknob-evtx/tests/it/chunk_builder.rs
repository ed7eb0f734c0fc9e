//! Makes EVTX chunks from XML-like descriptions, for what no real log holds.

use doorknob_evtx::{CHUNK_HEADER_SIZE, CHUNK_SIZE};
use std::collections::HashMap;

/// A piece of an element's content or of an attribute's value.
#[derive(Clone)]
pub(crate) enum Piece {
    Text(String),
    Entity(&'static str),
    Char(u16),
    CData(&'static str),
    /// The value of this slot, of this declared type.
    Hole(u16, u8),
    /// The same, left out where it is empty.
    OptionalHole(u16, u8),
    Child(Element),
}

/// An element; in a template, one that may depend on a value.
#[derive(Clone)]
pub(crate) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, Vec<Piece>)>,
    content: Vec<Piece>,
    dependency: u16,
}

pub(crate) fn element(name: &'static str) -> Element {
    Element { name, attributes: Vec::new(), content: Vec::new(), dependency: 0xFFFF }
}

pub(crate) fn text(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

impl Element {
    pub(crate) fn attribute(mut self, name: &'static str, value: Piece) -> Element {
        self.attributes.push((name, vec![value]));
        self
    }

    pub(crate) fn with(mut self, piece: Piece) -> Element {
        self.content.push(piece);
        self
    }

    pub(crate) fn child(self, child: Element) -> Element {
        self.with(Piece::Child(child))
    }

    pub(crate) fn depends_on(mut self, slot: u16) -> Element {
        self.dependency = slot;
        self
    }
}

/// A template: an element with holes, known by its id.
#[derive(Clone)]
pub(crate) struct Template {
    pub(crate) id: u32,
    pub(crate) root: Element,
}

/// A value of a template instance.
#[derive(Clone)]
pub(crate) enum Value {
    Raw(u8, Vec<u8>),
    /// A nested instance, with or without a fragment header.
    Nested(Template, Vec<Value>, bool),
    /// A nested element without a template.
    Fragment(Element),
}

pub(crate) fn string(text: &str) -> Value {
    Value::Raw(0x01, utf16(text))
}

pub(crate) fn strings(items: &[&str]) -> Value {
    Value::Raw(0x81, items.iter().flat_map(|item| utf16(&format!("{item}\0"))).collect())
}

pub(crate) const NULL: Value = Value::Raw(0, Vec::new());

pub(crate) fn u8_value(value: u8) -> Value {
    Value::Raw(0x04, vec![value])
}

pub(crate) fn u16_value(value: u16) -> Value {
    Value::Raw(0x06, value.to_le_bytes().to_vec())
}

pub(crate) fn u64_value(value: u64) -> Value {
    Value::Raw(0x0A, value.to_le_bytes().to_vec())
}

pub(crate) fn filetime(value: u64) -> Value {
    Value::Raw(0x11, value.to_le_bytes().to_vec())
}

pub(crate) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A chunk being filled.
pub(crate) struct ChunkBuilder {
    bytes: Vec<u8>,
    names: HashMap<&'static str, u32>,
    templates: HashMap<u32, u32>,
    records: Vec<(usize, u64)>,
}

impl ChunkBuilder {
    pub(crate) fn new() -> ChunkBuilder {
        ChunkBuilder {
            bytes: vec![0; CHUNK_HEADER_SIZE],
            names: HashMap::new(),
            templates: HashMap::new(),
            records: Vec::new(),
        }
    }

    /// Adds a record that is an instance of `template`.
    pub(crate) fn instance(self, id: u64, template: &Template, values: &[Value]) -> ChunkBuilder {
        self.record(id, |chunk| chunk.write_instance(template, values))
    }

    /// Adds a record without a template.
    pub(crate) fn literal(self, id: u64, root: &Element) -> ChunkBuilder {
        self.record(id, |chunk| chunk.write_element(root, false))
    }

    /// Adds a record whose BinXML is these bytes, after the stream header.
    pub(crate) fn raw(self, id: u64, body: &[u8]) -> ChunkBuilder {
        self.record(id, |chunk| chunk.bytes.extend_from_slice(body))
    }

    fn record(mut self, id: u64, body: impl FnOnce(&mut ChunkBuilder)) -> ChunkBuilder {
        let start = self.bytes.len();
        self.records.push((start, id));
        self.bytes.extend_from_slice(b"**\0\0\0\0\0\0");
        self.bytes.extend_from_slice(&id.to_le_bytes());
        self.bytes.extend_from_slice(&WRITTEN.to_le_bytes());
        self.bytes.extend_from_slice(&[0x0F, 1, 1, 0]);
        body(&mut self);
        self.bytes.push(0);
        while self.bytes.len() % 8 != 4 {
            self.bytes.push(0xEE); // padding is of any content
        }
        let size = (self.bytes.len() + 4 - start) as u32;
        self.bytes.extend_from_slice(&size.to_le_bytes());
        self.bytes[start + 4..start + 8].copy_from_slice(&size.to_le_bytes());
        self
    }

    /// The offsets of the records so far.
    pub(crate) fn offsets(&self) -> Vec<usize> {
        self.records.iter().map(|(offset, _)| *offset).collect()
    }

    /// The whole chunk, with correct checksums.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let end = self.bytes.len();
        assert!(end <= CHUNK_SIZE);
        self.bytes.resize(CHUNK_SIZE, 0);
        let (last_at, last) = *self.records.last().expect("a record");
        let (_, first) = self.records[0];
        let mut put = |at: usize, bytes: &[u8]| self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, b"ElfChnk\0");
        for (at, id) in [(8, first), (16, last), (24, first), (32, last)] {
            put(at, &id.to_le_bytes());
        }
        put(40, &128u32.to_le_bytes());
        put(44, &(last_at as u32).to_le_bytes());
        put(48, &(end as u32).to_le_bytes());
        seal(&mut self.bytes);
        self.bytes
    }

    fn write_instance(&mut self, template: &Template, values: &[Value]) {
        self.bytes.extend_from_slice(&[0x0C, 1]);
        self.put_u32(template.id);
        match self.templates.get(&template.id) {
            Some(offset) => self.put_u32(*offset),
            None => self.write_definition(template),
        }
        self.put_u32(values.len() as u32);
        let descriptors = self.bytes.len();
        self.bytes.resize(descriptors + 4 * values.len(), 0);
        for (index, value) in values.iter().enumerate() {
            let start = self.bytes.len();
            let kind = self.write_value(value);
            let len = (self.bytes.len() - start) as u16;
            let [low, high] = len.to_le_bytes();
            let at = descriptors + 4 * index;
            self.bytes[at..at + 4].copy_from_slice(&[low, high, kind, 0]);
        }
    }

    fn write_value(&mut self, value: &Value) -> u8 {
        match value {
            Value::Raw(kind, bytes) => {
                self.bytes.extend_from_slice(bytes);
                return *kind;
            }
            Value::Nested(template, values, header) => {
                if *header {
                    self.bytes.extend_from_slice(&[0x0F, 1, 1, 0]);
                }
                self.write_instance(template, values);
            }
            Value::Fragment(element) => {
                self.bytes.extend_from_slice(&[0x0F, 1, 1, 0]);
                self.write_element(element, false);
            }
        }
        self.bytes.push(0);
        0x21
    }

    fn write_definition(&mut self, template: &Template) {
        let offset = self.bytes.len() as u32 + 4;
        self.put_u32(offset);
        self.templates.insert(template.id, offset);
        self.put_u32(0);
        self.put_u32(template.id);
        self.bytes.extend_from_slice(&[7; 12]);
        let size_at = self.bytes.len();
        self.put_u32(0);
        self.bytes.extend_from_slice(&[0x0F, 1, 1, 0]);
        self.write_element(&template.root, true);
        self.bytes.push(0);
        self.patch_size(size_at);
    }

    fn write_element(&mut self, element: &Element, in_template: bool) {
        let more = if element.attributes.is_empty() { 0 } else { 0x40 };
        self.bytes.push(0x01 | more);
        if in_template {
            self.bytes.extend_from_slice(&element.dependency.to_le_bytes());
        }
        let size_at = self.bytes.len();
        self.put_u32(0);
        self.write_name(element.name);
        if !element.attributes.is_empty() {
            let list_at = self.bytes.len();
            self.put_u32(0);
            for (name, value) in &element.attributes {
                self.bytes.push(0x06);
                self.write_name(name);
                self.write_pieces(value, in_template);
            }
            self.patch_size(list_at);
        }
        if element.content.is_empty() {
            self.bytes.push(0x03);
        } else {
            self.bytes.push(0x02);
            self.write_pieces(&element.content, in_template);
            self.bytes.push(0x04);
        }
        self.patch_size(size_at);
    }

    fn write_pieces(&mut self, pieces: &[Piece], in_template: bool) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => {
                    self.bytes.extend_from_slice(&[0x05, 0x01]);
                    self.put_counted(text);
                }
                Piece::CData(text) => {
                    self.bytes.push(0x07);
                    self.put_counted(text);
                }
                Piece::Entity(name) => {
                    self.bytes.push(0x09);
                    self.write_name(name);
                }
                Piece::Char(unit) => {
                    self.bytes.push(0x08);
                    self.bytes.extend_from_slice(&unit.to_le_bytes());
                }
                Piece::Hole(slot, kind) | Piece::OptionalHole(slot, kind) => {
                    let optional = matches!(piece, Piece::OptionalHole(..));
                    self.bytes.push(if optional { 0x0E } else { 0x0D });
                    self.bytes.extend_from_slice(&slot.to_le_bytes());
                    self.bytes.push(*kind);
                }
                Piece::Child(child) => self.write_element(child, in_template),
            }
        }
    }

    fn write_name(&mut self, name: &'static str) {
        if let Some(offset) = self.names.get(name) {
            let offset = *offset;
            return self.put_u32(offset);
        }
        let offset = self.bytes.len() as u32 + 4;
        self.names.insert(name, offset);
        self.put_u32(offset);
        self.put_u32(0);
        self.bytes.extend_from_slice(&[0, 0]);
        self.put_counted(name);
        self.bytes.extend_from_slice(&[0, 0]);
    }

    fn put_counted(&mut self, text: &str) {
        let utf16 = utf16(text);
        self.bytes.extend_from_slice(&((utf16.len() / 2) as u16).to_le_bytes());
        self.bytes.extend_from_slice(&utf16);
    }

    fn put_u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    /// Writes at `at` how many bytes follow the four there.
    fn patch_size(&mut self, at: usize) {
        let size = (self.bytes.len() - at - 4) as u32;
        self.bytes[at..at + 4].copy_from_slice(&size.to_le_bytes());
    }
}

/// The time in every record header.
pub(crate) const WRITTEN: u64 = 132_000_000_000_000_000;

/// Makes both checksums of a chunk right again.
pub(crate) fn seal(chunk: &mut [u8]) {
    let end = u32::from_le_bytes(chunk[48..52].try_into().expect("four bytes")) as usize;
    let records = crc32fast::hash(chunk.get(512..end).unwrap_or_default());
    chunk[52..56].copy_from_slice(&records.to_le_bytes());
    seal_header(chunk);
}

/// Makes the header checksum of a chunk right again.
pub(crate) fn seal_header(chunk: &mut [u8]) {
    let mut header = crc32fast::Hasher::new();
    header.update(&chunk[..120]);
    header.update(&chunk[128..512]);
    chunk[124..128].copy_from_slice(&header.finalize().to_le_bytes());
}
