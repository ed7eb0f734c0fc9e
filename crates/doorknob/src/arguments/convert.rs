//! Arguments of `convert`.

use super::ReadingArguments;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `convert`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ConvertArguments {
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,

    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(crate) to: ConvertFormat,
    /// Write to this file instead of standard output; replaces it only when all is done
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// No closing figures, no warnings
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  doorknob convert evidence/ --to parquet -o logons.parquet
      everything about logons in one small file, for DuckDB, pandas or Spark
  doorknob convert Security.evtx | jq 'select(.event_id == 4625)'
      one flat JSON object an event
  doorknob convert evidence/ --to ocsf -o logons.ocsf.jsonl
      for a security lake; Doorknob reads it back

What is written holds all that Doorknob uses of an event, so that hunting in it gives the same
incidents. Events stand in the order in which they were read; with more than one thread that
order varies from run to run, so that one thread is the default here.";

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConvertFormat {
    /// One flat JSON object an event
    Jsonl,
    /// The same columns as a Parquet file
    Parquet,
    /// OCSF Authentication (3002) and Base Event, one JSON object a line
    Ocsf,
    /// Elastic Common Schema, as Winlogbeat writes it, one JSON object a line
    Ecs,
}
