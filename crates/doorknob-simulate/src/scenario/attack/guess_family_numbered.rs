//! Service accounts that differ in a number are guessed one after the other.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use super::guess_names;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-family-numbered",
    kind: Kind::Attack,
    about: "Numbered service accounts (svc-sql01, svc-sql02, ..) are guessed",
    shape: Shape {
        size: Range::new(8.0, 5.0, 20.0),
        size_means: "accounts",
        pace_seconds: Range::new(6.0, 0.3, 120.0),
        doors: &[Door::Smb, Door::Kerberos, Door::Ldap, Door::RemoteDesktop],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn names(draft: &mut Draft<'_>) -> Vec<String> {
    let stem = *draft.random.pick(&["svc-sql", "svc_web", "backup", "svc-iis", "kiosk", "labuser"]);
    let names: Vec<_> = (1..=draft.brief.size).map(|number| format!("{stem}{number:02}")).collect();
    // Two thirds of the numbers are in use.
    for name in names.iter().take(names.len() * 2 / 3) {
        draft.site.add_account(name);
    }
    names
}

fn plan(draft: &mut Draft<'_>) {
    let names = names(draft);
    let sources = if draft.random.chance(0.5) { 1 } else { 3 };
    guess_names(draft, &names, sources);
}
