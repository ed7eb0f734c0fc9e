//! For whom a policy may differ: fine-grained password policies apply to groups of users.

use doorknob_event::account_kind::{AccountKind, kind_of};
use doorknob_event::activity::Account;
use doorknob_event::settings::Settings;
use serde::Serialize;

/// Accounts that may have a policy of their own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Everybody else.
    Others,
    /// Services, tasks and applications.
    Service,
    /// Privileged accounts.
    Privileged,
}

impl Group {
    /// Every group.
    pub const ALL: [Group; 3] = [Group::Others, Group::Service, Group::Privileged];

    /// Plain words.
    pub fn text(self) -> &'static str {
        match self {
            Group::Others => "people and others",
            Group::Service => "service accounts",
            Group::Privileged => "privileged accounts",
        }
    }

    /// By what is known of an account: privilege first, since an administrator's service account is both.
    pub(crate) fn of(account: &Account, ran_as_service: bool, settings: &Settings) -> Self {
        if account.privileged.is_some() {
            return Group::Privileged;
        }
        match kind_of(account, settings) {
            AccountKind::Administrator => Group::Privileged,
            AccountKind::Service => Group::Service,
            _ if ran_as_service => Group::Service,
            AccountKind::Person | AccountKind::Machine => Group::Others,
        }
    }
}
