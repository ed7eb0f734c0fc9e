//! One reading thread: opens inputs, unwraps them, cuts them, decodes them.

use crate::carrier::evtx::{self, FILE_HEADER_SIZE};
use crate::carrier::{Carrier, Scratch};
use crate::container::{Budget, SharedFile, Zip, is_refusal, spool};
use crate::cutter::{Cutter, Piece};
use crate::encoding::Encoding;
use crate::input::{Archive, DEPTH_MAX, Input, Source, member_path};
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
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

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
    shared: &'r Shared<'r>,
    keep: &'r mut Keep<S>,
    /// Takes a batch; `false` when nobody wants any more.
    emit: &'r mut dyn FnMut(S::Batch) -> bool,
}

/// What is known of a stream before its first byte.
#[derive(Clone)]
struct Stream<'s> {
    input: u32,
    path: &'s Path,
    /// Archives around it, and compressions inside it.
    depth: u8,
    budget: Budget,
    /// The file that it is, if it can be opened again.
    file: Option<SharedFile>,
    /// It comes as it lies in `file`.
    direct: bool,
    /// It is an archive whose members are to be read now.
    walking: bool,
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

    fn tally(&mut self, input: u32) -> &mut Tally {
        self.keep.tallies.entry(input).or_default()
    }

    /// Opens an input and does, or gives out, what follows from what it is.
    fn open(&mut self, id: u32) {
        let inputs = self.shared.inputs;
        let Some(input) = inputs.get(id as usize) else { return };
        let opened = match &input.source {
            Source::Refused(why) => Err(io::Error::other(why.clone())),
            Source::StandardInput => self.unknown_length(id, &input.path, &mut io::stdin().lock()),
            Source::File(None) => {
                File::open(&input.path).and_then(|mut file| self.unknown_length(id, &input.path, &mut file))
            }
            Source::File(Some(_)) => self.file(id, &input.path),
            Source::Member { zip, index } => self.member(id, input, zip, *index),
            Source::Walked => Ok(()),
        };
        if let Err(error) = opened {
            self.tally(id).unreadable = Some(error.to_string());
        }
    }

    fn file(&mut self, input: u32, path: &Path) -> io::Result<()> {
        let file = File::open(path)?;
        let mut head = vec![0; HEAD_BYTES];
        let length = read_full_at(&file, &mut head, 0)?;
        head.truncate(length);
        if recognise(&head) == Recognised::Evtx {
            return self.log(input, path, file, &head);
        }
        let file = SharedFile::new(file)?;
        let stream = Stream {
            input,
            path,
            depth: 0,
            budget: Budget::of_file(Some(file.length()), self.shared.options),
            file: Some(file.clone()),
            direct: true,
            walking: false,
        };
        self.counted(&stream, file)
    }

    /// A stream of which nobody knows how long it is.
    fn unknown_length(&mut self, input: u32, path: &Path, reader: &mut dyn Read) -> io::Result<()> {
        let budget = Budget::of_file(None, self.shared.options);
        let stream = Stream { input, path, depth: 0, budget, file: None, direct: false, walking: false };
        self.counted(&stream, reader)
    }

    /// Reads a stream and counts its bytes as they lie on disk.
    fn counted(&mut self, stream: &Stream<'_>, reader: impl Read) -> io::Result<()> {
        let mut reader = Counted { reader, bytes: 0, progress: Some(self.shared.progress) };
        let result = self.stream(stream, &mut reader);
        let bytes = reader.bytes;
        self.tally(stream.input).bytes += bytes;
        result
    }

    fn member(&mut self, id: u32, input: &Input, zip: &Zip, index: usize) -> io::Result<()> {
        let options = self.shared.options;
        zip.with_member(index, &options.passwords, |size, reader| {
            // What a compressed member expands to was not stated by the archive.
            let budget = Budget::of_member(size, options);
            let depth = input.depth;
            let path = input.path.as_path();
            let stream = Stream { input: id, path, depth, budget, file: None, direct: false, walking: false };
            let mut reader = Counted { reader, bytes: 0, progress: None };
            let result = self.stream(&stream, &mut reader);
            self.tally(id).bytes += reader.bytes;
            result
        })
    }

    /// Gives out the blocks of an EVTX file, unless it cannot matter.
    fn log(&mut self, input: u32, path: &Path, file: File, head: &[u8]) -> io::Result<()> {
        let bytes = file.metadata()?.len();
        self.tally(input).records(evtx::FORMAT, "", 0);
        if evtx::cannot_matter(path, head.get(FILE_HEADER_SIZE..).unwrap_or_default()) {
            self.read(input, head.len() as u64);
            self.shared.progress.advance(bytes.saturating_sub(head.len() as u64));
            self.tally(input).passed_over = Some(evtx::PASSED_OVER);
            return Ok(());
        }
        self.read(input, FILE_HEADER_SIZE as u64);
        self.shared.work.add_blocks(BlockFile { input, file, bytes }, FILE_HEADER_SIZE as u64);
        Ok(())
    }

    /// Reads a stream, whatever it turns out to be.
    fn stream(&mut self, stream: &Stream<'_>, reader: &mut dyn Read) -> io::Result<()> {
        let (head, rest) = head_of(reader);
        if head.is_empty()
            && let Rest::Failed(Some(error)) = rest
        {
            return Err(error);
        }
        let recognised = recognise(&head);
        let mut whole = Cursor::new(head).chain(rest);
        match recognised {
            Recognised::Empty => Ok(()),
            Recognised::Unknown => {
                self.tally(stream.input).passed_over = Some("not in a format we know");
                Ok(())
            }
            Recognised::Compressed(compression) => {
                self.tally(stream.input).compression = Some(compression.name());
                let inner = Stream { depth: stream.depth + 1, direct: false, ..stream.clone() };
                if inner.depth > DEPTH_MAX {
                    return Err(io::Error::other("wrapped deeper than is read"));
                }
                let mut expanded = stream.budget.clone().guard(compression.expand(whole));
                self.stream(&inner, &mut expanded)
            }
            Recognised::Zip => self.archive(stream, true, &mut whole),
            Recognised::Tar if stream.walking => self.walk_members(stream, &mut whole),
            Recognised::Tar => self.archive(stream, false, &mut whole),
            Recognised::Evtx => self.chunks(stream, &mut whole),
            Recognised::Text(encoding) => self.text(stream, encoding, &mut whole),
        }
    }

    /// Puts an archive by, to be opened when all that lies outside of archives is known.
    fn archive(&mut self, stream: &Stream<'_>, zip: bool, reader: &mut dyn Read) -> io::Result<()> {
        self.tally(stream.input).members = Some(0);
        self.tally(stream.input).records(if zip { "zip" } else { "tar" }, "", 0);
        let depth = stream.depth + 1;
        if depth > DEPTH_MAX {
            return Err(io::Error::other("archives are nested deeper than is read"));
        }
        let file = match &stream.file {
            // A directory's offsets count from the file's beginning; walking unwraps once more.
            Some(file) if stream.direct || !zip => file.rewound(),
            _ => spool(reader)?,
        };
        let (input, path, budget) = (stream.input, stream.path.to_owned(), stream.budget.clone());
        let archive = Archive { input, path, zip, file, budget, depth };
        self.shared.archives.lock().unwrap_or_else(PoisonError::into_inner).push(archive);
        Ok(())
    }

    /// Walks the archives that have no directory.
    fn walk(&mut self) {
        let shared = self.shared;
        for archive in shared.walks {
            let stream = Stream {
                input: archive.input,
                path: &archive.path,
                depth: archive.depth,
                budget: archive.budget.clone(),
                file: None,
                direct: false,
                walking: true,
            };
            // Standard input and nested archives were counted when they were spooled.
            let progress = (archive.depth == 1).then_some(shared.progress);
            let mut reader = Counted { reader: archive.file.rewound(), bytes: 0, progress };
            if let Err(error) = self.stream(&stream, &mut reader) {
                let (kind, what) = meaning(&error);
                self.tally(archive.input).trouble(kind, what, Place::WHOLE, || error.to_string());
            }
        }
    }

    fn walk_members(&mut self, stream: &Stream<'_>, reader: &mut dyn Read) -> io::Result<()> {
        let mut archive = tar::Archive::new(reader);
        for entry in archive.entries()? {
            let mut entry = entry?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let path = member_path(stream.path, &name);
            let input =
                self.walked(Input { path: path.clone(), source: Source::Walked, depth: stream.depth });
            *self.tally(stream.input).members.get_or_insert(0) += 1;
            let member = Stream { input, path: &path, walking: false, ..stream.clone() };
            let mut reader = Counted { reader: &mut entry, bytes: 0, progress: None };
            let result = self.stream(&member, &mut reader);
            let bytes = reader.bytes;
            let tally = self.tally(input);
            tally.bytes += bytes;
            if let Err(error) = result {
                tally.unreadable = Some(error.to_string());
            }
        }
        Ok(())
    }

    /// The index of a member that was met on a walk.
    fn walked(&mut self, input: Input) -> u32 {
        let mut walked = self.shared.walked.lock().unwrap_or_else(PoisonError::into_inner);
        walked.push(input);
        (self.shared.inputs.len() + walked.len() - 1) as u32
    }

    /// Reads a log that does not lie in a file of its own.
    fn chunks(&mut self, stream: &Stream<'_>, reader: &mut dyn Read) -> io::Result<()> {
        self.tally(stream.input).records(evtx::FORMAT, "", 0);
        let (mut head, mut rest) = head_of(reader);
        let chunks = head.split_off(FILE_HEADER_SIZE.min(head.len()));
        if evtx::cannot_matter(stream.path, &chunks) {
            self.tally(stream.input).passed_over = Some(evtx::PASSED_OVER);
            return Ok(());
        }
        self.cut(stream.input, chunks, FILE_HEADER_SIZE as u64, Carrier::Chunks, &mut rest);
        Ok(())
    }

    fn text(&mut self, stream: &Stream<'_>, encoding: Encoding, reader: &mut dyn Read) -> io::Result<()> {
        let mut reader = encoding.to_utf8(reader);
        let (mut head, mut rest) = head_of(&mut reader);
        if head.starts_with("\u{feff}".as_bytes()) {
            head.drain(.."\u{feff}".len());
        }
        let carrier = Carrier::of_text(&head);
        self.cut(stream.input, head, 0, carrier, &mut rest);
        Ok(())
    }

    /// Cuts a stream, of which `head` was read already, into parcels.
    fn cut(&mut self, input: u32, head: Vec<u8>, offset: u64, carrier: Carrier, reader: &mut dyn Read) {
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
    fn read(&mut self, input: u32, bytes: u64) {
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

/// What follows the first bytes of a stream.
enum Rest<'r> {
    Reader(&'r mut dyn Read),
    /// The error that ended it, until it is told.
    Failed(Option<io::Error>),
}

impl Read for Rest<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Rest::Reader(reader) => reader.read(buffer),
            Rest::Failed(error) => error.take().map_or(Ok(0), Err),
        }
    }
}

/// The first bytes of a stream, and the rest. What can be read before an error is not lost.
fn head_of(reader: &mut dyn Read) -> (Vec<u8>, Rest<'_>) {
    let mut head = Vec::new();
    match (&mut *reader).take(HEAD_BYTES as u64).read_to_end(&mut head) {
        Ok(_) => (head, Rest::Reader(reader)),
        Err(error) => (head, Rest::Failed(Some(error))),
    }
}

/// What an error of reading means to whoever reads the summary.
fn meaning(error: &io::Error) -> (AnomalyKind, &'static str) {
    if is_refusal(error) {
        (AnomalyKind::Bound, "not read on")
    } else if error.kind() == io::ErrorKind::UnexpectedEof {
        (AnomalyKind::Truncated, "ends early")
    } else {
        (AnomalyKind::Damaged, "cannot be read on")
    }
}

/// Counts what is read and tells how far it has come.
struct Counted<'r, R> {
    reader: R,
    bytes: u64,
    progress: Option<&'r dyn Progress>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.bytes += length as u64;
        if let Some(progress) = self.progress {
            progress.advance(length as u64);
        }
        Ok(length)
    }
}
