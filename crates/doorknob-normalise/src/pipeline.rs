//! Stage 2 as one call: observations in any order to activities in time order.

use crate::clocks::{Clocks, Meetings};
use crate::coalesce::{Addresses, Coalescer};
use crate::duplicates::{Duplicates, Settled};
use crate::gathering::Gathering;
use crate::identity::{Hosts, Identities, Sightings};
use crate::reordering::Reordering;
use crate::summary::NormaliseSummary;
use doorknob_event::activity::{Activity, Directory};
use doorknob_event::interner::Interner;
use doorknob_event::observation::Observation;
use doorknob_event::settings::Settings;
use std::io;

/// [`Gathering::resolve`] for observations that are in memory, with ids of `interner`, in any order.
pub fn resolve_and_coalesce(
    observations: Vec<Observation>,
    interner: Interner,
    inputs: Vec<String>,
    settings: &Settings,
    out: impl FnMut(&Directory, Activity),
) -> (Directory, NormaliseSummary) {
    let mut gathering = Gathering::in_memory(interner);
    gathering.add(observations);
    gathering.resolve(inputs, settings, out).expect("nothing was put by, so everything can be read again")
}

impl Gathering {
    /// Puts observations in order, removes what was read twice, resolves identities and joins the records of one try.
    ///
    /// `inputs` are the names by [`Observation::input`]. `out` gets the activities in event-time order together with the
    /// directory as it is by then: accounts and hosts are complete, sources grow. Of `settings` only `privileged_accounts`
    /// is used; nothing is left out because of `since` or `until`.
    ///
    /// The activities depend on the content of the observations only: neither on their order, nor on ids.
    ///
    /// # Errors
    /// When what was put by cannot be read again.
    pub fn resolve(
        mut self,
        inputs: Vec<String>,
        settings: &Settings,
        mut out: impl FnMut(&Directory, Activity),
    ) -> io::Result<(Directory, NormaliseSummary)> {
        let interner = self.take_interner();
        let hosts = Hosts::new(self.hosts(), &interner);
        let FirstPass { mut sightings, meetings, copies } = self.first_pass(&hosts, &interner)?;
        let clocks = Clocks::of(meetings.skews(), hosts.len());
        let addresses = Addresses::learn(&sightings, &hosts, &interner);
        let stated = std::mem::take(&mut sightings.stated);
        let identities = Identities::resolve(sightings, hosts, &interner, settings);
        let texts_dropped = interner.overflow();
        let mut sorted = self.sorted(&interner)?;
        let mut coalescer = Coalescer::new(identities, addresses, clocks.clone(), stated, interner, inputs);
        let mut reordering = Reordering::new(clocks.clone());
        let mut place = 0;
        while let Some(observation) = sorted.next(coalescer.interner())? {
            let copy = copies.has(place);
            place += 1;
            if copy {
                continue;
            }
            if clocks.are_right() {
                coalescer.observe(&observation, &mut out);
                continue;
            }
            reordering.put(observation, coalescer.host(&observation));
            while let Some(observation) = reordering.next(false) {
                coalescer.observe(&observation, &mut out);
            }
        }
        while let Some(observation) = reordering.next(true) {
            coalescer.observe(&observation, &mut out);
        }
        let (directory, tally) = coalescer.finish(&mut out);
        Ok((directory, tally.summary(copies.count, texts_dropped)))
    }

    /// What was seen of whom, which clocks tell of the same logon, and which observations are copies.
    fn first_pass(&self, hosts: &Hosts, interner: &Interner) -> io::Result<FirstPass> {
        let mut sightings = Sightings::new(hosts);
        let mut meetings = Meetings::default();
        // One host alone meets nobody.
        let may_meet = hosts.len() > 1;
        let mut duplicates = Duplicates::default();
        let mut copies = Copies::default();
        let mut sorted = self.sorted(interner)?;
        let mut place = 0;
        loop {
            match sorted.next(interner)? {
                Some(observation) => duplicates.put(&observation, hosts.of(observation.host), interner),
                None => duplicates.end(),
            }
            while let Some(Settled { observation, host, is_copy }) = duplicates.settled() {
                if is_copy {
                    copies.add(place);
                } else {
                    sightings.see(&observation, host, interner);
                    if may_meet {
                        meetings.observe(&observation, host, interner);
                    }
                }
                place += 1;
            }
            if duplicates.is_done() {
                return Ok(FirstPass { sightings, meetings, copies });
            }
        }
    }
}

/// What the first reading in order finds.
struct FirstPass {
    sightings: Sightings,
    meetings: Meetings,
    copies: Copies,
}

/// Places of copies in the order of all observations: a bit each, up to the last copy.
#[derive(Default)]
struct Copies {
    words: Vec<u64>,
    count: u64,
}

impl Copies {
    fn add(&mut self, place: usize) {
        let at = place / 64;
        if self.words.len() <= at {
            self.words.resize(at + 1, 0);
        }
        if let Some(word) = self.words.get_mut(at) {
            *word |= 1 << (place % 64);
            self.count += 1;
        }
    }

    fn has(&self, place: usize) -> bool {
        self.words.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Normaliser;
    use crate::coalesce::WAITING_MAX;
    use doorknob_event::event::{Event, EventKind, Field, Value};
    use doorknob_event::time::EventTime;

    #[test]
    fn a_flood_within_one_instant_is_bounded_and_told() {
        let mut event = Event::new(EventKind::LogonFailure, 4625);
        event.time = EventTime::parse("2024-03-14T00:00:00Z");
        event.computer = Some(Value::Text("srv1"));
        event.push(Field::TargetUserName, Value::Text("alice"));
        event.push(Field::SubStatus, Value::Unsigned(0xC000_006A));
        let mut normaliser = Normaliser::new();
        let one = normaliser.observe(0, &event).expect("a failure counts");
        let flood = (1..=WAITING_MAX as u64 + 10).map(|record_id| Observation { record_id, ..one }).collect();
        let (interner, _) = normaliser.into_parts();
        let mut given_out = 0u64;
        let (_, summary) =
            resolve_and_coalesce(flood, interner, vec!["flood".into()], &Settings::default(), |_, _| {
                given_out += 1;
            });
        assert_eq!((summary.failures, given_out), (WAITING_MAX as u64 + 10, WAITING_MAX as u64 + 10));
        assert_eq!(summary.closed_early, 10);
    }
}
