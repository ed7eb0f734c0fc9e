//! Flags that change what is detected and told; each goes before the file's value of the same setting, or adds to it.

use super::value;
use crate::setting;
use clap::Args;
use doorknob_event::incident::Severity;
use doorknob_event::settings::{FamilyPattern, Network, SharedSource};
use doorknob_event::time::EventTime;
use std::num::NonZeroU32;
use std::path::PathBuf;

/// Settings on the command line.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Settings (see doorknob config)")]
pub(crate) struct TuningArguments {
    /// Settings file; without it doorknob.toml of the current folder is used if there is one
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[arg(long, value_name = "FILE", help = "What to do next about incidents, instead of the shipped playbook",
          long_help = setting::PLAYBOOK.help)]
    pub(crate) playbook: Option<PathBuf>,
    #[arg(long, value_name = "TIME", value_parser = value::window, help = "TimeWindow: 10m, 1h; a number is minutes",
          long_help = setting::WINDOW.help)]
    pub(crate) window: Option<NonZeroU32>,
    #[arg(long, value_name = "NUMBER", help = "SourceIPThreshold: unfamiliar sources on one account or family",
          long_help = setting::SOURCE_THRESHOLD.help)]
    pub(crate) source_threshold: Option<NonZeroU32>,
    #[arg(long, value_name = "NAME=GLOB,...", value_parser = value::family,
          help = "UsernamePattern: accounts that belong together", long_help = setting::FAMILY.help)]
    pub(crate) account_pattern: Vec<FamilyPattern>,
    #[arg(long, value_name = "GLOB", help = "Accounts that matter more than others", long_help = setting::PRIVILEGED.help)]
    pub(crate) privileged: Vec<String>,
    /// Hide what concerns these accounts; hits are counted
    #[arg(long, value_name = "GLOB")]
    pub(crate) allow_account: Vec<String>,
    /// Hide what comes from this address or network; hits are counted
    #[arg(long, value_name = "CIDR", value_parser = value::network)]
    pub(crate) allow_address: Vec<Network>,
    /// Hide what concerns these hosts; hits are counted
    #[arg(long, value_name = "GLOB")]
    pub(crate) allow_host: Vec<String>,
    #[arg(long, value_name = "CIDR", value_parser = value::network, help = setting::SCANNER.help)]
    pub(crate) scanner: Vec<Network>,
    #[arg(long, value_name = "CIDR=WHAT", value_parser = value::shared_source, help = setting::SHARED.help)]
    pub(crate) shared: Vec<SharedSource>,
    #[arg(long, value_name = "TIME", value_parser = value::time,
          help = "Only attempts from this time on: a date (UTC) or RFC 3339")]
    pub(crate) since: Option<EventTime>,
    #[arg(long, value_name = "TIME", value_parser = value::time,
          help = "Only attempts before this time: a date (its midnight, UTC) or RFC 3339")]
    pub(crate) until: Option<EventTime>,
    #[arg(long, value_name = "SEVERITY", value_parser = value::severity(), help = "Tell only incidents of this severity or above",
          long_help = setting::MINIMUM_SEVERITY.help)]
    pub(crate) min_severity: Option<Severity>,
}
