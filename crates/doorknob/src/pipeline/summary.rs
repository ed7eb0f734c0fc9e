//! What was read, and what was left out, from what every stage says about itself.

use super::analysis::Stages;
use doorknob_event::activity::{Activity, Directory, HostId, Outcome, RecordRef, SourceKind};
use doorknob_event::anomaly::{Anomaly, AnomalyKind};
use doorknob_event::event::EventKind;
use doorknob_event::settings::Settings;
use doorknob_event::time::EventTime;
use doorknob_input::InputSummary;
use doorknob_report::{Hidden, RunSummary};
use std::collections::BTreeMap;

/// The name of the format whose offsets are bytes; those of all others are lines.
pub(super) const EVTX: &str = "EVTX";

/// Failed attempts by whether their own event states where they came from.
#[derive(Default)]
pub(super) struct AddressTally {
    missing: u64,
    recovered: u64,
}

impl AddressTally {
    pub(super) fn observe(&mut self, directory: &Directory, activity: &Activity) {
        let Activity::Attempt(attempt) = activity else { return };
        if attempt.outcome == Outcome::Success {
            return;
        }
        let recovered = attempt.recovered.is_some();
        let stated = !recovered && directory.source(attempt.source).kind == SourceKind::Address;
        self.missing += u64::from(!stated);
        self.recovered += u64::from(recovered);
    }
}

/// Logs that were cleared or told to record less: per host and kind the first record, and how many there are.
///
/// A stopped event log service (1100) is left out: every shutdown writes one.
#[derive(Default)]
pub(super) struct LogIntegrity {
    touched: BTreeMap<(HostId, EventKind), (RecordRef, u64)>,
}

impl LogIntegrity {
    pub(super) fn observe(&mut self, activity: &Activity) {
        let Activity::LogIntegrity { host, record, .. } = activity else { return };
        if record.kind != EventKind::LogServiceStopped {
            self.touched.entry((*host, record.kind)).or_insert((*record, 0)).1 += 1;
        }
    }

    fn anomalies<'a>(&'a self, directory: &'a Directory) -> impl Iterator<Item = Anomaly> + 'a {
        self.touched.iter().map(|((host, kind), (record, count))| {
            let what = match kind {
                EventKind::LogCleared => "the Security log was cleared",
                _ => "the audit policy was told to record less",
            };
            let input = directory.inputs.get(record.input as usize).map_or("", String::as_str);
            let time = record.time.to_string();
            let to_the_second = time.get(..19).unwrap_or(&time);
            let text = format!("{what} on {} at {to_the_second}Z", directory.host(*host).name);
            let anomaly = Anomaly::new(input, AnomalyKind::LogIntegrity, text).at_record(record.record_id);
            Anomaly { count: *count, ..anomaly }
        })
    }
}

pub(super) fn summary(stages: Stages<'_>, settings: &Settings) -> RunSummary {
    let Stages { resolved, detected, addresses, .. } = &stages;
    let (read, normalised) = (&resolved.read, &resolved.normalised);
    RunSummary {
        inputs_read: read.read() as u64,
        inputs_passed_over: read.passed_over() as u64,
        inputs_unreadable: read.unreadable() as u64,
        bytes: read.bytes(),
        records: read.records(),
        events: read.events(),
        duplicates: normalised.duplicates,
        failures: detected.failures,
        presented: detected.presented,
        successes: detected.successes,
        lockouts: detected.lockouts,
        period_read: read.first().zip(read.last()),
        period: period(read.first(), read.last(), settings),
        hosts: hosts(&stages),
        failures_without_address: addresses.missing,
        addresses_recovered: addresses.recovered,
        anomalies: anomalies(&stages),
        hidden: hidden(&stages),
        below_minimum: detected.below_minimum,
        worst_below_minimum: detected.worst_below_minimum,
        minimum_severity: Some(settings.minimum_severity),
    }
}

/// From the first to the last event, as far as the user wants to hear of them.
fn period(
    first: Option<EventTime>,
    last: Option<EventTime>,
    settings: &Settings,
) -> Option<(EventTime, EventTime)> {
    let first = first.max(settings.since)?;
    let last = settings.until.map_or(last?, |until| until.min(last.unwrap_or(until)));
    (first <= last).then_some((first, last))
}

/// Hosts that logged something, those with most failures first.
fn hosts(stages: &Stages<'_>) -> Vec<String> {
    let tallies = stages.resolved.normalised.hosts.iter().zip(&stages.resolved.directory.hosts);
    let mut hosts: Vec<(u64, &str)> = tallies
        .filter(|(tally, _)| tally.observations > 0)
        .map(|(tally, host)| (tally.failures, host.name.as_str()))
        .collect();
    hosts.sort_by(|(one_failures, one), (two_failures, two)| {
        two_failures.cmp(one_failures).then(one.cmp(two))
    });
    hosts.into_iter().map(|(_, name)| name.to_owned()).collect()
}

/// Touched logs first, then by kind, input and place.
fn anomalies(stages: &Stages<'_>) -> Vec<Anomaly> {
    let of_input = |problem: doorknob_normalise::Problem| {
        let input = stages.resolved.read.inputs.get(problem.input as usize);
        let name = input.map_or_else(String::new, |input| input.path.display().to_string());
        problem.into_anomaly(&name, input.is_some_and(has_lines))
    };
    let mut anomalies: Vec<Anomaly> = stages.resolved.read.anomalies.clone();
    anomalies.extend(stages.resolved.problems.iter().cloned().map(of_input));
    anomalies.extend(stages.log_integrity.anomalies(&stages.resolved.directory));
    anomalies.extend(bounds(stages));
    anomalies.sort_by_key(|anomaly| {
        let touched = anomaly.kind == AnomalyKind::LogIntegrity;
        (!touched, anomaly.kind, anomaly.input.clone(), anomaly.offset, anomaly.line, anomaly.text.clone())
    });
    anomalies
}

fn has_lines(input: &InputSummary) -> bool {
    input.formats.first().is_some_and(|(format, _)| *format != EVTX)
}

/// What bounds left out.
fn bounds(stages: &Stages<'_>) -> Vec<Anomaly> {
    let dropped = &stages.detected.dropped;
    let normalised = &stages.resolved.normalised;
    [
        (
            dropped.attempts,
            "too many sources and accounts failed: these tries are counted above, but in no incident",
        ),
        (
            dropped.familiar,
            "too many sources and accounts succeeded: these pairs were not learned as familiar",
        ),
        (
            normalised.hints_dropped,
            "too many connections at once: these could not be used to find an address",
        ),
        (normalised.texts_dropped, "too many different texts: these were taken for one"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, text)| Anomaly { count, ..Anomaly::new("all inputs", AnomalyKind::Bound, text) })
    .collect()
}

fn hidden(stages: &Stages<'_>) -> Vec<Hidden> {
    let hits = stages.detected.hidden.iter().filter(|hidden| hidden.incidents > 0);
    hits.map(|hidden| Hidden {
        entry: hidden.entry.clone(),
        reason: hidden.reason.clone(),
        incidents: hidden.incidents,
        failures: hidden.failures,
    })
    .collect()
}
