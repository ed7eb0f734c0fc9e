//! The rhythm of a run of attempts: how long between tries, and how regular.

use doorknob_event::time::{EventTime, MINUTE, SECOND};

/// Gaps kept; 16 is enough for a robust centre and spread, and it is what the design document budgets per source.
const KEPT: usize = 16;

/// Gaps between consecutive failures, the last 16 of them exactly.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gaps {
    last: Option<EventTime>,
    /// Made with the first gap: most pairs try once.
    recent_seconds: Option<Box<[f32; KEPT]>>,
    /// All gaps ever seen.
    pub(crate) count: u32,
}

/// Summary of a rhythm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rhythm {
    /// Median gap in seconds.
    pub(crate) median_seconds: f64,
    /// Median absolute deviation divided by the median; 0 is a metronome, people are above 0.5.
    pub(crate) spread: f64,
    /// Gaps that it rests on.
    pub(crate) gaps: u32,
}

impl Rhythm {
    /// A program's rhythm: at least 8 gaps that differ from their median by less than a fifth, typically.
    ///
    /// RITA's beacon score asks for at least 4 gaps and weighs `(median - MAD) / median`; 8 gaps and 0.8 keep a person
    /// who tries every few seconds (spread 0.3 to 1) apart from a timer with network jitter (below 0.1).
    pub(crate) fn is_regular(self) -> bool {
        self.gaps >= 8 && self.spread <= 0.2 && self.median_seconds > 0.0
    }

    /// A timer that nobody jitters: twice the gaps that a program needs, and at most a tenth apart.
    pub(crate) fn is_clockwork(self) -> bool {
        self.is_regular() && self.gaps >= 16 && self.spread < 0.1
    }

    /// Clockwork that nobody stops: it went on for ten minutes, or fifty times (what waits for seconds is no less a timer
    /// than what waits for minutes). `span` in ticks.
    pub(crate) fn is_unattended(self, span: i64) -> bool {
        self.is_clockwork() && (span >= 10 * MINUTE || self.gaps >= 50)
    }
}

impl Gaps {
    /// Adds an attempt.
    pub(crate) fn add(&mut self, time: EventTime) {
        if let Some(last) = self.last {
            let seconds = (time.since(last).max(0) as f64 / SECOND as f64) as f32;
            self.recent_seconds.get_or_insert_default()[self.count as usize % KEPT] = seconds;
            self.count = self.count.saturating_add(1);
        }
        self.last = Some(time);
    }

    /// The rhythm of the last gaps; `None` before the third attempt.
    pub(crate) fn rhythm(&self) -> Option<Rhythm> {
        let kept = (self.count as usize).min(KEPT);
        if kept < 2 {
            return None;
        }
        let mut gaps = **self.recent_seconds.as_ref()?;
        let gaps = gaps.get_mut(..kept)?;
        let median = median_of(gaps);
        for gap in gaps.iter_mut() {
            *gap = (*gap - median).abs();
        }
        let deviation = median_of(gaps);
        let spread = if median > 0.0 { f64::from(deviation / median) } else { 0.0 };
        Some(Rhythm { median_seconds: f64::from(median), spread, gaps: self.count })
    }
}

/// Median of a non-empty slice, which it sorts.
fn median_of(values: &mut [f32]) -> f32 {
    values.sort_unstable_by(f32::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rhythm_of(gaps_seconds: &[f64]) -> Rhythm {
        let mut gaps = Gaps::default();
        let mut time = EventTime::default();
        gaps.add(time);
        for gap in gaps_seconds {
            time = time.plus((gap * SECOND as f64) as i64);
            gaps.add(time);
        }
        gaps.rhythm().expect("enough gaps")
    }

    #[test]
    fn a_timer_is_regular_and_a_person_is_not() {
        assert!(rhythm_of(&[300.0, 300.2, 299.9, 300.0, 300.1, 300.0, 300.0, 299.8]).is_regular());
        assert!(!rhythm_of(&[4.0, 9.0, 3.0, 15.0, 6.0, 40.0, 5.0, 8.0]).is_regular());
        assert!(!rhythm_of(&[300.0, 300.0, 300.0]).is_regular(), "too few to say");
    }
}
