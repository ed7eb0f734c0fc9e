//! Events to observations, on the reading threads.

use doorknob_event::event::Event;
use doorknob_event::interner::{Interner, InternerMap};
use doorknob_event::observation::Observation;
use doorknob_input::EventSink;
use doorknob_normalise::{Normaliser, Problem};
use std::sync::mpsc::{Receiver, Sender, channel};

/// What one thread has read. Its ids belong to its own interner.
struct Share {
    observations: Vec<Observation>,
    interner: Interner,
    problems: Vec<Problem>,
}

/// What all threads have read, with the ids of one interner.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) observations: Vec<Observation>,
    pub(super) interner: Interner,
    pub(super) problems: Vec<Problem>,
}

/// Gives each thread its sink and puts their shares together. The order in which threads end decides only about ids,
/// of which nothing that is told depends.
pub(super) struct Collector {
    sender: Sender<Share>,
    receiver: Receiver<Share>,
}

impl Collector {
    pub(super) fn new() -> Self {
        let (sender, receiver) = channel();
        Collector { sender, receiver }
    }

    pub(super) fn sink_maker(&self) -> impl Fn() -> Sink + Sync + use<> {
        let sender = self.sender.clone();
        move || Sink { normaliser: Normaliser::new(), observations: Vec::new(), sender: sender.clone() }
    }

    /// Everything that was read; all sinks are gone by now.
    pub(super) fn collect(self) -> Reading {
        drop(self.sender);
        let mut reading = Reading::default();
        let mut problems = Vec::new();
        for share in self.receiver {
            let mut map = InternerMap::default();
            reading.interner.absorb(&share.interner, &mut map);
            reading
                .observations
                .extend(share.observations.into_iter().map(|observation| observation.mapped(&map)));
            problems.extend(share.problems);
        }
        reading.problems = Problem::merge(problems);
        reading
    }
}

/// One thread's. Observations are kept until all is read, since tries are put together in the order of their time.
pub(super) struct Sink {
    normaliser: Normaliser,
    observations: Vec<Observation>,
    sender: Sender<Share>,
}

impl EventSink for Sink {
    type Batch = ();

    fn event(&mut self, input: u32, event: &Event<'_>) {
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
        // Nobody takes it only where reading failed, and then nothing is told anyway.
        let _ = self.sender.send(Share { observations, interner, problems });
    }
}
