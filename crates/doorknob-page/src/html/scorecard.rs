//! The readiness section.

use crate::phrases;
use crate::readiness::{EXPOSED_SHOWN, Exposed, HostReadiness, PathSources, Readiness, ReadinessFinding};
use doorknob_report::quantity::count;

/// Hosts named with a finding.
const HOSTS_NAMED: usize = 12;

pub(super) struct Card {
    pub(super) grade: String,
    pub(super) summary: String,
    pub(super) findings: Vec<Finding>,
    pub(super) hosts: Vec<Host>,
    pub(super) paths: Vec<Path>,
    pub(super) exposed: Vec<Reached>,
    pub(super) exposed_unshown: usize,
}

/// One logon path, and what its failures say of where they come from.
pub(super) struct Path {
    pub(super) path: String,
    pub(super) failures: String,
    /// Share with an address, in hundredths.
    pub(super) hundredths: u64,
    pub(super) share: String,
    pub(super) recovered: String,
    pub(super) workstation: String,
    pub(super) unknown: String,
}

/// One host and path that public addresses reach.
pub(super) struct Reached {
    pub(super) host: String,
    pub(super) path: String,
    pub(super) failures: String,
    pub(super) failures_sort: u64,
    pub(super) successes: String,
    pub(super) successes_sort: u64,
    /// Empty where nobody succeeded.
    pub(super) since: String,
    pub(super) addresses: String,
    pub(super) addresses_sort: u64,
    pub(super) first: String,
    pub(super) last: String,
}

pub(super) struct Finding {
    pub(super) severity: &'static str,
    pub(super) severity_label: &'static str,
    pub(super) title: String,
    pub(super) why: String,
    pub(super) mends: Vec<(String, String)>,
    pub(super) hosts: String,
    pub(super) evidence: Vec<String>,
}

pub(super) struct Host {
    pub(super) name: String,
    pub(super) grade: String,
    pub(super) role: String,
    pub(super) days: String,
    pub(super) roll_over: String,
    pub(super) gaps: String,
}

impl Card {
    pub(super) fn of(readiness: &Readiness) -> Self {
        Card {
            grade: readiness.grade.clone(),
            summary: readiness.summary.clone(),
            findings: readiness.findings.iter().map(finding).collect(),
            hosts: readiness.hosts.iter().map(host).collect(),
            paths: readiness.paths.iter().filter(|path| path.failures > 0).map(path).collect(),
            exposed: readiness.exposed.iter().take(EXPOSED_SHOWN).map(reached).collect(),
            exposed_unshown: readiness.exposed.len().saturating_sub(EXPOSED_SHOWN),
        }
    }
}

fn finding(finding: &ReadinessFinding) -> Finding {
    let mut hosts = finding.hosts.iter().take(HOSTS_NAMED).cloned().collect::<Vec<_>>().join(", ");
    let unnamed = finding.hosts.len().saturating_sub(HOSTS_NAMED);
    if unnamed > 0 {
        hosts.push_str(&format!(" and {unnamed} more"));
    }
    Finding {
        severity: finding.severity.word(),
        severity_label: phrases::severity(finding.severity),
        title: finding.title.clone(),
        why: finding.why.clone(),
        mends: finding.mends.iter().map(|mend| (mend.kind.clone(), mend.text.clone())).collect(),
        hosts,
        evidence: finding.evidence.clone(),
    }
}

fn host(host: &HostReadiness) -> Host {
    Host {
        name: host.name.clone(),
        grade: host.grade.clone(),
        role: host.role.clone(),
        days: host
            .days_of_history
            .filter(|days| days.is_finite())
            .map(|days| format!("{days:.1}"))
            .unwrap_or_default(),
        roll_over: host.roll_over.clone(),
        gaps: host.gaps.join("; "),
    }
}

fn path(path: &PathSources) -> Path {
    let share = path.share_with_address();
    Path {
        path: path.path.clone(),
        failures: count(path.failures),
        hundredths: (share * 100.0) as u64,
        share: phrases::share(share),
        recovered: count(path.recovered),
        workstation: count(path.workstation),
        unknown: count(path.unknown),
    }
}

fn reached(exposed: &Exposed) -> Reached {
    let minute = |time| phrases::instant(time).get(..16).unwrap_or_default().to_owned();
    Reached {
        host: exposed.host.clone(),
        path: exposed.path.clone(),
        failures: count(exposed.failures),
        failures_sort: exposed.failures,
        successes: count(exposed.successes),
        successes_sort: exposed.successes,
        since: exposed.first_success.map(minute).unwrap_or_default(),
        addresses: count(exposed.addresses),
        addresses_sort: exposed.addresses,
        first: minute(exposed.first),
        last: minute(exposed.last),
    }
}
