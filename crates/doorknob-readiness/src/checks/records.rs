//! Records that are missing: numbers of one log run on by one, so a log of which less is there than its numbers span has
//! lost some, or was exported in part.
//!
//! Only numbers of events that count are seen, but all records of an input are counted. So the span of the seen numbers,
//! less all records of the inputs that hold any of them, is a lower bound of what is missing.

use crate::census::SECURITY;
use crate::finding::{Check, Finding};
use crate::mend;
use crate::readiness::{Context, InputFacts};
use doorknob_event::incident::Severity;
use doorknob_report::quantity::{count, counted, percent};

/// Where more than half is missing, somebody chose what to export.
const EXTRACT: f64 = 0.5;
/// Fewer records are no log: one of the default size holds twenty times as many.
pub(super) const LOG_RECORDS_MIN: u64 = 1_000;
/// Below this a loss is a crash or a damaged chunk.
const MUCH: f64 = 0.01;
/// Inputs that are named one by one.
const NAMED: usize = 10;

/// Records of a log: the span of its numbers, and how many were read at most.
pub(super) fn span_and_read(context: &Context<'_>, log: &crate::census::Log) -> Option<(u64, u64)> {
    if log.curve.begins_anew().is_some() {
        return None;
    }
    let (low, high) = log.curve.ids()?;
    let records = |input: &u32| context.inputs.get(*input as usize).map_or(0, |input| input.records);
    Some(((high - low).saturating_add(1), log.inputs.iter().map(records).sum()))
}

/// Whether a log was exported in part, as far as can be told.
pub(super) fn is_extract(context: &Context<'_>, log: &crate::census::Log) -> bool {
    span_and_read(context, log).is_some_and(|(span, read)| {
        read < span && (read < LOG_RECORDS_MIN || (read as f64) < span as f64 * (1.0 - EXTRACT))
    })
}

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut extracts = Vec::new();
    for (name, host) in &context.hosts {
        let Some(log) = host.census.logs.get(SECURITY) else { continue };
        let Some((span, read)) = span_and_read(context, log).filter(|(span, read)| read < span && *read > 0)
        else {
            continue;
        };
        if is_extract(context, log) {
            extracts.push(name.as_str());
            continue;
        }
        let missing = span - read;
        let share = missing as f64 / span as f64;
        let why = "Missing records may be the failed logons that matter; a hole is also what is left when single records are \
                   deleted.";
        findings.push(
            Finding::new(
                Check::RecordsMissing,
                if share >= MUCH { Severity::Medium } else { Severity::Low },
                Some(name),
                format!("The Security log of {name} lacks at least {}", counted(missing, "record", "records")),
                why,
            )
            .mend([
                mend::advice("export the log anew from the host: wevtutil epl Security security.evtx"),
                mend::advice("with forwarding: see wecutil gr NAME for sources with errors, and enlarge the log so that it \
                              outlasts an outage of the collector"),
            ])
            .measure("numbers seen", count(span))
            .measure("records read", count(read))
            .measure("missing", percent(share)),
        );
    }
    if !extracts.is_empty() {
        findings.push(extract(&extracts));
    }
    damaged(context, findings);
}

fn extract(hosts: &[&str]) -> Finding {
    let why = "Of a log of which only chosen records were exported, nothing that is absent can be judged: neither \
               completeness nor retention.";
    Finding::new(
        Check::LogIsExtract,
        Severity::Informational,
        None,
        format!(
            "{} of which only a part was exported",
            counted(hosts.len() as u64, "Security log", "Security logs")
        ),
        why,
    )
    .mend([mend::advice(
        "for a judgement on completeness give the whole log: wevtutil epl Security security.evtx",
    )])
    .measure("hosts", super::listed(hosts))
}

fn damaged(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let is_bad = |input: &&InputFacts| input.damaged > 0 || input.unreadable.is_some();
    let bad: Vec<&InputFacts> = context.inputs.iter().filter(is_bad).collect();
    if bad.is_empty() {
        return;
    }
    let why = "What could not be read is not in any result.";
    let unreadable = bad.iter().any(|input| input.unreadable.is_some());
    let mut finding = Finding::new(
        Check::InputsDamaged,
        if unreadable { Severity::Medium } else { Severity::Low },
        None,
        format!("{} damaged or unreadable", counted(bad.len() as u64, "input is", "inputs are")),
        why,
    )
    .mend([mend::advice(
        "copy or export the log anew; a file copied from a running host is often cut short",
    )]);
    for input in bad.iter().take(NAMED) {
        let value = match &input.unreadable {
            Some(why) => why.clone(),
            None => counted(input.damaged, "damaged part", "damaged parts"),
        };
        finding = finding.measure(input.path.clone(), value);
    }
    if bad.len() > NAMED {
        finding = finding.measure("further inputs", (bad.len() - NAMED).to_string());
    }
    findings.push(finding);
}
