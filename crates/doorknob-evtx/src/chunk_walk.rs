//! The walk over a chunk's records, from each record's end to the next, and past damage.

use crate::anomaly::{Anomaly, AnomalyKind, MAX_ANOMALIES};
use crate::chunk_header::{CHUNK_HEADER_SIZE, CHUNK_SIZE, Checksum, ChunkHeader, is_blank};
use crate::record::Origin;
use crate::record_frame::{FrameFault, RecordFrame};

/// Walks the live records of a chunk.
///
/// A full chunk has 65536 bytes; the last piece of a file cut short is read as far as it goes. Yields
/// every record with where it was found; what is wrong on the way is collected.
///
/// ```
/// # fn dump(chunk: &[u8]) {
/// use doorknob_evtx::{ChunkWalk, decode_record};
/// let mut walk = ChunkWalk::new(chunk);
/// for (frame, _origin) in &mut walk {
///     let mut xml = String::new();
///     let _ = decode_record(chunk, &frame).write_xml(&mut xml);
///     println!("{xml}");
/// }
/// for anomaly in walk.anomalies() {
///     eprintln!("{anomaly}");
/// }
/// # }
/// # dump(&[]);
/// ```
#[derive(Debug, Clone)]
pub struct ChunkWalk<'a> {
    chunk: &'a [u8],
    header: Option<ChunkHeader>,
    checksum: Checksum,
    blank: bool,
    at: usize,
    /// Where the live records end, or may end at most.
    live_end: usize,
    /// The end that a header which cannot be trusted states: believed where a record ends there.
    stated_end: usize,
    origin: Origin,
    anomalies: Anomalies,
}

/// Anomalies, at most [`MAX_ANOMALIES`] of them; more are counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Anomalies {
    pub(crate) list: Vec<Anomaly>,
    pub(crate) dropped: u32,
}

impl Anomalies {
    pub(crate) fn add(&mut self, anomaly: Anomaly) {
        if self.list.len() < MAX_ANOMALIES {
            self.list.push(anomaly);
        } else {
            self.dropped = self.dropped.saturating_add(1);
        }
    }

    fn of_chunk(&mut self, kind: AnomalyKind, offset: usize, length: usize) {
        self.add(Anomaly { offset: offset as u32, length: length as u32, record_id: None, kind });
    }
}

impl<'a> ChunkWalk<'a> {
    /// Reads the chunk header and verifies the checksums. Bytes past the chunk's 65536 are ignored.
    pub fn new(chunk: &'a [u8]) -> ChunkWalk<'a> {
        let chunk = chunk.get(..CHUNK_SIZE).unwrap_or(chunk);
        let header = ChunkHeader::parse_any(chunk);
        let has_magic = ChunkHeader::parse(chunk).is_some();
        let mut walk = ChunkWalk {
            chunk,
            header,
            checksum: header.map_or(Checksum::NoHeader, |header| header.verify(chunk)),
            blank: !has_magic && is_blank(chunk),
            at: CHUNK_HEADER_SIZE,
            live_end: chunk.len(),
            stated_end: chunk.len(),
            origin: Origin::Live,
            anomalies: Anomalies::default(),
        };
        if walk.blank {
            walk.header = None;
            walk.checksum = Checksum::NoHeader;
            walk.live_end = 0;
            return walk;
        }
        walk.judge_header(has_magic);
        walk
    }

    /// Notes what is wrong with the chunk as a whole and decides where its records end.
    fn judge_header(&mut self, has_magic: bool) {
        let len = self.chunk.len();
        let Some(header) = self.header else {
            return self.anomalies.of_chunk(AnomalyKind::ChunkTooShort, 0, len);
        };
        let kind = match self.checksum {
            // Without magic this may be no chunk at all: nothing in its header means anything.
            _ if !has_magic => Some(AnomalyKind::ChunkMagic),
            Checksum::BadHeader | Checksum::Bad => Some(AnomalyKind::ChunkHeaderChecksum),
            Checksum::BadRecords => Some(AnomalyKind::RecordsChecksum),
            Checksum::Incomplete => Some(AnomalyKind::ChunkCutShort),
            _ => None,
        };
        if let Some(kind) = kind {
            self.anomalies.of_chunk(kind, 0, len);
        }
        if !has_magic && !matches!(self.checksum, Checksum::Good | Checksum::BadHeader) {
            self.checksum = Checksum::Bad;
            return;
        }
        match header.live_end(self.chunk) {
            Some(end) => {
                self.stated_end = end;
                // Where neither checksum holds, the end may be what was damaged.
                if self.checksum != Checksum::Bad {
                    self.live_end = end;
                }
            }
            None => self.anomalies.of_chunk(AnomalyKind::FreeSpaceOffset, 48, 4),
        }
    }

    /// The chunk header, as far as one could be read; see [`checksum`](ChunkWalk::checksum) before
    /// believing it.
    pub fn header(&self) -> Option<&ChunkHeader> {
        self.header.as_ref()
    }

    /// What the checksums say.
    pub fn checksum(&self) -> Checksum {
        self.checksum
    }

    /// Whether the chunk is all zeros: preallocated and never written, which is no damage.
    pub fn is_blank(&self) -> bool {
        self.blank
    }

    /// What was found wrong so far, at most [`MAX_ANOMALIES`].
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.anomalies.list
    }

    pub(crate) fn chunk(&self) -> &'a [u8] {
        self.chunk
    }

    pub(crate) fn note(&mut self, frame: &RecordFrame, kind: AnomalyKind) {
        self.anomalies.add(Anomaly {
            offset: frame.offset,
            length: frame.size,
            record_id: Some(frame.record_id),
            kind,
        });
    }

    pub(crate) fn into_anomalies(self) -> Anomalies {
        self.anomalies
    }

    /// Where slack begins: behind the live records, where the header can be believed about their end.
    pub(crate) fn slack_at(&self) -> Option<usize> {
        let believed = self.checksum != Checksum::Bad && !self.blank;
        (believed && self.header.is_some()).then_some(self.live_end)
    }

    /// The next record where the size copy agrees and nothing was wrong before: nearly every record.
    #[inline(always)]
    fn next_sound(&mut self) -> Option<RecordFrame> {
        let frame = RecordFrame::at(self.chunk, self.at).ok()?;
        if frame.size_copy != frame.size || frame.end() > self.live_end {
            return None;
        }
        self.at = frame.end();
        Some(frame)
    }

    #[cold]
    #[inline(never)]
    fn next_unsound(&mut self) -> Option<RecordFrame> {
        if self.at >= self.live_end || self.ends_as_stated() {
            self.at = self.live_end;
            return None;
        }
        match RecordFrame::at(self.chunk, self.at) {
            Ok(frame) if self.is_followed(&frame) => {
                if frame.size_copy != frame.size {
                    let copy = frame.size_copy;
                    self.note(&frame, AnomalyKind::RecordSizeCopy { copy });
                } else if frame.end() > self.live_end {
                    let stated = self.live_end as u32;
                    self.note(&frame, AnomalyKind::RecordsEnd { stated });
                }
                self.at = frame.end();
                Some(frame)
            }
            Ok(frame) => self.clip(frame),
            Err(fault) => self.resynchronise(fault),
        }
    }

    /// Whether a header that cannot be trusted is right after all about where the records end.
    fn ends_as_stated(&self) -> bool {
        self.checksum == Checksum::Bad && self.at == self.stated_end && self.at > CHUNK_HEADER_SIZE
    }

    /// Whether a record of doubtful size is followed by another, or by the records' end.
    fn is_followed(&self, frame: &RecordFrame) -> bool {
        frame.end() == self.live_end
            || frame.end() == self.stated_end
            || frame.size == frame.size_copy
            || RecordFrame::at(self.chunk, frame.end()).is_ok()
    }

    /// A record whose end is lost: it is read as far as the next record that can be found. Where that
    /// begins inside its header, there was no record.
    fn clip(&mut self, mut frame: RecordFrame) -> Option<RecordFrame> {
        let stated = frame.size;
        let next = RecordFrame::search(self.chunk, self.at + 1, self.live_end);
        let to = next.map_or(self.live_end, |next| next.offset as usize);
        if !frame.clip(to) {
            return self.resynchronise(FrameFault::Size(stated));
        }
        self.note(&frame, AnomalyKind::RecordEnd { stated });
        if to > frame.end() {
            self.anomalies.of_chunk(AnomalyKind::BytesSkipped, frame.end(), to - frame.end());
        }
        self.origin = Origin::Resynchronised;
        self.at = to;
        Some(frame)
    }

    /// Goes on at the next record that can be found, and says what was skipped.
    fn resynchronise(&mut self, fault: FrameFault) -> Option<RecordFrame> {
        let from = self.at;
        let found = RecordFrame::search(self.chunk, from + 1, self.live_end);
        let to = found.map_or(self.live_end, |frame| frame.offset as usize);
        let skipped = self.chunk.get(from..to).unwrap_or_default();
        let kind = match fault {
            // Nothing but zeros: the records end earlier than stated, and nothing is lost.
            FrameFault::NoMagic if found.is_none() && is_blank(skipped) => {
                if self.checksum != Checksum::Bad {
                    let stated = self.live_end as u32;
                    let kind = AnomalyKind::RecordsEnd { stated };
                    self.anomalies.of_chunk(kind, from, 0);
                }
                self.at = to;
                return None;
            }
            FrameFault::NoMagic => AnomalyKind::RecordMagic,
            FrameFault::Size(stated) => AnomalyKind::RecordSize { stated },
            FrameFault::CutShort(stated) => AnomalyKind::RecordCutShort { stated },
        };
        // Of what is no chunk at all, that was said already.
        if found.is_some() || self.origin != Origin::Live || from > CHUNK_HEADER_SIZE {
            self.anomalies.of_chunk(kind, from, to - from);
        }
        self.origin = Origin::Resynchronised;
        self.at = found.map_or(to, |frame| frame.end());
        found
    }
}

impl Iterator for ChunkWalk<'_> {
    type Item = (RecordFrame, Origin);

    #[inline(always)]
    fn next(&mut self) -> Option<(RecordFrame, Origin)> {
        if self.checksum != Checksum::Bad
            && let Some(frame) = self.next_sound()
        {
            return Some((frame, self.origin));
        }
        self.next_unsound().map(|frame| (frame, self.origin))
    }
}
