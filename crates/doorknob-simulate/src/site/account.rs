//! Accounts, their state, and the policy that locks them.

use std::sync::Arc;

use super::HostId;
use crate::event::{Sid, Text};
use crate::time::MINUTE;

/// Index of an account in its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(pub u32);

/// Who knows the account's password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Authority {
    /// The domain controllers.
    Domain,
    /// One machine.
    Local(HostId),
}

/// Why an account may not be used although its password is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Restriction {
    /// The account is disabled.
    Disabled,
    /// The account has expired.
    Expired,
    /// The password has expired.
    PasswordExpired,
    /// The password must be changed before the first use.
    MustChange,
    /// Not at this hour.
    Hours,
    /// Not from this workstation.
    Workstation,
}

/// An account.
#[derive(Debug, Clone)]
pub struct Account {
    /// `sAMAccountName`.
    pub name: Arc<str>,
    /// Where it lives.
    pub authority: Authority,
    /// SID.
    pub sid: Sid,
    /// Whether its sessions get an administrator's privileges (4672).
    pub privileged: bool,
    /// What stops a logon with the right password.
    pub restriction: Option<Restriction>,
    /// Wrong passwords counted towards the lockout threshold.
    pub bad_passwords: u32,
    /// When the last of them was.
    pub last_bad_password: i64,
    /// Locked until this time.
    pub locked_until: Option<i64>,
}

impl Account {
    pub(super) fn new(name: Arc<str>, authority: Authority, sid: Sid) -> Self {
        Account {
            name,
            authority,
            sid,
            privileged: false,
            restriction: None,
            bad_passwords: 0,
            last_bad_password: i64::MIN,
            locked_until: None,
        }
    }

    /// Whether the account is locked at this time.
    #[must_use]
    pub fn is_locked(&self, now: i64) -> bool {
        self.locked_until.is_some_and(|until| now < until)
    }

    /// Unlocks and forgets wrong passwords, as an administrator or a success does.
    pub fn clear_bad_passwords(&mut self) {
        self.bad_passwords = 0;
        self.locked_until = None;
    }

    /// Counts a wrong password; true when this one locks the account. The built-in administrator
    /// is never locked, as was Windows' rule until 2022 and is wherever the policy that allows it
    /// is not set. Source: Microsoft Learn, "Account lockout threshold".
    pub fn count_bad_password(&mut self, now: i64, policy: LockoutPolicy) -> bool {
        if policy.threshold == 0 || self.sid.sub_authorities().last() == Some(&500) {
            return false;
        }
        if now.saturating_sub(self.last_bad_password) > policy.window {
            self.bad_passwords = 0;
        }
        self.last_bad_password = now;
        self.bad_passwords += 1;
        if self.bad_passwords < policy.threshold {
            return false;
        }
        self.bad_passwords = 0;
        self.locked_until = Some(now.saturating_add(policy.duration));
        true
    }
}

/// When accounts are locked. Source: Microsoft Learn, "Account lockout policy".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockoutPolicy {
    /// Wrong passwords that lock; 0 never locks.
    pub threshold: u32,
    /// A wrong password is forgotten after this time without another, 100 ns.
    pub window: i64,
    /// How long the account stays locked, 100 ns.
    pub duration: i64,
}

impl LockoutPolicy {
    /// Accounts are never locked: the default of domains until an administrator sets it.
    pub const NONE: LockoutPolicy = LockoutPolicy { threshold: 0, window: 0, duration: 0 };
    /// CIS benchmark for Windows Server 2022, level 1: 5 tries, 15 minutes, 15 minutes.
    pub const CIS: LockoutPolicy = LockoutPolicy { threshold: 5, window: 15 * MINUTE, duration: 15 * MINUTE };
    /// Microsoft's baseline and the local default since Windows 11: 10 tries, 10 and 10 minutes.
    pub const MICROSOFT: LockoutPolicy =
        LockoutPolicy { threshold: 10, window: 10 * MINUTE, duration: 10 * MINUTE };
}

/// The account that a logon asks for: the name as typed, and whom it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Who {
    /// User part as typed.
    pub user: Text,
    /// Domain part as typed; may be empty or `.`.
    pub domain: Text,
    /// The account of that name, if there is one.
    pub account: Option<AccountId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(rid: u32) -> Account {
        Account::new("bob".into(), Authority::Domain, Sid::account([1, 2, 3], rid))
    }

    #[test]
    fn the_threshold_locks_and_the_duration_unlocks() {
        let mut account = account(1200);
        for n in 1..5 {
            assert!(!account.count_bad_password(n, LockoutPolicy::CIS));
        }
        assert!(account.count_bad_password(5, LockoutPolicy::CIS));
        assert!(account.is_locked(5 + 15 * MINUTE - 1));
        assert!(!account.is_locked(5 + 15 * MINUTE));
    }

    #[test]
    fn the_window_forgets() {
        let mut account = account(1200);
        for n in 0..100 {
            assert!(!account.count_bad_password(n * 16 * MINUTE, LockoutPolicy::CIS), "{n}");
        }
    }

    #[test]
    fn some_are_never_locked() {
        let mut built_in = account(500);
        assert!((0..100).all(|n| !built_in.count_bad_password(n, LockoutPolicy::CIS)));
        let mut account = account(1200);
        assert!((0..100).all(|n| !account.count_bad_password(n, LockoutPolicy::NONE)));
    }
}
