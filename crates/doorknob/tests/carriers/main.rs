//! One simulated world in every shape that we can write gives the same incidents, byte for byte, but for where the evidence lies and
//! for what the carrier truly loses: `shapes.rs` lists that, and the wanted incidents are those of a world without it.

#[path = "../command/mod.rs"]
mod command;
mod containers;
mod event;
#[path = "../incidents/mod.rs"]
mod incidents;
mod ordered_shapes;
mod rendered;
mod rendered_shapes;
mod shapes;

use command::{Doorknob, files};
use containers::{bzip2, gzip, locked, locked_zip, tar, xz, zip, zip_of, zstd};
use event::Event;
use incidents::{ZONE, incidents};
use serde_json::Value;
use shapes::{SHAPES, Shape, evtx_dump};
use std::fs;
use std::path::PathBuf;
use zip::write::SimpleFileOptions;

/// Scenarios that need every kind of event to be explained.
const SCENARIOS: [&str; 5] =
    ["guess-with-lockouts", "guess-ssh", "guess-rdp-nla-recovered", "stale-service", "guess-kerberos"];

fn events(doorknob: &Doorknob, scenario: &str) -> Vec<Event> {
    doorknob.simulate(scenario, scenario, &["--format", "jsonl", "--seed", "7"]);
    doorknob.read(&format!("{scenario}/events.jsonl")).lines().map(Event::of).collect()
}

fn write(doorknob: &Doorknob, name: &str, bytes: &[u8]) {
    fs::write(doorknob.path(name), bytes).expect("a writable folder");
}

#[track_caller]
fn same(found: &[Value], wanted: &[Value], what: &str) {
    assert_eq!(difference(found, wanted), None, "{what}");
}

/// What was read of events: values without what writers change that says nothing.
fn values(doorknob: &Doorknob, path: &str) -> Vec<Value> {
    let ran = doorknob.run(&["convert", path, "--to", "jsonl", "--quiet", "--tz", ZONE]);
    assert_eq!(ran.code, 0, "{path}: {}", ran.stderr);
    let mut events: Vec<Value> = ran.stdout.lines().map(|line| plain(line, path)).collect();
    events.sort_by_key(Value::to_string);
    events
}

/// Blanks around a value, `-` for none, the base of a number, and a provider's name beside the kind of the event.
fn plain(line: &str, path: &str) -> Value {
    let mut event: Value = serde_json::from_str(line).expect(path);
    let members = event.as_object_mut().expect("an object");
    members.retain(|name, value| {
        let said = value.as_str().map_or("x", str::trim);
        !matches!(said, "" | "-") && !matches!(name.as_str(), "provider" | "channel")
    });
    for value in members.values_mut() {
        let Some(text) = value.as_str().map(str::trim) else { continue };
        let number = match text.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16).ok(),
            None => text.parse::<i64>().ok().map(|number| number as u32 as u64),
        };
        *value = number.map_or_else(|| text.into(), Value::from);
    }
    event
}

/// The first difference, not all of two long texts.
fn difference(found: &[Value], wanted: &[Value]) -> Option<String> {
    if found.len() != wanted.len() {
        return Some(format!("{} incidents, wanted: {}", found.len(), wanted.len()));
    }
    for (found, wanted) in found.iter().zip(wanted) {
        let names: Vec<&str> =
            wanted.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        for name in names {
            let (found, value) = (found[name].to_string(), wanted[name].to_string());
            let at = found.bytes().zip(value.bytes()).take_while(|(one, other)| one == other).count();
            let near = |text: &str| {
                text.get(at.saturating_sub(100)..).unwrap_or(text).chars().take(300).collect::<String>()
            };
            if found != value {
                return Some(format!("{name}: {}\nwanted: {}", near(&found), near(&value)));
            }
        }
    }
    None
}

#[test]
fn every_shape_gives_the_incidents_of_what_it_carries() {
    let doorknob = Doorknob::new();
    let mut differences = String::new();
    for scenario in SCENARIOS {
        let events = events(&doorknob, scenario);
        for Shape { name, loses, carry, write: shape } in SHAPES {
            let carried: Vec<Event> =
                events.iter().cloned().filter_map(|mut event| carry(&mut event).then_some(event)).collect();
            assert!(carried.len() == events.len() || *loses != "nothing");
            write(&doorknob, "wanted", &evtx_dump(&carried));
            write(&doorknob, "found", &shape(&carried));
            let wanted = incidents(&doorknob, "wanted");
            assert!(!wanted.is_empty());
            if let Some(difference) = difference(&incidents(&doorknob, "found"), &wanted) {
                differences += &format!("{scenario} as {name}: {difference}\n");
            }
            let (found, wanted) = (values(&doorknob, "found"), values(&doorknob, "wanted"));
            if let Some((found, wanted)) = found.iter().zip(&wanted).find(|(found, wanted)| found != wanted) {
                differences += &format!("{scenario} as {name}: {found}\nwanted: {wanted}\n");
            }
            assert_eq!(found.len(), wanted.len(), "{scenario} as {name}");
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn no_container_changes_a_thing() {
    let doorknob = Doorknob::new();
    let plain = evtx_dump(&events(&doorknob, "guess-ssh"));
    write(&doorknob, "plain", &plain);
    let wanted = incidents(&doorknob, "plain");
    doorknob.run(&["convert", "plain", "--to", "parquet", "-o", "parquet"]);
    let parquet = fs::read(doorknob.path("parquet")).expect("a file");
    let containers = [
        ("gzip", gzip(&plain)),
        ("zstd", zstd(&plain)),
        ("bzip2", bzip2(&plain)),
        ("xz", xz(&plain)),
        ("tar", tar(&plain)),
        ("tar, gzip", gzip(&tar(&plain))),
        ("tar, zstd", zstd(&tar(&plain))),
        ("tar, bzip2", bzip2(&tar(&plain))),
        ("tar, xz", xz(&tar(&plain))),
        ("zip", zip(&plain)),
        ("zip of gzip", zip(&gzip(&plain))),
        ("zip of zip", zip(&zip(&plain))),
        ("zip of a tar in zstd", zip(&zstd(&tar(&plain)))),
        ("zip with a password", locked_zip(&plain)),
        ("zip with a password in a zip", zip(&locked_zip(&plain))),
        ("zip in a zip with a password, in a tar in xz", xz(&tar(&locked_zip(&zip(&plain))))),
        ("Parquet", parquet.clone()),
        ("Parquet, gzip", gzip(&parquet)),
        ("Parquet in zip in tar", tar(&zip(&parquet))),
    ];
    for (name, bytes) in containers {
        write(&doorknob, "found", &bytes);
        same(&incidents(&doorknob, "found"), &wanted, name);
    }
}

/// One archive a host in the folders of a collector, all of them in one more.
#[test]
fn a_nested_collection_is_as_good_as_the_logs() {
    let doorknob = Doorknob::new();
    doorknob.simulate("guess-rdp-nla-recovered", "logs", &["--seed", "7"]);
    let wanted = incidents(&doorknob, "logs");
    let hosts: Vec<PathBuf> =
        fs::read_dir(doorknob.path("logs")).expect("a folder").flatten().map(|entry| entry.path()).collect();
    for (folder, options) in [
        ("C/Windows/System32/winevt/logs", SimpleFileOptions::default()),
        ("uploads/auto/C%3A/Windows/System32/winevt/Logs", locked()),
    ] {
        let collect = |host: &PathBuf| {
            let member = |log: PathBuf| {
                let name = log.file_name().expect("a name").to_string_lossy().into_owned();
                (format!("{folder}/{name}"), fs::read(log).expect("a file"))
            };
            let members: Vec<_> = files(host).into_iter().map(member).collect();
            let name = host.file_name().expect("a name").to_string_lossy().into_owned();
            (format!("{name}.zip"), zip_of(&members, options))
        };
        let collections: Vec<_> = hosts.iter().filter(|host| host.is_dir()).map(collect).collect();
        write(&doorknob, "collection.zip", &zip_of(&collections, SimpleFileOptions::default()));
        same(&incidents(&doorknob, "collection.zip"), &wanted, folder);
    }
}

#[test]
fn a_record_that_comes_through_several_carriers_counts_once() {
    let doorknob = Doorknob::new();
    for scenario in SCENARIOS {
        let logs = format!("logs/{scenario}");
        doorknob.simulate(scenario, &logs, &["--seed", "7"]);
        let events = events(&doorknob, scenario);
        let once = incidents(&doorknob, &logs);
        let copy = |name: &str| {
            let Shape { carry, write: shape, .. } =
                SHAPES.iter().find(|shape| shape.name == name).expect("a shape");
            let carried: Vec<Event> =
                events.iter().cloned().filter_map(|mut event| carry(&mut event).then_some(event)).collect();
            write(&doorknob, &format!("{logs}/{}", name.replace(' ', "-")), &shape(&carried));
        };
        let logs_alone = files(&doorknob.path(&logs)).len();
        // Some of them cut the time to milliseconds or seconds, or have names for SIDs: the log's own record is kept.
        let copies = [
            "evtx_dump",
            "XML",
            "EvtxECmd CSV",
            "Wazuh",
            "OpenWEC",
            "Winlogbeat",
            "NXLog",
            "CEF",
            "Splunk classic",
            "Get-WinEvent CSV",
            "Fluent Bit",
            "wevtutil text",
        ];
        copies.into_iter().for_each(copy);
        same(&incidents(&doorknob, &logs), &once, scenario);
        assert_eq!(files(&doorknob.path(&logs)).len(), logs_alone + copies.len());
    }
}
