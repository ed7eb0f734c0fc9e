//! The same records with the same content as the `evtx` crate, on every real log.
//!
//! Both decode every record completely and write it as XML, which must be equal byte for byte. Where
//! they differ, `known_differences.toml` says why.

use crate::corpus::{self, LogFile};
use doorknob_evtx::{ChunkWalk, decode_record};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// A record by its chunk and its offset in it.
type Place = (u64, u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// The crate does not yield the record.
    OnlyHere,
    /// The crate yields it and we do not.
    OnlyThere,
    /// Both yield it, with different content.
    Content,
}

#[derive(serde::Deserialize)]
struct KnownDifferences {
    difference: Vec<KnownDifference>,
}

/// An entry of `known_differences.toml`.
#[derive(serde::Deserialize)]
struct KnownDifference {
    file: String,
    chunk: u64,
    kind: Kind,
    /// How many records of the chunk differ so.
    records: usize,
    reason: String,
}

#[derive(Debug)]
struct Difference {
    record_id: u64,
    detail: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  record {}: {}", self.record_id, self.detail)
    }
}

#[test]
fn same_records_and_content_as_the_evtx_crate() {
    let files = corpus::files();
    if files.is_empty() {
        return;
    }
    let known: KnownDifferences =
        toml::from_str(include_str!("known_differences.toml")).expect("the list of differences");
    let mut expected: BTreeMap<(&str, u64, Kind), usize> = BTreeMap::new();
    for entry in &known.difference {
        assert!(!entry.reason.is_empty());
        expected.insert((&entry.file, entry.chunk, entry.kind), entry.records);
    }
    let mut same = 0;
    let mut complaints = Vec::new();
    let mut names = BTreeSet::new();
    for file in &files {
        names.insert(file.name.as_str());
        let found = compare(file, &mut same);
        for ((chunk, kind), differences) in &found {
            let known = expected.remove(&(file.name.as_str(), *chunk, *kind));
            if known != Some(differences.len()) {
                let list: Vec<String> = differences.iter().map(ToString::to_string).collect();
                complaints.push(format!(
                    "{} chunk {chunk} {kind:?}: {} records, {known:?} known\n{}",
                    file.name,
                    differences.len(),
                    list.join("\n")
                ));
            }
        }
    }
    for (gone, records) in expected {
        complaints.push(format!("{gone:?}: {records} known, none found"));
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    eprintln!("{} files, {same} records the same", names.len());
    assert!(same > 40_000, "{same}");
}

fn compare(file: &LogFile, same: &mut usize) -> BTreeMap<(u64, Kind), Vec<Difference>> {
    let mut theirs = read_with_crate(file);
    let mut differences: BTreeMap<(u64, Kind), Vec<Difference>> = BTreeMap::new();
    let mut differs = |chunk, kind, record_id, detail| {
        let difference = Difference { record_id, detail };
        differences.entry((chunk, kind)).or_default().push(difference);
    };
    for (number, chunk) in file.chunks() {
        for (frame, _) in ChunkWalk::new(chunk) {
            let mut ours = String::new();
            let written = decode_record(chunk, &frame).write_xml(&mut ours);
            assert_eq!(written, Ok(()));
            let id = frame.record_id;
            match theirs.remove(&(number, u64::from(frame.offset))) {
                None => differs(number, Kind::OnlyHere, id, ours),
                Some((_, xml)) if xml == ours => *same += 1,
                Some((_, xml)) => {
                    let detail = format!("\n    ours   {ours}\n    theirs {xml}");
                    differs(number, Kind::Content, id, detail);
                }
            }
        }
    }
    for ((number, _), (id, xml)) in theirs {
        differs(number, Kind::OnlyThere, id, xml);
    }
    differences
}

/// Every record the crate yields: its header id and its XML.
fn read_with_crate(file: &LogFile) -> BTreeMap<Place, (u64, String)> {
    const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
    let settings = evtx::ParserSettings::default().indent(false).num_threads(1);
    let shared = Arc::new(settings.clone());
    let mut records = BTreeMap::new();
    let Ok(parser) = evtx::EvtxParser::from_buffer(file.bytes.clone()) else {
        return records;
    };
    let mut parser = parser.with_configuration(settings);
    for mut data in parser.chunks().flatten() {
        let number = data.number.expect("a chunk of a file has a number");
        let Ok(mut chunk) = data.parse(Arc::clone(&shared)) else {
            continue;
        };
        for record in chunk.iter().flatten() {
            let place = (number, record.binxml_offset - 24);
            if let Ok(xml) = record.into_xml() {
                let text = xml.data.trim_start_matches(DECLARATION).to_owned();
                records.insert(place, (xml.event_record_id, text));
            }
        }
    }
    records
}
