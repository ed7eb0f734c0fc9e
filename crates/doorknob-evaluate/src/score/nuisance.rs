//! One harmless episode: what it was called.

use super::{Placed, Told};
use crate::answer_key::{AnswerKey, EpisodeIndex};
use crate::names::{same_account, same_machine};
use crate::verdict::ToolVerdict;
use doorknob_event::incident::{Severity, Verdict};
use doorknob_simulate::truth::{Episode, Verdict as TrueVerdict};
use serde::Serialize;

/// A harmless episode and what was said about it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct NuisanceScore {
    /// Its id in the truth.
    pub id: String,
    /// The scenario it was made by.
    pub class: String,
    /// What it should be called.
    pub expected: Verdict,
    /// Whether any of its records that say how an attempt ended was collected.
    pub knowable: bool,
    /// The verdicts that are about it, the one with most of its records first.
    pub told: Vec<Told>,
    /// Whether one of them is an alarm.
    pub alarm: bool,
    /// Whether the first of them uses the expected word, or one that is not wrong; `None` where nothing was said.
    pub called_right: Option<bool>,
    /// A slip of a person that was told above `low`.
    pub slip_above_low: bool,
    /// For a misconfiguration, what was named.
    pub misconfiguration: Option<MisconfigurationScore>,
}

/// How completely a misconfiguration was told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct MisconfigurationScore {
    /// A verdict about it says `misconfiguration`.
    pub as_such: bool,
    /// That verdict names the account.
    pub account: bool,
    /// It names the account, and the machine that presents it, by name or address. Where the truth knows no machine of
    /// the site (a phone), the account is enough.
    pub account_and_machine: bool,
}

pub(super) fn score_nuisance(
    index: EpisodeIndex,
    episode: &Episode,
    placed: &[Placed],
    key: &AnswerKey,
) -> NuisanceScore {
    let mut about: Vec<&Placed> = placed.iter().filter(|placed| placed.is_about(index)).collect();
    about.sort_by_key(|placed| std::cmp::Reverse(placed.records_in(index)));
    let expected = same_word(episode.expected_verdict);
    let not_wrong = |verdict: Verdict| {
        verdict == expected || episode.accepted_verdicts.iter().any(|&word| same_word(word) == verdict)
    };
    let above_low = |placed: &&Placed| placed.verdict.severity.is_some_and(|told| told > Severity::Low);
    NuisanceScore {
        id: episode.id.clone(),
        class: episode.class.clone(),
        expected,
        knowable: key.outcome_records(index) > 0,
        told: about.iter().map(|placed| placed.told(index, key)).collect(),
        alarm: about.iter().any(|placed| placed.verdict.is_alarm()),
        called_right: about.first().map(|placed| not_wrong(placed.verdict.verdict)),
        slip_above_low: expected == Verdict::UserError && about.iter().any(above_low),
        misconfiguration: (expected == Verdict::Misconfiguration).then(|| named(episode, &about)),
    }
}

/// The best of the verdicts that say `misconfiguration`.
fn named(episode: &Episode, about: &[&Placed]) -> MisconfigurationScore {
    let mut best = MisconfigurationScore::default();
    for placed in about.iter().filter(|placed| placed.verdict.verdict == Verdict::Misconfiguration) {
        let account = names_account(episode, &placed.verdict);
        best.as_such = true;
        best.account |= account;
        best.account_and_machine |= account && names_machine(episode, &placed.verdict);
    }
    best
}

fn names_account(episode: &Episode, verdict: &ToolVerdict) -> bool {
    verdict.misconfiguration.iter().flat_map(|named| &named.accounts).any(|named| {
        episode
            .accounts
            .iter()
            .any(|truth| same_account((&named.name, &named.domain), (&truth.name, &truth.domain)))
    })
}

fn names_machine(episode: &Episode, verdict: &ToolVerdict) -> bool {
    let Some(machine) = &episode.machine else { return true };
    verdict.misconfiguration.iter().flat_map(|named| &named.machines).any(|named| {
        same_machine(named, machine)
            || episode.sources.iter().any(|source| {
                same_machine(named, &source.address)
                    || source.seen_as.as_ref().is_some_and(|seen_as| same_machine(named, seen_as))
            })
    })
}

/// The same word in the vocabulary of incidents.
fn same_word(verdict: TrueVerdict) -> Verdict {
    match verdict {
        TrueVerdict::Attack => Verdict::Attack,
        TrueVerdict::Misconfiguration => Verdict::Misconfiguration,
        TrueVerdict::UserError => Verdict::UserError,
        TrueVerdict::AuthorizedScanner => Verdict::AuthorizedScanner,
        TrueVerdict::Infrastructure => Verdict::Infrastructure,
        TrueVerdict::Undetermined => Verdict::Undetermined,
    }
}
