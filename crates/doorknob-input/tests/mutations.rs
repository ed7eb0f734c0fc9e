//! Hostile inputs: samples of every carrier, cut, joined, and with bytes changed. Nothing may panic, and the summary must add up, the
//! same on one thread and on two. `MUTATIONS=100000` runs longer; every run draws the same mutations. `fuzz/` looks further, led by
//! what the bytes reach.
#![allow(clippy::print_stdout, reason = "a test that is skipped says so")]

use doorknob_event::event::Event;
use doorknob_input::fuzz::Parser;
use doorknob_input::{EventSink, NoProgress, ReadOptions, ReadSummary, read_all};
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

/// Counts events and looks at every value.
#[derive(Default)]
struct Count(u64, usize);

impl EventSink for Count {
    type Batch = u64;

    fn event(&mut self, _input: u32, event: &Event<'_>) {
        self.0 += 1;
        self.1 += event.fields().iter().map(|(_, value)| value.to_text().len()).sum::<usize>();
    }

    fn take_batch(&mut self) -> Option<u64> {
        Some(std::mem::take(&mut self.0)).filter(|count| *count > 0)
    }
}

/// Samples of our own, among them one a container.
const OWN: usize = 17;

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }
}

/// Bytes that carriers give a meaning to.
const MEANINGFUL: &[u8] = b"{}[]\"\\:,<>/&;='\n\r\t #\0\xff\xfe0-";

fn mutate(bytes: &mut Vec<u8>, other: &[u8], draw: &mut Draw) {
    for _ in 0..1 + draw.below(4) {
        let at = draw.below(bytes.len() + 1);
        match draw.below(7) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => {
                let at = at.min(bytes.len() - 1);
                bytes[at] ^= 1 << draw.below(8);
            }
            2 => bytes.insert(at, MEANINGFUL[draw.below(MEANINGFUL.len())]),
            3 => drop(bytes.drain(at..(at + draw.below(40)).min(bytes.len()))),
            4 => {
                let from = draw.below(other.len() + 1);
                let to = (from + draw.below(400)).min(other.len());
                drop(bytes.splice(at..at, other[from..to].iter().copied()));
            }
            5 => {
                let end = (at + draw.below(200)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, copy));
            }
            _ => drop(bytes.splice(at..at, std::iter::repeat_n(b'[', 200))),
        }
    }
}

fn read(path: &Path, threads: usize) -> (ReadSummary, u64) {
    let zone = Some("+02:00".parse().expect("a zone"));
    let options =
        ReadOptions { threads, batch_bytes: 1000, record_bytes_max: 100_000, zone, ..ReadOptions::default() };
    let mut events = 0;
    let summary =
        read_all(&[path.to_owned()], &options, Count::default, &NoProgress, |count| events += count)
            .expect("a path");
    (summary, events)
}

/// The same in every container.
fn wrapped(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("a.json", options).expect("memory");
    zip.write_all(bytes).expect("memory");
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_cksum();
    tar.append_data(&mut header, "a.json", bytes).expect("memory");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).expect("memory");
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(bytes).expect("memory");
    vec![
        zip.finish().expect("memory").into_inner(),
        tar.into_inner().expect("memory"),
        gzip.finish().expect("memory"),
        bzip2.finish().expect("memory"),
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest),
    ]
}

/// Records that no sample of the folder has, and rendered text in two languages.
fn texts() -> [&'static str; 5] {
    [
        "<134>Mar 14 13:54:16 c CEF:0|Microsoft|Windows|10|Microsoft-Windows-Security-Auditing:4625|a\\|b|5|rt=1710424456613 \
         src=203.0.113.9 duser=j doe cs4Label=Status cs4=0xC000006D dproc=C:\\\\a\\=b.exe\n",
        "LEEF:2.0|Microsoft|Windows|10|4625|x5E|devTime=1710424456613^usrName=bob^Status=0xC000006D\n",
        "<13>Mar 14 13:54:16 d AgentDevice=WindowsLog\tAgentLogFile=Security\tSource=x\tComputer=d\tEventIDCode=4776\t\
         TimeGenerated=1710424456\tMessage=The computer.  Logon Account: bob  Error Code: 0xC000006A\n",
        "Event[0]:\r\n  Log Name: Security\r\n  Source: x\r\n  Date: 2024-03-14T13:54:16.613Z\r\n  Event ID: 4625\r\n  \
         Description: \r\nFehler beim Anmelden.\r\n\r\nAntragsteller:\r\n\tSicherheits-ID:\t\tSYSTEM\r\n\tKontoname:\t\tW$\r\n\
         \tUnterstatus::\t\t0xC000006A\r\n\tStatus:\t\t0xC000006D\r\n",
        "{\"schema\":\"doorknob.event.v1\",\"time\":\"2024-03-14T13:54:16Z\",\"event_id\":4625,\"provider\":\
         \"Microsoft-Windows-Security-Auditing\",\"channel\":\"Security\",\"suspect\":true,\"status\":\"0xc000006d\"}\n",
    ]
}

/// A table of a few events in columns.
fn parquet() -> Vec<u8> {
    let mut columns = doorknob_convert::parquet::Columns::default();
    for name in ["bob", "alice", "bob"] {
        let mut event = Event::new(doorknob_event::event::EventKind::LogonFailure, 4625);
        event.time = doorknob_event::time::EventTime::parse("2024-03-14T13:54:16.6138329Z");
        event.push(doorknob_event::event::Field::TargetUserName, doorknob_event::event::Value::Text(name));
        columns.add(&event);
    }
    let mut bytes = Vec::new();
    let mut writer = doorknob_convert::parquet::Writer::new(&mut bytes).expect("memory");
    writer.add(columns).expect("memory");
    writer.finish().expect("memory");
    bytes
}

/// Frames, some of them compressed.
fn lumberjack() -> Vec<u8> {
    let json = include_bytes!("../benches/failure.json");
    let frame = [b"2J\0\0\0\x01", &(json.len() as u32).to_be_bytes()[..], json].concat();
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&frame).expect("memory");
    let packed = packed.finish().expect("memory");
    [b"2W\0\0\0\x02", frame.as_slice(), b"2C", &(packed.len() as u32).to_be_bytes()[..], &packed].concat()
}

/// A log of the project.
fn log() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/spray-single.evtx");
    fs::read(path).expect("a log that the project carries")
}

fn samples() -> Vec<Vec<u8>> {
    let mut samples: Vec<Vec<u8>> = vec![
        include_bytes!("../benches/failure.json").to_vec(),
        b"<Event xmlns='x'><System><Provider Name='MSSQL$A'/><EventID>18456</EventID><Channel>Application</Channel></System>\
          <EventData><Data>sa</Data><Data> &amp; x</Data></EventData></Event>"
            .to_vec(),
        b"<14>Mar 14 13:54:16 w MSWinEventLog\t1\tSecurity\t1\tThu Mar 14 13:54:16 2024\t4776\tx\tN/A\tN/A\tFailure Audit\tw\tx\t\t\
          The computer.    Logon Account: bob  Error Code: 0xc000006a\t5\n"
            .to_vec(),
        b"Keywords,Date and Time,Source,Event ID,Task Category\r\nAudit Failure,3/14/2024 1:54:16 PM,Microsoft-Windows-Security-Auditing,\
          4776,x,\"Logon Account:\tbob\r\nError Code:\t0xC000006A\"\r\n"
            .to_vec(),
    ];
    samples.extend(wrapped(include_bytes!("../benches/failure.json")));
    samples.extend(texts().map(|text| text.as_bytes().to_vec()));
    samples.extend([parquet(), lumberjack(), log()]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/formats");
    let mut folders: Vec<PathBuf> = vec![folder.clone()];
    if !folder.exists() {
        println!("only the own samples: no {}", folder.display());
        folders.clear();
    }
    let mut paths = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { paths.push(entry.path()) }
        }
    }
    paths.sort();
    samples.extend(
        paths.iter().map(|path| fs::read(path).expect("a sample")).filter(|bytes| bytes.len() < 10_000),
    );
    samples
}

fn count() -> usize {
    std::env::var("MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(1000)
}

/// Own samples come first and are drawn as often as all others together.
fn mutated(number: usize, samples: &[Vec<u8>], draw: &mut Draw) -> Vec<u8> {
    let end = if number.is_multiple_of(2) { OWN } else { samples.len() };
    let mut bytes = samples[draw.below(end)].clone();
    let other = &samples[draw.below(samples.len())];
    mutate(&mut bytes, other, draw);
    bytes
}

/// Samples that a parser finds something in, without the longest ones, for speed.
fn food(parser: Parser, samples: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut food: Vec<Vec<u8>> = match parser {
        Parser::Evtx => {
            let log = log();
            vec![log[4096..].to_vec(), log[4096..4096 + 30_000].to_vec()]
        }
        Parser::Parquet => vec![parquet()],
        Parser::Lumberjack => vec![lumberjack()],
        Parser::RenderedText => {
            texts().into_iter().skip(2).take(2).map(|text| text.as_bytes().to_vec()).collect()
        }
        Parser::Times => TIMES.map(|text| text.as_bytes().to_vec()).to_vec(),
        Parser::Files => samples.to_vec(),
        _ => samples.iter().filter(|sample| parser.feed(sample) > 0).cloned().collect(),
    };
    food.retain(|sample| sample.len() < 200_000);
    assert!(food.iter().any(|sample| parser.feed(sample) > 0), "{parser:?}: no sample gives anything");
    food
}

/// Times as carriers write them.
const TIMES: [&str; 8] = [
    "2024-03-14T13:54:16.6138329Z",
    "2024-03-14 14:54:16 +0100",
    "3/14/2024 1:54:16 PM",
    "14.03.2024 13:54:16",
    "Mar 14, 2024 @ 13:54:16.613",
    "Thu Mar 14 13:54:16 2024",
    "20240314135416.613832+060",
    "Europe/Berlin",
];

#[test]
fn every_parser_takes_anything() {
    let samples = samples();
    for parser in Parser::ALL {
        let food = food(parser, &samples);
        let mut draw = Draw(20_211);
        let mut found = 0;
        for _ in 0..count() {
            let mut bytes = food[draw.below(food.len())].clone();
            let other = &food[draw.below(food.len())];
            mutate(&mut bytes, other, &mut draw);
            found += usize::from(parser.feed(&bytes) > 0);
        }
        assert!(
            found > 0,
            "{parser:?}: every mutation is refused at once, so that nothing behind that is tried"
        );
    }
}

#[test]
fn every_parser_has_a_fuzz_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets");
    let targets: Vec<String> = fs::read_dir(folder)
        .expect("the targets")
        .flatten()
        .map(|entry| fs::read_to_string(entry.path()).expect("a target"))
        .collect();
    for parser in Parser::ALL {
        let feeds = format!("Parser::{parser:?}.feed");
        assert_eq!(targets.iter().filter(|target| target.contains(&feeds)).count(), 1, "{feeds}");
    }
}

#[test]
fn mutated_samples_are_read_without_panic_and_alike_on_any_number_of_threads() {
    let samples = samples();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mutated");
    let mut draw = Draw(1521);
    for number in 0..count() {
        let bytes = mutated(number, &samples, &mut draw);
        fs::write(&path, &bytes).expect("a file");
        let (summary, events) = read(&path, 1);
        assert_eq!(summary.events(), events, "mutation {number}");
        assert!(summary.anomalies.iter().map(|anomaly| anomaly.count).sum::<u64>() <= bytes.len() as u64 + 2);
        if number % 10 == 0 {
            assert_eq!(read(&path, 2), (summary, events), "mutation {number}");
        }
    }
}
