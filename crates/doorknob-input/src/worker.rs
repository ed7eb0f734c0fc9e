//! One reading thread.

use crate::carrier::evtx::{self, FILE_HEADER_SIZE};
use crate::carrier::{Carrier, Scratch};
use crate::cutter::{Cutter, Piece};
use crate::discover::Found;
use crate::options::{BLOCK_BYTES, ReadOptions};
use crate::output::Output;
use crate::parcel::Parcel;
use crate::positioned::read_full_at;
use crate::progress::Progress;
use crate::recognise::{HEAD_BYTES, Recognised, recognise};
use crate::sink::EventSink;
use crate::tally::{Place, Tally};
use crate::work::{BlockFile, Task, Work};
use doorknob_event::anomaly::AnomalyKind;
use doorknob_event::event::Event;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// What all threads share.
pub(crate) struct Shared<'r> {
    pub(crate) options: &'r ReadOptions,
    pub(crate) found: &'r [Found],
    pub(crate) work: &'r Work,
    pub(crate) progress: &'r dyn Progress,
}

/// What a thread has for itself.
pub(crate) struct Worker<'r, S: EventSink> {
    shared: &'r Shared<'r>,
    sink: S,
    /// Takes a batch; `false` when nobody wants any more.
    emit: &'r mut dyn FnMut(S::Batch) -> bool,
    tallies: FxHashMap<u32, Tally>,
    scratch: Scratch,
    block: Vec<u8>,
    bytes_since_batch: usize,
}

impl<'r, S: EventSink> Worker<'r, S> {
    pub(crate) fn new(
        shared: &'r Shared<'r>,
        sink: S,
        emit: &'r mut dyn FnMut(S::Batch) -> bool,
    ) -> Worker<'r, S> {
        Worker {
            shared,
            sink,
            emit,
            tallies: FxHashMap::default(),
            scratch: Scratch::default(),
            block: Vec::new(),
            bytes_since_batch: 0,
        }
    }

    /// Works until there is nothing left to do, and returns what was counted.
    pub(crate) fn run(mut self) -> FxHashMap<u32, Tally> {
        while let Some(task) = self.shared.work.next() {
            match task {
                Task::Open(input) => {
                    self.open(input);
                    self.shared.work.opened();
                }
                Task::Block(file, offset) => self.block(&file, offset),
                Task::Parcel(parcel) => self.parcel(&parcel),
            }
        }
        self.hand_over();
        self.tallies
    }

    fn tally(&mut self, input: u32) -> &mut Tally {
        self.tallies.entry(input).or_default()
    }

    /// Opens an input and does, or gives out, what follows from what it is.
    fn open(&mut self, input: u32) {
        let found = self.shared.found;
        let Some(found) = found.get(input as usize) else { return };
        let opened = match &found.refusal {
            Some(refusal) => Err(refusal.clone()),
            None => self.recognised(input, found).map_err(|error| error.to_string()),
        };
        if let Err(error) = opened {
            self.tally(input).unreadable = Some(error);
        }
    }

    fn recognised(&mut self, input: u32, found: &Found) -> io::Result<()> {
        if found.is_standard_input() {
            return self.stream(input, Vec::new(), &mut io::stdin().lock());
        }
        let mut file = File::open(&found.path)?;
        let Some(bytes) = found.bytes else {
            return self.stream(input, Vec::new(), &mut file);
        };
        let mut head = vec![0; HEAD_BYTES];
        let length = read_full_at(&file, &mut head, 0)?;
        head.truncate(length);
        if recognise(&head) == Recognised::Evtx {
            self.log(input, found, file, bytes, &head);
            return Ok(());
        }
        file.seek(SeekFrom::Start(length as u64))?;
        self.stream(input, head, &mut file)
    }

    /// Gives out the blocks of an EVTX file, unless it cannot matter.
    fn log(&mut self, input: u32, found: &Found, file: File, bytes: u64, head: &[u8]) {
        self.tally(input).records(evtx::FORMAT, "", 0);
        let first_chunk = head.get(FILE_HEADER_SIZE..).unwrap_or_default();
        if evtx::cannot_matter(&found.path, first_chunk) {
            self.read(input, head.len() as u64);
            self.shared.progress.advance(bytes.saturating_sub(head.len() as u64));
            self.tally(input).passed_over = Some("a log of a channel that holds no event that counts");
            return;
        }
        self.read(input, FILE_HEADER_SIZE as u64);
        self.shared.work.add_blocks(BlockFile { input, file, bytes }, FILE_HEADER_SIZE as u64);
    }

    /// Cuts a stream, of which `head` was read already, into parcels.
    fn stream(&mut self, input: u32, mut head: Vec<u8>, reader: &mut dyn Read) -> io::Result<()> {
        let progress = self.shared.progress;
        progress.advance(head.len() as u64);
        let mut reader = Counted { reader, bytes: head.len() as u64, progress };
        let missing = HEAD_BYTES.saturating_sub(head.len()) as u64;
        reader.by_ref().take(missing).read_to_end(&mut head)?;
        let (head, offset, carrier) = match recognise(&head) {
            Recognised::Empty => return Ok(()),
            Recognised::Unknown => {
                self.tally(input).passed_over = Some("not in a format we know");
                return Ok(());
            }
            Recognised::Evtx => {
                self.tally(input).records(evtx::FORMAT, "", 0);
                let chunks = head.get(FILE_HEADER_SIZE..).unwrap_or_default().to_vec();
                (chunks, FILE_HEADER_SIZE as u64, Carrier::Chunks)
            }
            Recognised::Text => {
                let carrier = Carrier::of_text(&head);
                (head, 0, carrier)
            }
        };
        let longest = self.shared.options.record_bytes_max;
        let mut cutter = Cutter::new(head, offset, &mut reader, input, carrier, longest);
        while !self.shared.work.is_stopped() {
            match cutter.next() {
                Ok(Some(Piece::Parcel(parcel))) => {
                    if let Err(parcel) = self.shared.work.offer(parcel) {
                        self.parcel(&parcel);
                    }
                }
                Ok(Some(Piece::TooLong(line))) => {
                    let what = "left out: a record is longer than allowed";
                    let place = Place::line(line);
                    self.tally(input).trouble(AnomalyKind::Bound, what, place, || format!("{longest} bytes"));
                }
                Ok(None) => break,
                Err(error) => {
                    let place = Place::line(cutter.line());
                    let tally = self.tally(input);
                    tally.trouble(AnomalyKind::Damaged, "cannot be read on", place, || error.to_string());
                }
            }
        }
        self.tally(input).bytes += reader.bytes;
        Ok(())
    }

    /// Counts bytes as read.
    fn read(&mut self, input: u32, bytes: u64) {
        self.tally(input).bytes += bytes;
        self.shared.progress.advance(bytes);
    }

    fn block(&mut self, file: &BlockFile, offset: u64) {
        let wanted = usize::try_from(file.bytes - offset).unwrap_or(BLOCK_BYTES).min(BLOCK_BYTES);
        let mut block = std::mem::take(&mut self.block);
        block.resize(wanted, 0);
        let result = read_full_at(&file.file, &mut block, offset);
        let length = *result.as_ref().unwrap_or(&0);
        let place = Place::offset(offset + length as u64);
        let tally = self.tally(file.input);
        match result {
            Ok(length) if length == wanted => {}
            Ok(_) => {
                tally.trouble(AnomalyKind::Truncated, "became shorter while it was read", place, String::new);
            }
            Err(error) => {
                tally.trouble(AnomalyKind::Damaged, "cannot be read on", place, || error.to_string());
            }
        }
        self.read(file.input, length as u64);
        let bytes = block.get(..length).unwrap_or_default();
        self.decode(file.input, |scratch, out| scratch.evtx.decode(bytes, offset, out));
        self.block = block;
        self.count(length);
    }

    fn parcel(&mut self, parcel: &Parcel) {
        self.decode(parcel.input, |scratch, out| parcel.carrier.decode(parcel, scratch, out));
        self.count(parcel.bytes.len());
    }

    /// Runs a decoder with somewhere to write to.
    fn decode(&mut self, input: u32, decoder: impl FnOnce(&mut Scratch, &mut Output<'_>)) {
        let Worker { shared, sink, tallies, scratch, .. } = self;
        let tally = tallies.entry(input).or_default();
        let mut deliver = |event: &Event<'_>| sink.event(input, event);
        decoder(scratch, &mut Output::new(shared.options, tally, &mut deliver));
    }

    /// Hands the batch over when enough input went into it.
    fn count(&mut self, bytes: usize) {
        self.bytes_since_batch += bytes;
        if self.bytes_since_batch >= self.shared.options.batch_bytes {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        self.bytes_since_batch = 0;
        if let Some(batch) = self.sink.take_batch()
            && !(self.emit)(batch)
        {
            self.shared.work.stop();
        }
    }
}

/// Counts what is read and tells how far it has come.
struct Counted<'r> {
    reader: &'r mut dyn Read,
    bytes: u64,
    progress: &'r dyn Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.bytes += length as u64;
        self.progress.advance(length as u64);
        Ok(length)
    }
}
