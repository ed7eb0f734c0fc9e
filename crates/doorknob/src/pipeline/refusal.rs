//! Why there is nothing to tell of, with the first reasons.

use crate::failure::Hinted;
use doorknob_input::{InputSummary, Outcome, ReadSummary};
use doorknob_report::quantity::counted;
use std::path::Path;

/// Inputs that are named.
const NAMED_MAX: usize = 10;

/// Nothing could be read.
pub(crate) fn nothing_read(read: &ReadSummary) -> Hinted {
    let reason = |input: &InputSummary| match &input.outcome {
        Outcome::Read => None,
        Outcome::PassedOver(why) | Outcome::Unreadable(why) => {
            Some(format!("{}: {why}", input.path.display()))
        }
    };
    let mut lines: Vec<String> = read.inputs.iter().filter_map(reason).take(NAMED_MAX).collect();
    lines.insert(
        0,
        match read.inputs.len() {
            0 => "nothing to read: there is no file".to_owned(),
            some => format!("nothing could be read of {}", counted(some as u64, "input", "inputs")),
        },
    );
    let unlisted = (read.inputs.len() + 1).saturating_sub(lines.len());
    if unlisted > 0 {
        lines.push(format!("and {unlisted} more"));
    }
    Hinted {
        message: lines.join("\n  "),
        hint: "give files or folders with EVTX event logs, or with what was exported from them".to_owned(),
    }
}

/// The file that an input was read from. A member of an archive follows the archive's path after a `!`.
pub(crate) fn file_read(input: &InputSummary) -> Option<&Path> {
    let read = input.outcome == Outcome::Read;
    let archive =
        input.path.to_str().and_then(|path| path.split_once('!')).map(|(archive, _)| Path::new(archive));
    read.then_some(archive.filter(|_| !input.path.exists()).unwrap_or(&input.path))
}
