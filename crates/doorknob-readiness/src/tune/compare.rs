//! Which incidents of two runs are the same matter: the same id, or a shared account and source at overlapping times.

use doorknob_event::incident::{Incident, Severity, SourceEntry, Verdict};
use doorknob_event::time::EventTime;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Accounts and sources of an incident that are compared: the most failed ones come first.
const COMPARED: usize = 50;

/// An incident in a line.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Told {
    /// Its id in the run that told it.
    pub id: String,
    /// Its title; may be hostile text.
    pub title: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// Its class.
    pub class: String,
    /// Its severity.
    pub severity: Severity,
    /// First attempt.
    pub first_seen: EventTime,
    /// Failed attempts.
    pub failures: u64,
}

impl Told {
    pub(crate) fn of(incident: &Incident) -> Self {
        Told {
            id: incident.id.clone(),
            title: incident.title.clone(),
            verdict: incident.verdict,
            class: incident.class.clone(),
            severity: incident.severity,
            first_seen: incident.first_seen,
            failures: incident.attempts.failures,
        }
    }
}

/// What is compared of an incident.
struct Print {
    accounts: BTreeSet<String>,
    sources: BTreeSet<String>,
    first: EventTime,
    last: EventTime,
}

impl Print {
    fn of(incident: &Incident) -> Self {
        let account =
            |n: &doorknob_event::incident::AccountEntry| format!("{}\\{}", n.domain, n.name).to_lowercase();
        Print {
            accounts: incident.accounts.iter().take(COMPARED).map(account).collect(),
            sources: incident.sources.iter().take(COMPARED).map(source_text).collect(),
            first: incident.first_seen,
            last: incident.last_seen,
        }
    }

    fn is_same_matter(&self, other: &Print) -> bool {
        self.first <= other.last
            && other.first <= self.last
            && !self.sources.is_disjoint(&other.sources)
            && !self.accounts.is_disjoint(&other.accounts)
    }
}

/// A source as text that is the same in every run.
fn source_text(source: &SourceEntry) -> String {
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    match &source.address {
        Some(address) => address.clone(),
        None => [part(&source.workstation), part(&source.process), part(&source.host)].join("|"),
    }
}

/// The incidents of one run, ready to be looked up.
pub(crate) struct Run {
    prints: Vec<Print>,
    by_id: BTreeSet<String>,
    by_account: BTreeMap<String, Vec<usize>>,
}

impl Run {
    pub(crate) fn new(incidents: &[Incident]) -> Self {
        let prints: Vec<Print> = incidents.iter().map(Print::of).collect();
        let mut by_account: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, print) in prints.iter().enumerate() {
            for account in &print.accounts {
                by_account.entry(account.clone()).or_default().push(at);
            }
        }
        Run { prints, by_id: incidents.iter().map(|incident| incident.id.clone()).collect(), by_account }
    }

    /// Whether this run tells the matter of an incident of another run.
    pub(crate) fn tells(&self, incident: &Incident) -> bool {
        if self.by_id.contains(&incident.id) {
            return true;
        }
        let print = Print::of(incident);
        let near = print.accounts.iter().filter_map(|account| self.by_account.get(account)).flatten();
        near.filter_map(|at| self.prints.get(*at)).any(|other| print.is_same_matter(other))
    }
}

/// Incidents of `ours` that `theirs` does not tell, the most severe first.
pub(crate) fn only_in(ours: &[Incident], theirs: &Run) -> Vec<Told> {
    let mut told: Vec<Told> = ours.iter().filter(|incident| !theirs.tells(incident)).map(Told::of).collect();
    told.sort_by(|one, other| {
        let key = |told: &Told| (std::cmp::Reverse(told.severity), told.first_seen);
        key(one).cmp(&key(other)).then_with(|| one.id.cmp(&other.id))
    });
    told
}
