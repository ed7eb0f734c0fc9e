//! The same record read twice: through two inputs, from a carved copy, or from a carrier that repeats it.
//!
//! Of the copies of a record the one that says most is kept: the finest time first, since carriers cut it to milliseconds or
//! seconds, then the most fields. A cut time is earlier than the whole one, so observations wait until no better copy can follow.

use doorknob_event::activity::HostId;
use doorknob_event::event::EventKind;
use doorknob_event::failure::FailureCode;
use doorknob_event::interner::{AddressId, Interner, NameId, TextId};
use doorknob_event::observation::Observation;
use doorknob_event::time::{EventTime, SECOND};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::VecDeque;

/// Two records with one `EventRecordID` in one log of one host are the same if their times differ by less than this.
const TOLERANCE: i64 = SECOND;

/// Most observations that wait for a better copy, 100 bytes each. Beyond, the first one is kept, whatever follows.
const WAITING_MAX: usize = 1 << 16;

/// An observation of which it is settled whether it is a copy.
#[derive(Clone, Copy)]
pub(crate) struct Settled {
    pub(crate) observation: Observation,
    /// Which host logged it.
    pub(crate) host: HostId,
    /// Another copy of the record is kept.
    pub(crate) is_copy: bool,
}

/// Tells copies from originals among sorted observations; every one that is put in comes out, in the same order. A guess is
/// never taken for a copy because it looks alike. A record without an id is a copy of one with an id in another input that says
/// the same of the same moment, each of which has one such copy an input; or of another without an id, in another input, if
/// everything is equal to a fraction of a second.
#[derive(Default)]
pub(crate) struct Duplicates {
    recent: Recent,
    /// The last original without an id.
    previous: Option<Observation>,
    without_id: WithoutId,
    waiting: VecDeque<Settled>,
    /// How many came out.
    settled: u64,
    latest: EventTime,
    ended: bool,
}

impl Duplicates {
    /// Puts in the next observation, logged by `host`.
    pub(crate) fn put(&mut self, observation: &Observation, host: HostId, interner: &Interner) {
        self.latest = observation.time;
        let place = self.next_place();
        let is_copy = if observation.record_id == 0 {
            let is_copy = self.is_copy_without_id(observation);
            if !is_copy {
                self.without_id.add(observation, host, place, interner);
            }
            is_copy
        } else {
            let is_copy = self.is_copy_by_id(observation, host, interner);
            if !is_copy {
                for place in self.without_id.copies_of(observation, host, interner) {
                    self.at(place).into_iter().for_each(|copy| copy.is_copy = true);
                }
            }
            is_copy
        };
        self.waiting.push_back(Settled { observation: *observation, host, is_copy });
    }

    /// The place of the next observation in the order.
    fn next_place(&self) -> u64 {
        self.settled + self.waiting.len() as u64
    }

    /// What waits at a place; `None` where that came out.
    fn at(&mut self, place: u64) -> Option<&mut Settled> {
        self.waiting.get_mut(usize::try_from(place.checked_sub(self.settled)?).ok()?)
    }

    /// Nothing more will be put in.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// Whether everything came out and nothing more will be put in.
    pub(crate) fn is_done(&self) -> bool {
        self.ended && self.waiting.is_empty()
    }

    /// The next one of which it is settled whether it is a copy.
    pub(crate) fn settled(&mut self) -> Option<Settled> {
        let first = self.waiting.front()?;
        let time = first.observation.time;
        let is_settled = self.ended
            || first.is_copy
            || self.latest.since(time) >= grain(time)
            || self.waiting.len() > WAITING_MAX;
        if !is_settled {
            return None;
        }
        self.settled += 1;
        self.waiting.pop_front()
    }

    fn is_copy_by_id(&mut self, observation: &Observation, host: HostId, interner: &Interner) -> bool {
        let place = self.next_place();
        let Some(known) = self.recent.known(host, observation, place, interner) else { return false };
        let original = known.place.checked_sub(self.settled).and_then(|at| self.waiting.get_mut(at as usize));
        let Some(original) = original else { return true };
        if worth(observation, interner) <= worth(&original.observation, interner) {
            return true;
        }
        original.is_copy = true;
        *known = Known { time: observation.time, account: observation.account, place };
        false
    }

    /// Copies are neighbours: the order compares the input last.
    fn is_copy_without_id(&mut self, observation: &Observation) -> bool {
        let is_copy = self.previous.is_some_and(|previous| {
            let same_place = Observation { input: previous.input, offset: previous.offset, ..*observation };
            observation.time.0 % SECOND != 0 && observation.input != previous.input && same_place == previous
        });
        if !is_copy {
            self.previous = Some(*observation);
        }
        is_copy
    }
}

/// The steps in which a time may have been cut: 1 s, 1 ms, 1 µs, 100 ns, in ticks.
const GRAINS: [i64; 4] = [SECOND, SECOND / 1000, SECOND / 1_000_000, 1];

fn grain(time: EventTime) -> i64 {
    GRAINS.into_iter().find(|grain| time.0 % grain == 0).unwrap_or(1)
}

/// How much a copy says, to be compared with others of its record.
fn worth(observation: &Observation, interner: &Interner) -> (bool, Reverse<i64>, usize) {
    let name = |id: NameId| {
        let name = interner.name_of(id);
        [name.name, name.domain, name.sid]
    };
    let signature = interner.signature_of(observation.signature);
    let texts = [observation.workstation, observation.server, signature.logon_process, signature.package];
    let stated = name(observation.account)
        .into_iter()
        .chain(name(observation.subject))
        .chain(texts)
        .chain([signature.process])
        .filter(|text| *text != TextId::default())
        .count();
    let others =
        [observation.address != AddressId::default(), observation.port != 0, signature.logon_type != 0];
    let said = stated + others.into_iter().filter(|said| *said).count();
    (!observation.suspect, Reverse(grain(observation.time)), said)
}

/// What a record without an id says: (steps of its time, which step, host, kind, account's name, code, address, port).
type Said = (i64, i64, HostId, EventKind, TextId, FailureCode, AddressId, u16);

/// Records without an id that wait for one with an id. Empty in nearly every run, and costs nothing then.
#[derive(Default)]
struct WithoutId {
    /// Place and input.
    waiting: FxHashMap<Said, Vec<(u64, u32)>>,
    /// Inputs of which a record with an id has its copy already: it may come again, with a finer time.
    had: FxHashMap<Key, Vec<u32>>,
    /// The second of what is held.
    second: i64,
}

impl WithoutId {
    fn said(grain: i64, observation: &Observation, host: HostId, interner: &Interner) -> Said {
        let account = interner.name_of(observation.account).name;
        let Observation { time, kind, code, address, port, .. } = *observation;
        (grain, time.0.div_euclid(grain), host, kind, account, code, address, port)
    }

    fn add(&mut self, observation: &Observation, host: HostId, place: u64, interner: &Interner) {
        self.forget_before(observation.time);
        let said = WithoutId::said(grain(observation.time), observation, host, interner);
        self.waiting.entry(said).or_default().push((place, observation.input));
    }

    /// The places of the copies of a record with an id.
    fn copies_of(&mut self, observation: &Observation, host: HostId, interner: &Interner) -> Vec<u64> {
        if self.waiting.is_empty() {
            return Vec::new();
        }
        self.forget_before(observation.time);
        let had = self.had.entry((host, observation.kind, observation.record_id)).or_default();
        let mut places = Vec::new();
        for grain in GRAINS {
            let said = WithoutId::said(grain, observation, host, interner);
            let Some(alike) = self.waiting.get_mut(&said) else { continue };
            alike.retain(|(place, input)| {
                let is_copy = *input != observation.input && !had.contains(input);
                if is_copy {
                    had.push(*input);
                    places.push(*place);
                }
                !is_copy
            });
        }
        places
    }

    /// A whole time lies in the second to which it may have been cut.
    fn forget_before(&mut self, time: EventTime) {
        let second = time.0.div_euclid(SECOND);
        if second != self.second {
            self.waiting.clear();
            self.had.clear();
            self.second = second;
        }
    }
}

/// (host, kind, record id): the kind gives the channel.
type Key = (HostId, EventKind, u64);

/// The original of a record, as far as is known.
#[derive(Clone, Copy)]
struct Known {
    time: EventTime,
    account: NameId,
    /// Its place in the order.
    place: u64,
}

/// Records of the last seconds, in two generations so that old ones are dropped at once.
#[derive(Default)]
struct Recent {
    begun: EventTime,
    young: FxHashMap<Key, Known>,
    old: FxHashMap<Key, Known>,
}

impl Recent {
    /// The original of which an observation is a copy; where there is none, it is taken for one.
    fn known(
        &mut self,
        host: HostId,
        observation: &Observation,
        place: u64,
        interner: &Interner,
    ) -> Option<&mut Known> {
        if observation.time.since(self.begun) >= TOLERANCE {
            self.old = std::mem::take(&mut self.young);
            if observation.time.since(self.begun) >= 2 * TOLERANCE {
                self.old.clear();
            }
            self.begun = observation.time;
        }
        let key = (host, observation.kind, observation.record_id);
        let is_known = |known: &Known| {
            observation.time.since(known.time) < TOLERANCE
                && same_name(known.account, observation.account, interner)
        };
        if self.young.get(&key).is_some_and(is_known) {
            return self.young.get_mut(&key);
        }
        if self.old.get(&key).is_some_and(is_known) {
            return self.old.get_mut(&key);
        }
        self.young.insert(key, Known { time: observation.time, account: observation.account, place });
        None
    }
}

/// A carrier may lose the name, but not change it.
fn same_name(one: NameId, other: NameId, interner: &Interner) -> bool {
    let (one, other) = (interner.name_of(one).name, interner.name_of(other).name);
    one == other || one == TextId::default() || other == TextId::default()
}
