//! Simulated records taken directly are the events that reading their EVTX files gives.

use doorknob_evaluate::simulated::Adapter;
use doorknob_event::event::{Event, Value};
use doorknob_input::{EventSink, NoProgress, ReadOptions, read_all};
use doorknob_simulate::event::SimulatedEvent;
use doorknob_simulate::files::write_evtx_per_host;
use doorknob_simulate::scenario::{Parameters, all, build};
use doorknob_simulate::site::Telemetry;

/// Everything of an event but its place in a file. A value is compared by what it says: as a number if it is one.
fn in_words(event: &Event<'_>) -> String {
    let value = |value: Value<'_>| match (value, value.number()) {
        (Value::Unsigned(_) | Value::Signed(_), Some(number)) => format!("number {number}"),
        _ => format!("text {:?}", value.to_text()),
    };
    let mut fields: Vec<String> =
        event.fields().iter().map(|(field, found)| format!("{field:?}={}", value(*found))).collect();
    fields.sort();
    format!(
        "{:?} {} {:?} {:?} {:?} {:?} {:?} {}",
        event.kind,
        event.id,
        event.time,
        event.computer.map(|computer| computer.to_text()),
        event.record_id,
        event.audit_failure,
        event.suspect,
        fields.join(" ")
    )
}

#[derive(Default)]
struct Words(Vec<String>);

impl EventSink for Words {
    type Batch = Vec<String>;
    fn event(&mut self, _input: u32, event: &Event<'_>) {
        self.0.push(in_words(event));
    }
    fn take_batch(&mut self) -> Option<Vec<String>> {
        Some(std::mem::take(&mut self.0)).filter(|words| !words.is_empty())
    }
}

fn from_files(events: &[SimulatedEvent]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_evtx_per_host(folder.path(), events).expect("files can be written");
    let mut words = Vec::new();
    let options = ReadOptions { threads: 1, ..ReadOptions::default() };
    let paths = [folder.path().to_owned()];
    let summary = read_all(&paths, &options, Words::default, &NoProgress, |batch| words.extend(batch))
        .expect("the folder can be read");
    assert_eq!(summary.records(), events.len() as u64);
    words.sort();
    words
}

fn directly(events: &[SimulatedEvent]) -> Vec<String> {
    let mut adapter = Adapter::default();
    let mut words: Vec<String> =
        events.iter().filter_map(|event| adapter.with_event(event, in_words)).collect();
    words.sort();
    words
}

#[test]
fn taking_records_directly_is_reading_their_files() {
    let telemetry = Telemetry { workstations: true, ntlm_audit: true, logoffs: true, ..Telemetry::default() };
    let mut kinds = std::collections::BTreeSet::new();
    for scenario in all() {
        let parameters = Parameters { telemetry, history_days: 1, ..Parameters::default() };
        let (events, _) = build(scenario.name, &parameters).expect("a scenario of that name");
        let (read, taken) = (from_files(&events), directly(&events));
        assert_eq!(read.len(), taken.len(), "{}", scenario.name);
        for (read, taken) in read.iter().zip(&taken) {
            assert_eq!(read, taken, "{}", scenario.name);
        }
        kinds.extend(taken.iter().filter_map(|words| words.split(' ').next().map(str::to_owned)));
    }
    assert!(kinds.len() >= 15, "scenarios cover most kinds of event: {kinds:?}");
}
