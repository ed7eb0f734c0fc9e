//! Hosts that send nothing, or no longer.

use crate::finding::{Check, Finding};
use crate::mend;
use crate::readiness::{Context, HostFacts};
use doorknob_event::incident::Severity;
use doorknob_event::time::{DAY, HOUR};
use doorknob_report::quantity::{count, counted, duration};

/// A workstation is silent over a weekend; with less than a week of history this cannot be known of a host.
const WEEKEND: i64 = 3 * DAY;
/// Silent hosts told one by one.
const NAMED_MAX: usize = 1_000;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    silent(context, findings);
    for (name, host) in &context.hosts {
        stopped(context, name, host, findings);
    }
    uncollected(context, findings);
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
fn stopped(context: &Context<'_>, name: &str, host: &HostFacts, findings: &mut Vec<Finding>) {
    let silence = context.period.1.since(host.last);
    let pauses = host.census.days.iter().zip(host.census.days.iter().skip(1));
    let usual = pauses.map(|(one, other)| (other - one) * DAY).max().unwrap_or(0);
    let short = host.last.since(host.first) < 7 * DAY && !host.domain_controller;
    let least = if short { WEEKEND } else { 0 };
    let limit = (i64::from(context.settings.stopped_after_hours) * HOUR).max(least);
    if silence <= limit || silence <= 2 * usual {
        return;
    }
    let why = "What happened on it since then is not in these logs: it was switched off, its forwarding broke, or its log \
               was taken earlier than the others.";
    findings.push(
        Finding::new(
            Check::HostStopped,
            if host.domain_controller { Severity::High } else { Severity::Medium },
            Some(name),
            format!("{name} has sent nothing for the last {}", duration(silence)),
            why,
        )
        .likely()
        .mend([
            mend::advice("see whether the log was exported earlier than the others; then there is nothing to do"),
            mend::advice("else see that the computer runs and its forwarding works: wecutil gr NAME on the collector"),
        ])
        .measure("its last event", host.last.to_string())
        .measure("last event of all hosts", context.period.1.to_string())
        .measure("longest pause before", duration(usual)),
    );
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
