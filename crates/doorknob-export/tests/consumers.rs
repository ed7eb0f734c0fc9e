//! Real consumers take the exports: `validate.py` holds them against packages of the formats' own communities, as far as
//! these are installed.

mod strict_settings;
#[path = "../../doorknob-page/tests/told/mod.rs"]
mod told;

use doorknob_event::settings::Settings;
use doorknob_export::{Format, export};
use std::fs::File;
use std::path::Path;
use std::process::Command;

#[test]
fn consumers_take_the_exports() {
    let folder = tempfile::tempdir().expect("a folder");
    let incidents = told::incidents(&told::one_of_each());
    let settings = strict_settings::settings();
    for format in Format::ALL {
        let mut file = File::create(folder.path().join(format.word())).expect("a file");
        export(*format, &incidents, &settings, &mut file).expect("a written export");
    }
    let mut defaults = File::create(folder.path().join("kql-defaults")).expect("a file");
    export(Format::Kql, &[], &Settings::default(), &mut defaults).expect("a written export");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/validate.py");
    match Command::new("python3").arg(script).arg(folder.path()).output() {
        Err(error) => tell(&format!("skipped: no python3 ({error})")),
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            tell(&text);
            assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[expect(clippy::print_stderr, reason = "whoever runs the tests wants to know what was not tested")]
fn tell(message: &str) {
    eprintln!("{message}");
}
