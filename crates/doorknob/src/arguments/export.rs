//! Arguments of `export`.

use super::{EvidenceChoice, ReadingManner, TuningArguments};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use doorknob_export::Format;
use std::path::PathBuf;

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExportArguments {
    /// What to write
    #[arg(value_name = "FORMAT", value_parser = formats())]
    pub(crate) format: Format,
    /// Files or folders with event logs; - is standard input. Queries (sigma, kql, spl, esql) need none
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) manner: ReadingManner,
    /// Which records to name as evidence; a time line holds all by default, other formats the first and last ones
    #[arg(long, value_name = "WHICH")]
    pub(crate) evidence: Option<EvidenceChoice>,
    /// Write to this file instead of standard output; replaces it only when all is done
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) tuning: TuningArguments,
}

/// The formats, each with its line of help.
fn formats() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.iter().map(|format| PossibleValue::new(format.word()).help(format.about()));
    PossibleValuesParser::new(values).try_map(|word| word.parse::<Format>())
}

const EXAMPLES: &str = "\
Examples:
  doorknob export stix evidence/ -o incidents.stix.json
      what was found, for an intelligence platform
  doorknob export blocklist-nftables evidence/ --shared 192.0.2.10=VPN -o block.nft
      what may be blocked: never what is allowed, shared, inside, or used by somebody of yours
  doorknob export sigma --window 30m -o doorknob.yml
      the settings as rules for those who must run them in their SIEM";
