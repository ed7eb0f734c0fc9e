//! What we hold ourselves to, beside what was measured.

use crate::interval::Proportion;
use crate::summary::Summary;
use serde::Serialize;

/// One demand and whether it is met.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Criterion {
    /// What is asked.
    pub demand: &'static str,
    /// What was measured.
    pub measured: String,
    /// Whether it is met. Where nothing was there to measure, it is not.
    pub met: bool,
}

/// Every demand.
#[must_use]
pub fn criteria(summary: &Summary) -> Vec<Criterion> {
    let s = summary;
    vec![
        at_least("97 % of attacks are found as attacks", &s.found, 0.97),
        every_class(s),
        limit("At most one false alarm per world", Some(s.false_alarms.value), 1.0, "per world"),
        limit("At most 1.1 incidents per attack", s.incidents_per_attack.map(|e| e.value), 1.1, "per attack"),
        Criterion {
            demand: "90 % of an attack's records are attributed",
            measured: s
                .attributed
                .map_or("nothing to measure".into(), |e| format!("{:.1} %", e.value * 100.0)),
            met: s.attributed.is_some_and(|e| e.value >= 0.9),
        },
        at_least("The technique is right in 95 %", &s.technique_right, 0.95),
        at_least("95 % of the compromised accounts are named", &s.compromises_named, 0.95),
        none("No account is named as compromised that was not", s.compromises_wrong),
        at_least("A guess that succeeds is critical", &s.told_critical, 1.0),
        at_least(
            "95 % of misconfigurations are named as such, with account and machine",
            &s.misconfigurations_machine,
            0.95,
        ),
        none("No slip of a person is told above low", s.slips_above_low),
        limit(
            "Fast attacks are detected within 20 attempts at the median",
            s.fast_attempts.map(|e| e.value),
            20.0,
            "attempts",
        ),
        limit(
            "Spraying is detected within 10 accounts at the median",
            s.fast_accounts.map(|e| e.value),
            10.0,
            "accounts",
        ),
    ]
}

fn at_least(demand: &'static str, measured: &Proportion, least: f64) -> Criterion {
    Criterion {
        demand,
        measured: measured.share().map_or("nothing to measure".into(), |share| {
            format!("{:.1} % ({} of {})", share * 100.0, measured.hits, measured.total)
        }),
        met: measured.share().is_some_and(|share| share >= least),
    }
}

fn limit(demand: &'static str, measured: Option<f64>, most: f64, unit: &str) -> Criterion {
    Criterion {
        demand,
        measured: match measured {
            Some(value) if value.is_finite() => format!("{} {unit}", crate::render::figure(value)),
            Some(_) => "never".into(),
            None => "nothing to measure".into(),
        },
        met: measured.is_some_and(|value| value <= most),
    }
}

fn none(demand: &'static str, count: u64) -> Criterion {
    Criterion { demand, measured: count.to_string(), met: count == 0 }
}

fn every_class(summary: &Summary) -> Criterion {
    let share = |class: &crate::summary::AttackClass| class.found.share().unwrap_or(0.0);
    let worst = summary.attack_classes.iter().min_by(|one, other| share(one).total_cmp(&share(other)));
    Criterion {
        demand: "Every kind of attack is found in at least 90 % of its worlds",
        measured: worst.map_or("nothing to measure".into(), |class| {
            format!("{}: {} of {}", class.class, class.found.hits, class.found.total)
        }),
        met: worst.is_some_and(|class| share(class) >= 0.9),
    }
}
