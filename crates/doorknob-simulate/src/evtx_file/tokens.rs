//! Tokens of binary XML. Source: [MS-EVEN6] 2.2.12.

use super::chunk::Chunk;

const OPEN_ELEMENT: u8 = 0x01;
const CLOSE_START: u8 = 0x02;
const CLOSE_EMPTY: u8 = 0x03;
const END_ELEMENT: u8 = 0x04;
const TEXT: u8 = 0x05;
const ATTRIBUTE: u8 = 0x06;
const SUBSTITUTION: u8 = 0x0d;
const OPTIONAL_SUBSTITUTION: u8 = 0x0e;
/// Set on an element that has attributes, and on an attribute that another one follows.
const MORE: u8 = 0x40;

/// No element depends on a substitution value unless it says so.
const INDEPENDENT: u16 = 0xffff;

/// End of a fragment.
pub(super) const END_OF_FRAGMENT: u8 = 0x00;
/// Opens a fragment: version 1.1, no flags.
pub(super) const FRAGMENT_HEADER: [u8; 4] = [0x0f, 1, 1, 0];
/// A template instance.
pub(super) const TEMPLATE_INSTANCE: u8 = 0x0c;

/// An element whose end is still to be written.
#[must_use]
pub(super) struct OpenElement {
    size_at: usize,
    attributes_size_at: Option<usize>,
}

/// Writes elements into a chunk. In a template definition, elements name the value that they
/// depend on (they are left out where it is null); literal fragments have no such field.
pub(super) struct Tokens<'a> {
    pub(super) chunk: &'a mut Chunk,
    in_definition: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn definition(chunk: &'a mut Chunk) -> Self {
        Tokens { chunk, in_definition: true }
    }

    pub(super) fn literal(chunk: &'a mut Chunk) -> Self {
        Tokens { chunk, in_definition: false }
    }

    /// `<name`, left out where the value `dependency` is null.
    pub(super) fn open(
        &mut self,
        name: &'static str,
        dependency: Option<u16>,
        has_attributes: bool,
    ) -> OpenElement {
        self.chunk.put(&[if has_attributes { OPEN_ELEMENT | MORE } else { OPEN_ELEMENT }]);
        if self.in_definition {
            self.chunk.put(&dependency.unwrap_or(INDEPENDENT).to_le_bytes());
        }
        let size_at = self.reserve_u32();
        self.chunk.name(name);
        let attributes_size_at = has_attributes.then(|| self.reserve_u32());
        OpenElement { size_at, attributes_size_at }
    }

    /// ` name=`; its value follows. `more` when another attribute comes after it.
    pub(super) fn attribute(&mut self, name: &'static str, more: bool) {
        self.chunk.put(&[if more { ATTRIBUTE | MORE } else { ATTRIBUTE }]);
        self.chunk.name(name);
    }

    /// Text, at most 65,535 UTF-16 units; false, with nothing valid written, when it is longer.
    #[must_use]
    pub(super) fn text(&mut self, text: &str) -> bool {
        self.chunk.put(&[TEXT, 0x01]);
        let length_at = self.chunk.position();
        self.chunk.put(&[0, 0]);
        let units = self.chunk.utf16(text);
        let Ok(units) = u16::try_from(units) else { return false };
        self.chunk.put_u16(length_at, units);
        true
    }

    /// A value that is always there.
    pub(super) fn substitution(&mut self, index: u16, wire: u8) {
        self.substitution_token(SUBSTITUTION, index, wire);
    }

    /// A value that may be null.
    pub(super) fn optional(&mut self, index: u16, wire: u8) {
        self.substitution_token(OPTIONAL_SUBSTITUTION, index, wire);
    }

    fn substitution_token(&mut self, token: u8, index: u16, wire: u8) {
        let [low, high] = index.to_le_bytes();
        self.chunk.put(&[token, low, high, wire]);
    }

    /// `>`
    pub(super) fn close_start(&mut self, element: &mut OpenElement) {
        self.end_attributes(element);
        self.chunk.put(&[CLOSE_START]);
    }

    /// `/>`
    pub(super) fn close_empty(&mut self, mut element: OpenElement) {
        self.end_attributes(&mut element);
        self.chunk.put(&[CLOSE_EMPTY]);
        self.patch_size(element.size_at);
    }

    /// `</name>`
    pub(super) fn end(&mut self, element: OpenElement) {
        self.chunk.put(&[END_ELEMENT]);
        self.patch_size(element.size_at);
    }

    fn end_attributes(&mut self, element: &mut OpenElement) {
        if let Some(at) = element.attributes_size_at.take() {
            self.patch_size(at);
        }
    }

    fn reserve_u32(&mut self) -> usize {
        let at = self.chunk.position();
        self.chunk.put(&[0; 4]);
        at
    }

    /// Sizes count from after the size field.
    fn patch_size(&mut self, at: usize) {
        let size = self.chunk.position() - at - 4;
        self.chunk.put_u32(at, size as u32);
    }
}

/// The values of a template instance: a count, a table of (length, type), then the bytes.
pub(super) struct Values {
    descriptor_at: usize,
}

impl Values {
    pub(super) fn begin(chunk: &mut Chunk, count: usize) -> Self {
        chunk.put(&(count as u32).to_le_bytes());
        let descriptor_at = chunk.position();
        for _ in 0..count {
            chunk.put(&[0; 4]);
        }
        Values { descriptor_at }
    }

    /// Adds the next value; false when it is longer than the format can say.
    #[must_use]
    pub(super) fn add(&mut self, chunk: &mut Chunk, wire: u8, write: impl FnOnce(&mut Chunk)) -> bool {
        let start = chunk.position();
        write(chunk);
        let Ok(length) = u16::try_from(chunk.position() - start) else { return false };
        chunk.put_u16(self.descriptor_at, length);
        chunk.put_u16(self.descriptor_at + 2, u16::from(wire));
        self.descriptor_at += 4;
        true
    }

    /// Adds the next values as null.
    pub(super) fn add_nulls(&mut self, count: usize) {
        self.descriptor_at += 4 * count;
    }
}
