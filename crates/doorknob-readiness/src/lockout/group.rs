//! For whom a policy may differ: fine-grained password policies apply to groups of users.

use doorknob_event::activity::Account;
use doorknob_event::settings::{Settings, wildcard};
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
        if account.privileged.is_some() || account.builtin_administrator {
            return Group::Privileged;
        }
        let full = format!("{}\\{}", account.domain, account.name);
        let configured = |pattern: &String| wildcard(pattern, &account.name) || wildcard(pattern, &full);
        if ran_as_service
            || settings.service_accounts.iter().any(configured)
            || is_named_service(&account.name)
        {
            return Group::Service;
        }
        Group::Others
    }
}

/// `svc-sql`, `SQL_SVC`, `svcbackup`, `backup service`: what Microsoft's naming guidance and common habit agree on.
fn is_named_service(name: &str) -> bool {
    let name = name.to_lowercase();
    name.split(|c: char| !c.is_alphanumeric()).any(|token| token.starts_with("svc") || token == "service")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_services() {
        for (name, wanted) in
            [("svc-sql", true), ("SQL_SVC", true), ("svcbackup", true), ("alice", false), ("servicer", false)]
        {
            assert_eq!(is_named_service(name), wanted, "{name}");
        }
    }
}
