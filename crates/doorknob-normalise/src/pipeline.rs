//! Stage 2 as one call: observations in any order to activities in time order.

use crate::coalesce::{Addresses, Coalescer};
use crate::identity::{Hosts, Identities, Sightings};
use crate::summary::NormaliseSummary;
use crate::{duplicates, ordering};
use doorknob_event::activity::{Activity, Directory};
use doorknob_event::interner::{Interner, TextId};
use doorknob_event::observation::Observation;
use doorknob_event::settings::Settings;
use rustc_hash::FxHashSet;

/// Sorts, removes what was read twice, resolves identities and joins the records of one try.
///
/// `observations` carry ids of `interner`; `inputs` are the names by [`Observation::input`]. `out` gets the activities in
/// event-time order together with the directory as it is by then: accounts and hosts are complete, sources grow. Of
/// `settings` only `privileged_accounts` is used; nothing is left out because of `since` or `until`.
///
/// The activities depend on the content of the observations only: neither on their order, nor on ids.
pub fn resolve_and_coalesce(
    mut observations: Vec<Observation>,
    interner: Interner,
    inputs: Vec<String>,
    settings: &Settings,
    mut out: impl FnMut(&Directory, Activity),
) -> (Directory, NormaliseSummary) {
    ordering::sort(&mut observations, &interner, &inputs);
    let written: FxHashSet<TextId> = observations.iter().map(|observation| observation.host).collect();
    let hosts = Hosts::new(written, &interner);
    let duplicates = duplicates::remove(&mut observations, &interner, &hosts);
    let mut sightings = Sightings::of(&observations, &hosts, &interner);
    let addresses = Addresses::learn(&sightings, &hosts, &interner);
    let stated = std::mem::take(&mut sightings.stated);
    let identities = Identities::resolve(sightings, hosts, &interner, settings);
    let texts_dropped = interner.overflow();
    let mut coalescer = Coalescer::new(identities, addresses, stated, interner, inputs);
    for observation in &observations {
        coalescer.observe(observation, &mut out);
    }
    let (directory, tally) = coalescer.finish(&mut out);
    (directory, tally.summary(duplicates, texts_dropped))
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
