//! What `doorknob convert` and `doorknob export` write for other tools, against the schemas as their makers publish them: the one
//! of ocsf.io in the package `ocsf-json-schema` of PyPI, that of Elastic in `@elastic/ecs` of npm. Where these are not installed
//! the test says so and is skipped: `pip install ocsf-json-schema jsonschema`, `npm install @elastic/ecs` and `NODE_PATH`.

use crate::command::Doorknob;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the scripts end with where the schema is not installed.
const NOT_INSTALLED: i32 = 77;

/// Scenarios with every kind of event between them.
const SCENARIOS: [&str; 6] = [
    "guess-with-lockouts",
    "guess-ssh",
    "guess-rdp-nla-recovered",
    "stale-service",
    "guess-kerberos",
    "stuffing",
];

/// Runs `doorknob` with these arguments over the scenarios and hands what it writes to the script.
fn check(arguments: &[&str], interpreter: &str, script: &str) {
    let tool = if interpreter == "node" { "ecs" } else { "validators" };
    let doorknob = Doorknob::new();
    for scenario in SCENARIOS {
        doorknob.simulate(scenario, &format!("logs/{scenario}"), &[]);
    }
    let ran = doorknob.run(arguments);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas").join(script);
    let started = Command::new(interpreter).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut checker) = started else { return crate::required::skip(tool, &format!("no {interpreter}")) };
    // A checker that ends at once does not read.
    let _ = checker.stdin.take().expect("a pipe").write_all(ran.stdout.as_bytes());
    let checked = checker.wait_with_output().expect("the checker runs");
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    match checked.status.code() {
        Some(NOT_INSTALLED) => crate::required::skip(tool, &said),
        code => assert_eq!(code, Some(0), "{said}"),
    }
}

#[test]
fn ocsf_is_as_the_schema_wants_it() {
    check(&["convert", "logs", "--to", "ocsf"], "python3", "ocsf.py");
    check(&["export", "ocsf", "logs"], "python3", "ocsf.py");
}

#[test]
fn ecs_is_as_the_schema_wants_it() {
    check(&["convert", "logs", "--to", "ecs"], "node", "ecs.cjs");
    check(&["export", "ecs", "logs"], "node", "ecs.cjs");
}
