//! Every scenario: builds, repeats, fits its promises of size, and its truth agrees with its records.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use doorknob_simulate::event::SimulatedEvent;
use doorknob_simulate::scenario::{self, Parameters};
use doorknob_simulate::truth::{Kind, Truth};
use doorknob_simulate::{files, json_lines};
use evtx::{EvtxParser, ParserSettings};

fn build(name: &str, parameters: &Parameters) -> (Vec<SimulatedEvent>, Truth) {
    scenario::build(name, parameters).expect("the name is from the list")
}

fn json(events: &[SimulatedEvent]) -> String {
    events.iter().map(json_lines::to_json).collect::<Vec<_>>().join("\n")
}

#[test]
fn names_are_unique_and_attacks_come_first() {
    let names: BTreeSet<_> = scenario::all().iter().map(|scenario| scenario.name).collect();
    assert_eq!(names.len(), scenario::all().len());
    assert!(scenario::all().is_sorted_by_key(|scenario| scenario.kind));
    assert!(scenario::build("no-such-thing", &Parameters::default()).is_err());
}

#[test]
fn the_same_seed_gives_the_same_records_and_another_seed_others() {
    for scenario in scenario::all() {
        let parameters = Parameters::default();
        let (events, truth) = build(scenario.name, &parameters);
        let (again, same_truth) = build(scenario.name, &parameters);
        assert_eq!(json(&events), json(&again), "{}", scenario.name);
        assert_eq!(truth, same_truth, "{}", scenario.name);
        let (other, _) = build(scenario.name, &Parameters { seed: 2, ..parameters });
        assert_ne!(json(&events), json(&other), "{}", scenario.name);
    }
}

#[test]
fn truth_names_records_that_are_there() {
    for scenario in scenario::all() {
        for seed in 1..6 {
            let (events, truth) = build(scenario.name, &Parameters { seed, ..Parameters::default() });
            let keys: BTreeSet<_> = events
                .iter()
                .map(|event| (event.computer.as_ref(), event.layout.channel, event.record_id))
                .collect();
            assert_eq!(keys.len(), events.len(), "{}: record ids repeat", scenario.name);
            assert_eq!(truth.events as usize, events.len());
            for episode in &truth.episodes {
                assert_eq!(episode.kind, scenario.kind);
                assert!(episode.events().all(|key| keys.contains(&key)), "{}", scenario.name);
                assert!(episode.events().next().is_some(), "{} left no record", scenario.name);
            }
            let expected = usize::from(scenario.name != "quiet");
            assert_eq!(truth.episodes.len(), expected, "{}", scenario.name);
        }
    }
}

#[test]
fn records_come_in_the_order_of_their_ids() {
    for scenario in scenario::all() {
        let (events, _) = build(scenario.name, &Parameters::default());
        let mut last: BTreeMap<_, (u64, i64)> = BTreeMap::new();
        for event in &events {
            let key = (event.computer.clone(), event.layout.channel);
            if let Some((record_id, time)) = last.insert(key, (event.record_id, event.time)) {
                assert_eq!(event.record_id, record_id + 1, "{}", scenario.name);
                assert!(event.time >= time, "{}", scenario.name);
            }
        }
    }
}

#[test]
fn the_compromises_are_those_the_scenario_is_about() {
    for scenario in scenario::all() {
        for seed in 1..6 {
            let (_, truth) = build(scenario.name, &Parameters { seed, ..Parameters::default() });
            let compromised: usize = truth.episodes.iter().map(|episode| episode.compromised.len()).sum();
            let about = matches!(
                scenario.name,
                "guess-then-success" | "spray-then-success" | "password-found-blocked"
            );
            assert_eq!(compromised, usize::from(about), "{} seed {seed}", scenario.name);
        }
    }
}

#[test]
fn samples_are_small_and_read_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    for scenario in scenario::all() {
        let (events, _) = build(scenario.name, &Parameters::default());
        let paths = files::write_evtx_per_host(&folder.path().join(scenario.name), &events).expect("files");
        let size: u64 = paths.iter().map(|path| path.metadata().expect("a file").len()).sum();
        assert!(size <= 1 << 20, "{}: {size} bytes in {} files", scenario.name, paths.len());
        let read: usize = paths.iter().map(|path| count_records(path)).sum();
        assert_eq!(read, events.len(), "{}", scenario.name);
    }
}

/// Records that an independent decoder reads, checksums validated.
fn count_records(path: &Path) -> usize {
    let settings = ParserSettings::default().validate_checksums(true).num_threads(1);
    let mut parser = EvtxParser::from_path(path).expect("a file").with_configuration(settings);
    parser.records_json_value().filter(|record| record.as_ref().expect("a record").data.is_object()).count()
}

#[test]
fn losses_change_nothing_but_themselves() {
    let mut missing = Parameters::default();
    missing.telemetry.missing_addresses = 1.0;
    let (events, _) = build("guess-single", &Parameters::default());
    let (without, _) = build("guess-single", &missing);
    assert_eq!(events.len(), without.len());
    for (event, without) in events.iter().zip(&without) {
        if event.layout.event_id == 4625 {
            assert_eq!(
                without.value("IpAddress").map(|value| value.to_text().into_owned()).as_deref(),
                Some("-")
            );
        } else {
            assert_eq!(event, without);
        }
    }
}

#[test]
fn only_what_is_collected_arrives() {
    for (controllers, members) in [(true, false), (false, true)] {
        let mut parameters = Parameters::default();
        parameters.telemetry.controllers = controllers;
        parameters.telemetry.members = members;
        for scenario in scenario::all() {
            let (events, _) = build(scenario.name, &parameters);
            assert!(events.iter().all(|event| event.computer.starts_with("dc") == controllers));
        }
    }
}

#[test]
fn duplicates_repeat_a_record_as_it_was() {
    let mut parameters = Parameters::default();
    parameters.telemetry.duplicates = 0.3;
    let (events, truth) = build("guess-single", &parameters);
    let mut seen: BTreeMap<_, &SimulatedEvent> = BTreeMap::new();
    let mut repeated = 0;
    for event in &events {
        let key = (event.computer.clone(), event.layout.channel, event.record_id);
        if let Some(first) = seen.insert(key, event) {
            assert_eq!(first, event);
            repeated += 1;
        }
    }
    assert!(repeated > events.len() / 10, "{repeated}");
    let listed: Vec<_> = truth.episodes.iter().flat_map(|episode| episode.events()).collect();
    assert_eq!(listed.len(), listed.iter().collect::<BTreeSet<_>>().len());
}

#[test]
fn late_records_are_late_and_complete() {
    let mut parameters = Parameters::default();
    let (in_time, truth) = build("spray-single", &parameters);
    parameters.telemetry.late = 0.5;
    parameters.telemetry.late_most = doorknob_simulate::time::HOUR;
    let (late, late_truth) = build("spray-single", &parameters);
    assert_ne!(in_time, late);
    let key =
        |event: &SimulatedEvent| (event.computer.clone(), event.layout.channel, event.record_id, event.time);
    assert_eq!(
        in_time.iter().map(key).collect::<BTreeSet<_>>(),
        late.iter().map(key).collect::<BTreeSet<_>>()
    );
    assert_eq!(truth.episodes, late_truth.episodes);
}

#[test]
fn truth_survives_its_document() {
    let (_, truth) = build("spray-then-success", &Parameters::default());
    let document = serde_json::to_string(&truth).expect("truth is plain data");
    let read: Truth = serde_json::from_str(&document).expect("what we wrote");
    assert_eq!(read, truth);
    assert_eq!(read.episodes.first().map(|episode| episode.kind), Some(Kind::Attack));
}
