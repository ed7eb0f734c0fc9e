//! What can be said on the command line. Help, completions and the manual page all come from here.

mod convert;
mod evaluate;
mod export;
mod hunt;
mod inputs;
mod lockout;
mod readiness;
mod reading;
mod report;
mod simulate;
mod telemetry;
mod tune;
mod tuning;
mod value;

pub(crate) use convert::{ConvertArguments, ConvertFormat};
pub(crate) use evaluate::{EvaluateArguments, EvaluateFormat};
pub(crate) use export::ExportArguments;
pub(crate) use hunt::{EvidenceChoice, Format, HuntArguments};
pub(crate) use inputs::{InputsArguments, InputsFormat};
pub(crate) use lockout::LockoutArguments;
pub(crate) use readiness::{ReadinessArguments, SheetArguments, SheetFormat};
pub(crate) use reading::{ReadingArguments, ReadingManner};
pub(crate) use report::{ReportArguments, ReportFormat};
pub(crate) use simulate::{BulkArguments, BulkKind, Large, LogFormat, SimulateArguments, WorldArguments};
pub(crate) use telemetry::TelemetryArguments;
pub(crate) use tune::TuneArguments;
pub(crate) use tuning::TuningArguments;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Turns Windows authentication failures into a handful of explained incidents.
///
/// Doorknob reads Windows event logs and says who is being guessed, from where, since when, how sure that is, whether
/// somebody got in, and what to do next. It implements MITRE ATT&CK analytic AN1521 (T1110.001, password guessing).
#[derive(Debug, Parser)]
#[command(name = "doorknob", version, propagate_version = true, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Arguments {
    /// When to use colour; NO_COLOR is honoured
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColourChoice,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  doorknob hunt C:\\Windows\\System32\\winevt\\Logs      what happened here?
  doorknob hunt evidence/ --detail 3f2a9c10           everything about one incident
  doorknob report evidence/ -o report.html            the same to hand on
  doorknob readiness evidence/                        would guessing be seen at all?
  doorknob config > doorknob.toml                     settings to edit, with their reasons

Exit codes:
  0  done
  1  with --fail-on: there is such an incident
  2  it failed, or nothing could be read";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find attacks on accounts in event logs and explain them
    Hunt(Box<HuntArguments>),
    /// Tell what files hold: their formats, how many records and logons, and what could not be read
    Inputs(Box<InputsArguments>),
    /// Write a report for leaders, analysts and administrators: one HTML page, or Markdown
    Report(Box<ReportArguments>),
    /// Tell whether failed logons would be seen: what hosts record, keep and lack, and what mends it
    Readiness(Box<ReadinessArguments>),
    /// Tell what other lockout policies would have stopped, and whom they would have locked out
    Lockout(Box<LockoutArguments>),
    /// Replay history over other settings and propose a doorknob.toml with its reasons
    Tune(Box<TuneArguments>),
    /// Write incidents, or the settings as queries, for other tools: SIEMs, time lines, firewalls
    Export(Box<ExportArguments>),
    /// Write what Doorknob reads of events as JSON lines, Parquet, OCSF or ECS, for other tools
    Convert(Box<ConvertArguments>),
    /// Measure how often detection is right, in simulated enterprises, beside the rules that other tools use
    Evaluate(Box<EvaluateArguments>),
    /// Write labelled event logs of an attack or a nuisance, to try things out
    Simulate(Box<SimulateArguments>),
    /// Print a commented doorknob.toml whose values are the defaults
    Config {
        /// Print the playbook instead: the next steps that incidents tell, to edit and give with --playbook
        #[arg(long)]
        playbook: bool,
    },
    /// Print what is detected: the analytic, its mutable elements and their values in force
    About(Box<TuningArguments>),
    /// Print completions for a shell
    Completions {
        /// Shell to print them for
        shell: Shell,
    },
    /// Print a manual page (roff)
    Man {
        /// Subcommand to print the page of, instead of the page of doorknob itself
        subcommand: Option<String>,
    },
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColourChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
