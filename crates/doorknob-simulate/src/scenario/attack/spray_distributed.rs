//! Many sources try one password on many accounts, each source one or two accounts.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, SPRAYING};
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "spray-distributed",
    kind: Kind::Attack,
    about: "Many sources try a password on many accounts, one or two each",
    shape: Shape {
        size: Range::new(40.0, 25.0, 600.0),
        size_means: "accounts",
        pace_seconds: Range::new(6.0, 0.5, 60.0),
        doors: &[Door::Web, Door::Vpn, Door::RemoteDesktop, Door::Gateway],
        account: None,
        persons: 40,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(SPRAYING);
    let accounts = draft.many(draft.brief.size as usize);
    let each = draft.random.within(1, 2) as usize;
    let attackers = draft.attackers(accounts.len().div_ceil(each));
    for (turn, at) in draft.times(accounts.len()).into_iter().enumerate() {
        let client = attackers[turn / each].client(&mut draft.random);
        let who = draft.site.who(accounts[turn]);
        draft.attempt(at, episode, who, Secret::Wrong, client);
    }
}
