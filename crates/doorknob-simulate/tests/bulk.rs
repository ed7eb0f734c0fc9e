//! Bulk inputs are what they say they are.

use std::collections::BTreeMap;
use std::io::Cursor;

use doorknob_simulate::bulk::{self, Limit, Mixture};
use doorknob_simulate::evtx_file::Encoding;
use evtx::{EvtxParser, ParserSettings};

fn write(mixture: Mixture, encoding: Encoding, seed: u64) -> (Vec<u8>, bulk::Written) {
    let mut file = Cursor::new(Vec::new());
    let written = bulk::write_file(&mut file, mixture, encoding, Limit::Bytes(2 << 20), seed)
        .expect("memory takes all");
    (file.into_inner(), written)
}

fn count(file: Vec<u8>) -> BTreeMap<u64, u64> {
    let settings = ParserSettings::default().validate_checksums(true).num_threads(1);
    let mut parser = EvtxParser::from_buffer(file).expect("a file header").with_configuration(settings);
    let mut counts = BTreeMap::new();
    for record in parser.records_json_value() {
        let id = &record.expect("a record").data["Event"]["System"]["EventID"];
        let id = id.as_u64().or_else(|| id.as_str()?.parse().ok()).expect("an event id");
        *counts.entry(id).or_default() += 1;
    }
    counts
}

#[test]
fn files_hold_what_was_counted() {
    for encoding in [Encoding::Templates, Encoding::Literal] {
        let (file, written) = write(Mixture::FailedLogons, encoding, 1);
        assert_eq!(file.len() as u64, written.bytes);
        assert_eq!(written.records, written.failed_logons);
        assert_eq!(count(file), BTreeMap::from([(4625, written.records)]));
    }
    let (file, written) = write(Mixture::Realistic, Encoding::Templates, 1);
    let counts = count(file);
    assert_eq!(counts.values().sum::<u64>(), written.records);
    assert_eq!(counts.get(&4625), Some(&written.failed_logons));
    assert!(counts.len() > 8, "{counts:?}");
}

#[test]
fn seeds_repeat_and_differ() {
    let (first, _) = write(Mixture::Realistic, Encoding::Templates, 1);
    let (again, _) = write(Mixture::Realistic, Encoding::Templates, 1);
    let (other, _) = write(Mixture::Realistic, Encoding::Templates, 2);
    assert_eq!(first, again);
    assert_ne!(first, other);
}

#[test]
fn damage_is_where_it_says() {
    let (whole, _) = write(Mixture::Realistic, Encoding::Templates, 1);
    let mut file = Cursor::new(whole.clone());
    let done = bulk::damage(&mut file, 0.5, 3).expect("memory takes all");
    let damaged = file.into_inner();
    assert!(done.len() > 5, "{}", done.len());
    for damage in &done {
        let at = usize::try_from(damage.offset).expect("a small file");
        assert_ne!(whole[at..at + 4], damaged[at..at + 4], "{damage:?}");
    }
    let kinds: std::collections::BTreeSet<_> = done.iter().map(|damage| damage.kind).collect();
    assert!(kinds.len() > 2);
}

#[test]
fn a_folder_of_three_hundred_logs() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = bulk::write_folder(folder.path(), 1 << 17, 1).expect("files");
    let mut files = 0;
    for host in std::fs::read_dir(folder.path()).expect("hosts") {
        files += std::fs::read_dir(host.expect("a host").path()).expect("logs").count();
    }
    assert_eq!(files, 300);
    assert!(written.records > 12_000, "{written:?}");
}
