//! The truth about simulated logs: which records belong to which attack or nuisance, and what a
//! perfect detector would say about each.

mod book;

pub use book::{EpisodeDraft, EpisodeId, TruthBook};

use serde::{Deserialize, Serialize};

/// Names the version of the truth document.
pub const SCHEMA: &str = "doorknob.truth.v1";

/// Attack or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Somebody is after accounts.
    Attack,
    /// Nobody is.
    Harmless,
}

/// What an incident may be called; the words of `doorknob.incident.v1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// An attack.
    Attack,
    /// A machine, service or device that keeps using a wrong or old password.
    Misconfiguration,
    /// A person who mistyped or forgot.
    UserError,
    /// A scanner that the site runs itself.
    AuthorizedScanner,
    /// A fault of controllers, trusts, clocks or the network.
    Infrastructure,
    /// Not to be told with what the logs hold.
    Undetermined,
}

/// One truth document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// [`SCHEMA`].
    pub schema: String,
    /// Scenario, or `world`.
    pub scenario: String,
    /// Seed that it came from.
    pub seed: u64,
    /// Records delivered, second deliveries included.
    pub events: u64,
    /// What the site's owner would have configured.
    pub settings: SiteSettings,
    /// Attacks and nuisances, by first attempt.
    pub episodes: Vec<Episode>,
}

/// What the owner of the site knows and a detector should be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteSettings {
    /// Scanners that the site runs itself.
    pub approved_scanners: Vec<ScannerMachine>,
    /// Accounts with an administrator's rights.
    pub privileged_accounts: Vec<String>,
}

/// A scanner that the site runs itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScannerMachine {
    /// Its address.
    pub address: String,
    /// Its computer name.
    pub name: String,
}

/// One attack or nuisance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// Unique within the document: class and number.
    pub id: String,
    /// Attack or not.
    pub kind: Kind,
    /// Scenario it was made by.
    pub class: String,
    /// What it should be called.
    pub expected_verdict: Verdict,
    /// What it may be called as well, without being wrong.
    pub accepted_verdicts: Vec<Verdict>,
    /// ATT&CK techniques it shows; empty for the harmless.
    pub techniques: Vec<String>,
    /// Accounts tried, as typed first, by first attempt.
    pub accounts: Vec<TruthAccount>,
    /// Where it came from, by first attempt.
    pub sources: Vec<TruthSource>,
    /// Machines that were tried (not those that merely logged it).
    pub hosts: Vec<String>,
    /// For a misconfiguration: the machine to mend.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub machine: Option<String>,
    /// Accounts whose password the attacker knows in the end.
    pub compromised: Vec<Compromise>,
    /// First attempt, RFC 3339, by true time.
    pub first_seen: String,
    /// Last attempt.
    pub last_seen: String,
    /// Attempts that were refused.
    pub failures: u64,
    /// Attempts that were accepted.
    pub successes: u64,
    /// Every attempt, in order.
    pub attempts: Vec<TruthAttempt>,
    /// The records that it left in the collected logs.
    pub records: Vec<RecordIds>,
    /// How many of these name where it came from: its true address, or a workstation that is none of the site's servers. What
    /// comes through a front end is logged under the front end's name.
    #[serde(default)]
    pub records_with_source: u64,
}

impl Episode {
    /// Every record as host, channel and record id.
    pub fn events(&self) -> impl Iterator<Item = (&str, &str, u64)> {
        self.records.iter().flat_map(|log| {
            log.record_ids.iter().map(|&record_id| (log.host.as_str(), log.channel.as_str(), record_id))
        })
    }
}

/// An account as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthAccount {
    /// User part.
    pub name: String,
    /// Domain part.
    pub domain: String,
    /// Whether there is such an account.
    pub exists: bool,
    /// Whether it has an administrator's rights.
    pub privileged: bool,
}

/// Where attempts came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthSource {
    /// The true address.
    pub address: String,
    /// The address that the logs can show at best, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seen_as: Option<String>,
}

/// One attempt, small because there are many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "(u64, u32, u32, u8)", from = "(u64, u32, u32, u8)")]
pub struct TruthAttempt {
    /// Milliseconds after the episode's first attempt.
    pub offset_ms: u64,
    /// Index into [`Episode::accounts`].
    pub account: u32,
    /// Index into [`Episode::sources`].
    pub source: u32,
    /// Whether it was accepted.
    pub accepted: bool,
}

impl From<TruthAttempt> for (u64, u32, u32, u8) {
    fn from(attempt: TruthAttempt) -> Self {
        (attempt.offset_ms, attempt.account, attempt.source, u8::from(attempt.accepted))
    }
}

impl From<(u64, u32, u32, u8)> for TruthAttempt {
    fn from((offset_ms, account, source, accepted): (u64, u32, u32, u8)) -> Self {
        TruthAttempt { offset_ms, account, source, accepted: accepted != 0 }
    }
}

/// An account that the attacker has the password of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compromise {
    /// `sAMAccountName`.
    pub name: String,
    /// NetBIOS domain or machine.
    pub domain: String,
    /// When it first showed, RFC 3339.
    pub at: String,
    /// Whether a logon succeeded, or a right password was refused for another reason.
    pub logged_on: bool,
}

/// Records of one log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordIds {
    /// `System/Computer`.
    pub host: String,
    /// `System/Channel`.
    pub channel: String,
    /// `System/EventRecordID`, ascending.
    pub record_ids: Vec<u64>,
}
