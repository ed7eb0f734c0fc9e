//! Whether failed-logon evidence is collected where it matters, complete and kept long enough, as a report tells it.
//!
//! Plain data: whoever assesses readiness fills it.

use doorknob_event::incident::Severity;
use doorknob_event::time::EventTime;

/// The readiness part of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readiness {
    /// Grade of the whole estate, for example `B`.
    pub grade: String,
    /// One sentence for leaders.
    pub summary: String,
    /// What is wrong, in the order in which it is to be told.
    pub findings: Vec<ReadinessFinding>,
    /// A row per host.
    pub hosts: Vec<HostReadiness>,
    /// What failures say of where they come from, by logon path.
    pub paths: Vec<PathSources>,
    /// Hosts that are reached from public addresses.
    pub exposed: Vec<Exposed>,
}

/// What the failures of one logon path say of where they come from. The last four numbers are parts of the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathSources {
    /// The path, for example `network (type 3)`.
    pub path: String,
    /// Failed attempts.
    pub failures: u64,
    /// Their own record states an address.
    pub stated: u64,
    /// Other records told the address.
    pub recovered: u64,
    /// Only the claimed name of a workstation is known.
    pub workstation: u64,
    /// Nothing is known.
    pub unknown: u64,
}

/// One host and logon path that public addresses reach.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposed {
    /// Host.
    pub host: String,
    /// The path, for example `remote desktop (type 10)`.
    pub path: String,
    /// Failed attempts from public addresses.
    pub failures: u64,
    /// Successful ones.
    pub successes: u64,
    /// Distinct public addresses.
    pub addresses: u64,
    /// First attempt.
    pub first: EventTime,
    /// Last attempt.
    pub last: EventTime,
    /// First success.
    pub first_success: Option<EventTime>,
}

/// One thing that weakens the evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadinessFinding {
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub title: String,
    /// Why it matters to the detection of guessing.
    pub why: String,
    /// What mends it, in order.
    pub mends: Vec<MendStep>,
    /// Hosts concerned.
    pub hosts: Vec<String>,
    /// What shows it: measured values and records, one each.
    pub evidence: Vec<String>,
}

/// One step that mends a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct MendStep {
    /// What kind of text it is, for example `policy` or `command`; may be empty.
    pub kind: String,
    /// The setting, the command or the advice.
    pub text: String,
}

/// One host's score card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostReadiness {
    /// Name.
    pub name: String,
    /// Grade, for example `C`.
    pub grade: String,
    /// What it is, for example `domain controller`; may be empty.
    pub role: String,
    /// Days between its first and last event, where known.
    pub days_of_history: Option<f64>,
    /// How long a log of the default size lasts, for example `21 MB hold 258 days`; empty where not known.
    pub roll_over: String,
    /// What is missing, in a few words each.
    pub gaps: Vec<String>,
}

/// Rows of [`Readiness::exposed`] that a report shows.
pub(crate) const EXPOSED_SHOWN: usize = 50;

impl PathSources {
    /// Share (0 to 1) of the failures whose address is known, stated or recovered; 0 without failures.
    pub(crate) fn share_with_address(&self) -> f64 {
        let known = self.stated.saturating_add(self.recovered).min(self.failures);
        known as f64 / self.failures.max(1) as f64
    }
}
