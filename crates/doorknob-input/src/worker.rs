//! One reading thread: takes tasks, cuts streams, decodes blocks and parcels. Opening and unwrapping: [`opening`](crate::opening).

use crate::carrier::{Carrier, Scratch};
use crate::container::is_refusal;
use crate::cutter::{Cutter, Piece};
use crate::input::{Archive, Input};
use crate::options::{BLOCK_BYTES, ReadOptions};
use crate::output::Output;
use crate::parcel::Parcel;
use crate::positioned::read_full_at;
use crate::progress::Progress;
use crate::sink::EventSink;
use crate::tally::{Place, Tally};
use crate::work::{BlockFile, Task, Work};
use doorknob_event::anomaly::AnomalyKind;
use doorknob_event::event::Event;
use rustc_hash::FxHashMap;
use std::io::{self, Read};
use std::sync::Mutex;

/// What all threads share while they read the inputs that are known.
pub(crate) struct Shared<'r> {
    pub(crate) options: &'r ReadOptions,
    pub(crate) inputs: &'r [Input],
    /// Archives to be read from front to end, by one thread one after the other, so that their members have the same index
    /// in every run.
    pub(crate) walks: &'r [Archive],
    pub(crate) work: &'r Work,
    pub(crate) progress: &'r dyn Progress,
    /// Archives that were met.
    pub(crate) archives: Mutex<Vec<Archive>>,
    /// Members of the archives that were walked.
    pub(crate) walked: Mutex<Vec<Input>>,
}

/// What a thread keeps from one round of inputs to the next.
pub(crate) struct Keep<S> {
    pub(crate) sink: S,
    pub(crate) tallies: FxHashMap<u32, Tally>,
    scratch: Scratch,
    block: Vec<u8>,
    bytes_since_batch: usize,
}

impl<S> Keep<S> {
    pub(crate) fn new(sink: S) -> Keep<S> {
        Keep {
            sink,
            tallies: FxHashMap::default(),
            scratch: Scratch::default(),
            block: Vec::new(),
            bytes_since_batch: 0,
        }
    }
}

/// A thread at work.
pub(crate) struct Worker<'r, S: EventSink> {
    pub(crate) shared: &'r Shared<'r>,
    keep: &'r mut Keep<S>,
    /// Takes a batch; `false` when nobody wants any more.
    emit: &'r mut dyn FnMut(S::Batch) -> bool,
}

impl<'r, S: EventSink> Worker<'r, S> {
    pub(crate) fn new(
        shared: &'r Shared<'r>,
        keep: &'r mut Keep<S>,
        emit: &'r mut dyn FnMut(S::Batch) -> bool,
    ) -> Worker<'r, S> {
        Worker { shared, keep, emit }
    }

    /// Works until there is nothing left to do.
    pub(crate) fn run(mut self) {
        while let Some(task) = self.shared.work.next() {
            match task {
                Task::Open(input) => {
                    self.open(input);
                    self.shared.work.opened();
                }
                Task::Walk => {
                    self.walk();
                    self.shared.work.opened();
                }
                Task::Block(file, offset) => self.block(&file, offset),
                Task::Parcel(parcel) => self.parcel(&parcel),
            }
        }
        self.hand_over();
    }

    pub(crate) fn tally(&mut self, input: u32) -> &mut Tally {
        self.keep.tallies.entry(input).or_default()
    }

    /// Cuts a stream, of which `head` was read already, into parcels.
    pub(crate) fn cut(
        &mut self,
        input: u32,
        head: Vec<u8>,
        offset: u64,
        carrier: Carrier,
        reader: &mut dyn Read,
    ) {
        let longest = self.shared.options.record_bytes_max;
        let mut cutter = Cutter::new(head, offset, reader, input, carrier, longest);
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
                    let (kind, what) = meaning(&error);
                    let place = cutter.place();
                    self.tally(input).trouble(kind, what, place, || error.to_string());
                }
            }
        }
    }

    /// Counts bytes as read.
    pub(crate) fn read(&mut self, input: u32, bytes: u64) {
        self.tally(input).bytes += bytes;
        self.shared.progress.advance(bytes);
    }

    fn block(&mut self, file: &BlockFile, offset: u64) {
        let wanted = usize::try_from(file.bytes - offset).unwrap_or(BLOCK_BYTES).min(BLOCK_BYTES);
        let mut block = std::mem::take(&mut self.keep.block);
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
                let (kind, what) = meaning(&error);
                tally.trouble(kind, what, place, || error.to_string());
            }
        }
        self.read(file.input, length as u64);
        let bytes = block.get(..length).unwrap_or_default();
        self.decode(file.input, |scratch, out| scratch.evtx.decode(bytes, offset, out));
        self.keep.block = block;
        self.count(length);
    }

    fn parcel(&mut self, parcel: &Parcel) {
        self.decode(parcel.input, |scratch, out| parcel.carrier.decode(parcel, scratch, out));
        self.count(parcel.bytes.len());
    }

    /// Runs a decoder with somewhere to write to.
    fn decode(&mut self, input: u32, decoder: impl FnOnce(&mut Scratch, &mut Output<'_>)) {
        let Keep { sink, tallies, scratch, .. } = &mut *self.keep;
        let tally = tallies.entry(input).or_default();
        let mut deliver = |event: &Event<'_>| sink.event(input, event);
        decoder(scratch, &mut Output::new(self.shared.options, tally, &mut deliver));
    }

    /// Hands the batch over when enough input went into it.
    fn count(&mut self, bytes: usize) {
        self.keep.bytes_since_batch += bytes;
        if self.keep.bytes_since_batch >= self.shared.options.batch_bytes {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        self.keep.bytes_since_batch = 0;
        if let Some(batch) = self.keep.sink.take_batch()
            && !(self.emit)(batch)
        {
            self.shared.work.stop();
        }
    }
}

/// What an error of reading means to whoever reads the summary.
pub(crate) fn meaning(error: &io::Error) -> (AnomalyKind, &'static str) {
    if is_refusal(error) {
        (AnomalyKind::Bound, "not read on")
    } else if error.kind() == io::ErrorKind::UnexpectedEof {
        (AnomalyKind::Truncated, "ends early")
    } else {
        (AnomalyKind::Damaged, "cannot be read on")
    }
}
