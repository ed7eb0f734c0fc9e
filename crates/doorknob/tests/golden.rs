//! Golden incidents: every scenario, read in every way, gives the same bytes as the file in `golden/`.
//!
//! `UPDATE_GOLDEN=1` rewrites the files. Read the difference as a user would before committing it.

mod command;

use command::{Doorknob, files};
use doorknob_simulate::scenario;
use std::fs;
use std::path::{Path, PathBuf};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.jsonl"))
}

/// Incidents of `arguments` as JSON lines; what the site knows of itself is given as a user would.
fn hunt(doorknob: &Doorknob, paths: &[String], further: &[&str]) -> String {
    let truth: serde_json::Value =
        serde_json::from_str(&doorknob.read("site/truth.json")).expect("the truth is JSON");
    let scanners = truth["settings"]["approved_scanners"].as_array().cloned().unwrap_or_default();
    let mut arguments: Vec<String> = vec!["hunt".into()];
    arguments.extend_from_slice(paths);
    arguments.extend(["--format", "jsonl", "--quiet", "--evidence", "all"].map(String::from));
    for scanner in &scanners {
        arguments.extend(["--scanner".into(), scanner["address"].as_str().expect("an address").into()]);
    }
    arguments.extend(further.iter().map(ToString::to_string));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ran = doorknob.run(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout
}

#[test]
fn every_scenario_gives_its_golden_incidents_however_it_is_read() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    for scenario in scenario::all() {
        let doorknob = Doorknob::new();
        doorknob.simulate(scenario.name, "site", &["--seed", "1"]);
        let whole = hunt(&doorknob, &["site".into()], &[]);
        let mut reversed: Vec<String> = files(&doorknob.path("site"))
            .iter()
            .filter_map(|path| path.strip_prefix(doorknob.folder.path()).ok())
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        reversed.reverse();
        let ways = [
            ("one thread", hunt(&doorknob, &["site".into()], &["--threads", "1"])),
            ("two threads", hunt(&doorknob, &["site".into()], &["--threads", "2"])),
            (
                "small batches",
                hunt(&doorknob, &["site".into()], &["--threads", "2", "--batch-bytes", "1000"]),
            ),
            ("files in another order", hunt(&doorknob, &reversed, &[])),
        ];
        for (way, incidents) in ways {
            assert!(incidents == whole, "{}, {way}:\n{incidents}\nwhole:\n{whole}", scenario.name);
        }
        if update {
            fs::write(golden(scenario.name), &whole).expect("a writable golden file");
        }
        let expected = fs::read_to_string(golden(scenario.name)).unwrap_or_default();
        assert!(
            whole == expected,
            "{}: incidents differ from the golden ones; UPDATE_GOLDEN=1 rewrites them\n{whole}\ngolden:\n{expected}",
            scenario.name
        );
    }
}
