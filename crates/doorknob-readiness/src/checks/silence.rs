//! Hosts that send nothing, or no longer.

use crate::finding::{Check, Finding};
use crate::mend;
use crate::readiness::{Context, HostFacts};
use doorknob_event::incident::Severity;
use doorknob_event::time::{DAY, HOUR};
use doorknob_report::quantity::{count, counted, duration};

/// A workstation is silent over a weekend; with less than a week of history this cannot be known of a host.
const WEEKEND: i64 = 3 * DAY;
/// A host of which only a day or two is there is a sample, not one that sends.
const SENDING_DAYS: usize = 3;
/// So many hosts that have stopped are told as one, if they are most.
const MOST_MIN: usize = 5;
const WHY_STOPPED: &str = "What happened since then is not in these logs: the host was switched off, its forwarding broke, \
                           or its log was taken earlier than the others.";
/// Silent hosts told one by one.
const NAMED_MAX: usize = 1_000;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    silent(context, findings);
    let mut ended = Vec::new();
    for (name, host) in &context.hosts {
        ended.extend(stopped(context, name, host));
    }
    // Where most have stopped, their logs were taken at different times, and no single one is to be named.
    if ended.len() >= MOST_MIN && ended.len() * 2 > context.hosts.len() {
        findings.push(most_ended(context, ended.len()));
    } else {
        findings.append(&mut ended);
    }
    uncollected(context, findings);
}

fn most_ended(context: &Context<'_>, ended: usize) -> Finding {
    Finding::new(
        Check::HostStopped,
        Severity::Medium,
        None,
        format!("{ended} of {} hosts end long before the last event", context.hosts.len()),
        WHY_STOPPED,
    )
    .likely()
    .mend([
        mend::advice("see whether the logs were exported at different times; then there is nothing to do"),
        mend::advice("else the collector has lost most of its sources: wecutil gr NAME shows each with its last heartbeat"),
    ])
    .measure("last event of all hosts", super::instant(context.period.1))
}

fn silent(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let missing: Vec<&str> = context.expected.names().filter(|name| !context.names.knows(name)).collect();
    let why = "Guessing at its accounts is seen by nobody, unless another computer judges them.";
    for name in missing.iter().take(NAMED_MAX) {
        let title = format!("{name} is expected and sends nothing");
        findings.push(
            Finding::new(Check::HostSilent, Severity::High, Some(name), title, why)
                .mend([
                    mend::advice("see that the computer still exists and runs; else take it off the list"),
                    mend::advice("see that its forwarding or agent works: wecutil gr NAME on the collector lists sources \
                                  and their last heartbeat"),
                ])
                .measure("events", "0"),
        );
    }
    if missing.len() > NAMED_MAX {
        let more = (missing.len() - NAMED_MAX) as u64;
        let title = format!("{} more that are expected send nothing", counted(more, "host", "hosts"));
        findings.push(Finding::new(Check::HostSilent, Severity::High, None, title, why));
    }
}

/// The last event is older than the estate's by more than is usual for the host.
fn stopped(context: &Context<'_>, name: &str, host: &HostFacts) -> Option<Finding> {
    let silence = context.period.1.since(host.last);
    let pauses = host.census.days.iter().zip(host.census.days.iter().skip(1));
    let usual = pauses.map(|(one, other)| (other - one) * DAY).max().unwrap_or(0);
    let short = host.last.since(host.first) < 7 * DAY && !host.domain_controller;
    let least = if short { WEEKEND } else { 0 };
    let limit = (i64::from(context.settings.stopped_after_hours) * HOUR).max(least);
    if host.census.days.len() < SENDING_DAYS || silence <= limit || silence <= 2 * usual {
        return None;
    }
    Some(
        Finding::new(
            Check::HostStopped,
            if host.domain_controller { Severity::High } else { Severity::Medium },
            Some(name),
            format!("{name} has sent nothing for the last {}", duration(silence)),
            WHY_STOPPED,
        )
        .likely()
        .mend([
            mend::advice(
                "see whether the log was exported earlier than the others; then there is nothing to do",
            ),
            mend::advice(
                "else see that the computer runs and its forwarding works: wecutil gr NAME on the collector",
            ),
        ])
        .measure("its last event", super::instant(host.last))
        .measure("last event of all hosts", super::instant(context.period.1))
        .measure("longest pause before", duration(usual)),
    )
}

/// Computers that log on to the domain and of which no log was read; only where no list says what is expected.
fn uncollected(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let missing: Vec<&str> =
        context.computers.iter().map(String::as_str).filter(|name| !context.names.knows(name)).collect();
    if missing.is_empty() || !context.expected.is_empty() {
        return;
    }
    let why = "4625 is written on the host that is tried. Of computers whose logs are not read, only what domain controllers \
               judge is seen: guessing at their local accounts is not.";
    findings.push(
        Finding::new(
            Check::HostsUncollected,
            Severity::Low,
            None,
            format!(
                "{} of {} log on to the domain and send no log",
                count(missing.len() as u64),
                counted(context.computers.len() as u64, "computer", "computers")
            ),
            why,
        )
        .mend([
            mend::advice("collect 4625 from servers first, then from computers that can be reached from outside"),
            mend::advice("give a list of what is expected, so that single hosts can be named: Get-ADComputer -Filter * \
                          -Properties OperatingSystem | Export-Csv computers.csv -NoTypeInformation"),
        ])
        .measure("computers", super::listed(&missing)),
    );
}
