//! What a tool said that is not so.

use super::Placed;
use crate::names::same_account;
use doorknob_event::incident::Severity;
use doorknob_event::time::EventTime;
use doorknob_simulate::truth::{Kind, Truth};
use serde::Serialize;
use std::collections::BTreeMap;

/// Most sources listed of a false alarm.
const SOURCES_LISTED: usize = 5;

/// An alarm that is about no attack.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct FalseAlarm {
    /// In the tool's own words.
    pub title: String,
    /// Its severity, if the tool has such.
    pub severity: Option<Severity>,
    /// When it would have been raised.
    pub detected_at: Option<EventTime>,
    /// Where it says the attempts came from; the first five.
    pub sources: Vec<String>,
    /// Records behind it.
    pub records: u64,
    /// Class of the episode that holds most of its evidence; `None` where that is ordinary life.
    pub mostly: Option<String>,
    /// Share of the evidence in that episode, or in no episode.
    pub share: f64,
    /// Of what it was put together: classes of episodes with their share of the evidence, largest first; what is left is
    /// ordinary life.
    pub parts: Vec<Part>,
}

/// The part of an alarm's evidence that lies in episodes of one class.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Part {
    /// The class.
    pub class: String,
    /// Share of the evidence.
    pub share: f64,
}

/// An account that a tool says the attacker got into, and that no attack of the world did.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WrongCompromise {
    /// As the tool names it.
    pub name: String,
    /// As the tool names it.
    pub domain: String,
    /// The verdict that says so.
    pub title: String,
}

pub(super) fn describe(placed: &Placed, truth: &Truth) -> FalseAlarm {
    let total = placed.tally.total;
    let of_nobody = total.saturating_sub(placed.tally.records_in(|_| true));
    let (mostly, records) = match placed.tally.largest(|_| true) {
        Some((index, records)) if records >= of_nobody => {
            (truth.episodes.get(index).map(|episode| episode.class.clone()), records)
        }
        _ => (None, of_nobody),
    };
    let share = records as f64 / total.max(1) as f64;
    FalseAlarm {
        title: placed.verdict.title.clone(),
        severity: placed.verdict.severity,
        detected_at: placed.verdict.detected_at,
        sources: placed.verdict.sources.iter().take(SOURCES_LISTED).cloned().collect(),
        records: total,
        mostly,
        share,
        parts: parts(placed, truth),
    }
}

fn parts(placed: &Placed, truth: &Truth) -> Vec<Part> {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, records) in &placed.tally.by_episode {
        if let Some(episode) = truth.episodes.get(*index) {
            *classes.entry(&episode.class).or_default() += records.len();
        }
    }
    let share = |records: usize| records as f64 / placed.tally.total.max(1) as f64;
    let mut parts: Vec<Part> = classes
        .into_iter()
        .map(|(class, records)| Part { class: class.to_owned(), share: share(records) })
        .collect();
    parts.sort_by(|one, other| other.share.total_cmp(&one.share).then_with(|| one.class.cmp(&other.class)));
    parts
}

/// Named accounts that nobody got into, each once.
pub(super) fn wrong_compromises(placed: &[Placed], truth: &Truth) -> Vec<WrongCompromise> {
    let attacks = || truth.episodes.iter().filter(|episode| episode.kind == Kind::Attack);
    let mut wrong: Vec<WrongCompromise> = Vec::new();
    for Placed { verdict, .. } in placed {
        for account in &verdict.compromised {
            let named = (account.name.as_str(), account.domain.as_str());
            let is_true = attacks()
                .flat_map(|attack| &attack.compromised)
                .any(|truth| same_account(named, (&truth.name, &truth.domain)));
            let known = wrong.iter().any(|other| same_account(named, (&other.name, &other.domain)));
            if !is_true && !known {
                wrong.push(WrongCompromise {
                    name: account.name.clone(),
                    domain: account.domain.clone(),
                    title: verdict.title.clone(),
                });
            }
        }
    }
    wrong
}
