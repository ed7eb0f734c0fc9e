//! Clocks: set back, or ahead of the others.

use crate::census::Notice;
use crate::finding::{Check, Finding};
use crate::mend;
use crate::readiness::{Context, HostFacts};
use doorknob_event::event::EventKind;
use doorknob_event::incident::Severity;
use doorknob_event::time::SECOND;
use doorknob_report::quantity::{count, counted, duration};

/// Kerberos refuses larger differences (RFC 4120 section 1.5; Windows default "Maximum tolerance for computer clock
/// synchronization").
const KERBEROS_SECONDS: i64 = 300;
/// Fewer refusals are a laptop that was asleep.
const REFUSALS_MIN: u64 = 5;

const WHY: &str = "Records of one try are joined, and tries counted, by their time. A clock that is off tears them apart or \
                   puts them into the wrong window; an attacker may set it to confuse the order of events.";

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (name, host) in &context.hosts {
        set_back(context, name, host, findings);
        skewed(context, name, host, findings);
    }
    refusals(context, findings);
}

fn set_back(context: &Context<'_>, name: &str, host: &HostFacts, findings: &mut Vec<Finding>) {
    // All logs of a host share its clock; the one that shows the most is told.
    let logs = host.census.logs.iter().map(|(channel, log)| (log.curve.steps_back(), *channel));
    let (steps, channel) =
        logs.max_by_key(|(steps, channel)| (steps.len(), std::cmp::Reverse(*channel))).unwrap_or_default();
    let told: Vec<_> = host
        .census
        .notices
        .iter()
        .filter(|(notice, _)| *notice == Notice::ClockSet)
        .map(|(_, place)| *place)
        .collect();
    if steps.is_empty() && told.is_empty() {
        return;
    }
    let title = match steps.as_slice() {
        [] => format!("The clock of {name} was set"),
        [step] => format!("The clock of {name} was set back by about {}", duration(step.from.since(step.to))),
        several => {
            format!("The clock of {name} was set back {}", counted(several.len() as u64, "time", "times"))
        }
    };
    let mut finding =
        Finding::new(Check::ClockSetBack, Severity::Medium, Some(name), title, WHY).mend(mend::clock());
    for step in steps.iter().take(5) {
        finding = finding.measure(
            format!("from record {} of {channel} on", count(step.record_id)),
            format!("{}, after {} before it", super::instant(step.to), super::instant(step.from)),
        );
    }
    findings.push(
        finding.records(told.iter().map(|place| context.note(*place, name, EventKind::ClockSet, 4616))),
    );
}

fn skewed(context: &Context<'_>, name: &str, host: &HostFacts, findings: &mut Vec<Finding>) {
    let Some(seconds) = host.skew.filter(|seconds| seconds.abs() >= i64::from(context.settings.skew_seconds))
    else {
        return;
    };
    let direction = if seconds > 0 { "ahead" } else { "behind" };
    let apart = duration(seconds.abs().saturating_mul(SECOND));
    findings.push(
        Finding::new(
            Check::ClockSkewed,
            if seconds.abs() >= KERBEROS_SECONDS { Severity::High } else { Severity::Medium },
            Some(name),
            format!("The clock of {name} is {apart} {direction} of the others"),
            WHY,
        )
        .mend(mend::clock())
        .measure("difference, from logons that two hosts recorded", format!("{apart} {direction}")),
    );
}

fn refusals(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let by_host: Vec<(&str, u64)> = context
        .hosts
        .iter()
        .map(|(name, host)| (name.as_str(), host.survey.clock_refusals))
        .filter(|(_, refusals)| *refusals > 0)
        .collect();
    let sum: u64 = by_host.iter().map(|(_, refusals)| refusals).sum();
    if sum < REFUSALS_MIN {
        return;
    }
    let mut finding = Finding::new(
        Check::ClockRefusals,
        Severity::Low,
        None,
        format!("{} refused because clocks differ", counted(sum, "logon was", "logons were")),
        WHY,
    )
    .mend(mend::clock());
    for (name, refusals) in by_host.into_iter().take(10) {
        finding = finding.measure(format!("recorded by {name}"), count(refusals));
    }
    findings.push(finding);
}
