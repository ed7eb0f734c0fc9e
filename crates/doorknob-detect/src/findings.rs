//! What the detectors point at: sets of pairs, each judged on its own.
//!
//! Three views of the same pairs, each of which sees an attack that the others cannot: all that one **source** tries
//! (depth, breadth, enumeration, slow), all that try one **account** (converging sources), all that try one **family**.

use crate::features::{Features, is_scanner};
use crate::gaps::Rhythm;
use crate::judge::{Judgement, judge};
use crate::observe::{EPISODE_IDLE, episodes};
use crate::pair::PairId;
use crate::state::State;
use doorknob_event::account_kind::AccountKind;
use doorknob_event::activity::Directory;
use doorknob_event::incident::Verdict;
use doorknob_event::time::{EventTime, HOUR, MINUTE};

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
        for episode in episodes(state, &unresolved, idle) {
            if view == View::Source && are_broken_programs(&episode, state) {
                continue;
            }
            if episode.len() >= fewest_sources
                && let Some(finding) = Finding::new(view, episode, state, directory)
                && finding.features.sources as usize >= fewest_sources
            {
                findings.extend(by_phase(finding, state, directory));
            }
        }
    };
    for source in state.sources.iter().flatten() {
        add(View::Source, &source.unfamiliar, 1);
    }
    for account in state.accounts.iter().flatten() {
        if account.unfamiliar.len() >= CONVERGING {
            add(View::Account, &account.unfamiliar, CONVERGING);
        }
        for id in &account.familiar {
            add(View::Source, &[*id], 1);
        }
    }
    for (at, family) in state.families.iter().enumerate() {
        let convention = state.family_share(crate::state::FamilyId(at as u32)) > FAMILY_SHARE_MAX;
        if family.unfamiliar.len() >= CONVERGING && !convention {
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

/// Several service accounts from one source, each tried again and again like clockwork: a server on which several things
/// are broken, and no spray (a spray tries each account a few times).
fn are_broken_programs(episode: &[PairId], state: &State) -> bool {
    (2..=8).contains(&episode.len())
        && episode.iter().map(|id| state.pair(*id)).all(|pair| {
            state.account(pair.account).is_some_and(|account| account.kind == AccountKind::Service)
                && pair.counts.failures() >= 10
                && pair.last.since(pair.first) >= HOUR
                && pair.gaps.rhythm().is_some_and(Rhythm::is_regular)
        })
}

/// A pause this long can end a phase: shorter ones are a tool's own pacing.
const PHASE_PAUSE: i64 = MINUTE;

/// One source that first asks which names exist and later guesses one password does two things. Where a pause parts them,
/// each side is an attack by itself and they are different techniques, they are told apart; else the finding stays whole.
fn by_phase(finding: Finding, state: &State, directory: &Directory) -> Vec<Finding> {
    if finding.view != View::Source || !finding.is_attack() || finding.features.accounts < 4 {
        return vec![finding];
    }
    let mut sorted = finding.pairs.clone();
    sorted.sort_by_cached_key(|id| (state.pair(*id).bulk(), *id));
    let mut phases: Vec<Vec<PairId>> = Vec::new();
    let mut last = EventTime(i64::MIN / 2);
    for id in sorted {
        let (first, end) = state.pair(id).bulk();
        match phases.last_mut() {
            Some(phase) if first.since(last) <= PHASE_PAUSE => phase.push(id),
            _ => phases.push(vec![id]),
        }
        last = last.max(end);
    }
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
