//! The stages joined: paths to incidents. This is the only place that knows them all.

use super::reading::Collector;
use super::summary::{self, AddressTally, LogIntegrity};
use crate::arguments::{EvidenceChoice, HuntArguments};
use crate::configuration::Configuration;
use crate::progress::ReadingBar;
use doorknob_detect::Detector;
use doorknob_event::activity::{Activity, Directory};
use doorknob_event::incident::Incident;
use doorknob_event::settings::Settings;
use doorknob_event::time::EventTime;
use doorknob_input::{ReadOptions, ReadSummary, read_all};
use doorknob_normalise::{NormaliseSummary, resolve_and_coalesce};
use doorknob_report::RunSummary;
use std::num::NonZeroUsize;

/// What a run has found.
pub(super) struct Analysis {
    pub(super) incidents: Vec<Incident>,
    pub(super) read: ReadSummary,
    pub(super) summary: RunSummary,
}

/// What the stages say about themselves, for the summary.
pub(super) struct Stages<'a> {
    pub(super) read: &'a ReadSummary,
    pub(super) problems: Vec<doorknob_normalise::Problem>,
    pub(super) directory: &'a Directory,
    pub(super) normalised: NormaliseSummary,
    pub(super) detected: &'a doorknob_detect::Outcome,
    pub(super) addresses: AddressTally,
    pub(super) log_integrity: LogIntegrity,
}

/// Reads, normalises and detects.
pub(super) fn analyse(
    arguments: &HuntArguments,
    configuration: &Configuration,
    bar: &ReadingBar,
) -> anyhow::Result<Analysis> {
    let settings = &configuration.settings;
    let collector = Collector::new();
    let read = read_all(
        &arguments.paths,
        &read_options(arguments, configuration),
        collector.sink_maker(),
        bar,
        |()| {},
    )?;
    let reading = collector.collect();

    bar.now("putting tries together");
    let inputs = read.inputs.iter().map(|input| input.path.display().to_string()).collect();
    let mut detector = Detector::new(settings, arguments.evidence == EvidenceChoice::All);
    let mut addresses = AddressTally::default();
    let mut log_integrity = LogIntegrity::default();
    let observe = |directory: &Directory, activity: Activity| {
        if lies_within(activity.time(), settings) {
            addresses.observe(directory, &activity);
            log_integrity.observe(&activity);
            detector.observe(directory, &activity);
        }
    };
    let (directory, normalised) =
        resolve_and_coalesce(reading.observations, reading.interner, inputs, settings, observe);

    bar.now("explaining");
    let mut detected = detector.finish(&directory);
    let incidents = std::mem::take(&mut detected.incidents);
    let stages = Stages {
        read: &read,
        problems: reading.problems,
        directory: &directory,
        normalised,
        detected: &detected,
        addresses,
        log_integrity,
    };
    let summary = summary::summary(stages, settings);
    Ok(Analysis { incidents, read, summary })
}

fn read_options(arguments: &HuntArguments, configuration: &Configuration) -> ReadOptions {
    let defaults = ReadOptions::default();
    ReadOptions {
        threads: configuration.threads.map_or(defaults.threads, NonZeroUsize::get),
        batch_bytes: arguments.batch_bytes.unwrap_or(defaults.batch_bytes),
        zone: arguments.tz.clone(),
        passwords: arguments.archive_password.clone(),
        ..defaults
    }
}

/// Whether the user wants to hear of this time.
fn lies_within(time: EventTime, settings: &Settings) -> bool {
    settings.since.is_none_or(|since| time >= since) && settings.until.is_none_or(|until| time < until)
}
