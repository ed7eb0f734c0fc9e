//! Elastic Common Schema, one alert a line. Source: <https://www.elastic.co/guide/en/ecs/8.17/ecs-field-reference.html>.
//!
//! What ECS has no field for lies under `doorknob`, as its guide on custom fields asks.

use crate::attack::techniques;
use crate::json_text::{instant, object, write_line};
use crate::phrase::{
    LISTED_MAX, PRODUCT, VERSION, addresses, claimed_name, confidence_percent, description, got_in, is_alert,
};
use doorknob_event::incident::{Incident, Severity, Verdict};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};

pub(crate) fn write(out: &mut dyn Write, incidents: &[&Incident]) -> io::Result<()> {
    incidents.iter().try_for_each(|incident| write_line(out, &alert(incident)))
}

fn alert(incident: &Incident) -> Value {
    object([
        ("@timestamp", json!(instant(incident.detected_at))),
        ("ecs", json!({"version": "8.17.0"})),
        ("message", json!(incident.title)),
        ("tags", json!([incident.verdict.word(), incident.class])),
        ("event", event(incident)),
        ("rule", rule(incident)),
        ("threat", threat(incident)),
        ("source", only_source(incident)),
        ("user", only_account(incident)),
        ("host", only_host(incident)),
        ("related", related(incident)),
        ("observer", json!({"vendor": PRODUCT, "product": PRODUCT, "version": VERSION, "type": "ids"})),
        ("doorknob", own(incident)),
    ])
}

fn event(incident: &Incident) -> Value {
    let ticks = incident.last_seen.since(incident.first_seen).max(0);
    object([
        ("kind", json!(if is_alert(incident) { "alert" } else { "event" })),
        ("category", json!(["authentication"])),
        ("type", json!(["start"])),
        ("outcome", json!(if got_in(incident) { "success" } else { "failure" })),
        ("action", json!(incident.class)),
        ("module", json!("doorknob")),
        ("dataset", json!("doorknob.incident")),
        ("id", json!(incident.id)),
        ("start", json!(instant(incident.first_seen))),
        ("end", json!(instant(incident.last_seen))),
        ("duration", json!(ticks.saturating_mul(100))),
        ("severity", json!(severity(incident.severity))),
        ("risk_score", json!(risk(incident))),
        ("reason", json!(description(incident))),
    ])
}

/// As Elastic's own detection rules grade: 21, 47, 73, 99.
fn severity(severity: Severity) -> u8 {
    match severity {
        Severity::Informational => 1,
        Severity::Low => 21,
        Severity::Medium => 47,
        Severity::High => 73,
        Severity::Critical => 99,
    }
}

/// The grade, less what speaks against its being an attack.
fn risk(incident: &Incident) -> u64 {
    match incident.verdict {
        Verdict::Attack => u64::from(severity(incident.severity)),
        Verdict::Undetermined => u64::from(severity(incident.severity)) / 2,
        _ => 0,
    }
}

fn rule(incident: &Incident) -> Value {
    object([
        ("name", json!(incident.class)),
        ("id", json!(incident.analytics.first())),
        ("category", json!(incident.verdict.word())),
        ("ruleset", json!("doorknob")),
        ("version", json!(VERSION)),
    ])
}

fn threat(incident: &Incident) -> Value {
    let known = techniques(&incident.techniques);
    if known.is_empty() {
        return Value::Null;
    }
    let column = |value: &dyn Fn(&crate::attack::Technique) -> Option<String>| {
        let mut told = BTreeSet::new();
        let values = known.iter().filter_map(|technique| value(technique));
        Value::Array(values.filter(|text| told.insert(text.clone())).map(Value::String).collect())
    };
    json!({
        "framework": "MITRE ATT&CK",
        "tactic": {
            "id": column(&|technique| Some(technique.tactic.0.to_owned())),
            "name": column(&|technique| Some(technique.tactic.1.to_owned())),
        },
        "technique": {
            "id": column(&|technique| Some(technique.split().0.to_owned())),
            "name": column(&|technique| Some(technique.parent.to_owned())),
            "subtechnique": {
                "id": column(&|technique| technique.split().1.map(str::to_owned)),
                "name": column(&|technique| technique.split().1.map(|_| technique.name.to_owned())),
            },
        },
    })
}

fn only_source(incident: &Incident) -> Value {
    match incident.sources.as_slice() {
        [one] if incident.sources_total <= 1 => {
            let name = claimed_name(one);
            let address = one.address.as_deref().or(name);
            object([("ip", json!(one.address)), ("address", json!(address)), ("domain", json!(name))])
        }
        _ => Value::Null,
    }
}

fn only_account(incident: &Incident) -> Value {
    match incident.accounts.as_slice() {
        [one] if incident.accounts_total <= 1 => {
            object([("name", json!(one.name)), ("domain", json!(one.domain)), ("id", json!(one.sid))])
        }
        _ => Value::Null,
    }
}

fn only_host(incident: &Incident) -> Value {
    match incident.hosts.as_slice() {
        [one] => object([("name", json!(one.name)), ("hostname", json!(one.name))]),
        _ => Value::Null,
    }
}

fn related(incident: &Incident) -> Value {
    let names: Vec<&str> = incident
        .accounts
        .iter()
        .map(|entry| entry.name.as_str())
        .filter(|name| !name.is_empty())
        .take(LISTED_MAX)
        .collect();
    let hosts: Vec<&str> = incident.hosts.iter().map(|host| host.name.as_str()).take(LISTED_MAX).collect();
    object([("ip", json!(addresses(incident))), ("user", json!(names)), ("hosts", json!(hosts))])
}

fn own(incident: &Incident) -> Value {
    json!({
        "incident": {
            "id": incident.id,
            "verdict": incident.verdict,
            "class": incident.class,
            "severity": incident.severity,
            "confidence": confidence_percent(incident),
            "pattern": incident.pattern,
            "attempts": incident.attempts,
            "accounts_total": incident.accounts_total,
            "sources_total": incident.sources_total,
            "detected_after": incident.detected_after,
            "compromised": incident.compromised,
            "next_steps": incident.next_steps,
            "data_quality": incident.data_quality,
        },
    })
}
