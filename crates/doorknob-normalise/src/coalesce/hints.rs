//! Records that name an address but no outcome, kept for a few seconds: who touched which host.

use doorknob_event::activity::{AccountId, HostId, Recovery};
use doorknob_event::event::EventKind;
use doorknob_event::interner::{AddressId, Interner};
use doorknob_event::observation::Observation;
use doorknob_event::time::{EventTime, SECOND};
use std::collections::VecDeque;

/// Most hints kept for one host; the oldest go first and are counted.
const HINTS_PER_HOST_MAX: usize = 1024;

/// Hints older than this are of no use to any attempt that is still open.
const KEPT: i64 = 10 * SECOND;

#[derive(Clone, Debug)]
struct Hint {
    observation: Observation,
    account: Option<AccountId>,
    /// It was the best of several addresses for one attempt and serves no other.
    used: bool,
}

/// The hints of all hosts.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    of_host: Vec<VecDeque<Hint>>,
    /// How many were dropped unused because of [`HINTS_PER_HOST_MAX`].
    pub(crate) dropped: u64,
}

/// How an attempt looks for an address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    pub(crate) kind: EventKind,
    pub(crate) recovery: Recovery,
    /// Ticks before and after the attempt.
    pub(crate) before: i64,
    pub(crate) after: i64,
    /// Only hints that name the attempt's account.
    pub(crate) same_account: bool,
}

impl Hints {
    /// Hints for so many hosts.
    pub(crate) fn new(hosts: usize) -> Self {
        Hints { of_host: vec![VecDeque::new(); hosts], dropped: 0 }
    }

    /// Keeps a hint.
    pub(crate) fn add(&mut self, observation: Observation, account: Option<AccountId>, host: HostId) {
        let Some(hints) = self.of_host.get_mut(host.0 as usize) else { return };
        while hints.front().is_some_and(|oldest| observation.time.since(oldest.observation.time) > KEPT) {
            hints.pop_front();
        }
        if hints.len() >= HINTS_PER_HOST_MAX {
            hints.pop_front();
            self.dropped += 1;
        }
        hints.push_back(Hint { observation, account, used: false });
    }

    /// The hint that answers the question for an attempt: if all that fit name one address, the nearest in time; if they
    /// name several, the nearest one that has served no other attempt.
    pub(crate) fn answer(
        &mut self,
        question: &Question,
        host: HostId,
        time: EventTime,
        account: AccountId,
        interner: &Interner,
    ) -> Option<Observation> {
        let hints = self.of_host.get_mut(host.0 as usize)?;
        let from = hints.partition_point(|hint| hint.observation.time < time.plus(-question.before));
        let fitting = |hint: &Hint| {
            hint.observation.kind == question.kind
                && hint.observation.address != AddressId::default()
                && !super::addresses::is_loopback(hint.observation.address, interner)
                && (!question.same_account || hint.account == Some(account))
        };
        let to = hints.partition_point(|hint| hint.observation.time <= time.plus(question.after));
        let window = from..to;
        let addresses = hints.range(window.clone()).filter(|hint| fitting(hint));
        let (first, unique) = first_address(addresses.map(|hint| hint.observation.address));
        first?;
        let distance = |hint: &Hint| hint.observation.time.since(time).abs();
        let (nearest, _) = window
            .clone()
            .zip(hints.range(window))
            .filter(|(_, hint)| fitting(hint) && (unique || !hint.used))
            .min_by_key(|(at, hint)| (distance(hint), *at))?;
        let hint = hints.get_mut(nearest)?;
        hint.used |= !unique;
        Some(hint.observation)
    }

    /// The 8004 nearest to an attempt that a domain controller judged: same account, not used before.
    pub(crate) fn ntlm_audit(
        &mut self,
        host: HostId,
        time: EventTime,
        account: AccountId,
        around: i64,
    ) -> Option<Observation> {
        let hints = self.of_host.get_mut(host.0 as usize)?;
        let nearest = hints
            .iter_mut()
            .filter(|hint| {
                hint.observation.kind == EventKind::NtlmAudit
                    && !hint.used
                    && hint.account == Some(account)
                    && hint.observation.time.since(time).abs() <= around
            })
            .min_by_key(|hint| hint.observation.time.since(time).abs())?;
        nearest.used = true;
        Some(nearest.observation)
    }
}

/// The first address, and whether all are the same.
fn first_address(mut addresses: impl Iterator<Item = AddressId>) -> (Option<AddressId>, bool) {
    let Some(first) = addresses.next() else { return (None, true) };
    (Some(first), addresses.all(|address| address == first))
}
