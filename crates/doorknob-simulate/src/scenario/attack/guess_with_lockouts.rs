//! Guessing that runs into the lockout policy again and again.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, GUESSING};
use super::guess_account;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-with-lockouts",
    kind: Kind::Attack,
    about: "Guessing that locks the account again and again",
    shape: Shape {
        size: Range::new(90.0, 30.0, 600.0),
        size_means: "tries",
        pace_seconds: Range::new(20.0, 2.0, 60.0),
        doors: &[Door::Smb, Door::Web, Door::RemoteDesktop, Door::Kerberos],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::CIS,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(GUESSING);
    let index = draft.person();
    let who = draft.site.who(draft.people.persons[index].account);
    let attacker = draft.attacker();
    guess_account(draft, episode, &who, &[attacker]);
}
