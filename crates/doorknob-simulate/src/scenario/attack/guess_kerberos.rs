//! Guessing at the KDC: no 4625 anywhere, only 4771 on controllers.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use super::guess_victim;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-kerberos",
    kind: Kind::Attack,
    about: "Guessing one account at the KDC: only 4771 tells",
    shape: Shape {
        size: Range::new(54.0, 15.0, 800.0),
        size_means: "tries",
        pace_seconds: Range::new(0.4, 0.05, 60.0),
        doors: &[Door::Kerberos],
        account: Some("Administrator"),
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    guess_victim(draft, 1);
}
