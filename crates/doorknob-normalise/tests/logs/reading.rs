//! Files to activities, as the product does it.

use doorknob_event::activity::{Activity, Directory, LogonAttempt};
use doorknob_event::event::Event;
use doorknob_event::interner::{Interner, InternerMap};
use doorknob_event::observation::Observation;
use doorknob_event::settings::Settings;
use doorknob_input::{EventSink, NoProgress, ReadOptions, read_all};
use doorknob_normalise::{NormaliseSummary, Normaliser, resolve_and_coalesce};
use std::path::PathBuf;

#[derive(Default)]
struct Sink(Normaliser, Vec<Observation>);

impl EventSink for Sink {
    type Batch = (Interner, Vec<Observation>);

    fn event(&mut self, input: u32, event: &Event<'_>) {
        self.1.extend(self.0.observe(input, event));
    }

    fn take_batch(&mut self) -> Option<Self::Batch> {
        let Sink(normaliser, observations) = std::mem::take(self);
        Some((normaliser.into_parts().0, observations))
    }
}

/// What was made of some files.
pub(crate) struct Read {
    pub(crate) directory: Directory,
    pub(crate) activities: Vec<Activity>,
    pub(crate) summary: NormaliseSummary,
}

impl Read {
    pub(crate) fn attempts(&self) -> impl Iterator<Item = &LogonAttempt> {
        self.activities.iter().filter_map(|activity| match activity {
            Activity::Attempt(attempt) => Some(attempt),
            _ => None,
        })
    }
}

/// Reads a file or folder on so many threads.
pub(crate) fn read(path: PathBuf, threads: usize) -> Read {
    let mut interner = Interner::new();
    let mut observations = Vec::new();
    let options = ReadOptions { threads, ..ReadOptions::default() };
    let read = read_all(&[path], &options, Sink::default, &NoProgress, |(part, read)| {
        let mut map = InternerMap::default();
        interner.absorb(&part, &mut map);
        observations.extend(read.into_iter().map(|observation| observation.mapped(&map)));
    })
    .expect("a path was given");
    let inputs = read.inputs.iter().map(|input| input.path.display().to_string()).collect();
    let mut activities = Vec::new();
    let (directory, summary) =
        resolve_and_coalesce(observations, interner, inputs, &Settings::default(), |_, activity| {
            activities.push(activity);
        });
    Read { directory, activities, summary }
}
