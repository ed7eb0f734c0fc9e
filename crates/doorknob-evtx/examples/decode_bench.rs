//! How long selective reading takes beside `cat`, on large files made of real chunks.
//!
//! `cargo run --release -p doorknob-evtx --example decode_bench -- FOLDER [MIB] [ROUNDS]`
//!
//! FOLDER is searched for EVTX files. From their chunks three files are made in the temporary folder:
//! `realistic` (Security chunks in which failed logons are rare), `attack` (chunks of nothing but failed logons)
//! and `literal` (records without templates). Each is read once a round by every contender in turn, and the
//! medians are printed. What is measured: the file read in blocks of 256 KiB, every checksum verified, every
//! authentication event found, and its attempts counted by event, account, address, status and logon type.
//! Beside it, the `evtx` crate writes every record as JSON.
//!
//! `... --example decode_bench -- --one "CONTENDER" FILE` runs one contender once on a file of yours, as a process that can
//! be timed from outside; `benchmarks/run` does.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "an example prints, and stops where it cannot go on"
)]

use doorknob_evtx::{
    CHUNK_SIZE, Checksum, ChunkHeader, ChunkReader, ChunkWalk, FILE_HEADER_SIZE, ReadPath, RecordView,
    Selection, Wanted,
};
use std::collections::HashMap;
use std::fs::File;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const BLOCK: usize = 4 * CHUNK_SIZE;

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = args.next().expect("a folder of EVTX files");
    if folder == "--one" {
        let (name, path) = (args.next().expect("a contender"), args.next().expect("a file"));
        let known = CONTENDERS.iter().chain(&OUTSIDE_ONLY).find(|(contender, _)| *contender == name);
        let (_, contender) = known.expect("one of the contenders");
        eprintln!("{}", contender(Path::new(&path)));
        return;
    }
    let mib: usize = args.next().map_or(1024, |mib| mib.parse().expect("MiB"));
    let rounds: usize = args.next().map_or(5, |rounds| rounds.parse().expect("rounds"));
    let sources = Sources::collect(Path::new(&folder));
    let header = sources.header.clone();
    for (name, chunks) in
        [("realistic", &sources.realistic), ("attack", &sources.attack), ("literal", &sources.literal)]
    {
        let path = std::env::temp_dir().join(format!("doorknob-bench-{name}.evtx"));
        amplify(&path, &header, chunks, mib << 20);
        measure(name, &path, chunks.len(), rounds);
        std::fs::remove_file(&path).expect("the file was made here");
    }
}

/// Chunks of real logs, by what they hold.
struct Sources {
    reader: ChunkReader,
    all: Selection,
    header: Vec<u8>,
    realistic: Vec<Vec<u8>>,
    attack: Vec<Vec<u8>>,
    literal: Vec<Vec<u8>>,
}

impl Sources {
    fn collect(folder: &Path) -> Sources {
        let every_event = Wanted::new(0, PROVIDER, 0..=u16::MAX);
        let mut sources = Sources {
            reader: ChunkReader::new(),
            all: Selection::new([every_event]).expect("one entry"),
            header: Vec::new(),
            realistic: Vec::new(),
            attack: Vec::new(),
            literal: Vec::new(),
        };
        let mut paths = Vec::new();
        find(folder, &mut paths);
        paths.sort();
        for path in paths {
            let bytes = std::fs::read(path).expect("a listed file can be read");
            let Some((header, chunks)) = bytes.split_at_checked(FILE_HEADER_SIZE) else {
                continue;
            };
            sources.header = header.to_vec();
            for chunk in chunks.chunks_exact(CHUNK_SIZE) {
                sources.sort_in(chunk);
            }
        }
        sources
    }

    fn sort_in(&mut self, chunk: &[u8]) {
        let proven = ChunkHeader::parse(chunk).map(|header| header.verify(chunk));
        if proven != Some(Checksum::Good) {
            return;
        }
        let (mut failures, mut literal, mut security) = (0, 0, 0);
        self.reader.read_chunk(chunk, &self.all, |record| {
            security += 1;
            failures += usize::from(record.system.event_id == 4625);
            literal += usize::from(record.path == ReadPath::Literal);
        });
        let records = ChunkWalk::new(chunk).count();
        let attempts = self.reader.read_chunk(chunk, &authentication(), |_| {}).wanted;
        let full = ChunkHeader::parse(chunk).is_some_and(|header| header.free_space_offset > 56_000);
        if !full || security * 10 < records * 9 {
            return;
        }
        let list = match () {
            () if literal * 10 > records * 9 && attempts > 0 => &mut self.literal,
            () if literal > 0 => return,
            () if failures * 20 > records * 19 => &mut self.attack,
            () if failures * 20 < records => &mut self.realistic,
            () => return,
        };
        list.push(chunk.to_vec());
    }
}

fn find(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            find(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "evtx") {
            paths.push(path);
        }
    }
}

fn amplify(path: &Path, header: &[u8], chunks: &[Vec<u8>], size: usize) {
    let mut file = File::create(path).expect("the temporary folder can be written");
    file.write_all(header).expect("room on the disk");
    for chunk in chunks.iter().cycle().take(size / CHUNK_SIZE) {
        file.write_all(chunk).expect("room on the disk");
    }
}

/// Reads a file in one way and says what it found.
type Contender = fn(&Path) -> String;

const CONTENDERS: [(&str, Contender); 10] = [
    ("cat", cat),
    ("read", read_only),
    ("read + checksums", read_and_check),
    ("walk, nothing wanted", |path| scan(path, &nothing())),
    ("fields located", |path| scan(path, &authentication())),
    ("counted by key", count),
    ("2 threads: read", read_in_two),
    ("2 threads: counted", count_in_two),
    ("evtx crate, walk", crate_walk),
    ("evtx crate, JSON", |path| crate_json(path, 1)),
];

/// Contenders for [`main`]'s `--one` only.
const OUTSIDE_ONLY: [(&str, Contender); 2] = [
    ("2 threads: evtx crate, JSON", |path| crate_json(path, 2)),
    ("evtx crate, JSON lines", crate_json_lines),
];

fn measure(name: &str, path: &Path, sources: usize, rounds: usize) {
    let contenders = CONTENDERS;
    let mut seconds = vec![Vec::new(); contenders.len()];
    let mut cpu = vec![0.0; contenders.len()];
    let mut said = vec![String::new(); contenders.len()];
    for round in 0..=rounds {
        for (index, (_, contender)) in contenders.iter().enumerate() {
            let (start, cpu_before) = (Instant::now(), cpu_seconds());
            said[index] = contender(path);
            if round > 0 {
                seconds[index].push(start.elapsed().as_secs_f64());
                cpu[index] += cpu_seconds() - cpu_before;
            }
        }
    }
    let size = std::fs::metadata(path).expect("the file").len() as f64;
    println!("{name}: {sources} source chunks, {:.0} MiB, {rounds} rounds", size / 1048576.0);
    println!("  {:<22} {:>9} {:>11} {:>9} {:>9}", "", "median", "", "x cat", "x cat CPU");
    let medians: Vec<f64> = seconds.into_iter().map(median).collect();
    for (index, (contender, _)) in contenders.iter().enumerate() {
        println!(
            "  {contender:<22} {:>7.3} s {:>6.2} GB/s {:>9.2} {:>9.2}   {}",
            medians[index],
            size / medians[index] / 1e9,
            medians[index] / medians[0],
            cpu[index] / cpu[0],
            said[index]
        );
    }
}

/// Processor time of this process and the children it waited for: less moved by what else the machine does
/// than time on the clock, and counted in steps of 10 ms, so that it takes several rounds to mean much.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(4);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn cat(path: &Path) -> String {
    let status = Command::new("cat").arg(path).stdout(Stdio::null()).status().expect("cat");
    assert!(status.success());
    String::new()
}

/// Hands each chunk of the file to `each`, read in blocks.
fn for_each_chunk(path: &Path, each: impl FnMut(&[u8])) {
    for_each_chunk_of(path, 0, 1, each);
}

/// The same for every `step`th block, from block `first` on.
fn for_each_chunk_of(path: &Path, first: u64, step: u64, mut each: impl FnMut(&[u8])) {
    let mut file = File::open(path).expect("the file");
    let mut block = vec![0; BLOCK];
    let mut number = first;
    loop {
        let at = FILE_HEADER_SIZE as u64 + number * BLOCK as u64;
        file.seek(SeekFrom::Start(at)).expect("a file can be positioned");
        let mut filled = 0;
        while filled < BLOCK {
            match file.read(&mut block[filled..]).expect("readable") {
                0 => break,
                read => filled += read,
            }
        }
        block[..filled].chunks(CHUNK_SIZE).for_each(&mut each);
        if filled < BLOCK {
            return;
        }
        number += step;
    }
}

/// Runs `half` on two threads, which take every other block each, and adds up what they say.
fn in_two(half: impl Fn(u64) -> u64 + Sync) -> u64 {
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        half(0) + other.join().expect("the other half")
    })
}

fn read_in_two(path: &Path) -> String {
    let bytes = in_two(|first| {
        let mut bytes = 0;
        for_each_chunk_of(path, first, 2, |chunk| bytes += chunk.len() as u64);
        bytes
    });
    format!("{bytes} bytes")
}

fn count_in_two(path: &Path) -> String {
    let selection = authentication();
    let attempts = in_two(|first| {
        let mut counter = Counter::default();
        for_each_chunk_of(path, first, 2, |chunk| counter.add(chunk, &selection));
        counter.counts.values().sum()
    });
    format!("{attempts} attempts")
}

fn read_only(path: &Path) -> String {
    let mut bytes = 0;
    for_each_chunk(path, |chunk| bytes += chunk.len());
    format!("{bytes} bytes")
}

fn read_and_check(path: &Path) -> String {
    let mut good = 0;
    for_each_chunk(path, |chunk| {
        let checksum = ChunkHeader::parse(chunk).map(|header| header.verify(chunk));
        good += usize::from(checksum == Some(Checksum::Good));
    });
    format!("{good} chunks good")
}

const PROVIDER: &str = "Microsoft-Windows-Security-Auditing";

fn nothing() -> Selection {
    Selection::new([]).expect("nothing is within every limit")
}

/// The events an authentication analysis asks for, with the fields it uses.
fn authentication() -> Selection {
    let logon = |tag, id| {
        let fields = [
            "TargetUserName",
            "TargetDomainName",
            "TargetUserSid",
            "IpAddress",
            "IpPort",
            "WorkstationName",
            "LogonType",
            "Status",
            "SubStatus",
            "FailureReason",
            "SubjectUserName",
            "SubjectUserSid",
            "LogonProcessName",
            "AuthenticationPackageName",
            "ProcessName",
            "LmPackageName",
        ];
        (0..)
            .zip(fields)
            .fold(Wanted::new(tag, PROVIDER, [id]), |wanted, (slot, field)| wanted.data(slot, field))
            .channel("Security")
    };
    let ids = [4624, 4625, 4648, 4740, 4767, 4768, 4769, 4771, 4776];
    Selection::new((0..).zip(ids).map(|(tag, id)| logon(tag, id))).expect("within the limits")
}

fn scan(path: &Path, selection: &Selection) -> String {
    let mut reader = ChunkReader::new();
    let (mut records, mut wanted, mut odd, mut present) = (0, 0, 0, 0);
    for_each_chunk(path, |chunk| {
        let report = reader.read_chunk(chunk, selection, |record| {
            present += record.fields.iter().filter(|f| !f.value.is_absent()).count();
        });
        records += u64::from(report.records);
        wanted += u64::from(report.wanted);
        odd += u64::from(report.odd);
    });
    format!("{records} records, {wanted} wanted, {odd} odd, {present} fields")
}

fn crate_settings(threads: usize) -> evtx::ParserSettings {
    evtx::ParserSettings::default().num_threads(threads).indent(false).validate_checksums(true)
}

/// The `evtx` crate, every record written as JSON: what the readers of today start from.
fn crate_json(path: &Path, threads: usize) -> String {
    let parser = evtx::EvtxParser::from_path(path).expect("the crate reads the file");
    let mut parser = parser.with_configuration(crate_settings(threads));
    let bytes: usize = parser.records_json_bytes().flatten().map(|record| record.data.len()).sum();
    format!("{bytes} bytes of JSON")
}

/// The same to standard output, for another program.
fn crate_json_lines(path: &Path) -> String {
    let parser = evtx::EvtxParser::from_path(path).expect("the crate reads the file");
    let mut parser = parser.with_configuration(crate_settings(1));
    let mut out = std::io::BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    let mut records = 0u64;
    for record in parser.records_json_bytes().flatten() {
        out.write_all(&record.data).and_then(|()| out.write_all(b"\n")).expect("somebody reads");
        records += 1;
    }
    format!("{records} records")
}

/// The `evtx` crate on one thread, going over the records without writing them.
fn crate_walk(path: &Path) -> String {
    let settings = std::sync::Arc::new(crate_settings(1));
    let mut parser = evtx::EvtxParser::from_path(path).expect("the crate reads the file");
    let mut records = 0u64;
    for mut chunk in parser.chunks().flatten() {
        if let Ok(mut chunk) = chunk.parse(settings.clone()) {
            records += chunk.iter().flatten().count() as u64;
        }
    }
    format!("{records} records")
}

/// Multiply and rotate; the keys come from the input, but a benchmark's input means no harm.
#[derive(Default)]
struct QuickHasher(u64);

impl QuickHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        let rest = rest.iter().fold(bytes.len() as u64, |word, byte| word << 8 | u64::from(*byte));
        self.add(rest);
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Counts attempts by [`key`].
#[derive(Default)]
struct Counter {
    reader: ChunkReader,
    counts: HashMap<u64, u64, BuildHasherDefault<QuickHasher>>,
}

impl Counter {
    fn add(&mut self, chunk: &[u8], selection: &Selection) {
        let counts = &mut self.counts;
        self.reader.read_chunk(chunk, selection, |record| {
            *counts.entry(key(record)).or_default() += 1;
        });
    }
}

fn count(path: &Path) -> String {
    let selection = authentication();
    let mut counter = Counter::default();
    for_each_chunk(path, |chunk| counter.add(chunk, &selection));
    let attempts: u64 = counter.counts.values().sum();
    format!("{attempts} attempts, {} keys", counter.counts.len())
}

/// Event, account, address, status and logon type.
fn key(record: &RecordView<'_>) -> u64 {
    let mut hasher = QuickHasher::default();
    hasher.write_u64(u64::from(record.system.event_id));
    for index in [0, 3, 6, 7, 8] {
        hasher.write(record.fields.value(index).raw());
    }
    hasher.finish()
}
