//! Single tries, for pictures: when, at which account, from which source, and how they ended.
//!
//! An incident's contract holds sums and 48 bins; a time line by account needs more. [`Collector`] watches the activities
//! as the detector does and afterwards gives each incident the tries between its sources and its accounts.

mod collect;

pub use collect::Collector;

use doorknob_event::incident::{Compromise, Incident};
use doorknob_event::time::EventTime;
use std::collections::BTreeMap;

/// The tries of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tries {
    /// By [`doorknob_event::incident::Incident::id`].
    pub incidents: BTreeMap<String, IncidentTries>,
    /// Failed tries of the whole run by hour, by the begin of the hour. Hours without any are absent.
    pub hours: BTreeMap<EventTime, HourOfFailures>,
    /// Failed tries that a bound left out of `incidents`; they are in `hours`.
    pub left_out: u64,
}

/// Failures in one hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourOfFailures {
    /// All.
    pub all: u64,
    /// Those that are drawn in an incident whose verdict is an attack.
    pub attacks: u64,
}

/// The tries of one incident, in order of time, then account, then source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncidentTries {
    /// Alike tries within a minute are one of these.
    pub tries: Vec<Try>,
}

/// One try, or alike ones within the same minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Try {
    /// When; the earliest of alike ones.
    pub time: EventTime,
    /// Index in the incident's `accounts`, followed by those of its `compromised` that are not among them.
    pub account: u32,
    /// Index in the incident's `sources`.
    pub source: u32,
    /// How it ended.
    pub ending: Ending,
    /// Number of alike ones, at least 1.
    pub count: u32,
}

/// How a try ended, least telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// Refused.
    Failed,
    /// Refused because the account is locked; the password was not checked.
    Locked,
    /// Logged on, and nothing shows that it was an intruder.
    LoggedOn,
    /// The password was right, its use was not allowed.
    RightButBlocked,
    /// An intruder logged on: the incident names the account as known to the attacker by then.
    GotIn,
}

impl Ending {
    /// Every ending, in declaration order.
    pub const ALL: [Ending; 5] =
        [Ending::Failed, Ending::Locked, Ending::LoggedOn, Ending::RightButBlocked, Ending::GotIn];

    /// Not a try that failed.
    pub fn is_success(self) -> bool {
        matches!(self, Ending::LoggedOn | Ending::GotIn)
    }

    /// Plain words.
    pub fn text(self) -> &'static str {
        match self {
            Ending::Failed => "failed",
            Ending::Locked => "refused: account locked",
            Ending::LoggedOn => "logged on, not shown to be an intruder",
            Ending::RightButBlocked => "right password, use blocked",
            Ending::GotIn => "got in",
        }
    }
}

/// Compromised accounts that an incident does not list among its accounts: the first try was the right one.
pub(crate) fn only_compromised(incident: &Incident) -> impl Iterator<Item = &Compromise> {
    let listed = |known: &Compromise| {
        incident.accounts.iter().any(|entry| entry.name == known.name && entry.domain == known.domain)
    };
    incident.compromised.iter().filter(move |known| !listed(known))
}
