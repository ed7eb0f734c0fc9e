//! Attempts over time in bounded space: exact while few, then bins that double in width.

use doorknob_event::time::{EventTime, SECOND};
use smallvec::SmallVec;

/// Times kept exactly before binning.
const EXACT: usize = 16;
/// Bins kept; when the span outgrows them their width doubles.
const BINS: usize = 128;

/// Attempts over time.
#[derive(Clone, Debug)]
pub(crate) enum Series {
    /// Few: the times themselves, ascending as they came.
    Exact(SmallVec<[EventTime; 2]>),
    /// Many: counts in bins. In a box, since most series stay short.
    Binned(Box<Bins>),
}

/// Counts in bins of `width` ticks, the first bin beginning at a multiple of `width`.
#[derive(Clone, Debug)]
pub(crate) struct Bins {
    /// Index of the first bin, in units of `width` since the epoch.
    first: i64,
    /// Ticks.
    width: i64,
    counts: Vec<u32>,
}

impl Default for Series {
    fn default() -> Self {
        Series::Exact(SmallVec::new())
    }
}

impl Series {
    /// Adds `count` attempts at a time.
    pub(crate) fn add(&mut self, time: EventTime, count: u32) {
        match self {
            Series::Exact(times) if times.len() + count as usize <= EXACT => {
                times.extend(std::iter::repeat_n(time, count as usize));
            }
            Series::Exact(times) => {
                let bins = Bins { first: time.bin(SECOND), width: SECOND, counts: Vec::new() };
                let mut binned = Series::Binned(Box::new(bins));
                for kept in std::mem::take(times) {
                    binned.add(kept, 1);
                }
                binned.add(time, count);
                *self = binned;
            }
            Series::Binned(bins) => {
                let Bins { first, width, counts } = &mut **bins;
                let mut at = time.bin(*width);
                loop {
                    let start = if counts.is_empty() { at } else { at.min(*first) };
                    let end = if counts.is_empty() { at } else { at.max(*first + counts.len() as i64 - 1) };
                    if end - start < BINS as i64 {
                        let grow_front = if counts.is_empty() { 0 } else { (*first - start) as usize };
                        counts.splice(0..0, std::iter::repeat_n(0, grow_front));
                        counts.resize((end - start + 1) as usize, 0);
                        *first = start;
                        let slot = &mut counts[(at - start) as usize];
                        *slot = slot.saturating_add(count);
                        return;
                    }
                    halve_resolution(first, counts);
                    *width *= 2;
                    at = time.bin(*width);
                }
            }
        }
    }

    /// Adds another series, at the coarser of the two resolutions.
    pub(crate) fn merge(&mut self, other: &Series) {
        match other {
            Series::Exact(times) => {
                for time in times {
                    self.add(*time, 1);
                }
            }
            Series::Binned(bins) => {
                let Bins { first, width, counts } = &**bins;
                for (at, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                    self.add(EventTime((first + at as i64) * width), *count);
                }
            }
        }
    }

    /// Where the bulk of the attempts lies: without the first and last twentieth when they are many, so that a stray try
    /// long before does not stretch it. `None` when there are none.
    pub(crate) fn bulk(&self) -> Option<(EventTime, EventTime)> {
        match self {
            Series::Exact(times) => Some((*times.iter().min()?, *times.iter().max()?)),
            Series::Binned(bins) => {
                let Bins { first, width, counts } = &**bins;
                let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
                let cut = total / 20;
                let running = |sum: &mut u64, count: &u32| {
                    *sum += u64::from(*count);
                    *sum > cut
                };
                let (mut ascending, mut descending) = (0, 0);
                let from = counts.iter().position(|count| running(&mut ascending, count))?;
                let to = counts.iter().rposition(|count| running(&mut descending, count))?;
                Some((
                    EventTime((first + from as i64) * width),
                    EventTime((first + to as i64 + 1) * width - 1),
                ))
            }
        }
    }

    /// `bins` equal bins over `[start, end]`: width in seconds and counts.
    pub(crate) fn rebinned(&self, start: EventTime, end: EventTime, bins: usize) -> (f64, Vec<u64>) {
        let span = end.since(start).max(1);
        let width = (span / bins as i64 + 1).max(1);
        let mut counts = vec![0u64; bins];
        let mut put = |time: EventTime, count: u32| {
            let at = (time.since(start).max(0) / width) as usize;
            counts[at.min(bins - 1)] += u64::from(count);
        };
        match self {
            Series::Exact(times) => times.iter().for_each(|time| put(*time, 1)),
            Series::Binned(bins) => {
                let Bins { first, width, counts } = &**bins;
                for (at, count) in counts.iter().enumerate() {
                    put(EventTime((first + at as i64) * width + width / 2), *count);
                }
            }
        }
        (width as f64 / SECOND as f64, counts)
    }

    /// Most attempts in `ticks`, as far as the resolution shows: exact for few attempts, else from the fullest bins,
    /// scaled down when a bin is wider than `ticks`.
    pub(crate) fn peak(&self, ticks: i64) -> u64 {
        match self {
            Series::Exact(times) => {
                let mut sorted = times.clone();
                sorted.sort_unstable();
                let mut from = 0;
                let mut best = 0;
                for (to, time) in sorted.iter().enumerate() {
                    while time.since(sorted[from]) >= ticks {
                        from += 1;
                    }
                    best = best.max(to - from + 1);
                }
                best as u64
            }
            Series::Binned(bins) if bins.width >= ticks => {
                let fullest = bins.counts.iter().copied().max().unwrap_or(0);
                (f64::from(fullest) * ticks as f64 / bins.width as f64).ceil() as u64
            }
            Series::Binned(bins) => {
                let Bins { width, counts, .. } = &**bins;
                let span = (ticks / width).max(1) as usize;
                let mut sum: u64 = 0;
                let mut best = 0;
                for (at, count) in counts.iter().enumerate() {
                    sum += u64::from(*count);
                    if at >= span {
                        sum -= u64::from(counts[at - span]);
                    }
                    best = best.max(sum);
                }
                best
            }
        }
    }
}

/// Joins neighbouring bins.
fn halve_resolution(first: &mut i64, counts: &mut Vec<u32>) {
    let mut halved = Vec::with_capacity(counts.len() / 2 + 2);
    let new_first = first.div_euclid(2);
    for (at, count) in counts.iter().enumerate() {
        let slot = ((*first + at as i64).div_euclid(2) - new_first) as usize;
        if halved.len() <= slot {
            halved.resize(slot + 1, 0u32);
        }
        halved[slot] = halved[slot].saturating_add(*count);
    }
    *first = new_first;
    *counts = halved;
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::time::{DAY, MINUTE};

    #[test]
    fn nothing_is_lost_whatever_the_span() {
        let mut series = Series::default();
        for n in 0..5_000i64 {
            series.add(EventTime(n * 7 * MINUTE + DAY), 1);
        }
        let mut all = Series::default();
        all.merge(&series);
        let (_, counts) = all.rebinned(EventTime(DAY), EventTime(DAY + 4_999 * 7 * MINUTE), 48);
        assert_eq!(counts.iter().sum::<u64>(), 5_000);
    }

    #[test]
    fn the_peak_is_exact_for_few() {
        let mut series = Series::default();
        for second in [0, 10, 20, 59, 61, 300] {
            series.add(EventTime(second * SECOND), 1);
        }
        assert_eq!(series.peak(MINUTE), 4);
    }
}
