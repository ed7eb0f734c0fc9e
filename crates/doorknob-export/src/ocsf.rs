//! OCSF 1.5.0, class Detection Finding (2004). Source: <https://schema.ocsf.io/1.5.0/classes/detection_finding>.

use crate::attack::{self, techniques};
use crate::json_text::{milliseconds, object, write_line};
use crate::phrase::{
    LISTED_MAX, PRODUCT, VERSION, account, addresses, claimed_name, confidence_percent, description, is_alert,
};
use doorknob_event::incident::{AccountEntry, Compromise, Incident, Severity, SourceEntry};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(crate) fn write(out: &mut dyn Write, incidents: &[&Incident]) -> io::Result<()> {
    incidents.iter().try_for_each(|incident| write_line(out, &finding(incident)))
}

fn finding(incident: &Incident) -> Value {
    object([
        ("activity_id", json!(1)),
        ("activity_name", json!("Create")),
        ("category_uid", json!(2)),
        ("category_name", json!("Findings")),
        ("class_uid", json!(2004)),
        ("class_name", json!("Detection Finding")),
        ("type_uid", json!(200_401)),
        ("type_name", json!("Detection Finding: Create")),
        ("time", json!(milliseconds(incident.detected_at))),
        ("start_time", json!(milliseconds(incident.first_seen))),
        ("end_time", json!(milliseconds(incident.last_seen))),
        ("duration", json!(milliseconds(incident.last_seen) - milliseconds(incident.first_seen))),
        ("timezone_offset", json!(0)),
        ("severity_id", json!(severity(incident.severity).0)),
        ("severity", json!(severity(incident.severity).1)),
        ("confidence_score", json!(confidence_percent(incident))),
        ("confidence_id", json!(confidence(incident).0)),
        ("confidence", json!(confidence(incident).1)),
        ("status_id", json!(1)),
        ("status", json!("New")),
        ("is_alert", json!(is_alert(incident))),
        ("count", json!(incident.attempts.tries().min(i32::MAX as u64))),
        ("message", json!(incident.title)),
        ("metadata", metadata(incident)),
        ("finding_info", finding_info(incident)),
        ("evidences", evidences(incident)),
        ("observables", observables(incident)),
        ("resources", resources(incident)),
        ("remediation", object([("desc", json!(incident.next_steps.join("\n")))])),
        ("unmapped", unmapped(incident)),
    ])
}

fn severity(severity: Severity) -> (u8, &'static str) {
    match severity {
        Severity::Informational => (1, "Informational"),
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
        Severity::Critical => (5, "Critical"),
    }
}

fn confidence(incident: &Incident) -> (u8, &'static str) {
    match incident.confidence {
        p if p >= 0.9 => (3, "High"),
        p if p >= 0.6 => (2, "Medium"),
        _ => (1, "Low"),
    }
}

fn metadata(incident: &Incident) -> Value {
    json!({
        "version": "1.5.0",
        "uid": incident.id,
        "log_name": "Security",
        "product": {"name": PRODUCT, "vendor_name": PRODUCT, "version": VERSION},
    })
}

fn finding_info(incident: &Incident) -> Value {
    let analytic = |id: &String| {
        json!({
            "uid": id,
            "name": "Password Guessing via Multi-Source Authentication Failure Correlation",
            "type_id": 2,
            "type": "Behavioral",
        })
    };
    object([
        ("uid", json!(incident.id)),
        ("title", json!(incident.title)),
        ("desc", json!(description(incident))),
        ("types", json!([incident.verdict.word(), incident.class])),
        ("created_time", json!(milliseconds(incident.detected_at))),
        ("first_seen_time", json!(milliseconds(incident.first_seen))),
        ("last_seen_time", json!(milliseconds(incident.last_seen))),
        ("analytic", incident.analytics.first().map(analytic).unwrap_or_default()),
        ("attacks", Value::Array(techniques(&incident.techniques).into_iter().map(mitre_attack).collect())),
        ("related_events_count", json!(incident.evidence_total.min(i32::MAX as u64))),
    ])
}

fn mitre_attack(technique: &attack::Technique) -> Value {
    let (tactic, tactic_name, _) = technique.tactic;
    let (uid, sub) = technique.split();
    let of_sub = |id: &str| json!({"uid": id, "name": technique.name, "src_url": technique.url()});
    object([
        ("version", json!(attack::VERSION)),
        ("tactic", json!({"uid": tactic, "name": tactic_name})),
        ("technique", json!({"uid": uid, "name": technique.parent})),
        ("sub_technique", sub.map(of_sub).unwrap_or_default()),
    ])
}

/// Accounts that are known to the attacker first, then sources, then accounts.
fn evidences(incident: &Incident) -> Value {
    let compromised = incident.compromised.iter().take(LISTED_MAX).map(known_account);
    let sources = incident.sources.iter().take(LISTED_MAX).map(source);
    let accounts = incident.accounts.iter().take(LISTED_MAX).map(target);
    compromised.chain(sources).chain(accounts).collect()
}

fn known_account(known: &Compromise) -> Value {
    object([
        ("name", json!("account known to the attacker")),
        ("user", object([("name", json!(known.name)), ("domain", json!(known.domain))])),
        ("src_endpoint", object([("ip", json!(known.address))])),
        ("data", json!({"at": known.at, "why": known.why})),
    ])
}

fn source(source: &SourceEntry) -> Value {
    let endpoint = object([
        ("ip", json!(source.address)),
        ("hostname", json!(claimed_name(source).or(source.host.as_deref()))),
    ]);
    object([
        ("name", json!("source")),
        ("src_endpoint", endpoint),
        (
            "data",
            object([
                ("failures", json!(source.failures)),
                ("successes", json!(source.successes)),
                ("kind", json!(source.kind)),
                ("scope", json!(source.scope)),
                ("process", json!(source.process)),
                ("shared", json!(source.shared)),
                ("recovered_from", json!(source.recovered_from)),
            ]),
        ),
    ])
}

fn target(entry: &AccountEntry) -> Value {
    let name = if entry.name.is_empty() { "(no name)" } else { &entry.name };
    object([
        ("name", json!("target account")),
        ("user", object([("name", json!(name)), ("domain", json!(entry.domain)), ("uid", json!(entry.sid))])),
        (
            "data",
            json!({"failures": entry.failures, "successes": entry.successes, "exists": entry.exists, "privileged": entry.privileged}),
        ),
    ])
}

fn observables(incident: &Incident) -> Value {
    let one = |name: &str, type_id: u8, kind: &str, value: &str| json!({"name": name, "type_id": type_id, "type": kind, "value": value});
    let addresses = addresses(incident);
    let addresses =
        addresses.iter().map(|address| one("evidences[].src_endpoint.ip", 2, "IP Address", address));
    let names = incident.accounts.iter().filter(|entry| !entry.name.is_empty()).take(LISTED_MAX);
    let names = names.map(|entry| one("evidences[].user.name", 4, "User Name", &account(entry)));
    let hosts =
        incident.hosts.iter().take(LISTED_MAX).map(|host| one("resources[].name", 1, "Hostname", &host.name));
    addresses.chain(names).chain(hosts).collect()
}

fn resources(incident: &Incident) -> Value {
    let resource = |host: &doorknob_event::incident::HostEntry| {
        json!({
            "name": host.name,
            "type": "host",
            "data": {"failures": host.failures, "logon_types": host.logon_types},
        })
    };
    incident.hosts.iter().take(LISTED_MAX).map(resource).collect()
}

/// What OCSF has no place for.
fn unmapped(incident: &Incident) -> Value {
    json!({
        "schema": incident.schema,
        "verdict": incident.verdict,
        "class": incident.class,
        "pattern": incident.pattern,
        "attempts": incident.attempts,
        "accounts_total": incident.accounts_total,
        "sources_total": incident.sources_total,
        "reasons": incident.reasons,
        "factors": incident.factors,
        "alternative": incident.alternative,
        "data_quality": incident.data_quality,
    })
}
