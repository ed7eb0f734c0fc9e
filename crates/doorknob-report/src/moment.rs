//! Instants and spans of event time as a person reads them, always UTC.

use crate::quantity::duration;
use doorknob_event::time::{EventTime, SECOND};

/// `2024-03-14`.
pub fn date(time: EventTime) -> String {
    let (year, month, day, ..) = time.civil();
    format!("{year:04}-{month:02}-{day:02}")
}

/// `13:02:11`.
pub fn clock(time: EventTime) -> String {
    let (_, _, _, hour, minute, second, _) = time.civil();
    format!("{hour:02}:{minute:02}:{second:02}")
}

/// `13:02:11.482`.
pub(crate) fn fine_clock(time: EventTime) -> String {
    let (.., ticks) = time.civil();
    format!("{}.{:03}", clock(time), ticks / 10_000)
}

/// `2024-03-14 13:02:11`.
pub fn instant(time: EventTime) -> String {
    format!("{} {}", date(time), clock(time))
}

/// The instant, without its date where `beside` has the same one.
pub(crate) fn instant_beside(time: EventTime, beside: EventTime) -> String {
    if date(time) == date(beside) { clock(time) } else { instant(time) }
}

/// `2024-03-14 13:02:11 to 15:44:09 UTC (2 h 42 min)`, with milliseconds where the span is short.
pub(crate) fn span(first: EventTime, last: EventTime) -> String {
    let ticks = last.since(first);
    if ticks <= 0 {
        return format!("{} UTC", instant(first));
    }
    let clock = if ticks < 10 * SECOND { fine_clock } else { clock };
    let end = if date(first) == date(last) { clock(last) } else { format!("{} {}", date(last), clock(last)) };
    format!("{} {} to {end} UTC ({})", date(first), clock(first), duration(ticks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_repeat_no_date() {
        let table = [
            ("2024-03-14T13:02:11Z", "2024-03-14T13:02:11Z", "2024-03-14 13:02:11 UTC"),
            (
                "2024-03-14T13:02:11Z",
                "2024-03-14T15:44:09Z",
                "2024-03-14 13:02:11 to 15:44:09 UTC (2 h 42 min)",
            ),
            (
                "2024-03-14T23:59:00Z",
                "2024-03-15T00:01:00Z",
                "2024-03-14 23:59:00 to 2024-03-15 00:01:00 UTC (2 min)",
            ),
            (
                "2024-03-14T13:02:11.1Z",
                "2024-03-14T13:02:11.9Z",
                "2024-03-14 13:02:11.100 to 13:02:11.900 UTC (0.8 s)",
            ),
        ];
        for (first, last, wanted) in table {
            let time = |text| EventTime::parse(text).expect("a time");
            assert_eq!(span(time(first), time(last)), wanted);
        }
    }
}
