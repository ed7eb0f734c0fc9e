//! A program on a machine guesses local accounts: no address, no other machine, only the process.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, GUESSING};
use crate::behaviour::Secret;
use crate::people::client_of;
use crate::site::Authority;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-no-address",
    kind: Kind::Attack,
    about: "A program on the machine itself guesses accounts; there is no address",
    shape: Shape {
        size: Range::new(40.0, 15.0, 300.0),
        size_means: "tries",
        pace_seconds: Range::new(0.3, 0.02, 5.0),
        doors: &[Door::Process],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(GUESSING);
    let (path, host) = draft.door();
    let name = draft.brief.account.clone().unwrap_or_else(|| "Administrator".to_owned());
    let victim = draft.site.add_account_at(Authority::Local(host), &name);
    let who = draft.site.who(victim);
    let client = client_of(draft.site, host);
    for at in draft.times(draft.brief.size as usize) {
        let way = (path.clone(), host);
        draft.attempt_by(at, Some(episode), who.clone(), Secret::Wrong, client.clone(), way);
    }
}
