//! Times without a zone: placed by what the user says, or by a pair of times of the same instant in the record, one of them
//! in UTC. Never guessed.

use doorknob_event::time::{EventTime, MINUTE, SECOND};
use jiff::tz::{AmbiguousOffset, TimeZone};
use std::fmt;
use std::str::FromStr;

/// A time zone for inputs that state none: `UTC`, an offset such as `+01:00`, or an IANA name such as `Europe/Berlin`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

/// Text that is no time zone.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is neither UTC, nor an offset such as +01:00, nor a zone such as Europe/Berlin")]
pub struct UnknownZone(String);

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(text: &str) -> Result<Zone, UnknownZone> {
        let text = text.trim();
        let unknown = || UnknownZone(text.to_owned());
        let zone = if text.eq_ignore_ascii_case("utc") || text.eq_ignore_ascii_case("z") {
            TimeZone::UTC
        } else if text.starts_with(['+', '-']) {
            // The parser of times knows offsets: what the epoch's noon is in UTC gives it.
            let noon = EventTime::parse(&format!("2000-01-01T12:00:00{text}")).ok_or_else(unknown)?;
            let utc = EventTime::parse("2000-01-01T12:00:00Z").ok_or_else(unknown)?;
            let seconds = i32::try_from(utc.since(noon) / SECOND).map_err(|_| unknown())?;
            TimeZone::fixed(jiff::tz::Offset::from_seconds(seconds).map_err(|_| unknown())?)
        } else {
            TimeZone::get(text).map_err(|_| unknown())?
        };
        Ok(Zone { name: text.to_owned(), zone })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Zone {
    /// The instant of a date and time of day in this zone, held as if it were UTC. Of the two instants that one time of
    /// day has when clocks are set back, the first; in the gap when they are set forward, the time that the clock would have
    /// shown.
    pub(crate) fn place(&self, local: EventTime) -> Option<EventTime> {
        let (year, month, day, hour, minute, second, _) = local.civil();
        let civil = jiff::civil::DateTime::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
            i8::try_from(hour).ok()?,
            i8::try_from(minute).ok()?,
            i8::try_from(second).ok()?,
            0,
        );
        let offset = match self.zone.to_ambiguous_timestamp(civil.ok()?).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Fold { before, .. } | AmbiguousOffset::Gap { before, .. } => before,
        };
        Some(local.plus(-i64::from(offset.seconds()) * SECOND))
    }
}

/// Two times of the same instant, as a record states them: what tells its zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ZoneEvidence {
    /// Without a zone, held as if it were UTC.
    pub(crate) local: EventTime,
    /// In UTC.
    pub(crate) utc: EventTime,
    /// Seconds by which they may differ beyond the zone.
    pub(crate) tolerance_seconds: i64,
}

impl ZoneEvidence {
    /// Minutes east of UTC; `None` where the two cannot be the same instant. Offsets are multiples of 15 minutes between
    /// -12 and +14 hours (tz database).
    pub(crate) fn offset_minutes(self) -> Option<i64> {
        let ahead = self.local.since(self.utc);
        let quarter = 15 * MINUTE;
        let quarters = (ahead + quarter / 2).div_euclid(quarter);
        let rest = (ahead - quarters * quarter).abs();
        let minutes = quarters * 15;
        ((-720..=840).contains(&minutes) && rest <= self.tolerance_seconds * SECOND).then_some(minutes)
    }
}

/// `+01:00`.
pub(crate) fn offset_text(minutes: i64) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> EventTime {
        EventTime::parse(text).expect("a time")
    }

    #[test]
    fn zones_place_times() {
        let table = [
            ("UTC", "2024-03-14T13:54:16Z", "2024-03-14T13:54:16Z"),
            ("+05:30", "2024-03-14T13:54:16Z", "2024-03-14T08:24:16Z"),
            ("-0400", "2024-03-14T13:54:16Z", "2024-03-14T17:54:16Z"),
            ("Europe/Berlin", "2024-03-14T13:54:16.5Z", "2024-03-14T12:54:16.500Z"),
            ("Europe/Berlin", "2024-07-14T13:54:16Z", "2024-07-14T11:54:16Z"),
            ("Europe/Berlin", "2024-10-27T02:30:00Z", "2024-10-27T00:30:00Z"),
            ("Europe/Berlin", "2024-03-31T02:30:00Z", "2024-03-31T01:30:00Z"),
        ];
        for (zone, local, wanted) in table {
            let zone: Zone = zone.parse().expect("a zone");
            assert_eq!(zone.place(time(local)), Some(time(wanted)), "{zone} {local}");
        }
        for text in ["", "Mars/Olympus", "+25:00", "+1"] {
            assert!(text.parse::<Zone>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_pair_of_times_tells_the_zone_or_nothing() {
        let table = [
            ("2020-10-22T04:29:55Z", "2020-10-22T08:29:55.210Z", Some(-240)),
            ("2020-10-22T14:14:55Z", "2020-10-22T08:29:56Z", Some(345)),
            ("2020-10-22T08:29:55Z", "2020-10-22T08:29:55Z", Some(0)),
            ("2020-10-22T04:20:55Z", "2020-10-22T08:29:55Z", None),
            ("2020-10-23T04:29:55Z", "2020-10-22T08:29:55Z", None),
        ];
        for (local, utc, wanted) in table {
            let evidence = ZoneEvidence { local: time(local), utc: time(utc), tolerance_seconds: 5 };
            assert_eq!(evidence.offset_minutes(), wanted, "{local} {utc}");
        }
        assert_eq!((offset_text(-240), offset_text(345)), ("-04:00".to_owned(), "+05:45".to_owned()));
    }
}
