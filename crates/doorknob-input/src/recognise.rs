//! What an input is, from its first bytes; never from its name.

use crate::carrier::evtx::FILE_HEADER_SIZE;
use crate::container::{Compression, PARQUET_MAGIC, is_lumberjack};
use crate::encoding::Encoding;

/// Bytes looked at: the header and the first chunk of an EVTX file. The first lines of any carrier are shorter.
pub(crate) const HEAD_BYTES: usize = 4096 + 64 * 1024;

/// What the first bytes say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Recognised {
    /// Nothing in it.
    Empty,
    /// A Windows event log: `ElfFile\0`, or chunks that have lost their file header.
    Evtx(Start),
    /// A compressed stream.
    Compressed(Compression),
    /// An archive with a directory.
    Zip,
    /// An archive without one.
    Tar,
    /// A table in columns.
    Parquet,
    /// Frames around JSON.
    Lumberjack,
    /// Text of some kind.
    Text(Encoding),
    /// Bytes of no kind we know.
    Unknown,
}

/// Where the chunks of an event log begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Start {
    /// Behind a file header.
    Header,
    /// Where they should, but what lies before them is no file header.
    BrokenHeader,
    /// At the first byte.
    NoHeader,
}

impl Start {
    /// Offset of the first chunk.
    pub(crate) fn offset(self) -> usize {
        match self {
            Start::Header | Start::BrokenHeader => FILE_HEADER_SIZE,
            Start::NoHeader => 0,
        }
    }

    /// What is wrong with it.
    pub(crate) fn damage(self) -> Option<&'static str> {
        match self {
            Start::Header => None,
            Start::BrokenHeader => Some("the file header is destroyed; the chunks behind it were read"),
            Start::NoHeader => Some("the file header is missing; the chunks were read"),
        }
    }
}

/// First bytes of a chunk of an event log.
const CHUNK_MAGIC: &[u8] = b"ElfChnk\0";

/// Recognises an input by its first bytes.
pub(crate) fn recognise(head: &[u8]) -> Recognised {
    if head.is_empty() {
        return Recognised::Empty;
    }
    if head.starts_with(b"ElfFile\0") {
        return Recognised::Evtx(Start::Header);
    }
    if head.starts_with(CHUNK_MAGIC) {
        return Recognised::Evtx(Start::NoHeader);
    }
    if head.get(FILE_HEADER_SIZE..).is_some_and(|chunks| chunks.starts_with(CHUNK_MAGIC)) {
        return Recognised::Evtx(Start::BrokenHeader);
    }
    if let Some(compression) = Compression::of(head) {
        return Recognised::Compressed(compression);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Recognised::Zip;
    }
    if head.starts_with(PARQUET_MAGIC) {
        return Recognised::Parquet;
    }
    if is_lumberjack(head) {
        return Recognised::Lumberjack;
    }
    // POSIX.1-1988 and GNU write it there; older archives have no mark at all.
    if head.get(257..262) == Some(b"ustar") {
        return Recognised::Tar;
    }
    match Encoding::of(head) {
        Encoding::Bytes if !looks_like_text(head) => Recognised::Unknown,
        encoding => Recognised::Text(encoding),
    }
}

/// Text holds few control characters besides tabs and line ends; single ones do occur in real exports, and runs of NULs where a
/// disk was full: those at the end, of which there may be more than of text, do not count.
fn looks_like_text(head: &[u8]) -> bool {
    let end = head.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    let head = head.get(..end).unwrap_or_default();
    let filled = head.iter().filter(|b| **b != 0).count();
    let odd = |b: &&u8| **b < b' ' && !matches!(**b, 0 | b'\t' | b'\n' | b'\r' | 0x1b | 0x0c);
    filled * 2 > head.len() && head.iter().filter(odd).count() * 100 <= filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_and_shape_decide() {
        let mut tar = vec![b'x'; 300];
        tar[257..262].copy_from_slice(b"ustar");
        let nuls = [b"{\"Event\":{}}\n".as_slice(), &[0; 5000]].concat();
        let headless = [&[0x5a; FILE_HEADER_SIZE], CHUNK_MAGIC].concat();
        let table: [(&[u8], Recognised); 16] = [
            (b"", Recognised::Empty),
            (b"ElfFile\0\0\0", Recognised::Evtx(Start::Header)),
            (b"ElfChnk\0\x01", Recognised::Evtx(Start::NoHeader)),
            (&headless, Recognised::Evtx(Start::BrokenHeader)),
            (b"{\"Event\":{}}\n", Recognised::Text(Encoding::Bytes)),
            (b"{\"Event\":{}}\n\0\0\0", Recognised::Text(Encoding::Bytes)),
            (b"<\0E\0v\0e\0n\0t\0", Recognised::Text(Encoding::Utf16Le)),
            ("Kontodom\u{e4}ne\t1\r\n".as_bytes(), Recognised::Text(Encoding::Bytes)),
            (b"\x7fELF\x02\x01\x01\0\0\0", Recognised::Unknown),
            (&nuls, Recognised::Text(Encoding::Bytes)),
            (&[0; 64], Recognised::Unknown),
            (b"PK\x03\x04\x14\0", Recognised::Zip),
            (b"PAR1\x15", Recognised::Parquet),
            (b"2W\0\0\0\x012J\0\0\0\x01", Recognised::Lumberjack),
            (&tar, Recognised::Tar),
            (&[0x1f, 0x8b, 8, 0], Recognised::Compressed(Compression::Gzip)),
        ];
        for (head, wanted) in table {
            assert_eq!(recognise(head), wanted, "{head:?}");
        }
    }
}
