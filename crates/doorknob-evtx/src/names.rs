//! Element and attribute names: stored once in a chunk, referred to by offset.
//!
//! A name is `next u32, hash u16, units u16, UTF-16LE, NUL`. The offsets are followed where they
//! point; the chunk header's table of them is not used, so damage to it costs nothing.

use crate::little_endian::{slice_at, u16_at};
use std::fmt;

/// Bytes of a stored name around its text: link, hash, length and NUL.
pub(crate) const NAME_OVERHEAD: usize = 10;

/// An element's or attribute's name, borrowed from the chunk as UTF-16LE.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name<'a>(pub(crate) &'a [u8]);

impl<'a> Name<'a> {
    /// The name stored at `offset`, if one can be.
    pub(crate) fn at(chunk: &'a [u8], offset: u32) -> Option<Name<'a>> {
        let offset = offset as usize;
        let units = usize::from(u16_at(chunk, offset.checked_add(6)?)?);
        slice_at(chunk, offset + 8, 2 * units).map(Name)
    }

    /// The UTF-16LE bytes.
    pub fn utf16(self) -> &'a [u8] {
        self.0
    }

    /// Whether it is this ASCII text.
    pub fn is(self, ascii: &str) -> bool {
        self.0.len() == 2 * ascii.len()
            && self.0.as_chunks::<2>().0.iter().zip(ascii.bytes()).all(|(unit, byte)| *unit == [byte, 0])
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        crate::value_text::push_utf16(self.0, &mut text);
        f.pad(&text)
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

/// The names that decide where in an event a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbol {
    Event,
    System,
    Provider,
    EventId,
    TimeCreated,
    EventRecordId,
    Channel,
    Computer,
    EventData,
    UserData,
    Data,
    /// The attribute `Name`.
    Name,
    /// The attribute `SystemTime`.
    SystemTime,
    Other,
}

impl Symbol {
    pub(crate) fn of(name: Name<'_>) -> Symbol {
        // The lengths tell most names apart, so that hardly any is compared twice.
        let candidates: &[(&str, Symbol)] = match name.0.len() / 2 {
            4 => &[("Data", Symbol::Data), ("Name", Symbol::Name)],
            5 => &[("Event", Symbol::Event)],
            6 => &[("System", Symbol::System)],
            7 => &[("EventID", Symbol::EventId), ("Channel", Symbol::Channel)],
            8 => &[
                ("Provider", Symbol::Provider),
                ("Computer", Symbol::Computer),
                ("UserData", Symbol::UserData),
            ],
            9 => &[("EventData", Symbol::EventData)],
            10 => &[("SystemTime", Symbol::SystemTime)],
            11 => &[("TimeCreated", Symbol::TimeCreated)],
            13 => &[("EventRecordID", Symbol::EventRecordId)],
            _ => &[],
        };
        candidates.iter().find(|(text, _)| name.is(text)).map_or(Symbol::Other, |(_, symbol)| *symbol)
    }
}

/// Symbols by name offset, remembered for one chunk: a direct-mapped table whose entries of earlier
/// chunks are recognised by their generation, so that nothing is cleared between chunks.
#[derive(Debug, Clone)]
pub(crate) struct SymbolTable {
    generation: u64,
    slots: Box<[(u64, Symbol); SymbolTable::SLOTS]>,
}

impl SymbolTable {
    const SLOTS: usize = 256;

    pub(crate) fn new() -> SymbolTable {
        SymbolTable { generation: 1, slots: Box::new([(0, Symbol::Other); SymbolTable::SLOTS]) }
    }

    /// Forgets everything: the next chunk has other names at the same offsets.
    pub(crate) fn next_chunk(&mut self) {
        self.generation += 1;
    }

    /// The symbol of the name at `offset`; `None` if no name can be there.
    #[inline(always)]
    pub(crate) fn symbol(&mut self, chunk: &[u8], offset: u32) -> Option<Symbol> {
        let key = self.generation << 32 | u64::from(offset);
        let hash = (offset.wrapping_mul(0x9E37_79B1) >> 24) as usize;
        let slot = self.slots.get_mut(hash)?;
        if slot.0 != key {
            *slot = (key, Symbol::of(Name::at(chunk, offset)?));
        }
        Some(slot.1)
    }
}
