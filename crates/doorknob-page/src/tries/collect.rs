//! Activities to the tries of each incident.

use super::{Ending, HourOfFailures, IncidentTries, Tries, Try, only_compromised};
use crate::phrases;
use doorknob_event::activity::{
    Account, AccountId, Activity, Directory, LogonAttempt, Outcome, Source, SourceId,
};
use doorknob_event::failure::FailureClass;
use doorknob_event::incident::{Incident, SourceEntry, Verdict};
use doorknob_event::time::{EventTime, HOUR, MINUTE};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Minutes x account x source x ending kept, about 50 bytes each; further ones are counted.
const CELLS_MAX: usize = 500_000;

/// Successes kept, so that a busy shared address leaves room for what fails.
const SUCCESSES_MAX: usize = CELLS_MAX / 5;

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
/// Success is only kept of a source that failed before, on whatever account, so that a quiet site costs nothing.
#[derive(Default)]
pub struct Collector {
    cells: FxHashMap<Key, (EventTime, u32)>,
    failing: rustc_hash::FxHashSet<SourceId>,
    successes: usize,
    hours: BTreeMap<EventTime, HourOfFailures>,
    left_out: u64,
}

impl Collector {
    /// Takes one activity, in event-time order.
    pub fn observe(&mut self, activity: &Activity) {
        let Activity::Attempt(attempt) = activity else { return };
        let Some(ending) = ending(attempt) else { return };
        if ending.is_success() {
            if !self.failing.contains(&attempt.source) || self.successes >= SUCCESSES_MAX {
                return;
            }
            self.successes += 1;
        } else {
            let hour = EventTime(attempt.time.bin(HOUR).saturating_mul(HOUR));
            self.hours.entry(hour).or_default().all += 1;
            if self.failing.len() < CELLS_MAX {
                self.failing.insert(attempt.source);
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
            None => self.left_out += u64::from(!ending.is_success()),
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
                    let intruder = key.ending.is_success()
                        && incident.is_some_and(|incident| was_intruder(incident, account, source, time));
                    let ending = if intruder { Ending::GotIn } else { key.ending };
                    list.push(Try { time, account, source, ending, count });
                }
            }
            if in_attack && !key.ending.is_success() {
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

/// Whether the incident says of this account that an attacker knows it by then, from this source where it names one.
fn was_intruder(incident: &Incident, account: u32, source: u32, time: EventTime) -> bool {
    let name = phrases::account_at(incident, account);
    let address = incident.sources.get(source as usize).and_then(|source| source.address.as_deref());
    incident.verdict == Verdict::Attack
        && incident.compromised.iter().any(|known| {
            let from = known.address.is_none() || known.address.as_deref() == address;
            // A minute's successes carry the time of the first of them.
            let by_then = known.at.bin(MINUTE) <= time.bin(MINUTE);
            phrases::qualified(&known.domain, &known.name) == name && from && by_then
        })
}

/// `None` for what is no try at a password: protocol round trips.
fn ending(attempt: &LogonAttempt) -> Option<Ending> {
    match attempt.outcome {
        Outcome::Success => Some(Ending::LoggedOn),
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
        let accounts = listed(incidents, |incident| {
            let tried = incident.accounts.iter().map(|entry| account_key(&entry.domain, &entry.name));
            let known = only_compromised(incident).map(|known| account_key(&known.domain, &known.name));
            tried.chain(known).collect()
        });
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

fn account_key(domain: &str, name: &str) -> String {
    let length = name
        .strip_prefix("(masked")
        .map(|rest| rest.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0));
    let name = length.map_or_else(|| name.to_owned(), masked);
    format!("{domain}\\{}", if name.is_empty() { "(no name)" } else { &name })
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

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::activity::{Authority, Host, HostId, SourceKind};
    use doorknob_event::event::EventKind;
    use doorknob_event::failure::FailureCode;
    use doorknob_event::incident::{
        AccountEntry, AccountsPattern, Attempts, Compromise, Exists, Pace, Pattern, SCHEMA, Severity,
        SourcesPattern, Timeline,
    };
    use doorknob_event::interner::{SignatureId, TextId};
    use doorknob_event::time::SECOND;

    const BAD_PASSWORD: Outcome = Outcome::Failure(FailureCode {
        space: doorknob_event::failure::CodeSpace::NtStatus,
        value: 0xC000_006A,
    });

    fn account(name: &str, secret_like: bool) -> Account {
        Account {
            name: name.to_owned(),
            domain: "CORP".to_owned(),
            sid: None,
            authority: Authority::Domain,
            key: name.to_lowercase(),
            machine: false,
            secret_like,
            builtin_administrator: false,
            privileged: None,
        }
    }

    fn directory() -> Directory {
        let source = |address: &str| Source {
            kind: SourceKind::Address,
            address: address.parse().ok(),
            workstation: None,
            process: None,
            host: None,
            computer: None,
        };
        let process = Source {
            kind: SourceKind::Process,
            address: None,
            workstation: None,
            process: Some("C:\\svc.exe".to_owned()),
            host: Some(HostId(0)),
            computer: None,
        };
        Directory {
            accounts: vec![account("jdoe", false), account("Summer2024!", true)],
            hosts: vec![Host {
                name: "app07".to_owned(),
                domain_controller: false,
                clock_ahead_seconds: None,
            }],
            sources: vec![source("203.0.113.7"), source("198.51.100.1"), process],
            ..Directory::default()
        }
    }

    fn attempt(seconds: i64, account: u32, source: u32, outcome: Outcome) -> Activity {
        let attempt = LogonAttempt {
            time: start().plus(seconds * SECOND),
            account: AccountId(account),
            source: SourceId(source),
            recovered: None,
            outcome,
            host: HostId(0),
            signature: SignatureId::default(),
            logon_type: 3,
            workstation: TextId::default(),
            kind: EventKind::LogonFailure,
            suspect: false,
            records: Default::default(),
            record_count: 1,
        };
        Activity::Attempt(attempt)
    }

    fn start() -> EventTime {
        EventTime::parse("2024-03-14T13:00:10Z").expect("a time")
    }

    fn incident(id: &str, names: &[&str], sources: Vec<SourceEntry>) -> Incident {
        let entry = |name: &&str| AccountEntry {
            name: (*name).to_owned(),
            domain: "CORP".to_owned(),
            sid: None,
            failures: 1,
            presented: 0,
            successes: 0,
            exists: Exists::Yes,
            privileged: false,
            privileged_why: None,
        };
        Incident {
            schema: SCHEMA.to_owned(),
            id: id.to_owned(),
            title: String::new(),
            verdict: Verdict::Attack,
            class: String::new(),
            severity: Severity::High,
            confidence: 0.9,
            pattern: Pattern {
                accounts: AccountsPattern::One,
                sources: SourcesPattern::One,
                pace: Pace::Burst,
            },
            techniques: Vec::new(),
            analytics: Vec::new(),
            first_seen: start(),
            last_seen: start().plus(HOUR),
            detected_at: start(),
            detected_after: 1,
            attempts: Attempts::default(),
            accounts: names.iter().map(entry).collect(),
            accounts_total: names.len() as u64,
            account_family: None,
            sources_total: sources.len() as u64,
            sources,
            hosts: Vec::new(),
            compromised: Vec::new(),
            reasons: BTreeMap::new(),
            factors: Vec::new(),
            alternative: None,
            next_steps: Vec::new(),
            next_step_phases: Vec::new(),
            data_quality: Vec::new(),
            notes: Vec::new(),
            timeline: Timeline { start: start(), bin_seconds: 1.0, failures: Vec::new() },
            evidence: Vec::new(),
            evidence_total: 0,
        }
    }

    fn source(address: Option<&str>, process: Option<&str>, host: Option<&str>) -> SourceEntry {
        SourceEntry {
            address: address.map(str::to_owned),
            workstation: address.map(|_| "3,561 names, e.g. KALI".to_owned()),
            kind: String::new(),
            scope: None,
            process: process.map(str::to_owned),
            host: host.map(str::to_owned),
            failures: 0,
            presented: 0,
            successes: 0,
            shared: false,
            recovered_from: None,
        }
    }

    #[test]
    fn tries_go_to_the_incident_that_lists_their_source_and_account() {
        let masked = "(masked, 11 chars)";
        let mut spray = incident("spray", &["jdoe", masked], vec![source(Some("203.0.113.7"), None, None)]);
        spray.compromised.push(Compromise {
            name: masked.to_owned(),
            domain: "CORP".to_owned(),
            at: start().plus(130 * SECOND),
            address: Some("203.0.113.7".to_owned()),
            why: String::new(),
        });
        let incidents =
            [spray, incident("ours", &["jdoe"], vec![source(None, Some("C:\\svc.exe"), Some("app07"))])];
        let mut collector = Collector::default();
        for activity in [
            attempt(-3_600, 0, 0, BAD_PASSWORD), // before the incident: counted by hour only
            attempt(0, 0, 0, BAD_PASSWORD),
            attempt(1, 0, 0, BAD_PASSWORD),   // the same minute
            attempt(90, 1, 0, BAD_PASSWORD),  // a masked name
            attempt(95, 0, 2, BAD_PASSWORD),  // a program of ours
            attempt(100, 0, 1, BAD_PASSWORD), // in no incident
            attempt(110, 0, 0, Outcome::Success),
            attempt(120, 1, 1, Outcome::Success), // of no incident
            attempt(130, 1, 0, Outcome::Success), // the incident names it
        ] {
            collector.observe(&activity);
        }
        let tries = collector.finish(&directory(), &incidents);
        let told = |id: &str| -> Vec<(u32, u32, Ending, u32)> {
            let tries = tries.incidents.get(id).map(|its| its.tries.as_slice()).unwrap_or_default();
            tries.iter().map(|this| (this.account, this.source, this.ending, this.count)).collect()
        };
        assert_eq!(
            told("spray"),
            [
                (0, 0, Ending::Failed, 2),
                (1, 0, Ending::Failed, 1),
                (0, 0, Ending::LoggedOn, 1),
                (1, 0, Ending::GotIn, 1)
            ]
        );
        assert_eq!(told("ours"), [(0, 0, Ending::Failed, 1)]);
        let hours: Vec<(u64, u64)> = tries.hours.values().map(|hour| (hour.all, hour.attacks)).collect();
        assert_eq!(hours, [(1, 0), (5, 4)]);
        assert_eq!(tries.left_out, 0);
    }
}
