//! What the detectors point at: sets of pairs, each judged on its own.
//!
//! Three views of the same pairs, each of which sees an attack that the others cannot: all that one **source** tries
//! (depth, breadth, enumeration, slow), all that try one **account** (converging sources), all that try one **family**.

use crate::ablation::Part;
use crate::features::{Features, is_pooled, is_scanner};
use crate::judge::{Judgement, judge};
use crate::observe::{EPISODE_IDLE, cut_at_pauses, episodes};
use crate::pair::{Pair, PairId};
use crate::state::State;
use doorknob_event::account_kind::AccountKind;
use doorknob_event::activity::{AccountId, Directory, SourceId, SourceKind};
use doorknob_event::incident::Verdict;
use doorknob_event::time::{HOUR, MINUTE};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Which view.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum View {
    Source,
    Account,
    Family,
}

/// A judged set of pairs.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) view: View,
    pub(crate) pairs: Vec<PairId>,
    pub(crate) features: Features,
    pub(crate) judgement: Judgement,
}

impl Finding {
    /// Judges a set of pairs; `None` for an empty one.
    pub(crate) fn new(
        view: View,
        pairs: Vec<PairId>,
        state: &State,
        directory: &Directory,
    ) -> Option<Finding> {
        let features = Features::of(&pairs, state, directory)?;
        let judgement = judge(&features);
        Some(Finding { view, pairs, features, judgement })
    }

    pub(crate) fn is_attack(&self) -> bool {
        self.judgement.verdict == Verdict::Attack
    }
}

/// Sources that share a family of targets act within this time of each other, or have nothing to do with each other.
const FAMILY_IDLE: i64 = HOUR;
/// Fewest unfamiliar sources for the account and family views.
const CONVERGING: usize = 3;
/// A family that holds more of the site's accounts than this is a naming convention, not a target.
pub(crate) const FAMILY_SHARE_MAX: f64 = 0.1;

/// All findings: what one source does explains most and comes first, then accounts, then families; within a view more
/// tries, then the larger margin, then the older pair.
pub(crate) fn findings(state: &State, directory: &Directory) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |view: View, pairs: &[PairId], fewest_sources: usize| {
        let unresolved: Vec<PairId> = pairs
            .iter()
            .copied()
            .filter(|id| state.pair(*id).is_unresolved())
            // What a scanner does is approved with its source, and no part of anybody's campaign.
            .filter(|id| view == View::Source || !is_scanner(state.pair(*id).source, state, directory))
            .collect();
        let idle = if view == View::Family { FAMILY_IDLE } else { EPISODE_IDLE };
        for mut episode in episodes(state, &unresolved, idle) {
            if view == View::Source && are_broken_programs(&episode, state) {
                continue;
            }
            if view == View::Family {
                leave_out_lone_programs(&mut episode, state);
            }
            if episode.len() >= fewest_sources
                && let Some(finding) = Finding::new(view, episode, state, directory)
                && finding.features.sources as usize >= fewest_sources
            {
                findings.extend(by_phase(finding, state, directory));
            }
        }
    };
    for (at, source) in state.sources.iter().enumerate() {
        let Some(source) = source else { continue };
        let id = SourceId(at as u32);
        let many = is_pooled(id, state, directory) || directory.source(id).kind == SourceKind::Workstation;
        if many && state.without != Some(Part::Acts) {
            for act in acts(&source.unfamiliar, state, directory) {
                add(View::Source, &act, 1);
            }
        } else {
            add(View::Source, &source.unfamiliar, 1);
        }
    }
    for account in state.accounts.iter().flatten() {
        if account.unfamiliar.len() >= CONVERGING && state.without != Some(Part::AccountView) {
            add(View::Account, &account.unfamiliar, CONVERGING);
        }
        for id in &account.familiar {
            add(View::Source, &[*id], 1);
        }
    }
    for (at, family) in state.families.iter().enumerate() {
        let convention = state.family_share(crate::state::FamilyId(at as u32)) > FAMILY_SHARE_MAX;
        if family.unfamiliar.len() >= CONVERGING && !convention && state.without != Some(Part::FamilyView) {
            add(View::Family, &family.unfamiliar, CONVERGING);
        }
    }
    findings.sort_by(|one, two| {
        one.view
            .cmp(&two.view)
            .then(two.features.tries.cmp(&one.features.tries))
            .then(two.judgement.margin.total_cmp(&one.judgement.margin))
            .then_with(|| one.pairs.iter().min().cmp(&two.pairs.iter().min()))
            .then(two.pairs.len().cmp(&one.pairs.len()))
    });
    findings
}

/// Pauses at which the pairs of a shared source are cut, the shortest first.
const ACT_PAUSES: [i64; 4] = [2 * MINUTE, 15 * MINUTE, 2 * HOUR, EPISODE_IDLE];
/// Before it looks at this scale, at which the slips of a working day run together, what is an attack by one pair alone is
/// taken out.
const LONE_PAIRS_BEFORE: i64 = ACT_PAUSES[2];
/// A pair that goes on for more than this many pauses is no part of what happens at that scale.
const ACT_PAIR_MOST: i64 = 8;

/// What comes from an address that many share is the work of many: the pairs of one attack lie close together, between the
/// slips of users and other attacks. So attacks are looked for at several scales, dense ones first, and what is found is
/// taken out before the next.
fn acts(pairs: &[PairId], state: &State, directory: &Directory) -> Vec<Vec<PairId>> {
    let bulk = |id: PairId| state.pair(id).bulk();
    let mut left: Vec<PairId> = pairs.iter().copied().filter(|id| state.pair(*id).is_unresolved()).collect();
    left.sort_by_cached_key(|id| (bulk(*id), *id));
    let mut found = Vec::new();
    let is_attack = |pairs: &[PairId]| {
        Finding::new(View::Source, pairs.to_vec(), state, directory).is_some_and(|act| act.is_attack())
    };
    for pause in ACT_PAUSES {
        if pause == LONE_PAIRS_BEFORE {
            let (alone, rest): (Vec<PairId>, Vec<PairId>) = left.iter().partition(|id| is_attack(&[**id]));
            found.extend(alone.into_iter().map(|id| vec![id]));
            left = rest;
        }
        let brief = left.iter().copied().filter(|id| {
            let (from, to) = bulk(*id);
            to.since(from) <= ACT_PAIR_MOST * pause
        });
        let mut acts = cut_at_pauses(brief, pause, bulk);
        acts.retain(|act| is_attack(act));
        let taken: BTreeSet<PairId> = acts.iter().flatten().copied().collect();
        left.retain(|id| !taken.contains(id));
        found.extend(acts);
    }
    found.push(left);
    found
}

/// Several service accounts from one source, each tried again and again like clockwork: a server on which several things
/// are broken, and no spray (a spray tries each account a few times).
fn are_broken_programs(episode: &[PairId], state: &State) -> bool {
    (2..=8).contains(&episode.len()) && episode.iter().all(|id| is_broken_program(state.pair(*id), state))
}

/// Clockwork on a service account.
fn is_broken_program(pair: &Pair, state: &State) -> bool {
    state.account(pair.account).is_some_and(|account| account.kind == AccountKind::Service)
        && pair.gaps.rhythm().is_some_and(|rhythm| rhythm.is_unattended(pair.last.since(pair.first)))
}

/// Services on servers of their own, each with its own account, have names that are alike and break independently: they are
/// no members of a family that somebody guesses.
fn leave_out_lone_programs(episode: &mut Vec<PairId>, state: &State) {
    let mut pairs_of_account: FxHashMap<AccountId, u32> = FxHashMap::default();
    let mut pairs_of_source: FxHashMap<SourceId, u32> = FxHashMap::default();
    for id in &*episode {
        *pairs_of_account.entry(state.pair(*id).account).or_default() += 1;
        *pairs_of_source.entry(state.pair(*id).source).or_default() += 1;
    }
    episode.retain(|id| {
        let pair = state.pair(*id);
        let lone = pairs_of_account[&pair.account] == 1 && pairs_of_source[&pair.source] == 1;
        !lone || !is_broken_program(pair, state)
    });
}

/// A pause this long can end a phase: shorter ones are a tool's own pacing.
const PHASE_PAUSE: i64 = MINUTE;

/// One source that first asks which names exist and later guesses one password does two things. Where a pause parts them,
/// each side is an attack by itself and they are different techniques, they are told apart; else the finding stays whole.
fn by_phase(finding: Finding, state: &State, directory: &Directory) -> Vec<Finding> {
    if finding.view != View::Source || !finding.is_attack() || finding.features.accounts < 4 {
        return vec![finding];
    }
    let bulk = |id: PairId| state.pair(id).bulk();
    let mut sorted = finding.pairs.clone();
    sorted.sort_by_cached_key(|id| (bulk(*id), *id));
    let phases = cut_at_pauses(sorted, PHASE_PAUSE, bulk);
    if !(2..=8).contains(&phases.len()) {
        return vec![finding];
    }
    let mut told: Vec<Finding> = Vec::new();
    for phase in phases {
        let Some(next) = Finding::new(finding.view, phase, state, directory) else { continue };
        match told.last_mut() {
            Some(before)
                if !(before.is_attack() && next.is_attack())
                    || before.judgement.class.technique() == next.judgement.class.technique() =>
            {
                let mut joined = std::mem::take(&mut before.pairs);
                joined.extend(next.pairs);
                if let Some(joined) = Finding::new(finding.view, joined, state, directory) {
                    *before = joined;
                }
            }
            _ => told.push(next),
        }
    }
    if told.len() < 2 || !told.iter().all(Finding::is_attack) { vec![finding] } else { told }
}
