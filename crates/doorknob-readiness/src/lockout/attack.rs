//! Which tries belong to an attack: those of the accounts and sources of an incident, within its time.

use doorknob_event::activity::{AccountId, Directory, Source, SourceId, SourceKind};
use doorknob_event::incident::{Incident, SourceEntry, Verdict};
use doorknob_event::time::EventTime;
use rustc_hash::{FxHashMap, FxHashSet};

/// One attack.
#[derive(Clone, Debug)]
struct Attack {
    first: EventTime,
    last: EventTime,
    /// `None`: more than the incident lists.
    accounts: Option<FxHashSet<AccountId>>,
    sources: Option<FxHashSet<SourceId>>,
}

impl Attack {
    fn holds(&self, time: EventTime, account: AccountId, source: SourceId) -> bool {
        (self.first..=self.last).contains(&time)
            && self.accounts.as_ref().is_none_or(|accounts| accounts.contains(&account))
            && self.sources.as_ref().is_none_or(|sources| sources.contains(&source))
    }
}

/// All attacks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attacks(Vec<Attack>);

impl Attacks {
    /// Incidents tell names; the directory knows whose they are. A name that was masked in the incident belongs to no
    /// account that could be locked, and is not looked for.
    pub(crate) fn new(incidents: &[Incident], directory: &Directory) -> Self {
        let mut accounts: FxHashMap<(&str, &str), Vec<AccountId>> = FxHashMap::default();
        for (at, account) in directory.accounts.iter().enumerate() {
            let key = (account.domain.as_str(), account.name.as_str());
            accounts.entry(key).or_default().push(AccountId(at as u32));
        }
        let mut sources: FxHashMap<SourceKey, Vec<SourceId>> = FxHashMap::default();
        for (at, source) in directory.sources.iter().enumerate() {
            sources.entry(SourceKey::of(source, directory)).or_default().push(SourceId(at as u32));
        }
        let attack = |incident: &Incident| {
            let listed = incident.accounts_total == incident.accounts.len() as u64;
            let of_account = incident
                .accounts
                .iter()
                .filter_map(|entry| accounts.get(&(entry.domain.as_str(), entry.name.as_str())))
                .flatten()
                .copied();
            let of_account = listed.then(|| of_account.collect());
            let listed = incident.sources_total == incident.sources.len() as u64;
            let of_source = incident
                .sources
                .iter()
                .filter_map(|entry| sources.get(&SourceKey::told(entry)))
                .flatten()
                .copied();
            let of_source = listed.then(|| of_source.collect());
            Attack {
                first: incident.first_seen,
                last: incident.last_seen,
                accounts: of_account,
                sources: of_source,
            }
        };
        Attacks(incidents.iter().filter(|incident| incident.verdict == Verdict::Attack).map(attack).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn hold(&self, time: EventTime, account: AccountId, source: SourceId) -> bool {
        self.0.iter().any(|attack| attack.holds(time, account, source))
    }
}

/// What an incident tells of a source, and what can be told of one in a directory.
#[derive(PartialEq, Eq, Hash, Debug)]
enum SourceKey {
    /// Address; loopback and link-local ones with their host.
    Address(String, Option<String>),
    Workstation(String),
    /// Process or way of asking, on a host.
    OnHost(Option<String>, Option<String>),
}

impl SourceKey {
    fn of(source: &Source, directory: &Directory) -> Self {
        let host = || source.host.map(|host| directory.host(host).name.clone());
        match (source.kind, source.address, &source.workstation) {
            (_, Some(address), _) => SourceKey::Address(address.to_string(), host()),
            (SourceKind::Workstation, None, Some(name)) => SourceKey::Workstation(name.clone()),
            _ => SourceKey::OnHost(source.process.clone(), host()),
        }
    }

    fn told(entry: &SourceEntry) -> Self {
        match (entry.kind.as_str(), &entry.address, &entry.workstation) {
            (_, Some(address), _) => SourceKey::Address(address.clone(), entry.host.clone()),
            ("workstation", None, Some(name)) => SourceKey::Workstation(name.clone()),
            _ => SourceKey::OnHost(entry.process.clone(), entry.host.clone()),
        }
    }
}
