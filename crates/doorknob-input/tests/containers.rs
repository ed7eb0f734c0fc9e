//! Archives, compression and encodings around the same events: they are found in all of them, once each, in bounded space.

use doorknob_event::event::Event;
use doorknob_input::{EventSink, NoProgress, Outcome, ReadOptions, ReadSummary, read_all};
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

/// Collects the record ids of events with the input they came from.
#[derive(Default)]
struct Ids(Vec<(u32, u64)>);

impl EventSink for Ids {
    type Batch = Vec<(u32, u64)>;

    fn event(&mut self, input: u32, event: &Event<'_>) {
        self.0.push((input, event.record_id.unwrap_or_default()));
    }

    fn take_batch(&mut self) -> Option<Self::Batch> {
        Some(std::mem::take(&mut self.0)).filter(|ids| !ids.is_empty())
    }
}

fn read(paths: &[PathBuf], options: &ReadOptions) -> (ReadSummary, Vec<(u32, u64)>) {
    let mut ids = Vec::new();
    let summary = read_all(paths, options, Ids::default, &NoProgress, |batch| ids.extend(batch));
    ids.sort_unstable();
    (summary.expect("a path is given"), ids)
}

/// The same for any number of threads; each input as `path events`, then anomalies as `kind path`.
fn shown(folder: &Path, options: &ReadOptions) -> Vec<String> {
    let wanted = read(&[folder.to_owned()], &ReadOptions { threads: 1, ..options.clone() });
    for threads in [2, 5] {
        let found = read(&[folder.to_owned()], &ReadOptions { threads, batch_bytes: 100, ..options.clone() });
        assert!(found == wanted, "{threads} threads differ: {:?}", found.0);
    }
    let (summary, ids) = wanted;
    let below =
        |path: &str| path.trim_start_matches(&*folder.to_string_lossy()).trim_start_matches('/').to_owned();
    let mut lines: Vec<String> = summary
        .inputs
        .iter()
        .enumerate()
        .map(|(id, input)| {
            let events = ids.iter().filter(|(input, _)| *input == id as u32).count();
            assert_eq!(events as u64, input.events);
            let mark = match input.outcome {
                Outcome::Read => "",
                Outcome::PassedOver(_) => " passed over",
                Outcome::Unreadable(_) => " unreadable",
            };
            format!("{} {events}{mark}", below(&input.path.to_string_lossy()))
        })
        .collect();
    lines.extend(
        summary.anomalies.iter().map(|anomaly| format!("! {} {}", anomaly.kind, below(&anomaly.input))),
    );
    lines
}

fn events(range: std::ops::Range<u32>) -> Vec<u8> {
    let line = |id: u32| {
        format!(
            "{{\"System\":{{\"Provider\":{{\"Name\":\"Microsoft-Windows-Security-Auditing\"}},\"EventID\":{{\"Value\":4625}},\
             \"TimeCreated\":{{\"SystemTime\":17104244{:02}}},\"EventRecordID\":{id},\"Channel\":\"Security\"}},\"EventData\":{{}}}}\n",
            id % 100
        )
    };
    range.map(line).collect::<String>().into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

fn zip(members: &[(&str, &[u8])], password: Option<&str>) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        let options = match password {
            Some(password) => options.with_aes_encryption(zip::AesMode::Aes256, password),
            None => options,
        };
        writer.start_file(*name, options).expect("memory");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        builder.append_data(&mut header, name, *bytes).expect("memory");
    }
    builder.into_inner().expect("memory")
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("a file");
    }
    folder
}

#[test]
fn events_are_found_in_every_wrapping() {
    let plain = events(0..10);
    let utf16: Vec<u8> = String::from_utf8_lossy(&plain).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let inner = zip(&[("deep.json", &plain)], None);
    let packed_tar =
        gzip(&tar(&[("logs/a.json", &plain), ("logs/b.json.gz", &gzip(&plain)), ("logs/in.zip", &inner)]));
    let folder = folder(&[
        ("a.json.gz", &gzip(&plain)),
        ("b.json.bz2", &{
            let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            writer.write_all(&plain).expect("memory");
            writer.finish().expect("memory")
        }),
        (
            "c.zst",
            &ruzstd::encoding::compress_to_vec(plain.as_slice(), ruzstd::encoding::CompressionLevel::Fastest),
        ),
        (
            "d.zip",
            &zip(&[("x/one.json", &plain), ("two.json", &utf16), ("in.zip", &inner), ("n.txt", b"no")], None),
        ),
        ("e.tgz", &packed_tar),
        ("f.json", &plain),
        ("g.zip", &zip(&[("nested.tgz", &packed_tar)], None)),
        ("h.gz", &gzip(&gzip(&plain))),
        ("i.tar", &tar(&[("a.json", &plain)])),
        ("j.docx", &zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")], None)),
    ]);
    let wanted = [
        "a.json.gz 10",
        "b.json.bz2 10",
        "c.zst 10",
        "d.zip 0",
        "e.tgz 0",
        "f.json 10",
        "g.zip 0",
        "h.gz 10",
        "i.tar 0",
        "j.docx 0 passed over",
        "d.zip!x/one.json 10",
        "d.zip!two.json 10",
        "d.zip!in.zip 0",
        "d.zip!n.txt 0 passed over",
        "g.zip!nested.tgz 0",
        "e.tgz!logs/a.json 10",
        "e.tgz!logs/b.json.gz 10",
        "e.tgz!logs/in.zip 0",
        "i.tar!a.json 10",
        "d.zip!in.zip!deep.json 10",
        "e.tgz!logs/in.zip!deep.json 10",
        "g.zip!nested.tgz!logs/a.json 10",
        "g.zip!nested.tgz!logs/b.json.gz 10",
        "g.zip!nested.tgz!logs/in.zip 0",
        "g.zip!nested.tgz!logs/in.zip!deep.json 10",
    ];
    assert_eq!(shown(folder.path(), &ReadOptions::default()), wanted);
}

#[test]
fn damaged_and_locked_archives_are_named_once() {
    let plain = events(0..2000);
    let packed = gzip(&plain);
    let archive = zip(&[("a.json", &plain), ("b.json", &plain)], None);
    let mut flipped = archive.clone();
    flipped[200] ^= 0x55;
    let locked = zip(&[("a.json", &plain)], Some("infected"));
    let folder = folder(&[
        ("cut.gz", &packed[..packed.len() / 2]),
        ("cut.tgz", &gzip(&tar(&[("a.json", &plain), ("b.json", &plain)])[..plain.len() + 2000])),
        ("cut.zip", &archive[..archive.len() / 2]),
        ("flipped.zip", &flipped),
        ("garbage.gz", &[&[0x1f, 0x8b, 8, 0][..], &[7; 100]].concat()),
        ("locked.zip", &locked),
    ]);
    let lines = shown(folder.path(), &ReadOptions::default());
    let count = |line: &str| lines.iter().filter(|known| *known == line).count();
    assert!(
        lines.iter().any(|line| line.starts_with("cut.gz ") && !line.starts_with("cut.gz 0")),
        "{lines:#?}"
    );
    for anomaly in [
        "! truncated cut.gz",
        "! damaged cut.zip",
        "! unreadable garbage.gz",
        "! unreadable locked.zip!a.json",
        "cut.tgz!a.json 2000",
        "flipped.zip!b.json 2000",
    ] {
        assert_eq!(count(anomaly), 1, "{anomaly} in {lines:#?}");
    }
    assert!(
        lines.iter().filter(|line| line.starts_with("! ") && line.contains("flipped.zip!a.json")).count()
            >= 1
    );
    assert!(lines.iter().filter(|line| line.starts_with("! ") && line.contains("cut.tgz")).count() >= 1);
    let options =
        ReadOptions { passwords: vec!["wrong".into(), "infected".into()], ..ReadOptions::default() };
    assert!(shown(folder.path(), &options).contains(&"locked.zip!a.json 2000".to_owned()));
}

#[test]
fn bombs_are_refused_and_empty_logs_are_not() {
    let zeros = vec![b' '; 40 << 20];
    let bomb = gzip(&zeros);
    let archive = zip(&[("a.txt", &zeros), ("b.txt", &zeros)], None);
    let mut matryoshka = zip(&[("0.txt", &zeros)], None);
    for _ in 0..9 {
        matryoshka = zip(&[("a.zip", &matryoshka)], None);
    }
    let folder = folder(&[
        ("bomb.gz", &bomb),
        ("bomb.zip", &archive),
        ("inside.tgz", &gzip(&tar(&[("bomb.gz", &bomb)]))),
        ("matryoshka.zip", &matryoshka),
        ("small.gz", &gzip(&zeros[..1 << 20])),
    ]);
    let options =
        ReadOptions { expansion_bytes_free: 2 << 20, expansion_ratio_max: 50, ..ReadOptions::default() };
    let lines = shown(folder.path(), &options);
    for wanted in ["! bound reached bomb.gz", "! bound reached bomb.zip", "small.gz 0 passed over"] {
        assert!(lines.iter().any(|line| line == wanted), "{wanted} in {lines:#?}");
    }
    assert!(lines.iter().any(|line| line.starts_with("! bound reached inside.tgz")), "{lines:#?}");
    assert!(
        lines.iter().any(|line| line.starts_with("! ") && line.contains("matryoshka.zip!a.zip")),
        "{lines:#?}"
    );
}

#[test]
fn a_list_on_one_line_of_any_length_needs_no_memory() {
    let record = String::from_utf8_lossy(&events(7..8)).trim_end().to_owned();
    let mut text = String::from("[");
    for _ in 0..100_000 {
        text.push_str(&record);
        text.push(',');
    }
    text.pop();
    text.push(']');
    let spaces = " ".repeat(40 << 20);
    let folder = folder(&[("list.json", text.as_bytes()), ("spaces.txt", spaces.as_bytes())]);
    let options = ReadOptions { record_bytes_max: 1 << 20, ..ReadOptions::default() };
    assert_eq!(
        shown(folder.path(), &options),
        ["list.json 100000", "spaces.txt 0", "! bound reached spaces.txt"]
    );
}
