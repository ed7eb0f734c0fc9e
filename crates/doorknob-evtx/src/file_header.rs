//! The 4096-byte file header: a hint about the file, never an authority over it.
//!
//! Its chunk count and next record id go stale whenever a log is copied while the service writes to
//! it, so readers go by the file's length and keep this for the report.

use crate::little_endian::{u16_at, u32_at, u64_at};

/// Bytes before the first chunk.
pub const FILE_HEADER_SIZE: usize = 4096;

const MAGIC: &[u8] = b"ElfFile\0";
const FLAG_DIRTY: u32 = 1;
const FLAG_FULL: u32 = 2;
const FLAG_NO_CHECKSUM: u32 = 4;

/// What the file header says of the file.
///
/// Source: libyal `libevtx` format document, "File header"; MS-EVEN6 does not define the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileHeader {
    /// Number of the oldest chunk (a ring log starts anywhere).
    pub first_chunk: u64,
    /// Number of the chunk last written.
    pub last_chunk: u64,
    /// The record id the next record would get.
    pub next_record_id: u64,
    /// Format version, minor part (1 for all current systems, 2 from Windows 10 on).
    pub minor_version: u16,
    /// Format version, major part (3).
    pub major_version: u16,
    /// Chunks in the file at the last header update; stale in dirty files.
    pub chunk_count: u16,
    /// The service had not finished with the file when it was copied.
    pub dirty: bool,
    /// The log reached its size limit.
    pub full: bool,
    /// Whether the header's own CRC32 (over bytes 0..120) holds; `None` where the file states none.
    pub checksum_ok: Option<bool>,
}

impl FileHeader {
    /// Reads the header from the first bytes of a file (128 suffice; the rest is padding).
    ///
    /// `None`: too short, or the magic `ElfFile` is missing. A file without it may still hold chunks
    /// at the usual places: whether to look is the caller's choice.
    pub fn parse(bytes: &[u8]) -> Option<FileHeader> {
        if !bytes.starts_with(MAGIC) {
            return None;
        }
        let flags = u32_at(bytes, 120)?;
        let stored = u32_at(bytes, 124)?;
        let checksum_ok =
            (flags & FLAG_NO_CHECKSUM == 0).then_some(stored == crc32fast::hash(bytes.get(..120)?));
        Some(FileHeader {
            first_chunk: u64_at(bytes, 8)?,
            last_chunk: u64_at(bytes, 16)?,
            next_record_id: u64_at(bytes, 24)?,
            minor_version: u16_at(bytes, 36)?,
            major_version: u16_at(bytes, 38)?,
            chunk_count: u16_at(bytes, 42)?,
            dirty: flags & FLAG_DIRTY != 0,
            full: flags & FLAG_FULL != 0,
            checksum_ok,
        })
    }
}
