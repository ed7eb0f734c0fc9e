//! How much is told of each incident: less, the more incidents there are, so that a page stays small enough for a mail.

/// Rows and marks that one incident may have. What is left out is counted beside what is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Richness {
    /// Rows of a table of accounts, sources, hosts.
    pub(super) rows: usize,
    /// Rows of evidence.
    pub(super) evidence: usize,
    /// Accounts that have a row of their own in its picture.
    pub(super) lanes: usize,
    /// Marks of a picture, and tries of its data; with 0 there is only the small one beside the title.
    pub(super) marks: usize,
    /// Names of accounts and of sources in its data; the others share one.
    pub(super) names: usize,
    /// Parts of the score.
    pub(super) factors: usize,
    /// Whether the bands between sources and accounts are drawn without the script too.
    pub(super) bands: bool,
}

/// How richly incidents are told: the richest first. Beyond the last there is nothing to leave out.
pub(super) const LEVELS: usize = 5;

impl Richness {
    /// The richest level that may fit with so many incidents: what follows is tried where it does not.
    pub(super) fn first_level(incidents: usize) -> usize {
        match incidents {
            0..=30 => 0,
            31..=80 => 1,
            81..=250 => 2,
            _ => 3,
        }
    }

    /// For each incident at a level; an alarm is told more richly than others.
    pub(super) fn of(level: usize, alarm: bool) -> Self {
        let full = Richness {
            rows: 25,
            evidence: 20,
            lanes: 18,
            marks: 1_500,
            names: 40,
            factors: usize::MAX,
            bands: true,
        };
        let lean = |rows: usize, factors: usize| Richness {
            rows,
            evidence: 2,
            lanes: 0,
            marks: 0,
            names: 0,
            factors,
            bands: false,
        };
        match (level, alarm) {
            (0, _) => full,
            (1, _) => Richness { rows: 12, evidence: 10, marks: 500, ..full },
            (2, true) => Richness { lanes: 8, marks: 100, names: 12, ..lean(4, 6) },
            (2, false) => lean(3, 3),
            (3, true) => Richness { lanes: 4, marks: 40, names: 6, ..lean(3, 5) },
            (3, false) => lean(1, 2),
            (_, true) => lean(2, 3),
            (_, false) => lean(1, 1),
        }
    }
}
