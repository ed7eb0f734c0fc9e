//! What was judged, told or not: for whoever asks why something was not told.

use crate::features::Features;
use crate::findings::{Finding, View, findings};
use crate::incident::factors;
use crate::judge::attack_lead;
use crate::pair::PairId;
use crate::state::State;
use crate::weights::terms;
use doorknob_event::activity::{AccountId, Directory, SourceId};
use doorknob_event::incident::{Factor, Verdict};
use doorknob_event::time::EventTime;
use std::collections::BTreeMap;

/// A set of tries that was judged together.
#[derive(Clone, PartialEq, Debug)]
pub struct JudgedSet {
    /// Accounts with their failures, the most failed first.
    pub accounts: Vec<(AccountId, u64)>,
    /// Sources, likewise.
    pub sources: Vec<(SourceId, u64)>,
    /// First try.
    pub first: EventTime,
    /// Last try.
    pub last: EventTime,
    /// Failed tries.
    pub tries: u64,
    /// What it would be told as by itself.
    pub verdict: Verdict,
    /// Best explanation, in words.
    pub class: &'static str,
    /// Nats by which the best attack leads the best harmless explanation; negative: it lags.
    pub attack_lead: f64,
    /// Parts of the judgement.
    pub factors: Vec<Factor>,
}

/// Sets that hold a wanted pair: those that the detectors pointed at, else all that is wanted as one set.
pub(crate) fn judged(
    state: &State,
    directory: &Directory,
    wanted: impl Fn(AccountId, SourceId) -> bool,
) -> Vec<JudgedSet> {
    let is_wanted = |id: &PairId| {
        let pair = state.pair(*id);
        wanted(pair.account, pair.source)
    };
    let mut sets: Vec<Finding> = findings(state, directory);
    sets.retain(|finding| finding.pairs.iter().any(is_wanted));
    if sets.is_empty() {
        let pairs = (0..state.pairs.len() as u32).map(PairId).filter(is_wanted);
        let pairs: Vec<PairId> = pairs.filter(|id| state.pair(*id).counts.failures() > 0).collect();
        sets.extend(Finding::new(View::Account, pairs, state, directory));
    }
    sets.iter().map(|finding| set(finding, state)).collect()
}

fn set(finding: &Finding, state: &State) -> JudgedSet {
    let features: &Features = &finding.features;
    let (mut accounts, mut sources) = (BTreeMap::new(), BTreeMap::new());
    for id in &finding.pairs {
        let pair = state.pair(*id);
        *accounts.entry(pair.account).or_default() += u64::from(pair.counts.failures());
        *sources.entry(pair.source).or_default() += u64::from(pair.counts.failures());
    }
    JudgedSet {
        accounts: most_first(accounts),
        sources: most_first(sources),
        first: features.first,
        last: features.last,
        tries: features.tries,
        verdict: finding.judgement.verdict,
        class: finding.judgement.class.text(),
        attack_lead: attack_lead(features),
        factors: factors(&finding.judgement, &terms(features)),
    }
}

/// Ties keep the order of ids, which follows the order in which they were first seen.
fn most_first<T: Copy + Ord>(sums: BTreeMap<T, u64>) -> Vec<(T, u64)> {
    let mut rows: Vec<(T, u64)> = sums.into_iter().collect();
    rows.sort_by_key(|(_, failures)| std::cmp::Reverse(*failures));
    rows
}
