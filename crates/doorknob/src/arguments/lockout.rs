//! Arguments of `lockout`.

use super::{ReadingArguments, SheetArguments, TuningArguments, value};
use clap::Args;

/// Arguments of `lockout`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct LockoutArguments {
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    /// Thresholds to try, instead of 3,5,10,15,20,50; no lockout and both baselines are always tried
    #[arg(long, value_name = "NUMBER", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..=999))]
    pub(crate) thresholds: Vec<u32>,
    /// "Reset account lockout counter after", to try instead of 10m,15m,30m,1h
    #[arg(long, value_name = "TIME", value_delimiter = ',', value_parser = value::window)]
    pub(crate) reset_after: Vec<std::num::NonZeroU32>,
    /// Durations to try, instead of 10m,15m,30m,1h and until somebody unlocks
    #[arg(long, value_name = "TIME", value_delimiter = ',', value_parser = value::window)]
    pub(crate) durations: Vec<std::num::NonZeroU32>,
    /// The built-in Administrator is locked as everybody else (Windows 11 22H2 and updates of October 2022)
    #[arg(long)]
    pub(crate) administrator_lockout: bool,
    #[command(flatten)]
    pub(crate) sheet: SheetArguments,
    #[command(flatten)]
    pub(crate) tuning: TuningArguments,
}

const EXAMPLES: &str = "\
Examples:
  doorknob lockout evidence/
      what would another lockout policy have stopped, and whom would it have locked out?
  doorknob lockout evidence/ --thresholds 5,8,10 --reset-after 15m,30m --durations 30m
      the policies that are discussed";
