//! A chunk's wanted records, each by the cheapest way that can read it.

use crate::anomaly::{Anomaly, AnomalyKind, ContentFault};
use crate::careful_record::{self, CarefulRecord, NotRead, value_of};
use crate::chunk_header::{Checksum, ChunkHeader};
use crate::chunk_walk::ChunkWalk;
use crate::event_tree::EventTree;
use crate::literal_record;
use crate::plan::Plans;
use crate::record::{Field, Origin, ReadPath, Reading, RecordView, SystemValues};
use crate::record_frame::RecordFrame;
use crate::selection::Selection;
use crate::template_record::{self, Offsets};
use crate::tree_builder;

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
    offsets: Offsets,
}

impl Default for ChunkReader {
    fn default() -> Self {
        ChunkReader::new()
    }
}

impl ChunkReader {
    /// A reader, to be used for any number of chunks of any number of files.
    pub fn new() -> ChunkReader {
        ChunkReader { plans: Plans::new(), offsets: Offsets::new() }
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
        let mut fields = Vec::new();
        self.plans.next_chunk();

        while let Some((frame, origin)) = walk.next() {
            report.records += 1;
            report.first_record_id.get_or_insert(frame.record_id);
            report.last_record_id = Some(frame.record_id);
            if trusted && origin == Origin::Live {
                let (path, reading) = self.read_fast(chunk, &frame, selection, &mut fields);
                match reading {
                    Reading::Unwanted => continue,
                    Reading::Wanted { entry, system } => {
                        report.wanted += 1;
                        let emission = Emission { frame: &frame, origin, path, suspect: false };
                        emission.send(selection, entry, system, &fields, &mut sink);
                        continue;
                    }
                    Reading::Odd => report.odd += 1,
                }
            }
            let tree = decode_record(chunk, &frame);
            let doubt = Doubt::of(&tree, trusted && origin == Origin::Live);
            let read = careful_record::read(&tree, selection);
            if let Some(kind) = doubt.anomaly(read.as_ref().err()) {
                report.unreadable += u32::from(kind != AnomalyKind::TemplateId);
                walk.note(&frame, kind);
            }
            if let Ok(record) = read {
                report.wanted += 1;
                report.suspect += u32::from(doubt.suspect);
                let emission =
                    Emission { frame: &frame, origin, path: ReadPath::Careful, suspect: doubt.suspect };
                emission.send_careful(selection, &record, &mut sink);
            }
        }
        let anomalies = walk.into_anomalies();
        report.anomalies = anomalies.list;
        report.anomalies_dropped = anomalies.dropped;
        report
    }

    #[inline(always)]
    fn read_fast<'a>(
        &mut self,
        chunk: &'a [u8],
        frame: &RecordFrame,
        selection: &Selection,
        fields: &mut Vec<Field<'a>>,
    ) -> (ReadPath, Reading<'a>) {
        let (at, end) = (frame.body_at(), frame.body_end());
        let (plans, offsets) = (&mut self.plans, &mut self.offsets);
        let reading = template_record::read(chunk, at, end, plans, offsets, selection, fields);
        match reading {
            Reading::Odd => (
                ReadPath::Literal,
                literal_record::read(chunk, at, end, &mut plans.symbols, selection, fields),
            ),
            reading => (ReadPath::Plan, reading),
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
        let mut from = walk.slack_at().unwrap_or(chunk.len());
        while let Some(frame) = RecordFrame::search(chunk, from, chunk.len()) {
            from = frame.offset as usize + 1;
            let tree = decode_record(chunk, &frame);
            if tree.fault().is_some() || tree.template_mismatch() || tree.root().is_none() {
                continue;
            }
            from = frame.end();
            report.records += 1;
            if let Ok(record) = careful_record::read(&tree, selection) {
                report.wanted += 1;
                let emission =
                    Emission { frame: &frame, origin: Origin::Slack, path: ReadPath::Careful, suspect: true };
                emission.send_careful(selection, &record, &mut sink);
            }
        }
        report
    }
}

/// Decodes one record of `chunk` completely: every element, attribute and value.
///
/// Never fails: see [`EventTree::fault`] for damage.
pub fn decode_record<'a>(chunk: &'a [u8], frame: &RecordFrame) -> EventTree<'a> {
    tree_builder::build(chunk, frame.body_at(), frame.body_end())
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

/// What speaks against a record that was decoded the careful way.
struct Doubt {
    fault: Option<ContentFault>,
    template_mismatch: bool,
    suspect: bool,
}

impl Doubt {
    fn of(tree: &EventTree<'_>, proven: bool) -> Doubt {
        let (fault, template_mismatch) = (tree.fault(), tree.template_mismatch());
        Doubt { fault, template_mismatch, suspect: !proven || fault.is_some() || template_mismatch }
    }

    fn anomaly(&self, not_read: Option<&NotRead>) -> Option<AnomalyKind> {
        match (self.fault, not_read) {
            (Some(fault), _) => Some(AnomalyKind::RecordUnreadable(fault)),
            (None, Some(NotRead::NoSystem)) => Some(AnomalyKind::RecordUnreadable(ContentFault::NoSystem)),
            (None, _) => self.template_mismatch.then_some(AnomalyKind::TemplateId),
        }
    }
}

/// All that a view says besides its values.
struct Emission<'f> {
    frame: &'f RecordFrame,
    origin: Origin,
    path: ReadPath,
    suspect: bool,
}

impl Emission<'_> {
    #[inline(always)]
    fn send(
        &self,
        selection: &Selection,
        entry: u16,
        system: SystemValues<'_>,
        fields: &[Field<'_>],
        sink: &mut impl FnMut(&RecordView<'_>),
    ) {
        let Some(entry) = selection.entry(entry) else {
            return;
        };
        sink(&RecordView {
            tag: entry.tag,
            system,
            fields,
            offset: self.frame.offset,
            header_record_id: self.frame.record_id,
            header_written: self.frame.written,
            path: self.path,
            origin: self.origin,
            suspect: self.suspect,
        });
    }

    fn send_careful(
        &self,
        selection: &Selection,
        record: &CarefulRecord<'_>,
        sink: &mut impl FnMut(&RecordView<'_>),
    ) {
        let Some(entry) = selection.entry(record.entry) else {
            return;
        };
        let fields: Vec<Field<'_>> = entry
            .fields
            .iter()
            .zip(&record.fields)
            .map(|(wanted, value)| Field { slot: wanted.slot, value: value_of(value) })
            .collect();
        let system = SystemValues {
            provider: value_of(&record.provider),
            channel: value_of(&record.channel),
            computer: value_of(&record.computer),
            event_id: record.event_id,
            time_created: record.time_created,
            event_record_id: record.event_record_id,
        };
        self.send(selection, record.entry, system, &fields, sink);
    }
}
