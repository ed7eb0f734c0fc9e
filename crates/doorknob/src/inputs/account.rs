//! An account of what was read: per input what it is, what it holds, what is wrong with it, and why nothing came of it.

use super::count::{Counter, Counts, Logons};
use doorknob_event::anomaly::Anomaly;
use doorknob_input::{InputSummary, Outcome, Progress, ReadOptions, ReadSummary, read_all};
use doorknob_report::quantity::{count, counted};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The account of all inputs.
pub(super) struct Account {
    pub(super) read: ReadSummary,
    logons: BTreeMap<u32, Logons>,
    /// By the name of the input.
    anomalies: BTreeMap<String, Vec<Anomaly>>,
}

/// The account of one input.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) input: &'a InputSummary,
    pub(super) logons: Logons,
    pub(super) anomalies: &'a [Anomaly],
}

impl Account {
    /// Reads everything.
    pub(super) fn take(
        paths: &[PathBuf],
        options: &ReadOptions,
        progress: &dyn Progress,
    ) -> anyhow::Result<Account> {
        let mut counts = Counts::default();
        let read = read_all(paths, options, Counter::default, progress, |batch| counts.add(batch))?;
        let mut anomalies: BTreeMap<String, Vec<Anomaly>> = BTreeMap::new();
        let of_events = counts.problems.into_iter().map(|problem| {
            let input = read.inputs.get(problem.input as usize);
            let name = input.map_or_else(String::new, |input| input.path.to_string_lossy().into_owned());
            problem.into_anomaly(&name, input.is_some_and(InputSummary::has_lines))
        });
        for anomaly in read.anomalies.iter().cloned().chain(of_events) {
            anomalies.entry(anomaly.input.clone()).or_default().push(anomaly);
        }
        Ok(Account { logons: counts.logons, anomalies, read })
    }

    /// Every input, in the order of the summary.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.read.inputs.iter().zip(0u32..).map(|(input, id)| {
            let name = input.path.to_string_lossy();
            let anomalies = self.anomalies.get(name.as_ref()).map(Vec::as_slice).unwrap_or_default();
            Entry { input, logons: self.logons.get(&id).copied().unwrap_or_default(), anomalies }
        })
    }

    /// Anomalies that belong to no input that is listed.
    pub(super) fn of_no_input(&self) -> impl Iterator<Item = &Anomaly> {
        let known: std::collections::BTreeSet<String> =
            self.read.inputs.iter().map(|input| input.path.to_string_lossy().into_owned()).collect();
        self.anomalies.iter().filter(move |(name, _)| !known.contains(*name)).flat_map(|(_, list)| list)
    }

    /// The sum of all inputs.
    pub(super) fn logons(&self) -> Logons {
        self.logons.values().fold(Logons::default(), |sum, logons| Logons {
            failed: sum.failed + logons.failed,
            succeeded: sum.succeeded + logons.succeeded,
        })
    }
}

impl Entry<'_> {
    /// Events that count but are no logon attempts: lockouts, RDP connections, password changes, and logons of machines by
    /// themselves.
    pub(super) fn other(&self) -> u64 {
        self.input.events.saturating_sub(self.logons.failed + self.logons.succeeded)
    }

    /// What it was recognised as: `gzip: JSON (NXLog)`.
    pub(super) fn recognised(&self) -> String {
        let formats: Vec<&str> = self.input.formats.iter().map(|(name, _)| name.as_str()).collect();
        match (self.input.compression, formats.join(", ")) {
            (Some(compression), formats) if formats.is_empty() => compression.to_owned(),
            (Some(compression), formats) => format!("{compression}: {formats}"),
            (None, formats) => formats,
        }
    }

    /// Why it counts for nothing or for less than it holds; `None` where it gave all it has.
    pub(super) fn why_nothing(&self) -> Option<String> {
        let input = self.input;
        match &input.outcome {
            Outcome::PassedOver(why) => return Some(format!("passed over: {why}")),
            Outcome::Unreadable(why) => return Some(format!("cannot be read: {why}")),
            Outcome::Read => {}
        }
        if input.events_without_zone > 0 {
            let left_out = counted(input.events_without_zone, "event is", "events are");
            return Some(format!("{left_out} left out: times without a zone; give it with --tz"));
        }
        if input.events > 0 || input.members.is_some_and(|members| members > 0) {
            return None;
        }
        Some(match (input.members, input.records) {
            (Some(_), _) => "an archive without a file".to_owned(),
            (None, 0) => "no record could be read".to_owned(),
            // Records that are about logons were read and left out: why is told among what is wrong.
            (None, records) if !self.anomalies.is_empty() => {
                format!("no event came of its {}; below is why", counted(records, "record", "records"))
            }
            (None, 1) => "its one record is not about logons".to_owned(),
            (None, records) => format!("none of its {} records is about logons", count(records)),
        })
    }
}
