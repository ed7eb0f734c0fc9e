//! A folder with everything that goes wrong, read whole: it runs to its end in bounded memory and names each problem once.
//! `HOSTILE_SIZE=full` takes a line of 2 GiB and a list of a million events instead of small ones.

use doorknob_event::event::Event;
use doorknob_input::{EventSink, NoProgress, ReadOptions, read_all};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Counts events.
#[derive(Default)]
struct Count(u64);

impl EventSink for Count {
    type Batch = u64;

    fn event(&mut self, _input: u32, _event: &Event<'_>) {
        self.0 += 1;
    }

    fn take_batch(&mut self) -> Option<u64> {
        Some(std::mem::take(&mut self.0)).filter(|count| *count > 0)
    }
}

const FAILURE: &str = r##"{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing"}},"EventID":4625,"TimeCreated":{"#attributes":{"SystemTime":"2024-03-14T13:54:16Z"}},"EventRecordID":ID,"Channel":"Security","Computer":"A"},"EventData":{"TargetUserName":"bob","IpAddress":"203.0.113.9"}}}"##;

fn failure(id: u64) -> String {
    FAILURE.replace("ID\":ID", &format!("ID\":{id}"))
}

fn failures(count: u64) -> String {
    (0..count).map(|id| failure(id) + "\n").collect()
}

/// Writes a file piece by piece, so that no size needs memory here either.
fn stream(path: &Path, pieces: impl Iterator<Item = Vec<u8>>) {
    let mut file = BufWriter::new(File::create(path).expect("a file"));
    pieces.for_each(|piece| file.write_all(&piece).expect("room"));
    file.flush().expect("room");
}

fn gzip(pieces: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    pieces.for_each(|piece| writer.write_all(&piece).expect("memory"));
    writer.finish().expect("memory")
}

fn zip_bomb() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let spaces = vec![b' '; 1 << 20];
    for name in ["a.json", "b.json"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        (0..64).for_each(|_| archive.write_all(&spaces).expect("memory"));
    }
    archive.finish().expect("memory").into_inner()
}

/// Most memory that this process had so far, in bytes; `None` where the system does not say.
fn peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

fn fill(root: &Path, line_bytes: u64, list_events: u64) {
    let write = |name: &str, bytes: &[u8]| fs::write(root.join(name), bytes).expect("a file");
    let packed = gzip(std::iter::once(failures(3000).into_bytes()));
    write("cut.json.gz", packed.get(..packed.len() / 2).expect("longer"));
    let blank_lines = [&[b' '; 1023][..], b"\n"].concat().repeat(1024);
    write("bomb.json.gz", &gzip(std::iter::repeat_n(blank_lines, 128)));
    write("bomb.zip", &zip_bomb());
    let piece = vec![b'y'; 1 << 20];
    let line = std::iter::once(b"{\"Event\":\"".to_vec())
        .chain(std::iter::repeat_n(piece, (line_bytes >> 20) as usize))
        .chain(std::iter::once(format!("\"}}\n{}\n", failure(1)).into_bytes()));
    stream(&root.join("line.json"), line);
    let separators = std::iter::once("[").chain(std::iter::repeat(","));
    let list =
        separators.zip(0..list_events).map(|(before, id)| (before.to_owned() + &failure(id)).into_bytes());
    stream(&root.join("list.json"), list.chain(std::iter::once(b"]".to_vec())));
    let nuls =
        failures(2) + "\0\0\0\0\n" + &failure(3).replace("bob", "b\\u0000b") + "\n" + &"\0".repeat(5000);
    write("nuls.json", nuls.as_bytes());
    let wide: Vec<u8> = failures(5).encode_utf16().flat_map(u16::to_le_bytes).collect();
    write("wide.json", &wide);
    write("cut.parquet", b"PAR1\x15\x04\x15");
    write("empty.evtx", b"");
    write("head.evtx", b"ElfFile\0");
    write(
        "frames.bin",
        &[b"2W\0\0\0\x022J\0\0\0\x01\0\0\0\x02{}", &b"2J\0\0\0\x02\xff\xff\xff\xff{"[..]].concat(),
    );
    write("notes.txt", b"buy milk\n");
    fs::create_dir(root.join("deep")).expect("a folder");
    write("deep/good.json", failures(7).as_bytes());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(root, root.join("deep/loop")).expect("a link");
        std::os::unix::fs::symlink("nowhere", root.join("dangling")).expect("a link");
    }
}

#[test]
fn everything_that_goes_wrong_at_once_is_named_once_and_costs_little_memory() {
    let full = std::env::var("HOSTILE_SIZE").is_ok_and(|size| size == "full");
    let (line_bytes, list_events) = if full { (2 << 30, 1_000_000) } else { (48 << 20, 20_000) };
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path(), line_bytes, list_events);
    let before = peak_bytes();
    let mut wanted: Option<(Vec<(String, u64)>, u64)> = None;
    for threads in [1, 2] {
        let options = ReadOptions {
            threads,
            expansion_bytes_free: 32 << 20,
            expansion_ratio_max: 50,
            ..ReadOptions::default()
        };
        let mut events = 0;
        let paths = [folder.path().to_owned()];
        let summary = read_all(&paths, &options, Count::default, &NoProgress, |count| events += count);
        let summary = summary.expect("a path");
        let name = |path: &str| {
            let below = path.strip_prefix(&*folder.path().to_string_lossy()).unwrap_or(path);
            below.trim_start_matches('/').to_owned()
        };
        let mut named: BTreeMap<String, u64> = BTreeMap::new();
        for anomaly in &summary.anomalies {
            *named.entry(format!("{} {}", name(&anomaly.input), anomaly.kind)).or_default() += 1;
        }
        let named: Vec<(String, u64)> = named.into_iter().collect();
        assert!(named.iter().all(|(_, times)| *times == 1), "{named:?}");
        let problems: Vec<&str> = named.iter().map(|(text, _)| text.as_str()).collect();
        let table = [
            "bomb.json.gz bound reached",
            "bomb.zip bound reached",
            "cut.json.gz truncated",
            "cut.parquet unreadable",
            "frames.bin damaged",
            "line.json bound reached",
        ];
        for problem in table {
            assert!(problems.contains(&problem), "{problem} in {problems:?}");
        }
        let of = |wanted: &str| {
            let input = summary.inputs.iter().find(|input| name(&input.path.to_string_lossy()) == wanted);
            input.map_or(u64::MAX, |input| input.events)
        };
        assert_eq!((of("list.json"), of("line.json"), of("wide.json")), (list_events, 1, 5));
        assert_eq!((of("nuls.json"), of("deep/good.json")), (3, 7));
        assert!((1..3000).contains(&of("cut.json.gz")), "{}", of("cut.json.gz"));
        #[cfg(unix)]
        assert_eq!(summary.links_passed_over, 2);
        assert_eq!(summary.events(), events);
        // The same on any number of threads.
        let found = (named, events);
        assert_eq!(wanted.get_or_insert_with(|| found.clone()), &found);
    }
    if let (Some(before), Some(after)) = (before, peak_bytes()) {
        // A line may take 16 MiB, and buffers double as they grow.
        let grown = after.saturating_sub(before);
        assert!(grown < 96 << 20, "{} MiB more memory", grown >> 20);
    }
}
