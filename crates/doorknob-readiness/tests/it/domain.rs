//! A few accounts and sources, and what happened to them, as activities.

use doorknob_event::activity::{
    Account, AccountChange, AccountId, Activity, Authority, Directory, Host, HostId, LogonAttempt, Outcome,
    RecordRef, Source, SourceId, SourceKind,
};
use doorknob_event::event::EventKind;
use doorknob_event::failure::FailureCode;
use doorknob_event::incident::Incident;
use doorknob_event::interner::{SignatureId, TextId};
use doorknob_event::settings::Settings;
use doorknob_event::time::EventTime;
use doorknob_readiness::lockout::{Grid, History, WhatIf};

/// Account that the property test makes RID 500.
pub(crate) const ADMINISTRATOR: usize = 3;

pub(crate) fn start() -> EventTime {
    EventTime::parse("2026-03-02T00:00:00Z").expect("a time")
}

/// Sources 0 to 9; the last comes from outside.
const SOURCES: usize = 10;

pub(crate) fn address(source: usize) -> String {
    if source == SOURCES - 1 { "203.0.113.9".to_owned() } else { format!("10.0.0.{source}") }
}

pub(crate) struct Domain {
    directory: Directory,
    activities: Vec<Activity>,
}

impl Domain {
    pub(crate) fn new(accounts: usize) -> Self {
        let account = |n: usize| Account {
            name: format!("person{n}"),
            domain: "CORP".to_owned(),
            sid: None,
            authority: Authority::Domain,
            key: format!("corp\\person{n}"),
            machine: false,
            secret_like: false,
            builtin_administrator: false,
            privileged: None,
        };
        let source = |n: usize| Source {
            kind: SourceKind::Address,
            address: address(n).parse().ok(),
            workstation: None,
            process: None,
            host: None,
            computer: None,
        };
        let directory = Directory {
            accounts: (0..accounts).map(account).collect(),
            hosts: vec![Host {
                name: "srv1.corp.example".to_owned(),
                domain_controller: false,
                clock_ahead_seconds: None,
            }],
            sources: (0..SOURCES).map(source).collect(),
            ..Directory::default()
        };
        Domain { directory, activities: Vec::new() }
    }

    pub(crate) fn make_administrator(&mut self, account: usize) {
        self.directory.accounts[account].builtin_administrator = true;
    }

    pub(crate) fn make_local(&mut self, account: usize) {
        self.directory.accounts[account].authority = Authority::Local(HostId(0));
    }

    pub(crate) fn rename(&mut self, account: usize, name: &str) {
        self.directory.accounts[account].name = name.to_owned();
    }

    fn record(time: EventTime, kind: EventKind, event_id: u16) -> RecordRef {
        RecordRef { input: 0, host: HostId(0), kind, event_id, record_id: 0, offset: u64::MAX, time }
    }

    fn attempt(&mut self, time: EventTime, account: usize, source: usize, outcome: Outcome) {
        self.activities.push(Activity::Attempt(LogonAttempt {
            time,
            account: AccountId(account as u32),
            source: SourceId(source as u32),
            recovered: None,
            outcome,
            host: HostId(0),
            signature: SignatureId::default(),
            logon_type: 3,
            workstation: TextId::default(),
            kind: EventKind::LogonFailure,
            suspect: false,
            records: [Self::record(time, EventKind::LogonFailure, 4625)].into_iter().collect(),
            record_count: 1,
        }));
    }

    pub(crate) fn fail(&mut self, time: EventTime, account: usize, source: usize, status: u32) {
        self.attempt(time, account, source, Outcome::Failure(FailureCode::nt_status(status)));
    }

    pub(crate) fn succeed(&mut self, time: EventTime, account: usize, source: usize) {
        self.attempt(time, account, source, Outcome::Success);
    }

    pub(crate) fn change(&mut self, time: EventTime, account: usize, change: AccountChange) {
        self.activities.push(Activity::Change {
            time,
            account: AccountId(account as u32),
            change,
            by: None,
            caller: TextId::default(),
            record: Self::record(time, EventKind::AccountChanged, 4738),
        });
    }

    /// An incident of these accounts and sources.
    pub(crate) fn attack(
        &self,
        accounts: &[usize],
        sources: &[usize],
        first: EventTime,
        last: EventTime,
    ) -> Incident {
        let accounts: Vec<serde_json::Value> = accounts
            .iter()
            .map(|account| {
                let account = &self.directory.accounts[*account];
                serde_json::json!({
                    "name": account.name, "domain": account.domain, "failures": 1, "successes": 0,
                    "exists": "yes", "privileged": false
                })
            })
            .collect();
        let sources: Vec<serde_json::Value> = sources
            .iter()
            .map(|n| serde_json::json!({"address": address(*n), "kind": "address", "failures": 1, "successes": 0}))
            .collect();
        let value = serde_json::json!({
            "schema": "doorknob.incident.v1", "id": "dk-1", "title": "", "verdict": "attack", "class": "",
            "severity": "high", "confidence": 1.0,
            "pattern": {"accounts": "one", "sources": "one", "pace": "burst"},
            "techniques": [], "analytics": [], "first_seen": first, "last_seen": last, "detected_at": first,
            "detected_after": 1,
            "attempts": {"failures": 1, "successes": 0, "lockouts": 0, "per_minute_peak": 1},
            "accounts_total": accounts.len(), "sources_total": sources.len(),
            "accounts": accounts, "sources": sources, "hosts": [], "compromised": [], "reasons": {}, "factors": [],
            "next_steps": [], "data_quality": [], "notes": [],
            "timeline": {"start": first, "bin_seconds": 60.0, "failures": []},
            "evidence": [], "evidence_total": 0
        });
        serde_json::from_value(value).expect("an incident of the contract")
    }

    pub(crate) fn what_if(&self, incidents: &[Incident]) -> WhatIf {
        self.what_if_with(incidents, &Grid::default())
    }

    pub(crate) fn what_if_with(&self, incidents: &[Incident], grid: &Grid) -> WhatIf {
        let mut history = History::new();
        for activity in &self.activities {
            history.activity(&self.directory, activity);
        }
        history.what_if(&self.directory, incidents, &Settings::default(), grid)
    }
}

/// What the tests of tuning need.
impl Domain {
    /// Activities in the order of time, as stage 2 gives them.
    pub(crate) fn sort(&mut self) {
        self.activities.sort_by_key(Activity::time);
    }

    pub(crate) fn period(&self) -> (EventTime, EventTime) {
        let times = || self.activities.iter().map(Activity::time);
        times().min().zip(times().max()).expect("something happened")
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.directory
    }

    pub(crate) fn each(&self, mut take: impl FnMut(&Directory, &Activity)) {
        self.activities.iter().for_each(|activity| take(&self.directory, activity));
    }

    /// A run of the detector.
    pub(crate) fn incidents(&self, settings: &Settings) -> Vec<Incident> {
        let mut detector = doorknob_detect::Detector::new(settings, false);
        self.each(|directory, activity| detector.observe(directory, activity));
        detector.finish(&self.directory).incidents
    }
}
