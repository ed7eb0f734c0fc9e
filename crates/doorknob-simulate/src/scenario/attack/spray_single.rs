//! One source tries one or two passwords on many accounts.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, SPRAYING};
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "spray-single",
    kind: Kind::Attack,
    about: "One source tries a password on many accounts",
    shape: Shape {
        size: Range::new(25.0, 12.0, 600.0),
        size_means: "accounts",
        pace_seconds: Range::new(3.0, 0.05, 60.0),
        doors: &[
            Door::Smb,
            Door::Kerberos,
            Door::Web,
            Door::RemoteDesktop,
            Door::Ldap,
            Door::Vpn,
            Door::Gateway,
        ],
        account: None,
        persons: 30,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(SPRAYING);
    let attacker = draft.attacker();
    let mut accounts = draft.many(draft.brief.size as usize);
    if draft.random.chance(0.5) {
        // Straight from an exported list.
        accounts.sort_by_key(|&id| draft.site.account(id).name.clone());
    }
    for (at, account) in draft.times(accounts.len()).into_iter().zip(accounts) {
        let client = attacker.client(&mut draft.random);
        let who = draft.site.who(account);
        draft.attempt(at, episode, who, Secret::Wrong, client);
    }
}
