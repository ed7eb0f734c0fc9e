//! A spray from behind an address that many users of the site share, during their working day.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, SPRAYING};
use super::super::harmless::shared_egress_life;
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "spray-shared-egress",
    kind: Kind::Attack,
    about: "A spray from behind an address that many users share",
    shape: Shape {
        size: Range::new(25.0, 15.0, 200.0),
        size_means: "accounts",
        pace_seconds: Range::new(5.0, 0.5, 60.0),
        doors: &[Door::Web, Door::Smb],
        account: None,
        persons: 40,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(SPRAYING);
    let shared = shared_egress_life(draft, 12);
    // The attacker tries accounts of all kinds, users of the address among them.
    let accounts = draft.many(draft.brief.size as usize);
    let attacker = draft.attacker().at(shared);
    for (at, account) in draft.times(accounts.len()).into_iter().zip(accounts) {
        let client = attacker.client(&mut draft.random);
        let who = draft.site.who(account);
        draft.attempt(at, episode, who, Secret::Wrong, client);
    }
}
