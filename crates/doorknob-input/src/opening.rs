//! Opening inputs: what each is, what it is wrapped in, and what follows from that.

use crate::carrier::Carrier;
use crate::carrier::evtx;
use crate::container::{Budget, Frames, Rows, SharedFile, Zip, spool};
use crate::encoding::Encoding;
use crate::input::{Archive, DEPTH_MAX, Input, Source, member_path};
use crate::positioned::read_full_at;
use crate::progress::Progress;
use crate::recognise::{HEAD_BYTES, Recognised, Start, recognise};
use crate::sink::EventSink;
use crate::tally::Place;
use crate::work::BlockFile;
use crate::worker::{Worker, meaning};
use doorknob_event::anomaly::AnomalyKind;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::PoisonError;

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

impl<S: EventSink> Worker<'_, S> {
    /// Opens an input and does, or gives out, what follows from what it is.
    pub(crate) fn open(&mut self, id: u32) {
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
        if let Recognised::Evtx(start) = recognise(&head) {
            return self.log(input, path, file, &head, start);
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
    fn log(&mut self, input: u32, path: &Path, file: File, head: &[u8], start: Start) -> io::Result<()> {
        let bytes = file.metadata()?.len();
        self.begin(input, start);
        if evtx::cannot_matter(path, head.get(start.offset()..).unwrap_or_default()) {
            self.read(input, head.len() as u64);
            self.shared.progress.advance(bytes.saturating_sub(head.len() as u64));
            self.tally(input).passed_over = Some(evtx::PASSED_OVER);
            return Ok(());
        }
        let offset = start.offset() as u64;
        self.read(input, offset);
        self.shared.work.add_blocks(BlockFile { input, file, bytes }, offset);
        Ok(())
    }

    /// Notes an event log, and what is wrong with its beginning.
    fn begin(&mut self, input: u32, start: Start) {
        let tally = self.tally(input);
        tally.records(evtx::FORMAT, "", 0);
        if let Some(damage) = start.damage() {
            tally.trouble(AnomalyKind::Damaged, damage, Place::offset(0), String::new);
        }
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
            Recognised::Empty => {
                self.tally(stream.input).passed_over = Some("empty");
                Ok(())
            }
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
            Recognised::Parquet => self.rows(stream, &mut whole),
            Recognised::Lumberjack => {
                let mut lines = Frames::new(whole);
                self.cut(stream.input, Vec::new(), 0, Carrier::Records("Lumberjack"), &mut lines);
                Ok(())
            }
            Recognised::Evtx(start) => self.chunks(stream, start, &mut whole),
            Recognised::Text(encoding) => self.text(stream, encoding, &mut whole),
        }
    }

    /// Reads a table in columns, which are found from its end.
    fn rows(&mut self, stream: &Stream<'_>, reader: &mut dyn Read) -> io::Result<()> {
        let file = match &stream.file {
            Some(file) if stream.direct => {
                // Of a file on disk only its beginning was counted so far.
                self.read(stream.input, file.length().saturating_sub(HEAD_BYTES as u64));
                file.rewound()
            }
            _ => spool(reader)?,
        };
        let mut rows = Rows::open(file, &stream.budget)?;
        self.cut(stream.input, Vec::new(), 0, Carrier::Records("Parquet"), &mut rows);
        Ok(())
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
    pub(crate) fn walk(&mut self) {
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
    fn chunks(&mut self, stream: &Stream<'_>, start: Start, reader: &mut dyn Read) -> io::Result<()> {
        self.begin(stream.input, start);
        let (mut head, mut rest) = head_of(reader);
        let chunks = head.split_off(start.offset().min(head.len()));
        if evtx::cannot_matter(stream.path, &chunks) {
            self.tally(stream.input).passed_over = Some(evtx::PASSED_OVER);
            return Ok(());
        }
        self.cut(stream.input, chunks, start.offset() as u64, Carrier::Chunks, &mut rest);
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
