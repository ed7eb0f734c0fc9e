//! The lockout what-if as the page tells it.

use doorknob_page::lockout::{LockedAccount, LockedOut, Lockout, LockoutPolicy};
use doorknob_readiness::lockout::{Cause, Cell, Group, LockedRow, Policy, WhatIf};

/// Accounts named of each cause.
const NAMED: usize = 20;

/// The policies that people set: locked for as long as failures are remembered. A page is no place for all of the grid.
pub(super) fn of_what_if(what_if: &WhatIf) -> Lockout {
    let advice = &what_if.recommendation.policy;
    let usual = |cell: &&Cell| {
        let policy = cell.policy;
        policy.threshold > 0 && (policy.duration_minutes == policy.window_minutes || policy == advice.policy)
    };
    let groups = what_if.recommendation.groups.iter().map(|advice| {
        let group = advice.group.map_or("others", Group::text);
        format!("For {group}, by a password settings object: {}. {}", advice.policy, advice.reasons.join(" "))
    });
    Lockout {
        recommendation: format!("We would set: {}.", advice.policy),
        reasons: advice.reasons.iter().cloned().chain(groups).collect(),
        policies: what_if.cells.iter().filter(usual).map(|cell| policy(cell, advice.policy)).collect(),
        locked: [
            locked_out(what_if, "Who would have been locked out by their own tries", Cause::Own),
            locked_out(what_if, "Whom the attacks would have locked out", Cause::Attack),
        ]
        .into_iter()
        .filter(|table| !table.accounts.is_empty())
        .collect(),
        abuse: what_if.recommendation.notes.clone(),
    }
}

fn locked_out(what_if: &WhatIf, title: &str, cause: Cause) -> LockedOut {
    let table = what_if.locked(cause, NAMED);
    let name = |policy: Policy| {
        let mut marks = Vec::new();
        if policy == what_if.recommendation.policy.policy {
            marks.push("recommended");
        }
        if policy == Policy::MICROSOFT {
            marks.push("Microsoft baseline");
        }
        if policy == Policy::CIS {
            marks.push("CIS at its least strict");
        }
        format!("{}: {policy}", marks.join(", "))
    };
    let account = |row: LockedRow| LockedAccount {
        about: row.about().to_owned(),
        locks: row
            .locks
            .iter()
            .map(|locks| locks.map_or_else(|| "never".to_owned(), |locks| locks.to_string()))
            .collect(),
        name: row.account,
    };
    LockedOut {
        title: title.to_owned(),
        policies: table.policies.iter().map(|policy| name(*policy)).collect(),
        unnamed: table.unnamed,
        accounts: table.rows.into_iter().map(account).collect(),
    }
}

fn policy(cell: &Cell, recommended: Policy) -> LockoutPolicy {
    let services = cell.groups.get(&Group::Service).map_or(0, |effect| effect.accounts_locked_by_own);
    let mut marks = Vec::new();
    if cell.microsoft_baseline {
        marks.push("Microsoft baseline");
    }
    if cell.fulfils_cis {
        marks.push("CIS");
    }
    LockoutPolicy {
        threshold: cell.policy.threshold,
        window_minutes: cell.policy.window_minutes,
        duration_minutes: cell.policy.duration_minutes,
        stopped: cell.all.share_stopped(),
        guesses_per_day: cell.careful_guesses_per_day,
        people_locked: cell.all.accounts_locked_by_own.saturating_sub(services),
        services_locked: services,
        mark: marks.join(", "),
        recommended: cell.policy == recommended,
    }
}
