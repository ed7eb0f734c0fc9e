//! Event time: the instant that the record itself states, never a clock's.

use std::fmt;

/// An instant in 100 ns ticks since 1970-01-01T00:00:00Z, the resolution of a Windows FILETIME.
///
/// Source: [MS-DTYP] section 2.3.3 for FILETIME (ticks since 1601).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct EventTime(pub i64);

/// Ticks in one second.
pub const SECOND: i64 = 10_000_000;
/// Ticks in one minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Ticks in one hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Ticks in one day.
pub const DAY: i64 = 24 * HOUR;

/// Ticks between 1601-01-01 and 1970-01-01.
const FILETIME_EPOCH: i64 = 116_444_736_000_000_000;

impl EventTime {
    /// From a FILETIME. Values before 1990 or after 2100 are no times of a Windows log: `None`.
    pub fn from_filetime(filetime: u64) -> Option<Self> {
        i64::try_from(filetime).ok()?.checked_sub(FILETIME_EPOCH).map(EventTime)?.plausible()
    }

    /// From seconds since the Unix epoch (plus ticks), with the same range check.
    pub fn from_unix(seconds: i64, ticks: i64) -> Option<Self> {
        EventTime(seconds.checked_mul(SECOND)?.checked_add(ticks)?).plausible()
    }

    /// `None` unless between 1990 and 2100: Windows event logs of this kind begin with NT 3.1 (1993), and a
    /// later time is a broken clock.
    fn plausible(self) -> Option<Self> {
        const YEAR_1990: i64 = 631_152_000 * SECOND;
        const YEAR_2100: i64 = 4_102_444_800 * SECOND;
        (YEAR_1990..YEAR_2100).contains(&self.0).then_some(self)
    }

    /// FILETIME of this instant.
    pub fn filetime(self) -> u64 {
        (self.0 + FILETIME_EPOCH).max(0) as u64
    }

    /// Reads `2024-03-14T13:54:17.1234567Z`: `T` or a space between date and time, 0 to 9 fraction digits (more than
    /// 7 are cut to 100 ns), `Z`, `UTC` or an offset such as `+01:00`. A time without a zone gives `None`: it is not known.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (body, offset_minutes) = split_zone(text)?;
        let civil = parse_civil(body)?;
        EventTime(civil.checked_sub(offset_minutes.checked_mul(MINUTE)?)?).plausible()
    }

    /// Reads a date alone (`2024-03-14`) as its midnight in UTC, everything else as [`EventTime::parse`] does.
    pub fn parse_date_or_time(text: &str) -> Option<Self> {
        let text = text.trim();
        let midnight =
            (text.len() == 10).then(|| Self::parse_zoneless(&format!("{text}T00:00:00"))).flatten();
        midnight.or_else(|| Self::parse(text))
    }

    /// Reads the same text without a zone, as if it were UTC; for carriers whose zone is known from elsewhere.
    pub fn parse_zoneless(text: &str) -> Option<Self> {
        EventTime(parse_civil(text.trim())?).plausible()
    }

    /// The instant `ticks` later (or earlier, when negative); saturates.
    pub fn plus(self, ticks: i64) -> Self {
        EventTime(self.0.saturating_add(ticks))
    }

    /// Ticks from `earlier` to `self`; negative if `earlier` is later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Seconds from `earlier` to `self`.
    pub fn seconds_since(self, earlier: Self) -> f64 {
        self.since(earlier) as f64 / SECOND as f64
    }

    /// Index of the bin of `width` ticks that holds this instant, counted from the Unix epoch.
    pub fn bin(self, width: i64) -> i64 {
        self.0.div_euclid(width.max(1))
    }

    /// Date and time of day, in UTC: (year, month, day, hour, minute, second, ticks).
    pub fn civil(self) -> (i64, u32, u32, u32, u32, u32, u32) {
        let days = self.0.div_euclid(DAY);
        let in_day = self.0.rem_euclid(DAY);
        let (year, month, day) = civil_from_days(days);
        let second_of_day = (in_day / SECOND) as u32;
        (
            year,
            month,
            day,
            second_of_day / 3600,
            second_of_day / 60 % 60,
            second_of_day % 60,
            (in_day % SECOND) as u32,
        )
    }

    /// Day of week, Monday = 0.
    pub fn weekday(self) -> u32 {
        (self.0.div_euclid(DAY) + 3).rem_euclid(7) as u32
    }
}

/// RFC 3339 in UTC with as many fraction digits as the value needs: none, 3 or 7.
impl fmt::Display for EventTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second, ticks) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if ticks == 0 {
        } else if ticks % 10_000 == 0 {
            write!(f, ".{:03}", ticks / 10_000)?;
        } else {
            write!(f, ".{ticks:07}")?;
        }
        f.write_str("Z")
    }
}

impl serde::Serialize for EventTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for EventTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        EventTime::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("not an RFC 3339 time: {text:?}")))
    }
}

/// Splits the zone off; minutes east of UTC.
fn split_zone(text: &str) -> Option<(&str, i64)> {
    if let Some(body) = text.strip_suffix(['Z', 'z']) {
        return Some((body, 0));
    }
    if let Some(body) = text.strip_suffix("UTC") {
        return Some((body.trim_end(), 0));
    }
    // The date's own hyphens end at byte 10, so a sign after that belongs to the zone.
    let sign_at =
        text.char_indices().skip(10).filter(|(_, c)| matches!(c, '+' | '-')).map(|(at, _)| at).last()?;
    let (body, zone) = text.split_at(sign_at);
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.chars().skip(1).filter(|c| *c != ':').collect();
    if !(digits.len() == 2 || digits.len() == 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i64 = digits.get(..2)?.parse().ok()?;
    let minutes: i64 = if digits.len() == 4 { digits.get(2..)?.parse().ok()? } else { 0 };
    (hours <= 14 && minutes < 60).then_some((body.trim_end(), sign * (hours * 60 + minutes)))
}

/// `YYYY-MM-DD{T| }HH:MM[:SS[.fraction]]` as ticks, as if UTC.
fn parse_civil(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<i64> {
        let part = bytes.get(from..to)?;
        part.iter().try_fold(0i64, |value, b| b.is_ascii_digit().then(|| value * 10 + i64::from(b - b'0')))
    };
    let is = |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|b| wanted.contains(b));
    if !(is(4, b"-/") && is(7, b"-/") && is(10, b"Tt ") && is(13, b":")) {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute) = (number(11, 13)?, number(14, 16)?);
    let (second, fraction) = if bytes.len() == 16 {
        (0, 0)
    } else if is(16, b":") {
        (number(17, 19)?, parse_fraction(bytes.get(19..)?)?)
    } else {
        return None;
    };
    // 60 is a leap second; Windows never writes one, other carriers may.
    let valid = (1..=12).contains(&month)
        && (1..=days_in_month(year, month as u32)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    valid.then(|| {
        days_from_civil(year, month, day) * DAY + (hour * 3600 + minute * 60 + second) * SECOND + fraction
    })
}

/// `.1234567[89]` in ticks; empty is 0.
fn parse_fraction(bytes: &[u8]) -> Option<i64> {
    let Some((point, digits)) = bytes.split_first() else { return Some(0) };
    if !matches!(point, b'.' | b',') || digits.is_empty() || digits.len() > 12 {
        return None;
    }
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let padded = digits.iter().copied().chain(std::iter::repeat(b'0')).take(7);
    Some(padded.fold(0i64, |value, b| value * 10 + i64::from(b - b'0')))
}

fn days_in_month(year: i64, month: u32) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a proleptic Gregorian date (Hinnant, "chrono-compatible low-level date algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_carriers_write() {
        let table = [
            ("2024-03-14T13:54:17Z", Some("2024-03-14T13:54:17Z")),
            ("2024-03-14T13:54:17.123Z", Some("2024-03-14T13:54:17.123Z")),
            ("2024-03-14T13:54:17.1234567Z", Some("2024-03-14T13:54:17.1234567Z")),
            ("2024-03-14T13:54:17.123456789Z", Some("2024-03-14T13:54:17.1234567Z")),
            ("2024-03-14 13:54:17.5 +01:00", Some("2024-03-14T12:54:17.500Z")),
            ("2024-03-14T13:54:17-0530", Some("2024-03-14T19:24:17Z")),
            ("2024-03-14 13:54:17 UTC", Some("2024-03-14T13:54:17Z")),
            ("2024-02-29T00:00:00Z", Some("2024-02-29T00:00:00Z")),
            ("2023-02-29T00:00:00Z", None),
            ("2024-03-14T13:54:17", None),
            ("1601-01-01T00:00:00Z", None),
            ("2024-13-14T13:54:17Z", None),
            ("\u{661}024-03-14T13:54:17Z", None),
            ("", None),
        ];
        for (text, wanted) in table {
            assert_eq!(EventTime::parse(text).map(|t| t.to_string()).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn filetime_round_trips() {
        let time = EventTime::parse("2019-09-22T11:23:16.7654321Z").expect("a valid time");
        assert_eq!(EventTime::from_filetime(time.filetime()), Some(time));
        assert_eq!(EventTime::from_filetime(0), None);
        assert_eq!(EventTime::from_filetime(u64::MAX), None);
        assert_eq!(time.weekday(), 6, "22 September 2019 was a Sunday");
    }

    #[test]
    fn every_day_of_a_century_round_trips() {
        for day in 7_500..45_000i64 {
            let (year, month, date) = civil_from_days(day);
            assert_eq!(days_from_civil(year, i64::from(month), i64::from(date)), day);
        }
    }
}
