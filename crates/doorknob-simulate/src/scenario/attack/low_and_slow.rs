//! One account, one try about every half an hour, for days: below every threshold that counts minutes.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use super::guess_victim;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "low-and-slow",
    kind: Kind::Attack,
    about: "One source guesses one account for days, one try every half an hour",
    shape: Shape {
        size: Range::new(110.0, 60.0, 250.0),
        size_means: "tries",
        pace_seconds: Range::new(1860.0, 900.0, 3600.0),
        doors: &[Door::Web, Door::RemoteDesktop, Door::Smb, Door::Vpn],
        account: Some("Administrator"),
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let sources = if draft.random.chance(0.6) { 1 } else { draft.random.within(2, 4) as usize };
    guess_victim(draft, sources);
}
