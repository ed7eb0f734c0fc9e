//! Arguments of `simulate`.

use super::value;
use clap::{Args, Subcommand, ValueEnum};
use doorknob_event::time::EventTime;
use std::net::IpAddr;
use std::path::PathBuf;

/// Arguments of `simulate`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct SimulateArguments {
    #[command(subcommand)]
    pub(crate) large: Option<Large>,

    /// Which scenario; --list tells them
    #[arg(required_unless_present = "list", value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// List the scenarios
    #[arg(long, conflicts_with = "scenario")]
    pub(crate) list: bool,
    /// Folder to write to; it must be new or empty
    #[arg(short, long, value_name = "DIR", required_unless_present = "list")]
    pub(crate) output: Option<PathBuf>,
    /// How to write the logs
    #[arg(long, value_name = "FORMAT", default_value = "evtx")]
    pub(crate) format: LogFormat,
    /// Account that is tried
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    /// Address that tries; of many, the first
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) source: Option<IpAddr>,
    /// Machine that is tried
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Option<String>,
    /// Time of the first try: a date (UTC) or RFC 3339
    #[arg(long, value_name = "TIME", value_parser = value::time)]
    pub(crate) start: Option<EventTime>,
    /// Mean time between two tries: 500ms, 2s, 30m; a number is seconds
    #[arg(long, value_name = "TIME", value_parser = value::pace_seconds)]
    pub(crate) pace: Option<f64>,
    /// How many tries, accounts or sources: --list says which
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) size: Option<u32>,
    /// Seed of all chance: the same seed gives the same bytes
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// Large inputs.
#[derive(Debug, Subcommand)]
pub(crate) enum Large {
    /// Write the logs of a whole enterprise over days, attacks and nuisances among them
    World(WorldArguments),
    /// Write logs of any size, to measure speed with; there is no truth about them
    Bulk(BulkArguments),
}

/// Arguments of `simulate world`.
#[derive(Debug, Args)]
pub(crate) struct WorldArguments {
    /// Folder to write to; it must be new or empty
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// How to write the logs
    #[arg(long, value_name = "FORMAT", default_value = "evtx")]
    pub(crate) format: LogFormat,
    /// People who work there
    #[arg(long, value_name = "NUMBER", default_value_t = 600, value_parser = clap::value_parser!(u32).range(10..))]
    pub(crate) users: u32,
    /// Days
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) days: u32,
    /// First midnight: a date (UTC)
    #[arg(long, value_name = "TIME", value_parser = value::time)]
    pub(crate) start: Option<EventTime>,
    /// How many attacks; by default each kind once in ten days
    #[arg(long, value_name = "NUMBER")]
    pub(crate) attacks: Option<u32>,
    /// How many nuisances, such as services with an old password
    #[arg(long, value_name = "NUMBER")]
    pub(crate) nuisances: Option<u32>,
    /// Attackers who know how detectors work
    #[arg(long)]
    pub(crate) evasive: bool,
    /// What is collected, and how well: all, addresses-missing (from a third of the 4625s), controllers-only, members-only,
    /// clock-skew (up to two minutes either way), late-and-twice
    #[arg(long, value_name = "NAME", default_value = "all", value_parser = super::evaluate::variant)]
    pub(crate) variant: &'static str,
    /// Seed of all chance: the same seed gives the same bytes
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// Arguments of `simulate bulk`.
#[derive(Debug, Args)]
pub(crate) struct BulkArguments {
    /// What to write
    pub(crate) kind: BulkKind,
    /// File to write (for kind folder: the folder); it must be new
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: PathBuf,
    /// How large, about: 100MB, 1GB; for kind folder, the Security log of each of 12 hosts
    #[arg(long, value_name = "SIZE", default_value = "100MB", value_parser = value::bytes)]
    pub(crate) size: u64,
    /// Seed of all chance: the same seed gives the same bytes
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BulkKind {
    /// Every record a failed logon
    Failures,
    /// As servers log: one failed logon in 300 records
    Realistic,
    /// Failed logons as forwarded or saved again: no templates, every value a string
    Forwarded,
    /// A realistic log of which every twentieth chunk is damaged
    Damaged,
    /// 300 logs of 12 hosts, most of them about other things
    Folder,
}

const EXAMPLES: &str = "\
Examples:
  doorknob simulate --list
  doorknob simulate guess-then-success -o attack
  doorknob hunt attack
  doorknob simulate spray-single -o spray --source 198.51.100.7 --size 300 --pace 2s
  doorknob simulate world -o enterprise --users 2000 --days 14
  doorknob simulate bulk realistic -o big.evtx --size 1GB";

/// How to write the logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// One EVTX file for each host and channel
    Evtx,
    /// All hosts and channels in events.evtx, as a collector receives them
    Collected,
    /// All in events.jsonl, as EVTX dumpers write them
    Jsonl,
}
