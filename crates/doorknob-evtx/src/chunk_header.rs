//! The 512-byte chunk header and the two checksums a chunk carries.

use crate::little_endian::{u32_at, u64_at};

/// Size of a chunk in a file: chunks start at 4096 + n * 65536.
pub const CHUNK_SIZE: usize = 65536;
/// Bytes before a chunk's first record.
pub const CHUNK_HEADER_SIZE: usize = 512;

const MAGIC: &[u8] = b"ElfChnk\0";
const FLAG_NO_CHECKSUM: u32 = 4;

/// What a chunk's header says of its records.
///
/// Source: libyal `libevtx` format document, "Chunk header".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkHeader {
    /// Number of the first record; equals the id in logs written by Windows.
    pub first_record_number: u64,
    /// Number of the last record.
    pub last_record_number: u64,
    /// Id of the first record: what to order a ring log's chunks by.
    pub first_record_id: u64,
    /// Id of the last record.
    pub last_record_id: u64,
    /// Offset of the last record in the chunk.
    pub last_record_offset: u32,
    /// Offset of the byte after the last record. What lies beyond is slack.
    pub free_space_offset: u32,
    /// CRC32 of the records, as stored.
    pub records_crc: u32,
    /// CRC32 of the header, as stored.
    pub header_crc: u32,
    /// Flags, as stored. Bit 2 says that the checksums are not filled in.
    pub flags: u32,
}

/// What the checksums say of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Checksum {
    /// Header and records match.
    Good,
    /// The records match, the header does not: its ids and tables cannot be trusted, the records can.
    BadHeader,
    /// The header matches, the records do not.
    BadRecords,
    /// Neither matches.
    Bad,
    /// The header matches and the records could not be checked: the chunk is cut short before its free
    /// space, or its free space offset is impossible.
    Incomplete,
    /// The chunk states that it carries no checksums.
    Unstated,
    /// The piece is too short to hold a chunk header.
    NoHeader,
}

impl Checksum {
    /// Whether nothing speaks against the records: they match their checksum, or the chunk states that
    /// it has none.
    pub fn trusts_records(self) -> bool {
        matches!(self, Checksum::Good | Checksum::BadHeader | Checksum::Unstated)
    }
}

impl ChunkHeader {
    /// Reads the header. `None`: fewer than 512 bytes, or the magic `ElfChnk` is missing.
    pub fn parse(chunk: &[u8]) -> Option<ChunkHeader> {
        chunk.starts_with(MAGIC).then(|| ChunkHeader::parse_any(chunk))?
    }

    /// Reads the header whatever its magic.
    pub(crate) fn parse_any(chunk: &[u8]) -> Option<ChunkHeader> {
        let header = chunk.get(..CHUNK_HEADER_SIZE)?;
        Some(ChunkHeader {
            first_record_number: u64_at(header, 8)?,
            last_record_number: u64_at(header, 16)?,
            first_record_id: u64_at(header, 24)?,
            last_record_id: u64_at(header, 32)?,
            last_record_offset: u32_at(header, 44)?,
            free_space_offset: u32_at(header, 48)?,
            records_crc: u32_at(header, 52)?,
            flags: u32_at(header, 120)?,
            header_crc: u32_at(header, 124)?,
        })
    }

    /// Compares both stored checksums with `chunk`, the bytes this header was read from.
    pub fn verify(&self, chunk: &[u8]) -> Checksum {
        // The flags are covered by no checksum, so the flag alone proves nothing.
        if self.flags & FLAG_NO_CHECKSUM != 0 && self.header_crc == 0 && self.records_crc == 0 {
            return Checksum::Unstated;
        }
        let mut header_crc = crc32fast::Hasher::new();
        header_crc.update(chunk.get(..120).unwrap_or_default());
        header_crc.update(chunk.get(128..CHUNK_HEADER_SIZE).unwrap_or_default());
        let header_ok = header_crc.finalize() == self.header_crc;
        let records_ok = chunk
            .get(CHUNK_HEADER_SIZE..self.free_space_offset as usize)
            .map(|records| crc32fast::hash(records) == self.records_crc);
        match (header_ok, records_ok) {
            (true, Some(true)) => Checksum::Good,
            // The checksum of no bytes is 0, which proves nothing.
            (false, Some(true)) if self.free_space_offset as usize > CHUNK_HEADER_SIZE => Checksum::BadHeader,
            (false, _) => Checksum::Bad,
            (true, Some(false)) => Checksum::BadRecords,
            (true, None) => Checksum::Incomplete,
        }
    }

    /// Where the live records end, if the header's word for it is possible at all.
    pub(crate) fn live_end(&self, chunk: &[u8]) -> Option<usize> {
        let end = self.free_space_offset as usize;
        (CHUNK_HEADER_SIZE..=chunk.len().max(CHUNK_SIZE)).contains(&end).then_some(end.min(chunk.len()))
    }
}

/// Whether every byte is zero: a preallocated chunk that was never written, which is no damage.
pub(crate) fn is_blank(chunk: &[u8]) -> bool {
    chunk.chunks(4096).all(|page| page.iter().fold(0, |all, byte| all | byte) == 0)
}
