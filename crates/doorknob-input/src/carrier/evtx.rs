//! Windows event logs: chunks of binary records. The only file that knows the EVTX reader.
//!
//! A chunk is decoded by itself, so a log is read in blocks of chunks by as many threads as there are. Which fields
//! are wanted comes from the table of events, [`SPECS`].

use crate::input::file_name;
use crate::output::Output;
use crate::tally::{Place, Tally};
use arrayvec::ArrayVec;
use doorknob_event::anomaly::AnomalyKind as Kind;
use doorknob_event::event::{
    Event, EventKind, EventSpec, FIELDS_MAX, Field, FieldPath, Provider, SPECS, Value,
};
use doorknob_event::time::EventTime;
use doorknob_evtx::{
    AnomalyKind as Wrong, ChunkReader, ChunkReport, ChunkWalk, FieldName, RecordFrame, RecordView, Selection,
    ValueKind, Wanted, decode_record,
};
use std::path::Path;
use std::sync::LazyLock;

pub(crate) use doorknob_evtx::{CHUNK_SIZE, FILE_HEADER_SIZE};

/// Its name in the summary.
pub(crate) const FORMAT: &str = "EVTX";

/// Why a log is not read.
pub(crate) const PASSED_OVER: &str = "a log of a channel that holds no event that counts";

static SELECTION: LazyLock<Selection> = LazyLock::new(|| {
    let wanted = SPECS.iter().enumerate().map(|(tag, spec)| wanted(tag as u16, spec));
    Selection::new(wanted).expect("the table of events is far below every limit")
});

fn wanted(tag: u16, spec: &EventSpec) -> Wanted {
    let ids = spec.ids.iter().copied();
    let wanted = match spec.provider {
        Provider::Named(provider) => Wanted::new(tag, provider, ids),
        Provider::Prefix(prefix) => Wanted::provider_prefix(tag, prefix, ids),
    };
    let wanted = wanted.channel(spec.channel);
    spec.fields.iter().fold(wanted, |wanted, (path, field)| {
        let name = match path {
            FieldPath::Named(name) => FieldName::Data((*name).to_owned()),
            FieldPath::Position(at) => FieldName::Position(u16::from(*at)),
            FieldPath::UserData(name) => FieldName::UserData((*name).to_owned()),
        };
        wanted.field(*field as u16, name)
    })
}

/// Up to the end of the last whole chunk, or everything at the end of the input.
pub(super) fn cut(buffer: &[u8], end_of_input: bool) -> usize {
    if end_of_input { buffer.len() } else { buffer.len() / CHUNK_SIZE * CHUNK_SIZE }
}

/// Decodes chunks. One per thread.
#[derive(Debug, Default)]
pub(crate) struct EvtxDecoder {
    reader: ChunkReader,
}

impl EvtxDecoder {
    /// Decodes the chunks in `bytes`, the first of which lies at `offset` of the log; the last may be cut short.
    pub(crate) fn decode(&mut self, bytes: &[u8], offset: u64, out: &mut Output<'_>) {
        for (number, chunk) in bytes.chunks(CHUNK_SIZE).enumerate() {
            let at = offset + (number * CHUNK_SIZE) as u64;
            let report = self.reader.read_chunk(chunk, &SELECTION, |view| emit(view, chunk, at, out));
            account(&report, at, out.tally);
        }
    }
}

fn emit(view: &RecordView<'_>, chunk: &[u8], chunk_at: u64, out: &mut Output<'_>) {
    let Some(spec) = SPECS.get(usize::from(view.tag)) else { return };
    // Values of types that no field is supposed to have are written as text.
    let mut odd: ArrayVec<(Field, String), FIELDS_MAX> = ArrayVec::new();
    let mut event = Event::new(spec.kind, view.system.event_id);
    event.time = view.system.time_created.and_then(EventTime::from_filetime);
    event.computer = plain(view.system.computer);
    event.record_id = view.system.event_record_id;
    event.offset = Some(chunk_at + u64::from(view.offset));
    event.suspect = view.suspect;
    event.audit_failure = audit_failure(view, chunk, spec.kind);
    for ((_, field), found) in spec.fields.iter().zip(view.fields) {
        if found.value.is_absent() {
            continue;
        }
        match plain(found.value) {
            Some(value) => event.push(*field, value),
            None => {
                let mut text = String::new();
                found.value.push_text(&mut text);
                let _ = odd.try_push((*field, text));
            }
        }
    }
    for (field, text) in &odd {
        event.push(*field, Value::Text(text));
    }
    out.event(&event);
}

/// A value of a type that fields have; `None` for any other.
fn plain(value: doorknob_evtx::Value<'_>) -> Option<Value<'_>> {
    use ValueKind::*;
    match value.kind() {
        Utf16 => value.utf16().map(Value::Utf16),
        Text => value.utf8().map(Value::Text),
        Null => Some(Value::Text("")),
        Int8 | Int16 | Int32 | Int64 => value.as_i64().map(Value::Signed),
        UInt8 | UInt16 | UInt32 | UInt64 | Hex32 | Hex64 | SizeT => value.as_u64().map(Value::Unsigned),
        Sid => value.as_sid().map(Value::Sid),
        FileTime | SystemTime => value.as_filetime().map(Value::Unsigned),
        Guid => value.raw().try_into().ok().map(Value::Guid),
        _ => None,
    }
}

/// The audit bits of `Keywords`, looked up only for the kinds whose outcome they alone tell: it costs a full decode.
fn audit_failure(view: &RecordView<'_>, chunk: &[u8], kind: EventKind) -> Option<bool> {
    if !matches!(kind, EventKind::PasswordChange | EventKind::PasswordReset) {
        return None;
    }
    let frame = frame(view, chunk)?;
    let tree = decode_record(chunk, &frame);
    let keywords = tree.root()?.child("System")?.child("Keywords")?.text();
    crate::record::audit_failure(keywords.value().as_u64()?)
}

fn frame(view: &RecordView<'_>, chunk: &[u8]) -> Option<RecordFrame> {
    let word = |at: usize| chunk.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    let start = view.offset as usize;
    let size = word(start + 4)?;
    let size_copy = word(start + (size as usize).checked_sub(4)?)?;
    let (record_id, written) = (view.header_record_id, view.header_written);
    Some(RecordFrame { offset: view.offset, size, record_id, written, size_copy })
}

fn account(report: &ChunkReport, chunk_at: u64, tally: &mut Tally) {
    tally.records(FORMAT, "", u64::from(report.records));
    for anomaly in &report.anomalies {
        let mut place = Place::offset(chunk_at + u64::from(anomaly.offset));
        place.record_id = anomaly.record_id;
        let (kind, what) = meaning(anomaly.kind);
        tally.trouble(kind, what, place, || detail(anomaly.kind));
    }
    if report.anomalies_dropped > 0 {
        let count = u64::from(report.anomalies_dropped);
        let what = "a chunk holds more anomalies than are told apart";
        tally.troubles(Kind::Damaged, what, Place::offset(chunk_at), count, String::new);
    }
}

/// What the reader knows besides.
fn detail(wrong: Wrong) -> String {
    match wrong {
        Wrong::RecordUnreadable(fault) => fault.to_string(),
        Wrong::ChunkTooShort | Wrong::ChunkCutShort | Wrong::BytesSkipped | Wrong::RecordsChecksum => {
            String::new()
        }
        other => other.to_string(),
    }
}

/// What an anomaly of the reader means to whoever reads the summary.
fn meaning(wrong: Wrong) -> (Kind, &'static str) {
    match wrong {
        Wrong::ChunkTooShort | Wrong::ChunkCutShort => (Kind::Truncated, "a chunk is cut short"),
        Wrong::RecordCutShort { .. } => (Kind::Truncated, "a record is cut short"),
        Wrong::ChunkMagic | Wrong::ChunkHeaderChecksum | Wrong::FreeSpaceOffset => {
            (Kind::Damaged, "a chunk header is damaged; its records were searched for")
        }
        Wrong::RecordsChecksum => {
            (Kind::Damaged, "records fail their checksum; they were read as far as they can be")
        }
        Wrong::BytesSkipped => (Kind::Damaged, "bytes that belong to no record were skipped"),
        Wrong::RecordUnreadable(_) => (Kind::Damaged, "a record cannot be decoded"),
        _ => (Kind::Damaged, "the records of a chunk do not join"),
    }
}

/// Whether the log can hold no event that counts: it bears the name under which Windows keeps exactly one channel, its
/// first chunk agrees, and the channel is not wanted. Exports bear any name, so they are always read.
pub(crate) fn cannot_matter(path: &Path, first_chunk: &[u8]) -> bool {
    let Some(name) = file_name(path) else { return false };
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    // Collectors that keep a path in a name write the percent sign itself so.
    let named_for = stem.replace("%25", "%").replace("%4", "/");
    let wanted = SPECS.iter().any(|spec| spec.channel.eq_ignore_ascii_case(&named_for));
    if wanted || !extension.eq_ignore_ascii_case("evtx") {
        return false;
    }
    let mut records = ChunkWalk::new(first_chunk).map(|(frame, _)| frame);
    let (Some(first), last) = (records.next(), records.last()) else { return false };
    let agrees = |frame: &RecordFrame| {
        let tree = decode_record(first_chunk, frame);
        let channel = tree.root().and_then(|root| Some(root.child("System")?.child("Channel")?.text()));
        let mut text = String::new();
        if let Some(channel) = &channel {
            channel.value().push_text(&mut text);
        }
        text.eq_ignore_ascii_case(&named_for)
    };
    agrees(&first) && agrees(&last.unwrap_or(first))
}
