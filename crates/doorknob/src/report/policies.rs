//! The lockout what-if as the page tells it.

use doorknob_page::lockout::{Lockout, LockoutPolicy};
use doorknob_readiness::lockout::{Cell, Group, Policy, WhatIf};

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
        abuse: what_if.recommendation.notes.clone(),
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
