//! Reading whole inputs: real logs, damaged ones, any number of threads, any order.
#![allow(clippy::print_stdout, reason = "a test that is skipped says so")]

use doorknob_event::event::Event;
use doorknob_input::{EventSink, NoProgress, Outcome, ReadOptions, ReadSummary, read_all};
use std::fs;
use std::path::{Path, PathBuf};

/// Collects events as text.
#[derive(Default)]
struct Lines(Vec<String>);

impl EventSink for Lines {
    type Batch = Vec<String>;

    fn event(&mut self, input: u32, event: &Event<'_>) {
        let mut line =
            format!("{input} {:?} {} {:?} {:?}", event.kind, event.id, event.record_id, event.offset);
        line += &event.time.map_or(String::new(), |time| format!(" {time}"));
        for (field, value) in event.fields() {
            line += &format!(" {field:?}={}", value.to_text());
        }
        self.0.push(line);
    }

    fn take_batch(&mut self) -> Option<Vec<String>> {
        Some(std::mem::take(&mut self.0)).filter(|lines| !lines.is_empty())
    }
}

fn read(paths: &[PathBuf], threads: usize, batch_bytes: usize) -> (ReadSummary, Vec<String>) {
    let options = ReadOptions { threads, batch_bytes, ..ReadOptions::default() };
    let mut lines = Vec::new();
    let summary = read_all(paths, &options, Lines::default, &NoProgress, |batch| lines.extend(batch))
        .expect("paths are given");
    lines.sort();
    (summary, lines)
}

fn real(below: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(below);
    if !path.exists() {
        println!("skipped: no {}", path.display());
    }
    path.exists().then_some(path)
}

/// Every thread count, batch size and order of paths gives the same.
fn same_everywhere(paths: &[PathBuf]) -> (ReadSummary, Vec<String>) {
    let wanted = read(paths, 1, 1 << 20);
    let mut reversed = paths.to_vec();
    reversed.reverse();
    for threads in [1, 2, 5] {
        let found = read(&reversed, threads, 10_000);
        assert!(found == wanted, "{threads} threads differ: {:?}", found.0);
    }
    wanted
}

#[test]
fn password_guessing_over_smb() {
    let Some(path) = real("evtx/corpus/DeepBlueCLI/smb-password-guessing-security.evtx") else { return };
    let (summary, lines) = same_everywhere(&[path]);
    let failures = lines.iter().filter(|line| line.contains("LogonFailure")).count();
    assert_eq!((failures, summary.anomalies.len(), summary.read()), (3561, 0, 1));
    assert!(lines.iter().any(|line| line.contains("Address=192.168.198.149")));
}

#[test]
fn events_with_the_id_of_a_failed_logon_are_not_enough() {
    let Some(path) = real("evtx/corpus/DeepBlueCLI/many-events-application.evtx") else { return };
    let (summary, lines) = same_everywhere(&[path]);
    assert!(summary.records() > 1000 && lines.is_empty());
}

#[test]
fn failed_logons_to_a_named_instance_of_sql_server() {
    let Some(path) = real("evtx/corpus/EVTX-to-MITRE-Attack/TA0006-Credential Access/T1110.xxx-Brut force")
    else {
        return;
    };
    let path = path.join("ID18456-SQL Server failed login because only Windows auth.evtx");
    let (_, lines) = same_everywhere(&[path]);
    assert!(lines.iter().all(|line| line.contains("SqlFailure 18456")) && !lines.is_empty(), "{lines:?}");
}

#[test]
fn every_real_log_is_read_or_named() {
    let (Some(corpus), Some(damaged)) = (real("evtx/corpus"), real("evtx/parser-samples")) else { return };
    let (summary, lines) = same_everywhere(&[corpus, damaged]);
    let logs = summary.inputs.iter().filter(|input| input.path.extension().is_some_and(|e| e == "evtx"));
    for log in logs {
        let excused = summary.anomalies.iter().any(|anomaly| log.path.to_string_lossy() == anomaly.input);
        assert!(log.records > 0 || excused || matches!(log.outcome, Outcome::PassedOver(_)), "{log:?}");
    }
    assert_eq!(summary.unreadable(), 0);
    assert_eq!(summary.events(), lines.len() as u64);
}

#[test]
fn a_real_log_cut_anywhere_gives_what_it_still_holds() {
    let Some(path) = real("evtx/corpus/EVTX-ATTACK-SAMPLES/Credential Access/kerberos_pwd_spray_4771.evtx")
    else {
        return;
    };
    let whole = fs::read(&path).expect("the sample");
    let folder = tempfile::tempdir().expect("a folder");
    let mut events_before = 0;
    for kib in [0, 1, 4, 5, 8, 16, 24, 32, 48, 68] {
        let cut = folder.path().join(format!("{kib}.evtx"));
        fs::write(&cut, whole.get(..kib * 1024).unwrap_or(&whole)).expect("a file");
        let (summary, lines) = read(&[cut], 1, 1000);
        assert!(lines.len() >= events_before, "{kib} KiB");
        events_before = lines.len();
        assert!(summary.anomalies.len() < 10);
    }
    assert_eq!(events_before, 12);
}

const FAILURE: &str = r##"{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing"}},"EventID":4625,"TimeCreated":{"#attributes":{"SystemTime":"2024-03-14T13:54:16Z"}},"EventRecordID":ID,"Channel":"Security","Computer":"A"},"EventData":{"TargetUserName":"bob"}}}"##;

fn failures(range: std::ops::Range<u32>) -> String {
    range.map(|id| FAILURE.replace("ID\":ID", &format!("ID\":{id}")) + "\n").collect()
}

#[test]
fn bad_lines_are_counted_and_located_and_cost_only_themselves() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mixed.jsonl");
    let long = format!("{{\"x\":\"{}\"}}\n", "y".repeat(17 << 20));
    let text = failures(0..5000)
        + "{\"Event\":\nnot json\n\u{feff}\n"
        + &failures(5000..5001)
        + "\0\0\0\n{\"a\":1}\n"
        + &long
        + &failures(5001..9000)
        + "{\"Event\":{\"System\":{";
    fs::write(&path, text).expect("a file");
    let (summary, lines) = same_everywhere(&[path]);
    assert_eq!((lines.len(), summary.records()), (9000, 9000));
    let mut found: Vec<String> = summary
        .anomalies
        .iter()
        .map(|anomaly| format!("{} {} x{}", anomaly.kind, anomaly.line.unwrap_or_default(), anomaly.count))
        .collect();
    found.sort();
    assert_eq!(found, ["bad value 5002 x2", "bound reached 5007 x1", "damaged 5001 x1", "truncated 9007 x1"]);
}

#[test]
fn streams_of_several_writers_are_told_apart_line_by_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mixed.jsonl");
    let other = FAILURE.replace("ID\":ID", "ID\":1").replace("\"EventID\":4625", "\"EventID\":4688");
    let nxlog = |id: u32| {
        format!(
            "{{\"EventTime\":\"2024-03-14T13:54:16Z\",\"Hostname\":\"A\",\"EventID\":{id},\"SourceName\":\"x\"}}\n"
        )
    };
    let lines: String = (0..3000)
        .map(|n| match n % 5 {
            0 => failures(n..n + 1),
            1 | 2 => nxlog(4688),
            3 => nxlog(4625),
            _ => other.clone() + "\n",
        })
        .collect();
    fs::write(&path, lines).expect("a file");
    let (summary, events) = same_everywhere(&[path]);
    let formats = summary.inputs[0].formats.clone();
    assert_eq!(formats, [("JSON (NXLog)".to_owned(), 1800), ("JSON (evtx_dump)".to_owned(), 1200)]);
    assert_eq!(events.len(), 600);
}

#[test]
fn hostile_folders_run_to_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    fs::write(root.join("empty"), "").expect("a file");
    fs::write(root.join("binary"), [0u8, 1, 2, 3, 255].repeat(1000)).expect("a file");
    fs::write(root.join("notes.txt"), "buy milk\n".repeat(1000)).expect("a file");
    fs::write(root.join("good.json"), failures(0..3)).expect("a file");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(root, root.join("loop")).expect("a link");
    }
    let (summary, lines) = same_everywhere(&[root.to_owned(), root.join("missing"), root.join("good.json")]);
    assert_eq!((lines.len(), summary.read(), summary.passed_over(), summary.unreadable()), (3, 1, 3, 1));
    assert_eq!(summary.anomalies.len(), 1);
}
