//! A reading to incidents.

use super::reading::{Reading, Resolved, lies_within};
use super::summary::{self, AddressTally, LogIntegrity};
use crate::progress::ReadingBar;
use doorknob_detect::{Detector, Playbook};
use doorknob_event::activity::{Activity, Directory};
use doorknob_event::incident::Incident;
use doorknob_event::settings::Settings;
use doorknob_input::ReadSummary;
use doorknob_report::RunSummary;

/// What a run has found.
pub(crate) struct Analysis {
    pub(crate) incidents: Vec<Incident>,
    pub(crate) read: ReadSummary,
    pub(crate) summary: RunSummary,
    pub(crate) directory: Directory,
}

/// What the stages say about themselves, for the summary.
pub(super) struct Stages<'a> {
    pub(super) resolved: &'a Resolved,
    pub(super) detected: &'a doorknob_detect::Outcome,
    pub(super) addresses: AddressTally,
    pub(super) log_integrity: LogIntegrity,
}

/// Puts tries together and detects. `also` sees every activity of the wanted time; the detector also sees what came
/// before, which teaches it who logs on from where.
///
/// # Errors
/// What waited in a temporary file cannot be read again.
pub(crate) fn detect(
    reading: Reading,
    settings: &Settings,
    playbook: &Playbook,
    keep_all_evidence: bool,
    bar: &ReadingBar,
    mut also: impl FnMut(&Directory, &Activity),
) -> anyhow::Result<Analysis> {
    bar.now("putting tries together");
    let mut detector = Detector::new(settings, keep_all_evidence).with_playbook(playbook.clone());
    let mut addresses = AddressTally::default();
    let mut log_integrity = LogIntegrity::default();
    let with_history = Settings { since: None, ..settings.clone() };
    let resolved = reading.resolve(&with_history, |directory, activity| {
        detector.observe(directory, &activity);
        if lies_within(activity.time(), settings) {
            addresses.observe(directory, &activity);
            log_integrity.observe(&activity);
            also(directory, &activity);
        }
    })?;

    bar.now("explaining");
    let mut detected = detector.finish(&resolved.directory);
    let incidents = std::mem::take(&mut detected.incidents);
    let stages = Stages { resolved: &resolved, detected: &detected, addresses, log_integrity };
    let summary = summary::summary(stages, settings);
    Ok(Analysis { incidents, read: resolved.read, summary, directory: resolved.directory })
}
