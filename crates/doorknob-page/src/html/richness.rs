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

impl Richness {
    /// For each of `incidents`; an alarm is told more richly than others.
    pub(super) fn of(incidents: usize, alarm: bool) -> Self {
        let full = Richness {
            rows: 25,
            evidence: 20,
            lanes: 18,
            marks: 1_500,
            names: 40,
            factors: usize::MAX,
            bands: true,
        };
        match (incidents, alarm) {
            (0..=30, _) => full,
            (31..=80, _) => Richness { rows: 12, evidence: 10, marks: 500, ..full },
            (81..=250, true) => {
                Richness { rows: 4, evidence: 2, lanes: 6, marks: 60, names: 12, factors: 6, bands: false }
            }
            (81..=250, false) => {
                Richness { rows: 3, evidence: 2, lanes: 0, marks: 0, names: 0, factors: 3, bands: false }
            }
            (_, true) => {
                Richness { rows: 3, evidence: 2, lanes: 4, marks: 40, names: 6, factors: 5, bands: false }
            }
            (_, false) => {
                Richness { rows: 1, evidence: 2, lanes: 0, marks: 0, names: 0, factors: 2, bands: false }
            }
        }
    }
}
