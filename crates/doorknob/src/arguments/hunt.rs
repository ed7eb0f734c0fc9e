//! Arguments of `hunt`.

use super::{ReadingArguments, TuningArguments, value};
use clap::{Args, ValueEnum};
use doorknob_event::incident::Severity;
use std::path::PathBuf;

/// Arguments of `hunt`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct HuntArguments {
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,

    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
    /// Tell everything about one incident, by its id or the beginning of it
    #[arg(long, value_name = "ID")]
    pub(crate) detail: Option<String>,
    /// Tell why this is not told, or not as an attack: an account (* wildcards, domain optional) or an address
    #[arg(long, value_name = "ACCOUNT|ADDRESS", conflicts_with_all = ["detail", "fail_on"])]
    pub(crate) explain_miss: Option<String>,
    /// Which records to name as evidence: the first and last ones, or all
    #[arg(long, value_name = "WHICH", default_value = "first")]
    pub(crate) evidence: EvidenceChoice,
    /// Write to this file instead of standard output; replaces it only when all is done
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Only the incidents: no headline, no closing notes, no warnings
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// End with exit code 1 when there is an incident of this severity or above, told or not; one that the allow list
    /// hides does not count
    #[arg(long, value_name = "SEVERITY", value_parser = value::severity())]
    pub(crate) fail_on: Option<Severity>,

    #[command(flatten)]
    pub(crate) tuning: TuningArguments,
}

const EXAMPLES: &str = "\
Examples:
  doorknob hunt Security.evtx
      what happened on one host
  doorknob hunt evidence/ --since 2024-03-01 --until 2024-03-15 --min-severity medium
      two weeks of many hosts, without the small things
  doorknob hunt evidence/ --shared 192.0.2.10=VPN --scanner 10.9.9.0/24
      with what is known of the site
  doorknob hunt evidence/ --explain-miss 'CORP\\jdoe'
      why was this account not told?
  doorknob hunt logs/ --format jsonl --fail-on high -o incidents.jsonl
      in a script: exit code 1 when somebody should be woken";

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// One row an incident
    Csv,
}

/// Which records to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvidenceChoice {
    /// The first and last ones
    First,
    /// All
    All,
}
