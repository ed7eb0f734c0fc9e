//! Writes EVTX files as Windows lays them out: a 4 KiB file header, then chunks of 64 KiB, each
//! with its own string table, template table and checksums.
//!
//! ```text
//! file header 4096 | chunk 65536 | chunk 65536 | ..
//! chunk:  header 512 | record | record | .. | unused
//! record: magic, size, id, FILETIME | binary XML | padding to 8 | size again
//! ```
//! A record is an instance of a root template (`Event/System`) whose last value is an instance of
//! the event's own template (`EventData` or `UserData`). Definitions and names are written inside
//! the first record of the chunk that uses them.
//!
//! Sources: [MS-EVEN6] 2.2.12 "BinXml"; libyal, "Windows XML Event Log (EVTX) format"; the hash
//! that files templates into the 32 buckets was found by comparing some 400 templates of recorded
//! files (it is the name hash taken over the GUID's eight 16-bit units).

mod chunk;
mod literal;
mod payload;
mod system;
mod tokens;

use std::io::{self, Seek, SeekFrom, Write};

use crate::event::SimulatedEvent;
use crate::time::to_filetime;
use chunk::Chunk;

/// Size of the file header block.
pub const FILE_HEADER_SIZE: usize = 4096;
/// Size of a chunk.
pub const CHUNK_SIZE: usize = 65536;
/// `File is dirty` in the flags of the file header: it was not closed cleanly.
pub const FLAG_DIRTY: u32 = 1;
/// `File is full` in the flags of the file header.
pub const FLAG_FULL: u32 = 2;

/// How records are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Templates with typed substitutions, as the log service writes them.
    Templates,
    /// No templates: every value is a string, times have nine digits, GUIDs have braces, and the
    /// record headers count from 1. So come records that were forwarded or saved again.
    Literal,
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvtxWriteError {
    /// The output refused bytes.
    #[error("the output could not be written")]
    Io(#[from] io::Error),
    /// An event does not fit into an empty chunk, which is the largest record the format allows.
    #[error("event {event_id} of record {record_id} is larger than a chunk")]
    RecordTooLarge {
        /// Event id of the refused event.
        event_id: u16,
        /// Record id of the refused event.
        record_id: u64,
    },
}

/// Writes events into one EVTX file, in the order given.
///
/// ```
/// use std::io::Cursor;
/// use std::sync::Arc;
/// use doorknob_simulate::event;
/// use doorknob_simulate::evtx_file::EvtxWriter;
///
/// let computer: Arc<str> = Arc::from("dc01.corp.example");
/// let mut stopped = event::log_service_stopped(0, &computer);
/// stopped.record_id = 1;
/// let mut writer = EvtxWriter::new(Cursor::new(Vec::new())).expect("memory takes all");
/// writer.write(&stopped).expect("a small event fits");
/// let file = writer.finish().expect("memory takes all").into_inner();
/// assert_eq!(file.len(), 4096 + 65536);
/// ```
pub struct EvtxWriter<W> {
    output: W,
    encoding: Encoding,
    flags: u32,
    chunk: Chunk,
    chunks_written: u64,
    next_number: u64,
    next_record_id: u64,
}

impl<W: Write + Seek> EvtxWriter<W> {
    /// Starts a file of template records. The header is completed by [`EvtxWriter::finish`].
    ///
    /// # Errors
    /// When the output refuses bytes.
    pub fn new(output: W) -> Result<Self, EvtxWriteError> {
        Self::with_encoding(output, Encoding::Templates)
    }

    /// Starts a file with records of the given encoding.
    ///
    /// # Errors
    /// When the output refuses bytes.
    pub fn with_encoding(mut output: W, encoding: Encoding) -> Result<Self, EvtxWriteError> {
        output.write_all(&[0; FILE_HEADER_SIZE])?;
        Ok(EvtxWriter {
            output,
            encoding,
            flags: 0,
            chunk: Chunk::new(),
            chunks_written: 0,
            next_number: 1,
            next_record_id: 1,
        })
    }

    /// Sets the flags of the file header ([`FLAG_DIRTY`], [`FLAG_FULL`]); 0 unless set.
    pub fn set_flags(&mut self, flags: u32) {
        self.flags = flags;
    }

    /// Bytes of the file so far, complete chunks only.
    #[must_use]
    pub fn bytes_written(&self) -> u64 {
        FILE_HEADER_SIZE as u64 + self.chunks_written * CHUNK_SIZE as u64
    }

    /// Bytes that the file will have when it is finished now.
    #[must_use]
    pub fn bytes_written_when_finished(&self) -> u64 {
        let open = !self.chunk.is_empty() || self.chunks_written == 0;
        self.bytes_written() + if open { CHUNK_SIZE as u64 } else { 0 }
    }

    /// Appends one event.
    ///
    /// # Errors
    /// When the output refuses bytes, or the event is too large for the format.
    pub fn write(&mut self, event: &SimulatedEvent) -> Result<(), EvtxWriteError> {
        if !self.append(event) {
            self.flush_chunk()?;
            if !self.append(event) {
                return Err(EvtxWriteError::RecordTooLarge {
                    event_id: event.layout.event_id,
                    record_id: event.record_id,
                });
            }
        }
        self.next_number += 1;
        self.next_record_id = self.next_record_id.max(event.record_id + 1);
        Ok(())
    }

    /// Writes the last chunk and the file header, and gives the output back.
    ///
    /// # Errors
    /// When the output refuses bytes.
    pub fn finish(mut self) -> Result<W, EvtxWriteError> {
        // A log without any record still has one chunk.
        if !self.chunk.is_empty() || self.chunks_written == 0 {
            self.flush_chunk()?;
        }
        let header = self.file_header();
        self.output.seek(SeekFrom::Start(0))?;
        self.output.write_all(&header)?;
        self.output.seek(SeekFrom::End(0))?;
        self.output.flush()?;
        Ok(self.output)
    }

    /// Tries to add the event to the open chunk; false when it does not fit.
    fn append(&mut self, event: &SimulatedEvent) -> bool {
        let header_id = match self.encoding {
            Encoding::Templates => event.record_id,
            // A collector numbers what it received; only System keeps the original id.
            Encoding::Literal => self.next_number,
        };
        self.chunk.record(self.next_number, header_id, to_filetime(event.time), |chunk| match self.encoding {
            Encoding::Templates => system::write_event(chunk, event),
            Encoding::Literal => literal::write_event(chunk, event),
        })
    }

    fn flush_chunk(&mut self) -> Result<(), EvtxWriteError> {
        self.output.write_all(self.chunk.finish())?;
        self.chunks_written += 1;
        self.chunk.clear();
        Ok(())
    }

    fn file_header(&self) -> Vec<u8> {
        let mut header = Vec::with_capacity(FILE_HEADER_SIZE);
        header.extend(b"ElfFile\0");
        header.extend(0_u64.to_le_bytes());
        header.extend((self.chunks_written - 1).to_le_bytes());
        header.extend(self.next_record_id.to_le_bytes());
        header.extend(128_u32.to_le_bytes());
        header.extend(1_u16.to_le_bytes());
        header.extend(3_u16.to_le_bytes());
        header.extend(4096_u16.to_le_bytes());
        // 16 bits: logs above 4 GiB cannot state their number of chunks, and readers go by size.
        header.extend(u16::try_from(self.chunks_written).unwrap_or(u16::MAX).to_le_bytes());
        header.resize(120, 0);
        let checksum = crc32fast::hash(&header);
        header.extend(self.flags.to_le_bytes());
        header.extend(checksum.to_le_bytes());
        header.resize(FILE_HEADER_SIZE, 0);
        header
    }
}

impl<W> std::fmt::Debug for EvtxWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EvtxWriter")
            .field("encoding", &self.encoding)
            .field("chunks_written", &self.chunks_written)
            .field("next_number", &self.next_number)
            .finish_non_exhaustive()
    }
}
