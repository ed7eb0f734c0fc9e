//! How a failure is told: one chain of causes, then what may help.

use doorknob_report::visible::visible;
use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// It failed, or nothing could be read.
pub(crate) const FAILED: u8 = 2;

/// A failure with something to do about it. Usable as an error and as a context of one.
#[derive(Debug)]
pub(crate) struct Hinted {
    pub(crate) message: String,
    pub(crate) hint: String,
}

impl fmt::Display for Hinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Hinted {}

/// Prints the chain and the hint to standard error. A reader that went away (`| head`) is no failure.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    warn(&format!("error: {error:#}"));
    if let Some(hinted) = error.downcast_ref::<Hinted>() {
        warn(&format!("hint: {}", hinted.hint));
    }
    ExitCode::from(FAILED)
}

/// Whether the reader of our output has gone.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// One message to standard error, hostile characters made visible. Nothing can be done where that fails.
pub(crate) fn warn(message: &str) {
    let mut out = io::stderr().lock();
    for line in message.trim_end().lines() {
        let _ = writeln!(out, "{}", visible(line));
    }
}
