//! How the answer came about, what it rests on, and what it cannot say.

use crate::page::Page;
use crate::phrases;
use doorknob_event::anomaly::Anomaly;
use doorknob_report::quantity::{bytes, count, counted};

/// Anomalies listed; more are counted.
const ANOMALIES_MAX: usize = 30;
/// Hosts named.
const HOSTS_MAX: usize = 60;

pub(super) struct Method {
    pub(super) read: Vec<(&'static str, String)>,
    pub(super) settings: Vec<(&'static str, String)>,
    pub(super) hidden: Vec<[String; 4]>,
    pub(super) anomalies: Vec<[String; 4]>,
    pub(super) anomalies_unshown: usize,
    pub(super) tries_left_out: String,
    pub(super) limits: Vec<String>,
}

impl Method {
    pub(super) fn of(page: &Page<'_>) -> Self {
        let summary = page.summary;
        Method {
            read: read(page),
            settings: settings(page),
            hidden: summary
                .hidden
                .iter()
                .map(|hidden| {
                    [
                        hidden.entry.clone(),
                        hidden.reason.clone(),
                        count(hidden.incidents),
                        count(hidden.failures),
                    ]
                })
                .collect(),
            anomalies: summary.anomalies.iter().take(ANOMALIES_MAX).map(anomaly).collect(),
            anomalies_unshown: summary.anomalies.len().saturating_sub(ANOMALIES_MAX),
            tries_left_out: page
                .tries
                .filter(|tries| tries.left_out > 0)
                .map(|tries| count(tries.left_out))
                .unwrap_or_default(),
            limits: crate::story::limits(page),
        }
    }
}

fn read(page: &Page<'_>) -> Vec<(&'static str, String)> {
    let summary = page.summary;
    let mut hosts = summary.hosts.iter().take(HOSTS_MAX).cloned().collect::<Vec<_>>().join(", ");
    let unnamed = summary.hosts.len().saturating_sub(HOSTS_MAX) as u64;
    if unnamed > 0 {
        hosts.push_str(&format!(" and {} more", count(unnamed)));
    }
    let mut inputs =
        format!("{} read, {}", counted(summary.inputs_read, "input", "inputs"), bytes(summary.bytes));
    if summary.inputs_passed_over > 0 {
        inputs.push_str(&format!("; {} passed over", count(summary.inputs_passed_over)));
    }
    if summary.inputs_unreadable > 0 {
        inputs.push_str(&format!("; {} unreadable", count(summary.inputs_unreadable)));
    }
    let period = summary.period.map(|(first, last)| phrases::span(first, last)).unwrap_or_default();
    let addresses = match (summary.failures_without_address, summary.addresses_recovered) {
        (0, _) => String::new(),
        (missing, recovered) => {
            format!("{} failures without, {} recovered from other records", count(missing), count(recovered))
        }
    };
    let facts = vec![
        ("Inputs", inputs),
        ("Records", format!("{}, {} of them about logons", count(summary.records), count(summary.events))),
        ("Period", period),
        ("Logons", format!("{} failed, {} succeeded", count(summary.failures), count(summary.successes))),
        ("Addresses", addresses),
        ("Hosts", hosts),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn settings(page: &Page<'_>) -> Vec<(&'static str, String)> {
    let settings = page.settings;
    let families = match settings.account_family.len() {
        0 => "built-in families".to_owned(),
        own => format!("built-in families and {own} of the site's own"),
    };
    vec![
        ("TimeWindow", format!("{} min, with layers of 1 h, 24 h and 7 d", settings.window_minutes)),
        ("UsernamePattern", families),
        (
            "SourceIPThreshold",
            counted(u64::from(settings.source_threshold), "unfamiliar source", "unfamiliar sources"),
        ),
        (
            "Always told",
            counted(u64::from(settings.failure_floor), "failure in the window", "failures in the window"),
        ),
        ("Minimum severity", settings.minimum_severity.to_string()),
        ("Allow list", counted(settings.allow.len() as u64, "entry", "entries")),
    ]
}

/// Kind, place, text, count.
fn anomaly(anomaly: &Anomaly) -> [String; 4] {
    let mut place = anomaly.input.clone();
    for (word, number) in [("byte", anomaly.offset), ("line", anomaly.line), ("record", anomaly.record_id)] {
        if let Some(number) = number {
            place.push_str(&format!(", {word} {number}"));
        }
    }
    [anomaly.kind.to_string(), place, anomaly.text.clone(), count(anomaly.count)]
}
