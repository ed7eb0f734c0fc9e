//! The invariants of ARCHITECTURE.md that a machine can check: arrows point inwards, and pure crates are pure.

use std::fs;
use std::path::{Path, PathBuf};

/// Crates that turn data into data: what each may depend on among ours.
const PURE: &[(&str, &[&str])] = &[
    ("doorknob-event", &[]),
    ("doorknob-evtx", &[]),
    ("doorknob-normalise", &["doorknob-event"]),
    ("doorknob-detect", &["doorknob-event"]),
    ("doorknob-report", &["doorknob-event"]),
    ("doorknob-convert", &["doorknob-event", "doorknob-report"]),
    ("doorknob-readiness", &["doorknob-event", "doorknob-report"]),
    ("doorknob-page", &["doorknob-event", "doorknob-report"]),
    ("doorknob-export", &["doorknob-event", "doorknob-report"]),
    ("doorknob-evaluate", &["doorknob-event", "doorknob-normalise", "doorknob-detect", "doorknob-simulate"]),
];

/// What a pure crate's sources must not contain, and why.
const BANNED: &[(&str, &str)] = &[
    ("std::fs", "files are the edges' business"),
    ("std::net::Tcp", "no sockets"),
    ("std::net::Udp", "no sockets"),
    ("std::env", "settings are passed in"),
    ("std::thread", "threads are the edges' business"),
    ("std::process", "no processes, no exits"),
    ("SystemTime::now", "event time comes from the record alone"),
    ("Instant::now", "no clock decides a result"),
    ("println!", "only the command prints"),
    ("eprintln!", "only the command prints"),
];

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable source folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn pure_crates_depend_inwards_only() {
    for (name, allowed) in PURE {
        let manifest = fs::read_to_string(crates().join(name).join("Cargo.toml")).expect("a manifest");
        let dependencies = manifest.split("[dev-dependencies]").next().expect("at least one part");
        for line in dependencies.lines().filter(|line| line.starts_with("doorknob-")) {
            let on = line.split(['.', ' ', '=']).next().unwrap_or_default();
            assert!(allowed.contains(&on), "{name} must not depend on {on}");
        }
    }
}

#[test]
fn pure_crates_are_pure() {
    for (name, _) in PURE {
        let mut files = Vec::new();
        rust_files(&crates().join(name).join("src"), &mut files);
        assert!(!files.is_empty(), "{name} has sources");
        for file in files {
            let text = fs::read_to_string(&file).expect("a readable source file");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (number, line) in
                code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
            {
                for (banned, why) in BANNED {
                    assert!(!line.contains(banned), "{}:{}: {banned}: {why}", file.display(), number + 1);
                }
            }
        }
    }
}
