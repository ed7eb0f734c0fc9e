//! Many sources guess the password of one account, a few tries each, so that no source stands out.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, GUESSING};
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-distributed",
    kind: Kind::Attack,
    about: "Many sources guess the password of one account, a few tries each",
    shape: Shape {
        size: Range::new(24.0, 8.0, 200.0),
        size_means: "sources",
        pace_seconds: Range::new(9.0, 1.0, 120.0),
        doors: &[Door::Web, Door::RemoteDesktop, Door::Smb, Door::Gateway, Door::Vpn],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(GUESSING);
    let victim = draft.victim();
    let who = draft.site.who(victim);
    let attackers = draft.attackers(draft.brief.size as usize);
    let tries_each = draft.random.within(1, 4) as usize;
    let mut turns: Vec<_> = (0..attackers.len() * tries_each).map(|turn| turn % attackers.len()).collect();
    draft.random.shuffle(&mut turns);
    for (at, turn) in draft.times(turns.len()).into_iter().zip(turns) {
        let client = attackers[turn].client(&mut draft.random);
        draft.attempt(at, episode, who.clone(), Secret::Wrong, client);
    }
}
