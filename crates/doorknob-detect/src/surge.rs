//! The global change detector: many sources, each with a try or two on another account, that no single view can see.
//!
//! After Javed & Paxson 2013: a site-wide statistic (unfamiliar sources whose first contacts fail) changes against what
//! is usual for the site, and then the participants are sorted out: those that fail in the same way (logon type, package,
//! process) within the epoch. What is usual is overdispersed, so the tail is negative binomial, not Poisson.

use crate::ablation::Part;
use crate::features::is_scanner;
use crate::pair::{Familiarity, Pair, PairId};
use crate::state::State;
use doorknob_event::activity::{Directory, SourceKind};
use doorknob_event::interner::Signature;
use doorknob_event::time::{DAY, EventTime, HOUR};
use std::collections::{BTreeMap, BTreeSet};

/// An epoch found, and when it could first be told.
#[derive(Debug)]
pub(crate) struct Surge {
    pub(crate) pairs: Vec<PairId>,
    pub(crate) detected: (EventTime, u64),
}

/// Window over which sources are counted, and the pause that ends an epoch.
const SCALES: [(i64, i64); 3] = [(HOUR, HOUR), (8 * HOUR, 6 * HOUR), (2 * DAY, DAY)];
/// Nats against chance: with three scales and some twenty signatures watched, exp(-9) is about one false epoch in a month
/// of 10-minute bins (detection notes C4, h = 9).
const NATS: f64 = 9.0;
/// Dispersion of the negative binomial; 2 is what the design notes measured for failure counts of 10-minute bins.
const DISPERSION: f64 = 2.0;
/// Fewest sources that are called a surge, whatever the odds.
const SOURCES_MIN: usize = 6;

/// Finds epochs among pairs that no other finding has claimed.
pub(crate) fn surges(pairs: &[PairId], state: &State, directory: &Directory) -> Vec<Surge> {
    if state.without == Some(Part::ChangeDetector) {
        return Vec::new();
    }
    let mut by_signature: BTreeMap<Way, Vec<PairId>> = BTreeMap::new();
    for id in pairs {
        let pair = state.pair(*id);
        let named = !matches!(directory.source(pair.source).kind, SourceKind::Process | SourceKind::Unknown);
        // A source that has logged on as somebody is no newcomer; its slips are not counted here.
        if pair.familiarity == Familiarity::Novel
            && pair.source_new
            && pair.is_unresolved()
            && !is_scanner(pair.source, state, directory)
            && named
            && pair.counts.guesses() > 0
        {
            by_signature.entry(way_of(pair, directory)).or_default().push(*id);
        }
    }
    let mut claimed: BTreeSet<PairId> = BTreeSet::new();
    let mut surges = Vec::new();
    for (window, pause) in SCALES {
        for pairs in by_signature.values_mut() {
            pairs.retain(|id| !claimed.contains(id));
            pairs.sort_by_key(|id| (state.pair(*id).first, *id));
            for surge in epochs(pairs, window, pause, state) {
                claimed.extend(surge.pairs.iter().copied());
                surges.push(surge);
            }
        }
    }
    surges
}

/// How a logon was asked for, by content: logon type, logon process, package. Records that state no logon process (NTLM
/// validation, Kerberos, RADIUS) are told apart by their event instead: what they give as package depends on how far the
/// answer came.
pub(crate) type Way = (u8, String, String);

/// How the logons of a pair were asked for.
pub(crate) fn way_of(pair: &Pair, directory: &Directory) -> Way {
    let signature: Signature = directory.interner.signature_of(pair.signature);
    let text = |id| directory.interner.text_of(id).to_lowercase();
    let process = text(signature.logon_process);
    if process.is_empty() {
        let kind = pair.first_kind().map_or_else(String::new, |kind| format!("{kind:?}"));
        return (signature.logon_type, String::new(), kind);
    }
    (signature.logon_type, process, text(signature.package))
}

/// Epochs of pairs with one signature, in order of first failure.
fn epochs(pairs: &[PairId], window: i64, pause: i64, state: &State) -> Vec<Surge> {
    let times: Vec<EventTime> = pairs.iter().map(|id| state.pair(*id).first).collect();
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Vec::new() };
    let mut found: Vec<Surge> = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while at < pairs.len() {
        while times[at].since(times[from]) > window {
            from += 1;
        }
        let sources: BTreeSet<_> = pairs[from..=at].iter().map(|id| state.pair(*id).source).collect();
        let outside = pairs.len() - (at + 1 - from);
        // At least one newcomer a day is usual anywhere; more where the rest of the data says so.
        let elapsed = last.since(*first).max(DAY) as f64;
        let usual = (outside as f64 * 0.5).max(elapsed / DAY as f64) * window as f64 / elapsed;
        if sources.len() >= SOURCES_MIN && tail_nats(sources.len() as f64, usual) >= NATS {
            let mut end = at;
            while end + 1 < pairs.len() && times[end + 1].since(times[end]) <= pause {
                end += 1;
            }
            let mut begin = from;
            while begin > 0 && times[begin].since(times[begin - 1]) <= pause {
                begin -= 1;
            }
            let detected_after = pairs[begin..=at].len() as u64;
            found.push(Surge { pairs: pairs[begin..=end].to_vec(), detected: (times[at], detected_after) });
            at = end + 1;
            from = at;
            continue;
        }
        at += 1;
    }
    found
}

/// `-ln P(X >= count)` for a negative binomial of this mean and [`DISPERSION`].
fn tail_nats(count: f64, mean: f64) -> f64 {
    let success = DISPERSION / (DISPERSION + mean);
    // P(X = k) by recurrence from P(0), summed below `count`; the rest is the tail, floored where doubles end.
    let mut probability = success.powf(DISPERSION);
    let mut below = 0.0;
    let mut k = 0.0;
    while k < count {
        below += probability;
        probability *= (DISPERSION + k) / (k + 1.0) * (1.0 - success);
        k += 1.0;
    }
    let tail = (1.0 - below).max(probability);
    -tail.max(1e-300).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_that_of_the_distribution() {
        // Mean 4, r = 2: P(X >= 1) = 1 - (1/3)^2.
        assert!((tail_nats(1.0, 4.0) + (1.0f64 - 1.0 / 9.0).ln()).abs() < 1e-12);
        assert!(tail_nats(20.0, 1.0) > 9.0);
        assert!(tail_nats(4.0, 1.0) < 5.0);
    }
}
