//! The alerts that rules raise, as a SIEM would queue them.
//!
//! A rule that fires every minute of an attack would count as sixty alarms an hour. Every SIEM can hold back repeats of
//! one rule for one entity, so repeats within [`HELD_BACK`] of the last one are joined to it, for every rule, also where
//! the tool itself has no such thing. This favours the rules.

use crate::verdict::{NamedAccount, ToolVerdict};
use doorknob_event::incident::Verdict;
use doorknob_event::time::{EventTime, HOUR};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Alerts of one rule and group with less time between them are one.
pub const HELD_BACK: i64 = HOUR;

/// One record of the Security channel, small.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct RecordKey {
    /// Number of its host.
    pub(crate) log: u32,
    /// Its id.
    pub(crate) record_id: u64,
}

/// One firing of a rule.
pub(crate) struct Firing<'a> {
    /// The rule, in its vendor's words.
    pub(crate) rule: &'static str,
    /// What it is about: the values that the rule groups by.
    pub(crate) group: &'a str,
    /// Event time.
    pub(crate) at: EventTime,
    /// Techniques that the rule is tagged with, or that follow from what it counts.
    pub(crate) techniques: &'static [&'static str],
    /// The address, where the rule names one.
    pub(crate) source: Option<&'a str>,
    /// The account that it says was got into.
    pub(crate) compromised: Option<&'a str>,
}

struct Alert {
    rule: &'static str,
    group: String,
    first: EventTime,
    last: EventTime,
    techniques: &'static [&'static str],
    sources: BTreeSet<String>,
    compromised: BTreeSet<String>,
    records: BTreeSet<RecordKey>,
}

/// The queue.
#[derive(Default)]
pub(crate) struct Alerts {
    hosts: Vec<String>,
    host_numbers: FxHashMap<String, u32>,
    open: BTreeMap<(&'static str, String), usize>,
    alerts: Vec<Alert>,
}

impl Alerts {
    /// The key of a record of the Security channel of a host.
    pub(crate) fn record(&mut self, host: &str, record_id: u64) -> RecordKey {
        if let Some(&log) = self.host_numbers.get(host) {
            return RecordKey { log, record_id };
        }
        let log = self.hosts.len() as u32;
        self.hosts.push(host.to_owned());
        self.host_numbers.insert(host.to_owned(), log);
        RecordKey { log, record_id }
    }

    /// Raises an alert, or adds to the one that is held back.
    pub(crate) fn fire(&mut self, firing: &Firing<'_>, evidence: impl IntoIterator<Item = RecordKey>) {
        let key = (firing.rule, firing.group.to_owned());
        let held =
            self.open.get(&key).copied().filter(|&at| {
                self.alerts.get(at).is_some_and(|alert| firing.at.since(alert.last) < HELD_BACK)
            });
        let at = held.unwrap_or_else(|| {
            self.alerts.push(Alert {
                rule: firing.rule,
                group: firing.group.to_owned(),
                first: firing.at,
                last: firing.at,
                techniques: firing.techniques,
                sources: BTreeSet::new(),
                compromised: BTreeSet::new(),
                records: BTreeSet::new(),
            });
            self.alerts.len() - 1
        });
        self.open.insert(key, at);
        if let Some(alert) = self.alerts.get_mut(at) {
            alert.last = alert.last.max(firing.at);
            alert.sources.extend(firing.source.map(str::to_owned));
            alert.compromised.extend(firing.compromised.map(str::to_owned));
            alert.records.extend(evidence);
        }
    }

    /// All alerts as verdicts, by time.
    pub(crate) fn into_verdicts(self) -> Vec<ToolVerdict> {
        let Alerts { hosts, mut alerts, .. } = self;
        alerts.sort_by(|one, other| {
            (one.first, one.rule, &one.group).cmp(&(other.first, other.rule, &other.group))
        });
        alerts
            .into_iter()
            .map(|alert| {
                let records = alert.records.iter().filter_map(|record| {
                    let host = hosts.get(record.log as usize)?;
                    Some((host.as_str(), "Security", record.record_id))
                });
                ToolVerdict {
                    techniques: alert.techniques.iter().map(|&technique| technique.to_owned()).collect(),
                    detected_at: Some(alert.first),
                    compromised: alert
                        .compromised
                        .iter()
                        .map(|name| NamedAccount { name: name.clone(), domain: String::new() })
                        .collect(),
                    title: format!("{}: {}", alert.rule, alert.group.replace('\u{1f}', ", ")),
                    sources: alert.sources.into_iter().collect(),
                    ..ToolVerdict::new(Verdict::Attack, records.collect())
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::time::MINUTE;

    #[test]
    fn repeats_within_the_hour_are_one_alert() {
        let mut alerts = Alerts::default();
        let record = alerts.record("A", 1);
        let later = alerts.record("A", 2);
        assert_ne!(record, later);
        let start = EventTime(0);
        for (minutes, record) in [(0, record), (59, later), (118, later), (178, later)] {
            let firing = Firing {
                rule: "r",
                group: "g",
                at: start.plus(minutes * MINUTE),
                techniques: &["T1110"],
                source: Some("10.0.0.1"),
                compromised: None,
            };
            alerts.fire(&firing, [record]);
        }
        let verdicts = alerts.into_verdicts();
        assert_eq!(verdicts.len(), 2, "118 and 178 are an hour apart");
        assert_eq!(verdicts.first().map(|verdict| verdict.evidence.len()), Some(2));
        assert_eq!(verdicts.first().and_then(|verdict| verdict.detected_at), Some(start));
    }
}
