//! What normalising did, in numbers.

use doorknob_event::activity::{HostId, LogonAttempt, Outcome, Recovery, SourceKind};
use doorknob_event::event::EventKind;
use doorknob_event::observation::Observation;
use doorknob_event::time::EventTime;
use std::collections::BTreeMap;

/// Counts over everything that was normalised.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NormaliseSummary {
    /// Observations by kind of event, without duplicates.
    pub observations: BTreeMap<EventKind, u64>,
    /// Records that were read twice.
    pub duplicates: u64,
    /// Logon attempts that failed.
    pub failures: u64,
    /// Logon attempts that succeeded.
    pub successes: u64,
    /// Records that told of a try that another record had told of already, with the evidence of its source.
    pub joined: u64,
    /// Lockouts and other changes that a second domain controller told again.
    pub repeated_changes: u64,
    /// Attempts by what is known of their source. Recovered addresses are counted as the source's kind says: an address
    /// that another attempt states is [`SourceKind::Address`].
    pub sources: BTreeMap<SourceKind, u64>,
    /// Attempts whose address was recovered, by means.
    pub recovered: BTreeMap<Recovery, u64>,
    /// Records that might have named a source but were dropped because too many came at once.
    pub hints_dropped: u64,
    /// Attempts and other activities that were given out before their window ended, because too many came at once: records
    /// of one try may then count as two.
    pub closed_early: u64,
    /// Distinct texts that were lumped together because there were too many.
    pub texts_dropped: u64,
    /// By host, in the order of the directory.
    pub hosts: Vec<HostTally>,
}

/// Counts of one host.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HostTally {
    /// Observations that the host logged.
    pub observations: u64,
    /// Failed attempts on it.
    pub failures: u64,
    /// Successful attempts on it.
    pub successes: u64,
    /// Time of its first observation.
    pub first: Option<EventTime>,
    /// Time of its last observation.
    pub last: Option<EventTime>,
}

impl NormaliseSummary {
    /// Logon attempts.
    pub fn attempts(&self) -> u64 {
        self.failures + self.successes
    }
}

/// Counts while activities are made.
#[derive(Debug)]
pub(crate) struct Tally {
    kinds: [u64; EventKind::ALL.len()],
    failures: u64,
    successes: u64,
    joined: u64,
    sources: BTreeMap<SourceKind, u64>,
    recovered: BTreeMap<Recovery, u64>,
    hosts: Vec<HostTally>,
    pub(crate) repeated_changes: u64,
    pub(crate) hints_dropped: u64,
    pub(crate) closed_early: u64,
}

impl Tally {
    pub(crate) fn new(hosts: usize) -> Self {
        Tally {
            kinds: [0; EventKind::ALL.len()],
            failures: 0,
            successes: 0,
            joined: 0,
            sources: BTreeMap::new(),
            recovered: BTreeMap::new(),
            hosts: vec![HostTally::default(); hosts],
            repeated_changes: 0,
            hints_dropped: 0,
            closed_early: 0,
        }
    }

    /// Counts an observation; they come in time order.
    pub(crate) fn observed(&mut self, observation: &Observation, host: HostId) {
        self.kinds[observation.kind as usize] += 1;
        if let Some(tally) = self.hosts.get_mut(host.0 as usize) {
            tally.observations += 1;
            tally.first.get_or_insert(observation.time);
            tally.last = Some(observation.time);
        }
    }

    pub(crate) fn attempted(&mut self, attempt: &LogonAttempt, source: SourceKind) {
        let success = attempt.outcome == Outcome::Success;
        *(if success { &mut self.successes } else { &mut self.failures }) += 1;
        if let Some(tally) = self.hosts.get_mut(attempt.host.0 as usize) {
            *(if success { &mut tally.successes } else { &mut tally.failures }) += 1;
        }
        self.joined += u64::from(attempt.record_count.saturating_sub(1));
        *self.sources.entry(source).or_default() += 1;
        if let Some(recovery) = attempt.recovered {
            *self.recovered.entry(recovery).or_default() += 1;
        }
    }

    /// The sums.
    pub(crate) fn summary(self, duplicates: u64, texts_dropped: u64) -> NormaliseSummary {
        let observations =
            EventKind::ALL.into_iter().zip(self.kinds).filter(|(_, count)| *count > 0).collect();
        NormaliseSummary {
            observations,
            duplicates,
            failures: self.failures,
            successes: self.successes,
            joined: self.joined,
            repeated_changes: self.repeated_changes,
            sources: self.sources,
            recovered: self.recovered,
            hints_dropped: self.hints_dropped,
            closed_early: self.closed_early,
            texts_dropped,
            hosts: self.hosts,
        }
    }
}
