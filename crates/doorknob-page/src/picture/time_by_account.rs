//! Every try: time to the right, an account a row, coloured by source, the outcome as the mark's shape.

use super::axis::Axis;
use super::{COLOURS, colour, cut, svg, tick_labels};
use crate::markup::{Markup, escaped};
use crate::phrases;
use crate::tries::{Ending, IncidentTries, Try};
use askama::filters::Safe;
use doorknob_event::incident::Incident;
use doorknob_report::quantity::count;
use std::collections::{BTreeMap, BTreeSet};

/// Left end of the time axis.
const LEFT: f64 = 210.0;

const ROW: f64 = 20.0;
const TOP: f64 = 8.0;

/// The picture and its legend.
pub(crate) struct Drawn {
    pub(crate) picture: Markup,
    pub(crate) sources: Vec<LegendEntry>,
    pub(crate) endings: Vec<(&'static str, &'static str)>,
}

/// One colour.
pub(crate) struct LegendEntry {
    pub(crate) class: String,
    pub(crate) name: String,
    pub(crate) tries: String,
}

/// Rows and colours: accounts and sources by their tries, most first.
pub(crate) struct Ranks {
    /// Account index -> row.
    rows: BTreeMap<u32, usize>,
    /// Source index -> colour.
    colours: BTreeMap<u32, usize>,
}

impl Ranks {
    pub(crate) fn of(tries: &IncidentTries) -> Self {
        // Accounts that somebody got into come first, however few tries they took.
        let telling = |this: &Try| this.ending >= Ending::RightButBlocked;
        Ranks {
            rows: ranked(tries.tries.iter().map(|this| (this.account, telling(this), this.count))),
            colours: ranked(tries.tries.iter().map(|this| (this.source, telling(this), this.count))),
        }
    }

    pub(crate) fn row(&self, account: u32) -> usize {
        self.rows.get(&account).copied().unwrap_or(usize::MAX)
    }

    pub(crate) fn colour(&self, source: u32) -> usize {
        self.colours.get(&source).copied().unwrap_or(usize::MAX)
    }

    fn by_rank(ranks: &BTreeMap<u32, usize>) -> Vec<u32> {
        let mut ordered: Vec<(usize, u32)> = ranks.iter().map(|(index, rank)| (*rank, *index)).collect();
        ordered.sort_unstable();
        ordered.into_iter().map(|(_, index)| index).collect()
    }

    /// Account indices, first row first.
    pub(crate) fn accounts(&self) -> Vec<u32> {
        Self::by_rank(&self.rows)
    }

    /// Source indices, first colour first.
    pub(crate) fn sources(&self) -> Vec<u32> {
        Self::by_rank(&self.colours)
    }
}

fn ranked(counts: impl Iterator<Item = (u32, bool, u32)>) -> BTreeMap<u32, usize> {
    let mut sums: BTreeMap<u32, (bool, u64)> = BTreeMap::new();
    for (index, telling, count) in counts {
        let sum = sums.entry(index).or_default();
        sum.0 |= telling;
        sum.1 = sum.1.saturating_add(u64::from(count));
    }
    let mut ordered: Vec<(u32, (bool, u64))> = sums.into_iter().collect();
    ordered.sort_by(|one, two| two.1.cmp(&one.1).then(one.0.cmp(&two.0)));
    ordered.into_iter().enumerate().map(|(rank, (index, _))| (index, rank)).collect()
}

/// With a row for each of `lanes` accounts, the others sharing one, and at most about `limit` marks: tries that lie too close to each other for that are one. `None` without tries.
pub(crate) fn draw(incident: &Incident, tries: &IncidentTries, lanes: usize, limit: usize) -> Option<Drawn> {
    let first = tries.tries.first()?.time.min(incident.first_seen);
    let last = tries.tries.iter().map(|this| this.time).max()?.max(incident.last_seen);
    let axis = Axis { first, last, left: LEFT, right: 846.0 };
    let ranks = Ranks::of(tries);
    let accounts = ranks.accounts();
    let rows = accounts.len().min(lanes + 1);
    let bottom = TOP + rows as f64 * ROW;
    let mut content = grid(&axis, bottom);
    content.push_str(&row_labels(incident, &accounts, rows, lanes));
    content.push_str(&few_marks(tries, &axis, &ranks, lanes, limit).drawn());
    let label = format!(
        "Tries over time: {} by row, coloured by source",
        doorknob_report::quantity::counted(accounts.len() as u64, "account", "accounts")
    );
    Some(Drawn {
        picture: Safe(svg("chart", 860.0, bottom + 24.0, &label, &content)),
        sources: source_legend(incident, tries, &ranks),
        endings: endings(tries),
    })
}

fn grid(axis: &Axis, bottom: f64) -> String {
    let mut content = String::new();
    for tick in axis.ticks(6) {
        content.push_str(&format!("<path class=\"grid\" d=\"M{:.0} {TOP}V{bottom:.0}\"/>", tick.x));
    }
    content + &tick_labels(axis, 6, bottom + 16.0)
}

fn row_labels(incident: &Incident, accounts: &[u32], rows: usize, lanes: usize) -> String {
    let mut content = String::from("<g class=\"rows\">");
    let mut lines = String::new();
    for row in 0..rows {
        let y = TOP + (row as f64 + 0.5) * ROW;
        let label = if row == lanes {
            format!("{} other accounts", count((accounts.len() - lanes) as u64))
        } else {
            accounts.get(row).map(|index| phrases::account_at(incident, *index)).unwrap_or_default()
        };
        lines.push_str(&format!("M{LEFT} {y}H846"));
        let x = LEFT - 10.0;
        content.push_str(&format!("<text x=\"{x}\" y=\"{}\">{}</text>", y + 4.0, escaped(&cut(&label, 30))));
    }
    format!("<path class=\"grid\" d=\"{lines}\"/>{content}</g>")
}

/// Marks by look and place, so that those on the same spot are one.
#[derive(Default)]
struct Marks {
    /// Failures: (colour, size) -> (column, row).
    dots: BTreeMap<(usize, usize), BTreeSet<(i64, usize)>>,
    /// Refusals because the account is locked.
    crosses: BTreeMap<usize, BTreeSet<(i64, usize)>>,
    /// Whatever shows a password to be known to whoever tried.
    telling: BTreeSet<(Ending, usize, i64, usize)>,
}

/// The columns of a mark are `grid` apart, as fine as `limit` allows.
fn few_marks(tries: &IncidentTries, axis: &Axis, ranks: &Ranks, lanes: usize, limit: usize) -> Marks {
    let mut grid = 2;
    loop {
        let marks = Marks::of(tries, axis, ranks, lanes, grid);
        if grid >= 64 || marks.number() <= limit {
            return marks;
        }
        grid *= 2;
    }
}

impl Marks {
    fn of(tries: &IncidentTries, axis: &Axis, ranks: &Ranks, lanes: usize, grid: i64) -> Self {
        let mut places: BTreeMap<(usize, i64, usize), u64> = BTreeMap::new();
        let mut marks = Marks::default();
        for this in &tries.tries {
            let (x, row) = (axis.x(this.time) as i64 / grid * grid, ranks.row(this.account).min(lanes));
            let colour = ranks.colour(this.source).min(COLOURS);
            match this.ending {
                Ending::Failed => *places.entry((colour, x, row)).or_default() += u64::from(this.count),
                Ending::Locked => {
                    marks.crosses.entry(colour).or_default().insert((x, row));
                }
                Ending::LoggedOn | Ending::RightButBlocked | Ending::GotIn => {
                    marks.telling.insert((this.ending, colour, x, row));
                }
            }
        }
        for ((colour, x, row), number) in places {
            let size = match number {
                0..=1 => 0,
                2..=9 => 1,
                _ => 2,
            };
            marks.dots.entry((colour, size)).or_default().insert((x, row));
        }
        marks
    }

    fn number(&self) -> usize {
        self.dots.values().chain(self.crosses.values()).map(BTreeSet::len).sum::<usize>() + self.telling.len()
    }

    /// What is worse lies on top.
    fn drawn(&self) -> String {
        let y = |row: usize| TOP + (row as f64 + 0.5) * ROW;
        let mut content = String::new();
        for ((colour, size), places) in &self.dots {
            let path: String = places.iter().map(|(x, row)| format!("M{x} {}h0", y(*row))).collect();
            content
                .push_str(&format!("<path class=\"dot d{size} {}\" d=\"{path}\"/>", super::colour(*colour)));
        }
        for (colour, places) in &self.crosses {
            let path: String =
                places.iter().map(|(x, row)| format!("M{} {}l6 6m0-6l-6 6", x - 3, y(*row) - 3.0)).collect();
            content.push_str(&format!("<path class=\"cross {}\" d=\"{path}\"/>", super::colour(*colour)));
        }
        for (ending, colour, x, row) in &self.telling {
            let class = sign(*ending);
            content.push_str(&format!(
                "<path class=\"{class} {}\" d=\"M{x} {}l7 7l-7 7l-7-7z\"/>",
                super::colour(*colour),
                y(*row) - 7.0
            ));
        }
        content
    }
}

fn source_legend(incident: &Incident, tries: &IncidentTries, ranks: &Ranks) -> Vec<LegendEntry> {
    let mut sums: BTreeMap<u32, u64> = BTreeMap::new();
    for this in &tries.tries {
        *sums.entry(this.source).or_default() += u64::from(this.count);
    }
    let sum = |index: &u32| sums.get(index).copied().unwrap_or(0);
    let sources = ranks.sources();
    if sources.len() < 2 {
        return Vec::new();
    }
    let (own, shared) = sources.split_at(sources.len().min(COLOURS));
    let mut entries: Vec<LegendEntry> = own
        .iter()
        .enumerate()
        .map(|(at, index)| LegendEntry {
            class: colour(at),
            name: incident.sources.get(*index as usize).map(phrases::source).unwrap_or_default(),
            tries: count(sum(index)),
        })
        .collect();
    if !shared.is_empty() {
        entries.push(LegendEntry {
            class: colour(COLOURS),
            name: doorknob_report::quantity::counted(shared.len() as u64, "other source", "other sources"),
            tries: count(shared.iter().map(sum).sum()),
        });
    }
    entries
}

/// Class and words of each ending that occurs.
fn endings(tries: &IncidentTries) -> Vec<(&'static str, &'static str)> {
    let occurring: BTreeSet<Ending> = tries.tries.iter().map(|this| this.ending).collect();
    occurring.iter().map(|ending| (sign(*ending), ending.text())).collect()
}

/// Class of an ending's mark.
fn sign(ending: Ending) -> &'static str {
    match ending {
        Ending::Failed => "failed",
        Ending::Locked => "locked",
        Ending::LoggedOn => "on",
        Ending::RightButBlocked => "blocked",
        Ending::GotIn => "in",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::time::EventTime;

    fn at(second: i64, account: u32, source: u32, ending: Ending) -> Try {
        let time = EventTime::parse("2024-03-14T13:00:00Z").expect("a time").plus(second * 10_000_000);
        Try { time, account, source, ending, count: 1 }
    }

    #[test]
    fn who_was_got_into_has_the_first_row() {
        let tries = IncidentTries {
            tries: vec![at(0, 0, 0, Ending::Failed), at(1, 0, 0, Ending::Failed), at(2, 3, 1, Ending::GotIn)],
        };
        let ranks = Ranks::of(&tries);
        assert_eq!(ranks.accounts(), [3, 0]);
        assert_eq!(ranks.sources(), [1, 0]);
    }
}
