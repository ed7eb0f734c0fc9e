//! Guessing single accounts from behind the address that many users share, at the pace of people.

use super::super::Scenario;
use super::super::attack::guess_account;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, GUESSING};
use super::super::harmless::shared_egress_life;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "evade-shared-address",
    kind: Kind::Attack,
    about: "Guessing one account from behind a shared address, at the pace of people",
    shape: Shape {
        size: Range::new(40.0, 20.0, 150.0),
        size_means: "tries",
        pace_seconds: Range::new(45.0, 20.0, 120.0),
        doors: &[Door::Web],
        account: None,
        persons: 24,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(GUESSING);
    let shared = shared_egress_life(draft, 14);
    let victim = draft.victim();
    let who = draft.site.who(victim);
    let attacker = draft.attacker().at(shared);
    guess_account(draft, episode, &who, &[attacker]);
}
