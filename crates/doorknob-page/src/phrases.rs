//! The contract's words as a sentence says them.

use doorknob_event::incident::{AccountEntry, Incident, Phase, Severity, SourceEntry, Verdict};
use doorknob_event::time::{EventTime, MINUTE, SECOND};
use doorknob_report::RunSummary;
use doorknob_report::quantity::{count, counted, duration, percent};

pub(crate) use doorknob_report::moment::{clock, date, instant};
pub(crate) use doorknob_report::words::{logon_type, pattern};

/// An attack whose last try is this close to the end of the records may have gone on.
const RECORDS_END_WITH_IT: i64 = 10 * MINUTE;

/// `Critical`; `Info` for the least.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Informational => "Info",
    }
}

/// A verdict as a noun.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Attack => "an attack",
        Verdict::Misconfiguration => "a misconfiguration",
        Verdict::UserError => "a user's mistake",
        Verdict::AuthorizedScanner => "an approved scanner",
        Verdict::Infrastructure => "an infrastructure fault",
        Verdict::Undetermined => "undetermined",
    }
}

/// `almost certainly an attack (98 %)`, in the words of ICD 203 (US Intelligence Community Directive, "Analytic
/// Standards", D.6.e.2.a).
pub(crate) fn sureness(incident: &Incident) -> String {
    let share = percent(incident.confidence);
    if incident.verdict == Verdict::Undetermined {
        return format!("undetermined ({share})");
    }
    let likelihood = match incident.confidence {
        p if p >= 0.95 => "almost certainly",
        p if p >= 0.80 => "very likely",
        p if p >= 0.55 => "likely",
        p if p >= 0.45 => "perhaps",
        _ => "possibly",
    };
    format!("{likelihood} {} ({share})", verdict(incident.verdict))
}

/// `network, service`; 0 (not stated) left out.
pub(crate) fn logon_types(types: &[u8]) -> String {
    let words: Vec<String> = types.iter().filter(|number| **number != 0).map(|n| logon_type(*n)).collect();
    words.join(", ")
}

/// `CORP\jdoe`, or the name alone.
pub(crate) fn qualified(domain: &str, name: &str) -> String {
    let name = if name.is_empty() { "(no name)" } else { name };
    if domain.is_empty() { name.to_owned() } else { format!("{domain}\\{name}") }
}

/// An account by its index in a picture ([`crate::tries::Try::account`]).
pub(crate) fn account_at(incident: &Incident, index: u32) -> String {
    let index = index as usize;
    if let Some(entry) = incident.accounts.get(index) {
        return account(entry);
    }
    let known = crate::tries::only_compromised(incident).nth(index - incident.accounts.len());
    known.map(|known| qualified(&known.domain, &known.name)).unwrap_or_default()
}

/// `CORP\jdoe`.
pub(crate) fn account(entry: &AccountEntry) -> String {
    qualified(&entry.domain, &entry.name)
}

/// The shortest thing that names a source.
pub(crate) fn source(entry: &SourceEntry) -> String {
    let on_host = entry.host.as_deref().map(|host| format!(" on {host}")).unwrap_or_default();
    match (&entry.address, &entry.workstation, &entry.process) {
        (Some(address), ..) => address.clone(),
        (None, Some(workstation), _) => format!("workstation {workstation}"),
        (None, None, Some(process)) if entry.kind == "process" => format!("{process}{on_host}"),
        (None, None, Some(how)) => format!("unknown ({how}){on_host}"),
        (None, None, None) => format!("unknown{on_host}"),
    }
}

/// What is known of a source beside its name.
pub(crate) fn about_source(entry: &SourceEntry) -> String {
    let mut parts: Vec<String> = entry.scope.clone().into_iter().collect();
    if entry.shared {
        parts.push("shared by many users".to_owned());
    }
    match (&entry.address, &entry.workstation) {
        (Some(_), Some(name)) if name.contains(" names, e.g. ") => parts.push(format!("claims {name}")),
        (Some(_), Some(name)) => parts.push(format!("claims to be {name}")),
        (None, Some(_)) => parts.push("a name that the client claims".to_owned()),
        _ => {}
    }
    if let Some(how) = &entry.recovered_from {
        parts.push(format!("address from {how}"));
    }
    parts.join(", ")
}

/// What is known of an account beside its name.
pub(crate) fn about_account(entry: &AccountEntry) -> String {
    let mut parts = Vec::new();
    if entry.privileged {
        parts.push(match &entry.privileged_why {
            Some(why) => format!("privileged ({why})"),
            None => "privileged".to_owned(),
        });
    }
    if entry.exists == doorknob_event::incident::Exists::No {
        parts.push("does not exist".to_owned());
    }
    parts.join(", ")
}

/// `CORP\jdoe`, `3 accounts`.
pub(crate) fn who(incident: &Incident) -> String {
    match incident.accounts.as_slice() {
        [one] if incident.accounts_total <= 1 => account(one),
        _ => counted(incident.accounts_total, "account", "accounts"),
    }
}

/// `203.0.113.7`, `37 sources`.
pub(crate) fn from_where(incident: &Incident) -> String {
    match incident.sources.as_slice() {
        [one] if incident.sources_total <= 1 => source(one),
        _ => counted(incident.sources_total, "source", "sources"),
    }
}

/// `4,211 failed, 2 succeeded; at most 61 a minute`.
pub(crate) fn tries(incident: &Incident) -> String {
    let attempts = &incident.attempts;
    let mut text = match (attempts.failures, attempts.presented) {
        (failed, 0) => format!("{} failed", count(failed)),
        (0, presented) => format!("{} presented, outcome not in these logs", count(presented)),
        (failed, presented) => {
            format!("{} failed, {} presented (outcome not in these logs)", count(failed), count(presented))
        }
    };
    if attempts.successes > 0 {
        text.push_str(&format!(", {} succeeded", count(attempts.successes)));
    }
    if attempts.per_minute_peak > 1 {
        text.push_str(&format!("; at most {} a minute", count(attempts.per_minute_peak)));
    }
    text
}

/// An attacker used a password that was found: then the incident names T1078 beside its own technique.
pub(crate) fn got_in(incident: &Incident) -> bool {
    let used = incident.attempts.successes > 0 || incident.techniques.iter().any(|id| id == "T1078");
    incident.verdict == Verdict::Attack && !incident.compromised.is_empty() && used
}

/// How it ended, in two or three words, for a table.
pub(crate) fn state(incident: &Incident, summary: &RunSummary) -> &'static str {
    let got_in = got_in(incident);
    let may_go_on = summary.period.is_some_and(|(_, end)| {
        let after = end.since(incident.last_seen);
        (0..=RECORDS_END_WITH_IT).contains(&after)
    });
    // Nobody tries to get in where it is our own machine or user.
    let ours = !matches!(incident.verdict, Verdict::Attack | Verdict::Undetermined);
    match (got_in, incident.compromised.is_empty(), may_go_on) {
        (true, ..) => "got in",
        (false, false, _) => "password found",
        (false, true, true) => "may still go on",
        (false, true, false) if ours => "stopped",
        (false, true, false) => "stopped, not in",
    }
}

/// How it ended, a sentence each, the worst first; whether the sentence is bad news.
pub(crate) fn outcome(incident: &Incident, summary: &RunSummary) -> Vec<(bool, String)> {
    let mut lines: Vec<(bool, String)> = incident
        .compromised
        .iter()
        .take(COMPROMISED_SHOWN)
        .map(|known| {
            let name = qualified(&known.domain, &known.name);
            let from = known.address.as_ref().map(|address| format!(" from {address}")).unwrap_or_default();
            (
                true,
                format!("The password of {name} is known since {}{from}: {}.", instant(known.at), known.why),
            )
        })
        .collect();
    let unshown = incident.compromised.len().saturating_sub(COMPROMISED_SHOWN) as u64;
    if unshown > 0 {
        lines.push((true, counted(unshown, "further account is known.", "further accounts are known.")));
    }
    if incident.compromised.is_empty() {
        lines.push((
            false,
            match incident.attempts.successes {
                0 => "Nobody is seen to get in.".to_owned(),
                some => format!(
                    "{} among the tries, none shown to be an intruder's.",
                    counted(some, "successful logon", "successful logons")
                ),
            },
        ));
    }
    if incident.attempts.lockouts > 0 {
        lines.push((
            true,
            format!("{} locked out.", counted(incident.attempts.lockouts, "account was", "accounts were")),
        ));
    }
    lines.extend(ending(incident, summary).map(|text| (false, text)));
    lines
}

/// Compromised accounts told one by one.
const COMPROMISED_SHOWN: usize = 8;

fn ending(incident: &Incident, summary: &RunSummary) -> Option<String> {
    let after = summary.period?.1.since(incident.last_seen);
    match after {
        _ if after < 0 => None,
        _ if after <= RECORDS_END_WITH_IT => Some("The records end with it; it may have gone on.".to_owned()),
        _ => Some(format!("It stopped {} before the records end.", duration(after))),
    }
}

/// `2024-03-14 13:02:11.482`.
pub(crate) fn fine_instant(time: EventTime) -> String {
    let (.., ticks) = time.civil();
    format!("{}.{:03}", instant(time), ticks / 10_000)
}

/// `2024-03-14 13:02:11 to 15:44:09 UTC (2 h 42 min)`.
pub(crate) fn span(first: EventTime, last: EventTime) -> String {
    let ticks = last.since(first);
    if ticks < SECOND {
        return format!("{} UTC", instant(first));
    }
    let end = if date(first) == date(last) { clock(last) } else { instant(last) };
    format!("{} to {end} UTC ({})", instant(first), duration(ticks))
}

/// `2024-03-04 to 2024-03-17 (14 d)`.
pub(crate) fn days(first: EventTime, last: EventTime) -> String {
    let (from, to) = (date(first), date(last));
    let lasting = duration(last.since(first));
    if from == to { format!("{from} ({lasting})") } else { format!("{from} to {to} ({lasting})") }
}
/// Heading of the steps of a phase.
pub(crate) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Verify => "Verify",
        Phase::Contain => "Contain",
        Phase::Eradicate => "Eradicate",
        Phase::Recover => "Recover",
        Phase::Tell => "Tell",
    }
}

/// A share that was counted may be none or all; `percent` is for beliefs, which never are.
pub(crate) fn share(share: f64) -> String {
    match share {
        s if s <= 0.0 => "0 %".to_owned(),
        s if s >= 1.0 => "100 %".to_owned(),
        s => percent(s),
    }
}
