//! Guessing finds the password, but the account is disabled, expired, must change its password, or may
//! not log on at this hour or from this workstation. The code tells the attacker that it was right.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, GUESSING};
use super::stay_below_lockout;
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::site::Restriction;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "password-found-blocked",
    kind: Kind::Attack,
    about: "Guessing finds a password that the account's state blocks",
    shape: Shape {
        size: Range::new(40.0, 15.0, 400.0),
        size_means: "tries",
        pace_seconds: Range::new(4.0, 0.1, 60.0),
        doors: &[Door::Smb, Door::RemoteDesktop, Door::Web],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

const STATES: [Restriction; 6] = [
    Restriction::Disabled,
    Restriction::Expired,
    Restriction::PasswordExpired,
    Restriction::MustChange,
    Restriction::Hours,
    Restriction::Workstation,
];

fn plan(draft: &mut Draft<'_>) {
    stay_below_lockout(draft);
    let episode = draft.attack(GUESSING);
    let victim = draft.dormant();
    draft.site.account_mut(victim).restriction = Some(*draft.random.pick(&STATES));
    let who = draft.site.who(victim);
    let attacker = draft.attacker();
    let times = draft.times(draft.brief.size as usize);
    let found = [times.len() * 3 / 5, times.len() * 4 / 5];
    for (turn, at) in times.into_iter().enumerate() {
        let client = attacker.client(&mut draft.random);
        let secret = if found.contains(&turn) { Secret::Right } else { Secret::Wrong };
        draft.attempt(at, episode, who.clone(), secret, client);
    }
}
