//! Splunk: the family "Windows Unusual Count Of Users Failed To Auth ...": more than ten users in a bin of five minutes,
//! and at least three standard deviations above the source's own mean over the search.
//!
//! Restated from splunk/security_content `detections/endpoint` (October 2024): mean and sample deviation over the bins
//! that the source populates. With n bins no value can lie further than (n - 1) / sqrt(n) deviations from the mean
//! (Shiffler 1988), so a source with two to ten such bins can never exceed three unless all its bins are equal; with one
//! bin the deviation is 0 and ten users are enough.

use super::alerts::{Alerts, Firing, RecordKey};
use super::splunk_thresholds::{FAMILIES, Family};
use super::view::FlatEvent;
use super::{Rival, Rule};
use doorknob_event::time::{EventTime, MINUTE};
use std::collections::{BTreeMap, BTreeSet};

const BIN: i64 = 5 * MINUTE;
const USERS_MORE_THAN: usize = 10;
const DEVIATIONS: f64 = 3.0;

pub(super) fn rival() -> Rival {
    Rival::new(
        "Splunk, 3 sigma",
        "Windows Unusual Count Of Users Failed To Auth: more than 10 users in 5 minutes and 3 sigma above the source's mean",
        FAMILIES
            .iter()
            .map(|&family| Box::new(ThreeSigma { family, sources: BTreeMap::new() }) as Box<dyn Rule>)
            .collect(),
    )
}

#[derive(Default)]
struct Bin {
    users: BTreeSet<String>,
    records: Vec<RecordKey>,
}

struct ThreeSigma {
    family: Family,
    sources: BTreeMap<String, BTreeMap<i64, Bin>>,
}

impl Rule for ThreeSigma {
    fn observe(&mut self, event: &FlatEvent<'_>, alerts: &mut Alerts) {
        if !(self.family.filter)(event) {
            return;
        }
        let bins = self.sources.entry((self.family.group)(event)).or_default();
        let bin = bins.entry(event.time.bin(BIN)).or_default();
        bin.users.insert(event.user());
        bin.records.push(alerts.record(event.host, event.record_id));
    }

    fn finish(&mut self, alerts: &mut Alerts) {
        for (group, bins) in &self.sources {
            let counts: Vec<f64> = bins.values().map(|bin| bin.users.len() as f64).collect();
            let bound = bound(&counts);
            for (number, bin) in bins {
                if bin.users.len() > USERS_MORE_THAN && bin.users.len() as f64 >= bound {
                    // The search says so when the bin is full.
                    let firing = Firing {
                        rule: self.family.name,
                        group,
                        at: EventTime((number + 1) * BIN),
                        techniques: &["T1110.003"],
                        source: self.family.source.map(|_| group.split('\u{1f}').next().unwrap_or(group)),
                        compromised: None,
                    };
                    alerts.fire(&firing, bin.records.iter().copied());
                }
            }
        }
    }
}

/// Mean plus three sample deviations.
fn bound(counts: &[f64]) -> f64 {
    let n = counts.len() as f64;
    let mean = counts.iter().sum::<f64>() / n.max(1.0);
    let squares: f64 = counts.iter().map(|count| (count - mean) * (count - mean)).sum();
    let deviation = if counts.len() < 2 { 0.0 } else { (squares / (n - 1.0)).sqrt() };
    mean + DEVIATIONS * deviation
}

#[cfg(test)]
mod tests {
    use super::bound;

    #[test]
    fn few_bins_can_never_be_unusual() {
        assert!((bound(&[40.0, 40.0, 12.0]) - 79.2).abs() < 0.1);
        let mut bins = [1.0; 10];
        bins[0] = 200.0;
        assert!((bound(&bins) - 209.7).abs() < 0.1, "200 is not flagged");
        assert_eq!(bound(&[15.0]), 15.0, "one bin has no deviation and is flagged");
    }
}
