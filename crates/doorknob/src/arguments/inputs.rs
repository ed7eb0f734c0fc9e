//! Arguments of `inputs`.

use super::ReadingArguments;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `inputs`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct InputsArguments {
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,

    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: InputsFormat,
    /// Write to this file instead of standard output; replaces it only when all is done
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  doorknob inputs evidence/
      what each file is, how many logons it holds, and what could not be read
  doorknob inputs export.csv --tz Europe/Berlin
      the same for an export whose times state no zone
  doorknob inputs evidence/ --format jsonl
      for programs: one object a file

Exit codes:
  0  something was read
  2  it failed, or nothing could be read";

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputsFormat {
    /// For a person
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
}
