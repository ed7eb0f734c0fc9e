//! Names and facts that several formats need.

use doorknob_event::incident::{AccountEntry, Incident, Severity, SourceEntry, Verdict};
use doorknob_report::quantity::{counted, percent};
use doorknob_report::visible::visible;
use std::collections::BTreeSet;

/// Whoever made it.
pub(crate) const PRODUCT: &str = "Doorknob";
/// Its version.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Entries of a kind that one exported incident holds; the totals are always with them.
pub(crate) const LISTED_MAX: usize = 200;

/// `CORP\jdoe`, or the name alone.
pub(crate) fn account(entry: &AccountEntry) -> String {
    if entry.domain.is_empty() { entry.name.clone() } else { format!("{}\\{}", entry.domain, entry.name) }
}

/// The name that a source claims for itself, if it claims only one: several are told in words, which are no name.
pub(crate) fn claimed_name(source: &SourceEntry) -> Option<&str> {
    source.workstation.as_deref().filter(|name| !name.contains(" names, e.g. "))
}

/// Addresses of the incident, each once, in the order of the incident.
pub(crate) fn addresses(incident: &Incident) -> Vec<&str> {
    let mut told = BTreeSet::new();
    let addresses = incident.sources.iter().filter_map(|source| source.address.as_deref());
    addresses.filter(|address| told.insert(*address)).take(LISTED_MAX).collect()
}

/// Somebody used a password that the attack found: then the incident names T1078 beside its own technique.
pub(crate) fn got_in(incident: &Incident) -> bool {
    let used = incident.attempts.successes > 0 || incident.techniques.iter().any(|id| id == "T1078");
    incident.verdict == Verdict::Attack && !incident.compromised.is_empty() && used
}

/// An attack, or a sign that should be looked at.
pub(crate) fn is_alert(incident: &Incident) -> bool {
    matches!(incident.verdict, Verdict::Attack | Verdict::Undetermined)
        && incident.severity >= Severity::Medium
}

/// Confidence of 0 to 100; 0 for what is no number.
pub(crate) fn confidence_percent(incident: &Incident) -> u8 {
    (incident.confidence.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// What happened and why, for a person.
pub(crate) fn description(incident: &Incident) -> String {
    let attempts = &incident.attempts;
    let mut text = format!(
        "{} ({}, confidence {}). {} failed and {} successful logon attempts on {} from {}.",
        incident.title,
        incident.class,
        percent(incident.confidence),
        attempts.failures,
        attempts.successes,
        counted(incident.accounts_total, "account", "accounts"),
        counted(incident.sources_total, "source", "sources"),
    );
    if attempts.presented > 0 {
        text.push_str(&format!(
            " Programs presented credentials {} times; whether they worked is not in these logs.",
            attempts.presented
        ));
    }
    let said = incident.factors.iter().filter(|factor| factor.weight > 0.0 && !factor.text.is_empty());
    let said: Vec<&str> = said.take(3).map(|factor| factor.text.as_str()).collect();
    if !said.is_empty() {
        text.push_str(&format!(" What speaks for it: {}.", said.join("; ")));
    }
    if let Some(other) = &incident.alternative {
        let why = if other.text.is_empty() { String::new() } else { format!("; {}", other.text) };
        text.push_str(&format!(" Best other explanation: {}{why}.", other.class));
    }
    visible(&text).into_owned()
}
