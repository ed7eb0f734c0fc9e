//! What lockout policies would have done to this history, as a report tells it.
//!
//! Plain data: whoever replays history fills it.

/// The lockout part of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lockout {
    /// One sentence for leaders: what is recommended.
    pub recommendation: String,
    /// Why, a sentence each.
    pub reasons: Vec<String>,
    /// The policies tried, in any order.
    pub policies: Vec<LockoutPolicy>,
    /// Who would have been locked out, a table for each cause.
    pub locked: Vec<LockedOut>,
    /// Policies that are not to be wished for by anybody who might be locked out by an attacker; a sentence each.
    pub abuse: Vec<String>,
}

/// One policy and its effect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LockoutPolicy {
    /// Failures that lock an account; 0 never locks.
    pub threshold: u32,
    /// Observation window in minutes.
    pub window_minutes: u32,
    /// Minutes that a lock lasts; 0 until an administrator unlocks.
    pub duration_minutes: u32,
    /// Share (0 to 1) of the attack attempts that it would have stopped; `None` where there were none.
    pub stopped: Option<f64>,
    /// Guesses per account and day that it leaves to an attacker who stays below it; `None`: any number.
    pub guesses_per_day: Option<f64>,
    /// Legitimate people that it would have locked out.
    pub people_locked: u64,
    /// Service accounts that it would have locked out.
    pub services_locked: u64,
    /// A baseline's mark, for example `CIS`, or `in force`; may be empty.
    pub mark: String,
    /// The recommended one.
    pub recommended: bool,
}

/// Accounts that policies would have locked, for one cause.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LockedOut {
    /// Who, and through whom.
    pub title: String,
    /// The policies compared.
    pub policies: Vec<String>,
    /// The accounts, most often locked first.
    pub accounts: Vec<LockedAccount>,
    /// Further ones.
    pub unnamed: u64,
}

/// One account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LockedAccount {
    /// `DOMAIN\name`.
    pub name: String,
    /// What it is, for example `service account`; may be empty.
    pub about: String,
    /// How often and how long under each of [`LockedOut::policies`].
    pub locks: Vec<String>,
}
