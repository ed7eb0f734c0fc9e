//! Keeps the truth while a simulation runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    Compromise, Episode, Kind, RecordIds, SCHEMA, ScannerMachine, SiteSettings, Truth, TruthAccount,
    TruthAttempt, TruthSource, Verdict,
};
use crate::behaviour::{Answer, Attempt, Outcome, Path};
use crate::event::SimulatedEvent;
use crate::site::{AccountId, HostId, Role, Site};
use crate::time::{MILLISECOND, rfc3339};

/// An episode of a truth book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EpisodeId(u32);

/// What a scenario says about an episode before it is played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpisodeDraft {
    /// Attack or not.
    pub kind: Kind,
    /// Scenario name.
    pub class: &'static str,
    /// What it should be called.
    pub expected: Verdict,
    /// What else is not wrong.
    pub accepted: &'static [Verdict],
    /// ATT&CK techniques of the tries; T1078 is added where a logon succeeds.
    pub techniques: &'static [&'static str],
    /// The machine to mend.
    pub machine: Option<Arc<str>>,
}

struct Entry {
    draft: EpisodeDraft,
    number: u32,
    accounts: Vec<TruthAccount>,
    account_index: FxHashMap<(String, String), u32>,
    sources: Vec<TruthSource>,
    source_index: FxHashMap<TruthSourceKey, u32>,
    hosts: Vec<HostId>,
    compromised: BTreeMap<AccountId, (i64, bool)>,
    attempts: Vec<(i64, u32, u32, bool)>,
    records: BTreeMap<(HostId, &'static str), Vec<u64>>,
    /// By address and claimed workstation, as records state them.
    stated: FxHashMap<(String, String), u64>,
}

type TruthSourceKey = (String, Option<String>);

/// The truth as far as it has happened.
#[derive(Default)]
pub struct TruthBook {
    entries: Vec<Entry>,
    numbers: BTreeMap<&'static str, u32>,
    settings: SiteSettings,
}

impl TruthBook {
    /// An empty book.
    #[must_use]
    pub fn new() -> Self {
        TruthBook::default()
    }

    /// Opens an episode.
    pub fn open(&mut self, draft: EpisodeDraft) -> EpisodeId {
        let number = self.numbers.entry(draft.class).or_insert(0);
        *number += 1;
        let number = *number;
        self.entries.push(Entry {
            draft,
            number,
            accounts: Vec::new(),
            account_index: FxHashMap::default(),
            sources: Vec::new(),
            source_index: FxHashMap::default(),
            hosts: Vec::new(),
            compromised: BTreeMap::new(),
            attempts: Vec::new(),
            records: BTreeMap::new(),
            stated: FxHashMap::default(),
        });
        EpisodeId(self.entries.len() as u32 - 1)
    }

    /// Says that the site runs this scanner.
    pub fn approve_scanner(&mut self, scanner: ScannerMachine) {
        self.settings.approved_scanners.push(scanner);
    }

    pub(crate) fn note_attempt(&mut self, id: EpisodeId, site: &Site, attempt: &Attempt, outcome: Outcome) {
        let entry = &mut self.entries[id.0 as usize];
        let account = entry.account(site, attempt);
        let source = entry.source(attempt);
        if !entry.hosts.contains(&attempt.host) {
            entry.hosts.push(attempt.host);
        }
        let accepted = outcome.answer == Answer::Accepted;
        entry.attempts.push((outcome.at, account, source, accepted));
        if entry.draft.kind == Kind::Attack
            && shows_right_password(attempt, outcome.answer)
            && let Some(account) = attempt.who.account
        {
            entry.compromised.entry(account).or_insert((outcome.at, accepted)).1 |= accepted;
        }
    }

    pub(crate) fn note_record(&mut self, id: EpisodeId, host: HostId, event: &SimulatedEvent) {
        let entry = &mut self.entries[id.0 as usize];
        entry.records.entry((host, event.layout.channel)).or_default().push(event.record_id);
        let stated = (stated(event, &ADDRESS_FIELDS), stated(event, &WORKSTATION_FIELDS));
        if stated != Default::default() {
            *entry.stated.entry(stated).or_default() += 1;
        }
    }

    /// The document. `events` is the number of records delivered.
    #[must_use]
    pub fn finish(self, scenario: &str, seed: u64, site: &Site, events: u64) -> Truth {
        let mut settings = self.settings;
        settings.privileged_accounts = site
            .accounts()
            .filter(|(_, account)| account.privileged)
            .map(|(_, account)| account.name.to_string())
            .collect();
        let mut entries = self.entries;
        entries.retain(|entry| !entry.attempts.is_empty());
        entries.sort_by_key(|entry| entry.attempts.first().map(|attempt| attempt.0));
        Truth {
            schema: SCHEMA.to_owned(),
            scenario: scenario.to_owned(),
            seed,
            events,
            settings,
            episodes: entries.into_iter().map(|entry| entry.finish(site)).collect(),
        }
    }
}

impl Entry {
    fn account(&mut self, site: &Site, attempt: &Attempt) -> u32 {
        let who = &attempt.who;
        // The same account typed in two ways is one account.
        let key = match who.account {
            Some(account) => (site.account(account).name.to_string(), format!("{:?}", account)),
            None => (who.user.as_str().to_lowercase(), who.domain.as_str().to_lowercase()),
        };
        let next = self.accounts.len() as u32;
        *self.account_index.entry(key).or_insert_with(|| {
            self.accounts.push(TruthAccount {
                name: who.user.as_str().to_owned(),
                domain: who.domain.as_str().to_owned(),
                exists: who.account.is_some(),
                privileged: who.account.is_some_and(|account| site.account(account).privileged),
            });
            next
        })
    }

    fn source(&mut self, attempt: &Attempt) -> u32 {
        let seen_as = match attempt.path {
            Path::Web { front_end: Some(front_end) } => Some(front_end.to_string()),
            _ => None,
        };
        let key = (attempt.client.address.to_string(), seen_as);
        let next = self.sources.len() as u32;
        *self.source_index.entry(key.clone()).or_insert_with(|| {
            self.sources.push(TruthSource { address: key.0, seen_as: key.1 });
            next
        })
    }

    fn finish(self, site: &Site) -> Episode {
        let first = self.attempts.first().map_or(0, |attempt| attempt.0);
        let last = self.attempts.last().map_or(0, |attempt| attempt.0);
        let successes = self.attempts.iter().filter(|attempt| attempt.3).count() as u64;
        let attempts = self.attempts.iter().map(|&(at, account, source, accepted)| TruthAttempt {
            offset_ms: ((at - first) / MILLISECOND).unsigned_abs(),
            account,
            source,
            accepted,
        });
        let compromised = self.compromised.iter().map(|(&account, &(at, logged_on))| {
            let who = site.who(account);
            Compromise {
                name: who.user.as_str().to_owned(),
                domain: who.domain.as_str().to_owned(),
                at: rfc3339(at, 7),
                logged_on,
            }
        });
        let servers: Vec<String> = site
            .hosts()
            .filter(|(_, host)| host.role != Role::Workstation)
            .map(|(_, host)| first_label(&host.full_name))
            .collect();
        let names_source = |(address, workstation): &(String, String)| {
            self.sources.iter().any(|source| source.address == *address)
                || !workstation.is_empty() && !servers.contains(&first_label(workstation))
        };
        let records_with_source =
            self.stated.iter().filter(|(stated, _)| names_source(stated)).map(|(_, count)| count).sum();
        let records = self.records.into_iter().map(|((host, channel), mut record_ids)| {
            // Late records are noted when they arrive.
            record_ids.sort_unstable();
            RecordIds { host: site.host(host).full_name.to_string(), channel: channel.to_owned(), record_ids }
        });
        Episode {
            id: format!("{}-{}", self.draft.class, self.number),
            kind: self.draft.kind,
            class: self.draft.class.to_owned(),
            expected_verdict: self.draft.expected,
            accepted_verdicts: self.draft.accepted.to_vec(),
            techniques: techniques(self.draft.techniques, &self.compromised),
            hosts: self.hosts.iter().map(|&host| site.host(host).full_name.to_string()).collect(),
            machine: self.draft.machine.map(|machine| machine.to_string()),
            compromised: compromised.collect(),
            first_seen: rfc3339(first, 7),
            last_seen: rfc3339(last, 7),
            failures: self.attempts.len() as u64 - successes,
            successes,
            attempts: attempts.collect(),
            records: records.collect(),
            records_with_source,
            accounts: self.accounts,
            sources: self.sources,
        }
    }
}

/// Fields that state an address, in the events that tell of tries.
const ADDRESS_FIELDS: [&str; 2] = ["IpAddress", "CallingStationID"];
/// Fields in which a client names itself.
const WORKSTATION_FIELDS: [&str; 2] = ["WorkstationName", "Workstation"];

/// What the first of these fields that an event has states; empty for `-`, and without the `::ffff:` of an IPv4 address.
fn stated(event: &SimulatedEvent, names: &[&str]) -> String {
    let fields = event.layout.payload.fields().iter().zip(&event.values);
    let mut texts = fields.filter(|(field, _)| names.contains(&field.name)).map(|(_, value)| value.to_text());
    let text = texts.next().unwrap_or_default();
    let text = text.strip_prefix("::ffff:").unwrap_or(&text);
    if text == "-" { String::new() } else { text.to_owned() }
}

/// `WS01` of `ws01.corp.example`.
fn first_label(name: &str) -> String {
    name.trim_start_matches('\\').split('.').next().unwrap_or_default().to_uppercase()
}

/// The techniques of the scenario, and valid accounts (T1078) where a logon succeeded in the end.
fn techniques(planned: &[&str], compromised: &BTreeMap<AccountId, (i64, bool)>) -> Vec<String> {
    let used = compromised.values().any(|&(_, logged_on)| logged_on).then_some("T1078");
    planned.iter().copied().chain(used).map(str::to_owned).collect()
}

/// Whether the answer tells the attacker that the password is right. Kerberos speaks of disabled
/// and expired accounts before it looks at the password, NTLM only after.
fn shows_right_password(attempt: &Attempt, answer: Answer) -> bool {
    if attempt.fault.is_some() {
        return false;
    }
    let by_kerberos = matches!(
        attempt.path,
        Path::Kerberos | Path::Console | Path::Unlock | Path::Service(_) | Path::Task | Path::Process(_)
    );
    match answer {
        Answer::Disabled | Answer::AccountExpired | Answer::OutsideHours => !by_kerberos,
        other => other.password_was_right(),
    }
}

impl std::fmt::Debug for TruthBook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TruthBook").field("episodes", &self.entries.len()).finish_non_exhaustive()
    }
}
