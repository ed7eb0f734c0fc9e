//! Logs that were cleared, stopped, dropped, begun anew, or told to record less.

use crate::census::{Notice, PolicyChange, SECURITY};
use crate::finding::{Check, Finding};
use crate::mend;
use crate::readiness::{Context, HostFacts};
use crate::subcategory::{ACCOUNT_LOCKOUT, Subcategory, USER_ACCOUNT_MANAGEMENT, by_guid};
use doorknob_event::event::EventKind;
use doorknob_event::incident::Severity;
use doorknob_event::time::MINUTE;
use doorknob_report::quantity::{counted, duration};
use std::collections::BTreeMap;

/// A group policy that is applied anew takes settings away and gives them back within moments.
const REAPPLIED: i64 = 5 * MINUTE;

/// Message numbers of "Audit policy changes". Source: Microsoft Learn, event 4719.
const FAILURE_REMOVED: u16 = 8450;
const FAILURE_ADDED: u16 = 8451;
const SUCCESS_REMOVED: u16 = 8448;
const SUCCESS_ADDED: u16 = 8449;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (name, host) in &context.hosts {
        cleared(context, name, host, findings);
        switched_off(context, name, host, findings);
        begun_anew(name, host, findings);
        noticed(context, name, host, findings);
    }
}

fn cleared(context: &Context<'_>, name: &str, host: &HostFacts, findings: &mut Vec<Finding>) {
    let times = host.census.cleared.len() as u64;
    if times == 0 {
        return;
    }
    let why = "Everything before was deleted from the host: failed logons, and who succeeded after them. Clearing the log is \
               itself a technique (T1070.001).";
    let by: Vec<&str> =
        host.census.cleared.iter().map(|(_, by)| by.as_str()).filter(|by| !by.is_empty()).collect();
    let by: std::collections::BTreeSet<&str> = by.into_iter().collect();
    let by: Vec<&str> = by.into_iter().collect();
    let mut finding = Finding::new(
        Check::LogCleared,
        Severity::High,
        Some(name),
        format!("The Security log of {name} was cleared {}", counted(times, "time", "times")),
        why,
    )
    .mend([
        mend::advice("ask who cleared it and why; treat it as an incident unless that was planned"),
        mend::advice(
            "forward events as they are written, so that clearing a log deletes only the copy on the host",
        ),
        mend::advice("grant \"Manage auditing and security log\" to administrators only, and to no service"),
    ])
    .records(
        host.census.cleared.iter().map(|(place, _)| context.note(*place, name, EventKind::LogCleared, 1102)),
    );
    if !by.is_empty() {
        finding = finding.measure("by", super::listed(&by));
    }
    findings.push(finding);
}

/// Failure (and, where lockouts and changes need it, success) auditing of a needed subcategory taken away.
fn switched_off(context: &Context<'_>, name: &str, host: &HostFacts, findings: &mut Vec<Finding>) {
    let mut by_subcategory: BTreeMap<&str, Vec<&PolicyChange>> = BTreeMap::new();
    for change in &host.census.policy {
        by_subcategory.entry(&change.subcategory).or_default().push(change);
    }
    let mut blind = Vec::new();
    for (guid, changes) in by_subcategory {
        let Some(subcategory) = by_guid(guid) else { continue };
        let blinds = |change: &&PolicyChange| {
            change.changes.contains(&FAILURE_REMOVED) && subcategory != USER_ACCOUNT_MANAGEMENT
                || change.changes.contains(&SUCCESS_REMOVED) && subcategory != ACCOUNT_LOCKOUT
        };
        let mut spells = spells(&changes, blinds);
        spells.retain(|spell| {
            spell.until.is_none_or(|until| until.place.time.since(spell.from.place.time) > REAPPLIED)
        });
        if !spells.is_empty() {
            blind.push((subcategory, spells));
        }
    }
    if !blind.is_empty() {
        findings.push(blind_spells(context, name, host, &blind));
    }
}

/// From a change that blinds to the one that gives the same back.
struct Spell<'c> {
    from: &'c PolicyChange,
    until: Option<&'c PolicyChange>,
}

fn spells<'c>(changes: &[&'c PolicyChange], blinds: impl Fn(&&PolicyChange) -> bool) -> Vec<Spell<'c>> {
    let mut spells: Vec<Spell<'c>> = Vec::new();
    for change in changes {
        let open = spells.last_mut().filter(|spell| spell.until.is_none());
        match open {
            None if blinds(change) => spells.push(Spell { from: change, until: None }),
            Some(spell) if gives_back(spell.from, change) => spell.until = Some(change),
            _ => {}
        }
    }
    spells
}

/// What one change removed, the other adds.
fn gives_back(removed: &PolicyChange, added: &PolicyChange) -> bool {
    [(FAILURE_REMOVED, FAILURE_ADDED), (SUCCESS_REMOVED, SUCCESS_ADDED)]
        .iter()
        .any(|(taken, given)| removed.changes.contains(taken) && added.changes.contains(given))
}

/// How much it matters that one subcategory was off.
fn blindness(spells: &[Spell<'_>]) -> Severity {
    let failures = spells.iter().any(|spell| spell.from.changes.contains(&FAILURE_REMOVED));
    let lasts = spells.last().is_some_and(|spell| spell.until.is_none());
    match (failures, lasts) {
        (true, true) => Severity::Critical,
        (true, false) | (false, true) => Severity::High,
        (false, false) => Severity::Medium,
    }
}

fn blind_spells(
    context: &Context<'_>,
    name: &str,
    host: &HostFacts,
    blind: &[(Subcategory, Vec<Spell<'_>>)],
) -> Finding {
    let severity = blind.iter().map(|(_, spells)| blindness(spells)).max().unwrap_or(Severity::Medium);
    let lasts = blind.iter().any(|(_, spells)| spells.last().is_some_and(|spell| spell.until.is_none()));
    let names: Vec<&str> = blind.iter().map(|(subcategory, _)| subcategory.name).collect();
    let ended = if lasts { "was switched off" } else { "was switched off for a time" };
    let why = "From this change on the host does not write the events that AN1521 counts. Attackers switch auditing off \
               before they guess (T1562.002).";
    let mut finding = Finding::new(
        Check::AuditingSwitchedOff,
        severity,
        Some(name),
        format!("Auditing of {} {ended} on {name}", super::listed(&names)),
        why,
    )
    .mend([mend::advice("ask who changed it and why; treat it as an incident unless that was planned")]);
    for (what, lasted) in told_together(host, blind) {
        finding = finding.measure(what, lasted);
    }
    let subcategories: Vec<Subcategory> = blind.iter().map(|(subcategory, _)| *subcategory).collect();
    finding = finding.mend([mend::check_audit(&subcategories)]).mend(mend::audit(&subcategories));
    let spells = blind.iter().flat_map(|(_, spells)| spells);
    let places = spells.flat_map(|spell| [Some(spell.from), spell.until]).flatten();
    finding
        .records(places.map(|change| context.note(change.place, name, EventKind::AuditPolicyChanged, 4719)))
}

/// What was off from when, and for how long and by whom; subcategories that one command switched off are told together.
fn told_together(host: &HostFacts, blind: &[(Subcategory, Vec<Spell<'_>>)]) -> Vec<(String, String)> {
    let mut told: Vec<(Vec<&str>, String, String)> = Vec::new();
    for (subcategory, spells) in blind {
        for spell in spells.iter().take(5) {
            let end = spell.until.map_or(host.last, |until| until.place.time);
            let so_far = if spell.until.is_some() { "" } else { ", as far as the log goes" };
            let off = format!("{} off from {}", what(spell.from), super::instant(spell.from.place.time));
            let lasted = format!(
                "for {}{so_far}, by {}",
                duration(end.since(spell.from.place.time)),
                or_unknown(&spell.from.by)
            );
            match told.iter_mut().find(|(_, other, long)| (other, long) == (&off, &lasted)) {
                Some((names, ..)) => names.push(subcategory.name),
                None => told.push((vec![subcategory.name], off, lasted)),
            }
        }
    }
    told.into_iter().map(|(names, off, lasted)| (format!("{}: {off}", names.join(", ")), lasted)).collect()
}

fn what(change: &PolicyChange) -> &'static str {
    match (change.changes.contains(&FAILURE_REMOVED), change.changes.contains(&SUCCESS_REMOVED)) {
        (true, true) => "failures and successes",
        (true, false) => "failures",
        (false, _) => "successes",
    }
}

fn or_unknown(text: &str) -> &str {
    if text.is_empty() { "an unnamed account" } else { text }
}

fn begun_anew(name: &str, host: &HostFacts, findings: &mut Vec<Finding>) {
    let Some(time) = host.census.logs.get(SECURITY).and_then(|log| log.curve.begins_anew()) else { return };
    let why = "Record numbers go on even when a log is cleared. They begin anew only when the log file itself was deleted or \
               restored, or the computer was installed anew: what was recorded before is gone without a 1102.";
    findings.push(
        Finding::new(
            Check::LogBegunAnew,
            Severity::High,
            Some(name),
            format!("The Security log of {name} was begun anew"),
            why,
        )
        .likely()
        .mend([
            mend::advice("ask whether the computer was installed anew or restored then; if not, treat it as an incident"),
            mend::advice("if two computers have had this name, give the logs of one of them apart"),
        ])
        .measure("new record numbers begin", super::instant(time)),
    );
}

fn noticed(context: &Context<'_>, name: &str, host: &HostFacts, findings: &mut Vec<Finding>) {
    let rows = [
        (Notice::LogFull, Check::LogFull, Severity::High, 1104, "is full and no longer written"),
        (
            Notice::EventsDropped,
            Check::EventsDropped,
            Severity::Medium,
            1101,
            "lost events before they were written",
        ),
    ];
    for (notice, check, severity, event_id, text) in rows {
        let places: Vec<_> =
            host.census.notices.iter().filter(|(kind, _)| *kind == notice).map(|(_, place)| *place).collect();
        if places.is_empty() {
            continue;
        }
        let why = "Failed logons of this time are missing, and nothing else tells of them.";
        findings.push(
            Finding::new(check, severity, Some(name), format!("The Security log of {name} {text}"), why)
                .mend(mend::log_size(SECURITY, mend::SECURITY_LOG_KB_MIN))
                .mend([mend::advice(
                    "let the log overwrite as needed (wevtutil sl Security /rt:false) and forward it",
                )])
                .measure("times", places.len().to_string())
                .records(
                    places.iter().map(|place| context.note(*place, name, EventKind::LogCleared, event_id)),
                ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::census::RecordPlace;
    use doorknob_event::time::EventTime;

    fn change(minute: i64, numbers: &[u16]) -> PolicyChange {
        PolicyChange {
            place: RecordPlace { time: EventTime(minute * MINUTE), record_id: minute as u64, input: 0 },
            subcategory: String::new(),
            changes: numbers.iter().copied().collect(),
            by: String::new(),
        }
    }

    #[test]
    fn a_spell_ends_when_the_same_is_given_back() {
        let changes = [
            change(1, &[FAILURE_REMOVED]),
            change(2, &[8449]),
            change(9, &[FAILURE_ADDED]),
            change(20, &[FAILURE_REMOVED, SUCCESS_REMOVED]),
        ];
        let changes: Vec<&PolicyChange> = changes.iter().collect();
        let spells = spells(&changes, |change| change.changes.contains(&FAILURE_REMOVED));
        let minutes: Vec<(u64, Option<u64>)> = spells
            .iter()
            .map(|spell| (spell.from.place.record_id, spell.until.map(|until| until.place.record_id)))
            .collect();
        assert_eq!(minutes, [(1, Some(9)), (20, None)]);
    }
}
