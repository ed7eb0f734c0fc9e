//! A cluster as an incident: what a person is told, every statement from the cluster's own numbers.

use crate::class::Class;
use crate::compromise::{Found, Proof};
use crate::correlate::Cluster;
use crate::family::FamilyKind;
use crate::features::{Features, is_shared};
use crate::judge::{Judgement, confidence, severity};
use crate::pair::{Claims, Familiarity, Pair};
use crate::playbook::{Case, Playbook};
use crate::series::Series;
use crate::state::State;
use crate::weights::{Term, plain_seconds, priors};
use crate::words::{account_name, clock_span, counted, file_name, masked_name, source_name, thousands};
use doorknob_event::activity::{
    AccountId, Activity, CLOCK_OFF_FROM, Directory, HostId, RecordRef, SourceId, SourceKind,
};
use doorknob_event::event::{EventKind, SPECS};
use doorknob_event::failure::FailureCode;
use doorknob_event::incident::{
    AccountEntry, AccountFamily, AccountsPattern, Alternative, Attempts, Compromise, Evidence, Exists,
    Factor, HostEntry, Incident, Pace, Pattern, Reason, SCHEMA, Severity, SourceEntry, SourcesPattern,
    Timeline, Verdict,
};
use doorknob_event::time::{DAY, EventTime, HOUR, MINUTE};
use ipnet::IpNet;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// Entries listed of accounts, sources and hosts; the totals tell the rest.
const LISTED: usize = 1_000;
/// First and last records listed when not all are wanted.
const EVIDENCE_ENDS: usize = 10;
/// Bins of the small picture.
const TIMELINE_BINS: usize = 48;

/// Writes the incident of a cluster.
pub(crate) fn write_incident(
    cluster: &Cluster,
    state: &State,
    directory: &Directory,
    log_integrity: &[Activity],
    playbook: &Playbook,
    all_evidence: bool,
) -> Incident {
    let f = &cluster.features;
    let judgement = &cluster.judgement;
    let pairs: Vec<&Pair> = cluster.pairs.iter().map(|id| state.pair(*id)).collect();
    let accounts = accounts(cluster, &pairs, state, directory);
    let sources = sources(cluster, &pairs, state, directory);
    let hosts = hosts(&pairs, directory);
    let presented = PresentedBy::of(&pairs, directory);
    let pattern = pattern(f, state);
    let family = family(f, pattern, &accounts, state);
    let target = target_text(f, &pairs, family.as_ref(), directory);
    let origin = origin_text(f, &pairs, &presented, directory);
    let succeeded = cluster.found.iter().any(|found| found.proof.is_success());
    let mut severity = severity(judgement, f);
    if judgement.verdict == Verdict::Attack {
        if succeeded {
            severity = Severity::Critical;
        } else if !cluster.found.is_empty() || accounts.iter().any(|account| account.privileged) {
            severity = severity.max(Severity::High);
        }
    }
    let mut techniques: Vec<String> = technique(judgement, f).into_iter().map(str::to_owned).collect();
    if succeeded {
        techniques.push("T1078".into());
    }
    let series = merged_series(&pairs);
    let (bin_seconds, failures) = series.rebinned(f.first, f.last, TIMELINE_BINS);
    let (evidence, evidence_total) = evidence(&pairs, &cluster.found, directory, all_evidence);
    let (next_step_phases, next_steps) = playbook.next_steps(&Case {
        judgement,
        features: f,
        found: &cluster.found,
        target: &target,
        origin: &origin,
        accounts: &accounts,
        sources: &sources,
        presented: &presented,
        settings: &state.settings,
        directory,
    });
    Incident {
        schema: SCHEMA.into(),
        id: id_of(&pairs, f, directory),
        title: title(cluster, &target, &origin, directory),
        verdict: judgement.verdict,
        class: judgement.class.text().into(),
        severity,
        confidence: confidence(judgement),
        pattern,
        analytics: if matches!(judgement.verdict, Verdict::Attack | Verdict::Undetermined) {
            vec!["AN1521".into()]
        } else {
            Vec::new()
        },
        techniques,
        first_seen: f.first,
        last_seen: last_seen(f, &cluster.found),
        detected_at: cluster.detected.0,
        detected_after: cluster.detected.1,
        attempts: Attempts {
            failures: u64::from(f.counts.failures()),
            presented: u64::from(f.counts.explicit),
            successes: accounts.iter().map(|account| account.successes).sum(),
            lockouts: u64::from(f.lockouts),
            per_minute_peak: f.minute_peak,
        },
        accounts_total: accounts.len() as u64,
        sources_total: sources.len() as u64,
        account_family: family,
        compromised: cluster.found.iter().map(|found| compromise(found, directory)).collect(),
        reasons: reasons(&pairs),
        factors: factors(judgement, &cluster.terms),
        alternative: Some(alternative(judgement, &cluster.terms)),
        next_steps,
        next_step_phases,
        data_quality: data_quality(f, &pairs, &hosts, state, directory, log_integrity),
        notes: notes(judgement, f, &accounts, &pairs, &presented, directory),
        timeline: Timeline { start: f.first, bin_seconds, failures },
        evidence,
        evidence_total,
        accounts: accounts.into_iter().take(LISTED).collect(),
        sources: sources.into_iter().take(LISTED).collect(),
        hosts: hosts.into_iter().take(LISTED).collect(),
    }
}

/// The last attempt, a success that ended it included.
fn last_seen(f: &Features, found: &[Found]) -> EventTime {
    found.iter().map(|found| found.at).chain([f.last]).max().unwrap_or(f.last)
}

/// Tries of an account, a source or the like.
#[derive(Clone, Copy, Default)]
struct Sum {
    failures: u64,
    presented: u64,
    successes: u64,
}

impl Sum {
    fn add(&mut self, pair: &Pair, cluster: &Cluster) {
        self.failures += u64::from(pair.counts.failures());
        self.presented += u64::from(pair.counts.explicit);
        self.successes += successes(pair, cluster);
    }

    fn tries(self) -> u64 {
        self.failures + self.presented
    }
}

/// Successes of a pair that belong to the incident: in an attack those from the one that showed the password to be known
/// on, else all (they show who was at it).
fn successes(pair: &Pair, cluster: &Cluster) -> u64 {
    let got_in = |found: &Found| {
        found.proof.is_success()
            && found.account == pair.account
            && pair.familiarity != Familiarity::Known
            && pair.first_success.as_ref().is_some_and(|first| first.0 >= found.at)
    };
    let belong = cluster.judgement.verdict != Verdict::Attack || cluster.found.iter().any(got_in);
    if belong { u64::from(pair.successes) } else { 0 }
}

/// Logons at the first try: in no pair, for a pair begins with a failure.
fn first_tries(cluster: &Cluster) -> impl Iterator<Item = &Found> {
    cluster.found.iter().filter(|found| found.proof == Proof::FirstTry)
}

fn accounts(cluster: &Cluster, pairs: &[&Pair], state: &State, directory: &Directory) -> Vec<AccountEntry> {
    let mut sums: FxHashMap<AccountId, Sum> = FxHashMap::default();
    for pair in pairs {
        sums.entry(pair.account).or_default().add(pair, cluster);
    }
    for found in first_tries(cluster) {
        sums.entry(found.account).or_default().successes += 1;
    }
    let mut entries: Vec<(u64, AccountEntry, &str)> = sums
        .into_iter()
        .map(|(id, sum)| {
            let account = directory.account(id);
            let entry = AccountEntry {
                name: masked_name(id, directory),
                domain: account.domain.clone(),
                sid: account.sid.clone(),
                failures: sum.failures,
                presented: sum.presented,
                successes: sum.successes,
                exists: state.account(id).map_or(Exists::Unknown, |account| account.exists),
                privileged: account.privileged.is_some(),
                privileged_why: account.privileged.clone(),
            };
            (sum.tries(), entry, account.key.as_str())
        })
        .collect();
    entries.sort_by(|one, two| two.0.cmp(&one.0).then_with(|| one.2.cmp(two.2)));
    entries.into_iter().map(|(_, entry, _)| entry).collect()
}

#[derive(Default)]
struct SourceSum {
    sum: Sum,
    claims: Claims,
    /// How the address was inferred, where no failure states it.
    recovered: Option<doorknob_event::activity::Recovery>,
    stated: bool,
}

fn sources(cluster: &Cluster, pairs: &[&Pair], state: &State, directory: &Directory) -> Vec<SourceEntry> {
    let mut sums: FxHashMap<SourceId, SourceSum> = FxHashMap::default();
    for pair in pairs {
        let sum = sums.entry(pair.source).or_default();
        sum.sum.add(pair, cluster);
        sum.claims.merge(&pair.claims);
        sum.recovered = sum.recovered.or(pair.recovered);
        sum.stated |= pair.recovered_count < pair.counts.failures();
    }
    for found in first_tries(cluster) {
        sums.entry(found.source).or_default().sum.successes += 1;
    }
    let mut entries: Vec<(u64, SourceEntry, String)> = sums
        .into_iter()
        .map(|(id, sum)| {
            let source = directory.source(id);
            let recovered = sum.recovered.filter(|_| !sum.stated);
            let entry = SourceEntry {
                address: source.address.map(|address| address.to_string()),
                workstation: workstation_text(source.workstation.as_deref(), &sum.claims, directory),
                kind: kind_word(source.kind, recovered.is_some()).into(),
                scope: source.address.map(scope_word).map(str::to_owned),
                // What an unknown source has in its place is how it asked.
                process: source.process.clone().filter(|_| source.kind != SourceKind::Unknown),
                host: source.host.map(|host| directory.host(host).name.clone()),
                failures: sum.sum.failures,
                presented: sum.sum.presented,
                successes: sum.sum.successes,
                shared: is_shared(id, state, directory),
                recovered_from: recovered.map(|recovery| recovery.text().to_owned()),
            };
            (sum.sum.tries(), entry, source_name(id, directory))
        })
        .collect();
    entries.sort_by(|one, two| two.0.cmp(&one.0).then_with(|| one.2.cmp(&two.2)));
    entries.into_iter().map(|(_, entry, _)| entry).collect()
}

fn kind_word(kind: SourceKind, recovered: bool) -> &'static str {
    match kind {
        SourceKind::Address if recovered => "recovered_address",
        SourceKind::Address => "address",
        SourceKind::RecoveredAddress => "recovered_address",
        SourceKind::Workstation => "workstation",
        SourceKind::Process => "process",
        SourceKind::Unknown => "unknown",
    }
}

fn scope_word(address: IpAddr) -> &'static str {
    if address.is_loopback() {
        "loopback"
    } else if crate::familiarity::is_private(address) {
        "private"
    } else {
        "public"
    }
}

/// The one name, or how many and which.
fn workstation_text(key: Option<&str>, claims: &Claims, directory: &Directory) -> Option<String> {
    if let Some(key) = key {
        return Some(key.to_owned());
    }
    let mut names: Vec<&str> = claims.names.iter().map(|name| directory.interner.text_of(*name)).collect();
    names.sort_unstable();
    match names.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        several if claims.is_random() => Some(format!(
            "{} names, e.g. {}",
            thousands(u64::from(claims.changes)),
            several.first().unwrap_or(&"")
        )),
        several => Some(several.join(", ")),
    }
}

fn hosts(pairs: &[&Pair], directory: &Directory) -> Vec<HostEntry> {
    let mut sums: FxHashMap<HostId, (u64, u64, u32)> = FxHashMap::default();
    for pair in pairs {
        let presented =
            pair.presented.as_ref().map(|presented| presented.hosts.as_slice()).unwrap_or_default();
        for (host, count) in &pair.hosts {
            let presented = presented.iter().find(|(on, _)| on == host).map_or(0, |(_, count)| *count);
            let sum = sums.entry(*host).or_default();
            sum.0 += u64::from(count.saturating_sub(presented));
            sum.1 += u64::from(presented);
            sum.2 |= pair.logon_types;
        }
    }
    let mut entries: Vec<HostEntry> = sums
        .into_iter()
        .map(|(id, (failures, presented, types))| HostEntry {
            name: directory.host(id).name.clone(),
            failures,
            presented,
            // Type 0 stands for "not stated".
            logon_types: (1u8..32).filter(|bit| types & (1 << bit) != 0).collect(),
        })
        .collect();
    entries.sort_by(|one, two| two.tries().cmp(&one.tries()).then_with(|| one.name.cmp(&two.name)));
    entries
}

/// Who presented credentials (4648), and on which hosts; empty where nobody did.
#[derive(Default)]
pub(crate) struct PresentedBy {
    pub(crate) subjects: Vec<String>,
    pub(crate) hosts: Vec<String>,
}

impl PresentedBy {
    fn of(pairs: &[&Pair], directory: &Directory) -> Self {
        let presented = || pairs.iter().filter_map(|pair| pair.presented.as_deref());
        let subjects: BTreeSet<String> =
            presented().flat_map(|by| &by.subjects).map(|id| account_name(*id, directory)).collect();
        let hosts: BTreeSet<String> =
            presented().flat_map(|by| &by.hosts).map(|(id, _)| directory.host(*id).name.clone()).collect();
        PresentedBy { subjects: subjects.into_iter().collect(), hosts: hosts.into_iter().collect() }
    }

    /// `CORP\\lmorris`, `3 users`.
    pub(crate) fn who(&self) -> String {
        match self.subjects.as_slice() {
            [one] => one.clone(),
            several => counted(several.len() as u64, "user", "users"),
        }
    }

    /// `rds01.corp.example`, `3 hosts`.
    pub(crate) fn place(&self) -> String {
        match self.hosts.as_slice() {
            [one] => one.clone(),
            several => counted(several.len() as u64, "host", "hosts"),
        }
    }
}

fn pattern(f: &Features, state: &State) -> Pattern {
    let similar = f.family.is_some_and(|family| {
        (family.whole || u64::from(family.members) * 10 >= u64::from(f.accounts) * 8)
            && family.evidence >= 1.0
    });
    let accounts = match f.accounts {
        1 => AccountsPattern::One,
        _ if f.main_account.is_some() => AccountsPattern::One,
        _ if similar => AccountsPattern::Similar,
        _ => AccountsPattern::Many,
    };
    let sources = if f.sources_unnamed == f.sources {
        SourcesPattern::Unknown
    } else if f.sources == 1 {
        SourcesPattern::One
    } else {
        SourcesPattern::Many
    };
    let span = f.last.since(f.first);
    let window = i64::from(state.settings.window_minutes) * MINUTE;
    // Slow: over days, or for hours with never as many in a window as the floor.
    let never_many = f.window_peak < u64::from(state.settings.failure_floor);
    let pace = if span <= window {
        Pace::Burst
    } else if span > 2 * DAY || never_many && span > 2 * HOUR {
        Pace::Slow
    } else {
        Pace::Sustained
    };
    Pattern { accounts, sources, pace }
}

fn family(f: &Features, pattern: Pattern, accounts: &[AccountEntry], state: &State) -> Option<AccountFamily> {
    let family = f.family.filter(|_| pattern.accounts == AccountsPattern::Similar)?;
    let mut key = state.family_state(family.id).key.clone();
    if let (FamilyKind::Skeleton, Some(most)) = (key.kind, accounts.first()) {
        // The skeleton is for comparing and not for reading (`rn` stands for `m`).
        key.text = most.name.to_lowercase();
    }
    Some(AccountFamily { key: key.label(), why: key.why() })
}

fn technique(judgement: &Judgement, f: &Features) -> Option<&'static str> {
    match judgement.verdict {
        Verdict::Attack => judgement.class.technique(),
        Verdict::Undetermined if judgement.class.verdict() == Verdict::Attack => judgement.class.technique(),
        // The evidence does not decide; what it would be if it were one follows from the accounts alone.
        Verdict::Undetermined => Some(if f.accounts <= 2 { "T1110.001" } else { "T1110.003" }),
        _ => None,
    }
}

/// `CORP\alice`, `8 administrator accounts`, `212 accounts`.
fn target_text(
    f: &Features,
    pairs: &[&Pair],
    family: Option<&AccountFamily>,
    directory: &Directory,
) -> String {
    if let Some(main) = f.main_account {
        return account_name(main, directory);
    }
    match (f.accounts, family) {
        (1, _) => pairs.first().map(|pair| account_name(pair.account, directory)).unwrap_or_default(),
        (_, Some(family)) => {
            let what = family.key.split_once(':').map_or("", |(_, what)| what);
            format!("{} ({what})", counted(u64::from(f.accounts), "account", "similar accounts"))
        }
        _ => counted(u64::from(f.accounts), "account", "accounts"),
    }
}

/// `203.0.113.7`, `30 sources`; of presented credentials who did so and where, for their records state the address of
/// either side.
fn origin_text(f: &Features, pairs: &[&Pair], presented: &PresentedBy, directory: &Directory) -> String {
    if f.explicit_only {
        return format!("{} on {}", presented.who(), presented.place());
    }
    match (f.sources, pairs.first()) {
        (1, Some(pair)) => source_name(pair.source, directory),
        _ => match common_network(pairs, directory) {
            Some(network) => {
                format!("{} of {network}", counted(u64::from(f.sources), "address", "addresses"))
            }
            None => counted(u64::from(f.sources), "source", "sources"),
        },
    }
}

/// The /24 or /64 that all sources lie in: one customer's or one machine's (RFC 4291 gives each link a /64, and RFC 8981 lets
/// a machine change its address within it at will).
fn common_network(pairs: &[&Pair], directory: &Directory) -> Option<IpNet> {
    let network = |pair: &&Pair| {
        let address = directory.source(pair.source).address.filter(|address| !address.is_loopback())?;
        IpNet::new(address, if address.is_ipv4() { 24 } else { 64 }).ok().map(|network| network.trunc())
    };
    let (first, rest) = pairs.split_first()?;
    let common = network(first)?;
    rest.iter().all(|pair| network(pair) == Some(common)).then_some(common)
}

fn title(cluster: &Cluster, target: &str, origin: &str, directory: &Directory) -> String {
    let f = &cluster.features;
    let judgement = &cluster.judgement;
    let told = match judgement.verdict {
        Verdict::Attack => attack_title(judgement.class, f, target, origin),
        Verdict::Undetermined => format!(
            "Undetermined: {} on {target} from {origin}, {} or {}",
            tries_text(f),
            judgement.class.text(),
            judgement.runner_up.text()
        ),
        _ => harmless_title(judgement.class, f, target, origin),
    };
    let successes: Vec<&Found> = cluster.found.iter().filter(|found| found.proof.is_success()).collect();
    match (successes.as_slice(), cluster.found.as_slice()) {
        ([one], _) => format!(
            "Password guessed: {} logged on from {}. {told}",
            account_name(one.account, directory),
            source_name(one.source, directory)
        ),
        ([_, ..], _) => {
            format!("Passwords guessed: {} accounts logged on by the attacker. {told}", successes.len())
        }
        ([], [one]) => format!(
            "Password probably found: {}, though its use was blocked. {told}",
            account_name(one.account, directory)
        ),
        ([], [_, ..]) => format!(
            "Passwords probably found: {} accounts, though their use was blocked. {told}",
            cluster.found.len()
        ),
        ([], []) => told,
    }
}

fn attack_title(class: Class, f: &Features, target: &str, origin: &str) -> String {
    match class {
        Class::Enumeration => format!(
            "Account enumeration: {} from {origin}, {} do not exist",
            counted(u64::from(f.accounts), "name", "names"),
            f.accounts_unknown
        ),
        Class::Stuffing => {
            format!("Credential stuffing: {} from {origin}", counted(u64::from(f.accounts), "name", "names"))
        }
        Class::Spraying | Class::DistributedSpraying => {
            format!("{} of {target} from {origin}", capital(class.text()))
        }
        _ => format!("{} on {target} from {origin}", capital(class.text())),
    }
}

fn harmless_title(class: Class, f: &Features, target: &str, origin: &str) -> String {
    let rhythm = f
        .rhythm
        .filter(|rhythm| rhythm.is_regular())
        .map(|rhythm| format!(", every {}", plain_seconds(rhythm.median_seconds)))
        .unwrap_or_default();
    match class {
        Class::StaleService => {
            format!("Service or task still uses an old password: {target} on {origin}{rhythm}")
        }
        Class::StaleDevice => {
            format!("Device or mapped drive still uses an old password: {target} from {origin}{rhythm}")
        }
        Class::DisabledAccount => {
            format!("Disabled or deleted account still in use: {target} from {origin}{rhythm}")
        }
        Class::BrokenTrust => format!("Computer has lost its trust: {target}"),
        Class::WrongApplication => {
            format!("Application with a wrong credential: {target} from {origin}{rhythm}")
        }
        Class::Forgotten => {
            format!("Forgotten password: {target}, {}", tries_text(f))
        }
        Class::Mistyped => {
            format!("Mistyped password: {target}, {}", tries_text(f))
        }
        Class::Expired => format!("Expired password: {target}"),
        Class::SharedAddress => format!("Slips of {target} behind {origin}, which many users share"),
        Class::Scanner => format!("Approved scanner {origin}: {}", tries_text(f)),
        Class::Infrastructure => {
            format!("Infrastructure fault: {} on {target}", tries_text(f))
        }
        _ => format!("{} on {target}", tries_text(f)),
    }
}

/// `12 failures`; with presented credentials `12 tries`, for how those ended is not known.
fn tries_text(f: &Features) -> String {
    if f.counts.explicit == 0 {
        counted(f.tries, "failure", "failures")
    } else {
        counted(f.tries, "try", "tries")
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn compromise(found: &Found, directory: &Directory) -> Compromise {
    let account = directory.account(found.account);
    let why = match found.proof {
        Proof::LoggedOn(wrong) => format!(
            "logged on from the attacking source after {}",
            counted(u64::from(wrong), "wrong password", "wrong passwords")
        ),
        Proof::FirstTry => "logged on from the attacking source at the first try, during the attack".into(),
        Proof::Elsewhere(wrong) => format!(
            "logged on after {wrong} wrong passwords from a source that never logged on as it before and was not seen guessing"
        ),
        Proof::RightPassword(code) => format!("{code}: {}", code.text()),
    };
    Compromise {
        name: masked_name(found.account, directory),
        domain: account.domain.clone(),
        at: found.at,
        address: directory.source(found.source).address.map(|address| address.to_string()),
        why,
    }
}

fn reasons(pairs: &[&Pair]) -> BTreeMap<String, Reason> {
    let mut counts: BTreeMap<FailureCode, u64> = BTreeMap::new();
    for pair in pairs {
        for (code, count) in &pair.codes {
            *counts.entry(*code).or_default() += u64::from(*count);
        }
    }
    counts
        .into_iter()
        .map(|(code, count)| (code.to_string(), Reason { count, text: code.text().into() }))
        .collect()
}

/// Each fact by how much it speaks for the class rather than the runner-up; with the prior they add up to the margin.
pub(crate) fn factors(judgement: &Judgement, terms: &[Term]) -> Vec<Factor> {
    let (class, other) = (judgement.class as usize, judgement.runner_up as usize);
    let prior = priors()[class] - priors()[other];
    let mut factors = vec![Factor {
        name: "prior".into(),
        observed: judgement.class.text().into(),
        expected: judgement.runner_up.text().into(),
        weight: round(prior),
        text: format!(
            "before any evidence, {} is {} than {}",
            judgement.class.text(),
            if prior < 0.0 { "rarer" } else { "commoner" },
            judgement.runner_up.text()
        ),
    }];
    for term in terms {
        let weight = term.weights[class] - term.weights[other];
        if weight.abs() >= 0.005 {
            factors.push(Factor {
                name: term.name.into(),
                observed: term.observed.clone(),
                expected: term.expected.into(),
                weight: round(weight),
                text: term.text.clone(),
            });
        }
    }
    factors.sort_by(|one, two| two.weight.total_cmp(&one.weight).then_with(|| one.name.cmp(&two.name)));
    factors
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn alternative(judgement: &Judgement, terms: &[Term]) -> Alternative {
    let (class, other) = (judgement.class as usize, judgement.runner_up as usize);
    let strongest = terms
        .iter()
        .max_by(|one, two| {
            (one.weights[class] - one.weights[other]).total_cmp(&(two.weights[class] - two.weights[other]))
        })
        .map(|term| term.text.clone())
        .unwrap_or_else(|| "nothing speaks for it".into());
    Alternative {
        verdict: judgement.runner_up.verdict(),
        class: judgement.runner_up.text().into(),
        margin: round(judgement.margin),
        text: strongest,
    }
}

fn notes(
    judgement: &Judgement,
    f: &Features,
    accounts: &[AccountEntry],
    pairs: &[&Pair],
    presented: &PresentedBy,
    directory: &Directory,
) -> Vec<String> {
    let mut notes = Vec::new();
    if let (Some(_), [main, others @ ..]) = (f.main_account, accounts) {
        let beside: u64 = others.iter().map(AccountEntry::tries).sum();
        notes.push(format!(
            "{} of {} tries {} on another name than {}: the pattern is that of the main target.",
            thousands(beside),
            thousands(f.tries),
            if beside == 1 { "was" } else { "were" },
            main.name
        ));
    }
    if let Some(tool) = &f.tool {
        let names: u64 = pairs.iter().map(|pair| u64::from(pair.claims.changes)).sum();
        if tool.starts_with("ever new") {
            notes.push(format!(
                "Mark of a tool: {} workstation names in {} tries.",
                thousands(names),
                thousands(f.tries)
            ));
        } else {
            notes.push(format!("Mark of a tool: {tool}."));
        }
    }
    if let Some(rhythm) = f.rhythm.filter(|rhythm| rhythm.is_regular()) {
        notes.push(format!(
            "Rhythm: every {} (spread {:.0} %).",
            plain_seconds(rhythm.median_seconds),
            rhythm.spread * 100.0
        ));
    }
    if judgement.verdict == Verdict::Misconfiguration {
        let processes: BTreeSet<&str> = pairs
            .iter()
            .map(|pair| directory.interner.text_of(directory.interner.signature_of(pair.signature).process))
            .filter(|process| !process.is_empty() && *process != "-")
            .map(file_name)
            .collect();
        if !processes.is_empty() {
            notes.push(format!("Process: {}.", processes.into_iter().take(5).collect::<Vec<_>>().join(", ")));
        }
    }
    if f.counts.locked > 0 {
        notes.push(format!(
            "{} met a locked account: these passwords were not checked.",
            counted(u64::from(f.counts.locked), "try", "tries")
        ));
    }
    if f.counts.explicit > 0 {
        notes.push(format!(
            "{} seen where the program ran, on {}, in the session of {} (4648: credentials presented): whether one worked is \
             not in those records.",
            counted(u64::from(f.counts.explicit), "try was", "tries were"),
            presented.place(),
            presented.who()
        ));
    }
    notes
}

fn data_quality(
    f: &Features,
    pairs: &[&Pair],
    hosts: &[HostEntry],
    state: &State,
    directory: &Directory,
    log_integrity: &[Activity],
) -> Vec<String> {
    let mut notes = Vec::new();
    let nameless: u64 = pairs
        .iter()
        .filter(|pair| {
            matches!(directory.source(pair.source).kind, SourceKind::Process | SourceKind::Unknown)
        })
        .map(|pair| u64::from(pair.counts.failures()))
        .sum();
    if nameless > 0 {
        notes.push(format!(
            "{} of {} failures state no address or workstation.",
            thousands(nameless),
            thousands(u64::from(f.counts.failures()))
        ));
    }
    let recovered: u64 = pairs.iter().map(|pair| u64::from(pair.recovered_count)).sum();
    if recovered > 0 {
        notes.push(format!(
            "The address of {} failures is inferred from other records.",
            thousands(recovered)
        ));
    }
    if f.suspect > 0 {
        notes.push(format!("{} failures come from damaged parts of a log.", thousands(f.suspect)));
    }
    if f.warmth < 0.5 {
        notes.push(format!(
            "Few successful logons were seen ({:.0} % of what familiarity needs), so novelty weighs less.",
            f.warmth * 100.0
        ));
    }
    let touched: BTreeSet<HostId> =
        pairs.iter().flat_map(|pair| pair.hosts.iter().map(|(host, _)| *host)).collect();
    for host in touched.into_iter().map(|id| directory.host(id)) {
        if let Some(ahead) = host.clock_ahead_seconds.filter(|ahead| ahead.abs() >= CLOCK_OFF_FROM)
            && notes.len() < 8
        {
            notes.push(format!(
                "The clock of {} is {} {} those of most hosts; times here are corrected, records state their own.",
                host.name,
                plain_seconds(ahead.abs() as f64),
                if ahead > 0 { "ahead of" } else { "behind" }
            ));
        }
    }
    if f.counts.generic > 0 && f.counts.generic * 2 > f.counts.guesses() {
        notes.push("Most failures hide whether the name or the password was wrong.".into());
    }
    let names: Vec<&str> = hosts.iter().map(|host| host.name.as_str()).collect();
    for activity in log_integrity {
        let Activity::LogIntegrity { time, host, record, .. } = activity else { continue };
        let near = f.first.plus(-DAY) <= *time && *time <= f.last.plus(DAY);
        let name = directory.host(*host).name.as_str();
        if near && names.contains(&name) && notes.len() < 12 {
            let what = match record.kind {
                EventKind::LogCleared => "The Security log was cleared",
                EventKind::LogServiceStopped => "The event log service was stopped",
                _ => "Auditing of logons was reduced",
            };
            notes.push(format!("{what} {} on {name}.", clock_span(*time, *time)));
        }
    }
    if state.dropped.attempts > 0 {
        notes.push(format!(
            "{} failed attempts in this run exceeded a memory bound and are in no incident.",
            thousands(state.dropped.attempts)
        ));
    }
    notes
}

fn merged_series(pairs: &[&Pair]) -> Series {
    let mut series = Series::default();
    for pair in pairs {
        series.merge(&pair.series);
    }
    series
}

/// Channel of a kind of event.
fn channel_of(kind: EventKind) -> &'static str {
    SPECS.iter().find(|spec| spec.kind == kind).map_or("", |spec| spec.channel)
}

/// The records in order of time; all of them, or the first and last ones.
fn evidence(pairs: &[&Pair], found: &[Found], directory: &Directory, all: bool) -> (Vec<Evidence>, u64) {
    let total: u64 = pairs.iter().map(|pair| pair.record_count).sum();
    let mut records: Vec<&RecordRef> = found.iter().filter_map(|found| found.record.as_ref()).collect();
    let total = total + records.len() as u64;
    for pair in pairs {
        match &pair.all_records {
            Some(kept) if all => records.extend(kept.iter()),
            _ => {
                records.extend(&pair.first_records);
                records.extend(pair.last_record.as_deref());
                records.extend(pair.first_success.as_deref().map(|(_, record)| record));
            }
        }
    }
    records.sort_by(|one, two| {
        let key = |record: &RecordRef| (record.time, record.event_id, record.record_id, record.offset);
        key(one).cmp(&key(two)).then_with(|| {
            let names = |record: &RecordRef| {
                (&directory.host(record.host).name, directory.inputs.get(record.input as usize))
            };
            names(one).cmp(&names(two))
        })
    });
    records.dedup();
    if !all && records.len() > 2 * EVIDENCE_ENDS {
        records.drain(EVIDENCE_ENDS..records.len() - EVIDENCE_ENDS);
    }
    let entries = records
        .into_iter()
        .map(|record| Evidence {
            host: directory.host(record.host).name.clone(),
            channel: channel_of(record.kind).into(),
            record_id: record.record_id,
            event_id: record.event_id,
            time: record.time,
            input: directory.inputs.get(record.input as usize).cloned().unwrap_or_default(),
            offset: (record.offset != u64::MAX).then_some(record.offset),
        })
        .collect();
    (entries, total)
}

/// 48 bits of FNV-1a over the content that identifies an attack: its first record, first account and first source.
fn id_of(pairs: &[&Pair], f: &Features, directory: &Directory) -> String {
    let first = pairs
        .iter()
        .min_by_key(|pair| (pair.first, directory.account(pair.account).key.as_str(), pair.record_count));
    let mut text = f.first.to_string();
    if let Some(pair) = first {
        text.push('\n');
        text.push_str(&directory.account(pair.account).key);
        text.push('\n');
        text.push_str(&source_name(pair.source, directory));
        if let Some(record) = pair.first_records.first() {
            text.push_str(&format!("\n{}\n{}", directory.host(record.host).name, record.record_id));
        }
    }
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    format!("dk-{:012x}", hash >> 16)
}
