//! What is read, and how: the same for every command that reads event logs.

use crate::setting;
use clap::Args;
use doorknob_input::Zone;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// What is read.
#[derive(Debug, Args)]
pub(crate) struct ReadingArguments {
    /// Files or folders with event logs; - is standard input
    ///
    /// EVTX, and what was exported from event logs: JSON, CSV, XML, syslog or text, also in archives. What a file is, its
    /// content says.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) manner: ReadingManner,
}

/// How it is read.
#[derive(Debug, Args)]
pub(crate) struct ReadingManner {
    /// Zone of times that state none: UTC, +01:00 or Europe/Berlin; without it such events are left out and counted
    #[arg(long, value_name = "ZONE")]
    pub(crate) tz: Option<Zone>,
    /// Password to try on encrypted archives; may be given several times
    #[arg(long, value_name = "PASSWORD")]
    pub(crate) archive_password: Vec<String>,
    #[arg(long, value_name = "NUMBER", value_parser = super::value::at_least_one, help = "Threads that read", long_help = setting::THREADS.help)]
    pub(crate) threads: Option<NonZeroUsize>,
    /// Show no progress
    #[arg(long)]
    pub(crate) no_progress: bool,
    /// Bytes that a reading thread decodes before it hands over what it found; the result does not depend on it
    #[arg(long, value_name = "BYTES", hide = true)]
    pub(crate) batch_bytes: Option<usize>,
}
