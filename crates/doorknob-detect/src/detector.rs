//! The detector as its users see it.

use crate::ablation::Part;
use crate::correlate::correlate;
use crate::findings::findings;
use crate::hidden::{Hidden, hide};
use crate::incident::write_incident;
use crate::judged::{JudgedSet, judged};
use crate::observe::{in_range, observe};
use crate::playbook::Playbook;
use crate::state::{Dropped, State};
use doorknob_event::activity::{
    AccountChange, AccountId, Activity, Directory, Outcome as AttemptOutcome, SourceId,
};
use doorknob_event::incident::{Incident, Severity};
use doorknob_event::settings::Settings;
use doorknob_event::time::EventTime;

/// What a run gives.
#[derive(Debug)]
pub struct Outcome {
    /// Incidents, most severe first; within a severity the earlier first; ties by id.
    pub incidents: Vec<Incident>,
    /// What the allow list hid, per entry.
    pub hidden: Vec<Hidden>,
    /// Incidents below the minimum severity, not among `incidents`.
    pub below_minimum: u64,
    /// The most severe of these.
    pub worst_below_minimum: Option<Severity>,
    /// What bounds left out.
    pub dropped: Dropped,
    /// Failed attempts seen.
    pub failures: u64,
    /// Tries seen only as credentials that a person's program presented (4648): no outcome is known.
    pub presented: u64,
    /// Successful attempts seen.
    pub successes: u64,
    /// Lockouts seen.
    pub lockouts: u64,
    /// First and last time of anything seen.
    pub period: Option<(EventTime, EventTime)>,
}

/// Takes activities in event-time order and gives incidents.
///
/// ```
/// use doorknob_detect::Detector;
/// use doorknob_event::{activity::Directory, settings::Settings};
///
/// let directory = Directory::default();
/// let outcome = Detector::new(&Settings::default(), false).finish(&directory);
/// assert!(outcome.incidents.is_empty());
/// ```
pub struct Detector {
    state: State,
    keep_all_evidence: bool,
    failures: u64,
    successes: u64,
    lockouts: u64,
    period: Option<(EventTime, EventTime)>,
    log_integrity: Vec<Activity>,
    playbook: Playbook,
}

/// Log-integrity statements kept for the incidents' data quality.
const LOG_INTEGRITY_MAX: usize = 10_000;

impl Detector {
    /// A detector. `keep_all_evidence` keeps a reference to every record of every failing pair: 40 bytes a record.
    pub fn new(settings: &Settings, keep_all_evidence: bool) -> Self {
        Detector {
            state: State::new(settings),
            keep_all_evidence,
            failures: 0,
            successes: 0,
            lockouts: 0,
            period: None,
            log_integrity: Vec::new(),
            playbook: Playbook::default(),
        }
    }

    /// The same with another playbook.
    #[must_use]
    pub fn with_playbook(self, playbook: Playbook) -> Self {
        Detector { playbook, ..self }
    }

    /// The same without a part of it, to measure what that part contributes.
    #[must_use]
    pub fn without(mut self, part: Part) -> Self {
        self.state.without = Some(part);
        self
    }

    /// Takes one activity. Of what lies outside the wanted time (`since`, `until`) nothing is told, and what came before
    /// teaches who logs on from where. Ids refer to `directory`, which may have grown since the last call but not changed.
    pub fn observe(&mut self, directory: &Directory, activity: &Activity) {
        let time = activity.time();
        let wanted = in_range(&self.state, time);
        if wanted {
            self.period =
                Some(self.period.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
        }
        match activity {
            _ if !wanted => {}
            Activity::Attempt(attempt) => match attempt.outcome {
                AttemptOutcome::Success => self.successes += 1,
                AttemptOutcome::Failure(_) => self.failures += 1,
            },
            Activity::Change { change: AccountChange::LockedOut, .. } => self.lockouts += 1,
            Activity::LogIntegrity { .. } if self.log_integrity.len() < LOG_INTEGRITY_MAX => {
                self.log_integrity.push(activity.clone());
            }
            _ => {}
        }
        observe(&mut self.state, directory, activity, self.keep_all_evidence);
    }

    /// How what was seen of these pairs was judged, told or not, before sets are joined into incidents.
    pub fn judged(
        &self,
        directory: &Directory,
        wanted: impl Fn(AccountId, SourceId) -> bool,
    ) -> Vec<JudgedSet> {
        judged(&self.state, directory, wanted)
    }

    /// Correlates what was seen into incidents.
    pub fn finish(self, directory: &Directory) -> Outcome {
        let clusters = correlate(findings(&self.state, directory), &self.state, directory);
        let mut incidents: Vec<Incident> = clusters
            .iter()
            .map(|cluster| {
                write_incident(
                    cluster,
                    &self.state,
                    directory,
                    &self.log_integrity,
                    &self.playbook,
                    self.keep_all_evidence,
                )
            })
            .collect();
        let hidden = hide(&mut incidents, &self.state.settings);
        let minimum = self.state.settings.minimum_severity;
        let below =
            || incidents.iter().map(|incident| incident.severity).filter(|severity| *severity < minimum);
        let (below_minimum, worst_below_minimum) = (below().count() as u64, below().max());
        incidents.retain(|incident| incident.severity >= minimum);
        incidents.sort_by(|one, two| {
            two.severity
                .cmp(&one.severity)
                .then(one.first_seen.cmp(&two.first_seen))
                .then_with(|| one.id.cmp(&two.id))
        });
        let mut dropped = self.state.dropped;
        dropped.familiar = self.state.memory.dropped;
        Outcome {
            incidents,
            hidden,
            below_minimum,
            worst_below_minimum,
            dropped,
            failures: self.failures,
            presented: self.state.pairs.iter().map(|pair| u64::from(pair.counts.explicit)).sum(),
            successes: self.successes,
            lockouts: self.lockouts,
            period: self.period,
        }
    }
}
