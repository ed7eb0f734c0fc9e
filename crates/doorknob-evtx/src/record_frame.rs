//! Record headers: where a record lies and what frames it.
//!
//! `2a 2a 00 00, size u32, id u64, written FILETIME, BinXML, copy of size u32`.

use crate::little_endian::{u32_at, u64_at};

/// Bytes before a record's BinXML.
const HEADER_SIZE: usize = 24;
/// Header and size copy: the least a record can be.
const OVERHEAD: usize = HEADER_SIZE + 4;
const MAGIC: [u8; 4] = [0x2A, 0x2A, 0, 0];

/// A record as its header frames it, its content not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordFrame {
    /// Offset of the record in its chunk.
    pub offset: u32,
    /// Its size in bytes, header and size copy included.
    pub size: u32,
    /// The id in its header.
    pub record_id: u64,
    /// The time in its header, as FILETIME.
    pub written: u64,
    /// What the copy of the size at its end says; a sound record says [`size`](RecordFrame::size).
    pub size_copy: u32,
}

/// Why no record could be framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameFault {
    NoMagic,
    Size(u32),
    CutShort(u32),
}

impl RecordFrame {
    /// The record at `offset`, if its header is possible and it ends within `chunk`.
    #[inline(always)]
    pub(crate) fn at(chunk: &[u8], offset: usize) -> Result<RecordFrame, FrameFault> {
        let header =
            chunk.get(offset..).and_then(<[u8]>::first_chunk::<HEADER_SIZE>).ok_or(FrameFault::NoMagic)?;
        if header.first_chunk::<4>() != Some(&MAGIC) {
            return Err(FrameFault::NoMagic);
        }
        let size = u32_at(header, 4).unwrap_or_default();
        if (size as usize) < OVERHEAD || size as usize > crate::CHUNK_SIZE {
            return Err(FrameFault::Size(size));
        }
        let size_copy = u32_at(chunk, offset + size as usize - 4).ok_or(FrameFault::CutShort(size))?;
        Ok(RecordFrame {
            offset: offset as u32,
            size,
            record_id: u64_at(header, 8).unwrap_or_default(),
            written: u64_at(header, 16).unwrap_or_default(),
            size_copy,
        })
    }

    /// The first record at or after `from` whose size copy agrees and which ends by `end`.
    pub(crate) fn search(chunk: &[u8], from: usize, end: usize) -> Option<RecordFrame> {
        let area = chunk.get(from..end.min(chunk.len()))?;
        area.windows(MAGIC.len())
            .enumerate()
            .filter(|(_, window)| **window == MAGIC)
            .filter_map(|(index, _)| RecordFrame::at(chunk, from + index).ok())
            .find(|frame| frame.size == frame.size_copy && frame.end() <= end)
    }

    /// Shortens it to end by `end`, where another record begins; `false` if nothing of it would remain.
    pub(crate) fn clip(&mut self, end: usize) -> bool {
        let room = end.saturating_sub(self.offset as usize);
        self.size = self.size.min(room as u32);
        room >= OVERHEAD
    }

    /// Offset of its BinXML.
    pub(crate) fn body_at(&self) -> usize {
        self.offset as usize + HEADER_SIZE
    }

    /// Offset of the byte after its BinXML.
    pub(crate) fn body_end(&self) -> usize {
        self.end() - 4
    }

    /// Offset of the byte after it.
    pub(crate) fn end(&self) -> usize {
        self.offset as usize + self.size as usize
    }
}
