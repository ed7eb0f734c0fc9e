//! Who would have been locked out, by name.

use super::group::Group;
use super::outcome::{Cell, Course, Effect, WhatIf};
use super::policy::Policy;
use doorknob_event::time::MINUTE;
use doorknob_report::quantity::{count, counted, duration};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

/// Most accounts named under one policy, those locked longest first; [`Effect`] has the whole numbers.
pub const LOCKED_MAX: usize = 1_000;

/// What a policy would have done to one account, for one cause.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Locks {
    /// How often it would have been locked.
    pub lockouts: u64,
    /// For how long in all, in minutes.
    pub minutes: f64,
    /// Logons of the rightful owner that succeeded and would have met such a lock.
    pub logons_refused: u64,
}

/// `2 times, 20 min in all, 3 logons refused`.
impl fmt::Display for Locks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let long = match self.minutes {
            minutes if minutes < 1.0 => "under a minute".to_owned(),
            minutes => duration((minutes * MINUTE as f64) as i64),
        };
        match self.lockouts {
            1 => write!(f, "once, {long}")?,
            times => write!(f, "{} times, {long} in all", count(times))?,
        }
        match self.logons_refused {
            0 => Ok(()),
            some => write!(f, ", {} refused", counted(some, "logon", "logons")),
        }
    }
}

/// An account that a policy would have locked.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LockedAccount {
    /// `DOMAIN\name`; a name that looks like a password is masked.
    pub account: String,
    /// Which group's policy it would have.
    pub group: Group,
    /// A success or an exact failure code shows that the account exists; what does not exist cannot be locked.
    pub shown_to_exist: bool,
    /// By its own users and devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_own: Option<Locks>,
    /// By the attacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_attack: Option<Locks>,
    /// Tells accounts apart whose names are masked alike.
    #[serde(skip)]
    place: usize,
}

impl LockedAccount {
    /// `None` if `effect`, which is that of this account alone, holds no lock.
    pub(super) fn of(place: usize, course: &Course, effect: &Effect) -> Option<Self> {
        let by_own = Locks {
            lockouts: effect.lockouts_by_own,
            minutes: effect.minutes_locked_by_own,
            logons_refused: effect.logons_refused_by_own,
        };
        let by_attack = Locks {
            lockouts: effect.lockouts_by_attack,
            minutes: effect.minutes_locked_by_attack,
            logons_refused: effect.logons_refused_by_attack,
        };
        let some = |locks: Locks| (locks.lockouts > 0).then_some(locks);
        let (by_own, by_attack) = (some(by_own), some(by_attack));
        (by_own.is_some() || by_attack.is_some()).then(|| LockedAccount {
            account: course.account.clone(),
            group: course.group,
            shown_to_exist: course.shown_to_exist,
            by_own,
            by_attack,
            place,
        })
    }

    fn locks(&self, cause: Cause) -> Option<Locks> {
        match cause {
            Cause::Own => self.by_own,
            Cause::Attack => self.by_attack,
        }
    }
}

/// Those who locked themselves out before those whom the attacks did; each the longest locked first.
pub(super) fn most_locked(mut locked: Vec<LockedAccount>) -> Vec<LockedAccount> {
    let minutes = |locks: Option<Locks>| locks.map_or(-1.0, |locks| locks.minutes);
    locked.sort_by(|one, other| {
        minutes(other.by_own)
            .total_cmp(&minutes(one.by_own))
            .then_with(|| minutes(other.by_attack).total_cmp(&minutes(one.by_attack)))
            .then_with(|| one.place.cmp(&other.place))
    });
    locked.truncate(LOCKED_MAX);
    locked
}

/// Whose wrong passwords lock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// Those of the account's own users and devices.
    Own,
    /// Those of attacks: denial of service.
    Attack,
}

/// The policies that a reader chooses from, and whom each would have locked, side by side.
#[derive(Clone, PartialEq, Debug)]
pub struct LockedTable {
    /// The recommended policy, then the baselines that differ from it.
    pub policies: Vec<Policy>,
    /// Accounts that at least one of these would have locked, most lockouts under all of them together first.
    pub rows: Vec<LockedRow>,
    /// Further ones, at least.
    pub unnamed: u64,
}

/// One account under each policy.
#[derive(Clone, PartialEq, Debug)]
pub struct LockedRow {
    /// `DOMAIN\name`.
    pub account: String,
    /// Which group's policy it would have.
    pub group: Group,
    /// As in [`LockedAccount::shown_to_exist`].
    pub shown_to_exist: bool,
    /// In the order of [`LockedTable::policies`]; `None`: not locked.
    pub locks: Vec<Option<Locks>>,
}

impl WhatIf {
    /// Whom the recommended policy and the baselines would have locked; `limit` accounts at most.
    pub fn locked(&self, cause: Cause, limit: usize) -> LockedTable {
        let mut policies = vec![self.recommendation.policy.policy];
        let baselines = [Policy::MICROSOFT, Policy::CIS];
        policies.extend(baselines.into_iter().filter(|policy| *policy != self.recommendation.policy.policy));
        let cells: Vec<&Cell> = policies.iter().filter_map(|policy| self.cell(*policy)).collect();
        let mut rows: BTreeMap<usize, LockedRow> = BTreeMap::new();
        for (column, cell) in cells.iter().enumerate() {
            for locked in cell.locked.iter().filter(|locked| locked.locks(cause).is_some()) {
                let row = rows.entry(locked.place).or_insert_with(|| LockedRow::of(locked, cells.len()));
                if let Some(cell) = row.locks.get_mut(column) {
                    *cell = locked.locks(cause);
                }
            }
        }
        // By place where they are equal, which is the order of the accounts' keys.
        let mut rows: Vec<LockedRow> = rows.into_values().collect();
        rows.sort_by_key(|row| Reverse(row.lockouts()));
        let most = cells.iter().map(|cell| match cause {
            Cause::Own => cell.all.accounts_locked_by_own,
            Cause::Attack => cell.all.accounts_locked_by_attack,
        });
        let total = most.max().unwrap_or(0).max(rows.len() as u64);
        rows.truncate(limit);
        LockedTable { policies, unnamed: total - rows.len() as u64, rows }
    }
}

impl LockedRow {
    fn of(locked: &LockedAccount, policies: usize) -> Self {
        LockedRow {
            account: locked.account.clone(),
            group: locked.group,
            shown_to_exist: locked.shown_to_exist,
            locks: vec![None; policies],
        }
    }

    /// What is to be known of the account beside its name: `service account`; empty where nothing is.
    pub fn about(&self) -> &'static str {
        match (self.shown_to_exist, self.group) {
            (false, _) => "not shown to exist",
            (true, Group::Others) => "",
            (true, Group::Service) => "service account",
            (true, Group::Privileged) => "privileged",
        }
    }

    fn lockouts(&self) -> u64 {
        self.locks.iter().flatten().map(|locks| locks.lockouts).sum()
    }
}
