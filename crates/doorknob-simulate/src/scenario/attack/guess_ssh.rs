//! Guessing through sshd: the 4625 has no address, the sshd log has.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, GUESSING};
use crate::behaviour::Secret;
use crate::event::Text;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-ssh",
    kind: Kind::Attack,
    about: "Guessing through sshd; only its own log has the address",
    shape: Shape {
        size: Range::new(40.0, 15.0, 800.0),
        size_means: "tries",
        pace_seconds: Range::new(3.0, 0.5, 60.0),
        doors: &[Door::Ssh],
        account: Some("Administrator"),
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(GUESSING);
    let victim = draft.victim();
    let known = draft.site.who(victim);
    let (_, host) = draft.door();
    let unknown = draft.site.typed("root", Text::from(&draft.site.host(host).name));
    let attacker = draft.attacker();
    for (turn, at) in draft.times(draft.brief.size as usize).into_iter().enumerate() {
        let client = attacker.client(&mut draft.random);
        let who = if turn % 6 == 5 { unknown.clone() } else { known.clone() };
        draft.attempt(at, episode, who, Secret::Wrong, client);
    }
}
