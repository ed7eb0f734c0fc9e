//! Why something was not told: what there was of an account or an address, and what was lacking.

use super::compare::Told;
use doorknob_event::activity::{AccountId, Activity, Directory, Outcome, SourceId};
use doorknob_event::failure::{FailureClass, FailureCode};
use doorknob_event::incident::{Factor, Incident, Verdict};
use doorknob_event::settings::{Settings, wildcard};
use doorknob_event::time::{EventTime, MINUTE};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::IpAddr;

/// Most failed tries of the query that are kept: 32 bytes each.
const TRIES_MAX: usize = 1_000_000;
/// Accounts and sources listed.
const LISTED: usize = 20;

/// What is asked about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Query {
    /// A source address.
    Address(IpAddr),
    /// An account name with `*` wildcards, domain optional.
    Account(String),
}

impl Query {
    /// An address where the text is one, else an account.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        text.parse().map_or_else(|_| Query::Account(text.to_owned()), Query::Address)
    }

    /// Whether it asks about this account from this source.
    pub fn holds(&self, directory: &Directory, account: AccountId, source: SourceId) -> bool {
        match self {
            Query::Address(address) => directory.source(source).address == Some(*address),
            Query::Account(pattern) => {
                let account = directory.account(account);
                names(pattern, &account.name, &account.domain)
            }
        }
    }

    fn is_in(&self, incident: &Incident) -> bool {
        match self {
            Query::Address(address) => {
                let text = address.to_string();
                incident.sources.iter().any(|source| source.address.as_deref() == Some(&text))
            }
            Query::Account(pattern) => {
                incident.accounts.iter().any(|account| names(pattern, &account.name, &account.domain))
            }
        }
    }
}

fn names(pattern: &str, name: &str, domain: &str) -> bool {
    wildcard(pattern, name) || wildcard(pattern, &format!("{domain}\\{name}"))
}

/// A set of pairs that the detector judged and did not tell, or told as something else. The detector gives these
/// (`Detector::finish` knows them as findings and judgements).
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Judged {
    /// Accounts, at most a few, the most failed first.
    pub accounts: Vec<String>,
    /// All accounts.
    pub accounts_total: u64,
    /// Sources, likewise.
    pub sources: Vec<String>,
    /// All sources.
    pub sources_total: u64,
    /// First try.
    pub first: EventTime,
    /// Last try.
    pub last: EventTime,
    /// Failed tries.
    pub tries: u64,
    /// Verdict.
    pub verdict: Verdict,
    /// Best class.
    pub class: String,
    /// Nats by which the best attack class leads the best harmless one; negative: it lags.
    pub attack_margin: f64,
    /// Parts of the judgement.
    pub factors: Vec<Factor>,
}

/// What the detector asks for before it says attack.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Limits {
    /// Nats of lead.
    pub margin: f64,
    /// Tries for depth alone.
    pub tries: u64,
    /// Accounts for breadth alone.
    pub accounts: u64,
    /// Sources on one account.
    pub sources: u64,
}

/// As `doorknob-detect/src/judge.rs`: odds of 20:1, and 10 tries or 5 accounts or 3 sources.
impl Default for Limits {
    fn default() -> Self {
        Limits { margin: 3.0, tries: 10, accounts: 5, sources: 3 }
    }
}

/// One thing that was lacking.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Lacking {
    /// What.
    pub what: &'static str,
    /// What was seen.
    pub seen: String,
    /// What is needed.
    pub needed: String,
    /// In a sentence.
    pub text: String,
}

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Explanation {
    /// What was asked about.
    pub query: Query,
    /// It is told: in these incidents.
    pub told: Vec<Told>,
    /// Failed tries.
    pub failures: u64,
    /// Successful ones.
    pub successes: u64,
    /// First and last try.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<(EventTime, EventTime)>,
    /// Failed tries by code, in words.
    pub reasons: BTreeMap<String, u64>,
    /// Accounts tried, the most failed first, with their failures.
    pub accounts: Vec<(String, u64)>,
    /// All accounts.
    pub accounts_total: u64,
    /// Sources, likewise.
    pub sources: Vec<(String, u64)>,
    /// All sources.
    pub sources_total: u64,
    /// Most failures on one account within the window.
    pub failures_in_window: u64,
    /// Most sources without a success on one account within the window.
    pub sources_in_window: u64,
    /// What was lacking, the nearest first.
    pub lacking: Vec<Lacking>,
    /// Nearest judgements of the detector, by their lead.
    pub nearest: Vec<Judged>,
    /// Tries that a bound left out.
    pub left_out: u64,
}

#[derive(Clone, Copy, Debug)]
struct Failure {
    time: EventTime,
    account: AccountId,
    source: SourceId,
    code: FailureCode,
}

/// Collects what there is of the query.
#[derive(Clone, Debug)]
pub struct MissTracker {
    query: Query,
    failures: Vec<Failure>,
    /// Pairs that have logged on.
    familiar: BTreeSet<(AccountId, SourceId)>,
    successes: u64,
    left_out: u64,
    period: Option<(EventTime, EventTime)>,
}

impl MissTracker {
    /// For a query.
    pub fn new(query: Query) -> Self {
        MissTracker {
            query,
            failures: Vec::new(),
            familiar: BTreeSet::new(),
            successes: 0,
            left_out: 0,
            period: None,
        }
    }

    /// Takes one activity, in the order of time.
    pub fn activity(&mut self, directory: &Directory, activity: &Activity) {
        let Activity::Attempt(attempt) = activity else { return };
        if !self.query.holds(directory, attempt.account, attempt.source) {
            return;
        }
        let (time, account, source) = (attempt.time, attempt.account, attempt.source);
        self.period =
            Some(self.period.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
        match attempt.outcome {
            Outcome::Success => {
                self.successes += 1;
                if self.familiar.len() < TRIES_MAX {
                    self.familiar.insert((account, source));
                }
            }
            Outcome::Failure(code) if self.failures.len() < TRIES_MAX => {
                self.failures.push(Failure { time, account, source, code });
            }
            Outcome::Failure(_) => self.left_out += 1,
        }
    }

    /// Failures that count as guesses.
    fn guesses(&self) -> impl Iterator<Item = &Failure> {
        self.failures.iter().filter(|failure| counts(failure.code.class()))
    }

    /// Most guesses, and most unfamiliar sources, on one account within the window.
    fn peaks(&self, window: i64) -> (u64, u64) {
        let mut by_account: BTreeMap<AccountId, Vec<&Failure>> = BTreeMap::new();
        for failure in self.guesses() {
            by_account.entry(failure.account).or_default().push(failure);
        }
        let mut peaks = (0, 0);
        for failures in by_account.values() {
            let mut open: VecDeque<&Failure> = VecDeque::new();
            let mut sources: BTreeMap<SourceId, u32> = BTreeMap::new();
            for failure in failures {
                open.push_back(failure);
                if !self.familiar.contains(&(failure.account, failure.source)) {
                    *sources.entry(failure.source).or_default() += 1;
                }
                while let Some(old) = open.front().filter(|old| failure.time.since(old.time) >= window) {
                    if let Some(count) = sources.get_mut(&old.source) {
                        *count -= 1;
                        if *count == 0 {
                            sources.remove(&old.source);
                        }
                    }
                    open.pop_front();
                }
                peaks = (peaks.0.max(open.len() as u64), peaks.1.max(sources.len() as u64));
            }
        }
        peaks
    }
}

/// A failure that the contract counts. What the detector makes of codes that only suggest a right password, its own
/// judgement tells.
fn counts(class: FailureClass) -> bool {
    class.is_guess()
        || matches!(
            class,
            FailureClass::LockedOut | FailureClass::Revoked | FailureClass::RightPasswordBlocked
        )
}

/// Explains. `incidents` are all of the run before any severity was left out, `judged` what the detector gives of sets of
/// pairs that hold the query (may be empty).
pub fn explain_miss(
    tracker: &MissTracker,
    directory: &Directory,
    incidents: &[Incident],
    judged: Vec<Judged>,
    settings: &Settings,
    limits: Limits,
) -> Explanation {
    let window = i64::from(settings.window_minutes) * MINUTE;
    let (failures_in_window, sources_in_window) = tracker.peaks(window);
    let told: Vec<&Incident> = incidents.iter().filter(|incident| tracker.query.is_in(incident)).collect();
    let mut nearest = judged;
    nearest.sort_by(|one, other| {
        other.attack_margin.total_cmp(&one.attack_margin).then(one.first.cmp(&other.first))
    });
    nearest.truncate(5);
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for failure in &tracker.failures {
        *reasons.entry(format!("{}: {}", failure.code, failure.code.text())).or_default() += 1;
    }
    let accounts = tally(tracker, |failure| account_text(directory, failure.account));
    let sources = tally(tracker, |failure| source_text(directory, failure.source));
    let mut lacking = left_out_by_settings(&told, settings);
    if !told.iter().any(|incident| incident.verdict == Verdict::Attack) {
        lacking.extend(lacking_by_judgement(&nearest, limits));
    }
    if told.is_empty() {
        lacking.extend(lacking_by_contract(tracker, settings, (failures_in_window, sources_in_window)));
    }
    Explanation {
        query: tracker.query.clone(),
        told: told.iter().map(|incident| Told::of(incident)).collect(),
        failures: tracker.failures.len() as u64 + tracker.left_out,
        successes: tracker.successes,
        period: tracker.period,
        reasons,
        accounts_total: accounts.len() as u64,
        accounts: accounts.into_iter().take(LISTED).collect(),
        sources_total: sources.len() as u64,
        sources: sources.into_iter().take(LISTED).collect(),
        failures_in_window,
        sources_in_window,
        lacking,
        nearest,
        left_out: tracker.left_out,
    }
}

fn tally(tracker: &MissTracker, text: impl Fn(&Failure) -> String) -> Vec<(String, u64)> {
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    for failure in &tracker.failures {
        *sums.entry(text(failure)).or_default() += 1;
    }
    let mut rows: Vec<(String, u64)> = sums.into_iter().collect();
    rows.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    rows
}

/// An account as an explanation names it: a name that looks like a password is not repeated.
pub fn account_text(directory: &Directory, id: AccountId) -> String {
    let account = directory.account(id);
    match (account.secret_like, account.domain.as_str()) {
        (true, _) => "(masked)".to_owned(),
        (false, "") => account.name.clone(),
        (false, domain) => format!("{domain}\\{}", account.name),
    }
}

/// A source as an explanation names it.
pub fn source_text(directory: &Directory, id: SourceId) -> String {
    let source = directory.source(id);
    let on_host = source.host.map(|host| format!(" on {}", directory.host(host).name)).unwrap_or_default();
    match (source.address, &source.workstation, &source.process) {
        (Some(address), ..) => format!("{address}{on_host}"),
        (None, Some(name), _) => format!("workstation {name}"),
        (None, None, Some(process)) => format!("{process}{on_host}"),
        (None, None, None) => format!("an unknown source{on_host}"),
    }
}

fn lacking_by_judgement(nearest: &[Judged], limits: Limits) -> Vec<Lacking> {
    let Some(best) = nearest.first() else { return Vec::new() };
    let mut lacking = Vec::new();
    if best.attack_margin < limits.margin {
        let by = match best.attack_margin < 0.0 {
            true => format!("a harmless explanation ({}) fits better", best.class),
            false => "the lead over the best harmless explanation is too small".to_owned(),
        };
        lacking.push(Lacking {
            what: "evidence",
            seen: format!("{:+.1} nats", best.attack_margin),
            needed: format!("{:+.1} nats (20:1)", limits.margin),
            text: format!("Of the nearest set of tries, {by}."),
        });
    }
    let enough = best.tries >= limits.tries
        || best.accounts_total >= limits.accounts
        || best.sources_total >= limits.sources;
    if !enough {
        lacking.push(Lacking {
            what: "amount",
            seen: format!(
                "{} tries, {} accounts, {} sources",
                best.tries, best.accounts_total, best.sources_total
            ),
            needed: format!(
                "{} tries, or {} accounts, or {} sources",
                limits.tries, limits.accounts, limits.sources
            ),
            text: "Too little was tried to call it an attack, whatever it looks like.".to_owned(),
        });
    }
    lacking
}

fn lacking_by_contract(tracker: &MissTracker, settings: &Settings, peaks: (u64, u64)) -> Vec<Lacking> {
    let mut lacking = Vec::new();
    if tracker.failures.is_empty() {
        lacking.push(Lacking {
            what: "failures",
            seen: "0".to_owned(),
            needed: "at least one".to_owned(),
            text: "No failed try of it is in these logs; see the readiness of the hosts that it would be on."
                .to_owned(),
        });
        return lacking;
    }
    let floor = u64::from(settings.failure_floor);
    if peaks.0 < floor {
        lacking.push(Lacking {
            what: "failures in the window",
            seen: peaks.0.to_string(),
            needed: floor.to_string(),
            text: format!(
                "At most {} failures on one account within {} min; from {floor} on they are always told.",
                peaks.0, settings.window_minutes
            ),
        });
    }
    let threshold = u64::from(settings.source_threshold);
    if peaks.1 < threshold {
        lacking.push(Lacking {
            what: "unfamiliar sources in the window",
            seen: peaks.1.to_string(),
            needed: threshold.to_string(),
            text: format!(
                "At most {} unfamiliar sources on one account within {} min; from {threshold} on they are always told.",
                peaks.1, settings.window_minutes
            ),
        });
    }
    let uncounted = tracker.failures.len() - tracker.guesses().count();
    if uncounted > 0 {
        lacking.push(Lacking {
            what: "codes that count",
            seen: format!("{uncounted} failures of other codes"),
            needed: "wrong name or password".to_owned(),
            text: format!("{uncounted} failures have codes that say nothing about guessing (policy, infrastructure, protocol)."),
        });
    }
    let outside = |failure: &&Failure| {
        settings.since.is_some_and(|since| failure.time < since)
            || settings.until.is_some_and(|until| failure.time >= until)
    };
    let outside = tracker.failures.iter().filter(outside).count();
    if outside > 0 {
        lacking.push(Lacking {
            what: "time",
            seen: format!("{outside} failures outside"),
            needed: "within since and until".to_owned(),
            text: format!("{outside} failures are outside the time that was asked for."),
        });
    }
    lacking
}

/// Told, but hidden by the minimum severity.
fn left_out_by_settings(told: &[&Incident], settings: &Settings) -> Vec<Lacking> {
    let below = |incident: &&&Incident| incident.severity < settings.minimum_severity;
    let below: Vec<&&Incident> = told.iter().filter(below).collect();
    let highest = below.iter().map(|incident| incident.severity).max();
    let Some(highest) = highest.filter(|_| below.len() == told.len()) else { return Vec::new() };
    vec![Lacking {
        what: "severity",
        seen: highest.to_string(),
        needed: settings.minimum_severity.to_string(),
        text: "It is an incident, but below the minimum severity.".to_owned(),
    }]
}
