//! What is wrong with single events: counted per input and cause, the first one located.

use doorknob_event::anomaly::{Anomaly, AnomalyKind};
use doorknob_event::event::Event;
use std::collections::BTreeMap;

/// Alike problems of one input, of which the first (lowest offset) is located.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Problem {
    /// Index of the input.
    pub input: u32,
    /// What went wrong.
    pub kind: AnomalyKind,
    /// In plain words.
    pub text: &'static str,
    /// Byte offset or line of the first one, where there is one.
    pub offset: Option<u64>,
    /// Record id of the first one, where there is one.
    pub record_id: Option<u64>,
    /// How many there are.
    pub count: u64,
}

impl Problem {
    /// As an anomaly of the input called `name`; `lines` says that offsets of this input are line numbers.
    pub fn into_anomaly(self, name: &str, lines: bool) -> Anomaly {
        let mut anomaly = Anomaly::new(name, self.kind, self.text);
        if lines {
            anomaly.line = self.offset;
        } else {
            anomaly.offset = self.offset;
        }
        anomaly.record_id = self.record_id;
        anomaly.count = self.count;
        anomaly
    }

    /// Joins problems of several normalisers: alike ones add up, the first located one stays.
    pub fn merge(problems: impl IntoIterator<Item = Problem>) -> Vec<Problem> {
        let mut all = Problems::default();
        for problem in problems {
            all.add(problem);
        }
        all.take()
    }
}

/// Collects problems. The number of entries is bounded by inputs times causes, both small.
#[derive(Clone, Debug, Default)]
pub(crate) struct Problems {
    found: BTreeMap<(u32, AnomalyKind, &'static str), Problem>,
}

impl Problems {
    /// Counts one problem of an event.
    #[cold]
    pub(crate) fn note(&mut self, input: u32, event: &Event<'_>, kind: AnomalyKind, text: &'static str) {
        let (offset, record_id) = (event.offset, event.record_id);
        self.add(Problem { input, kind, text, offset, record_id, count: 1 });
    }

    fn add(&mut self, problem: Problem) {
        use std::collections::btree_map::Entry;
        match self.found.entry((problem.input, problem.kind, problem.text)) {
            Entry::Vacant(vacant) => {
                vacant.insert(problem);
            }
            Entry::Occupied(mut occupied) => {
                let known = occupied.get_mut();
                known.count += problem.count;
                let place = |p: &Problem| (p.offset.unwrap_or(u64::MAX), p.record_id.unwrap_or(u64::MAX));
                if place(&problem) < place(known) {
                    known.offset = problem.offset;
                    known.record_id = problem.record_id;
                }
            }
        }
    }

    /// Everything collected since the last call, by input, kind and text.
    pub(crate) fn take(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.found).into_values().collect()
    }
}
