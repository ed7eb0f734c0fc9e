//! Real consumers take the exports: `validate.py` holds them against packages of the formats' own communities, as far as
//! these are installed.

#[path = "../../doorknob-page/tests/required/mod.rs"]
mod required;
mod strict_settings;
#[path = "../../doorknob-page/tests/told/mod.rs"]
mod told;
mod validate;

use doorknob_event::settings::Settings;
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
    let mut defaults = File::create(folder.path().join("kql-defaults")).expect("a file");
    export(Format::Kql, &[], &Settings::default(), &mut defaults).expect("a written export");
    validate::validate(folder.path());
}
