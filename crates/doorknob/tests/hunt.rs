//! `doorknob hunt` from the outside: exit codes, formats, settings, and where things are written.

mod command;

use command::{Doorknob, files, ran};
use doorknob_event::incident::{Incident, Severity, Verdict};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

/// A folder `attack/` with a guessing that ends in a success, and `calm/` with nothing but work.
fn site() -> Doorknob {
    let doorknob = Doorknob::new();
    doorknob.simulate("guess-then-success", "attack", &["--source", "198.51.100.7"]);
    doorknob.simulate("quiet", "calm", &[]);
    doorknob
}

fn write(doorknob: &Doorknob, name: &str, text: &str) {
    fs::write(doorknob.path(name), text).expect("a writable folder");
}

fn incidents(lines: &str) -> Vec<Incident> {
    lines.lines().map(|line| serde_json::from_str(line).expect("an incident a line")).collect()
}

#[test]
fn a_person_is_told_who_from_where_and_what_to_do() {
    let doorknob = site();
    let ran = doorknob.run(&["hunt", "attack"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    for wanted in ["CRITICAL", "198.51.100.7", "T1110.001", "outcome", "why not", "next"] {
        assert!(ran.stdout.contains(wanted), "{wanted} in\n{}", ran.stdout);
    }
    assert!(!ran.stdout.contains('\u{1b}'), "no colour without a terminal");
    assert!(doorknob.run(&["hunt", "attack", "--color", "always"]).stdout.contains("\u{1b}["));
}

#[test]
fn exit_codes_say_whether_somebody_should_look() {
    let doorknob = site();
    doorknob.simulate("spray-single", "spray", &[]);
    let table = [
        (&["hunt", "attack"][..], 0),
        (&["hunt", "attack", "--fail-on", "high"], 1),
        (&["hunt", "attack", "--fail-on", "critical", "--format", "jsonl"], 1),
        (&["hunt", "attack", "--fail-on", "high", "--allow-host", "*"], 1),
        (&["hunt", "spray", "--fail-on", "medium", "--min-severity", "critical"], 1),
        (&["hunt", "spray", "--fail-on", "medium", "--allow-host", "*"], 0),
        (&["hunt", "calm", "--fail-on", "medium"], 0),
        (&["hunt", "attack", "--fail-on", "disastrous"], 2),
        (&["hunt", "no-such-folder"], 2),
        (&["hunt"], 2),
        (&["hunt", "attack", "--detail", "no-such-id"], 2),
        (&["hunt", "attack", "--since", "yesterday"], 2),
        (&["hunt", "attack", "--since", "2026-03-12", "--until", "2026-03-11"], 2),
    ];
    for (arguments, code) in table {
        let ran = doorknob.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}\n{}", ran.stderr);
    }
}

#[test]
fn nothing_readable_is_a_failure_with_a_hint() {
    let doorknob = Doorknob::new();
    write(&doorknob, "notes.txt", "buy milk\n");
    fs::create_dir(doorknob.path("empty")).expect("a folder");
    for path in ["notes.txt", "empty", "missing.evtx"] {
        let ran = doorknob.run(&["hunt", path]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{path}");
        assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains("\nhint: "), "{}", ran.stderr);
    }
}

#[test]
fn formats_hold_the_same_incidents() {
    let doorknob = site();
    let lines = doorknob.run(&["hunt", "attack", "--format", "jsonl"]);
    let of_lines = incidents(&lines.stdout);
    let array = doorknob.run(&["hunt", "attack", "--format", "json"]);
    let of_array: Vec<Incident> = serde_json::from_str(&array.stdout).expect("an array");
    assert_eq!(of_lines, of_array);
    assert!(of_lines.iter().any(|i| i.verdict == Verdict::Attack && i.severity == Severity::Critical));
    let csv = doorknob.run(&["hunt", "attack", "--format", "csv"]);
    assert_eq!(csv.stdout.lines().count(), of_lines.len() + 1);
    for incident in of_lines {
        assert!(csv.stdout.contains(&incident.id));
    }
}

#[test]
fn neither_threads_nor_order_nor_repetition_change_a_byte() {
    let doorknob = site();
    let wanted = doorknob.run(&["hunt", "attack", "calm", "--format", "jsonl", "--threads", "1"]).stdout;
    let others = [
        &["hunt", "attack", "calm", "--format", "jsonl", "--threads", "2"][..],
        &["hunt", "calm", "attack", "--format", "jsonl", "--threads", "3"],
        &["hunt", "calm", "attack", "attack", "--format", "jsonl"],
    ];
    for arguments in others {
        assert_eq!(doorknob.run(arguments).stdout, wanted, "{arguments:?}");
    }
}

#[test]
fn one_incident_is_told_in_full() {
    let doorknob = site();
    let all = incidents(&doorknob.run(&["hunt", "attack", "--format", "jsonl"]).stdout);
    let first = all.first().expect("an incident");
    let beginning = first.id.get(..8).expect("a long id");
    let ran = doorknob.run(&["hunt", "attack", "--detail", beginning, "--evidence", "all"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for wanted in [&first.id, "Score", "Codes", "Evidence"] {
        assert!(ran.stdout.contains(wanted), "{wanted} in\n{}", ran.stdout);
    }
    let json =
        doorknob.run(&["hunt", "attack", "--detail", beginning, "--format", "jsonl", "--evidence", "all"]);
    let told = incidents(&json.stdout);
    let told = told.first().expect("the incident");
    assert_eq!((&told.id, told.evidence.len() as u64), (&first.id, told.evidence_total));
    let unknown = doorknob.run(&["hunt", "attack", "--detail", "zzz"]);
    assert!(unknown.stderr.contains(&first.id), "the hint tells which there are: {}", unknown.stderr);
}

#[test]
fn a_file_is_replaced_only_when_all_is_done_and_an_input_never() {
    let doorknob = site();
    write(&doorknob, "out.jsonl", "old");
    let failed = doorknob.run(&["hunt", "missing", "--format", "jsonl", "-o", "out.jsonl"]);
    assert_eq!((failed.code, doorknob.read("out.jsonl").as_str()), (2, "old"));

    let ran = doorknob.run(&["hunt", "attack", "--format", "jsonl", "-o", "out.jsonl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    assert!(!incidents(&doorknob.read("out.jsonl")).is_empty());

    let input =
        files(&doorknob.path("attack")).into_iter().find(|f| f.ends_with("Security.evtx")).expect("a log");
    let before = fs::read(&input).expect("a log");
    let input = input.to_str().expect("a plain path");
    for paths in [&["hunt", "attack", "-o", input][..], &["hunt", input, "-o", input]] {
        let refused = doorknob.run(paths);
        assert_eq!(refused.code, 2);
        assert!(refused.stderr.contains("is an input"), "{}", refused.stderr);
    }
    assert_eq!(fs::read(input).expect("a log"), before);
    assert_eq!(fs::read_dir(doorknob.folder.path()).expect("a folder").count(), 3, "nothing is left behind");
}

#[test]
fn settings_come_from_the_file_and_flags_go_before() {
    let doorknob = Doorknob::new();
    doorknob.simulate("stale-service", "stale", &[]);
    write(&doorknob, "doorknob.toml", "minimum_severity = 'critical'\n");
    let ran = doorknob.run(&["hunt", "stale", "--format", "jsonl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "a service is never critical");
    assert!(ran.stderr.contains("settings from doorknob.toml"), "{}", ran.stderr);
    assert!(
        doorknob.run(&["hunt", "stale"]).stdout.contains("below critical"),
        "what is left out is counted"
    );
    let all =
        doorknob.run(&["hunt", "stale", "--format", "jsonl", "--min-severity", "informational", "--quiet"]);
    assert_eq!(all.stderr, "");
    assert!(!incidents(&all.stdout).is_empty());

    write(&doorknob, "other.toml", "window_minutes = 20\nwindw = 3\n");
    let wrong = doorknob.run(&["hunt", "stale", "--config", "other.toml"]);
    assert_eq!(wrong.code, 2);
    for wanted in ["other.toml", "line 2", "windw", "hint: "] {
        assert!(wrong.stderr.contains(wanted), "{wanted} in {}", wrong.stderr);
    }
}

#[test]
fn what_the_allow_list_hides_is_counted() {
    let doorknob = Doorknob::new();
    doorknob.simulate("spray-single", "attack", &["--source", "198.51.100.7"]);
    let told = doorknob.run(&["hunt", "attack"]);
    assert!(told.stdout.contains("198.51.100.7"));
    let hidden = doorknob.run(&["hunt", "attack", "--allow-address", "198.51.100.0/24"]);
    assert!(hidden.stdout.contains("Hidden by the allow list"), "{}", hidden.stdout);
    let json = doorknob.run(&["hunt", "attack", "--allow-address", "198.51.100.0/24", "--format", "jsonl"]);
    assert!(!json.stdout.contains("198.51.100.7"), "{}", json.stdout);
}

#[test]
fn times_outside_the_wanted_ones_are_left_out() {
    let doorknob = site();
    let before = doorknob.run(&["hunt", "attack", "--until", "2026-03-11", "--format", "jsonl"]);
    assert!(incidents(&before.stdout).iter().all(|incident| incident.verdict != Verdict::Attack));
    let after = doorknob.run(&["hunt", "attack", "--since", "2026-03-11T00:00:00Z", "--format", "jsonl"]);
    let after = incidents(&after.stdout);
    assert!(after.iter().any(|incident| incident.verdict == Verdict::Attack));
    // What came before is not told, but teaches who logs on from where: the whole says the same of the attack.
    let whole = incidents(&doorknob.run(&["hunt", "attack", "--format", "jsonl"]).stdout);
    assert_eq!(
        after.first().map(|i| (&i.id, i.confidence, &i.factors)),
        whole.first().map(|i| (&i.id, i.confidence, &i.factors))
    );
    let never = doorknob.run(&["hunt", "attack", "--since", "2030-01-01"]);
    assert!(never.stdout.contains("nothing, for no event lies in the time asked for"), "{}", never.stdout);
    assert!(never.stdout.contains("0 failed, 0 succeeded"), "{}", never.stdout);
}

/// Failed logons whose times state no zone.
const ZONELESS: &str = include_str!("zoneless.jsonl");

#[test]
fn times_without_a_zone_are_placed_by_the_user_only() {
    let doorknob = Doorknob::new();
    write(&doorknob, "local.jsonl", ZONELESS);
    let placed = doorknob.run(&["hunt", "local.jsonl", "--tz", "+02:00", "--format", "jsonl"]);
    let first = incidents(&placed.stdout).first().map(|incident| incident.first_seen.to_string());
    assert_eq!(first.as_deref(), Some("2024-03-14T11:54:00Z"), "{}", placed.stderr);
    let unplaced = doorknob.run(&["hunt", "local.jsonl", "--format", "jsonl"]);
    assert_eq!(unplaced.stdout, "");
    assert!(unplaced.stderr.contains("zone"), "{}", unplaced.stderr);
    assert_eq!(doorknob.run(&["hunt", "local.jsonl", "--tz", "Mars"]).code, 2);
}

#[test]
fn damage_is_a_warning() {
    let doorknob = site();
    let log =
        files(&doorknob.path("attack")).into_iter().find(|f| f.ends_with("Security.evtx")).expect("a log");
    let mut bytes = fs::read(&log).expect("a log");
    let middle = 4096 + 2048;
    bytes.get_mut(middle..middle + 64).expect("a long log").fill(0xff);
    fs::write(&log, bytes).expect("a writable file");
    let table = doorknob.run(&["hunt", "attack"]);
    assert_eq!((table.code, table.stderr.as_str()), (0, ""));
    assert!(table.stdout.contains("Anomalies in the data"), "{}", table.stdout);
    let lines = doorknob.run(&["hunt", "attack", "--format", "jsonl"]);
    assert_eq!(lines.code, 0);
    assert!(lines.stderr.starts_with("warning: "), "{}", lines.stderr);
    assert!(!incidents(&lines.stdout).is_empty());
    assert_eq!(doorknob.run(&["hunt", "attack", "--format", "jsonl", "-q"]).stderr, "");
}

#[test]
fn standard_input_is_an_input() {
    let doorknob = Doorknob::new();
    doorknob.simulate("guess-single", "lines", &["--format", "jsonl"]);
    let mut child = doorknob
        .command(&["hunt", "-", "--format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(doorknob.read("lines/events.jsonl").as_bytes()).expect("it reads");
    drop(stdin);
    let ran = ran(child.wait_with_output().expect("it ends"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(incidents(&ran.stdout).iter().any(|incident| incident.verdict == Verdict::Attack));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let doorknob = site();
    let mut child = doorknob
        .command(&["hunt", "attack", "--evidence", "all", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let mut line = String::new();
    let mut reader = BufReader::with_capacity(16, child.stdout.take().expect("a pipe"));
    reader.read_line(&mut line).expect("a first line");
    drop(reader);
    let ran = ran(child.wait_with_output().expect("it ends"));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}
