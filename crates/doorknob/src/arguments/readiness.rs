//! Arguments of `readiness`.

use super::{ReadingArguments, TelemetryArguments};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `readiness`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReadinessArguments {
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    #[command(flatten)]
    pub(crate) telemetry: TelemetryArguments,
    /// Every finding with its evidence, every host
    #[arg(long)]
    pub(crate) full: bool,
    #[command(flatten)]
    pub(crate) sheet: SheetArguments,
}

/// How and where to print what is one sheet: the same for `readiness`, `lockout` and `tune`.
#[derive(Debug, Args)]
pub(crate) struct SheetArguments {
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SheetFormat,
    /// Write to this file instead of standard output; replaces it only when all is done
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// How to print what is one sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SheetFormat {
    /// For a person
    Table,
    /// One JSON object
    Json,
}

const EXAMPLES: &str = "\
Examples:
  doorknob readiness C:\\Windows\\System32\\winevt\\Logs
      would guessing on this host be seen?
  doorknob readiness evidence/ --expected-hosts hosts.csv --days 90
      which hosts are silent, and who keeps less than 90 days
  doorknob readiness evidence/ --full --format json -o readiness.json
      for a program";
