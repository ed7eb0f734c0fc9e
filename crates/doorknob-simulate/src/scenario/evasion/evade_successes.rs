//! A spray mixed with successes of an account that the attacker owns, to look like a shared address.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, SPRAYING};
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "evade-successes",
    kind: Kind::Attack,
    about: "A spray mixed with successes of an account the attacker owns",
    shape: Shape {
        size: Range::new(30.0, 15.0, 200.0),
        size_means: "accounts",
        pace_seconds: Range::new(6.0, 1.0, 60.0),
        doors: &[Door::Web, Door::Smb, Door::RemoteDesktop],
        account: None,
        persons: 34,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(SPRAYING);
    let attacker = draft.attacker();
    let index = draft.person();
    let own = draft.site.who(draft.people.persons[index].account);
    let mut accounts = draft.many(draft.brief.size as usize);
    accounts.retain(|&account| Some(account) != own.account);
    for (turn, at) in draft.times(accounts.len()).into_iter().enumerate() {
        let client = attacker.client(&mut draft.random);
        if turn % 2 == 0 {
            let (own, gap) = (own.clone(), draft.brief.gap / 2);
            draft.attempt(at + gap, episode, own, Secret::Right, client.clone());
        }
        let who = draft.site.who(accounts[turn]);
        draft.attempt(at, episode, who, Secret::Wrong, client);
    }
}
