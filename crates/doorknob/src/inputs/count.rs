//! Counts what the events of each input say about logons.

use doorknob_event::event::Event;
use doorknob_event::observation::Statement;
use doorknob_input::EventSink;
use doorknob_normalise::{Normaliser, Problem};
use std::collections::BTreeMap;

/// Records of logon attempts in one input. A try that two machines logged counts twice here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Logons {
    pub(super) failed: u64,
    pub(super) succeeded: u64,
}

/// By input, and what was wrong with single events.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) logons: BTreeMap<u32, Logons>,
    pub(super) problems: Vec<Problem>,
}

impl Counts {
    pub(super) fn add(&mut self, other: Counts) {
        for (input, logons) in other.logons {
            let sum = self.logons.entry(input).or_default();
            sum.failed += logons.failed;
            sum.succeeded += logons.succeeded;
        }
        self.problems = Problem::merge(std::mem::take(&mut self.problems).into_iter().chain(other.problems));
    }
}

/// One thread's.
#[derive(Default)]
pub(super) struct Counter {
    normaliser: Normaliser,
    logons: BTreeMap<u32, Logons>,
}

impl EventSink for Counter {
    type Batch = Counts;

    fn event(&mut self, input: u32, event: &Event<'_>) {
        let Some(observation) = self.normaliser.observe(input, event) else { return };
        let logons = self.logons.entry(input).or_default();
        match observation.statement {
            Statement::Failure => logons.failed += 1,
            Statement::Success => logons.succeeded += 1,
            _ => {}
        }
    }

    fn take_batch(&mut self) -> Option<Counts> {
        let counts =
            Counts { logons: std::mem::take(&mut self.logons), problems: self.normaliser.take_problems() };
        (!counts.logons.is_empty() || !counts.problems.is_empty()).then_some(counts)
    }
}
