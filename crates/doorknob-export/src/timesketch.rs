//! Timesketch JSON lines: an analyst's time line of incidents and of their records.
//!
//! Each event has the three fields that Timesketch asks for: `message`, `datetime`, `timestamp_desc`. Source:
//! <https://timesketch.org/guides/user/import-from-json-csv/>.

use crate::json_text::{object, write_line};
use crate::phrase::{LISTED_MAX, account, addresses};
use doorknob_event::incident::Incident;
use doorknob_event::time::EventTime;
use serde_json::{Value, json};
use std::io::{self, Write};

pub(crate) fn write(out: &mut dyn Write, incidents: &[&Incident]) -> io::Result<()> {
    incidents.iter().flat_map(|incident| events(incident)).try_for_each(|event| write_line(out, &event))
}

fn events(incident: &Incident) -> Vec<Value> {
    let attempts = &incident.attempts;
    let event = |time: EventTime, what: &str, message: String| event(incident, time, what, message);
    let mut events = vec![
        event(incident.first_seen, "First Logon Failure", format!("Begin: {}", incident.title)),
        event(
            incident.detected_at,
            "Detection Time",
            format!("Detected at failure {}: {}", incident.detected_after, incident.title),
        ),
    ];
    events.extend(incident.compromised.iter().take(LISTED_MAX).map(|known| {
        let name = if known.domain.is_empty() {
            known.name.clone()
        } else {
            format!("{}\\{}", known.domain, known.name)
        };
        event(
            known.at,
            "Password Known To Attacker",
            format!("The password of {name} is known: {}", known.why),
        )
    }));
    events.push(event(
        incident.last_seen,
        "Last Logon Failure",
        format!("End: {} ({} failed, {} succeeded)", incident.title, attempts.failures, attempts.successes),
    ));
    events.extend(incident.evidence.iter().map(|record| {
        let mut told = event(
            record.time,
            "Event Logged",
            format!(
                "[{}] {} on {}, evidence of: {}",
                record.event_id, record.channel, record.host, incident.title
            ),
        );
        if let Some(members) = told.as_object_mut() {
            members.insert("computer_name".to_owned(), json!(record.host));
            members.insert("event_identifier".to_owned(), json!(record.event_id));
            members.insert("record_number".to_owned(), json!(record.record_id));
            members.insert("source_name".to_owned(), json!(record.channel));
            members.insert("display_name".to_owned(), json!(record.input));
        }
        told
    }));
    events
}

fn event(incident: &Incident, time: EventTime, what: &str, message: String) -> Value {
    let names: Vec<String> = incident.accounts.iter().take(LISTED_MAX).map(account).collect();
    object([
        ("message", json!(message)),
        ("datetime", json!(datetime(time))),
        ("timestamp", json!(time.0.div_euclid(10))),
        ("timestamp_desc", json!(what)),
        ("data_type", json!("doorknob:incident")),
        ("incident_id", json!(incident.id)),
        ("verdict", json!(incident.verdict)),
        ("class", json!(incident.class)),
        ("severity", json!(incident.severity)),
        ("technique", json!(incident.techniques.join(" "))),
        ("source_ip", json!(addresses(incident).join(" "))),
        ("username", json!(names.join(" "))),
        ("tag", json!([format!("doorknob-{}", incident.verdict.word()), incident.severity.word()])),
    ])
}

/// To the microsecond, which is as fine as Timesketch keeps.
fn datetime(time: EventTime) -> String {
    let (year, month, day, hour, minute, second, ticks) = time.civil();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:06}+00:00", ticks / 10)
}
