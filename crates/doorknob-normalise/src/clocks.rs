//! By how much the clock of one host differs from another's: two hosts that both log one logon.
//!
//! A member logs 4624/4625, the domain controller that was asked logs 4776, in the same second of real time, for the same
//! account and claimed workstation. Where nothing else of that account and workstation was logged for a while, the two
//! records are of one logon, and their times say how far the clocks are apart. (Matching everything with everything instead
//! finds the rhythm of scanners and jobs.)
//!
//! What was logged by a clock that is off is put together at the time that it would have been logged at.

use crate::identity::fold;
use arrayvec::ArrayVec;
use doorknob_event::activity::{CLOCK_OFF_FROM, HostId};
use doorknob_event::event::EventKind;
use doorknob_event::interner::{Interner, TextId};
use doorknob_event::observation::{Observation, Statement};
use doorknob_event::time::{EventTime, MINUTE, SECOND};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::hash::BuildHasher as _;

/// How long nothing else of an account and workstation may be logged before and after. Kerberos refuses clocks that are 5
/// minutes apart, so few live with more than twice that.
const ALONE_FOR: i64 = 10 * MINUTE;
/// Records of one logon: the member's and those of controllers that were asked, one after the other.
const RECORDS_MAX: usize = 4;
/// Most accounts with workstation followed at once, some 100 bytes each. Further ones are left out, which only costs
/// evidence.
const FOLLOWED_MAX: usize = 50_000;
/// Logons of two hosts that must have been seen, and how many are kept.
const LOGONS_MIN: usize = 5;
const LOGONS_KEPT: usize = 101;
/// Differences that are within this of their median agree.
const AGREE: i64 = 2 * SECOND;

/// Host, whether it judged the password (4776) rather than being logged on to, and time.
type Record = (HostId, bool, EventTime);

/// Records of one account and workstation that lie close together.
#[derive(Clone, Debug, Default)]
struct Group {
    last: EventTime,
    records: ArrayVec<Record, RECORDS_MAX>,
    /// More records than one logon has.
    crowded: bool,
}

impl Group {
    fn add(&mut self, host: HostId, judged: bool, time: EventTime) {
        self.last = time;
        let again = self.records.iter().any(|(known, ..)| *known == host);
        self.crowded |= again || self.records.try_push((host, judged, time)).is_err();
    }
}

/// Logons as both sides saw them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meetings {
    groups: FxHashMap<u64, Group>,
    /// Hashes of folded texts.
    folded: FxHashMap<TextId, u64>,
    /// Of two hosts, ticks by which the first is ahead.
    differences: BTreeMap<(HostId, HostId), Vec<i64>>,
    judges: BTreeSet<HostId>,
}

impl Meetings {
    /// Takes the next of the observations in order, logged by `host`.
    pub(crate) fn observe(&mut self, observation: &Observation, host: HostId, interner: &Interner) {
        let judged = match observation.kind {
            EventKind::NtlmValidation => true,
            EventKind::LogonFailure | EventKind::LogonSuccess if !is_kerberos(interner, observation) => false,
            _ => return,
        };
        let name = interner.name_of(observation.account).name;
        if name == TextId::default() {
            return;
        }
        let succeeded = observation.statement == Statement::Success;
        let key = self.key(name, observation.workstation, succeeded, interner);
        if self.groups.len() >= FOLLOWED_MAX && !self.groups.contains_key(&key) {
            self.end_before(observation.time.plus(-ALONE_FOR));
            if self.groups.len() >= FOLLOWED_MAX {
                return;
            }
        }
        let group = self.groups.entry(key).or_default();
        if observation.time.since(group.last) > ALONE_FOR {
            let ended = std::mem::take(group);
            group.add(host, judged, observation.time);
            self.tell(&ended);
        } else {
            group.add(host, judged, observation.time);
        }
    }

    /// Account and workstation, whatever their spelling. Two that share a hash crowd each other, no more.
    fn key(&mut self, name: TextId, workstation: TextId, succeeded: bool, interner: &Interner) -> u64 {
        let mut folded = |id: TextId| {
            let hash = |id| FxBuildHasher.hash_one(fold(interner.text_of(id)).as_ref());
            *self.folded.entry(id).or_insert_with(|| hash(id))
        };
        FxBuildHasher.hash_one((folded(name), folded(workstation), succeeded))
    }

    fn end_before(&mut self, time: EventTime) {
        let (ended, open) =
            std::mem::take(&mut self.groups).into_iter().partition(|(_, group)| group.last < time);
        self.groups = open;
        // In the order of time, so that chance does not decide which are kept.
        let mut ended: Vec<(u64, Group)> = FxHashMap::into_iter(ended).collect();
        ended.sort_unstable_by_key(|(key, group)| (group.last, *key));
        ended.iter().for_each(|(_, group)| self.tell(group));
    }

    /// A group of records of one logon: the member's, and one of each judge, of which one asked the other.
    fn tell(&mut self, group: &Group) {
        let (judges, members): (Vec<Record>, Vec<Record>) =
            group.records.iter().partition(|(_, judged, _)| *judged);
        let [asker] = members.as_slice() else { return };
        if group.crowded {
            return;
        }
        for (at, judge) in judges.iter().enumerate() {
            self.judges.insert(judge.0);
            self.add(*asker, *judge);
            for other in judges.iter().skip(at + 1) {
                let (one, other) = if judge.0 < other.0 { (judge, other) } else { (other, judge) };
                self.add(*one, *other);
            }
        }
    }

    fn add(&mut self, one: Record, other: Record) {
        let known = self.differences.entry((one.0, other.0)).or_default();
        if known.len() < LOGONS_KEPT {
            known.push(one.2.since(other.2));
        }
    }

    /// Differences of clocks in seconds, where most of enough logons agree.
    fn agreed(&mut self) -> BTreeMap<(HostId, HostId), i64> {
        self.end_before(EventTime(i64::MAX));
        let agreed = |ticks: &mut Vec<i64>| {
            ticks.sort_unstable();
            let middle = *ticks.get(ticks.len() / 2)?;
            let near = ticks.iter().filter(|ticks| (*ticks - middle).abs() <= AGREE).count();
            let enough = ticks.len() >= LOGONS_MIN && near * 2 > ticks.len();
            enough.then_some((middle + SECOND / 2).div_euclid(SECOND))
        };
        self.differences.iter_mut().filter_map(|(hosts, ticks)| Some((*hosts, agreed(ticks)?))).collect()
    }

    /// Seconds by which each host is ahead of what most hosts agree on, as far as that is known.
    pub(crate) fn skews(mut self) -> BTreeMap<HostId, i64> {
        let mut neighbours: BTreeMap<HostId, Vec<(HostId, i64)>> = BTreeMap::new();
        for ((one, other), seconds) in self.agreed() {
            neighbours.entry(one).or_default().push((other, -seconds));
            neighbours.entry(other).or_default().push((one, seconds));
        }
        let mut skews: BTreeMap<HostId, i64> = BTreeMap::new();
        for start in neighbours.keys() {
            if skews.contains_key(start) {
                continue;
            }
            let ahead = reached(*start, &neighbours);
            // Between two or three it is open who is off, and a judge keeps the time of the domain.
            let few = ahead.len() <= 3;
            let telling = ahead.iter().filter(|(host, _)| !few || self.judges.contains(host));
            let right = median(telling.map(|(_, seconds)| *seconds).collect());
            skews.extend(ahead.into_iter().map(|(host, seconds)| (host, seconds - right)));
        }
        skews
    }
}

/// Hosts that met the first one, or one that met it, and so on; seconds by which they are ahead of it.
fn reached(start: HostId, neighbours: &BTreeMap<HostId, Vec<(HostId, i64)>>) -> BTreeMap<HostId, i64> {
    let mut ahead: BTreeMap<HostId, i64> = BTreeMap::from([(start, 0)]);
    let mut next = VecDeque::from([start]);
    while let Some(host) = next.pop_front() {
        let own = ahead.get(&host).copied().unwrap_or(0);
        for (other, seconds) in neighbours.get(&host).into_iter().flatten() {
            if !ahead.contains_key(other) {
                ahead.insert(*other, own + seconds);
                next.push_back(*other);
            }
        }
    }
    ahead
}

/// What Kerberos lets in was judged when the ticket was asked for.
fn is_kerberos(interner: &Interner, observation: &Observation) -> bool {
    let signature = interner.signature_of(observation.signature);
    interner.text_of(signature.package).eq_ignore_ascii_case("Kerberos")
}

fn median(mut values: Vec<i64>) -> i64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or(0)
}

/// By how much each host's clock is off.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clocks {
    /// Seconds by which hosts are ahead, as far as that is known.
    known: BTreeMap<HostId, i64>,
    /// By host, ticks by which it is ahead. Empty where all clocks are right.
    ahead: Vec<i64>,
}

impl Clocks {
    /// Of so many hosts, from seconds by which some are known to be ahead.
    pub(crate) fn of(known: BTreeMap<HostId, i64>, hosts: usize) -> Self {
        if known.values().all(|seconds| seconds.abs() < CLOCK_OFF_FROM) {
            return Clocks { known, ahead: Vec::new() };
        }
        let mut ahead = vec![0; hosts];
        for (host, seconds) in known.iter().filter(|(_, seconds)| seconds.abs() >= CLOCK_OFF_FROM) {
            if let Some(ticks) = ahead.get_mut(host.0 as usize) {
                *ticks = seconds * SECOND;
            }
        }
        Clocks { known, ahead }
    }

    /// Whether all are right.
    pub(crate) fn are_right(&self) -> bool {
        self.ahead.is_empty()
    }

    /// Seconds by which a host's clock is ahead, if that is known.
    pub(crate) fn known(&self, host: HostId) -> Option<i64> {
        self.known.get(&host).copied()
    }

    /// Ticks by which times of a host are corrected.
    pub(crate) fn ahead(&self, host: HostId) -> i64 {
        self.ahead.get(host.0 as usize).copied().unwrap_or(0)
    }

    /// The most of these, at least 0.
    pub(crate) fn most_ahead(&self) -> i64 {
        self.ahead.iter().copied().max().unwrap_or(0).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: HostId = HostId(0);
    const CONTROLLER: HostId = HostId(1);

    /// One logon as a member and a controller told it.
    fn logon(meetings: &mut Meetings, minute: i64, ahead_seconds: i64, again: bool) {
        let time = EventTime(minute * MINUTE);
        let group = meetings.groups.entry(minute.unsigned_abs()).or_default();
        group.add(CONTROLLER, true, time);
        group.add(SERVER, false, time.plus(ahead_seconds * SECOND));
        if again {
            group.add(SERVER, false, time.plus(MINUTE));
        }
    }

    #[test]
    fn logons_that_stand_alone_tell_the_difference() {
        let mut meetings = Meetings::default();
        (0..4).for_each(|n| logon(&mut meetings, n, 118, false));
        assert!(meetings.clone().agreed().is_empty(), "too few");
        logon(&mut meetings, 4, 119, false);
        logon(&mut meetings, 5, -40, false);
        (6..20).for_each(|n| logon(&mut meetings, n, 7, true));
        assert_eq!(meetings.clone().agreed(), BTreeMap::from([((SERVER, CONTROLLER), 118)]));
        assert_eq!(meetings.clone().skews(), BTreeMap::from([(SERVER, 118), (CONTROLLER, 0)]));
        (20..40).for_each(|n| logon(&mut meetings, n, 30 * n, false));
        assert!(meetings.agreed().is_empty(), "no majority");
    }

    #[test]
    fn who_is_off_is_told_by_those_who_are_not() {
        let mut meetings = Meetings::default();
        let (east, west) = (HostId(10), HostId(11));
        // Members of two controllers, of which one is a minute behind; one member asks both.
        for (member, judge, ahead) in
            [(0, east, 0), (1, east, 1), (2, west, 60), (3, east, 0), (3, west, 60), (4, west, 65)]
        {
            meetings.differences.insert((HostId(member), judge), vec![ahead * SECOND; LOGONS_MIN]);
        }
        let told: Vec<(u32, i64)> =
            meetings.skews().into_iter().map(|(host, ahead)| (host.0, ahead)).collect();
        assert_eq!(told, [(0, 0), (1, 1), (2, 0), (3, 0), (4, 5), (10, 0), (11, -60)]);
    }
}
