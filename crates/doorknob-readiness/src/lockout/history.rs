//! The tries of a history, as small as a replay needs them.

use super::attack::Attacks;
use super::group::Group;
use super::outcome::{self, WhatIf};
use super::policy::Grid;
use doorknob_event::activity::{
    AccountChange, AccountId, Activity, Authority, Directory, LogonAttempt, Outcome, SourceId,
};
use doorknob_event::failure::FailureClass;
use doorknob_event::incident::Incident;
use doorknob_event::settings::Settings;
use doorknob_event::time::EventTime;
use rustc_hash::{FxHashMap, FxHashSet};

/// Most tries kept: 24 bytes each. Later ones are counted in [`super::HistoryFacts::left_out`].
pub const TRIES_MAX: usize = 10_000_000;
/// Most pairs of account and source whose last success is remembered; without it an old password counts as a wrong one.
const PAIRS_MAX: usize = 2_000_000;

/// What happened to an account, as far as a lockout cares.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Happened {
    /// A wrong password.
    Wrong,
    /// A password that met a locked account and was not read.
    Unread,
    /// Probably one of the two passwords before.
    Old,
    /// Logged on.
    LoggedOn,
    /// Unlocked by somebody (4767).
    Unlocked,
    /// A name that does not exist: nothing to lock.
    Nobody,
}

/// One try or unlocking.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Try {
    pub(crate) time: EventTime,
    pub(crate) account: AccountId,
    pub(crate) source: SourceId,
    pub(crate) happened: Happened,
}

/// What is known of an account while the history is read.
#[derive(Clone, Copy, Debug, Default)]
struct Reading {
    /// The last three times that its password was set, the latest first.
    password_set: [Option<EventTime>; 3],
    /// Locked and neither unlocked nor logged on since.
    locked: bool,
    /// Logged on as a service or task.
    service: bool,
}

/// Collects the tries.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub(crate) tries: Vec<Try>,
    accounts: FxHashMap<AccountId, Reading>,
    last_success: FxHashMap<(AccountId, SourceId), EventTime>,
    /// Accounts that exist: a code or a success says so.
    exist: FxHashSet<AccountId>,
    pub(crate) lockouts: u64,
    pub(crate) left_out: u64,
}

impl History {
    /// An empty history.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes one activity, in the order of time.
    pub fn activity(&mut self, directory: &Directory, activity: &Activity) {
        match activity {
            Activity::Attempt(attempt) => self.attempt(directory, attempt),
            Activity::Change { time, account, change, .. } => self.change(*time, *account, *change),
            Activity::Explicit { .. } | Activity::LogIntegrity { .. } => {}
        }
    }

    fn change(&mut self, time: EventTime, id: AccountId, change: AccountChange) {
        self.exist.insert(id);
        let account = self.accounts.entry(id).or_default();
        match change {
            AccountChange::LockedOut => {
                account.locked = true;
                self.lockouts += 1;
            }
            AccountChange::Unlocked => {
                account.locked = false;
                self.push(Try { time, account: id, source: SourceId(0), happened: Happened::Unlocked });
            }
            AccountChange::PasswordChanged | AccountChange::PasswordReset => {
                let [last, before, _] = account.password_set;
                account.password_set = [Some(time), last, before];
            }
            AccountChange::Changed => {}
        }
    }

    fn attempt(&mut self, directory: &Directory, attempt: &LogonAttempt) {
        let (id, source, time) = (attempt.account, attempt.source, attempt.time);
        if directory.account(id).machine {
            return;
        }
        self.accounts.entry(id).or_default().service |= matches!(attempt.logon_type, 4 | 5);
        let happened = match attempt.outcome {
            Outcome::Success => {
                self.succeed(id, source, time);
                Happened::LoggedOn
            }
            Outcome::Failure(code) => match self.failed(directory, attempt, code.class()) {
                Some(happened) => happened,
                None => return,
            },
        };
        self.push(Try { time, account: id, source, happened });
    }

    fn succeed(&mut self, id: AccountId, source: SourceId, time: EventTime) {
        self.exist.insert(id);
        self.accounts.entry(id).or_default().locked = false;
        if self.last_success.len() < PAIRS_MAX || self.last_success.contains_key(&(id, source)) {
            self.last_success.insert((id, source), time);
        }
    }

    /// `None`: says nothing about a password, or that it was right.
    fn failed(
        &mut self,
        directory: &Directory,
        attempt: &LogonAttempt,
        class: FailureClass,
    ) -> Option<Happened> {
        let locked = self.accounts.get(&attempt.account).is_some_and(|account| account.locked);
        let happened = match class {
            FailureClass::BadPassword if self.is_old(directory, attempt) => Happened::Old,
            FailureClass::BadPassword | FailureClass::Generic => Happened::Wrong,
            FailureClass::LockedOut => Happened::Unread,
            // Kerberos says "revoked" for locked and for disabled; only a lockout that was seen tells which.
            FailureClass::Revoked if locked => Happened::Unread,
            FailureClass::UnknownUser => Happened::Nobody,
            FailureClass::Revoked
            | FailureClass::RightPasswordBlocked
            | FailureClass::RightDenied
            | FailureClass::BadPin
            | FailureClass::Infrastructure
            | FailureClass::Policy
            | FailureClass::Noise => return None,
        };
        if happened != Happened::Nobody && class != FailureClass::Generic {
            self.exist.insert(attempt.account);
        }
        Some(happened)
    }

    /// The source logged on before the last or last but one change of the password, and not since.
    fn is_old(&self, directory: &Directory, attempt: &LogonAttempt) -> bool {
        if matches!(directory.account(attempt.account).authority, Authority::Local(_)) {
            return false;
        }
        let sets = self.accounts.get(&attempt.account).map(|account| account.password_set);
        let (Some([last, _, third]), Some(success)) =
            (sets, self.last_success.get(&(attempt.account, attempt.source)))
        else {
            return false;
        };
        // A password that was given up three changes ago is remembered no more.
        last.is_some_and(|last| *success < last) && third.is_none_or(|third| third <= *success)
    }

    fn push(&mut self, one: Try) {
        if self.tries.len() < TRIES_MAX {
            self.tries.push(one);
        } else {
            self.left_out += 1;
        }
    }

    /// Replays the history against each policy of the grid. `incidents` are those that the same activities gave; of
    /// `settings` only `service_accounts` is used.
    pub fn what_if(
        &self,
        directory: &Directory,
        incidents: &[Incident],
        settings: &Settings,
        grid: &Grid,
    ) -> WhatIf {
        outcome::replay(self, directory, &Attacks::new(incidents, directory), settings, grid)
    }

    pub(crate) fn group(&self, directory: &Directory, id: AccountId, settings: &Settings) -> Group {
        let service = self.accounts.get(&id).is_some_and(|account| account.service);
        Group::of(directory.account(id), service, settings)
    }

    pub(crate) fn exists(&self, id: AccountId) -> bool {
        self.exist.contains(&id)
    }

    pub(crate) fn accounts_known(&self) -> u64 {
        self.exist.len() as u64
    }
}
