//! What reading found: per input and in all.

use doorknob_event::anomaly::Anomaly;
use doorknob_event::time::EventTime;
use std::path::PathBuf;

/// What became of one input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Read to its end, or as far as it could be.
    Read,
    /// Not read further after a look inside, or read and found to hold nothing of ours; says why.
    PassedOver(String),
    /// Could not be opened or read at all; says why.
    Unreadable(String),
}

/// One input: a file, standard input, or a member of an archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InputSummary {
    /// As given, or below a given folder; `-` is standard input. A member of an archive follows the archive's path
    /// after a `!`. May be hostile text, and need not be UTF-8.
    pub path: PathBuf,
    /// What became of it.
    pub outcome: Outcome,
    /// How it is compressed: `gzip`, `zstd`, `bzip2`, `xz`.
    pub compression: Option<&'static str>,
    /// Of an archive, how many inputs it holds; they follow behind all inputs that lie outside of archives.
    pub members: Option<u64>,
    /// Archives around it; 0 for what lies on disk by itself.
    pub depth: u8,
    /// The formats of its records, with how many there are of each, the most frequent first: `EVTX`, `JSON (NXLog)`.
    pub formats: Vec<(String, u64)>,
    /// What had to be assumed to read it, with for how many events: a zone that followed from a second time, an order of day
    /// and month.
    pub assumptions: Vec<(String, u64)>,
    /// Bytes read from it: as it lies on disk, or, of a member of an archive, expanded.
    pub bytes: u64,
    /// Records seen, wanted or not.
    pub records: u64,
    /// Events of kinds that count, delivered to the sink.
    pub events: u64,
    /// Events of kinds that count that could not be placed in time for want of a zone, and were left out.
    pub events_without_zone: u64,
    /// Time of the first event that counts.
    pub first: Option<EventTime>,
    /// Time of the last event that counts.
    pub last: Option<EventTime>,
    /// Anomalies that mean data loss: damaged, truncated or left out, counted.
    pub damaged: u64,
}

impl InputSummary {
    /// Whether the offsets of its events are line numbers; those of EVTX are bytes.
    pub fn has_lines(&self) -> bool {
        self.formats.first().is_some_and(|(format, _)| format != crate::carrier::evtx::FORMAT)
    }
}

/// What was read, what it held, and what was wrong with it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReadSummary {
    /// Sorted by path, then the members of archives; an event's `input` is an index into it.
    pub inputs: Vec<InputSummary>,
    /// Everything that is wrong with the inputs, in their order; alike ones of one input are merged, the first located.
    pub anomalies: Vec<Anomaly>,
    /// Links inside given folders, which are never followed.
    pub links_passed_over: u64,
}

impl ReadSummary {
    /// Bytes read from all inputs, as they lie on disk.
    pub fn bytes(&self) -> u64 {
        self.inputs.iter().filter(|input| input.depth == 0).map(|input| input.bytes).sum()
    }

    /// Records seen in all inputs.
    pub fn records(&self) -> u64 {
        self.inputs.iter().map(|input| input.records).sum()
    }

    /// Events that count in all inputs.
    pub fn events(&self) -> u64 {
        self.inputs.iter().map(|input| input.events).sum()
    }

    /// Inputs that were read.
    pub fn read(&self) -> usize {
        self.inputs.iter().filter(|input| input.outcome == Outcome::Read).count()
    }

    /// Inputs that were passed over.
    pub fn passed_over(&self) -> usize {
        self.inputs.iter().filter(|input| matches!(input.outcome, Outcome::PassedOver(_))).count()
    }

    /// Inputs that could not be read.
    pub fn unreadable(&self) -> usize {
        self.inputs.iter().filter(|input| matches!(input.outcome, Outcome::Unreadable(_))).count()
    }

    /// Time of the first event that counts.
    pub fn first(&self) -> Option<EventTime> {
        self.inputs.iter().filter_map(|input| input.first).min()
    }

    /// Time of the last event that counts.
    pub fn last(&self) -> Option<EventTime> {
        self.inputs.iter().filter_map(|input| input.last).max()
    }
}
