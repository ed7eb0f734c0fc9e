//! A service keeps its old password after the account's was changed; the service manager starts it again
//! and again.

use super::super::Scenario;
use super::super::brief::{Range, Shape};
use super::super::draft::Draft;
use super::keep_old_password;
use crate::behaviour::Path;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "stale-service",
    kind: Kind::Harmless,
    about: "A service keeps starting with its old password",
    shape: Shape {
        size: Range::new(60.0, 20.0, 600.0),
        size_means: "starts",
        pace_seconds: Range::new(300.0, 60.0, 900.0),
        doors: &[],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    keep_old_password(draft, |path| matches!(path, Path::Service(_)));
}
