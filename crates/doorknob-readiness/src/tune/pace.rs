//! The unit in which a rate is a number that people can picture: 0.12 a day is 3.6 a month.

/// A length of time by which alerts are counted.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pace {
    /// `day`.
    pub word: &'static str,
    days: f64,
}

const PACES: [Pace; 4] = [
    Pace { word: "day", days: 1.0 },
    Pace { word: "week", days: 7.0 },
    Pace { word: "month", days: 30.0 },
    Pace { word: "year", days: 365.0 },
];

impl Pace {
    /// The shortest in which the most frequent happens at least once; no longer than the history, which says nothing of more.
    pub fn fitting(most_per_day: f64, history_days: f64) -> Self {
        let [day, ..] = PACES;
        let known = PACES.into_iter().filter(|pace| pace.days <= history_days.max(1.0));
        let mut longest = day;
        for pace in known {
            longest = pace;
            if pace.of(most_per_day) >= 1.0 {
                break;
            }
        }
        longest
    }

    /// The rate in this unit.
    pub fn of(self, per_day: f64) -> f64 {
        per_day * self.days
    }

    /// `3.6 a month`.
    pub fn text(self, per_day: f64) -> String {
        format!("{} a {}", self.number(per_day), self.word)
    }

    /// `3.6 alerts a month`.
    pub fn text_of(self, per_day: f64, what: &str) -> String {
        format!("{} {what} a {}", self.number(per_day), self.word)
    }

    fn number(self, per_day: f64) -> String {
        match self.of(per_day) {
            rate if rate > 0.0 && rate < 0.05 => "under 0.1".to_owned(),
            rate if rate < 10.0 && rate.fract() != 0.0 => format!("{rate:.1}"),
            rate => format!("{rate:.0}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_told_in_a_unit_that_holds_at_least_one() {
        let table = [
            (4.24, 10.0, "4.2 a day"),
            (3.0, 10.0, "3 a day"),
            (340.2, 10.0, "340 a day"),
            (0.5, 30.0, "3.5 a week"),
            (0.5, 2.0, "0.5 a day"),
            (0.12, 150.0, "3.6 a month"),
            (9.0 / 2562.0, 2562.0, "1.3 a year"),
            (0.0, 400.0, "0 a year"),
            (0.001, 20.0, "under 0.1 a week"),
        ];
        for (per_day, days, wanted) in table {
            assert_eq!(Pace::fitting(per_day, days).text(per_day), wanted);
        }
    }
}
