//! Activities to the tries of each incident.

use super::{Ending, HourOfFailures, IncidentTries, Tries, Try};
use doorknob_event::activity::{
    Account, AccountId, Activity, Directory, LogonAttempt, Outcome, Source, SourceId,
};
use doorknob_event::failure::FailureClass;
use doorknob_event::incident::{AccountEntry, Incident, SourceEntry, Verdict};
use doorknob_event::time::{EventTime, HOUR, MINUTE};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Minutes x account x source x ending kept, about 50 bytes each; further ones are counted.
const CELLS_MAX: usize = 500_000;

/// Tries kept per incident; pictures draw far fewer.
const TRIES_MAX: usize = 20_000;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    minute: i64,
    account: AccountId,
    source: SourceId,
    ending: Ending,
}

/// Watches activities; see [`crate::tries`].
///
/// Success is only kept of a source and account that failed before, so that a quiet site costs nothing.
#[derive(Default)]
pub struct Collector {
    cells: FxHashMap<Key, (EventTime, u32)>,
    failing: rustc_hash::FxHashSet<(AccountId, SourceId)>,
    hours: BTreeMap<EventTime, HourOfFailures>,
    left_out: u64,
}

impl Collector {
    /// Takes one activity, in event-time order.
    pub fn observe(&mut self, activity: &Activity) {
        let Activity::Attempt(attempt) = activity else { return };
        let Some(ending) = ending(attempt) else { return };
        let pair = (attempt.account, attempt.source);
        if ending == Ending::Succeeded {
            if !self.failing.contains(&pair) {
                return;
            }
        } else {
            let hour = EventTime(attempt.time.bin(HOUR).saturating_mul(HOUR));
            self.hours.entry(hour).or_default().all += 1;
            if self.failing.len() < CELLS_MAX {
                self.failing.insert(pair);
            }
        }
        let key = Key {
            minute: attempt.time.bin(MINUTE),
            account: attempt.account,
            source: attempt.source,
            ending,
        };
        let room = self.cells.len() < CELLS_MAX;
        match self.cells.get_mut(&key) {
            Some((_, count)) => *count = count.saturating_add(1),
            None if room => {
                self.cells.insert(key, (attempt.time, 1));
            }
            None => self.left_out += u64::from(ending != Ending::Succeeded),
        }
    }

    /// Gives each incident the tries between its listed sources and its listed accounts, from its first to its last.
    pub fn finish(self, directory: &Directory, incidents: &[Incident]) -> Tries {
        let mut ordered: Vec<(Key, EventTime, u32)> =
            self.cells.into_iter().map(|(key, (time, count))| (key, time, count)).collect();
        // Ids depend on the order of inputs, the order of tries within an incident does not: see the sort below.
        ordered.sort_unstable_by_key(|(key, time, _)| (*time, key.account, key.source, key.ending));
        let members = Members::of(incidents, directory);
        let mut tries: Vec<Vec<Try>> = vec![Vec::new(); incidents.len()];
        let mut hours = self.hours;
        for (key, time, count) in ordered {
            let mut in_attack = false;
            for place in members.places(key, time, incidents) {
                let incident = incidents.get(place.incident);
                in_attack |= incident.is_some_and(|incident| incident.verdict == Verdict::Attack);
                if let Some(list) = tries.get_mut(place.incident).filter(|list| list.len() < TRIES_MAX) {
                    let (account, source) = (place.account, place.source);
                    list.push(Try { time, account, source, ending: key.ending, count });
                }
            }
            if in_attack && key.ending != Ending::Succeeded {
                let hour = EventTime(time.bin(HOUR).saturating_mul(HOUR));
                hours.entry(hour).or_default().attacks += u64::from(count);
            }
        }
        for list in &mut tries {
            list.sort_unstable();
        }
        let incidents = incidents
            .iter()
            .zip(tries)
            .filter(|(_, tries)| !tries.is_empty())
            .map(|(incident, tries)| (incident.id.clone(), IncidentTries { tries }))
            .collect();
        Tries { incidents, hours, left_out: self.left_out }
    }
}

/// `None` for what is no try at a password: protocol round trips.
fn ending(attempt: &LogonAttempt) -> Option<Ending> {
    match attempt.outcome {
        Outcome::Success => Some(Ending::Succeeded),
        Outcome::Failure(code) => match code.class() {
            FailureClass::Noise => None,
            FailureClass::LockedOut => Some(Ending::Locked),
            FailureClass::RightPasswordBlocked => Some(Ending::RightButBlocked),
            _ => Some(Ending::Failed),
        },
    }
}

/// Where a try is drawn.
struct Place {
    incident: usize,
    account: u32,
    source: u32,
}

/// Which incidents list an account, or a source, and at which index.
struct Members {
    accounts: FxHashMap<AccountId, Vec<(usize, u32)>>,
    sources: FxHashMap<SourceId, Vec<(usize, u32)>>,
}

impl Members {
    fn of(incidents: &[Incident], directory: &Directory) -> Self {
        let accounts = listed(incidents, |incident| incident.accounts.iter().map(account_key).collect());
        let sources = listed(incidents, |incident| incident.sources.iter().map(source_key).collect());
        let ids = |length: usize| 0..u32::try_from(length).unwrap_or(u32::MAX);
        Members {
            accounts: ids(directory.accounts.len())
                .zip(&directory.accounts)
                .filter_map(|(id, account)| {
                    Some((AccountId(id), accounts.get(&shown_account(account))?.clone()))
                })
                .collect(),
            sources: ids(directory.sources.len())
                .zip(&directory.sources)
                .filter_map(|(id, source)| {
                    Some((SourceId(id), sources.get(&shown_source(source, directory))?.clone()))
                })
                .collect(),
        }
    }

    fn places<'a>(
        &'a self,
        key: Key,
        time: EventTime,
        incidents: &'a [Incident],
    ) -> impl Iterator<Item = Place> + 'a {
        let none: &[(usize, u32)] = &[];
        let accounts = self.accounts.get(&key.account).map_or(none, Vec::as_slice);
        let sources = self.sources.get(&key.source).map_or(none, Vec::as_slice);
        let within = move |incident: usize| {
            incidents.get(incident).is_some_and(|incident| {
                // A minute's tries carry the time of the first of them.
                (incident.first_seen.bin(MINUTE)..=incident.last_seen.bin(MINUTE)).contains(&time.bin(MINUTE))
            })
        };
        accounts.iter().flat_map(move |(incident, account)| {
            let source = sources.iter().find(|(other, _)| other == incident).map(|(_, source)| *source);
            let place = source.map(|source| Place { incident: *incident, account: *account, source });
            place.filter(|place| within(place.incident))
        })
    }
}

/// Key -> (incident, index in its list).
fn listed(
    incidents: &[Incident],
    keys: impl Fn(&Incident) -> Vec<String>,
) -> FxHashMap<String, Vec<(usize, u32)>> {
    let mut places: FxHashMap<String, Vec<(usize, u32)>> = FxHashMap::default();
    for (at, incident) in incidents.iter().enumerate() {
        for (index, key) in (0..).zip(keys(incident)) {
            places.entry(key).or_default().push((at, index));
        }
    }
    places
}

/// As the incident shows it; a masked name tells nothing but its length.
fn shown_account(account: &Account) -> String {
    let name = match account.secret_like {
        true => masked(account.name.chars().count()),
        false => account.name.clone(),
    };
    format!("{}\\{}", account.domain, if name.is_empty() { "(no name)" } else { &name })
}

fn account_key(entry: &AccountEntry) -> String {
    let length = entry
        .name
        .strip_prefix("(masked")
        .map(|rest| rest.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0));
    let name = length.map_or_else(|| entry.name.clone(), masked);
    format!("{}\\{}", entry.domain, if name.is_empty() { "(no name)" } else { &name })
}

fn masked(length: usize) -> String {
    format!("(masked {length})")
}

fn shown_source(source: &Source, directory: &Directory) -> String {
    let host = source.host.and_then(|id| directory.hosts.get(id.0 as usize));
    keyed(
        source.address.map(|address| address.to_string()).as_deref(),
        source.workstation.as_deref(),
        source.process.as_deref(),
        host.map(|host| host.name.as_str()),
    )
}

fn source_key(entry: &SourceEntry) -> String {
    let (address, process) = (entry.address.as_deref(), entry.process.as_deref());
    keyed(address, entry.workstation.as_deref(), process, entry.host.as_deref())
}

/// Names that a client claims beside its address are not part of what it is.
fn keyed(
    address: Option<&str>,
    workstation: Option<&str>,
    process: Option<&str>,
    host: Option<&str>,
) -> String {
    let workstation = workstation.filter(|_| address.is_none() && process.is_none());
    [address, workstation, process, host].map(Option::unwrap_or_default).join("\u{0}")
}
