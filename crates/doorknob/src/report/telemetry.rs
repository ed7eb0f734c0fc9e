//! The scorecard as the page tells it.

use doorknob_event::time::EventTime;
use doorknob_page::readiness::{Exposed, HostReadiness, MendStep, PathSources, Readiness, ReadinessFinding};
use doorknob_readiness::readiness::{
    Certainty, Coverage, Exposure, Finding, HostCard, MendKind, PathQuality, RecordNote, Role, Scorecard,
};
use doorknob_report::quantity::counted;

/// Measures and records told of each finding.
const SHOWN: usize = 4;

/// The same, alike findings of several hosts together.
pub(super) fn of_scorecard(card: &Scorecard) -> Readiness {
    let mut hosts: Vec<&HostCard> = card.hosts.iter().collect();
    hosts.sort_by_key(|host| (std::cmp::Reverse(host.grade), host.role != Role::DomainController));
    Readiness {
        grade: card.grade.map(|grade| grade.to_string()).unwrap_or_default(),
        summary: summary(card),
        findings: card.alike().iter().filter_map(|alike| finding(alike)).collect(),
        hosts: hosts.into_iter().map(host).collect(),
        paths: card.sources.iter().map(path).collect(),
        exposed: card.exposure.iter().map(exposed).collect(),
    }
}

fn path(quality: &PathQuality) -> PathSources {
    let sources = &quality.sources;
    PathSources {
        path: quality.path.text().to_owned(),
        failures: sources.failures,
        stated: sources.stated,
        recovered: sources.recovered,
        workstation: sources.workstation,
        unknown: sources.unknown,
    }
}

fn exposed(exposure: &Exposure) -> Exposed {
    Exposed {
        host: exposure.host.clone(),
        path: exposure.path.text().to_owned(),
        failures: exposure.failures,
        successes: exposure.successes,
        addresses: exposure.addresses,
        first: exposure.first,
        last: exposure.last,
        first_success: exposure.first_success,
    }
}

fn summary(card: &Scorecard) -> String {
    let (days, wanted) = card.history_days;
    let hosts = counted(card.hosts.len() as u64, "host logs", "hosts log");
    let findings = match card.findings.len() {
        0 => "nothing was found to mend".to_owned(),
        some => format!("{} to mend", counted(some as u64, "finding", "findings")),
    };
    let why = match card.grade_why.as_str() {
        "" => String::new(),
        why => format!(" The grade is {why}."),
    };
    format!("{hosts}, {days:.1} days of {wanted} wanted; {findings}.{why}")
}

fn finding(alike: &[&Finding]) -> Option<ReadinessFinding> {
    let first = alike.first()?;
    let likely = if first.certainty == Certainty::Likely { " (likely)" } else { "" };
    let title = match alike.len() {
        1 => format!("{}{likely}", first.title),
        several => format!("{} on {several} hosts{likely}", first.kind()),
    };
    let of = first.host.as_deref().filter(|_| alike.len() > 1).map(|host| format!("{host}: "));
    let of = of.unwrap_or_default();
    let measures =
        first.measures.iter().map(|measure| format!("{of}{}: {}", measure.what, measure.value)).take(SHOWN);
    let records = alike.iter().flat_map(|finding| &finding.records).map(record).take(SHOWN);
    Some(ReadinessFinding {
        severity: first.severity,
        title,
        why: first.why.to_owned(),
        mends: first.mend.iter().map(|mend| step(mend.kind, &mend.text)).collect(),
        hosts: match alike.len() {
            1 => Vec::new(),
            _ => alike.iter().filter_map(|finding| finding.host.clone()).collect(),
        },
        evidence: measures.chain(records).collect(),
    })
}

fn step(kind: MendKind, text: &str) -> MendStep {
    let kind = match kind {
        MendKind::Check => "check",
        MendKind::Policy => "policy",
        MendKind::Command => "run",
        MendKind::Advice => "do",
    };
    MendStep { kind: kind.to_owned(), text: text.to_owned() }
}

fn record(note: &RecordNote) -> String {
    let time: EventTime = note.time;
    let to_the_second = time.to_string();
    format!(
        "{} {}Z · {} {} record {} · {}",
        note.host,
        to_the_second.get(..19).unwrap_or(&to_the_second),
        note.channel,
        note.event_id,
        note.record_id,
        note.input
    )
}

fn host(host: &HostCard) -> HostReadiness {
    let missing = host.coverage.iter().filter(|(_, state)| **state == Coverage::Missing);
    let mut gaps: Vec<String> = missing.map(|(what, _)| format!("no {what}")).collect();
    if let Some(seconds) = host.clock_ahead_seconds.filter(|seconds| seconds.abs() > 1) {
        gaps.push(format!("clock {seconds:+} s"));
    }
    HostReadiness {
        name: host.name.clone(),
        grade: host.grade.map(|grade| grade.to_string()).unwrap_or_default(),
        role: match host.role {
            Role::DomainController => "domain controller".to_owned(),
            Role::Member => String::new(),
        },
        days_of_history: host.history.as_ref().map(|history| history.days),
        roll_over: host
            .history
            .as_ref()
            .and_then(|history| history.kept.first())
            .map(ToString::to_string)
            .unwrap_or_default(),
        gaps,
    }
}
