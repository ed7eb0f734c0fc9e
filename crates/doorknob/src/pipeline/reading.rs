//! Events to observations, on the reading threads.

use super::refusal::nothing_read;
use super::temporary_file::TemporaryFile;
use crate::arguments::ReadingManner;
use crate::configuration::Configuration;
use crate::progress::ReadingBar;
use anyhow::Context;
use doorknob_event::activity::{Activity, Directory};
use doorknob_event::event::Event;
use doorknob_event::settings::Settings;
use doorknob_event::time::EventTime;
use doorknob_input::{EventSink, ReadOptions, ReadSummary, read_all};
use doorknob_normalise::{Gathering, NormaliseSummary, Problem, Strand};
use doorknob_readiness::census::Census;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes of observations that wait in memory until all inputs are read; more go to a temporary file. About 400,000 of them.
const OBSERVATION_BYTES: usize = 8 << 20;

/// What else is to be gathered while events pass by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Observations only.
    Tries,
    /// A count of every event too, for readiness.
    Census,
}

/// What was read, with the ids of one interner.
pub(crate) struct Reading {
    pub(crate) summary: ReadSummary,
    pub(crate) gathering: Gathering,
    pub(super) problems: Vec<Problem>,
    /// Of each thread, where it was wanted.
    pub(crate) censuses: Vec<Census>,
}

/// What is left of a reading when its activities have been told.
pub(crate) struct Resolved {
    pub(crate) read: ReadSummary,
    pub(crate) problems: Vec<Problem>,
    pub(crate) directory: Directory,
    pub(crate) normalised: NormaliseSummary,
}

/// Reads every input.
///
/// # Errors
/// A path cannot be looked at, or none of the inputs could be read.
pub(crate) fn read(
    paths: &[PathBuf],
    manner: &ReadingManner,
    configuration: &Configuration,
    wanted: Wanted,
    bar: &ReadingBar,
) -> anyhow::Result<Reading> {
    let common = Arc::new(Mutex::new(Common::new()));
    let options = read_options(manner, configuration.threads);
    let sink = || Sink {
        strand: Strand::default(),
        census: (wanted == Wanted::Census).then(Census::new),
        common: Arc::clone(&common),
    };
    let summary = read_all(paths, &options, sink, bar, |()| {})?;
    anyhow::ensure!(summary.read() > 0, nothing_read(&summary));
    let Common { mut gathering, censuses } = std::mem::take(&mut *lock(&common));
    let problems = gathering.take_problems();
    Ok(Reading { summary, gathering, problems, censuses })
}

/// For the reader; `threads` are those of the settings, before which the flag goes.
pub(crate) fn read_options(manner: &ReadingManner, threads: Option<NonZeroUsize>) -> ReadOptions {
    let defaults = ReadOptions::default();
    ReadOptions {
        threads: manner.threads.or(threads).map_or(defaults.threads, NonZeroUsize::get),
        batch_bytes: manner.batch_bytes.unwrap_or(defaults.batch_bytes),
        zone: manner.tz.clone(),
        passwords: manner.archive_password.clone(),
        ..defaults
    }
}

impl Reading {
    /// Puts tries together and gives every activity of the wanted time to `observe`, in the order of time, with the
    /// directory as it is by then.
    pub(crate) fn resolve(
        self,
        settings: &Settings,
        mut observe: impl FnMut(&Directory, Activity),
    ) -> anyhow::Result<Resolved> {
        let inputs = self.summary.inputs.iter().map(|input| input.path.display().to_string()).collect();
        let within = |directory: &Directory, activity: Activity| {
            if lies_within(activity.time(), settings) {
                observe(directory, activity);
            }
        };
        let (directory, normalised) = self
            .gathering
            .resolve(inputs, settings, within)
            .context("a temporary file cannot be read again")?;
        Ok(Resolved { read: self.summary, problems: self.problems, directory, normalised })
    }
}

/// Whether the user wants to hear of this time.
pub(crate) fn lies_within(time: EventTime, settings: &Settings) -> bool {
    settings.since.is_none_or(|since| time >= since) && settings.until.is_none_or(|until| time < until)
}

/// What all threads have read. The order in which they hand over decides only about ids, of which nothing that is told
/// depends.
#[derive(Default)]
struct Common {
    gathering: Gathering,
    censuses: Vec<Census>,
}

impl Common {
    fn new() -> Self {
        let gathering = Gathering::bounded(OBSERVATION_BYTES, Box::new(TemporaryFile::default()));
        Common { gathering, censuses: Vec::new() }
    }
}

/// A thread that panics while it holds the lock ends the run; until then the others go on.
fn lock(common: &Mutex<Common>) -> MutexGuard<'_, Common> {
    common.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One thread's.
struct Sink {
    strand: Strand,
    census: Option<Census>,
    common: Arc<Mutex<Common>>,
}

impl EventSink for Sink {
    type Batch = ();

    fn event(&mut self, input: u32, event: &Event<'_>) {
        if let Some(census) = &mut self.census {
            census.event(input, event);
        }
        self.strand.event(input, event);
    }

    fn take_batch(&mut self) -> Option<()> {
        self.strand.prepare();
        self.strand.hand_over(&mut lock(&self.common).gathering);
        None
    }
}

/// A sink ends with its thread; what it holds is handed over then.
impl Drop for Sink {
    fn drop(&mut self) {
        let common = &mut *lock(&self.common);
        self.strand.hand_over(&mut common.gathering);
        common.censuses.extend(self.census.take());
    }
}
