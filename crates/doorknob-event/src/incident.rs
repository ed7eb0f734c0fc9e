//! What a person or a program is told: one incident, version 1 of the contract. Fields are only ever added.
//!
//! Text in an incident comes from logs and is hostile; whoever shows it neutralises it for its medium.

use crate::time::EventTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Value of [`Incident::schema`].
pub const SCHEMA: &str = "doorknob.incident.v1";

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $word)] $variant),+ }
        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The contract's word.
            pub fn word(self) -> &'static str { match self { $($name::$variant => $word),+ } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                $(if text.eq_ignore_ascii_case($word) { return Ok($name::$variant); })+
                Err(format!("{text:?} is none of: {}", [$($word),+].join(", ")))
            }
        }
    };
}

words! {
    /// What we say an incident is.
    Verdict {
        /// Somebody guesses passwords.
        Attack = "attack",
        /// A machine or program of ours presents a wrong credential.
        Misconfiguration = "misconfiguration",
        /// A person mistyped, forgot or let expire a password.
        UserError = "user_error",
        /// A scanner that the user has approved.
        AuthorizedScanner = "authorized_scanner",
        /// Domain controllers, trusts or clocks fail.
        Infrastructure = "infrastructure",
        /// The evidence does not decide.
        Undetermined = "undetermined",
    }
}

words! {
    /// How much it matters, least first. An attack is medium or above.
    Severity {
        /// For the record.
        Informational = "informational",
        /// Worth a look when there is time.
        Low = "low",
        /// Look today.
        Medium = "medium",
        /// Look now.
        High = "high",
        /// Somebody probably got in.
        Critical = "critical",
    }
}

words! {
    /// How many accounts were tried.
    AccountsPattern {
        /// One.
        One = "one",
        /// Several of one family.
        Similar = "similar",
        /// Many.
        Many = "many",
    }
}

words! {
    /// How many sources tried.
    SourcesPattern {
        /// One.
        One = "one",
        /// Several.
        Many = "many",
        /// Not known.
        Unknown = "unknown",
    }
}

words! {
    /// How fast.
    Pace {
        /// All within the window.
        Burst = "burst",
        /// For hours.
        Sustained = "sustained",
        /// Few a day, over days; or never many in a window.
        Slow = "slow",
    }
}

words! {
    /// Whether an account exists.
    Exists {
        /// A code or a success says so.
        Yes = "yes",
        /// A code says it does not.
        No = "no",
        /// Not said.
        Unknown = "unknown",
    }
}

/// The three independent facts that describe an attack.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pattern {
    /// Accounts tried.
    pub accounts: AccountsPattern,
    /// Sources that tried.
    pub sources: SourcesPattern,
    /// How fast.
    pub pace: Pace,
}

/// Counts of logon attempts, not of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Attempts {
    /// Failed ones.
    pub failures: u64,
    /// Tries seen only as credentials that a program presented (4648): whether one worked is not in the logs, so they are
    /// neither failures nor successes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub presented: u64,
    /// Successful ones that belong to the incident.
    pub successes: u64,
    /// Lockouts that it caused.
    pub lockouts: u64,
    /// Most tries in any minute (60 s bins of event time).
    pub per_minute_peak: u64,
}

macro_rules! tries {
    ($($name:ident),+) => {
        $(impl $name {
            /// Failed and presented ones.
            pub fn tries(&self) -> u64 {
                self.failures.saturating_add(self.presented)
            }
        })+
    };
}
tries!(Attempts, AccountEntry, SourceEntry, HostEntry);

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// One target account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AccountEntry {
    /// Name, masked if it looks like a password.
    pub name: String,
    /// Domain; empty when unknown.
    pub domain: String,
    /// SID, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Failed attempts.
    pub failures: u64,
    /// See [`Attempts::presented`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub presented: u64,
    /// Successful attempts that belong to the incident.
    pub successes: u64,
    /// Whether it exists.
    pub exists: Exists,
    /// Known to be privileged.
    pub privileged: bool,
    /// Why it is known to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileged_why: Option<String>,
}

/// Family of similar accounts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AccountFamily {
    /// The family's key, for example `role:administrator` or `template:svc-sql#`.
    pub key: String,
    /// Why these belong together.
    pub why: String,
}

/// One source.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SourceEntry {
    /// Address, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Workstation name(s) that it claims: the name, or `3,561 names, e.g. ...`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workstation: Option<String>,
    /// `address`, `recovered_address`, `workstation`, `process` or `unknown`.
    pub kind: String,
    /// `public`, `private` or `loopback`; absent without an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Process on the host, for kind `process`, or how an unknown source asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<String>,
    /// Host that it is on, for kinds `process` and `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Failed attempts.
    pub failures: u64,
    /// See [`Attempts::presented`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub presented: u64,
    /// Successful attempts that belong to the incident.
    pub successes: u64,
    /// Many users share it (VPN, NAT, terminal server, mail front end).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// How the address was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovered_from: Option<String>,
}

/// One host that was tried, or that judged the tries.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HostEntry {
    /// Name.
    pub name: String,
    /// Failed attempts.
    pub failures: u64,
    /// See [`Attempts::presented`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub presented: u64,
    /// Windows logon types seen, ascending.
    pub logon_types: Vec<u8>,
}

/// An account whose password the attacker is shown to know.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Compromise {
    /// Account name.
    pub name: String,
    /// Domain.
    pub domain: String,
    /// When it showed.
    pub at: EventTime,
    /// From where, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What shows it.
    pub why: String,
}

/// How often a code was seen, and what it means.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reason {
    /// Attempts.
    pub count: u64,
    /// Plain words.
    pub text: String,
}

/// One part of the score.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Factor {
    /// Stable name, for example `depth`.
    pub name: String,
    /// What was seen.
    pub observed: String,
    /// What the harmless explanation would show.
    pub expected: String,
    /// Nats for the verdict against the alternative; all factors together are the score.
    pub weight: f64,
    /// One sentence.
    pub text: String,
}

/// The best other explanation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Alternative {
    /// Its verdict.
    pub verdict: Verdict,
    /// Its class, for example `stale service`.
    pub class: String,
    /// By how many nats it lost.
    pub margin: f64,
    /// Why it lost, in one sentence.
    pub text: String,
}

/// One record behind the incident.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Evidence {
    /// Computer that logged it.
    pub host: String,
    /// Channel.
    pub channel: String,
    /// `EventRecordID`.
    pub record_id: u64,
    /// Event id.
    pub event_id: u16,
    /// Its time.
    pub time: EventTime,
    /// File or feed.
    pub input: String,
    /// Byte offset (or line, for text) in the input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
}

/// Tries over time, for the small picture: equal bins from `start`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Timeline {
    /// Begin of the first bin.
    pub start: EventTime,
    /// Width of a bin in seconds.
    pub bin_seconds: f64,
    /// Tries per bin; at most 48 bins.
    pub failures: Vec<u64>,
}

/// A handful of these is the product's answer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Incident {
    /// [`SCHEMA`].
    pub schema: String,
    /// Derived from content.
    pub id: String,
    /// One line that a person understands.
    pub title: String,
    /// What we say it is.
    pub verdict: Verdict,
    /// Its class within the verdict, for example `password spraying`, `stale service`.
    pub class: String,
    /// How much it matters.
    pub severity: Severity,
    /// Probability of the verdict given the evidence.
    pub confidence: f64,
    /// Accounts x sources x pace.
    pub pattern: Pattern,
    /// ATT&CK technique ids.
    pub techniques: Vec<String>,
    /// ATT&CK analytic ids.
    pub analytics: Vec<String>,
    /// First attempt.
    pub first_seen: EventTime,
    /// Last attempt.
    pub last_seen: EventTime,
    /// When the verdict first stood.
    pub detected_at: EventTime,
    /// Tries of the incident up to `detected_at`.
    pub detected_after: u64,
    /// Counts.
    pub attempts: Attempts,
    /// Target accounts, most failures first, at most 1,000.
    pub accounts: Vec<AccountEntry>,
    /// All target accounts, listed or not.
    pub accounts_total: u64,
    /// The family, when the pattern is `similar`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_family: Option<AccountFamily>,
    /// Sources, most failures first, at most 1,000.
    pub sources: Vec<SourceEntry>,
    /// All sources, listed or not.
    pub sources_total: u64,
    /// Hosts, most failures first, at most 1,000.
    pub hosts: Vec<HostEntry>,
    /// Accounts shown to be known to the attacker.
    pub compromised: Vec<Compromise>,
    /// Code -> count and plain text.
    pub reasons: BTreeMap<String, Reason>,
    /// Parts of the score.
    pub factors: Vec<Factor>,
    /// Best other explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<Alternative>,
    /// What to do, in order; steps of one phase stand together.
    pub next_steps: Vec<String>,
    /// The phase of each of `next_steps`; empty in incidents that were written before it was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next_step_phases: Vec<Phase>,
    /// What weakens this incident.
    pub data_quality: Vec<String>,
    /// Other things worth telling, for example the rhythm of a misconfiguration or a tool's mark.
    pub notes: Vec<String>,
    /// Small picture of the attempts.
    pub timeline: Timeline,
    /// First and last records, or all on request.
    pub evidence: Vec<Evidence>,
    /// Number of records behind the incident.
    pub evidence_total: u64,
}

/// What a next step is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Which question tells attack from mistake, and where its answer is.
    Verify,
    /// Stops it.
    Contain,
    /// Takes away what let it in, and what it left.
    Eradicate,
    /// Brings back what it took.
    Recover,
    /// Who must know.
    Tell,
}

impl Phase {
    /// In one word.
    pub fn word(self) -> &'static str {
        match self {
            Phase::Verify => "verify",
            Phase::Contain => "contain",
            Phase::Eradicate => "eradicate",
            Phase::Recover => "recover",
            Phase::Tell => "tell",
        }
    }
}

/// Next steps of one phase.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PhaseSteps<'a> {
    /// `None` where the incident tells no phases.
    pub phase: Option<Phase>,
    /// Each with its number among all steps, from 1.
    pub steps: Vec<(usize, &'a str)>,
}

impl Incident {
    /// Next steps by phase, in order; without phases all are one group.
    pub fn steps_by_phase(&self) -> Vec<PhaseSteps<'_>> {
        let mut groups: Vec<PhaseSteps<'_>> = Vec::new();
        for (at, step) in self.next_steps.iter().enumerate() {
            let phase = self.next_step_phases.get(at).copied();
            let step = (at + 1, step.as_str());
            match groups.last_mut() {
                Some(last) if last.phase == phase => last.steps.push(step),
                _ => groups.push(PhaseSteps { phase, steps: vec![step] }),
            }
        }
        groups
    }
}
