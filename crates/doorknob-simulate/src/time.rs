//! Event time: whole numbers of 100 ns since 1970-01-01T00:00:00Z, the resolution of Windows.
//!
//! Nothing here reads a clock. Times come from scenario parameters and are only moved and printed.

use std::fmt::Write;

/// 100 ns units in one millisecond.
pub const MILLISECOND: i64 = 10_000;
/// 100 ns units in one second.
pub const SECOND: i64 = 1_000 * MILLISECOND;
/// 100 ns units in one minute.
pub const MINUTE: i64 = 60 * SECOND;
/// 100 ns units in one hour.
pub const HOUR: i64 = 60 * MINUTE;
/// 100 ns units in one day. Windows time has no leap seconds.
pub const DAY: i64 = 24 * HOUR;

/// Distance between the FILETIME epoch (1601) and the Unix epoch, in 100 ns.
/// Source: Microsoft Learn, "FILETIME structure (minwinbase.h)".
const FILETIME_OF_UNIX_EPOCH: i64 = 116_444_736_000_000_000;

/// The FILETIME of a time. Times before 1601 give 0, as no FILETIME can hold them.
#[must_use]
pub fn to_filetime(time: i64) -> u64 {
    u64::try_from(time.saturating_add(FILETIME_OF_UNIX_EPOCH)).unwrap_or(0)
}

/// The time at a UTC date and time of day. `month` counts from 1, `day` from 1.
///
/// Days past the end of a month run on into the next one.
#[must_use]
pub fn utc(year: i64, month: i64, day: i64, hour: i64, minute: i64) -> i64 {
    days_from_civil(year, month, day) * DAY + hour * HOUR + minute * MINUTE
}

/// Day of the week: 0 Monday to 6 Sunday.
#[must_use]
pub fn weekday(time: i64) -> i64 {
    // 1970-01-01 was a Thursday.
    (time.div_euclid(DAY) + 3).rem_euclid(7)
}

/// Midnight UTC at the start of the day.
#[must_use]
pub fn start_of_day(time: i64) -> i64 {
    time.div_euclid(DAY) * DAY
}

/// `2026-03-09T08:15:00.1234567Z`, with `digits` digits of the second (at most 9).
///
/// Windows stores 7; logs that were saved again or forwarded show 9, the last two being 0.
pub fn write_rfc3339(out: &mut String, time: i64, digits: usize) {
    let (year, month, day) = civil_from_days(time.div_euclid(DAY));
    let in_day = time.rem_euclid(DAY);
    let (hour, minute) = (in_day / HOUR, in_day % HOUR / MINUTE);
    let (second, fraction) = (in_day % MINUTE / SECOND, in_day % SECOND * 100);
    let start = out.len();
    // Writing to a String cannot fail.
    let _ = write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:09}");
    let fraction_starts = start + "2026-03-09T08:15:00.".len();
    out.truncate(fraction_starts + digits.min(9));
    if digits == 0 {
        out.pop();
    }
    out.push('Z');
}

/// [`write_rfc3339`] into a new string.
#[must_use]
pub fn rfc3339(time: i64, digits: usize) -> String {
    let mut out = String::with_capacity(30);
    write_rfc3339(&mut out, time, digits);
    out
}

/// Days since 1970-01-01 of a date in the Gregorian calendar.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`]. Source: as there, `civil_from_days`.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        for (time, text) in [
            (0, "1970-01-01T00:00:00.0000000Z"),
            (utc(2026, 3, 9, 8, 15) + 1_234_567, "2026-03-09T08:15:00.1234567Z"),
            (utc(2024, 2, 29, 23, 59), "2024-02-29T23:59:00.0000000Z"),
            (utc(1969, 12, 31, 23, 59) + 59 * SECOND, "1969-12-31T23:59:59.0000000Z"),
        ] {
            assert_eq!(rfc3339(time, 7), text);
        }
        assert_eq!(rfc3339(utc(2026, 3, 9, 0, 0) + 1, 9), "2026-03-09T00:00:00.000000100Z");
        assert_eq!(rfc3339(utc(2026, 3, 9, 0, 0), 0), "2026-03-09T00:00:00Z");
    }

    #[test]
    fn weeks_start_on_monday() {
        assert_eq!(weekday(utc(2026, 3, 9, 0, 0)), 0);
        assert_eq!(weekday(utc(2026, 3, 15, 23, 59)), 6);
    }

    #[test]
    fn filetime_of_the_unix_epoch() {
        assert_eq!(to_filetime(0), 116_444_736_000_000_000);
        assert_eq!(to_filetime(i64::MIN), 0);
    }
}
