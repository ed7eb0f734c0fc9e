//! One source guesses the password of one account.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use super::guess_victim;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-single",
    kind: Kind::Attack,
    about: "One source guesses the password of one account",
    shape: Shape {
        size: Range::new(60.0, 15.0, 2000.0),
        size_means: "tries",
        pace_seconds: Range::new(4.0, 0.05, 90.0),
        doors: &[
            Door::Smb,
            Door::RemoteDesktop,
            Door::Web,
            Door::Kerberos,
            Door::Ldap,
            Door::Gateway,
            Door::Vpn,
            Door::RemoteDesktopClassic,
            Door::RemoteAccess,
        ],
        account: Some("Administrator"),
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    guess_victim(draft, 1);
}
