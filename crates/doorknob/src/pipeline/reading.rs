//! Events to observations, on the reading threads.

use super::refusal::nothing_read;
use crate::arguments::ReadingArguments;
use crate::configuration::Configuration;
use crate::progress::ReadingBar;
use doorknob_event::activity::{Activity, Directory};
use doorknob_event::event::Event;
use doorknob_event::interner::{Interner, InternerMap};
use doorknob_event::observation::Observation;
use doorknob_event::settings::Settings;
use doorknob_input::{EventSink, ReadOptions, ReadSummary, read_all};
use doorknob_normalise::{NormaliseSummary, Normaliser, Problem, resolve_and_coalesce};
use doorknob_readiness::census::Census;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, Sender, channel};

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
    pub(crate) observations: Vec<Observation>,
    pub(crate) interner: Interner,
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
    arguments: &ReadingArguments,
    configuration: &Configuration,
    wanted: Wanted,
    bar: &ReadingBar,
) -> anyhow::Result<Reading> {
    let (sender, receiver) = channel();
    let options = read_options(arguments, configuration.threads);
    let sinks = sink_maker(&sender, wanted);
    let summary = read_all(&arguments.paths, &options, sinks, bar, |()| {})?;
    drop(sender);
    anyhow::ensure!(summary.read() > 0, nothing_read(&summary));
    Ok(collect(receiver, summary))
}

/// For the reader; `threads` are those of the settings, which the arguments go before.
pub(crate) fn read_options(arguments: &ReadingArguments, threads: Option<NonZeroUsize>) -> ReadOptions {
    let defaults = ReadOptions::default();
    ReadOptions {
        threads: arguments.threads.or(threads).map_or(defaults.threads, NonZeroUsize::get),
        batch_bytes: arguments.batch_bytes.unwrap_or(defaults.batch_bytes),
        zone: arguments.tz.clone(),
        passwords: arguments.archive_password.clone(),
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
    ) -> Resolved {
        let inputs = self.summary.inputs.iter().map(|input| input.path.display().to_string()).collect();
        let within = |directory: &Directory, activity: Activity| {
            let time = activity.time();
            let wanted = settings.since.is_none_or(|since| time >= since)
                && settings.until.is_none_or(|until| time < until);
            if wanted {
                observe(directory, activity);
            }
        };
        let (directory, normalised) =
            resolve_and_coalesce(self.observations, self.interner, inputs, settings, within);
        Resolved { read: self.summary, problems: self.problems, directory, normalised }
    }
}

/// What one thread has read. Its ids belong to its own interner.
struct Share {
    observations: Vec<Observation>,
    interner: Interner,
    problems: Vec<Problem>,
    census: Option<Census>,
}

fn sink_maker(sender: &Sender<Share>, wanted: Wanted) -> impl Fn() -> Sink + Sync + use<> {
    let sender = sender.clone();
    move || Sink {
        normaliser: Normaliser::new(),
        observations: Vec::new(),
        census: (wanted == Wanted::Census).then(Census::new),
        sender: sender.clone(),
    }
}

/// Puts the shares of all threads together; all sinks are gone by now. The order in which threads end decides only about
/// ids, of which nothing that is told depends.
fn collect(receiver: Receiver<Share>, summary: ReadSummary) -> Reading {
    let mut reading = Reading {
        summary,
        observations: Vec::new(),
        interner: Interner::default(),
        problems: Vec::new(),
        censuses: Vec::new(),
    };
    let mut problems = Vec::new();
    for share in receiver {
        let mut map = InternerMap::default();
        reading.interner.absorb(&share.interner, &mut map);
        reading
            .observations
            .extend(share.observations.into_iter().map(|observation| observation.mapped(&map)));
        problems.extend(share.problems);
        reading.censuses.extend(share.census);
    }
    reading.problems = Problem::merge(problems);
    reading
}

/// One thread's. Observations are kept until all is read, since tries are put together in the order of their time.
struct Sink {
    normaliser: Normaliser,
    observations: Vec<Observation>,
    census: Option<Census>,
    sender: Sender<Share>,
}

impl EventSink for Sink {
    type Batch = ();

    fn event(&mut self, input: u32, event: &Event<'_>) {
        if let Some(census) = &mut self.census {
            census.event(input, event);
        }
        self.observations.extend(self.normaliser.observe(input, event));
    }

    fn take_batch(&mut self) -> Option<()> {
        None
    }
}

/// A sink ends with its thread; what it holds is handed over then.
impl Drop for Sink {
    fn drop(&mut self) {
        let (interner, problems) = std::mem::take(&mut self.normaliser).into_parts();
        let observations = std::mem::take(&mut self.observations);
        let census = self.census.take();
        // Nobody takes it only where reading failed, and then nothing is told anyway.
        let _ = self.sender.send(Share { observations, interner, problems, census });
    }
}
