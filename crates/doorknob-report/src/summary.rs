//! What a run read, and what it left out of the incidents it tells.

use doorknob_event::anomaly::Anomaly;
use doorknob_event::incident::Severity;
use doorknob_event::time::EventTime;

/// The figures of one run. Everything that was lost or hidden has a count here, so that nothing vanishes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunSummary {
    /// Inputs of which at least a part was read.
    pub inputs_read: u64,
    /// Inputs that were recognised as holding nothing that counts, and left alone.
    pub inputs_passed_over: u64,
    /// Inputs that could not be opened, or of which nothing could be read.
    pub inputs_unreadable: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Records seen, of whatever kind.
    pub records: u64,
    /// Events among them that say something about logons.
    pub events: u64,
    /// Records that were read twice and count once.
    pub duplicates: u64,
    /// Failed logon attempts: one a try, whatever number of machines logged it.
    pub failures: u64,
    /// Tries seen only as credentials that a person's program presented (4648): no outcome is known.
    pub presented: u64,
    /// Successful logon attempts.
    pub successes: u64,
    /// Accounts locked out, once a lockout.
    pub lockouts: u64,
    /// Time of the first and of the last event that counts, within the time that the user wants to hear of; `None` without
    /// one.
    pub period: Option<(EventTime, EventTime)>,
    /// The same of all that was read, in the wanted time or not.
    pub period_read: Option<(EventTime, EventTime)>,
    /// Computers that logged the events, in the order in which they are to be shown.
    pub hosts: Vec<String>,
    /// Failed attempts whose own event states no source address.
    pub failures_without_address: u64,
    /// Those among them whose address sibling events told.
    pub addresses_recovered: u64,
    /// What was wrong with the data itself.
    pub anomalies: Vec<Anomaly>,
    /// What the allow list hid, an element per entry that hid something.
    pub hidden: Vec<Hidden>,
    /// Incidents left out because they are below [`RunSummary::minimum_severity`].
    pub below_minimum: u64,
    /// The most severe of these.
    pub worst_below_minimum: Option<Severity>,
    /// Least severity that is told; `None` tells all.
    pub minimum_severity: Option<Severity>,
}

/// What one entry of the allow list hid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// The entry in words, for example `account CORP\svc-scan*`.
    pub entry: String,
    /// Why it is there, in its author's words.
    pub reason: String,
    /// Incidents it hid.
    pub incidents: u64,
    /// Failed attempts it hid.
    pub failures: u64,
}
