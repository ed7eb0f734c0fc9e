//! The lockout section: a grid of policies, shaded by what they cost and what they stop.

use crate::lockout::{LockedOut, Lockout, LockoutPolicy};
use doorknob_report::quantity::{count, counted, percent};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Policies {
    pub(super) recommendation: String,
    pub(super) reasons: Vec<String>,
    pub(super) locked: Vec<LockedOut>,
    pub(super) abuse: Vec<String>,
    /// Windows and durations, one a column.
    pub(super) columns: Vec<String>,
    /// A threshold a row.
    pub(super) rows: Vec<(String, Vec<Option<Cell>>)>,
}

pub(super) struct Cell {
    /// Shade by the share stopped, 0 to 5.
    pub(super) shade: usize,
    pub(super) stopped: String,
    pub(super) guesses: String,
    pub(super) locked: String,
    pub(super) mark: String,
    pub(super) recommended: bool,
}

impl Policies {
    pub(super) fn of(lockout: &Lockout) -> Self {
        let columns: BTreeSet<(u32, u32)> =
            lockout.policies.iter().map(|policy| (policy.window_minutes, policy.duration_minutes)).collect();
        let mut rows: BTreeMap<u32, BTreeMap<(u32, u32), &LockoutPolicy>> = BTreeMap::new();
        for policy in &lockout.policies {
            let place = (policy.window_minutes, policy.duration_minutes);
            rows.entry(policy.threshold).or_default().insert(place, policy);
        }
        let cells = |row: &BTreeMap<(u32, u32), &LockoutPolicy>| {
            columns.iter().map(|place| row.get(place).map(|policy| cell(policy))).collect()
        };
        Policies {
            recommendation: lockout.recommendation.clone(),
            reasons: lockout.reasons.clone(),
            locked: lockout.locked.clone(),
            abuse: lockout.abuse.clone(),
            columns: columns.iter().map(|(window, lasting)| column(*window, *lasting)).collect(),
            rows: rows.iter().map(|(threshold, row)| (threshold_text(*threshold), cells(row))).collect(),
        }
    }
}

fn column(window: u32, lasting: u32) -> String {
    match lasting {
        0 => format!("{window} min window, until unlocked"),
        lasting => format!("{window} min window, {lasting} min locked"),
    }
}

fn threshold_text(threshold: u32) -> String {
    if threshold == 0 { "never locks".to_owned() } else { format!("{threshold} failures") }
}

fn cell(policy: &LockoutPolicy) -> Cell {
    let finite = |number: &f64| number.is_finite();
    let stopped = policy.stopped.filter(finite).map(|share| share.clamp(0.0, 1.0));
    let guesses = policy.guesses_per_day.filter(finite).map(|guesses| guesses.max(0.0).round() as u64);
    Cell {
        shade: (stopped.unwrap_or(0.0) * 5.0).round() as usize,
        stopped: stopped.map_or("no attack".to_owned(), |share| format!("{} stopped", percent(share))),
        guesses: guesses.map_or("any number of".to_owned(), count),
        locked: match (policy.people_locked, policy.services_locked) {
            (0, 0) => "nobody".to_owned(),
            (people, 0) => counted(people, "person", "people"),
            (0, services) => counted(services, "service", "services"),
            (people, services) => {
                format!(
                    "{}, {}",
                    counted(people, "person", "people"),
                    counted(services, "service", "services")
                )
            }
        },
        mark: policy.mark.clone(),
        recommended: policy.recommended,
    }
}
