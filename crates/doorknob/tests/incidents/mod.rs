//! What is hunted in files that hold the same events, in a form in which it can be compared.

use crate::command::Doorknob;
use serde_json::Value;

/// The password of archives that have one.
pub(crate) const PASSWORD: &str = "infected";

/// The zone of times that state none.
pub(crate) const ZONE: &str = "+01:00";

/// Incidents with all their evidence, but for where it lies.
pub(crate) fn incidents(doorknob: &Doorknob, path: &str) -> Vec<Value> {
    let how =
        ["--format", "jsonl", "--quiet", "--evidence", "all", "--tz", ZONE, "--archive-password", PASSWORD];
    let ran = doorknob.run(&[&["hunt", path], &how[..]].concat());
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
