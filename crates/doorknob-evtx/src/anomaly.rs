//! What was wrong with the data, where, and how much it cost.

use std::fmt;

/// Anomalies kept per chunk; more are only counted, so that a hostile chunk cannot grow the report.
pub const MAX_ANOMALIES: usize = 64;

/// Something wrong with the data itself, located inside its chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// First byte concerned, counted from the start of the chunk.
    pub offset: u32,
    /// Bytes concerned or lost; 0 where that has no meaning.
    pub length: u32,
    /// The record-header id, where a record header could be read.
    pub record_id: Option<u64>,
    /// What is wrong.
    pub kind: AnomalyKind,
}

/// The kinds of damage the reader can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnomalyKind {
    /// The piece is too short to hold a chunk header.
    ChunkTooShort,
    /// The chunk magic is missing though the chunk is not blank.
    ChunkMagic,
    /// The chunk header fails its CRC32.
    ChunkHeaderChecksum,
    /// The records fail their CRC32.
    RecordsChecksum,
    /// The records' CRC32 cannot be checked: the chunk ends before its free space does.
    ChunkCutShort,
    /// The chunk header's free space offset is impossible.
    FreeSpaceOffset,
    /// No record starts where the one before ends.
    RecordMagic,
    /// A record header states an impossible size.
    RecordSize {
        /// The size it states.
        stated: u32,
    },
    /// A record's end is lost: neither a record nor the records' end follows where its header says.
    /// It was read as far as the next record found.
    RecordEnd {
        /// The size its header states.
        stated: u32,
    },
    /// The data ends inside a record.
    RecordCutShort {
        /// The size its header states.
        stated: u32,
    },
    /// The copy of the size at a record's end differs from the one in its header; the record was
    /// read by its header.
    RecordSizeCopy {
        /// What the copy says.
        copy: u32,
    },
    /// Bytes between two records that belong to none: lost to damage.
    BytesSkipped,
    /// The record walk ended away from where the chunk header says the records end.
    RecordsEnd {
        /// Where the header says they end.
        stated: u32,
    },
    /// A record whose content could not be decoded.
    RecordUnreadable(ContentFault),
    /// The template an instance names is not the one found at the offset it gives; the record was
    /// read all the same, and is suspect.
    TemplateId,
}

/// Why a record's content could not be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentFault {
    /// A structure runs past the end of the bytes it lies in.
    CutShort,
    /// A byte that is no BinXML token, or one that cannot stand there.
    Token(u8),
    /// A value type that the format does not have, or that cannot stand there.
    ValueType(u8),
    /// A template definition outside the chunk, or one whose id differs in carved data.
    Definition,
    /// Elements do not nest.
    Unbalanced,
    /// Nesting deeper than any real event.
    TooDeep,
    /// More elements, values or text than any real event.
    TooLarge,
    /// No `Event` element with a `System` element in it.
    NoSystem,
}

impl fmt::Display for ContentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ContentFault::CutShort => f.write_str("the content is cut short"),
            ContentFault::Token(byte) => write!(f, "token {byte:#04x} cannot stand here"),
            ContentFault::ValueType(byte) => write!(f, "value type {byte:#04x} cannot stand here"),
            ContentFault::Definition => f.write_str("its template definition is not there"),
            ContentFault::Unbalanced => f.write_str("its elements do not nest"),
            ContentFault::TooDeep => f.write_str("it nests deeper than any real event"),
            ContentFault::TooLarge => f.write_str("it grows larger than any real event"),
            ContentFault::NoSystem => f.write_str("it has no System element"),
        }
    }
}

impl std::error::Error for ContentFault {}

impl fmt::Display for AnomalyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnomalyKind::ChunkTooShort => f.write_str("too short for a chunk header"),
            AnomalyKind::ChunkMagic => f.write_str("the chunk magic is missing"),
            AnomalyKind::ChunkHeaderChecksum => f.write_str("the chunk header fails its checksum"),
            AnomalyKind::RecordsChecksum => f.write_str("the chunk's records fail their checksum"),
            AnomalyKind::ChunkCutShort => {
                f.write_str("the chunk is cut short, its records cannot be checked")
            }
            AnomalyKind::FreeSpaceOffset => f.write_str("the chunk header's free space offset is impossible"),
            AnomalyKind::RecordMagic => f.write_str("no record starts here"),
            AnomalyKind::RecordSize { stated } => {
                write!(f, "a record states the impossible size {stated}")
            }
            AnomalyKind::RecordEnd { stated } => {
                write!(f, "the end of a record of {stated} bytes is lost")
            }
            AnomalyKind::RecordCutShort { stated } => {
                write!(f, "the data ends inside a record of {stated} bytes")
            }
            AnomalyKind::RecordSizeCopy { copy } => {
                write!(f, "the size at the record's end is {copy}")
            }
            AnomalyKind::BytesSkipped => f.write_str("bytes that belong to no record were skipped"),
            AnomalyKind::RecordsEnd { stated } => {
                write!(f, "the chunk header says that the records end at {stated}")
            }
            AnomalyKind::RecordUnreadable(fault) => {
                write!(f, "the record cannot be decoded: {fault}")
            }
            AnomalyKind::TemplateId => {
                f.write_str("the record names another template than the one at its offset")
            }
        }
    }
}

impl fmt::Display for Anomaly {
    /// `chunk offset 4608, 120 bytes, record 91: the data ends inside a record of 960 bytes`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "chunk offset {}", self.offset)?;
        if self.length > 0 {
            write!(f, ", {} bytes", self.length)?;
        }
        if let Some(id) = self.record_id {
            write!(f, ", record {id}")?;
        }
        write!(f, ": {}", self.kind)
    }
}
