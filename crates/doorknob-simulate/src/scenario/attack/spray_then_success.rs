//! A spray in which one account has the password, which is then used.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, SPRAYING};
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::time::MINUTE;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "spray-then-success",
    kind: Kind::Attack,
    about: "A spray finds one account's password and uses it",
    shape: Shape {
        size: Range::new(30.0, 15.0, 500.0),
        size_means: "accounts",
        pace_seconds: Range::new(3.0, 0.1, 60.0),
        doors: &[Door::Web, Door::Smb, Door::RemoteDesktop, Door::Gateway],
        account: None,
        persons: 30,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(SPRAYING);
    let attacker = draft.attacker();
    let accounts = draft.many(draft.brief.size as usize);
    let weak = accounts.len() * 2 / 3;
    let times = draft.times(accounts.len());
    let found = times.get(weak).copied().unwrap_or(draft.brief.start);
    for (turn, (at, &account)) in times.into_iter().zip(&accounts).enumerate() {
        let client = attacker.client(&mut draft.random);
        let who = draft.site.who(account);
        let secret = if turn == weak { Secret::Right } else { Secret::Wrong };
        draft.attempt(at, episode, who, secret, client);
    }
    if let Some(&account) = accounts.get(weak) {
        let at = found + draft.random.within(3 * MINUTE, 40 * MINUTE);
        let client = attacker.client(&mut draft.random);
        let who = draft.site.who(account);
        draft.attempt(at, episode, who, Secret::Right, client);
    }
}
