//! Observations that are in order, and reading them again.

use super::Overflow;
use super::encoding::Memory;
use doorknob_event::observation::Observation;
use std::io;

/// Bytes of a piece: what is put by, and read again, at a time.
const PIECE_BYTES: usize = 16 * 1024;

/// Most bytes of one observation: a kind, 16 bits, three numbers of up to ten bytes and eleven of up to five.
const OBSERVATION_BYTES_MAX: usize = 3 + 3 * 10 + 11 * 5;

/// Encoded observations.
#[derive(Debug)]
enum Piece {
    Held(Vec<u8>),
    PutBy { offset: u64, length: usize },
}

/// Observations in order.
#[derive(Debug, Default)]
pub(super) struct Run {
    memory: Memory,
    pieces: Vec<Piece>,
    held: usize,
}

impl Run {
    /// The last observation; of an empty run one that is no observation.
    pub(super) fn last(&self) -> &Observation {
        self.memory.last()
    }

    /// Bytes in memory.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// Adds an observation that is not before the last one.
    pub(super) fn push(&mut self, observation: &Observation) {
        let room = |piece: &Vec<u8>| piece.len() + OBSERVATION_BYTES_MAX <= PIECE_BYTES;
        if !matches!(self.pieces.last(), Some(Piece::Held(piece)) if room(piece)) {
            self.pieces.push(Piece::Held(Vec::with_capacity(PIECE_BYTES)));
            self.held += PIECE_BYTES;
        }
        if let Some(Piece::Held(piece)) = self.pieces.last_mut() {
            self.memory.write(observation, piece);
        }
    }

    /// Puts by all pieces but the last, behind the `end` bytes that lie there. Returns how much memory that has freed.
    pub(super) fn put_by(&mut self, overflow: &mut dyn Overflow, end: &mut u64) -> io::Result<usize> {
        let before = self.held;
        let full = self.pieces.len().saturating_sub(1);
        for piece in self.pieces.iter_mut().take(full) {
            let Piece::Held(bytes) = piece else { continue };
            overflow.append(bytes)?;
            let (offset, length) = (*end, bytes.len());
            *end += length as u64;
            *piece = Piece::PutBy { offset, length };
            self.held -= PIECE_BYTES;
        }
        Ok(before - self.held)
    }

    /// Reads the run from its beginning.
    pub(super) fn reader<'g>(&'g self, overflow: Option<&'g dyn Overflow>) -> RunReader<'g> {
        RunReader {
            memory: Memory::default(),
            pieces: self.pieces.iter(),
            overflow,
            fetched: Vec::new(),
            held: &[],
            at: 0,
        }
    }
}

/// Reads a run.
pub(super) struct RunReader<'g> {
    memory: Memory,
    pieces: std::slice::Iter<'g, Piece>,
    overflow: Option<&'g dyn Overflow>,
    /// The present piece, where it had been put by.
    fetched: Vec<u8>,
    /// The present piece, where it had not.
    held: &'g [u8],
    at: usize,
}

impl RunReader<'_> {
    /// The observation that was read last.
    pub(super) fn last(&self) -> &Observation {
        self.memory.last()
    }

    /// Reads the next observation; `false` at the end.
    pub(super) fn advance(&mut self) -> io::Result<bool> {
        loop {
            let piece = if self.held.is_empty() { self.fetched.as_slice() } else { self.held };
            let whole = piece.len();
            let mut left = piece.get(self.at..).unwrap_or_default();
            if !left.is_empty() {
                let read = self.memory.read(&mut left);
                self.at = whole - left.len();
                return read.map(|_| true).ok_or_else(|| io::ErrorKind::InvalidData.into());
            }
            let Some(next) = self.pieces.next() else { return Ok(false) };
            self.at = 0;
            self.held = &[];
            self.fetched.clear();
            match (next, self.overflow) {
                (Piece::Held(bytes), _) => self.held = bytes,
                (Piece::PutBy { offset, length }, Some(overflow)) => {
                    self.fetched.resize(*length, 0);
                    overflow.read(*offset, &mut self.fetched)?;
                }
                (Piece::PutBy { .. }, None) => return Err(io::ErrorKind::NotFound.into()),
            }
        }
    }
}
