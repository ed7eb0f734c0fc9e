//! Whatever way a record is read, the result is the same: every event id and every field of every real
//! log is wanted, and each chunk is read twice, the second time by the careful way alone.

use crate::corpus;
use doorknob_evtx::{
    CHUNK_SIZE, ChunkReader, ChunkWalk, Element, EventTree, FieldName, MAX_FIELDS, ReadPath, RecordView,
    Selection, Wanted, decode_record,
};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn every_field_of_every_real_record_is_the_same_on_all_paths() {
    let files = corpus::files();
    let mut wanted = Wants::default();
    for file in &files {
        for (_, chunk) in file.chunks() {
            for (frame, _) in ChunkWalk::new(chunk) {
                wanted.add(&decode_record(chunk, &frame));
            }
        }
    }
    let selection = wanted.selection();
    let mut reader = ChunkReader::new();
    let mut by_path = BTreeMap::<&str, usize>::new();
    for file in &files {
        for (number, chunk) in file.chunks() {
            let mut planned = Vec::new();
            reader.read_chunk(chunk, &selection, |record| {
                *by_path.entry(path_name(record.path)).or_default() += 1;
                planned.push(Seen::of(record));
            });
            let mut careful = Vec::new();
            let distrusted = with_bad_records_checksum(chunk);
            reader.read_chunk(&distrusted, &selection, |record| {
                assert_eq!(record.path, ReadPath::Careful);
                assert!(record.suspect);
                careful.push(Seen::of(record));
            });
            for (planned, careful) in planned.iter().zip(&careful) {
                assert_eq!(planned, careful, "{} chunk {number}", file.name);
            }
            assert_eq!(planned.len(), careful.len(), "{} chunk {number}", file.name);
        }
    }
    if !files.is_empty() {
        eprintln!("records by path: {by_path:?}");
        let count = |path| by_path.get(path_name(path)).copied().unwrap_or_default();
        assert!(count(ReadPath::Plan) > 38_500, "{by_path:?}");
        assert!(count(ReadPath::Literal) > 1_200, "{by_path:?}");
        assert!(count(ReadPath::Careful) < 1_600, "{by_path:?}");
    }
}

fn path_name(path: ReadPath) -> &'static str {
    match path {
        ReadPath::Plan => "plan",
        ReadPath::Literal => "literal",
        ReadPath::Careful => "careful",
    }
}

/// The chunk with a stored records checksum that cannot be right, its header checksum made good.
fn with_bad_records_checksum(chunk: &[u8]) -> Vec<u8> {
    let mut chunk = chunk.to_vec();
    if chunk.len() >= 512 && chunk.iter().any(|byte| *byte != 0) {
        chunk[52] ^= 0xFF;
        // Stating that there are no checksums would be believed.
        chunk[120] &= !4;
        let mut crc = crc32fast::Hasher::new();
        crc.update(&chunk[..120]);
        crc.update(&chunk[128..512]);
        chunk[124..128].copy_from_slice(&crc.finalize().to_le_bytes());
    }
    assert!(chunk.len() <= CHUNK_SIZE);
    chunk
}

/// All that a view says, but for how it was read.
#[derive(Debug, PartialEq)]
struct Seen {
    tag: u16,
    system: String,
    fields: Vec<(u16, String)>,
    frame: (u32, u64, u64),
}

impl Seen {
    fn of(record: &RecordView<'_>) -> Seen {
        Seen {
            tag: record.tag,
            system: format!("{:?}", record.system),
            fields: record.fields.iter().map(|field| (field.slot, format!("{:?}", field.value))).collect(),
            frame: (record.offset, record.header_record_id, record.header_written),
        }
    }
}

/// Every field name there is, by provider and event id.
#[derive(Default)]
struct Wants {
    events: BTreeMap<(String, u16), BTreeSet<Key>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Data(String),
    Position(u16),
    UserData(String),
}

impl Wants {
    fn add(&mut self, tree: &EventTree<'_>) {
        let Some(event) = tree.root() else { return };
        let Some(system) = event.child("System") else {
            return;
        };
        let provider = system
            .child("Provider")
            .and_then(|provider| provider.attribute("Name"))
            .map(|name| name.value().to_string())
            .unwrap_or_default();
        let id = system.child("EventID").and_then(|id| id.text().value().as_u64());
        let Some(id) = id.and_then(|id| u16::try_from(id).ok()) else {
            return;
        };
        let keys = self.events.entry((provider, id)).or_default();
        for payload in event.children() {
            if payload.name().is("EventData") {
                add_data(payload, keys);
            } else if payload.name().is("UserData") {
                add_leaves(payload, keys);
            }
        }
    }

    fn selection(&self) -> Selection {
        let wanted = (0..).zip(&self.events).map(|(tag, ((provider, id), keys))| {
            let mut wanted = Wanted::new(tag, provider, [*id]);
            for (slot, key) in (0..).zip(keys).take(MAX_FIELDS) {
                wanted = wanted.field(
                    slot,
                    match key {
                        Key::Data(name) => FieldName::Data(name.clone()),
                        Key::Position(index) => FieldName::Position(*index),
                        Key::UserData(name) => FieldName::UserData(name.clone()),
                    },
                );
            }
            wanted
        });
        Selection::new(wanted).expect("within the limits")
    }
}

fn add_data(payload: Element<'_, '_>, keys: &mut BTreeSet<Key>) {
    let mut unnamed = 0;
    for data in payload.children().filter(|data| data.name().is("Data")) {
        match data.attribute("Name") {
            Some(name) => {
                keys.insert(Key::Data(name.value().to_string()));
            }
            None => {
                keys.insert(Key::Position(unnamed));
                unnamed += 1;
            }
        }
    }
}

fn add_leaves(element: Element<'_, '_>, keys: &mut BTreeSet<Key>) {
    for child in element.children() {
        if child.children().next().is_none() {
            keys.insert(Key::UserData(child.name().to_string()));
        }
        add_leaves(child, keys);
    }
}
