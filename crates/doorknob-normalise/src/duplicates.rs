//! The same record read twice: through two inputs, from a carved copy, or from a carrier that repeats it.

use doorknob_event::activity::HostId;
use doorknob_event::event::EventKind;
use doorknob_event::interner::{Interner, NameId};
use doorknob_event::observation::Observation;
use doorknob_event::time::{EventTime, SECOND};
use rustc_hash::FxHashMap;

/// Two records with one `EventRecordID` in one log of one host are the same if their times differ by less than this:
/// carriers cut the time to milliseconds or seconds.
const TOLERANCE: i64 = SECOND;

/// (host, kind, record id): the kind gives the channel.
type Key = (HostId, EventKind, u64);

/// Finds later copies among sorted observations. A guess is never taken for a copy because it looks alike: records without an
/// id are copies only if everything is equal, to a fraction of a second, in two inputs.
#[derive(Default)]
pub(crate) struct Duplicates {
    recent: Recent,
    previous: Option<Observation>,
}

impl Duplicates {
    /// Whether the next observation, logged by `host`, is a copy of an earlier one.
    pub(crate) fn is_copy(&mut self, observation: &Observation, host: HostId, interner: &Interner) -> bool {
        let copy = if observation.record_id == 0 {
            self.previous.is_some_and(|previous| is_copy_without_id(&previous, observation))
        } else {
            self.recent.is_copy(host, observation, interner)
        };
        if !copy {
            self.previous = Some(*observation);
        }
        copy
    }
}

/// Copies are neighbours: the order compares the input last.
fn is_copy_without_id(previous: &Observation, observation: &Observation) -> bool {
    let same_place = Observation { input: previous.input, offset: previous.offset, ..*observation };
    observation.time.0 % SECOND != 0 && observation.input != previous.input && same_place == *previous
}

/// Records of the last seconds, in two generations so that old ones are dropped at once.
#[derive(Default)]
struct Recent {
    begun: EventTime,
    young: FxHashMap<Key, (EventTime, NameId)>,
    old: FxHashMap<Key, (EventTime, NameId)>,
}

impl Recent {
    fn is_copy(&mut self, host: HostId, observation: &Observation, interner: &Interner) -> bool {
        if observation.time.since(self.begun) >= TOLERANCE {
            self.old = std::mem::take(&mut self.young);
            if observation.time.since(self.begun) >= 2 * TOLERANCE {
                self.old.clear();
            }
            self.begun = observation.time;
        }
        let key = (host, observation.kind, observation.record_id);
        let known = self.young.get(&key).or_else(|| self.old.get(&key));
        let copy = known.is_some_and(|(time, account)| {
            observation.time.since(*time) < TOLERANCE && same_name(*account, observation.account, interner)
        });
        if !copy {
            self.young.insert(key, (observation.time, observation.account));
        }
        copy
    }
}

/// A carrier may lose the name, but not change it.
fn same_name(one: NameId, other: NameId, interner: &Interner) -> bool {
    let (one, other) = (interner.name_of(one).name, interner.name_of(other).name);
    one == other || one == Default::default() || other == Default::default()
}
