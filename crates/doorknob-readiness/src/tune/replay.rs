//! The history over a small grid of settings.

use super::compare::{Run, Told, only_in};
use super::pace::Pace;
use super::proposal;
use super::remedy::{Remedy, candidates, tried};
use doorknob_event::incident::{Incident, Severity, Verdict};
use doorknob_event::settings::Settings;
use doorknob_event::time::{DAY, EventTime};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Value of [`Tuning::schema`].
pub const SCHEMA: &str = "doorknob.tune.v1";

/// What is tried. Each row and each remedy costs one run of the detector.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// Windows in minutes; the window in force is always among them.
    pub windows: Vec<u32>,
    /// Source thresholds; the one in force is always among them.
    pub source_thresholds: Vec<u32>,
    /// Most remedies that are tried.
    pub remedies_max: usize,
    /// Alerts a day that somebody looks at: attacks and undetermined ones of the minimum severity or above. 5: an hour
    /// of one analyst's day.
    pub alerts_per_day_wanted: f64,
}

/// Half, equal and the hour layer around the default window; one less and more around the sources that a person's own
/// devices are.
impl Default for Plan {
    fn default() -> Self {
        Plan {
            windows: vec![5, 10, 30, 60],
            source_thresholds: vec![3, 5, 8],
            remedies_max: 10,
            alerts_per_day_wanted: 5.0,
        }
    }
}

/// Incidents of one verdict and severity.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Count {
    /// Verdict.
    pub verdict: Verdict,
    /// Severity.
    pub severity: Severity,
    /// Incidents.
    pub incidents: u64,
    /// The same per day.
    pub per_day: f64,
}

/// One setting and what it tells.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    /// TimeWindow.
    pub window_minutes: u32,
    /// SourceIPThreshold.
    pub source_threshold: u32,
    /// These are the settings in force.
    pub in_force: bool,
    /// Incidents by verdict and severity.
    pub counts: Vec<Count>,
    /// Alerts a day (attacks and undetermined) if this is the minimum severity, by its word, least first.
    pub alerts_per_day: Vec<(Severity, f64)>,
    /// Told here and not with the settings in force.
    pub extra: Vec<Told>,
    /// Told with the settings in force and not here.
    pub gone: Vec<Told>,
}

/// The whole.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Tuning {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// First and last time of the history.
    pub period: (EventTime, EventTime),
    /// Its length in days, at least 1.
    pub days: f64,
    /// By window, then threshold.
    pub rows: Vec<Row>,
    /// What quietens the settings in force, about the most failures first.
    pub remedies: Vec<Remedy>,
    /// Least minimum severity with which the alerts a day stay within what is wanted.
    pub minimum_severity: Severity,
    /// Window and threshold that we would set, and why.
    pub choice: (u32, u32, String),
    /// The proposed settings file.
    pub proposal: String,
}

impl Tuning {
    /// The unit that fits the alerts of every row.
    pub fn pace(&self) -> Pace {
        pace(&self.rows, self.days)
    }
}

/// The unit that fits the alerts of every row.
pub(super) fn pace(rows: &[Row], days: f64) -> Pace {
    let rates = rows.iter().flat_map(|row| &row.alerts_per_day).map(|(_, rate)| *rate);
    Pace::fitting(rates.fold(0.0, f64::max), days)
}

/// Replays. `run` gives the incidents of the same history with the settings it is given; `period` is the history's.
pub fn tune(
    settings: &Settings,
    period: (EventTime, EventTime),
    plan: &Plan,
    mut run: impl FnMut(&Settings) -> Vec<Incident>,
) -> Tuning {
    let days = (period.1.since(period.0) as f64 / DAY as f64).max(1.0);
    // Everything is told, so that rows can be counted at any severity.
    let all = Settings { minimum_severity: Severity::Informational, ..settings.clone() };
    let base = run(&all);
    let known = Run::new(&base);
    let values = |list: &[u32], in_force: u32| -> BTreeSet<u32> {
        list.iter().copied().filter(|value| *value > 0).chain([in_force]).collect()
    };
    let mut rows = Vec::new();
    for window_minutes in values(&plan.windows, settings.window_minutes) {
        for source_threshold in values(&plan.source_thresholds, settings.source_threshold) {
            let in_force =
                (window_minutes, source_threshold) == (settings.window_minutes, settings.source_threshold);
            let incidents = match in_force {
                true => base.clone(),
                false => run(&Settings { window_minutes, source_threshold, ..all.clone() }),
            };
            rows.push(Row {
                window_minutes,
                source_threshold,
                in_force,
                counts: counts(&incidents, days),
                alerts_per_day: alerts(&incidents, days),
                extra: only_in(&incidents, &known),
                gone: only_in(&base, &Run::new(&incidents)),
            });
        }
    }
    let remedies: Vec<Remedy> = candidates(&base, &all, plan.remedies_max)
        .into_iter()
        .map(|candidate| tried(candidate, &base, &all, &mut run))
        .filter(|remedy| !remedy.removes.is_empty())
        .collect();
    let choice = choose(&rows, days, settings);
    let minimum_severity = minimum(&rows, (choice.0, choice.1), plan.alerts_per_day_wanted);
    let proposal = proposal::write(settings, period, days, &choice, minimum_severity, &rows, &remedies);
    Tuning { schema: SCHEMA, period, days, rows, remedies, minimum_severity, choice, proposal }
}

fn counts(incidents: &[Incident], days: f64) -> Vec<Count> {
    let mut sums: BTreeMap<(Verdict, Severity), u64> = BTreeMap::new();
    for incident in incidents {
        *sums.entry((incident.verdict, incident.severity)).or_default() += 1;
    }
    let count = |((verdict, severity), incidents): ((Verdict, Severity), u64)| Count {
        verdict,
        severity,
        incidents,
        per_day: incidents as f64 / days,
    };
    sums.into_iter().map(count).collect()
}

fn alerts(incidents: &[Incident], days: f64) -> Vec<(Severity, f64)> {
    let is_alert = |incident: &&Incident| matches!(incident.verdict, Verdict::Attack | Verdict::Undetermined);
    let at = |severity: Severity| {
        let count =
            incidents.iter().filter(is_alert).filter(|incident| incident.severity >= severity).count();
        (severity, count as f64 / days)
    };
    Severity::ALL.iter().copied().map(at).collect()
}

fn is_attack(told: &Told) -> bool {
    told.verdict == Verdict::Attack && told.severity >= Severity::Medium
}

/// Alerts a day of medium severity or above.
fn loud(row: &Row) -> f64 {
    row.alerts_per_day
        .iter()
        .find(|(severity, _)| *severity == Severity::Medium)
        .map_or(0.0, |(_, rate)| *rate)
}

/// The settings in force, unless another tells every attack that they tell and disturbs less, or tells more attacks.
fn choose(rows: &[Row], days: f64, settings: &Settings) -> (u32, u32, String) {
    let (window, threshold) = (settings.window_minutes, settings.source_threshold);
    let Some(base) = rows.iter().find(|row| row.in_force) else {
        return (window, threshold, String::new());
    };
    let keeps = |row: &&Row| !row.in_force && !row.gone.iter().any(is_attack);
    let more = rows.iter().filter(keeps).filter(|row| row.extra.iter().any(is_attack));
    // Of those that tell more attacks the one that tells the most; ties go to the least other noise.
    let attacks = |row: &Row| row.extra.iter().filter(|told| is_attack(told)).count();
    let rank = |row: &&Row| (attacks(row), std::cmp::Reverse((loud(row) * 1e6) as u64));
    if let Some(row) = more.max_by_key(rank) {
        let why = format!("tells {} more that the settings in force do not, and loses none", attacks(row));
        return (row.window_minutes, row.source_threshold, why);
    }
    let quieter = rows.iter().filter(keeps).filter(|row| loud(row) < loud(base));
    if let Some(row) = quieter.min_by(|one, other| loud(one).total_cmp(&loud(other))) {
        let pace = pace(rows, days);
        let (less, more) = (pace.text_of(loud(row), "alerts"), pace.text(loud(base)));
        let why = format!("tells every attack, with {less} instead of {more}");
        return (row.window_minutes, row.source_threshold, why);
    }
    (window, threshold, "no other setting tells more attacks, or disturbs less without losing one".to_owned())
}

fn minimum(rows: &[Row], choice: (u32, u32), wanted: f64) -> Severity {
    let row = rows.iter().find(|row| (row.window_minutes, row.source_threshold) == choice);
    let within = row.and_then(|row| row.alerts_per_day.iter().find(|(_, rate)| *rate <= wanted));
    // Medium at most: an attack is medium or above and is never left out.
    within.map_or(Severity::Medium, |(severity, _)| *severity).min(Severity::Medium)
}
