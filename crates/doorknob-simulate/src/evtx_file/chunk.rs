//! One chunk under construction: record framing, the string table, the template table, checksums.

use rustc_hash::FxHashMap;

use super::CHUNK_SIZE;
use crate::layout::Envelope;

const CHUNK_HEADER_SIZE: usize = 512;
const NAME_BUCKETS_AT: usize = 128;
const TEMPLATE_BUCKETS_AT: usize = 384;
const HEADER_CHECKSUM_AT: usize = 124;
const RECORD_MAGIC: [u8; 4] = [0x2a, 0x2a, 0, 0];

/// Identifies a template definition within a chunk: root templates differ by what they hold as
/// literal text, payload templates by layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TemplateKey {
    /// `Event/System`, for an envelope, a kind of payload, a computer, and (where the envelope
    /// has them as literals) a provider and channel.
    Root { envelope: Envelope, user_data: bool, provider: &'static str, computer: std::sync::Arc<str> },
    /// The payload of a layout, by the address of the static.
    Payload(usize),
}

/// What one record added, so that it can be taken back when it does not fit.
#[derive(Debug, Default)]
struct Undo {
    names: Vec<&'static str>,
    buckets: Vec<(usize, u32)>,
    templates: usize,
}

/// The bytes of a chunk and its tables. Buffers are reused from chunk to chunk.
pub(super) struct Chunk {
    bytes: Vec<u8>,
    names: FxHashMap<&'static str, u32>,
    templates: Vec<(TemplateKey, u32, [u8; 4])>,
    undo: Undo,
    numbers: Option<(u64, u64)>,
    ids: Option<(u64, u64)>,
    last_record_at: usize,
    records: u32,
}

impl Chunk {
    pub(super) fn new() -> Self {
        let mut chunk = Chunk {
            bytes: Vec::with_capacity(2 * CHUNK_SIZE),
            names: FxHashMap::default(),
            templates: Vec::new(),
            undo: Undo::default(),
            numbers: None,
            ids: None,
            last_record_at: 0,
            records: 0,
        };
        chunk.clear();
        chunk
    }

    /// Makes the chunk empty again.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.resize(CHUNK_HEADER_SIZE, 0);
        self.names.clear();
        self.templates.clear();
        self.numbers = None;
        self.ids = None;
        self.last_record_at = 0;
        self.records = 0;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// Adds a record around the binary XML that `body` writes. False, and the chunk as it was,
    /// when it does not fit.
    pub(super) fn record(
        &mut self,
        number: u64,
        id: u64,
        filetime: u64,
        body: impl FnOnce(&mut Chunk) -> bool,
    ) -> bool {
        let start = self.bytes.len();
        self.undo.names.clear();
        self.undo.buckets.clear();
        self.undo.templates = self.templates.len();
        self.bytes.extend(RECORD_MAGIC);
        self.bytes.extend(0_u32.to_le_bytes());
        self.bytes.extend(id.to_le_bytes());
        self.bytes.extend(filetime.to_le_bytes());
        let whole = body(self);
        // Records are a multiple of 8 long, the closing copy of the size included.
        let size = (self.bytes.len() - start + 4).next_multiple_of(8);
        if !whole || start + size > CHUNK_SIZE {
            self.take_back(start);
            return false;
        }
        self.bytes.resize(start + size - 4, 0);
        let size = size as u32;
        self.bytes.extend(size.to_le_bytes());
        self.put_u32(start + 4, size);
        self.numbers = Some((self.numbers.map_or(number, |(first, _)| first), number));
        self.ids = Some((self.ids.map_or(id, |(first, _)| first), id));
        self.last_record_at = start;
        self.records += 1;
        true
    }

    fn take_back(&mut self, start: usize) {
        self.bytes.truncate(start);
        for name in &self.undo.names {
            self.names.remove(name);
        }
        for (at, head) in std::mem::take(&mut self.undo.buckets).into_iter().rev() {
            self.put_u32(at, head);
        }
        self.templates.truncate(self.undo.templates);
    }

    /// Completes the header and gives the 64 KiB of the chunk.
    pub(super) fn finish(&mut self) -> &[u8] {
        let free = self.bytes.len();
        let events_checksum = crc32fast::hash(&self.bytes[CHUNK_HEADER_SIZE..]);
        let (first_number, last_number) = self.numbers.unwrap_or((1, u64::MAX));
        let (first_id, last_id) = self.ids.unwrap_or((u64::MAX, u64::MAX));
        let header = [
            u64::from_le_bytes(*b"ElfChnk\0"),
            first_number,
            last_number,
            first_id,
            last_id,
            // Header size 128, then the offset of the last record.
            128 | (self.last_record_at as u64) << 32,
            free as u64 | u64::from(events_checksum) << 32,
        ];
        for (field, word) in header.iter().enumerate() {
            self.bytes[field * 8..field * 8 + 8].copy_from_slice(&word.to_le_bytes());
        }
        // Flag bit 0 is set in every recorded chunk.
        self.put_u32(120, 1);
        let mut checksum = crc32fast::Hasher::new();
        checksum.update(&self.bytes[..120]);
        checksum.update(&self.bytes[NAME_BUCKETS_AT..CHUNK_HEADER_SIZE]);
        self.put_u32(HEADER_CHECKSUM_AT, checksum.finalize());
        self.bytes.resize(CHUNK_SIZE, 0);
        &self.bytes
    }

    /// The next write position, as an offset in the chunk.
    pub(super) fn position(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Direct access for values that write themselves.
    pub(super) fn output(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    pub(super) fn put_u32(&mut self, at: usize, value: u32) {
        self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    pub(super) fn put_u16(&mut self, at: usize, value: u16) {
        self.bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }

    /// Appends UTF-16, and tells how many units.
    pub(super) fn utf16(&mut self, text: &str) -> usize {
        let before = self.bytes.len();
        if text.is_ascii() {
            self.bytes.extend(text.bytes().flat_map(|byte| [byte, 0]));
        } else {
            self.bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        }
        (self.bytes.len() - before) / 2
    }

    /// Appends a reference to a name; where the chunk has not seen the name, the name follows.
    pub(super) fn name(&mut self, name: &'static str) {
        if let Some(offset) = self.names.get(name) {
            self.bytes.extend(offset.to_le_bytes());
            return;
        }
        let offset = (self.bytes.len() + 4) as u32;
        self.bytes.extend(offset.to_le_bytes());
        let hash = hash_units(name.encode_utf16());
        let bucket = NAME_BUCKETS_AT + usize::from(hash % 64) * 4;
        let previous = self.replace_bucket(bucket, offset);
        self.bytes.extend(previous.to_le_bytes());
        self.bytes.extend(hash.to_le_bytes());
        self.bytes.extend((name.len() as u16).to_le_bytes());
        self.utf16(name);
        self.bytes.extend([0, 0]);
        self.names.insert(name, offset);
        self.undo.names.push(name);
    }

    /// Offset and short identifier of a template's definition, where this chunk has it.
    pub(super) fn template(&self, key: &TemplateKey) -> Option<(u32, [u8; 4])> {
        // Few per chunk: computers times layouts.
        self.templates.iter().find(|(known, ..)| known == key).map(|&(_, offset, id)| (offset, id))
    }

    /// Begins a definition at the write position; the tokens follow. Gives the position of its
    /// size field, for [`Chunk::end_definition`].
    pub(super) fn begin_definition(&mut self, key: TemplateKey, guid: [u8; 16]) -> usize {
        let offset = self.bytes.len() as u32;
        let units = guid.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let bucket = TEMPLATE_BUCKETS_AT + usize::from(hash_units(units) % 32) * 4;
        let previous = self.replace_bucket(bucket, offset);
        let [a, b, c, d, ..] = guid;
        self.templates.push((key, offset, [a, b, c, d]));
        self.bytes.extend(previous.to_le_bytes());
        self.bytes.extend(guid);
        self.bytes.extend(0_u32.to_le_bytes());
        self.bytes.len() - 4
    }

    pub(super) fn end_definition(&mut self, size_at: usize) {
        let size = self.bytes.len() - size_at - 4;
        self.put_u32(size_at, size as u32);
    }

    fn replace_bucket(&mut self, at: usize, head: u32) -> u32 {
        let old = [self.bytes[at], self.bytes[at + 1], self.bytes[at + 2], self.bytes[at + 3]];
        let old = u32::from_le_bytes(old);
        self.undo.buckets.push((at, old));
        self.put_u32(at, head);
        old
    }
}

/// The hash of names ([MS-EVEN6] 2.2.12, `NameHash`): 65599 times the hash so far plus the unit,
/// of which the low 16 bits count.
fn hash_units(units: impl Iterator<Item = u16>) -> u16 {
    units.fold(0_u32, |hash, unit| hash.wrapping_mul(65599).wrapping_add(u32::from(unit))) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_recorded_names() {
        // From the string table of a recorded chunk.
        for (name, hash) in [("Event", 3258), ("EventData", 33348), ("Data", 28554), ("UserID", 19558)] {
            assert_eq!(hash_units(name.encode_utf16()), hash, "{name}");
        }
    }

    #[test]
    fn a_record_that_does_not_fit_leaves_no_trace() {
        let mut chunk = Chunk::new();
        assert!(chunk.record(1, 1, 0, |chunk| {
            chunk.name("Event");
            true
        }));
        let before = (chunk.bytes.clone(), chunk.names.len());
        assert!(!chunk.record(2, 2, 0, |chunk| {
            chunk.name("System");
            chunk.begin_definition(TemplateKey::Payload(1), [7; 16]);
            chunk.put(&[0; CHUNK_SIZE]);
            true
        }));
        assert_eq!((chunk.bytes.clone(), chunk.names.len()), before);
        assert_eq!(chunk.template(&TemplateKey::Payload(1)), None);
    }
}
