//! How it ended: somebody got in, somebody was locked out, or nothing came of it.

use super::accounts::full_name;
use crate::line::Line;
use crate::moment::instant_beside;
use crate::quantity::{count, counted, duration};
use crate::style::Role;
use crate::summary::RunSummary;
use doorknob_event::incident::{Compromise, Incident, Severity};
use doorknob_event::time::{EventTime, MINUTE};

/// Compromised accounts told one by one; more are counted.
const COMPROMISED_SHOWN: usize = 5;

/// An attack whose last try is this close to the end of the records may have gone on.
const RECORDS_END_WITH_IT: i64 = 10 * MINUTE;

/// One line a fact, the worst first.
pub(super) fn lines(incident: &Incident, summary: &RunSummary) -> Vec<Line> {
    let mut lines: Vec<Line> = incident
        .compromised
        .iter()
        .take(COMPROMISED_SHOWN)
        .map(|compromise| known_to_attacker(compromise, incident.first_seen))
        .collect();
    let unshown = incident.compromised.len().saturating_sub(COMPROMISED_SHOWN) as u64;
    if unshown > 0 {
        let more = counted(unshown, "further account known", "further accounts known");
        lines.push(Line::of(Role::Of(Severity::Critical), more));
    }
    if incident.compromised.is_empty() {
        let attempts = &incident.attempts;
        lines.push(Line::text(match attempts.successes {
            0 if attempts.failures == 0 && attempts.presented > 0 => {
                "not in these logs: the machines that were asked know which credentials worked".to_owned()
            }
            0 => "nobody is seen to get in".to_owned(),
            some => format!(
                "{} among the tries, none shown to be an intruder's",
                counted(some, "successful logon", "successful logons")
            ),
        }));
    }
    if incident.attempts.lockouts > 0 {
        lines.push(Line::text(counted(incident.attempts.lockouts, "lockout", "lockouts")));
    }
    lines.extend(summary.period.and_then(|(_, end)| ending(incident.last_seen, end)).map(Line::text));
    lines
}

fn known_to_attacker(compromise: &Compromise, beside: EventTime) -> Line {
    let name = full_name(&compromise.domain, &compromise.name);
    let mut line = Line::of(Role::Of(Severity::Critical), format!("password of {name} is known"));
    line.push(Role::Plain, format!(" since {}", instant_beside(compromise.at, beside)));
    if let Some(address) = &compromise.address {
        line.push(Role::Plain, format!(" from {address}"));
    }
    line.push(Role::Plain, format!(": {}", compromise.why));
    line
}

/// Whether it stopped, as far as the records tell.
fn ending(last: EventTime, records_end: EventTime) -> Option<String> {
    let after = records_end.since(last);
    Some(match after {
        _ if after < 0 => return None,
        _ if after <= RECORDS_END_WITH_IT => "the records end with it; it may have gone on".to_owned(),
        _ => format!("stopped {} before the records end", duration(after)),
    })
}

/// `4,211 failed, 2 succeeded; at most 61 a minute`, `294 tries (credentials presented, outcome not in these logs)`.
pub(super) fn tries(incident: &Incident) -> String {
    let attempts = &incident.attempts;
    let mut text = match (attempts.failures, attempts.presented) {
        (failed, 0) => format!("{} failed", count(failed)),
        (0, presented) => format!(
            "{} (credentials presented, outcome not in these logs)",
            counted(presented, "try", "tries")
        ),
        (failed, presented) => format!(
            "{} failed, {} more (credentials presented, outcome not in these logs)",
            count(failed),
            counted(presented, "try", "tries")
        ),
    };
    if attempts.successes > 0 {
        text.push_str(&format!(", {} succeeded", count(attempts.successes)));
    }
    if attempts.per_minute_peak > 1 {
        text.push_str(&format!("; at most {} a minute", count(attempts.per_minute_peak)));
    }
    text
}
