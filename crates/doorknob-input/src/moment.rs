//! The time of a record as its carrier states it, which may lack a zone.

use crate::json::{Json, Scalar};
use doorknob_event::time::{EventTime, SECOND};

/// A time that may still need a zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Moment {
    /// Known.
    At(EventTime),
    /// Date and time of day in an unstated zone, held as if it were UTC.
    Local(EventTime),
    /// Not stated, or not a time.
    Unknown,
}

impl Moment {
    /// Reads a date and time of day, with zone or without.
    pub(crate) fn parse(text: &str) -> Moment {
        match EventTime::parse(text) {
            Some(time) => Moment::At(time),
            None => EventTime::parse_zoneless(text).map_or(Moment::Unknown, Moment::Local),
        }
    }

    /// Reads a value that holds text, or a number of seconds since 1970 with or without a fraction.
    pub(crate) fn of_json(value: Option<Json<'_>>) -> Moment {
        let Some(value) = value else { return Moment::Unknown };
        match value.scalar() {
            Some(Scalar::Unsigned(seconds)) => Moment::of_unix(seconds, 1),
            Some(Scalar::Text(text)) => match value.fraction() {
                Some(seconds) => Moment::of_unix_fraction(seconds),
                None => Moment::parse(&text),
            },
            _ => Moment::Unknown,
        }
    }

    /// From a count of `per_second`ths of a second since 1970: 1 for seconds, 1000 for milliseconds, and so on.
    pub(crate) fn of_unix(count: u64, per_second: u64) -> Moment {
        let seconds = i64::try_from(count / per_second);
        // The remainder is below one second, so that scaling it to ticks cannot overflow.
        let ticks = (u128::from(count % per_second) * SECOND as u128 / u128::from(per_second)) as i64;
        seconds
            .ok()
            .and_then(|seconds| EventTime::from_unix(seconds, ticks))
            .map_or(Moment::Unknown, Moment::At)
    }

    /// From seconds since 1970 as a float. Its steps are about 0.2 us for today's dates, so microseconds are what it
    /// can say: they are rounded to.
    pub(crate) fn of_unix_fraction(seconds: f64) -> Moment {
        let micros = (seconds * 1e6).round();
        if (0.0..1e17).contains(&micros) {
            Moment::of_unix(micros as u64, 1_000_000)
        } else {
            Moment::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(moment: Moment) -> String {
        match moment {
            Moment::At(time) => time.to_string(),
            Moment::Local(time) => format!("local {time}"),
            Moment::Unknown => "unknown".to_owned(),
        }
    }

    #[test]
    fn times_come_in_many_shapes() {
        let table = [
            (Moment::parse("2024-03-14T13:54:16.6138329Z"), "2024-03-14T13:54:16.6138329Z"),
            (Moment::parse("2021-12-16T10:25:32.351835800Z"), "2021-12-16T10:25:32.3518358Z"),
            (Moment::parse("2020-10-22 04:29:53"), "local 2020-10-22T04:29:53Z"),
            (Moment::parse("soon"), "unknown"),
            (Moment::of_unix(1_710_424_456_613_832, 1_000_000), "2024-03-14T13:54:16.6138320Z"),
            (Moment::of_unix(1_710_424_456_613, 1000), "2024-03-14T13:54:16.613Z"),
            (Moment::of_unix(u64::MAX, 1), "unknown"),
            (Moment::of_unix_fraction(1_549_462_715.946_133), "2019-02-06T14:18:35.9461330Z"),
            (Moment::of_unix_fraction(f64::NAN), "unknown"),
        ];
        for (moment, wanted) in table {
            assert_eq!(shown(moment), wanted);
        }
    }
}
