//! Real consumers take the exports: `validate.py` holds them against packages of the formats' own communities, as far as
//! these are installed.

#[path = "../../doorknob-page/tests/required/mod.rs"]
mod required;
mod strict_settings;
#[path = "../../doorknob-page/tests/told/mod.rs"]
mod told;
mod validate;

use doorknob_event::settings::{ApprovedScanner, Settings};
use doorknob_export::{Format, export};
use std::fs::File;

#[test]
fn consumers_take_the_exports() {
    let folder = tempfile::tempdir().expect("a folder");
    let incidents = told::incidents(&told::one_of_each());
    let settings = strict_settings::settings();
    for format in Format::ALL {
        let mut file = File::create(folder.path().join(format.word())).expect("a file");
        export(*format, &incidents, &settings, &mut file).expect("a written export");
    }
    let scanner = ApprovedScanner {
        address: strict_settings::network("10.9.8.7/32"),
        name: Some("Scan01".to_owned()),
        from: None,
        until: None,
        reason: "weekly".to_owned(),
    };
    let scanned = Settings { approved_scanner: vec![scanner], ..Settings::default() };
    for (name, settings) in [("kql-defaults", Settings::default()), ("kql-scanner", scanned)] {
        let mut file = File::create(folder.path().join(name)).expect("a file");
        export(Format::Kql, &[], &settings, &mut file).expect("a written export");
    }
    validate::validate(folder.path());
}
