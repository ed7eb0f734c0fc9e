//! A time axis: where an instant lies, and which instants are labelled.

use crate::phrases::{clock, date};
use doorknob_event::time::{DAY, EventTime, HOUR, MINUTE, SECOND};

/// Instants from `first` to `last` on the columns from `left` to `right`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    pub(crate) first: EventTime,
    pub(crate) last: EventTime,
    pub(crate) left: f64,
    pub(crate) right: f64,
}

/// A labelled instant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    pub(crate) x: f64,
    pub(crate) label: String,
}

/// Distances between labels that a person reads easily.
const STEPS: &[i64] = &[
    SECOND,
    5 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    3 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    91 * DAY,
    365 * DAY,
];

impl Axis {
    /// Column of an instant; instants outside lie at the ends.
    pub(crate) fn x(&self, time: EventTime) -> f64 {
        let length = self.last.since(self.first).max(1) as f64;
        let share = (time.since(self.first) as f64 / length).clamp(0.0, 1.0);
        self.left + share * (self.right - self.left)
    }

    /// At most `most` labelled instants, at round times.
    pub(crate) fn ticks(&self, most: i64) -> Vec<Tick> {
        let length = self.last.since(self.first).max(1);
        let fits = |step: &&i64| length / **step < most;
        let step = STEPS.iter().find(fits).copied().unwrap_or(length / most.max(1)).max(1);
        let mut ticks = Vec::new();
        let mut day_before = String::new();
        let mut at = self.first.bin(step).saturating_add(1);
        if self.first.bin(step).saturating_mul(step) == self.first.0 {
            at -= 1;
        }
        while at.saturating_mul(step) <= self.last.0 && (ticks.len() as i64) <= most {
            let time = EventTime(at * step);
            let day = date(time);
            let label = match step {
                step if step >= DAY => day.clone(),
                _ if day != day_before => {
                    format!("{} {}", day.get(5..).unwrap_or(&day), shown_clock(time, step))
                }
                _ => shown_clock(time, step),
            };
            ticks.push(Tick { x: self.x(time), label });
            day_before = day;
            at += 1;
        }
        ticks
    }
}

fn shown_clock(time: EventTime, step: i64) -> String {
    let clock = clock(time);
    if step < MINUTE { clock } else { clock.get(..5).unwrap_or(&clock).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(first: &str, last: &str) -> Vec<String> {
        let time = |text| EventTime::parse(text).expect("a time");
        let axis = Axis { first: time(first), last: time(last), left: 0.0, right: 100.0 };
        axis.ticks(6).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn labels_are_round_and_name_the_day_once() {
        let table: [(&str, &str, &[&str]); 4] = [
            (
                "2024-03-14T13:02:11Z",
                "2024-03-14T13:02:14Z",
                &["03-14 13:02:11", "13:02:12", "13:02:13", "13:02:14"],
            ),
            (
                "2024-03-14T23:30:00Z",
                "2024-03-15T01:10:00Z",
                &["03-14 23:30", "03-15 00:00", "00:30", "01:00"],
            ),
            (
                "2024-03-14T13:00:00Z",
                "2024-03-18T13:00:00Z",
                &["2024-03-15", "2024-03-16", "2024-03-17", "2024-03-18"],
            ),
            ("2024-03-14T13:00:00.5Z", "2024-03-14T13:00:00.5Z", &[]),
        ];
        for (first, last, wanted) in table {
            assert_eq!(labels(first, last), wanted);
        }
        assert!(labels("1990-01-01T00:00:00Z", "2099-01-01T00:00:00Z").len() <= 7);
    }
}
