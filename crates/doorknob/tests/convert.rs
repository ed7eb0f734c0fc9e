//! `doorknob convert` from the outside: what it writes holds everything, and nothing is overwritten or read twice.

mod command;
mod incidents;
#[path = "../../doorknob-page/tests/required/mod.rs"]
mod required;
mod schemas;

use command::{Doorknob, files};
use incidents::incidents;
use serde_json::Value;
use std::fs;

const FORMATS: [&str; 4] = ["jsonl", "parquet", "ocsf", "ecs"];

/// Attacks and a nuisance whose explanation needs every kind of event.
fn world() -> Doorknob {
    let doorknob = Doorknob::new();
    for scenario in
        ["guess-with-lockouts", "guess-ssh", "guess-rdp-nla-recovered", "stale-service", "stuffing"]
    {
        doorknob.simulate(scenario, &format!("logs/{scenario}"), &[]);
    }
    doorknob
}

#[test]
fn what_is_written_gives_the_same_incidents_in_every_format() {
    let doorknob = world();
    let wanted = incidents(&doorknob, "logs");
    assert!(wanted.len() > 2);
    for format in FORMATS {
        let ran = doorknob.run(&["convert", "logs", "--to", format, "-o", format]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
        assert!(ran.stderr.starts_with("wrote ") && ran.stderr.contains(" events about logons of "));
        assert_eq!(incidents(&doorknob, format), wanted, "{format}");
        // What was converted can be converted again: nothing is lost on the way.
        let twice = doorknob.run(&["convert", format, "--quiet"]);
        let once = doorknob.run(&["convert", "logs", "--quiet"]);
        assert!(twice.stdout == once.stdout || format != "jsonl", "{format}");
    }
}

#[test]
fn lines_are_objects_of_their_format() {
    let doorknob = world();
    let lines = |format: &str| -> Vec<Value> {
        let ran = doorknob.run(&["convert", "logs", "--to", format]);
        ran.stdout.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
    };
    let own = lines("jsonl");
    assert!(own.iter().all(|event| event["schema"] == "doorknob.event.v1"));
    let failed = |event: &&Value| event["event"] == "logon_failure";
    let failure = own.iter().find(failed).expect("a failed logon");
    for name in ["time", "computer", "record_id", "target_user_name", "status", "address"] {
        assert!(!failure[name].is_null(), "{name} in {failure}");
    }
    let ocsf = lines("ocsf");
    assert_eq!(ocsf.len(), own.len());
    for (event, ours) in ocsf.iter().zip(&own) {
        let number = |name: &str| event[name].as_i64().expect("a number");
        assert_eq!(number("type_uid"), number("class_uid") * 100 + number("activity_id"));
        assert_eq!(number("category_uid"), number("class_uid") / 1000);
        assert_eq!(event["metadata"]["event_code"], ours["event_id"].to_string());
        assert!(number("class_uid") == 0 || event["user"]["name"].is_string(), "{event}");
    }
    let ecs = lines("ecs");
    let ecs = ecs.iter().find(|event| event["event"]["code"] == "4625").expect("a failed logon");
    for path in ["/@timestamp", "/event/outcome", "/user/name", "/winlog/event_data/TargetUserName"] {
        assert!(ecs.pointer(path).is_some_and(Value::is_string), "{path} in {ecs}");
    }
}

#[test]
fn one_thread_writes_in_the_order_of_reading_and_more_write_the_same_lines() {
    let doorknob = world();
    let one = doorknob.run(&["convert", "logs"]).stdout;
    assert_eq!(doorknob.run(&["convert", "logs"]).stdout, one);
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&doorknob.run(&["convert", "logs", "--threads", "3"]).stdout), sorted(&one));
}

#[test]
fn nothing_is_overwritten_or_read_again() {
    let doorknob = world();
    let log = files(&doorknob.path("logs")).into_iter().find(|file| file.ends_with("Security.evtx"));
    let log = log.expect("a log").to_string_lossy().into_owned();
    fs::write(doorknob.path("old"), "old").expect("a file");
    fs::write(doorknob.path("notes.txt"), "buy milk").expect("a file");
    let table = [
        (vec!["convert", "logs", "-o", "logs/out.jsonl"], "would be read again"),
        (vec!["convert", &log, "-o", &log], "is an input"),
        (vec!["convert", "notes.txt", "-o", "old"], "nothing could be read"),
        (vec!["convert", "missing", "-o", "old", "--to", "parquet"], "nothing could be read"),
        (vec!["convert", "logs", "--to", "word"], "invalid value"),
    ];
    for (arguments, wanted) in table {
        let ran = doorknob.run(&arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.stderr.contains(wanted), "{wanted} in {}", ran.stderr);
    }
    assert_eq!(doorknob.read("old"), "old");
    assert!(!doorknob.path("logs/out.jsonl").exists());
}

#[test]
fn hostile_names_come_back_and_reach_no_terminal() {
    let doorknob = Doorknob::new();
    let name = "bob\u{1b}]0;x\u{7}\u{202e}\"\\\u{0}\n😀АДМИН";
    let mut event: Value =
        serde_json::from_str(include_str!("zoneless.jsonl").lines().next().expect("a line")).expect("JSON");
    event["Event"]["EventData"]["TargetUserName"] = name.into();
    fs::write(doorknob.path("hostile.jsonl"), event.to_string()).expect("a file");
    for format in FORMATS {
        let ran = doorknob.run(&["convert", "hostile.jsonl", "--tz", "UTC", "--to", format, "-o", format]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let back = doorknob.run(&["convert", format]);
        assert!(!back.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", back.stdout);
        let back: Value = serde_json::from_str(&back.stdout).expect("one object");
        assert_eq!(back["target_user_name"], name, "{format}");
    }
}
