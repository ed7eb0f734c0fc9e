//! What a tool said, reduced to what can be scored: one [`ToolVerdict`] an alert.
//!
//! Any tool's output can be scored once it is written as JSON lines of this shape; only `verdict` and `evidence` must
//! be there:
//!
//! ```json
//! {"verdict": "attack", "severity": "high", "techniques": ["T1110.001"], "detected_at": "2026-03-11T10:19:02Z",
//!  "compromised": [{"name": "alice", "domain": "CORP"}],
//!  "misconfiguration": {"accounts": [{"name": "svc-print", "domain": "CORP"}], "machines": ["APP01", "10.0.1.30"]},
//!  "sources": ["203.0.113.7"],
//!  "evidence": [{"host": "fs01.corp.example", "channel": "Security", "record_id": 10432}]}
//! ```
//!
//! Further members are ignored. A line with `"schema": "doorknob.incident.v1"` is read as an incident (which should have
//! been written with `--evidence all`, else most of an attack's records count as not attributed).

use crate::record_set::RecordSet;
use doorknob_event::incident::{Incident, SCHEMA, Severity, SourceEntry, Verdict};
use doorknob_event::time::EventTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An account that a tool names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct NamedAccount {
    /// Its name, in any spelling.
    pub name: String,
    /// Its domain, NetBIOS or DNS name or a machine's; empty where the tool does not say.
    #[serde(default)]
    pub domain: String,
}

/// What a tool wants to be mended.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NamedMisconfiguration {
    /// Accounts whose credential is wrong.
    pub accounts: Vec<NamedAccount>,
    /// Machines that present it: names or addresses.
    pub machines: Vec<String>,
}

/// One alert of any tool.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ToolVerdict {
    /// What it says happened.
    pub verdict: Verdict,
    /// How much it says it matters; a tool without severities is taken to mean at least `medium`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// ATT&CK technique ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub techniques: Vec<String>,
    /// Event time at which a live run would have said so first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detected_at: Option<EventTime>,
    /// Accounts that it says the attacker got into.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compromised: Vec<NamedAccount>,
    /// What it says must be mended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misconfiguration: Option<NamedMisconfiguration>,
    /// Where it says the attempts came from; addresses or names. Shown, and compared with approved scanners.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// What it calls this, in its own words; shown only.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The records behind it.
    pub evidence: RecordSet,
}

impl ToolVerdict {
    /// A bare verdict with its evidence.
    #[must_use]
    pub fn new(verdict: Verdict, evidence: RecordSet) -> Self {
        ToolVerdict {
            verdict,
            severity: None,
            techniques: Vec::new(),
            detected_at: None,
            compromised: Vec::new(),
            misconfiguration: None,
            sources: Vec::new(),
            title: String::new(),
            evidence,
        }
    }

    /// Whether it would call somebody: an `attack` of medium severity or above. A weaker one interrupts nobody, so it
    /// neither finds an attack nor raises a false alarm.
    #[must_use]
    pub fn is_alarm(&self) -> bool {
        self.verdict == Verdict::Attack && self.severity.is_none_or(|severity| severity >= Severity::Medium)
    }
}

impl From<&Incident> for ToolVerdict {
    fn from(incident: &Incident) -> Self {
        let evidence = incident
            .evidence
            .iter()
            .map(|record| (record.host.as_str(), record.channel.as_str(), record.record_id))
            .collect();
        ToolVerdict {
            severity: Some(incident.severity),
            techniques: incident.techniques.clone(),
            detected_at: Some(incident.detected_at),
            compromised: incident
                .compromised
                .iter()
                .map(|found| NamedAccount { name: found.name.clone(), domain: found.domain.clone() })
                .collect(),
            misconfiguration: (incident.verdict == Verdict::Misconfiguration).then(|| to_mend(incident)),
            sources: incident.sources.iter().filter_map(source_name).collect(),
            title: incident.title.clone(),
            ..ToolVerdict::new(incident.verdict, evidence)
        }
    }
}

/// The accounts, and every way in which the incident names the machines that present them: the host that a process or
/// unknown source is on, the name that the source claims, its address. A machine account names its machine.
fn to_mend(incident: &Incident) -> NamedMisconfiguration {
    let mut machines = BTreeSet::new();
    for source in &incident.sources {
        machines.extend(source.host.clone());
        machines.extend(source.address.clone());
        let claimed = source.workstation.iter().flat_map(|names| names.split(", "));
        machines.extend(claimed.filter(|name| !name.is_empty()).map(str::to_owned));
    }
    let accounts: Vec<NamedAccount> = incident
        .accounts
        .iter()
        .map(|account| NamedAccount { name: account.name.clone(), domain: account.domain.clone() })
        .collect();
    machines.extend(accounts.iter().filter(|account| account.name.ends_with('$')).map(|a| a.name.clone()));
    NamedMisconfiguration { accounts, machines: machines.into_iter().collect() }
}

fn source_name(source: &SourceEntry) -> Option<String> {
    source.address.clone().or_else(|| source.workstation.clone()).or_else(|| source.process.clone())
}

/// A line that is no verdict.
#[derive(Debug, thiserror::Error)]
#[error("line {line} is no verdict")]
pub struct NotAVerdict {
    /// 1-based number of the line.
    pub line: usize,
    /// What is wrong with it.
    #[source]
    pub cause: serde_json::Error,
}

/// Reads JSON lines of verdicts or of incidents; empty lines are passed over.
///
/// # Errors
/// At the first line that is neither.
pub fn read_verdicts(text: &str) -> Result<Vec<ToolVerdict>, NotAVerdict> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| read_verdict(line).map_err(|cause| NotAVerdict { line: at + 1, cause }))
        .collect()
}

/// Reads one JSON document: a verdict, or an incident of the contract.
///
/// # Errors
/// When it is neither.
pub fn read_verdict(line: &str) -> Result<ToolVerdict, serde_json::Error> {
    #[derive(Deserialize)]
    struct Schema {
        #[serde(default)]
        schema: String,
    }
    let Schema { schema } = serde_json::from_str(line)?;
    if schema == SCHEMA {
        serde_json::from_str::<Incident>(line).map(|incident| ToolVerdict::from(&incident))
    } else {
        serde_json::from_str(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_line_is_enough() {
        let line = r#"{"verdict":"attack","rule":"x","evidence":[{"host":"A","channel":"Security","record_id":7,"event_id":4625}]}"#;
        let verdict = read_verdict(line).expect("a verdict");
        assert!(verdict.is_alarm());
        assert_eq!(verdict.evidence.iter().collect::<Vec<_>>(), [("A", "Security", 7)]);
    }

    #[test]
    fn lines_round_trip_and_errors_name_their_line() {
        let mut verdict = ToolVerdict::new(Verdict::Attack, [("a", "Security", 3)].into_iter().collect());
        verdict.severity = Some(Severity::Low);
        verdict.detected_at = EventTime::parse("2026-03-11T10:19:02Z");
        let line = serde_json::to_string(&verdict).expect("a verdict can be written");
        assert_eq!(read_verdicts(&format!("{line}\n\n{line}\n")).expect("two lines").len(), 2);
        assert_eq!(read_verdict(&line).expect("the same verdict"), verdict);
        assert!(!verdict.is_alarm(), "a low one interrupts nobody");
        assert_eq!(read_verdicts("\n{\"verdict\":\"maybe\"}").expect_err("no verdict").line, 2);
    }
}
