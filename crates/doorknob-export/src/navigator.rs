//! ATT&CK Navigator layer, format 4.5: the techniques that incidents show, shaded by the worst severity.
//!
//! Source: <https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md>.

use crate::attack::{self, Technique, techniques};
use crate::json_text::write_pretty;
use doorknob_event::incident::{Incident, Severity};
use doorknob_report::visible::visible;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Incidents named in a comment.
const NAMED_MAX: usize = 10;

pub(crate) fn write(out: &mut dyn Write, incidents: &[&Incident]) -> io::Result<()> {
    let mut by_technique: BTreeMap<&str, (&Technique, Vec<&Incident>)> = BTreeMap::new();
    for incident in incidents {
        for technique in techniques(&incident.techniques) {
            by_technique.entry(technique.id).or_insert((technique, Vec::new())).1.push(incident);
        }
    }
    let shown: Vec<Value> =
        by_technique.values().map(|(technique, incidents)| entry(technique, incidents)).collect();
    let layer = json!({
        "name": "Doorknob: failed logons, explained",
        "versions": {"attack": attack::VERSION, "navigator": "5.1.0", "layer": "4.5"},
        "domain": "enterprise-attack",
        "description": "Techniques that incidents show; the score is that of the worst severity.",
        "filters": {"platforms": ["Windows"]},
        "sorting": 3,
        "hideDisabled": false,
        "techniques": shown,
        "gradient": {"colors": ["#e8f0f7", "#f5c96a", "#a3123a"], "minValue": 0, "maxValue": 100},
        "legendItems": [
            {"label": "somebody got in", "color": "#a3123a"},
            {"label": "attack", "color": "#f5c96a"},
        ],
        "metadata": [{"name": "analytic", "value": "AN1521 (DET0551)"}],
        "selectTechniquesAcrossTactics": false,
        "selectSubtechniquesWithParent": false,
    });
    write_pretty(out, &layer)
}

fn entry(technique: &Technique, incidents: &[&Incident]) -> Value {
    let worst = incidents.iter().map(|incident| incident.severity).max().unwrap_or(Severity::Informational);
    let failures =
        incidents.iter().fold(0u64, |sum, incident| sum.saturating_add(incident.attempts.failures));
    let mut comment: Vec<String> = incidents
        .iter()
        .take(NAMED_MAX)
        .map(|incident| visible(&format!("{}: {}", incident.severity, incident.title)).into_owned())
        .collect();
    if incidents.len() > NAMED_MAX {
        comment.push(format!("and {} more", incidents.len() - NAMED_MAX));
    }
    json!({
        "techniqueID": technique.id,
        "tactic": technique.tactic.2,
        "score": score(worst),
        "enabled": true,
        "comment": comment.join("\n"),
        "metadata": [
            {"name": "incidents", "value": incidents.len().to_string()},
            {"name": "failed logons", "value": failures.to_string()},
        ],
        "links": [{"label": "ATT&CK", "url": technique.url()}],
        "showSubtechniques": true,
    })
}

fn score(severity: Severity) -> u8 {
    match severity {
        Severity::Informational => 10,
        Severity::Low => 25,
        Severity::Medium => 50,
        Severity::High => 75,
        Severity::Critical => 100,
    }
}
