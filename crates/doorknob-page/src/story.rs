//! What the incidents amount to: the sentences and steps that leaders read, the same in HTML and Markdown.

use crate::page::Page;
use crate::phrases;
use doorknob_event::incident::{Incident, Phase, Severity, Verdict};
use doorknob_report::quantity::{bytes, count, counted};
use std::collections::BTreeSet;

/// Steps told on page one.
const STEPS_MAX: usize = 7;
/// Accounts named in one step.
const NAMED_MAX: usize = 6;

/// How bad it is, for a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Somebody knows a password.
    Bad,
    /// Attacks, or signs that need a look.
    Watch,
    /// Nothing of that.
    Calm,
}

impl Tone {
    /// Class in the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Tone::Bad => "bad",
            Tone::Watch => "watch",
            Tone::Calm => "calm",
        }
    }
}

/// What happened, in one sentence.
pub(crate) fn headline(page: &Page<'_>) -> (Tone, String) {
    let attacks = attacks(page);
    let known = known_accounts(page);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let got_in = attacks.iter().any(|incident| phrases::got_in(incident));
    match (known.as_slice(), attacks.len()) {
        ([one], _) if got_in => (Tone::Bad, format!("Somebody got in: {one} was logged on by an attacker.")),
        ([one], _) => (Tone::Bad, format!("An attacker knows the password of {one}.")),
        ([_, _, ..], _) if got_in => (
            Tone::Bad,
            format!(
                "Somebody got in: attackers know the passwords of {} accounts.",
                count(known.len() as u64)
            ),
        ),
        ([_, _, ..], _) => {
            (Tone::Bad, format!("Attackers know the passwords of {} accounts.", count(known.len() as u64)))
        }
        ([], 0) => without_attack(page),
        ([], 1) => (Tone::Watch, "One attack on passwords; nobody is seen to have got in.".to_owned()),
        ([], some) => (
            Tone::Watch,
            format!("{} attacks on passwords; nobody is seen to have got in.", count(some as u64)),
        ),
    }
}

fn without_attack(page: &Page<'_>) -> (Tone, String) {
    let unclear =
        page.incidents.iter().filter(|incident| incident.verdict == Verdict::Undetermined).count() as u64;
    if page.summary.events == 0 {
        return (Tone::Watch, "No event about logons was read, so nothing can be said.".to_owned());
    }
    match unclear {
        0 => (Tone::Calm, "No sign of an attack on passwords.".to_owned()),
        some => (
            Tone::Watch,
            format!(
                "No attack is certain; {} a look.",
                counted(some, "series of failures needs", "series of failures need")
            ),
        ),
    }
}

/// Incidents whose verdict is an attack, most important first.
pub(crate) fn attacks<'a>(page: &Page<'a>) -> Vec<&'a Incident> {
    let ordered = doorknob_report::by_importance(page.incidents);
    ordered.into_iter().filter(|incident| incident.verdict == Verdict::Attack).collect()
}

/// What administrators have to repair, most failures first.
pub(crate) fn repairs<'a>(page: &Page<'a>) -> Vec<&'a Incident> {
    let ordered = doorknob_report::by_importance(page.incidents);
    let mut repairs: Vec<&Incident> = ordered
        .into_iter()
        .filter(|incident| matches!(incident.verdict, Verdict::Misconfiguration | Verdict::Infrastructure))
        .collect();
    repairs.sort_by_key(|incident| {
        (std::cmp::Reverse(incident.severity), std::cmp::Reverse(incident.attempts.failures))
    });
    repairs
}

/// Accounts whose password an attack is shown to know, each once.
pub(crate) fn known_accounts(page: &Page<'_>) -> BTreeSet<String> {
    let attacks = page.incidents.iter().filter(|incident| incident.verdict == Verdict::Attack);
    attacks
        .flat_map(|incident| &incident.compromised)
        .map(|known| phrases::qualified(&known.domain, &known.name))
        .collect()
}

/// What the headline is drawn from.
pub(crate) fn lead(page: &Page<'_>) -> String {
    let summary = page.summary;
    let mut text = format!(
        "{} of {} {} read ({}, {} about logons): {} failed and {} succeeded",
        counted(summary.inputs_read, "input", "inputs"),
        match summary.hosts.len() as u64 {
            0 => "no host".to_owned(),
            hosts => counted(hosts, "host", "hosts"),
        },
        if summary.inputs_read == 1 { "was" } else { "were" },
        bytes(summary.bytes),
        counted(summary.events, "event", "events"),
        counted(summary.failures, "logon", "logons"),
        count(summary.successes),
    );
    if summary.lockouts > 0 {
        text.push_str(&format!(", {}", counted(summary.lockouts, "account lockout", "account lockouts")));
    }
    text.push('.');
    let share = |verdicts: &[Verdict]| {
        let of = page.incidents.iter().filter(|incident| verdicts.contains(&incident.verdict));
        of.fold(0u64, |sum, incident| sum.saturating_add(incident.attempts.failures))
    };
    let attack = share(&[Verdict::Attack]);
    let repair = share(&[Verdict::Misconfiguration, Verdict::Infrastructure]);
    if attack + repair > 0 {
        text.push_str(&format!(
            " Attacks make {} of the failures, our own misconfigurations {}.",
            count(attack),
            count(repair)
        ));
    }
    text
}

/// Who has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    /// Incident responders.
    Responder,
    /// Administrators.
    Administrator,
}

impl Actor {
    /// In one word.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Actor::Responder => "Respond",
            Actor::Administrator => "Repair",
        }
    }
}

/// One thing to do.
pub(crate) struct Step<'a> {
    pub(crate) actor: Actor,
    pub(crate) text: String,
    /// The incident that asks for it.
    pub(crate) incident: Option<&'a Incident>,
}

/// What to do first, most urgent first.
pub(crate) fn first_steps<'a>(page: &Page<'a>) -> Vec<Step<'a>> {
    let ordered = doorknob_report::by_importance(page.incidents);
    let responder = |incident: &&Incident| match incident.verdict {
        Verdict::Attack => true,
        Verdict::Undetermined => incident.severity >= Severity::Medium,
        _ => false,
    };
    let ordered: Vec<&'a Incident> = ordered.into_iter().filter(responder).collect();
    let (got_in, others): (Vec<&Incident>, Vec<&Incident>) =
        ordered.into_iter().partition(|incident| !incident.compromised.is_empty());
    let room = STEPS_MAX - 2;
    let at_once = if got_in.len() > room { room - 1 } else { got_in.len() };
    let nth =
        |incident: &'a Incident, number: usize| incident.next_steps.get(number).map(|step| (incident, step));
    let (first, rest) = got_in.split_at(at_once);
    // Each known password before anything else; then what was done with it, which is as urgent as any other attack.
    let mut told = BTreeSet::new();
    let mut steps: Vec<Step<'a>> = first
        .iter()
        .map(|incident| (*incident, 0))
        .chain(
            first.iter().filter(|_| rest.is_empty()).map(|incident| (*incident, first_to_verify(incident))),
        )
        .chain(others.iter().map(|incident| (*incident, 0)))
        .filter_map(|(incident, number)| nth(incident, number))
        .filter(|(_, step)| told.insert(*step))
        .take(if rest.is_empty() { room } else { at_once })
        .map(|(incident, step)| Step {
            actor: Actor::Responder,
            text: step.clone(),
            incident: Some(incident),
        })
        .collect();
    steps.extend(the_same_for(rest));
    steps.extend(repair_step(page));
    steps.extend(readiness_step(page));
    steps
}

/// Which step asks what was done with what they got; the second where phases are not told.
fn first_to_verify(incident: &Incident) -> usize {
    incident.next_step_phases.iter().position(|phase| *phase == Phase::Verify).unwrap_or(1)
}

/// One line for known passwords that have no line of their own.
fn the_same_for<'a>(incidents: &[&'a Incident]) -> Option<Step<'a>> {
    let first = *incidents.first()?;
    let names: BTreeSet<String> = incidents
        .iter()
        .flat_map(|incident| &incident.compromised)
        .map(|known| phrases::qualified(&known.domain, &known.name))
        .collect();
    let mut text = format!(
        "The same for {}",
        names.iter().take(NAMED_MAX).map(String::as_str).collect::<Vec<_>>().join(", ")
    );
    let unnamed = names.len().saturating_sub(NAMED_MAX);
    if unnamed > 0 {
        text.push_str(&format!(" and {} more", count(unnamed as u64)));
    }
    text.push_str(": attackers know these passwords too.");
    Some(Step { actor: Actor::Responder, text, incident: Some(first) })
}

fn repair_step<'a>(page: &Page<'a>) -> Option<Step<'a>> {
    let repairs = repairs(page);
    let first = *repairs.first()?;
    let text = match (repairs.len(), first.next_steps.first()) {
        (1, Some(step)) => step.clone(),
        (some, Some(step)) => format!(
            "{} wait for repair, see the work list. First: {step}",
            counted(some as u64, "misconfiguration", "misconfigurations")
        ),
        (some, None) => format!(
            "{} for repair, see the work list.",
            counted(some as u64, "misconfiguration waits", "misconfigurations wait")
        ),
    };
    Some(Step { actor: Actor::Administrator, text, incident: Some(first) })
}

fn readiness_step<'a>(page: &Page<'a>) -> Option<Step<'a>> {
    let finding = page.readiness?.findings.iter().max_by_key(|finding| finding.severity)?;
    let mend = finding.mends.first().map(|mend| format!(": {}", mend.text)).unwrap_or_default();
    Some(Step { actor: Actor::Administrator, text: format!("{}{mend}", finding.title), incident: None })
}

/// What weakens the whole report, a sentence each.
pub(crate) fn limits(page: &Page<'_>) -> Vec<String> {
    let summary = page.summary;
    let mut limits = Vec::new();
    if summary.failures_without_address > 0 {
        let recovered = match summary.addresses_recovered {
            0 => "no other record told it".to_owned(),
            some => format!("other records told it for {}", count(some)),
        };
        limits.push(format!(
            "{} no source address; {recovered}.",
            counted(summary.failures_without_address, "failure states", "failures state")
        ));
    }
    if summary.inputs_unreadable > 0 {
        limits.push(format!("{} could not be read.", counted(summary.inputs_unreadable, "input", "inputs")));
    }
    let anomalies = summary.anomalies.iter().fold(0u64, |sum, anomaly| sum.saturating_add(anomaly.count));
    if anomalies > 0 {
        limits.push(format!(
            "{} in the data, listed under method and limits.",
            counted(anomalies, "anomaly", "anomalies")
        ));
    }
    let hidden = summary.hidden.iter().fold(0u64, |sum, hidden| sum.saturating_add(hidden.incidents));
    if hidden > 0 {
        limits.push(format!("The allow list hides {}.", counted(hidden, "incident", "incidents")));
    }
    if summary.below_minimum > 0 {
        let least = summary.minimum_severity.map(|severity| severity.word()).unwrap_or("the minimum");
        limits.push(format!(
            "{} below {least} not told.",
            counted(summary.below_minimum, "incident is", "incidents are")
        ));
    }
    limits
}
