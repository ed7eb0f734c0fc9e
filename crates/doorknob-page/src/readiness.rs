//! Whether failed-logon evidence is collected where it matters, complete and kept long enough, as a report tells it.
//!
//! Plain data: whoever assesses readiness fills it.

use doorknob_event::incident::Severity;

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
    /// Share (0 to 1) of its failures that state an address, where there are failures.
    pub failures_with_address: Option<f64>,
    /// What is missing, in a few words each.
    pub gaps: Vec<String>,
}
