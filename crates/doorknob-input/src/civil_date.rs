//! Dates as people's settings write them: `3/14/2024 1:54:16 PM`, `14.03.2024 13:54:16`, `2024-03-14 13:54:16`.
//!
//! Kibana writes `Nov 23, 2026 @ 10:11:12.123`.
//!
//! Day and month stand in either order. What shows the order: a first or second number above 12, `AM` or `PM` with slashes
//! (written so by the en-US setting alone of the common ones), dots (day first in every setting that uses them).

use doorknob_event::time::EventTime;
use std::fmt;

/// Which of day and month comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum DateOrder {
    DayFirst,
    MonthFirst,
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DateOrder::DayFirst => "day before month",
            DateOrder::MonthFirst => "month before day",
        })
    }
}

/// A date and time of day whose first two numbers may be swapped.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Parts<'a> {
    first: u32,
    second: u32,
    year: u32,
    separator: u8,
    time: &'a str,
    half: Option<Half>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Half {
    Morning,
    Afternoon,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Parts<'a>> {
        let text = text.trim();
        let (date, time) = text.split_once([' ', '\u{a0}', '\u{202f}'])?;
        let date = date.trim_end_matches(',');
        let separator = date.bytes().find(|b| !b.is_ascii_digit())?;
        let mut numbers = date.split(char::from(separator));
        let mut number = |digits: usize| {
            let part = numbers.next()?;
            (part.len() <= digits).then(|| part.parse::<u32>().ok()).flatten()
        };
        let (first, second, year) = (number(2)?, number(2)?, number(4)?);
        let (time, half) = half_of_day(time.trim());
        (year > 1900 && numbers.next().is_none()).then_some(Parts {
            first,
            second,
            year,
            separator,
            time,
            half,
        })
    }

    /// The order that the date itself shows.
    fn order(&self) -> Option<DateOrder> {
        match (self.first > 12, self.second > 12) {
            (true, false) => Some(DateOrder::DayFirst),
            (false, true) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// The order in which such a date is usually written.
    fn usual(&self) -> DateOrder {
        match (self.separator, self.half) {
            (b'/', Some(_)) => DateOrder::MonthFirst,
            _ => DateOrder::DayFirst,
        }
    }

    /// `2024-03-14T13:54:16`.
    fn iso(&self, order: DateOrder) -> Option<String> {
        let (day, month) = match order {
            DateOrder::DayFirst => (self.first, self.second),
            DateOrder::MonthFirst => (self.second, self.first),
        };
        let mut clock = self.time.splitn(2, ':');
        let hour: u32 = clock.next()?.parse().ok()?;
        let rest = clock.next()?;
        let hour = match self.half {
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some(Half::Morning) => hour % 12,
            Some(Half::Afternoon) => hour % 12 + 12,
            None => hour,
        };
        let iso = format!("{:04}-{month:02}-{day:02}T{hour:02}:{rest}", self.year);
        EventTime::parse_zoneless(&iso).map(|_| iso)
    }
}

fn half_of_day(time: &str) -> (&str, Option<Half>) {
    let end = time.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    let (clock, mark) = time.split_at(end);
    let half = match mark.to_ascii_uppercase().as_str() {
        "AM" => Some(Half::Morning),
        "PM" => Some(Half::Afternoon),
        _ => return (time, None),
    };
    (clock.trim_end(), half)
}

/// The number of an English month by its first three letters.
pub(crate) fn month_number(name: &str) -> Option<usize> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS.iter().position(|known| known.eq_ignore_ascii_case(name)).map(|at| at + 1)
}

/// `Nov 23, 2026 @ 10:11:12.123` in ISO form.
fn of_kibana(text: &str) -> Option<String> {
    let (date, clock) = text.trim().split_once(" @ ")?;
    let (month_and_day, year) = date.split_once(", ")?;
    let (month, day) = month_and_day.split_once(' ')?;
    let (month, day, year) = (month_number(month)?, day.parse::<u32>().ok()?, year.parse::<u32>().ok()?);
    let iso = format!("{year:04}-{month:02}-{day:02}T{clock}");
    EventTime::parse_zoneless(&iso).map(|_| iso)
}

/// The order that a text of many dates shows; `None` where none of them does.
pub(crate) fn order_shown<'a>(dates: impl Iterator<Item = &'a str>) -> Option<DateOrder> {
    dates.filter_map(|date| Parts::of(date)?.order()).next()
}

/// A date in ISO form, and the order that had to be taken for granted; dates that are ISO already stay as they are.
/// `None` where it is no date.
pub(crate) fn to_iso(text: &str, shown: Option<DateOrder>) -> Option<(String, Option<DateOrder>)> {
    if let Some(iso) = of_kibana(text) {
        return Some((iso, None));
    }
    let Some(parts) = Parts::of(text) else {
        return EventTime::parse_zoneless(text).map(|_| (text.trim().to_owned(), None));
    };
    if let Some(order) = parts.order() {
        return parts.iso(order).map(|iso| (iso, None));
    }
    let order = shown.unwrap_or_else(|| parts.usual());
    parts.iso(order).map(|iso| (iso, Some(order)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_many_settings() {
        let day = Some(DateOrder::DayFirst);
        let month = Some(DateOrder::MonthFirst);
        let table = [
            ("3/14/2024 1:54:16 PM", None, Some(("2024-03-14T13:54:16", None))),
            ("3/14/2024, 1:54:16.613 PM", None, Some(("2024-03-14T13:54:16.613", None))),
            ("14/03/2024 13:54:16", None, Some(("2024-03-14T13:54:16", None))),
            ("26.02.2020 22:00:27", None, Some(("2020-02-26T22:00:27", None))),
            ("3/4/2024 12:00:01 AM", None, Some(("2024-03-04T00:00:01", month))),
            ("03/04/2024 12:00:01", None, Some(("2024-04-03T12:00:01", day))),
            ("03/04/2024 12:00:01", month, Some(("2024-03-04T12:00:01", month))),
            ("01.02.2024 9:05:00", None, Some(("2024-02-01T09:05:00", day))),
            ("2024-03-14 13:54:16", None, Some(("2024-03-14 13:54:16", None))),
            ("31/31/2024 13:54:16", None, None),
            ("13/14/2024 13:54:16", None, None),
            ("3/14/2024 13:54:16 PM", None, None),
            ("Nov 3, 2026 @ 10:11:12.123", None, Some(("2026-11-03T10:11:12.123", None))),
            ("Nov 31, 2026 @ 10:11:12.123", None, None),
            ("yesterday", None, None),
            ("", None, None),
        ];
        for (text, shown, wanted) in table {
            let wanted = wanted.map(|(iso, order)| (iso.to_owned(), order));
            assert_eq!(to_iso(text, shown), wanted, "{text}");
        }
        let dates = ["01/02/2024 1:00:00", "x", "30/02/2024 1:00:00", "02/13/2024 1:00:00"];
        assert_eq!(order_shown(dates.into_iter()), day);
        assert_eq!(order_shown(dates.into_iter().take(1)), None);
    }
}
