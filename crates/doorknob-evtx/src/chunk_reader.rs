//! A chunk's wanted records, each by the cheapest way that can read it.

use crate::anomaly::{Anomaly, AnomalyKind, ContentFault};
use crate::careful_record::{self, CarefulRecord, NotRead, value_of};
use crate::chunk_header::{Checksum, ChunkHeader};
use crate::chunk_walk::ChunkWalk;
use crate::event_tree::EventTree;
use crate::literal_record;
use crate::plan::Plans;
use crate::record::{Emit, Fields, Origin, Outcome, ReadPath, RecordView, Store, SystemValues};
use crate::record_frame::RecordFrame;
use crate::selection::{Entry, Selection};
use crate::template_record::{self, Windows};
use crate::tree_builder::{self, MAX_CHUNK_WORK};
use crate::value::Value;

/// What happened to one chunk.
#[derive(Debug, Clone)]
pub struct ChunkReport {
    /// The chunk is all zeros: preallocated and never written. Nothing else is said of it.
    pub blank: bool,
    /// The chunk header, as far as one could be read.
    pub header: Option<ChunkHeader>,
    /// What the checksums say.
    pub checksum: Checksum,
    /// Records walked, wanted or not.
    pub records: u32,
    /// Records handed to the caller.
    pub wanted: u32,
    /// Records, among `records`, that no plan fitted and that are no plain literal records: decoded
    /// completely, with the same result.
    pub odd: u32,
    /// Records, among `wanted`, whose bytes are not proven.
    pub suspect: u32,
    /// Records, among `records`, whose content could not be decoded; each is an anomaly.
    pub unreadable: u32,
    /// Header id of the first record walked: what to order a ring log's chunks by.
    pub first_record_id: Option<u64>,
    /// Header id of the last record walked.
    pub last_record_id: Option<u64>,
    /// What was wrong, where; at most [`MAX_ANOMALIES`](crate::MAX_ANOMALIES).
    pub anomalies: Vec<Anomaly>,
    /// Anomalies beyond that number.
    pub anomalies_dropped: u32,
}

/// What carving the slack of one chunk gave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CarveReport {
    /// Whole records found, wanted or not.
    pub records: u32,
    /// Records handed to the caller.
    pub wanted: u32,
}

/// Reads chunks. Keep one per thread: its memory is reused from chunk to chunk and does not grow with
/// their number.
#[derive(Debug)]
pub struct ChunkReader {
    plans: Plans,
    windows: Windows,
}

impl Default for ChunkReader {
    fn default() -> Self {
        ChunkReader::new()
    }
}

impl ChunkReader {
    /// A reader, to be used for any number of chunks of any number of files.
    pub fn new() -> ChunkReader {
        ChunkReader { plans: Plans::new(), windows: Windows::new() }
    }

    /// Hands every live record of `chunk` that `selection` wants to `sink`, in the order they lie.
    ///
    /// `chunk` is 65536 bytes from a file, or the shorter piece a truncated file ends with. Whatever
    /// the bytes are, this returns; what was wrong is in the report.
    pub fn read_chunk(
        &mut self,
        chunk: &[u8],
        selection: &Selection,
        mut sink: impl FnMut(&RecordView<'_>),
    ) -> ChunkReport {
        let mut walk = ChunkWalk::new(chunk);
        let chunk = walk.chunk();
        let trusted = walk.checksum().trusts_records();
        let mut report = ChunkReport::of(&walk);
        let mut work_left = MAX_CHUNK_WORK;
        self.plans.next_chunk(selection);
        self.windows.next_chunk();

        while let Some((frame, origin)) = walk.next() {
            report.records += 1;
            report.first_record_id.get_or_insert(frame.record_id);
            report.last_record_id = Some(frame.record_id);
            let proven = trusted && origin == Origin::Live;
            let outcome = match proven {
                true => self.read_fast(chunk, &frame, selection, &mut sink),
                false => Outcome::Odd,
            };
            match outcome {
                Outcome::Unwanted => {}
                Outcome::Wanted => report.wanted += 1,
                Outcome::Odd => {
                    report.odd += u32::from(proven);
                    let tree = tree_builder::build(chunk, &frame, &mut work_left);
                    let careful = Careful { frame, origin, proven };
                    careful.read(&tree, selection, &mut walk, &mut report, &mut sink);
                }
            }
        }
        let anomalies = walk.into_anomalies();
        report.anomalies = anomalies.list;
        report.anomalies_dropped = anomalies.dropped;
        report
    }

    #[inline(always)]
    fn read_fast(
        &mut self,
        chunk: &[u8],
        frame: &RecordFrame,
        selection: &Selection,
        sink: &mut impl FnMut(&RecordView<'_>),
    ) -> Outcome {
        let (at, end) = (frame.body_at(), frame.body_end());
        let (plans, windows) = (&mut self.plans, &mut self.windows);
        let (origin, suspect) = (Origin::Live, false);
        let mut emit = Emission { frame, origin, path: ReadPath::Plan, suspect, sink };
        match template_record::read(chunk, at, end, plans, windows, selection, &mut emit) {
            Outcome::Odd => {
                emit.path = ReadPath::Literal;
                let symbols = &mut plans.symbols;
                let wanted = windows.wanted.as_mut_slice();
                literal_record::read(chunk, at, end, symbols, selection, wanted, &mut emit)
            }
            outcome => outcome,
        }
    }

    /// Searches the slack of `chunk` (what lies behind its live records) for whole records of earlier
    /// uses of the space, and hands those that `selection` wants to `sink`, labelled
    /// [`Origin::Slack`] and suspect.
    ///
    /// They are leftovers, often of records that are live elsewhere: never count them with live ones.
    /// Only records that decode without any fault are handed out. Chunks whose header cannot be
    /// believed about where the live records end yield nothing: [`read_chunk`](Self::read_chunk)
    /// searches them to their end.
    pub fn carve(
        &mut self,
        chunk: &[u8],
        selection: &Selection,
        mut sink: impl FnMut(&RecordView<'_>),
    ) -> CarveReport {
        let walk = ChunkWalk::new(chunk);
        let chunk = walk.chunk();
        let mut report = CarveReport::default();
        let mut work_left = MAX_CHUNK_WORK;
        let mut from = walk.slack_at().unwrap_or(chunk.len());
        while let Some(frame) = RecordFrame::search(chunk, from, chunk.len()) {
            from = frame.offset as usize + 1;
            let tree = tree_builder::build(chunk, &frame, &mut work_left);
            if tree.fault().is_some() || tree.template_mismatch() || tree.root().is_none() {
                continue;
            }
            from = frame.end();
            report.records += 1;
            if let Ok(record) = careful_record::read(&tree, selection) {
                report.wanted += 1;
                let (origin, path, suspect) = (Origin::Slack, ReadPath::Careful, true);
                let mut emit = Emission { frame: &frame, origin, path, suspect, sink: &mut sink };
                send_careful(&record, selection, &mut emit);
            }
        }
        report
    }
}

/// Decodes one record of `chunk` completely: every element, attribute and value.
///
/// Never fails: see [`EventTree::fault`] for damage.
pub fn decode_record<'a>(chunk: &'a [u8], frame: &RecordFrame) -> EventTree<'a> {
    tree_builder::build(chunk, frame, &mut MAX_CHUNK_WORK.clone())
}

impl ChunkReport {
    fn of(walk: &ChunkWalk<'_>) -> ChunkReport {
        ChunkReport {
            blank: walk.is_blank(),
            header: walk.header().copied(),
            checksum: walk.checksum(),
            records: 0,
            wanted: 0,
            odd: 0,
            suspect: 0,
            unreadable: 0,
            first_record_id: None,
            last_record_id: None,
            anomalies: Vec::new(),
            anomalies_dropped: 0,
        }
    }
}

/// A record to be read the careful way.
struct Careful {
    frame: RecordFrame,
    origin: Origin,
    proven: bool,
}

impl Careful {
    fn read(
        &self,
        tree: &EventTree<'_>,
        selection: &Selection,
        walk: &mut ChunkWalk<'_>,
        report: &mut ChunkReport,
        sink: &mut impl FnMut(&RecordView<'_>),
    ) {
        let read = careful_record::read(tree, selection);
        let fault = match (tree.fault(), &read) {
            (None, Err(NotRead::NoSystem)) => Some(ContentFault::NoSystem),
            (fault, _) => fault,
        };
        if let Some(fault) = fault {
            report.unreadable += 1;
            walk.note(&self.frame, AnomalyKind::RecordUnreadable(fault));
        } else if tree.template_mismatch() {
            walk.note(&self.frame, AnomalyKind::TemplateId);
        }
        let Ok(record) = read else { return };
        let suspect = !self.proven || fault.is_some() || tree.template_mismatch();
        report.wanted += 1;
        report.suspect += u32::from(suspect);
        let (frame, origin, path) = (&self.frame, self.origin, ReadPath::Careful);
        send_careful(&record, selection, &mut Emission { frame, origin, path, suspect, sink });
    }
}

fn send_careful(record: &CarefulRecord<'_>, selection: &Selection, emit: &mut impl Emit) {
    let Some(entry) = selection.entry(record.entry) else {
        return;
    };
    let values: Vec<Value<'_>> = record.fields.iter().map(value_of).collect();
    let system = SystemValues {
        provider: value_of(&record.provider),
        channel: value_of(&record.channel),
        computer: value_of(&record.computer),
        event_id: record.event_id,
        time_created: record.time_created,
        event_record_id: record.event_record_id,
    };
    emit.emit(entry, system, Store::Values(&values));
}

/// Hands a record to the caller, with all that a view says besides its values.
struct Emission<'f, S> {
    frame: &'f RecordFrame,
    origin: Origin,
    path: ReadPath,
    suspect: bool,
    sink: &'f mut S,
}

impl<S: FnMut(&RecordView<'_>)> Emit for Emission<'_, S> {
    #[inline(always)]
    fn emit(&mut self, entry: &Entry, system: SystemValues<'_>, store: Store<'_>) {
        (self.sink)(&RecordView {
            tag: entry.tag,
            system,
            fields: Fields::new(&entry.slots, store),
            offset: self.frame.offset,
            header_record_id: self.frame.record_id,
            header_written: self.frame.written,
            path: self.path,
            origin: self.origin,
            suspect: self.suspect,
        });
    }
}
