//! Arguments of `evaluate`.

use clap::{Args, ValueEnum};
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// Arguments of `evaluate`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct EvaluateArguments {
    /// Persons of each world; several sizes with as many --days and --seeds are told one after the other
    #[arg(long, value_name = "NUMBER", value_delimiter = ',', default_value = "600", value_parser = clap::value_parser!(u32).range(20..=200_000))]
    pub(crate) users: Vec<u32>,
    /// Days of each world
    #[arg(long, value_name = "NUMBER", value_delimiter = ',', default_value = "10", value_parser = clap::value_parser!(u32).range(5..=366))]
    pub(crate) days: Vec<u32>,
    /// Seeds of the worlds, the first and the last
    #[arg(long, value_name = "FIRST-LAST", value_delimiter = ',', default_value = "1-20", value_parser = seeds)]
    pub(crate) seeds: Vec<RangeInclusive<u64>>,
    /// How the worlds are collected or attacked; all of these for the first size, only the first for others
    #[arg(long, value_name = "NAME", value_delimiter = ',', default_value = "all", value_parser = variant)]
    pub(crate) variants: Vec<&'static str>,
    /// Leave the re-stated rules of other tools out
    #[arg(long)]
    pub(crate) no_rivals: bool,
    /// Also tell what each part of detection contributes, by leaving one out at a time
    #[arg(long)]
    pub(crate) ablation: bool,
    /// Score the alerts of any tool instead: JSON lines, one alert each (needs --truth)
    #[arg(long, value_name = "FILE", requires = "truth")]
    pub(crate) verdicts: Option<PathBuf>,
    /// Truth of the records that the alerts are about: truth.json of `doorknob simulate`
    #[arg(long, value_name = "FILE", requires = "verdicts")]
    pub(crate) truth: Option<PathBuf>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: EvaluateFormat,
    /// Write to this file instead of standard output; replaces it only when all is done
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Worlds at once; a world of 600 users and 10 days needs some 100 MB
    #[arg(long, value_name = "NUMBER", value_parser = super::value::at_least_one)]
    pub(crate) threads: Option<NonZeroUsize>,
}

const EXAMPLES: &str = "\
Examples:
  doorknob evaluate
      how often is it right, in 20 simulated enterprises, beside the rules that others use?
  doorknob evaluate --seeds 100-119 --variants all,controllers-only --no-rivals
      other enterprises, and what is lost where only domain controllers are collected
  doorknob evaluate --truth world/truth.json --verdicts alerts.jsonl
      the same figures for the alerts of another tool; a line of them:
      {\"verdict\":\"attack\",\"evidence\":[{\"host\":\"dc01\",\"channel\":\"Security\",\"record_id\":12}]}";

/// How to print an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvaluateFormat {
    /// Tables for a person
    Table,
    /// All figures and the scores behind them
    Json,
    /// A page with method, figures, and what is missed
    Markdown,
}

fn seeds(text: &str) -> Result<RangeInclusive<u64>, String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last && last - first < 10_000 => Ok(first..=last),
        _ => Err("expected FIRST-LAST, such as 1-20, at most 10,000 seeds".into()),
    }
}

pub(super) fn variant(text: &str) -> Result<&'static str, String> {
    use doorknob_evaluate::variant::{ADVERSE, COLLECTION, Variant};
    Variant::find(text).map(|variant| variant.name).ok_or_else(|| {
        let names: Vec<&str> = COLLECTION.iter().chain(&ADVERSE).map(|variant| variant.name).collect();
        format!("expected one of {}", names.join(", "))
    })
}
