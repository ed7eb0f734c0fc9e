//! Real logs, read as EVTX and as what another program dumps of them: JSON lines in both attribute styles, and XML. The events are the
//! same, value by value.
#![allow(clippy::print_stdout, reason = "a test that is skipped says so")]

use doorknob_event::event::{Event, Value};
use doorknob_input::{EventSink, NoProgress, ReadOptions, read_all};
use evtx::{EvtxParser, ParserSettings};
use std::fs;
use std::path::{Path, PathBuf};

/// Collects events in a form that does not depend on their carrier.
#[derive(Default)]
struct Forms(Vec<String>);

impl EventSink for Forms {
    type Batch = Vec<String>;

    fn event(&mut self, _input: u32, event: &Event<'_>) {
        // The dump has microseconds.
        let time = event.time.map_or(0, |time| time.0 / 10);
        let computer = event.computer.map_or(String::new(), |name| name.to_text());
        let mut fields: Vec<String> =
            event.fields().iter().map(|(field, value)| format!("{field:?}={}", form(value))).collect();
        fields.sort();
        self.0.push(format!(
            "{:?} {} {time} {computer} {:?} {fields:?}",
            event.kind, event.id, event.record_id
        ));
    }

    fn take_batch(&mut self) -> Option<Vec<String>> {
        Some(std::mem::take(&mut self.0)).filter(|forms| !forms.is_empty())
    }
}

/// A number as its value, a GUID without braces in lower case, other text as it is.
fn form(value: &Value<'_>) -> String {
    let text = value.to_text();
    let guid = text.trim_matches(['{', '}']);
    match value.number() {
        Some(number) => number.to_string(),
        None if guid.len() == 36 && guid.matches('-').count() == 4 => guid.to_lowercase(),
        None => text,
    }
}

fn read(path: &Path) -> Vec<String> {
    let mut forms = Vec::new();
    let options = ReadOptions { threads: 1, ..ReadOptions::default() };
    let paths = [path.to_owned()];
    read_all(&paths, &options, Forms::default, &NoProgress, |batch| forms.extend(batch)).expect("a path");
    forms.sort();
    forms
}

fn logs(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut logs = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "evtx") {
                logs.push(path);
            }
        }
    }
    logs.sort();
    logs
}

/// The dumps of a log: JSON lines, JSON lines with separate attributes, XML.
fn dumps(log: &Path) -> [String; 3] {
    let settings = ParserSettings::new().num_threads(1);
    let parser =
        |settings: ParserSettings| EvtxParser::from_path(log).expect("a log").with_configuration(settings);
    let json = |settings: ParserSettings| -> String {
        let mut parser = parser(settings);
        parser.records_json_value().flatten().map(|record| format!("{}\n", record.data)).collect()
    };
    let xml = parser(settings.clone()).records().flatten().map(|record| record.data).collect();
    [json(settings.clone()), json(settings.separate_json_attributes(true)), xml]
}

#[test]
fn a_dump_gives_the_events_of_its_log() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/evtx/corpus");
    if !corpus.exists() {
        return println!("skipped: no {}", corpus.display());
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("dump");
    let (mut compared, mut events) = (0, 0);
    for log in logs(&corpus) {
        let wanted = read(&log);
        // Most logs of the corpus hold no event that counts; the largest are all of one kind.
        if wanted.is_empty() || log.metadata().expect("a log").len() > 4 << 20 {
            continue;
        }
        for dump in dumps(&log) {
            fs::write(&path, &dump).expect("a file");
            let found = read(&path);
            let difference = wanted.iter().zip(&found).find(|(wanted, found)| wanted != found);
            assert!(
                found == wanted,
                "{}: {} of {}: {difference:#?}",
                log.display(),
                found.len(),
                wanted.len()
            );
        }
        compared += 1;
        events += wanted.len();
    }
    assert!(compared > 100 && events > 4000, "{compared} logs, {events} events");
}
