//! The order of observations: by time, then by content, so that it is the same whatever order inputs were read in.

use doorknob_event::interner::{Interner, NameId, SignatureId, TextId};
use doorknob_event::observation::Observation;
use std::cmp::Ordering;

/// Sorts by content; ids decide nothing. Text is compared only where times are equal.
pub(crate) fn sort(observations: &mut [Observation], interner: &Interner, inputs: &[String]) {
    let content = Content { interner, input_ranks: ranks(inputs) };
    let mut keys: Vec<(i64, u32)> =
        observations.iter().enumerate().map(|(at, observation)| (observation.time.0, at as u32)).collect();
    keys.sort_unstable_by(|one, other| {
        one.0
            .cmp(&other.0)
            .then_with(|| content.compare(&observations[one.1 as usize], &observations[other.1 as usize]))
    });
    permute(observations, keys);
}

/// Puts the observation at `keys[i].1` to place `i`, cycle by cycle, without a second copy of them all.
fn permute(observations: &mut [Observation], mut keys: Vec<(i64, u32)>) {
    const PLACED: u32 = u32::MAX;
    for start in 0..keys.len() {
        if keys[start].1 == PLACED || keys[start].1 as usize == start {
            continue;
        }
        let first = observations[start];
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut keys[at].1, PLACED) as usize;
            if from == start {
                observations[at] = first;
                break;
            }
            observations[at] = observations[from];
            at = from;
        }
    }
}

/// Rank of each input by its name; equal names by their index.
fn ranks(inputs: &[String]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    order.sort_by(|one, other| inputs[*one].cmp(&inputs[*other]).then(one.cmp(other)));
    let mut ranks = vec![0; inputs.len()];
    for (rank, input) in order.into_iter().enumerate() {
        ranks[input] = rank as u32;
    }
    ranks
}

/// Compares what ids stand for.
struct Content<'a> {
    interner: &'a Interner,
    input_ranks: Vec<u32>,
}

impl Content<'_> {
    fn compare(&self, one: &Observation, other: &Observation) -> Ordering {
        let rank = |input: u32| self.input_ranks.get(input as usize).copied().unwrap_or(input);
        self.text(one.host, other.host)
            .then_with(|| one.kind.cmp(&other.kind))
            .then_with(|| one.event_id.cmp(&other.event_id))
            .then_with(|| one.record_id.cmp(&other.record_id))
            .then_with(|| one.suspect.cmp(&other.suspect))
            .then_with(|| one.statement.cmp(&other.statement))
            .then_with(|| self.name(one.account, other.account))
            .then_with(|| self.interner.address_of(one.address).cmp(&self.interner.address_of(other.address)))
            .then_with(|| one.port.cmp(&other.port))
            .then_with(|| one.code.cmp(&other.code))
            .then_with(|| self.text(one.workstation, other.workstation))
            .then_with(|| self.signature(one.signature, other.signature))
            .then_with(|| self.name(one.subject, other.subject))
            .then_with(|| self.text(one.server, other.server))
            .then_with(|| rank(one.input).cmp(&rank(other.input)))
            .then_with(|| one.offset.cmp(&other.offset))
    }

    fn text(&self, one: TextId, other: TextId) -> Ordering {
        if one == other {
            return Ordering::Equal;
        }
        self.interner.text_of(one).cmp(self.interner.text_of(other))
    }

    fn name(&self, one: NameId, other: NameId) -> Ordering {
        if one == other {
            return Ordering::Equal;
        }
        let (one, other) = (self.interner.name_of(one), self.interner.name_of(other));
        self.text(one.name, other.name)
            .then_with(|| self.text(one.domain, other.domain))
            .then_with(|| self.text(one.sid, other.sid))
    }

    fn signature(&self, one: SignatureId, other: SignatureId) -> Ordering {
        if one == other {
            return Ordering::Equal;
        }
        let (one, other) = (self.interner.signature_of(one), self.interner.signature_of(other));
        one.logon_type
            .cmp(&other.logon_type)
            .then_with(|| self.text(one.logon_process, other.logon_process))
            .then_with(|| self.text(one.package, other.package))
            .then_with(|| self.text(one.process, other.process))
    }
}
