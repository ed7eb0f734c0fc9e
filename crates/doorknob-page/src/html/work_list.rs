//! What administrators have to repair: where, what, since when, how.

use crate::page::Page;
use crate::phrases;
use crate::story;
use doorknob_event::incident::{Incident, SourceEntry};
use doorknob_report::quantity::{count, duration};

pub(super) struct Job {
    pub(super) anchor: String,
    pub(super) severity: &'static str,
    pub(super) severity_label: &'static str,
    pub(super) title: String,
    pub(super) account: String,
    pub(super) machine: String,
    pub(super) program: String,
    pub(super) since: String,
    pub(super) lasting: String,
    pub(super) rhythm: String,
    pub(super) failures: String,
    pub(super) sort: u64,
    pub(super) lockouts: String,
    pub(super) steps: Vec<String>,
}

pub(super) fn work_list(page: &Page<'_>, incidents: &[(String, &Incident)]) -> Vec<Job> {
    let anchor = |wanted: &Incident| {
        let found = incidents.iter().find(|(_, incident)| std::ptr::eq(*incident, wanted));
        found.map(|(anchor, _)| anchor.clone()).unwrap_or_default()
    };
    story::repairs(page).into_iter().map(|incident| job(incident, anchor(incident))).collect()
}

fn job(incident: &Incident, anchor: String) -> Job {
    Job {
        anchor,
        severity: incident.severity.word(),
        severity_label: phrases::severity(incident.severity),
        title: incident.title.clone(),
        account: phrases::who(incident),
        machine: machine(incident),
        program: program(incident),
        since: phrases::date(incident.first_seen),
        lasting: duration(incident.last_seen.since(incident.first_seen)),
        rhythm: incident.notes.first().cloned().unwrap_or_default(),
        failures: count(incident.attempts.failures),
        sort: incident.attempts.failures,
        lockouts: if incident.attempts.lockouts > 0 {
            count(incident.attempts.lockouts)
        } else {
            String::new()
        },
        steps: incident.next_steps.clone(),
    }
}

/// The machine to walk to: the host itself for a program on it, else where the tries come from.
fn machine(incident: &Incident) -> String {
    let local = |source: &SourceEntry| source.address.is_none() && source.host.is_some();
    match (incident.hosts.as_slice(), incident.sources.iter().all(local)) {
        ([host], true) => host.name.clone(),
        _ => phrases::from_where(incident),
    }
}

fn program(incident: &Incident) -> String {
    let mut programs: Vec<&str> =
        incident.sources.iter().filter_map(|source| source.process.as_deref()).collect();
    programs.sort_unstable();
    programs.dedup();
    programs.into_iter().take(3).collect::<Vec<_>>().join(", ")
}
