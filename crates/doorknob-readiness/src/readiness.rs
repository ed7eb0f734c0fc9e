//! The scorecard: what the logs alone tell about whether failed logons would be seen.
//!
//! ```text
//! Event        ──Census::event, on the reading threads──┐
//! Observation  ──Readiness::observe─────────────────────┼──► Readiness::finish ──► Scorecard
//! Activity     ──Readiness::activity────────────────────┘        ▲
//!                                     facts of the inputs, expected hosts
//! ```
//!
//! Each check is one file of `checks/` and says on what it rests. A check that cannot tell from what it has says nothing:
//! absence of a finding on a host with little data is [`Coverage::Unknown`], not health.

use crate::census::{Census, HostCensus, RecordPlace};
use crate::checks;
use crate::exposure::{LogonPath, Reach, Reached, SourceQuality};
pub use crate::finding::{Certainty, Check, Finding, Measure, Mend, MendKind, RecordNote};
pub use crate::grade::Grade;
use crate::host_names::HostNames;
use crate::survey::{HostSurvey, Survey};
use doorknob_event::activity::{Activity, Directory, Host};
use doorknob_event::event::EventKind;
use doorknob_event::interner::Interner;
use doorknob_event::observation::Observation;
use doorknob_event::time::EventTime;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

mod expected;
mod scorecard;
pub use expected::ExpectedHosts;
pub use scorecard::{Coverage, Exposure, History, HostCard, Kept, PathQuality, Period, SCHEMA, Scorecard};

/// What a user may change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadinessSettings {
    /// Days of history wanted. 30: so long the detector remembers who logs on from where; slow guessing is judged over 7
    /// days and needs a before.
    pub history_days: u32,
    /// A host whose last event is older than this before the end of the estate's has stopped.
    pub stopped_after_hours: u32,
    /// Clocks that differ by more seconds than this are told. 5: so far apart records of one try are joined.
    pub skew_seconds: u32,
}

impl Default for ReadinessSettings {
    fn default() -> Self {
        ReadinessSettings { history_days: 30, stopped_after_hours: 24, skew_seconds: 5 }
    }
}

/// What reading one input found. The index in the list is [`Observation::input`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct InputFacts {
    /// File or feed; may be hostile text.
    pub path: String,
    /// It is a log file as Windows keeps it (EVTX), so that its size says how much one record takes.
    pub is_log_file: bool,
    /// Bytes of it.
    pub bytes: u64,
    /// Records seen, wanted or not.
    pub records: u64,
    /// Damaged, truncated or left-out parts.
    pub damaged: u64,
    /// Why it could not be read at all.
    pub unreadable: Option<String>,
}

/// Collects and judges.
#[derive(Clone, Debug, Default)]
pub struct Readiness {
    settings: ReadinessSettings,
    census: Census,
    survey: Survey,
    reach: Reach,
}

/// Everything that is known of one host.
pub(crate) struct HostFacts {
    pub(crate) census: HostCensus,
    pub(crate) survey: HostSurvey,
    pub(crate) reached: BTreeMap<LogonPath, Reached>,
    /// Seconds ahead of the others.
    pub(crate) skew: Option<i64>,
    pub(crate) domain_controller: bool,
    pub(crate) first: EventTime,
    pub(crate) last: EventTime,
}

/// Everything that is known.
pub(crate) struct Context<'a> {
    pub(crate) settings: &'a ReadinessSettings,
    pub(crate) inputs: &'a [InputFacts],
    pub(crate) expected: &'a ExpectedHosts,
    pub(crate) names: HostNames,
    pub(crate) hosts: BTreeMap<String, HostFacts>,
    pub(crate) quality: &'a BTreeMap<LogonPath, SourceQuality>,
    /// Computers that have logged on, by short folded name.
    pub(crate) computers: BTreeSet<String>,
    pub(crate) period: (EventTime, EventTime),
}

impl Context<'_> {
    /// A record as it is told.
    pub(crate) fn note(&self, place: RecordPlace, host: &str, kind: EventKind, event_id: u16) -> RecordNote {
        crate::finding::note(place, host, crate::census::channel_of(kind), event_id, self.inputs)
    }
}

impl Readiness {
    /// A scorecard that has seen nothing.
    pub fn new(settings: ReadinessSettings) -> Self {
        Readiness { settings, ..Self::default() }
    }

    /// Takes what one reading thread has counted.
    pub fn census(&mut self, census: Census) {
        self.census.absorb(census);
    }

    /// Takes one observation, before stage 2 takes them. All must carry ids of the same interner.
    pub fn observe(&mut self, interner: &Interner, observation: &Observation) {
        self.survey.observe(interner, observation);
    }

    /// Takes one activity with the directory as it is by then.
    pub fn activity(&mut self, directory: &Directory, activity: &Activity) {
        self.reach.activity(directory, activity);
    }

    /// Judges. `interner` is the one of the observations (stage 2 leaves it in the directory).
    pub fn finish(
        mut self,
        interner: &Interner,
        directory: &Directory,
        inputs: &[InputFacts],
        expected: &ExpectedHosts,
    ) -> Scorecard {
        let dropped = (self.census.dropped(), self.census.without_time());
        let written: Vec<String> =
            self.census.names().chain(self.survey.names(interner)).map(str::to_owned).collect();
        let names = HostNames::new(written.iter().map(String::as_str).chain(expected.names()));
        let canonical = |name: &str| names.canonical(name);
        let ahead = |host: &Host| Some((canonical(&host.name), host.clock_ahead_seconds?));
        let skews: BTreeMap<String, i64> = directory.hosts.iter().filter_map(ahead).collect();
        let mut surveys = self.survey.by_host(interner, canonical);
        let mut reached = self.reach.by_host(directory, canonical);
        let mut hosts = BTreeMap::new();
        for (name, census) in self.census.by_host(canonical) {
            let survey = surveys.remove(&name).unwrap_or_default();
            let everything = census.everything();
            let Some((first, last)) = everything.first.zip(everything.last) else { continue };
            let facts = HostFacts {
                domain_controller: is_domain_controller(&census, &survey),
                reached: reached.remove(&name).unwrap_or_default(),
                skew: skews.get(&name).copied(),
                first: first.time,
                last: last.time,
                census,
                survey,
            };
            hosts.insert(name, facts);
        }
        let first = hosts.values().map(|host| host.first).min().unwrap_or_default();
        let last = hosts.values().map(|host| host.last).max().unwrap_or_default();
        let context = Context {
            settings: &self.settings,
            inputs,
            expected,
            // Only names that log count as known from here on.
            names: HostNames::new(written.iter().map(String::as_str)),
            hosts,
            quality: &self.reach.quality,
            computers: computers(interner),
            period: (first, last),
        };
        let findings = checks::all(&context);
        scorecard::write(&context, findings, dropped)
    }
}

/// It answers for accounts of others: tickets, or validations for many.
fn is_domain_controller(census: &HostCensus, survey: &HostSurvey) -> bool {
    let kerberos =
        [EventKind::KerberosTicketGranting, EventKind::KerberosService, EventKind::KerberosPreAuthentication];
    kerberos.into_iter().any(|kind| census.all(kind).count > 0) || survey.judges_many()
}

/// Computer accounts that logged on from an address.
fn computers(interner: &Interner) -> BTreeSet<String> {
    let name = |machine| {
        let text = crate::host_names::fold(interner.text_of(machine));
        text.strip_suffix('$').map(|name| crate::host_names::label(name).to_owned())
    };
    interner
        .machine_addresses()
        .filter_map(|(machine, _)| name(machine))
        .filter(|name| !name.is_empty())
        .collect()
}

/// Attribution that MITRE's terms of use ask for.
pub const ATTRIBUTION: &str = "ATT&CK analytic AN1521 and its texts: © The MITRE Corporation. This work is reproduced and \
                               distributed with the permission of The MITRE Corporation.";

/// Serialises as its word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers for the accounts of a domain.
    DomainController,
    /// Anything else.
    Member,
}
