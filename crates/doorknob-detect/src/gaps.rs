//! The rhythm of a run of attempts: how long between tries, and how regular.

use doorknob_event::time::{EventTime, MINUTE, SECOND};

/// Gaps kept; 16 is enough for a robust centre and spread, and it is what the design document budgets per source.
const KEPT: usize = 16;

/// Upper quartile of the absolute deviations by their median, where gaps scatter normally: 1.150 by 0.674 deviations.
const QUARTILE_TO_MEDIAN: f32 = 1.705;

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
    /// Median absolute deviation divided by the median; 0 is a metronome, people are above 0.5. Of fewer than 16 gaps the
    /// upper quartile of the deviations, brought to the scale of their median: half of a dozen pauses of a person agree by chance often enough, three quarters
    /// do not.
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
        let deviation =
            if kept < KEPT { upper_quartile_of(gaps) / QUARTILE_TO_MEDIAN } else { median_of(gaps) };
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

/// The value that three quarters of a non-empty slice, which it sorts, do not exceed.
fn upper_quartile_of(values: &mut [f32]) -> f32 {
    values.sort_unstable_by(f32::total_cmp);
    values[(values.len() * 3).div_ceil(4) - 1]
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
        let by_hand = [5.0, 11.0, 2.0, 3.0, 11.0, 11.0, 10.0, 18.0, 73.0, 11.0, 10.0];
        assert!(!rhythm_of(&by_hand).is_regular(), "half of them agree by chance");
        let one_missed = [300.0, 300.2, 600.0, 300.0, 300.1, 300.0, 300.0, 299.8];
        assert!(rhythm_of(&one_missed).is_regular(), "a timer that was late once");
    }
}
