//! How fast text carriers are read, beside reading the bytes alone and parsing every line with `serde_json`.
//!
//! `cargo run --release -p doorknob-input --example text_bench -- FOLDER` writes about 256 MiB a carrier into FOLDER (once) and prints
//! a table: seconds, GB/s, and times of reading alone. Realistic: one wanted event among twenty; attack: every record a 4625.
//!
//! `--one NAME FILE` does one thing once, for `benchmarks/run`: `serde_json, every line`, `decode and count`, or that with
//! `, 2 threads`.
#![allow(clippy::print_stdout, reason = "it prints its table")]

use doorknob_event::event::Event;
use doorknob_input::{EventSink, NoProgress, ReadOptions, read_all};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Sums the lengths of all values, so that they have to be there.
#[derive(Default)]
struct Sum(u64, u64);

impl EventSink for Sum {
    type Batch = (u64, u64);

    fn event(&mut self, _input: u32, event: &Event<'_>) {
        self.0 += 1;
        self.1 += event.fields().iter().map(|(_, value)| value.to_text().len() as u64).sum::<u64>();
    }

    fn take_batch(&mut self) -> Option<(u64, u64)> {
        let batch = (std::mem::take(&mut self.0), std::mem::take(&mut self.1));
        (batch.0 > 0).then_some(batch)
    }
}

const FAILURE: &str = include_str!("../benches/failure.json");
const CREATION: &str = include_str!("../benches/creation.json");

fn xml(id: u32, number: u64) -> String {
    let data: String =
        ["TargetUserName", "TargetDomainName", "Status", "SubStatus", "LogonType", "IpAddress", "IpPort"]
            .iter()
            .map(|name| format!("<Data Name='{name}'>value{number}</Data>"))
            .collect();
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider \
         Name='Microsoft-Windows-Security-Auditing' Guid='{{54849625-5478-4994-a5ba-3e3b0328c30d}}'/><EventID>{id}</EventID>\
         <Version>0</Version><Level>0</Level><Task>12544</Task><Opcode>0</Opcode><Keywords>0x8010000000000000</Keywords>\
         <TimeCreated SystemTime='2024-03-14T13:54:16.6138329Z'/><EventRecordID>{number}</EventRecordID>\
         <Execution ProcessID='780' ThreadID='8372'/><Channel>Security</Channel><Computer>WKS10001</Computer><Security/>\
         </System><EventData>{data}</EventData></Event>\r\n"
    )
}

fn write(path: &Path, wanted_every: u64, record: impl Fn(bool, u64) -> String) -> io::Result<()> {
    const BYTES: u64 = 256 << 20;
    if path.exists() {
        return Ok(());
    }
    let mut writer = BufWriter::new(File::create(path)?);
    let (mut bytes, mut number) = (0, 0);
    while bytes < BYTES {
        let record = record(number % wanted_every == 0, number);
        bytes += record.len() as u64;
        number += 1;
        writer.write_all(record.as_bytes())?;
    }
    writer.flush()
}

fn timed<T>(work: impl Fn() -> T) -> f64 {
    let mut seconds: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[2]
}

fn read_alone(path: &Path) -> usize {
    let mut file = File::open(path).expect("the file");
    let (mut buffer, mut sum) = (vec![0; 256 * 1024], 0);
    loop {
        match file.read(&mut buffer).expect("the file") {
            0 => return sum,
            length => sum += length,
        }
    }
}

fn parse_lines(path: &Path) -> usize {
    let mut reader = BufReader::with_capacity(256 * 1024, File::open(path).expect("the file"));
    let (mut line, mut count) = (Vec::new(), 0);
    while reader.read_until(b'\n', &mut line).expect("the file") > 0 {
        count += usize::from(serde_json::from_slice::<serde_json::Value>(&line).is_ok());
        line.clear();
    }
    count
}

fn read_with(path: &Path, threads: usize) -> u64 {
    let options = ReadOptions { threads, ..ReadOptions::default() };
    let mut events = 0;
    let paths: Vec<PathBuf> = vec![path.to_owned()];
    read_all(&paths, &options, Sum::default, &NoProgress, |(count, _)| events += count).expect("a path");
    events
}

/// Does one thing once.
fn one(name: &str, path: &Path) {
    let count = match name {
        "serde_json, every line" => parse_lines(path) as u64,
        "decode and count" => read_with(path, 1),
        "decode and count, 2 threads" => read_with(path, 2),
        _ => panic!("nothing is called {name}"),
    };
    println!("{count}");
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name, path] = arguments.as_slice()
        && flag == "--one"
    {
        one(name, Path::new(path));
        return Ok(());
    }
    let folder = PathBuf::from(arguments.first().expect("a folder"));
    std::fs::create_dir_all(&folder)?;
    let json = |wanted: bool, number: u64| {
        let template = if wanted { FAILURE } else { CREATION };
        template.trim_end().replace("NUMBER", &number.to_string()) + "\n"
    };
    let element = |wanted: bool, number: u64| xml(if wanted { 4625 } else { 4688 }, number);
    println!("{:<24} {:>8} {:>8} {:>8}", "", "seconds", "GB/s", "x read");
    for (name, every) in
        [("realistic.jsonl", 20), ("attack.jsonl", 1), ("realistic.xml", 20), ("attack.xml", 1)]
    {
        let path = folder.join(name);
        if name.ends_with("xml") {
            write(&path, every, element)?
        } else {
            write(&path, every, json)?
        }
        let bytes = path.metadata()?.len() as f64;
        let alone = timed(|| read_alone(&path));
        let show = |what: &str, seconds: f64| {
            println!("{what:<24} {seconds:>8.3} {:>8.2} {:>8.2}", bytes / seconds / 1e9, seconds / alone);
        };
        println!("{name}: {} events", read_with(&path, 1));
        show("  read alone", alone);
        show("  doorknob, 1 thread", timed(|| read_with(&path, 1)));
        show("  doorknob, 2 threads", timed(|| read_with(&path, 2)));
        if name.ends_with("jsonl") {
            show("  serde_json, 1 thread", timed(|| parse_lines(&path)));
        }
    }
    Ok(())
}
