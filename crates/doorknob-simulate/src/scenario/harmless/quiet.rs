//! Nothing but ordinary work.

use super::super::Scenario;
use super::super::brief::{Range, Shape};
use super::super::draft::Draft;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "quiet",
    kind: Kind::Harmless,
    about: "Nothing but ordinary work",
    shape: Shape {
        size: Range::new(1.0, 1.0, 1.0),
        size_means: "nothing",
        pace_seconds: Range::new(1.0, 1.0, 1.0),
        doors: &[],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(_: &mut Draft<'_>) {}
