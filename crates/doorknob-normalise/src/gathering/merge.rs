//! Runs joined to one sequence that is in order.

use super::Overflow;
use super::run::{Run, RunReader};
use crate::ordering;
use doorknob_event::interner::Interner;
use doorknob_event::observation::Observation;
use std::io;

/// Reads runs side by side.
pub(crate) struct Merge<'g> {
    readers: Vec<RunReader<'g>>,
    /// Readers that are not at their end, the one with the earliest observation last.
    waiting: Vec<u32>,
    /// The last one's observation has been given out.
    taken: bool,
}

impl<'g> Merge<'g> {
    pub(super) fn new(
        runs: &'g [Run],
        overflow: Option<&'g dyn Overflow>,
        interner: &Interner,
    ) -> io::Result<Self> {
        let mut readers: Vec<RunReader<'g>> = runs.iter().map(|run| run.reader(overflow)).collect();
        let mut waiting = Vec::with_capacity(readers.len());
        for (at, reader) in (0u32..).zip(&mut readers) {
            if reader.advance()? {
                waiting.push(at);
            }
        }
        let mut merge = Merge { readers, waiting: Vec::new(), taken: false };
        waiting.sort_by(|one, other| merge.compare(*other, *one, interner));
        merge.waiting = waiting;
        Ok(merge)
    }

    fn compare(&self, one: u32, other: u32, interner: &Interner) -> std::cmp::Ordering {
        match (self.readers.get(one as usize), self.readers.get(other as usize)) {
            (Some(one_reader), Some(other_reader)) => {
                ordering::compare(one_reader.last(), other_reader.last(), interner).then(one.cmp(&other))
            }
            _ => one.cmp(&other),
        }
    }

    /// The next observation; `interner` is that of the runs.
    pub(crate) fn next(&mut self, interner: &Interner) -> io::Result<Option<Observation>> {
        if std::mem::replace(&mut self.taken, true)
            && let Some(first) = self.waiting.pop()
            && let Some(reader) = self.readers.get_mut(first as usize)
            && reader.advance()?
        {
            let still_first =
                self.waiting.last().is_none_or(|second| self.compare(first, *second, interner).is_lt());
            let place = if still_first {
                self.waiting.len()
            } else {
                self.waiting.partition_point(|other| self.compare(*other, first, interner).is_gt())
            };
            self.waiting.insert(place, first);
        }
        let first = self.waiting.last().and_then(|first| self.readers.get(*first as usize));
        Ok(first.map(|reader| *reader.last()))
    }
}
