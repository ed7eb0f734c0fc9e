//! STIX 2.1: attacks and undetermined series as a bundle. What is our own to repair is no intelligence and is left out.
//!
//! ```text
//! incident ──related-to──► attack-pattern ◄──sighting_of── sighting ──observed_data──► observed-data ──► ip, user-account
//!                               ▲
//! indicator ──indicates─────────┘        only for addresses that may safely be blocked
//! ```
//!
//! Ids are version 5 UUIDs of the content, so the same incident has the same id in every export. Source: OASIS STIX 2.1,
//! sections 2.9 (identifiers), 4 (domain objects), 5 (relationships), 6 (observables).

use crate::attack::{Technique, techniques};
use crate::block_list;
use crate::json_text::{instant, object, write_pretty};
use crate::phrase::{LISTED_MAX, PRODUCT, addresses, confidence_percent, description};
use doorknob_event::incident::{AccountEntry, Incident, Verdict};
use doorknob_event::settings::Settings;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::IpAddr;
use uuid::Uuid;

/// Namespace of the ids of observables, given by the specification (section 2.9).
const OBSERVABLES: Uuid = Uuid::from_u128(0x00ab_edb4_aa42_466c_9c01_fed2_3315_a9b7);

/// Namespace of our own ids.
const OWN: Uuid = Uuid::from_u128(0x6f8d_31f2_0c5e_5b0a_9d1c_77a2_41be_0e4d);

/// Largest number that an observation or a sighting may count.
const COUNT_MAX: u64 = 999_999_999;

/// When the identity came into being; a constant, for no clock decides an output.
const IDENTITY_CREATED: &str = "2026-01-01T00:00:00.000Z";

/// Writes one bundle; without an incident it holds only who made it.
pub(crate) fn write(out: &mut dyn Write, incidents: &[&Incident], settings: &Settings) -> io::Result<()> {
    let mut objects = Objects::default();
    objects.add(identity());
    let told = |incident: &&&Incident| matches!(incident.verdict, Verdict::Attack | Verdict::Undetermined);
    for incident in incidents.iter().filter(told) {
        add_incident(&mut objects, incident);
    }
    for (address, of) in block_list::blockable(incidents, settings).addresses {
        add_indicator(&mut objects, address, &of);
    }
    let objects = objects.in_order();
    let ids: Vec<&str> = objects.iter().filter_map(|object| object["id"].as_str()).collect();
    let id = own_id("bundle", &ids.join(" "));
    write_pretty(out, &json!({"type": "bundle", "id": id, "objects": objects}))
}

/// Objects, each id once, in the order in which they came.
#[derive(Default)]
struct Objects {
    places: BTreeMap<String, usize>,
    objects: Vec<Value>,
}

impl Objects {
    /// Adds an object unless its id is there already; gives the id.
    fn add(&mut self, object: Value) -> String {
        let id = object["id"].as_str().unwrap_or_default().to_owned();
        if !self.places.contains_key(&id) {
            self.places.insert(id.clone(), self.objects.len());
            self.objects.push(object);
        }
        id
    }

    fn in_order(self) -> Vec<Value> {
        self.objects
    }
}

fn own_id(kind: &str, content: &str) -> String {
    format!("{kind}--{}", Uuid::new_v5(&OWN, format!("{kind} {content}").as_bytes()))
}

fn identity_id() -> String {
    own_id("identity", PRODUCT)
}

fn identity() -> Value {
    json!({
        "type": "identity",
        "spec_version": "2.1",
        "id": identity_id(),
        "created": IDENTITY_CREATED,
        "modified": IDENTITY_CREATED,
        "name": PRODUCT,
        "description": "Turns Windows authentication failures into explained incidents (MITRE ATT&CK analytic AN1521).",
        "identity_class": "system",
    })
}

fn add_incident(objects: &mut Objects, incident: &Incident) {
    let observables = observables(objects, incident);
    let observed = (!observables.is_empty()).then(|| objects.add(observed_data(incident, &observables)));
    let incident_id = objects.add(incident_object(incident));
    for technique in techniques(&incident.techniques) {
        let pattern = objects.add(attack_pattern(technique));
        objects.add(sighting(incident, &pattern, observed.as_deref()));
        objects.add(relationship(&incident_id, "related-to", &pattern, &instant(incident.detected_at)));
    }
}

/// The members that every domain object of ours has.
fn common(kind: &str, content: &str, at: &str) -> Value {
    json!({
        "type": kind,
        "spec_version": "2.1",
        "id": own_id(kind, content),
        "created_by_ref": identity_id(),
        "created": at,
        "modified": at,
    })
}

fn joined(mut object: Value, more: Value) -> Value {
    if let (Some(members), Value::Object(more)) = (object.as_object_mut(), more) {
        members.extend(more);
    }
    object
}

fn incident_object(incident: &Incident) -> Value {
    let analytic = |id: &String| {
        json!({
            "source_name": "mitre-attack",
            "external_id": id,
            "url": format!("https://attack.mitre.org/detectionstrategies/DET0551#{id}"),
        })
    };
    let more = object([
        ("name", json!(incident.title)),
        ("description", json!(description(incident))),
        ("confidence", json!(confidence_percent(incident))),
        ("labels", json!([incident.verdict.word(), incident.severity.word()])),
        ("external_references", incident.analytics.iter().map(analytic).collect()),
    ]);
    joined(common("incident", &incident.id, &instant(incident.detected_at)), more)
}

fn attack_pattern(technique: &Technique) -> Value {
    let (id, created) = technique.stix;
    json!({
        "type": "attack-pattern",
        "spec_version": "2.1",
        "id": id,
        "created": created,
        "modified": created,
        "name": technique.name,
        "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": technique.tactic.2}],
        "external_references": [
            {"source_name": "mitre-attack", "external_id": technique.id, "url": technique.url()},
        ],
    })
}

/// Addresses and accounts of the incident; gives their ids.
fn observables(objects: &mut Objects, incident: &Incident) -> Vec<String> {
    let addresses = addresses(incident);
    let addresses = addresses.iter().filter_map(|address| address.parse().ok()).map(address);
    let accounts =
        incident.accounts.iter().filter(|entry| !entry.name.is_empty()).take(LISTED_MAX).map(user_account);
    let all: Vec<Value> = addresses.chain(accounts).collect();
    let mut ids: Vec<String> = all.into_iter().map(|observable| objects.add(observable)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn address_kind(address: IpAddr) -> &'static str {
    if address.is_ipv4() { "ipv4-addr" } else { "ipv6-addr" }
}

fn address(address: IpAddr) -> Value {
    let kind = address_kind(address);
    let value = address.to_string();
    let id = observable_id(kind, &json!({"value": value}));
    json!({"type": kind, "spec_version": "2.1", "id": id, "value": value})
}

fn user_account(entry: &AccountEntry) -> Value {
    let login = if entry.domain.is_empty() {
        entry.name.clone()
    } else {
        format!("{}\\{}", entry.domain, entry.name)
    };
    let kind = if entry.domain.is_empty() { "windows-local" } else { "windows-domain" };
    let mut contributing = json!({"account_login": login, "account_type": kind});
    if let (Some(sid), Some(members)) = (&entry.sid, contributing.as_object_mut()) {
        members.insert("user_id".to_owned(), json!(sid));
    }
    let id = observable_id("user-account", &contributing);
    let more = object([
        ("type", json!("user-account")),
        ("spec_version", json!("2.1")),
        ("id", json!(id)),
        ("is_privileged", if entry.privileged { json!(true) } else { Value::Null }),
    ]);
    joined(contributing, more)
}

/// From the canonical JSON of the contributing properties: members sorted, no blanks (serde_json's own way).
fn observable_id(kind: &str, contributing: &Value) -> String {
    format!("{kind}--{}", Uuid::new_v5(&OBSERVABLES, contributing.to_string().as_bytes()))
}

fn observed_data(incident: &Incident, observables: &[String]) -> Value {
    let more = json!({
        "first_observed": instant(incident.first_seen),
        "last_observed": instant(incident.last_seen),
        "number_observed": incident.attempts.tries().clamp(1, COUNT_MAX),
        "object_refs": observables,
    });
    joined(common("observed-data", &incident.id, &instant(incident.detected_at)), more)
}

fn sighting(incident: &Incident, pattern: &str, observed: Option<&str>) -> Value {
    let observed: Vec<&str> = observed.into_iter().collect();
    let more = object([
        ("first_seen", json!(instant(incident.first_seen))),
        ("last_seen", json!(instant(incident.last_seen))),
        ("count", json!(incident.attempts.tries().min(COUNT_MAX))),
        ("confidence", json!(confidence_percent(incident))),
        ("sighting_of_ref", json!(pattern)),
        ("observed_data_refs", json!(observed)),
    ]);
    joined(common("sighting", &format!("{} {pattern}", incident.id), &instant(incident.detected_at)), more)
}

fn relationship(from: &str, kind: &str, to: &str, at: &str) -> Value {
    let more = json!({"relationship_type": kind, "source_ref": from, "target_ref": to});
    joined(common("relationship", &format!("{from} {kind} {to}"), at), more)
}

/// One indicator an address, valid from the first try on.
fn add_indicator(objects: &mut Objects, address: IpAddr, incidents: &[&Incident]) {
    let Some(first) = incidents.iter().min_by_key(|incident| incident.first_seen) else { return };
    let at = incidents.iter().map(|incident| incident.detected_at).min().unwrap_or(first.detected_at);
    let names: Vec<&str> = incidents.iter().map(|incident| incident.id.as_str()).collect();
    let more = json!({
        "name": format!("{address} guesses passwords"),
        "description": format!("Public address, shared by nobody, that guesses passwords in: {}.", names.join(", ")),
        "indicator_types": ["malicious-activity"],
        "pattern": format!("[{}:value = '{address}']", address_kind(address)),
        "pattern_type": "stix",
        "pattern_version": "2.1",
        "valid_from": instant(first.first_seen),
        "confidence": incidents.iter().map(|incident| confidence_percent(incident)).max().unwrap_or(0),
    });
    let id = objects.add(joined(common("indicator", &address.to_string(), &instant(at)), more));
    for incident in incidents {
        for technique in techniques(&incident.techniques) {
            let pattern = objects.add(attack_pattern(technique));
            objects.add(relationship(&id, "indicates", &pattern, &instant(at)));
        }
    }
}
