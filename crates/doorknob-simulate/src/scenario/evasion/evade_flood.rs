//! Thousands of invented names from many sources, to fill a detector's memory, while one source guesses
//! one account in earnest.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, GUESSING};
use crate::behaviour::Secret;
use crate::event::Text;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "evade-flood",
    kind: Kind::Attack,
    about: "Invented names flood the logs while one account is guessed",
    shape: Shape {
        size: Range::new(300.0, 2000.0, 30000.0),
        size_means: "invented names",
        pace_seconds: Range::new(0.1, 0.01, 0.5),
        doors: &[Door::Smb, Door::Kerberos, Door::Web],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let flood = draft.attack(&["T1087.002"]);
    let attackers = draft.attackers((draft.brief.size as usize / 20).max(5));
    let times = draft.times(draft.brief.size as usize);
    let domain = Text::from(&draft.site.domain);
    for (turn, &at) in times.iter().enumerate() {
        let client = attackers[turn % attackers.len()].client(&mut draft.random);
        let name = draft.invented_name();
        let who = draft.site.typed(&name, domain.clone());
        draft.attempt(at, flood, who, Secret::Wrong, client);
    }
    let guess = draft.attack(GUESSING);
    let victim = draft.victim();
    let who = draft.site.who(victim);
    let attacker = draft.attacker();
    // One try in earnest for every twenty invented names.
    for &at in times.iter().step_by(20) {
        let client = attacker.client(&mut draft.random);
        draft.attempt(at, guess, who.clone(), Secret::Wrong, client);
    }
}
