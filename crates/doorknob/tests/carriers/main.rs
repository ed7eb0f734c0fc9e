//! One simulated world in every shape that we can write gives the same incidents, byte for byte, but for where the evidence lies and
//! for what the carrier truly loses: `shapes.rs` lists that, and the wanted incidents are those of a world without it.

#[path = "../command/mod.rs"]
mod command;
mod event;
mod shapes;

use command::Doorknob;
use event::Event;
use serde_json::Value;
use shapes::{SHAPES, Shape, evtx_dump};
use std::fs;
use std::io::{Cursor, Write as _};

/// Attacks and a nuisance that need every kind of event to be explained.
const WORLD: [&str; 5] =
    ["guess-with-lockouts", "guess-ssh", "guess-rdp-nla-recovered", "stale-service", "guess-kerberos"];

fn world(doorknob: &Doorknob) -> Vec<Event> {
    let mut events = Vec::new();
    for scenario in WORLD {
        doorknob.simulate(scenario, "simulated", &["--format", "jsonl", "--seed", "7"]);
        events.extend(doorknob.read("simulated/events.jsonl").lines().map(Event::of));
        fs::remove_dir_all(doorknob.path("simulated")).expect("a folder");
    }
    events
}

/// Incidents with all evidence, but for where it lies.
fn incidents(doorknob: &Doorknob, path: &str) -> Vec<Value> {
    let ran = doorknob.run(&["hunt", path, "--format", "jsonl", "--quiet", "--evidence", "all"]);
    assert_eq!(ran.code, 0, "{path}: {}", ran.stderr);
    let mut incidents: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).expect("an incident")).collect();
    for record in
        incidents.iter_mut().flat_map(|incident| incident["evidence"].as_array_mut().expect("a list"))
    {
        let record = record.as_object_mut().expect("a record");
        record.remove("input");
        record.remove("offset");
    }
    incidents
}

fn write(doorknob: &Doorknob, name: &str, bytes: &[u8]) {
    fs::write(doorknob.path(name), bytes).expect("a writable folder");
}

#[track_caller]
fn same(found: &[Value], wanted: &[Value], what: &str) {
    assert_eq!(found.len(), wanted.len(), "{what}: number of incidents");
    for (found, wanted) in found.iter().zip(wanted) {
        for (name, value) in wanted.as_object().expect("an object") {
            assert_eq!(&found[name], value, "{what}: {name} of {}", wanted["title"]);
        }
        assert_eq!(found, wanted, "{what}");
    }
}

#[test]
fn every_shape_gives_the_incidents_of_what_it_carries() {
    let doorknob = Doorknob::new();
    let events = world(&doorknob);
    for Shape { name, loses, carry, write: shape } in SHAPES {
        let carried: Vec<Event> =
            events.iter().cloned().filter_map(|mut event| carry(&mut event).then_some(event)).collect();
        assert_eq!(carried.len() < events.len(), loses.contains("UserData") || loses.contains("channels"));
        write(&doorknob, "wanted", &evtx_dump(&carried));
        write(&doorknob, "found", &shape(&carried));
        let wanted = incidents(&doorknob, "wanted");
        assert!(wanted.len() > 1);
        same(&incidents(&doorknob, "found"), &wanted, name);
    }
}

#[test]
fn no_container_changes_a_thing() {
    let doorknob = Doorknob::new();
    let events = world(&doorknob);
    let plain = evtx_dump(&events);
    write(&doorknob, "plain", &plain);
    let wanted = incidents(&doorknob, "plain");
    let gzip = |bytes: &[u8]| {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(bytes).expect("memory");
        writer.finish().expect("memory")
    };
    let tar = |bytes: &[u8]| {
        let mut archive = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, "logs/events.json", bytes).expect("memory");
        archive.into_inner().expect("memory")
    };
    let zip = |bytes: &[u8]| {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("logs/events.json", zip::write::SimpleFileOptions::default()).expect("memory");
        archive.write_all(bytes).expect("memory");
        archive.finish().expect("memory").into_inner()
    };
    doorknob.run(&["convert", "plain", "--to", "parquet", "-o", "parquet"]);
    let parquet = fs::read(doorknob.path("parquet")).expect("a file");
    let containers = [
        ("gzip", gzip(&plain)),
        ("tar", tar(&plain)),
        ("tar, gzip", gzip(&tar(&plain))),
        ("zip", zip(&plain)),
        ("zip of gzip", zip(&gzip(&plain))),
        ("zip of zip", zip(&zip(&plain))),
        ("Parquet", parquet.clone()),
        ("Parquet, gzip", gzip(&parquet)),
        ("Parquet in zip in tar", tar(&zip(&parquet))),
    ];
    for (name, bytes) in containers {
        write(&doorknob, "found", &bytes);
        same(&incidents(&doorknob, "found"), &wanted, name);
    }
}

#[test]
fn a_record_that_comes_through_several_carriers_counts_once() {
    let doorknob = Doorknob::new();
    let mut table = Vec::new();
    for scenario in WORLD {
        let (logs, many) = (format!("one/{scenario}"), format!("many/{scenario}"));
        doorknob.simulate(scenario, &logs, &["--seed", "7"]);
        doorknob.simulate(scenario, &many, &["--seed", "7"]);
        doorknob.simulate(scenario, "lines", &["--seed", "7", "--format", "jsonl"]);
        let events: Vec<Event> = doorknob.read("lines/events.jsonl").lines().map(Event::of).collect();
        fs::remove_dir_all(doorknob.path("lines")).expect("a folder");
        // As complete copies: what a carrier cuts off a time is below the tolerance of a second.
        for name in ["evtx_dump", "XML", "Winlogbeat", "EvtxECmd CSV", "NXLog", "Wazuh"] {
            let shape = SHAPES.iter().find(|shape| shape.name == name).expect("a shape");
            let carried: Vec<Event> = events
                .iter()
                .cloned()
                .filter_map(|mut event| (shape.carry)(&mut event).then_some(event))
                .collect();
            write(&doorknob, &format!("{many}/{}", name.replace(' ', "-")), &(shape.write)(&carried));
        }
        table.push((logs, many));
    }
    for (logs, many) in table {
        let once = incidents(&doorknob, &logs);
        let often = incidents(&doorknob, &many);
        // Copies of a record differ in how finely they state its time; which of them stays does not matter for what is told.
        let told = |incidents: &[Value]| -> Vec<Value> {
            let mut told = incidents.to_vec();
            for incident in &mut told {
                let incident = incident.as_object_mut().expect("an object");
                incident.retain(|name, _| {
                    matches!(name.as_str(), "id" | "title" | "verdict" | "attempts" | "evidence_total")
                });
            }
            told
        };
        assert_eq!(told(&often), told(&once), "{many}");
    }
}
