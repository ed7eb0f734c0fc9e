//! Nine tries and then silence until the window has passed, again and again: just below ten in ten minutes.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, GUESSING};
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::time::MINUTE;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "evade-limits",
    kind: Kind::Attack,
    about: "Guessing that stays one try below ten in ten minutes",
    shape: Shape {
        size: Range::new(90.0, 45.0, 300.0),
        size_means: "tries",
        pace_seconds: Range::new(5.0, 1.0, 20.0),
        doors: &[Door::Web, Door::Smb, Door::RemoteDesktop, Door::Kerberos],
        account: Some("Administrator"),
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(GUESSING);
    let victim = draft.victim();
    let who = draft.site.who(victim);
    let attacker = draft.attacker();
    let mut at = draft.brief.start;
    for turn in 0..draft.brief.size {
        let client = attacker.client(&mut draft.random);
        draft.attempt(at, episode, who.clone(), Secret::Wrong, client);
        at += if turn % 9 == 8 { 11 * MINUTE } else { draft.brief.gap };
    }
}
