//! The order of observations: by time, then by content, so that it is the same whatever order inputs were read in.

use doorknob_event::interner::{Interner, NameId, SignatureId, TextId};
use doorknob_event::observation::Observation;
use std::cmp::Ordering;

/// Sorts by content; ids decide nothing. Text is compared only where times are equal.
pub(crate) fn sort(observations: &mut [Observation], interner: &Interner) {
    let in_order = |pair: &[Observation]| match pair {
        [one, other] => one.time < other.time || !compare(one, other, interner).is_gt(),
        _ => true,
    };
    if !observations.windows(2).all(in_order) {
        observations.sort_unstable_by(|one, other| compare(one, other, interner));
    }
}

/// The order of two observations with ids of one interner. Equal ones are equal in everything but ids.
///
/// An input's index decides between copies: it is the same in every run, whatever order the inputs were named in.
pub(crate) fn compare(one: &Observation, other: &Observation, interner: &Interner) -> Ordering {
    one.time.cmp(&other.time).then_with(|| Content { interner }.compare(one, other))
}

/// Compares what ids stand for.
struct Content<'a> {
    interner: &'a Interner,
}

impl Content<'_> {
    fn compare(&self, one: &Observation, other: &Observation) -> Ordering {
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
            .then_with(|| one.input.cmp(&other.input))
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
