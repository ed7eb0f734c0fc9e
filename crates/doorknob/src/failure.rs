//! How a failure is told: one chain of causes, then what may help.

use doorknob_event::anomaly::Anomaly;
use doorknob_report::quantity::counted;
use doorknob_report::visible::visible;
use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// It failed, or nothing could be read.
pub(crate) const FAILED: u8 = 2;

/// Anomalies told on standard error where the output itself has no place for them.
const WARNINGS_MAX: usize = 10;

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

/// What is wrong with the data, for formats that have no place for it.
pub(crate) fn warn_of(anomalies: &[Anomaly]) {
    for anomaly in anomalies.iter().take(WARNINGS_MAX) {
        let at = match (anomaly.offset, anomaly.line) {
            (Some(offset), _) => format!(", byte {offset}"),
            (None, Some(line)) => format!(", line {line}"),
            (None, None) => String::new(),
        };
        let times = if anomaly.count > 1 { format!(" ({} times)", anomaly.count) } else { String::new() };
        warn(&format!("warning: {}{at}: {}: {}{times}", anomaly.input, anomaly.kind, anomaly.text));
    }
    let unlisted = anomalies.len().saturating_sub(WARNINGS_MAX);
    if unlisted > 0 {
        warn(&format!("warning: and {}", counted(unlisted as u64, "more anomaly", "more anomalies")));
    }
}
