//! Guessing one account until a password works, and then using it.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, GUESSING};
use super::stay_below_lockout;
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::time::MINUTE;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-then-success",
    kind: Kind::Attack,
    about: "One source guesses one account until a password works",
    shape: Shape {
        size: Range::new(40.0, 15.0, 800.0),
        size_means: "tries",
        pace_seconds: Range::new(4.0, 0.1, 60.0),
        doors: &[Door::RemoteDesktop, Door::Smb, Door::Web, Door::Gateway, Door::RemoteDesktopClassic],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    stay_below_lockout(draft);
    let episode = draft.attack(GUESSING);
    let index = draft.person();
    let who = draft.site.who(draft.people.persons[index].account);
    let attacker = draft.attacker();
    let times = draft.times(draft.brief.size as usize);
    let last = times.last().copied().unwrap_or(draft.brief.start);
    for at in times {
        let client = attacker.client(&mut draft.random);
        let secret = if at == last { Secret::Right } else { Secret::Wrong };
        draft.attempt(at, episode, who.clone(), secret, client);
    }
    // Used again minutes later.
    for _ in 0..draft.random.within(1, 3) {
        let at = last + draft.random.within(2 * MINUTE, 30 * MINUTE);
        let client = attacker.client(&mut draft.random);
        draft.attempt(at, episode, who.clone(), Secret::Right, client);
    }
}
