//! Every sample of every carrier against what its documentation says it holds: one line an event, with all its fields. Times
//! without a zone are placed at +01:00.
//!
//! `UPDATE_GOLDEN=1` writes `format_samples.txt` anew; a person reads the difference. Samples whose name says RECONSTRUCTED were built
//! from one real event after the encoder's source; all others are real.
#![allow(clippy::print_stdout, reason = "a test that is skipped says so")]

use doorknob_event::event::Event;
use doorknob_input::{EventSink, NoProgress, ReadOptions, ReadSummary, read_all};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Collects events as text.
#[derive(Default)]
struct Lines(Vec<String>);

impl EventSink for Lines {
    type Batch = Vec<String>;

    fn event(&mut self, _input: u32, event: &Event<'_>) {
        let mut line = format!("{:>6} {:?} {}", event.offset.unwrap_or_default(), event.kind, event.id);
        let time = event.time.map_or("no time".to_owned(), |time| time.to_string());
        let computer = event.computer.map_or("-".to_owned(), |name| name.to_text());
        let record = event.record_id.map_or("-".to_owned(), |id| id.to_string());
        let outcome = event.audit_failure.map_or("?", |failure| if failure { "failure" } else { "success" });
        let _ = write!(line, " {time} {computer} #{record} {outcome}");
        for (field, value) in event.fields() {
            let _ = write!(line, "\n           {field:?} = {:?}", value.to_text());
        }
        self.0.push(line);
    }

    fn take_batch(&mut self) -> Option<Vec<String>> {
        Some(std::mem::take(&mut self.0)).filter(|lines| !lines.is_empty())
    }
}

fn read(path: &Path) -> (ReadSummary, Vec<String>) {
    let zone = Some("+01:00".parse().expect("a zone"));
    let options = ReadOptions { threads: 1, zone, ..ReadOptions::default() };
    let mut lines = Vec::new();
    let summary =
        read_all(&[path.to_owned()], &options, Lines::default, &NoProgress, |batch| lines.extend(batch));
    (summary.expect("a path is given"), lines)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

#[test]
fn every_sample_gives_the_fields_its_documentation_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/formats");
    if !folder.exists() {
        return println!("skipped: no {}", folder.display());
    }
    let mut found = String::new();
    // Frames are looked at by themselves, below.
    for file in files(&folder).into_iter().filter(|file| !file.starts_with(folder.join("lumberjack"))) {
        let (summary, lines) = read(&file);
        let name = file.strip_prefix(&folder).expect("below the folder").to_string_lossy().replace('\\', "/");
        let input = &summary.inputs[0];
        let formats: Vec<String> =
            input.formats.iter().map(|(name, count)| format!("{count} {name}")).collect();
        let _ = writeln!(found, "== {name}: {:?} [{}]", input.outcome, formats.join(", "));
        for (text, count) in &input.assumptions {
            let _ = writeln!(found, "   assumed x{count}: {text}");
        }
        for anomaly in &summary.anomalies {
            let place = anomaly.line.unwrap_or_default();
            let _ = writeln!(found, "   {} x{} at {place}: {}", anomaly.kind, anomaly.count, anomaly.text);
        }
        // The long recordings are all of one kind: their first events show it.
        for line in lines.iter().take(6) {
            let _ = writeln!(found, "{line}");
        }
        if lines.len() > 6 {
            let _ = writeln!(found, "       and {} more events", lines.len() - 6);
        }
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format_samples.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, &found).expect("the golden file can be written");
    }
    let wanted = fs::read_to_string(&golden).expect("the golden file");
    let difference = wanted.lines().zip(found.lines()).find(|(wanted, found)| wanted != found);
    assert!(wanted == found, "first difference: {difference:#?}");
}

#[test]
fn a_recorded_lumberjack_stream_gives_the_events_in_its_frames() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/formats/lumberjack");
    let sample = folder.join("RECONSTRUCTED_v2_window_compressed_json.bin");
    match fs::read(&sample) {
        Ok(bytes) if bytes.starts_with(b"2W") => {}
        _ => return println!("skipped: no Lumberjack stream at {}", sample.display()),
    }
    let (summary, lines) = read(&sample);
    let input = &summary.inputs[0];
    assert!(
        !input.formats.is_empty() && input.formats.iter().all(|(name, _)| name.starts_with("Lumberjack ("))
    );
    assert!(!lines.is_empty() && summary.anomalies.is_empty(), "{:?}", summary.anomalies);
}
