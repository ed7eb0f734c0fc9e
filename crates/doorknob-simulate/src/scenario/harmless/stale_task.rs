//! A scheduled task keeps its old password.

use super::super::Scenario;
use super::super::brief::{Range, Shape};
use super::super::draft::Draft;
use super::keep_old_password;
use crate::behaviour::Path;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "stale-task",
    kind: Kind::Harmless,
    about: "A scheduled task keeps running with its old password",
    shape: Shape {
        size: Range::new(30.0, 15.0, 200.0),
        size_means: "runs",
        pace_seconds: Range::new(1800.0, 300.0, 3600.0),
        doors: &[],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    keep_old_password(draft, |path| *path == Path::Task);
}
