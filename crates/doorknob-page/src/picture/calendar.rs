//! Failures by day and hour, or by week and weekday where the days are many: when it happens shows who it is.

use super::{svg, text};
use crate::markup::Markup;
use crate::phrases::date;
use crate::tries::HourOfFailures;
use askama::filters::Safe;
use doorknob_event::time::{DAY, EventTime, HOUR};
use doorknob_report::quantity::count;
use std::collections::BTreeMap;

/// Most days that have a row each; more are shown by weeks.
const DAY_ROWS_MAX: i64 = 42;

/// Most weeks that have a column each.
const WEEKS_MAX: i64 = 53;

/// Shades, beside the one for nothing.
const SHADES: usize = 5;

/// The picture, and what it leaves out.
pub(crate) struct Calendar {
    pub(crate) picture: Markup,
    /// What a cell is, for example `an hour`.
    pub(crate) cell: &'static str,
    /// Most in a cell.
    pub(crate) highest: u64,
    /// Failures before the first week that is drawn.
    pub(crate) before: u64,
}

/// `None` without failures.
pub(crate) fn calendar(hours: &BTreeMap<EventTime, HourOfFailures>) -> Option<Calendar> {
    let first = hours.first_key_value()?.0.bin(DAY);
    let last = hours.last_key_value()?.0.bin(DAY);
    Some(if last - first < DAY_ROWS_MAX { by_day(hours, first, last) } else { by_week(hours, last) })
}

fn by_day(hours: &BTreeMap<EventTime, HourOfFailures>, first: i64, last: i64) -> Calendar {
    let (left, cell, row) = (108.0, 31.0, 17.0);
    let highest = hours.values().map(|hour| hour.all).max().unwrap_or(0);
    let mut cells = Cells::new(cell - 2.0, row - 2.0, highest);
    for day in first..=last {
        for hour in 0..24 {
            let time = EventTime(day * DAY + hour * HOUR);
            let failures = hours.get(&time).map_or(0, |hour| hour.all);
            cells.add(left + hour as f64 * cell, 22.0 + (day - first) as f64 * row, failures);
        }
    }
    let mut content = cells.paths();
    for hour in (0..24).step_by(3) {
        content.push_str(&text(left + f64::from(hour) * cell, 14.0, "tick start", &format!("{hour:02}:00")));
    }
    for day in first..=last {
        let time = EventTime(day * DAY);
        let label = format!("{} {}", date(time), WEEKDAYS.get(time.weekday() as usize).unwrap_or(&""));
        content.push_str(&text(left - 8.0, 22.0 + (day - first) as f64 * row + 12.0, "tick end", &label));
    }
    let height = 26.0 + (last - first + 1) as f64 * row;
    let label = "Failed logons by day and hour of day, in UTC";
    let picture = format!(
        "<div class=\"heat\" data-kind=\"hours\" data-first=\"{first}\" data-left=\"{left}\" data-top=\"22\" data-cell=\"{cell}\" data-row=\"{row}\">{}</div>",
        svg("chart calendar", 860.0, height, label, &content)
    );
    Calendar { picture: Safe(picture), cell: "an hour", highest, before: 0 }
}

fn by_week(hours: &BTreeMap<EventTime, HourOfFailures>, last: i64) -> Calendar {
    let (left, cell, row) = (52.0, 15.0, 15.0);
    let mut days: BTreeMap<i64, u64> = BTreeMap::new();
    for (hour, failures) in hours {
        let day = days.entry(hour.bin(DAY)).or_default();
        *day = day.saturating_add(failures.all);
    }
    let monday = |day: i64| day - i64::from(EventTime(day * DAY).weekday());
    let first_drawn = monday(last) - (WEEKS_MAX - 1) * 7;
    let first_seen = days.first_key_value().map_or(last, |(day, _)| monday(*day));
    let first = first_drawn.max(first_seen);
    let before = days.range(..first).fold(0u64, |sum, (_, failures)| sum.saturating_add(*failures));
    let highest = days.range(first..).map(|(_, failures)| *failures).max().unwrap_or(0);
    let mut cells = Cells::new(cell - 2.0, row - 2.0, highest);
    let mut content = String::new();
    let mut month_before = String::new();
    for day in first..=last {
        let (week, weekday) = ((day - first) / 7, (day - first) % 7);
        let x = left + week as f64 * cell;
        cells.add(x, 22.0 + weekday as f64 * row, days.get(&day).copied().unwrap_or(0));
        let month = date(EventTime(day * DAY)).get(..7).unwrap_or("").to_owned();
        if weekday == 0 && month != month_before {
            // The year stands at its first month; labels three weeks apart do not touch.
            let shown = if month_before.get(..4) == month.get(..4) {
                month.get(5..).unwrap_or("")
            } else {
                month.as_str()
            };
            content.push_str(&text(x, 14.0, "tick start", shown));
            month_before = month;
        }
    }
    content.insert_str(0, &cells.paths());
    for (weekday, name) in WEEKDAYS.iter().enumerate().step_by(2) {
        content.push_str(&text(left - 8.0, 22.0 + weekday as f64 * row + 11.0, "tick end", name));
    }
    let label = "Failed logons by week and weekday, in UTC";
    let picture = format!(
        "<div class=\"heat\" data-kind=\"days\" data-first=\"{first}\" data-left=\"{left}\" data-top=\"22\" data-cell=\"{cell}\" data-row=\"{row}\">{}</div>",
        svg("chart calendar", 860.0, 26.0 + 7.0 * row, label, &content)
    );
    Calendar { picture: Safe(picture), cell: "a day", highest, before }
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Squares of each shade as one path.
struct Cells {
    shades: [String; SHADES + 1],
    width: f64,
    height: f64,
    highest: u64,
}

impl Cells {
    fn new(width: f64, height: f64, highest: u64) -> Self {
        Cells { shades: Default::default(), width, height, highest }
    }

    fn add(&mut self, x: f64, y: f64, failures: u64) {
        let shade = shade(failures, self.highest);
        if let Some(path) = self.shades.get_mut(shade) {
            path.push_str(&format!("M{x:.0} {y:.0}h{w:.0}v{:.0}h-{w:.0}z", self.height, w = self.width));
        }
    }

    fn paths(&self) -> String {
        let drawn = |(shade, path): (usize, &String)| match path.is_empty() {
            true => String::new(),
            false => format!("<path class=\"h{shade}\" d=\"{path}\"/>"),
        };
        self.shades.iter().enumerate().map(drawn).collect()
    }
}

/// By the square root: what stands out does, and a single failure is still seen beside 40,000.
pub(crate) fn shade(failures: u64, highest: u64) -> usize {
    if failures == 0 {
        return 0;
    }
    let share = (failures as f64 / highest.max(failures) as f64).sqrt();
    ((share * SHADES as f64).ceil() as usize).clamp(1, SHADES)
}

impl Calendar {
    /// `a cell is an hour, the darkest 1,204`.
    pub(crate) fn legend(&self) -> String {
        let mut text = format!(
            "A cell is {}, the fullest {} failures; shades go by the square root.",
            self.cell,
            count(self.highest)
        );
        if self.before > 0 {
            text.push_str(&format!(" {} earlier failures are not drawn.", count(self.before)));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(times: &[(&str, u64)]) -> BTreeMap<EventTime, HourOfFailures> {
        times
            .iter()
            .map(|(time, all)| {
                (EventTime::parse(time).expect("a time"), HourOfFailures { all: *all, attacks: 0 })
            })
            .collect()
    }

    #[test]
    fn few_days_have_rows_many_have_weeks_and_the_rest_is_told() {
        assert!(calendar(&BTreeMap::new()).is_none());
        let days = calendar(&hours(&[("2024-03-14T13:00:00Z", 4)])).expect("a picture");
        assert!(days.picture.0.contains("2024-03-14 Thu") && days.picture.0.contains("class=\"h5\""));
        let weeks =
            calendar(&hours(&[("2022-01-01T13:00:00Z", 7), ("2024-03-14T13:00:00Z", 4)])).expect("a picture");
        assert_eq!((weeks.before, weeks.cell), (7, "a day"));
        assert!(weeks.legend().contains("7 earlier failures are not drawn"));
    }

    #[test]
    fn shades_grow_with_the_square_root() {
        let shades: Vec<usize> =
            [0, 1, 400, 1_000, 3_000, 6_000, 10_000].iter().map(|n| shade(*n, 10_000)).collect();
        assert_eq!(shades, [0, 1, 1, 2, 3, 4, 5]);
        assert_eq!(shade(5, 0), 5);
    }
}
