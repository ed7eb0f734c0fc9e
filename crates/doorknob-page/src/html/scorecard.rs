//! The readiness section.

use crate::phrases;
use crate::readiness::{HostReadiness, Readiness, ReadinessFinding};
use doorknob_report::quantity::percent;

/// Hosts named with a finding.
const HOSTS_NAMED: usize = 12;

pub(super) struct Card {
    pub(super) grade: String,
    pub(super) summary: String,
    pub(super) findings: Vec<Finding>,
    pub(super) hosts: Vec<Host>,
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
    pub(super) addresses: String,
    pub(super) gaps: String,
}

impl Card {
    pub(super) fn of(readiness: &Readiness) -> Self {
        Card {
            grade: readiness.grade.clone(),
            summary: readiness.summary.clone(),
            findings: readiness.findings.iter().map(finding).collect(),
            hosts: readiness.hosts.iter().map(host).collect(),
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
        addresses: host.failures_with_address.map(percent).unwrap_or_default(),
        gaps: host.gaps.join("; "),
    }
}
