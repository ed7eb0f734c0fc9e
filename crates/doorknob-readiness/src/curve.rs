//! How record numbers of one log run with time, in bounded space.
//!
//! Record numbers of a log rise by one per record, whatever the record says, so even a part of the records tells how fast
//! the log grows, where it begins anew and where its clock went back. Records are kept in bins of equal width of record
//! numbers; the width doubles when there are too many bins. The smallest width that fits depends on the records alone,
//! not on their order.

use doorknob_event::time::{DAY, EventTime, HOUR, MINUTE};
use std::collections::BTreeMap;

/// Bins kept of one log: 48 bytes each. A clock step shorter than the time that one bin covers may stay unseen.
const BINS_MAX: usize = 256;

/// Records of neighbouring numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Bin {
    ids: (u64, u64),
    times: (EventTime, EventTime),
}

impl Bin {
    fn join(&mut self, other: Bin) {
        self.ids = (self.ids.0.min(other.ids.0), self.ids.1.max(other.ids.1));
        self.times = (self.times.0.min(other.times.0), self.times.1.max(other.times.1));
    }
}

/// Record numbers against time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Curve {
    bins: BTreeMap<u64, Bin>,
    /// Bins are `2^shift` record numbers wide.
    shift: u32,
}

/// Time goes back while record numbers go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct StepBack {
    /// The clock before.
    pub(crate) from: EventTime,
    /// The clock after.
    pub(crate) to: EventTime,
    /// Record number from which on it shows.
    pub(crate) record_id: u64,
}

impl Curve {
    /// Adds a record. Number 0 means that the carrier has lost it.
    pub(crate) fn add(&mut self, record_id: u64, time: EventTime) {
        if record_id != 0 {
            self.insert(Bin { ids: (record_id, record_id), times: (time, time) });
        }
    }

    fn insert(&mut self, bin: Bin) {
        self.bins.entry(bin.ids.0 >> self.shift).and_modify(|known| known.join(bin)).or_insert(bin);
        while self.bins.len() > BINS_MAX {
            self.widen();
        }
    }

    fn widen(&mut self) {
        self.shift += 1;
        for (_, bin) in std::mem::take(&mut self.bins) {
            self.bins.entry(bin.ids.0 >> self.shift).and_modify(|known| known.join(bin)).or_insert(bin);
        }
    }

    /// Takes over another curve of the same log.
    pub(crate) fn absorb(&mut self, other: &Curve) {
        while self.shift < other.shift {
            self.widen();
        }
        for bin in other.bins.values() {
            self.insert(*bin);
        }
    }

    /// Lowest and highest record number.
    pub(crate) fn ids(&self) -> Option<(u64, u64)> {
        let low = self.bins.values().map(|bin| bin.ids.0).min()?;
        Some((low, self.bins.values().map(|bin| bin.ids.1).max()?))
    }

    /// Earliest and latest time.
    pub(crate) fn times(&self) -> Option<(EventTime, EventTime)> {
        let first = self.bins.values().map(|bin| bin.times.0).min()?;
        Some((first, self.bins.values().map(|bin| bin.times.1).max()?))
    }

    /// Whether record numbers begin anew: later records have much lower numbers, which no clock explains. The log file
    /// was deleted or restored, or the computer was installed anew. Says when the new numbers begin.
    pub(crate) fn begins_anew(&self) -> Option<EventTime> {
        let reversals = self.reversals();
        let span = self.ids().map_or(0, |(low, high)| high - low);
        let apart =
            |(before, after): &(Bin, Bin)| after.ids.0.saturating_sub(before.ids.1) > (span / 20).max(1_000);
        let lowest = self.bins.values().next()?;
        if reversals.iter().any(apart) {
            return Some(lowest.times.0);
        }
        // Two runs of numbers over each other: most bins hold both, the lowest the begin of either.
        let far = reversals.iter().filter(|(one, other)| one.times.1.since(other.times.0) > HOUR).count();
        let overlapping = far >= 3 && far * 2 >= self.bins.len();
        overlapping.then_some(lowest.times.1)
    }

    /// Neighbouring bins of which the lower ends later than the higher begins, by more than the tolerance.
    fn reversals(&self) -> Vec<(Bin, Bin)> {
        let bins: Vec<Bin> = self.bins.values().copied().collect();
        bins.iter()
            .zip(bins.iter().skip(1))
            .filter(|(one, other)| one.times.1.since(other.times.0) > STEP_MIN)
            .map(|(one, other)| (*one, *other))
            .collect()
    }

    /// Where the clock went back by more than [`STEP_MIN`]. Nothing where record numbers begin anew.
    pub(crate) fn steps_back(&self) -> Vec<StepBack> {
        if self.begins_anew().is_some() {
            return Vec::new();
        }
        let mut steps: Vec<(u64, StepBack)> = Vec::new();
        for (one, other) in self.reversals() {
            let step = StepBack { from: one.times.1, to: other.times.0, record_id: other.ids.0 };
            match steps.last_mut() {
                // A bin within which the clock was set is out of order with both of its neighbours.
                Some((bin, known)) if *bin == one.ids.0 >> self.shift => {
                    known.from = known.from.max(step.from);
                    known.to = known.to.min(step.to);
                    *bin = other.ids.0 >> self.shift;
                }
                _ => steps.push((other.ids.0 >> self.shift, step)),
            }
        }
        steps.into_iter().map(|(_, step)| step).collect()
    }

    /// Record numbers per day of event time, of all records whether they count or not. `None` where less than an hour is
    /// covered or numbers begin anew.
    pub(crate) fn records_per_day(&self) -> Option<f64> {
        let (low, high) = self.ids()?;
        let (first, last) = self.times()?;
        let ticks = last.since(first);
        (ticks >= HOUR && high > low && self.begins_anew().is_none())
            .then(|| (high - low) as f64 * DAY as f64 / ticks as f64)
    }
}

/// Records of one log are written within seconds of one another's order; what goes back by more than two minutes is a
/// clock that was set.
pub(crate) const STEP_MIN: i64 = 2 * MINUTE;

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(records: impl IntoIterator<Item = (u64, i64)>) -> Curve {
        let mut curve = Curve::default();
        for (id, ticks) in records {
            curve.add(id, EventTime(ticks));
        }
        curve
    }

    #[test]
    fn a_steady_log_has_no_step_and_a_rate() {
        let steady = curve((1..=10_000).map(|n| (n, n as i64 * MINUTE)));
        assert!(steady.steps_back().is_empty() && steady.begins_anew().is_none());
        let rate = steady.records_per_day().expect("a day and more");
        assert!((rate - 1440.0).abs() < 1.0, "{rate}");
    }

    #[test]
    fn a_clock_set_back_is_one_step() {
        let set = |n: u64| n as i64 * MINUTE - if n > 600 { 3 * HOUR } else { 0 };
        let steps = curve((1..=1_000).map(|n| (n, set(n)))).steps_back();
        assert_eq!(steps.len(), 1, "{steps:?}");
        let back = steps.first().map(|step| step.from.since(step.to)).unwrap_or_default();
        assert!((2 * HOUR..=3 * HOUR).contains(&back), "{back}");
    }

    #[test]
    fn a_new_log_file_is_no_clock() {
        let apart = curve(
            (50_000..60_000)
                .map(|n| (n, n as i64 * MINUTE))
                .chain((1..900).map(|n| (n, 90 * DAY + n as i64 * MINUTE))),
        );
        assert_eq!(apart.begins_anew(), Some(EventTime(90 * DAY + MINUTE)));
        assert!(apart.steps_back().is_empty());
        let over = curve(
            (1..5_000)
                .map(|n| (n, n as i64 * MINUTE))
                .chain((1..5_000).map(|n| (n, 90 * DAY + n as i64 * MINUTE))),
        );
        assert!(over.begins_anew().is_some() && over.steps_back().is_empty());
    }

    #[test]
    fn order_and_splits_do_not_matter() {
        let records: Vec<(u64, i64)> = (1..3_000u64).map(|n| (n * 7 % 30_011 + 1, n as i64 * HOUR)).collect();
        let whole = curve(records.iter().copied());
        let backwards = curve(records.iter().rev().copied());
        let mut joined = curve(records.iter().copied().take(100));
        joined.absorb(&curve(records.iter().copied().skip(100)));
        assert_eq!(whole, backwards);
        assert_eq!(whole, joined);
    }
}
