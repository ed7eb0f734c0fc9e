//! Cuts a stream into parcels of whole records, in bounded memory.

use crate::carrier::Carrier;
use crate::options::BLOCK_BYTES;
use crate::parcel::Parcel;
use crate::tally::Place;
use memchr::memchr_iter;
use std::io::{self, Read};

/// What comes next from a stream.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Whole records.
    Parcel(Parcel),
    /// A record that is longer than allowed was dropped; it began on this line.
    TooLong(u64),
}

/// Cuts one stream.
pub(crate) struct Cutter<'r> {
    reader: &'r mut dyn Read,
    input: u32,
    carrier: Carrier,
    record_bytes_max: usize,
    /// Bytes that are read and not yet given out.
    buffer: Vec<u8>,
    ended: bool,
    /// It ended with an error: half a record at the end is its fault, and was said already.
    failed: bool,
    /// In a record that is too long.
    dropping: bool,
    /// 1-based number of the line at the front of `buffer`.
    line: u64,
    /// Offset in the stream of the front of `buffer`.
    offset: u64,
}

impl<'r> Cutter<'r> {
    /// Cuts what `head` and then `reader` hold; `head` begins at `offset` of the stream.
    pub(crate) fn new(
        head: Vec<u8>,
        offset: u64,
        reader: &'r mut dyn Read,
        input: u32,
        carrier: Carrier,
        record_bytes_max: usize,
    ) -> Cutter<'r> {
        Cutter {
            reader,
            input,
            carrier,
            record_bytes_max,
            buffer: head,
            ended: false,
            failed: false,
            dropping: false,
            line: 1,
            offset,
        }
    }

    /// Where reading has come to, for messages.
    pub(crate) fn place(&self) -> Place {
        match self.carrier {
            Carrier::Chunks => Place::offset(self.offset + self.buffer.len() as u64),
            _ => Place::line(self.line),
        }
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// Where the stream cannot be read on. What was read before can still be had by calling again.
    pub(crate) fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut wanted = BLOCK_BYTES;
        loop {
            self.fill(wanted)?;
            if self.buffer.is_empty() {
                return Ok(None);
            }
            if self.dropping {
                self.drop_on();
                continue;
            }
            // Half a chunk still holds whole records.
            let end = self.ended && (!self.failed || self.carrier == Carrier::Chunks);
            let cut = self.carrier.cut(&self.buffer, end).min(self.buffer.len());
            if cut > 0 {
                return Ok(Some(Piece::Parcel(self.take(cut))));
            }
            if self.ended {
                // A carrier that finds no record in the rest of its input has nothing more to say.
                self.buffer.clear();
                return Ok(None);
            }
            if self.buffer.len() >= self.record_bytes_max {
                self.dropping = true;
                return Ok(Some(Piece::TooLong(self.line)));
            }
            wanted = self.buffer.len() * 2;
        }
    }

    /// Reads until `wanted` bytes are there or the stream ends.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        let missing = wanted.saturating_sub(self.buffer.len());
        if self.ended || missing == 0 {
            return Ok(());
        }
        let result = (&mut *self.reader).take(missing as u64).read_to_end(&mut self.buffer);
        if let Err(error) = result {
            (self.ended, self.failed) = (true, true);
            return Err(error);
        }
        self.ended = self.buffer.len() < wanted;
        Ok(())
    }

    /// Drops what belongs to a record that is too long.
    fn drop_on(&mut self) {
        let resume = self.carrier.resume(&self.buffer);
        self.dropping = resume.is_none();
        let dropped = resume.unwrap_or(self.buffer.len()).min(self.buffer.len());
        self.advance(dropped);
        self.buffer.drain(..dropped);
    }

    fn take(&mut self, cut: usize) -> Parcel {
        let rest = self.buffer.get(cut..).unwrap_or_default();
        let mut next = Vec::with_capacity(rest.len().max(BLOCK_BYTES));
        next.extend_from_slice(rest);
        let (first_line, offset) = (self.line, self.offset);
        self.advance(cut);
        self.buffer.truncate(cut);
        let bytes = std::mem::replace(&mut self.buffer, next);
        let last = self.ended && !self.failed && self.buffer.is_empty();
        Parcel { input: self.input, carrier: self.carrier.clone(), bytes, first_line, offset, last }
    }

    fn advance(&mut self, bytes: usize) {
        let passed = self.buffer.get(..bytes).unwrap_or_default();
        self.line += memchr_iter(b'\n', passed).count() as u64;
        self.offset += bytes as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, record_bytes_max: usize) -> Vec<String> {
        let mut reader = text.as_bytes();
        let mut cutter = Cutter::new(Vec::new(), 0, &mut reader, 0, Carrier::Lines, record_bytes_max);
        let mut pieces = Vec::new();
        while let Some(piece) = cutter.next().expect("memory is readable") {
            pieces.push(match piece {
                Piece::Parcel(parcel) => {
                    let lines = memchr_iter(b'\n', &parcel.bytes).count();
                    format!("{}+{lines} {}", parcel.first_line, parcel.last)
                }
                Piece::TooLong(line) => format!("{line} too long"),
            });
        }
        pieces
    }

    #[test]
    fn pieces_hold_whole_lines_and_know_their_numbers() {
        assert_eq!(pieces("a\nb\nc", 1000), ["1+2 true"]);
        assert_eq!(pieces("", 1000), Vec::<String>::new());
        let long = format!("a\n{}\nb\n", "x".repeat(3 * BLOCK_BYTES));
        assert_eq!(pieces(&long, 16 * BLOCK_BYTES), ["1+1 false", "2+2 true"]);
        assert_eq!(pieces(&long, BLOCK_BYTES), ["1+1 false", "2 too long", "3+1 true"]);
        assert_eq!(pieces(&"y".repeat(5 * BLOCK_BYTES), BLOCK_BYTES), ["1 too long"]);
    }
}
