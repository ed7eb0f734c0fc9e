//! By how much the clock of one host differs from another's: two hosts that both log one logon.
//!
//! A member logs 4624/4625, the domain controller that was asked logs 4776, in the same second of real time, for the same
//! account and claimed workstation. For each pair of hosts all differences of such times are counted in bins of a
//! second: true pairs fall into one bin, all others spread. (The idea of cross-correlation.)

use crate::host_names::fold;
use doorknob_event::event::EventKind;
use doorknob_event::interner::{Interner, TextId};
use doorknob_event::observation::Observation;
use doorknob_event::time::{EventTime, HOUR, SECOND};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Most combinations of account, workstation and host followed: at most 300 bytes each. Further ones are left out, which
/// only costs evidence of a skew.
const KEYS_MAX: usize = 60_000;
/// Earliest times kept of each.
const TIMES_KEPT: usize = 32;
/// Clocks that differ by more are not compared: Kerberos and NTLM fail long before.
const APART_MAX: i64 = 6 * HOUR;
/// Logons that must agree on a difference.
const VOTES_MIN: u32 = 5;

/// The earliest times at which something was logged, ascending.
#[derive(Clone, Debug, Default)]
struct Times(Vec<EventTime>);

impl Times {
    fn add(&mut self, time: EventTime) {
        if self.0.len() < TIMES_KEPT || self.0.last().is_some_and(|last| time < *last) {
            let at = self.0.partition_point(|known| *known <= time);
            self.0.insert(at, time);
            self.0.truncate(TIMES_KEPT);
        }
    }
}

/// One account with the workstation that it claimed, on one host.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Key {
    name: TextId,
    workstation: TextId,
    host: TextId,
    /// The host judged the password (4776) rather than being logged on to.
    judged: bool,
}

/// Of one account with workstation: hosts that were logged on to and hosts that judged, with their times.
#[derive(Default)]
struct Sides {
    members: BTreeMap<String, Times>,
    judges: BTreeMap<String, Times>,
}

/// Logons as both sides saw them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meetings {
    keys: FxHashMap<Key, Times>,
}

impl Meetings {
    pub(crate) fn observe(&mut self, interner: &Interner, observation: &Observation) {
        let judged = match observation.kind {
            EventKind::NtlmValidation => true,
            EventKind::LogonFailure | EventKind::LogonSuccess if is_ntlm(interner, observation) => false,
            _ => return,
        };
        let name = interner.name_of(observation.account).name;
        let key = Key { name, workstation: observation.workstation, host: observation.host, judged };
        let nameless = name == TextId::default() || observation.workstation == TextId::default();
        if nameless || (self.keys.len() >= KEYS_MAX && !self.keys.contains_key(&key)) {
            return;
        }
        self.keys.entry(key).or_default().add(observation.time);
    }

    /// By account and workstation, whatever their spelling.
    fn sides(
        self,
        interner: &Interner,
        canonical: &dyn Fn(&str) -> String,
    ) -> BTreeMap<(String, String), Sides> {
        let mut sides: BTreeMap<(String, String), Sides> = BTreeMap::new();
        for (key, times) in self.keys {
            let folded = (fold(interner.text_of(key.name)), fold(interner.text_of(key.workstation)));
            let sides = sides.entry(folded).or_default();
            let side = if key.judged { &mut sides.judges } else { &mut sides.members };
            let known = side.entry(canonical(interner.text_of(key.host))).or_default();
            times.0.into_iter().for_each(|time| known.add(time));
        }
        sides
    }

    /// Difference of each member's clock to each judge's, where enough logons agree. Positive: the member is ahead.
    fn differences(
        self,
        interner: &Interner,
        canonical: &dyn Fn(&str) -> String,
    ) -> BTreeMap<(String, String), i64> {
        let sides = self.sides(interner, canonical);
        let mut votes: BTreeMap<(&str, &str), Votes> = BTreeMap::new();
        for Sides { members, judges } in sides.values() {
            let pairs = members.iter().flat_map(|one| judges.iter().map(move |other| (one, other)));
            for ((member, one), (judge, other)) in pairs.filter(|(one, other)| one.0 != other.0) {
                vote(votes.entry((member, judge)).or_default(), one, other);
            }
        }
        let agreed = |((member, judge), votes): ((&str, &str), Votes)| {
            Some(((member.to_owned(), judge.to_owned()), peak(&votes)?))
        };
        votes.into_iter().filter_map(agreed).collect()
    }

    /// Seconds by which each host is ahead of what most hosts agree on.
    pub(crate) fn skews(
        self,
        interner: &Interner,
        canonical: &dyn Fn(&str) -> String,
    ) -> BTreeMap<String, i64> {
        let differences = self.differences(interner, canonical);
        let mut of_judge: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for ((_, judge), seconds) in &differences {
            of_judge.entry(judge).or_default().push(*seconds);
        }
        // A judge that is off by itself is so against every member; with fewer than three members who is off is open, and
        // the judge keeps the time of the domain.
        let own = |judge: &str| match of_judge.get(judge) {
            Some(all) if all.len() >= 3 => -median(all.clone()),
            _ => 0,
        };
        let mut of_member: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for ((member, judge), seconds) in &differences {
            of_member.entry(member).or_default().push(seconds + own(judge));
        }
        let members = of_member.into_iter().map(|(host, all)| (host.to_owned(), median(all)));
        let mut skews: BTreeMap<String, i64> = members.collect();
        for judge in of_judge.keys().filter(|judge| own(judge) != 0) {
            skews.insert((*judge).to_owned(), own(judge));
        }
        skews
    }
}

/// A domain controller is asked about NTLM logons only; what Kerberos lets in has no counterpart.
fn is_ntlm(interner: &Interner, observation: &Observation) -> bool {
    let signature = interner.signature_of(observation.signature);
    interner.text_of(signature.package).eq_ignore_ascii_case("NTLM")
        || interner.text_of(signature.logon_process).eq_ignore_ascii_case("NtLmSsp")
}

/// Difference in whole seconds: pairs of records that differ so, and accounts with workstation that they belong to.
type Votes = BTreeMap<i64, (u32, u32)>;

/// One vote for each difference of two records of one account with workstation.
fn vote(votes: &mut Votes, members: &Times, judges: &Times) {
    let mut own: BTreeMap<i64, u32> = BTreeMap::new();
    for one in &members.0 {
        for other in &judges.0 {
            let apart = one.since(*other);
            if apart.abs() <= APART_MAX {
                *own.entry((apart + SECOND / 2).div_euclid(SECOND)).or_default() += 1;
            }
        }
    }
    for (bin, pairs) in own {
        let sum = votes.entry(bin).or_default();
        *sum = (sum.0 + pairs, sum.1 + 1);
    }
}

/// The difference that the most pairs agree on, give or take a second. A regular job agrees with itself at every multiple
/// of its period nearly as often: then the smallest difference is taken, and only if two accounts agree on it.
fn peak(votes: &Votes) -> Option<i64> {
    let around = |bin: i64| {
        let near = (bin - 1..=bin + 1).filter_map(|bin| votes.get(&bin));
        near.fold((0, 0), |sum, votes| (sum.0 + votes.0, sum.1.max(votes.1)))
    };
    let most = votes.keys().map(|bin| around(*bin).0).max()?;
    let nearly = |bin: &&i64| around(**bin).0 * 5 >= most * 4;
    let best = *votes.keys().filter(nearly).min_by_key(|bin| (bin.abs(), **bin))?;
    // Of neighbouring seconds the one that holds the most itself.
    let best = (best - 1..=best + 1).max_by_key(|bin| (votes.get(bin).map(|votes| votes.0), -bin.abs()))?;
    let rhythm = votes.keys().filter(nearly).any(|bin| (bin - best).abs() > 2);
    let (pairs, accounts) = around(best);
    (pairs >= VOTES_MIN && (!rhythm || accounts >= 2 || best.abs() <= 2)).then_some(best)
}

fn median(mut values: Vec<i64>) -> i64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_true_difference_outvotes_the_others() {
        let votes =
            |rows: &[(i64, u32, u32)]| rows.iter().map(|row| (row.0, (row.1, row.2))).collect::<Votes>();
        assert_eq!(peak(&votes(&[(420, 9, 1), (419, 3, 1), (7, 2, 1), (-300, 2, 1)])), Some(420));
        assert_eq!(peak(&votes(&[(0, 4, 1), (1, 2, 1)])), Some(0));
        assert_eq!(peak(&votes(&[(90, 3, 1), (4, 1, 1)])), None, "too few");
        let rhythm = |accounts| votes(&[(-180, 9, accounts), (120, 9, accounts), (420, 9, accounts)]);
        assert_eq!(peak(&rhythm(1)), None, "a rhythm, not a skew");
        assert_eq!(peak(&rhythm(2)), Some(120));
        assert_eq!(peak(&votes(&[(0, 9, 1), (300, 9, 1)])), Some(0), "the clocks agree");
    }

    #[test]
    fn only_the_earliest_times_are_kept_in_any_order() {
        let mut up = Times::default();
        let mut down = Times::default();
        for n in 0..100i64 {
            up.add(EventTime(n));
            down.add(EventTime(99 - n));
        }
        assert_eq!(up.0, down.0);
        assert_eq!((up.0.len(), up.0.last().map(|time| time.0)), (TIMES_KEPT, Some(31)));
    }
}
