//! Arguments of `report`.

use super::{ReadingArguments, TelemetryArguments, TuningArguments};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `report`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReportArguments {
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    /// File to write; replaced only when all is done
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// What to write; by default what the file's name says, else HTML
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<ReportFormat>,
    /// What the report is about, for its title: a site, a case
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) subject: String,
    #[command(flatten)]
    pub(crate) telemetry: TelemetryArguments,
    #[command(flatten)]
    pub(crate) tuning: TuningArguments,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// One page with everything inside, for a browser, a mail or a printer
    Html,
    /// For a ticket or a wiki
    Markdown,
}

const EXAMPLES: &str = "\
Examples:
  doorknob report evidence/ -o report.html
      what happened, what to do, whether the evidence can be trusted: to open in a browser or to print
      (the part for leaders is page 1: print that alone, or save it as PDF)
  doorknob report evidence/ -o report.md --subject 'Example Corp, March'
      the same as Markdown
  doorknob report evidence/ -o report.html --since 2024-03-01 --expected-hosts hosts.csv
      of one month, with the hosts that ought to send logs";
