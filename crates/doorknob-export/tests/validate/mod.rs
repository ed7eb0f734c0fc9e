//! Runs `validate.py`, which holds exports against packages of the formats' own communities.

use std::path::Path;
use std::process::Command;

/// `folder` holds one file a format, named for it.
#[expect(clippy::print_stderr, reason = "whoever runs the tests wants to know what was not tested")]
pub(crate) fn validate(folder: &Path) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../doorknob-export/tests/validate.py");
    match Command::new("python3").arg(script).arg(folder).output() {
        Err(error) => crate::required::skip("validators", &format!("no python3 ({error})")),
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            eprintln!("{text}");
            assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}
