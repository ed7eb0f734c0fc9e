//! What readiness tells, version 1 of its contract. Fields are only ever added.

use super::{Context, HostFacts, Role};
use crate::census::SECURITY;
use crate::checks::{self, roll_over};
use crate::exposure::{LogonPath, SourceQuality};
use crate::finding::{Check, Finding};
use crate::grade::{self, Grade};
use doorknob_event::incident::Severity;
use doorknob_event::time::{DAY, EventTime};
use doorknob_report::quantity::{bytes, count, duration};
use serde::Serialize;
use std::collections::BTreeMap;

/// Value of [`Scorecard::schema`].
pub const SCHEMA: &str = "doorknob.readiness.v1";

/// First and last time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Period {
    /// First.
    pub first: EventTime,
    /// Last.
    pub last: EventTime,
}

/// Whether something is recorded, as far as the logs tell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// It is: there are records of it.
    Seen,
    /// It is not: a finding says why.
    Missing,
    /// There is none, and too little else to say.
    Unknown,
    /// This host does not write it.
    NotApplicable,
}

/// How long one host's Security log reaches back.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct History {
    /// Days between its first and last event.
    pub days: f64,
    /// Older records were overwritten: the lowest record number is above 1.
    pub rolled: bool,
    /// Records a day, of all kinds, by their numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records_per_day: Option<f64>,
    /// Bytes of one record, from the size of its log file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_per_record: Option<f64>,
    /// For how long logs of some sizes last at this rate.
    pub kept: Vec<Kept>,
}

/// How long a log of a size lasts.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Kept {
    /// Maximum size of the log.
    pub kilobytes: u64,
    /// Days that it holds at the host's present rate.
    pub days: f64,
}

/// `21.0 MB hold 258 days`, `21.0 MB hold 2 d 5 h`.
impl std::fmt::Display for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let size = bytes(self.kilobytes * 1024);
        match self.days {
            days if days < 10.0 => write!(f, "{size} hold {}", duration((days * DAY as f64) as i64)),
            days => write!(f, "{size} hold {} days", count(days as u64)),
        }
    }
}

/// One host.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct HostCard {
    /// Name as long as known; may be hostile text.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// `None`: too little was seen to say.
    pub grade: Option<Grade>,
    /// Its first and last event.
    pub period: Period,
    /// Decoded events of kinds that count.
    pub events: u64,
    /// What is recorded, by what.
    pub coverage: BTreeMap<&'static str, Coverage>,
    /// How far its Security log reaches back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    /// Seconds by which its clock is ahead (negative: behind); absent where that cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock_ahead_seconds: Option<i64>,
    /// Ids of its findings.
    pub findings: Vec<String>,
}

/// What failures of one path say about their source.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct PathQuality {
    /// The path.
    pub path: LogonPath,
    /// Its figures.
    #[serde(flatten)]
    pub sources: SourceQuality,
}

/// Tries from public addresses on one host by one path.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Exposure {
    /// The host.
    pub host: String,
    /// The path.
    pub path: LogonPath,
    /// Failed attempts.
    pub failures: u64,
    /// Successful attempts.
    pub successes: u64,
    /// Distinct public addresses.
    pub addresses: u64,
    /// First attempt.
    pub first: EventTime,
    /// Last attempt.
    pub last: EventTime,
    /// First success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_success: Option<EventTime>,
}

/// The whole.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Scorecard {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Of the estate; `None` where no host could be judged.
    pub grade: Option<Grade>,
    /// Why the grade is so, in a sentence.
    pub grade_why: String,
    /// First and last event of all; `None` without events.
    pub period: Option<Period>,
    /// Days of history, and days wanted.
    pub history_days: (f64, u32),
    /// Hosts that log, by name.
    pub hosts: Vec<HostCard>,
    /// Expected hosts, whether they log or not.
    pub hosts_expected: u64,
    /// Computers seen to log on to the domain.
    pub computers_seen: u64,
    /// Most severe first, then by host.
    pub findings: Vec<Finding>,
    /// Share of failures with an address by path.
    pub sources: Vec<PathQuality>,
    /// Hosts that public addresses reach.
    pub exposure: Vec<Exposure>,
    /// Events that a bound left out, and events without a time.
    pub events_left_out: u64,
    /// Events that state no usable time.
    pub events_without_time: u64,
    /// What these logs cannot tell.
    pub limits: Vec<&'static str>,
    /// Attribution of ATT&CK.
    pub attribution: &'static str,
}

impl Scorecard {
    /// Findings of one check and severity on several hosts together, in the order of the card.
    pub fn alike(&self) -> Vec<Vec<&Finding>> {
        let mut places: BTreeMap<(Severity, Check), usize> = BTreeMap::new();
        let mut groups: Vec<Vec<&Finding>> = Vec::new();
        for finding in &self.findings {
            let place = *places.entry((finding.severity, finding.check)).or_insert(groups.len());
            match groups.get_mut(place) {
                Some(group) => group.push(finding),
                None => groups.push(vec![finding]),
            }
        }
        groups
    }
}

/// What the telemetry that is read cannot tell. True of every run.
const LIMITS: [&str; 4] = [
    "Settings are judged by what the logs show, not read: auditpol on the host has the last word.",
    "Forward jumps of a clock look like silence; only steps back and differences between hosts are seen.",
    "Records that are missing at the end of a log leave no trace in it.",
    "What an export or a subscription leaves out looks the same as what was never recorded.",
];

pub(super) fn write(context: &Context<'_>, findings: Vec<Finding>, dropped: (u64, u64)) -> Scorecard {
    let hosts: Vec<HostCard> =
        context.hosts.iter().map(|(name, host)| card(context, name, host, &findings)).collect();
    let (grade, grade_why) = estate_grade(&hosts, &findings);
    let (first, last) = context.period;
    let some = !context.hosts.is_empty();
    Scorecard {
        schema: SCHEMA,
        grade,
        grade_why,
        period: some.then_some(Period { first, last }),
        history_days: (last.since(first) as f64 / DAY as f64, context.settings.history_days),
        hosts_expected: context.expected.len() as u64,
        computers_seen: context.computers.len() as u64,
        sources: context
            .quality
            .iter()
            .map(|(path, sources)| PathQuality { path: *path, sources: *sources })
            .collect(),
        exposure: exposure(context),
        events_left_out: dropped.0,
        events_without_time: dropped.1,
        limits: LIMITS.to_vec(),
        attribution: super::ATTRIBUTION,
        hosts,
        findings,
    }
}

fn card(context: &Context<'_>, name: &str, host: &HostFacts, findings: &[Finding]) -> HostCard {
    let own: Vec<&Finding> =
        findings.iter().filter(|finding| finding.host.as_deref() == Some(name)).collect();
    let coverage = checks::coverage(host, &own);
    let judged = !own.is_empty() || checks::is_judged(host, &coverage);
    HostCard {
        name: name.to_owned(),
        role: if host.domain_controller { Role::DomainController } else { Role::Member },
        grade: judged.then(|| grade::of_findings(own.iter().copied())),
        period: Period { first: host.first, last: host.last },
        events: host.census.everything().count,
        coverage,
        history: history(context, host),
        clock_ahead_seconds: host.skew,
        findings: own.iter().map(|finding| finding.id.clone()).collect(),
    }
}

fn history(context: &Context<'_>, host: &HostFacts) -> Option<History> {
    let log = host.census.logs.get(SECURITY)?;
    let (first, last) = log.curve.times()?;
    let size = roll_over::bytes_per_record(context, log);
    let rate = log.curve.records_per_day();
    let days = |kilobytes: u64| {
        let per_day = size? * rate?;
        (per_day > 0.0).then(|| Kept { kilobytes, days: kilobytes as f64 * 1024.0 / per_day })
    };
    Some(History {
        days: last.since(first) as f64 / DAY as f64,
        rolled: log.curve.ids().is_some_and(|(low, _)| low > 1),
        records_per_day: rate,
        bytes_per_record: size,
        kept: roll_over::SIZES_KB.into_iter().filter_map(days).collect(),
    })
}

fn exposure(context: &Context<'_>) -> Vec<Exposure> {
    let rows = context.hosts.iter().flat_map(|(name, host)| {
        host.reached.iter().map(move |(path, reached)| Exposure {
            host: name.clone(),
            path: *path,
            failures: reached.failures,
            successes: reached.successes,
            addresses: reached.addresses.len() as u64,
            first: reached.first,
            last: reached.last,
            first_success: reached.first_success,
        })
    });
    rows.collect()
}

fn estate_grade(hosts: &[HostCard], findings: &[Finding]) -> (Option<Grade>, String) {
    let own = grade::of_findings(findings.iter().filter(|finding| finding.host.is_none()));
    let of = |role: Role| hosts.iter().filter(move |host| host.role == role).filter_map(|host| host.grade);
    let controllers = of(Role::DomainController).max();
    // An expected host that sends nothing has no card; of it nothing is seen.
    let silent = findings.iter().filter(|finding| finding.check == Check::HostSilent).map(|_| Grade::F);
    let members = grade::reached_by_most(of(Role::Member).chain(silent).collect());
    let graded = controllers.is_some() || members.is_some() || own > Grade::A;
    let parts = [
        (Some(own), "findings about the whole estate"),
        (controllers, "the worst domain controller"),
        (members, "what nine in ten other hosts reach"),
    ];
    let Some((worst, by)) =
        parts.into_iter().filter_map(|(grade, by)| Some((grade?, by))).rev().max_by_key(|part| part.0)
    else {
        return (None, String::new());
    };
    match graded {
        true if worst == Grade::A => (Some(worst), "nothing above \"for the record\" was found".to_owned()),
        true => (Some(worst), format!("decided by {by}")),
        false => (None, "too little was seen to say".to_owned()),
    }
}
