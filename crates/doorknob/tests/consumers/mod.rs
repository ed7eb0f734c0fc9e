//! Real consumers take what `doorknob export` writes of logs: `validate.py` holds it against packages of the formats' own
//! communities, as far as these are installed.

#[path = "../../../doorknob-export/tests/validate/mod.rs"]
mod validate;

use crate::command::Doorknob;
use doorknob_export::Format;
use std::fs;
use std::path::Path;

/// Settings that the queries have to express.
const SETTINGS: &str = r#"
window_minutes = 15
account_family = [{ name = "operators", accounts = ["op-*", "CORP\\bk?up'*"] }]
allow = [
    { address = "198.51.100.64/26", reason = "partner" },
    { account = "CORP\\svc-scan*", host = "dc?01", reason = "backup" },
]
approved_scanner = [
    { address = "10.9.9.0/24", reason = "weekly" },
    { address = "10.9.8.7/32", name = "SCAN'01", reason = "sends no address" },
]
shared_source = [{ address = "192.0.2.0/24", what = "VPN" }]
"#;

/// Exports `logs` in every format and asks the consumers.
fn ask(logs: &Path) {
    let doorknob = Doorknob::new();
    fs::write(doorknob.path("doorknob.toml"), SETTINGS).expect("a writable folder");
    fs::create_dir(doorknob.path("exports")).expect("a folder");
    let export = |word: &str, file: &str, further: &[&str]| {
        let file = format!("exports/{file}");
        let ran = doorknob.run(&[&["export", word, "-o", &file], further].concat());
        assert_eq!(ran.code, 0, "{word}: {}", ran.stderr);
    };
    let logs = [logs.to_str().expect("a path that is text")];
    for format in Format::ALL {
        export(format.word(), format.word(), if format.is_query() { &[] } else { &logs });
    }
    fs::remove_file(doorknob.path("doorknob.toml")).expect("it is there");
    export("kql", "kql-defaults", &[]);
    let scanner = "approved_scanner = [{ address = \"10.9.8.7\", name = \"Scan01\", reason = \"weekly\" }]";
    fs::write(doorknob.path("doorknob.toml"), scanner).expect("a writable folder");
    export("kql", "kql-scanner", &[]);
    validate::validate(&doorknob.path("exports"));
}

#[test]
fn consumers_take_what_is_exported_of_the_samples() {
    ask(&fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")).expect("the samples"));
}

#[test]
fn consumers_take_what_is_exported_of_real_logs() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/evtx/corpus");
    match fs::canonicalize(&corpus) {
        Ok(corpus) => ask(&corpus),
        Err(_) => tell(&format!("skipped: no real logs at {}", corpus.display())),
    }
}

#[expect(clippy::print_stderr, reason = "whoever runs the tests wants to know what was not tested")]
fn tell(message: &str) {
    eprintln!("{message}");
}
