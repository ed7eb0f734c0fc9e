//! A spray with long pauses: one account at a time, or a short round and then a pause longer than the
//! lockout window.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, SPRAYING};
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "slow-spray",
    kind: Kind::Attack,
    about: "One source sprays accounts over days with long pauses",
    shape: Shape {
        size: Range::new(60.0, 30.0, 200.0),
        size_means: "tries",
        pace_seconds: Range::new(1200.0, 300.0, 2700.0),
        doors: &[Door::Web, Door::Smb, Door::Kerberos, Door::Vpn],
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
    let known = accounts.len();
    while accounts.len() < draft.brief.size as usize {
        accounts.push(accounts[accounts.len() % known]);
    }
    for (at, account) in draft.times(accounts.len()).into_iter().zip(accounts) {
        let client = attacker.client(&mut draft.random);
        let who = draft.site.who(account);
        draft.attempt(at, episode, who, Secret::Wrong, client);
    }
}
