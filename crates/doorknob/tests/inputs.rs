//! `doorknob inputs` from the outside: what each file is, and that no zero is silent.

mod command;

use command::{Doorknob, files};
use serde_json::Value;
use std::fs;

/// A folder `logs/` with a log and files that give nothing, each for another reason.
fn mixed() -> Doorknob {
    let doorknob = Doorknob::new();
    doorknob.simulate("guess-single", "site", &["--format", "jsonl"]);
    fs::create_dir(doorknob.path("logs")).expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(doorknob.path("logs").join(name), text).expect("a writable folder");
    };
    write("events.jsonl", &doorknob.read("site/events.jsonl"));
    write("local.jsonl", include_str!("zoneless.jsonl"));
    let other = doorknob.read("site/events.jsonl").lines().next().expect("a line").to_owned();
    write("process.jsonl", &(replace_id(&other) + "\n"));
    write("broken.jsonl", "{\"Event\":{\"System\":{\n");
    write("empty.evtx", "");
    write("notes.txt", "buy milk\n");
    doorknob
}

/// The event with the id of a process start.
fn replace_id(line: &str) -> String {
    let mut event: Value = serde_json::from_str(line).expect("JSON");
    event["Event"]["System"]["EventID"] = 4688.into();
    event.to_string()
}

#[test]
fn every_input_says_what_it_is_and_why_it_gives_nothing() {
    let doorknob = mixed();
    let ran = doorknob.run(&["inputs", "logs", "missing.evtx", "--format", "jsonl"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let inputs: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let table = [
        ("broken.jsonl", "read", 0, "no record could be read"),
        ("empty.evtx", "passed_over", 0, "passed over: empty"),
        ("events.jsonl", "read", 1, ""),
        ("local.jsonl", "read", 1, "left out: times without a zone; give it with --tz"),
        ("notes.txt", "passed_over", 0, "passed over: holds no event in a format we know"),
        ("process.jsonl", "read", 1, "its one record is not about logons"),
        ("missing.evtx", "unreadable", 0, "cannot be read: "),
    ];
    assert_eq!(inputs.len(), files(&doorknob.path("logs")).len() + 1, "{}", ran.stdout);
    for ((name, outcome, records_min, why), input) in table.into_iter().zip(&inputs) {
        assert!(input["path"].as_str().is_some_and(|path| path.ends_with(name)), "{name}: {input}");
        assert_eq!(input["outcome"], outcome, "{input}");
        assert!(input["records"].as_u64() >= Some(records_min), "{input}");
        assert!(input["why"].as_str().unwrap_or_default().contains(why), "{input}");
        assert_eq!(why.is_empty(), input["why"].is_null(), "{input}");
    }
    let log = &inputs[2];
    assert_eq!(log["formats"][0]["text"], "JSON (evtx_dump)");
    let number = |name: &str| log[name].as_u64().expect("a number");
    assert!(number("failed") > 50 && number("succeeded") > 10 && number("events") >= number("failed"));
    assert!(log["first"].as_str() < log["last"].as_str());
    assert_eq!(inputs[0]["anomalies"][0]["kind"], "truncated");
}

#[test]
fn a_person_sees_the_same_as_a_table() {
    let doorknob = mixed();
    let ran = doorknob.run(&["inputs", "logs"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    for wanted in [
        "recognised as",
        "JSON (evtx_dump)",
        "its one record is not about logons",
        "give it with --tz",
        "Wrong in the data",
        "truncated: ",
    ] {
        assert!(ran.stdout.contains(wanted), "{wanted} in\n{}", ran.stdout);
    }
    let placed = doorknob.run(&["inputs", "logs/local.jsonl", "--tz", "+02:00"]);
    assert!(placed.stdout.contains("zone +02:00 was given"), "{}", placed.stdout);
    assert!(!placed.stdout.contains("--tz"), "{}", placed.stdout);
}

#[test]
fn nothing_that_could_be_read_is_a_failure_that_still_tells_why() {
    let doorknob = mixed();
    let table = [
        (&["inputs", "logs/notes.txt"][..], "holds no event in a format we know"),
        (&["inputs", "missing"], "cannot be read"),
        (&["inputs", "logs/empty.evtx", "--format", "json"], "passed_over"),
    ];
    for (arguments, wanted) in table {
        let ran = doorknob.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.stdout.contains(wanted), "{wanted} in\n{}", ran.stdout);
    }
    assert_eq!(doorknob.run(&["inputs"]).code, 2);
    assert_eq!(doorknob.run(&["inputs", "logs", "-o", "logs/events.jsonl"]).code, 2, "an input");
}

#[test]
fn threads_change_nothing() {
    let doorknob = mixed();
    let wanted = doorknob.run(&["inputs", "logs", "--format", "json", "--threads", "1"]).stdout;
    assert_eq!(doorknob.run(&["inputs", "logs", "--format", "json", "--threads", "3"]).stdout, wanted);
}
