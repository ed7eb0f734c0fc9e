//! Arguments of `tune`.

use super::{ReadingArguments, SheetArguments, TuningArguments, value};
use clap::Args;
use std::num::NonZeroU32;
use std::path::PathBuf;

/// Arguments of `tune`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TuneArguments {
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    /// Windows to try, instead of 5m,10m,30m,1h
    #[arg(long, value_name = "TIME", value_delimiter = ',', value_parser = value::window)]
    pub(crate) windows: Vec<NonZeroU32>,
    /// Source thresholds to try, instead of 3,5,8
    #[arg(long, value_name = "NUMBER", value_delimiter = ',')]
    pub(crate) source_thresholds: Vec<NonZeroU32>,
    /// Alerts a day that somebody looks at: the proposed minimum severity keeps within them
    #[arg(long, value_name = "NUMBER", default_value_t = 5.0, value_parser = value::rate)]
    pub(crate) alerts_per_day: f64,
    /// Write the proposed settings to this file; one that is there is kept, and the difference shown
    #[arg(long, value_name = "FILE")]
    pub(crate) apply_to: Option<PathBuf>,
    /// With --apply-to: replace a file that is there
    #[arg(long, requires = "apply_to")]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) sheet: SheetArguments,
    #[command(flatten)]
    pub(crate) tuning: TuningArguments,
}

const EXAMPLES: &str = "\
Examples:
  doorknob tune evidence/
      alerts a day at other settings, what each would tell more or less, and proposed settings
  doorknob tune evidence/ --apply-to doorknob.toml
      write the proposal, unless there is such a file
  doorknob tune evidence/ --windows 10m,1h --source-thresholds 3,5,10
      the settings that are discussed";
