//! One tool in one world: what it found, what it missed, where it cried wolf, what it named.
//!
//! ## When is a verdict about an attack?
//! When at least half of its evidence lies in attacks ([`MATCH_SHARE`]); it is then about the one that holds most of it.
//! Else it is about the nuisance that holds at least half of it, else about ordinary life.
//!
//! Half, because a person who opens the alert and looks at any of its records should more likely than not be looking at
//! an attack. One attack only, because an alert has one title: what joins two attacks tells of one of them, and the other
//! is missed. A demand on the share of the *attack* that must be covered is not made here. It would forbid what is
//! wanted, an early alarm on a long attack; pieces are counted by [`AttackScore::incidents`] and
//! [`AttackScore::attributed`] instead.
//!
//! An attack is **found** when an alarm ([`ToolVerdict::is_alarm`]) is about it. An alarm that is about no attack is
//! **false**, also where a smaller part of its evidence lies in one.
//!
//! ## What can be known
//! An attack that left no record in the collected logs that says how an attempt ended can be found by nobody: it is
//! listed as not knowable and left out of every share.

mod attack;
mod false_alarm;
mod nuisance;

pub use attack::{AttackParameters, AttackScore, Detection, WhyMissed};
pub use false_alarm::{FalseAlarm, Part, WrongCompromise};
pub use nuisance::{MisconfigurationScore, NuisanceScore};

use crate::answer_key::{AnswerKey, EpisodeIndex, Tally};
use crate::verdict::ToolVerdict;
use doorknob_event::incident::{Severity, Verdict};
use doorknob_simulate::truth::{Kind, Truth};
use serde::Serialize;
use std::collections::BTreeMap;

/// Least share of a verdict's evidence that lies in attacks, if it is about one; or in the nuisance that it is about.
pub const MATCH_SHARE: f64 = 0.5;

/// A tool's result in one world.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Score {
    /// Seed of the world.
    pub seed: u64,
    /// Records that the world delivered.
    pub events: u64,
    /// Verdicts given, by word.
    pub verdicts: BTreeMap<&'static str, u64>,
    /// Alarms among them: `attack` of medium severity or above.
    pub alarms: u64,
    /// Every attack of the world.
    pub attacks: Vec<AttackScore>,
    /// Every nuisance of the world.
    pub nuisances: Vec<NuisanceScore>,
    /// Alarms about no attack.
    pub false_alarms: Vec<FalseAlarm>,
    /// Accounts that the tool says the attacker got into, and did not.
    pub wrong_compromises: Vec<WrongCompromise>,
}

/// What a verdict said about an episode.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Told {
    /// Its word.
    pub verdict: Verdict,
    /// Its severity, if the tool has such.
    pub severity: Option<Severity>,
    /// Share of the episode's outcome records among its evidence.
    pub share_of_episode: f64,
    /// Share of its evidence that lies in the episode.
    pub share_of_evidence: f64,
    /// In its own words.
    pub title: String,
}

/// A verdict beside its place in the truth.
pub(crate) struct Placed {
    pub(crate) verdict: ToolVerdict,
    pub(crate) tally: Tally,
    /// The episode it is about.
    pub(crate) about: Option<EpisodeIndex>,
}

impl Placed {
    pub(crate) fn is_about(&self, episode: EpisodeIndex) -> bool {
        self.about == Some(episode)
    }

    pub(crate) fn records_in(&self, episode: EpisodeIndex) -> usize {
        self.tally.by_episode.get(&episode).map_or(0, Vec::len)
    }

    pub(crate) fn told(&self, episode: EpisodeIndex, key: &AnswerKey) -> Told {
        let of_episode = key.outcome_records(episode).max(1);
        let records = self.tally.by_episode.get(&episode).map(Vec::as_slice).unwrap_or_default();
        let outcomes = records.iter().filter(|record| key.states_outcome(record)).count();
        Told {
            verdict: self.verdict.verdict,
            severity: self.verdict.severity,
            share_of_episode: outcomes as f64 / of_episode as f64,
            share_of_evidence: records.len() as f64 / self.tally.total.max(1) as f64,
            title: self.verdict.title.clone(),
        }
    }
}

pub(crate) fn is_attack(index: EpisodeIndex, truth: &Truth) -> bool {
    truth.episodes.get(index).is_some_and(|episode| episode.kind == Kind::Attack)
}

/// The episode that a verdict is about.
fn subject(tally: &Tally, truth: &Truth) -> Option<EpisodeIndex> {
    let is_half = |records: u64| records > 0 && records as f64 >= MATCH_SHARE * tally.total as f64;
    if is_half(tally.records_in(|index| is_attack(index, truth))) {
        return tally.largest(|index| is_attack(index, truth)).map(|(index, _)| index);
    }
    tally.largest(|_| true).filter(|(_, records)| is_half(*records)).map(|(index, _)| index)
}

/// Scores a tool's verdicts on one world.
pub fn score(truth: &Truth, verdicts: impl Iterator<Item = ToolVerdict>) -> Score {
    let key = AnswerKey::new(truth);
    let mut words = BTreeMap::new();
    let placed: Vec<Placed> = verdicts
        .map(|verdict| {
            *words.entry(verdict.verdict.word()).or_insert(0) += 1;
            let tally = key.tally(&verdict.evidence);
            let about = subject(&tally, truth);
            Placed { verdict, tally, about }
        })
        .collect();
    let mut score = Score {
        seed: truth.seed,
        events: truth.events,
        verdicts: words,
        alarms: placed.iter().filter(|placed| placed.verdict.is_alarm()).count() as u64,
        ..Score::default()
    };
    for (index, episode) in truth.episodes.iter().enumerate() {
        match episode.kind {
            Kind::Attack => score.attacks.push(attack::score_attack(index, truth, &placed, &key)),
            Kind::Harmless => score.nuisances.push(nuisance::score_nuisance(index, episode, &placed, &key)),
        }
    }
    score.false_alarms = placed
        .iter()
        .filter(|placed| {
            placed.verdict.is_alarm() && !placed.about.is_some_and(|index| is_attack(index, truth))
        })
        .map(|placed| false_alarm::describe(placed, truth))
        .collect();
    score.wrong_compromises = false_alarm::wrong_compromises(&placed, truth);
    score
}
