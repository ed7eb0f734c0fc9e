//! Guessing a service account at an exact rhythm from a server of the site, to pass for a service with a
//! wrong password.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, GUESSING};
use crate::behaviour::Secret;
use crate::people::client_of;
use crate::site::{LockoutPolicy, Role};
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "evade-rhythm",
    kind: Kind::Attack,
    about: "Guessing a service account in the rhythm of a stale service",
    shape: Shape {
        size: Range::new(72.0, 40.0, 300.0),
        size_means: "tries",
        pace_seconds: Range::new(300.0, 60.0, 900.0),
        doors: &[Door::Smb, Door::Kerberos, Door::Ldap],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(GUESSING);
    let name = draft.brief.account.clone().unwrap_or_else(|| "svc-backup".to_owned());
    let victim = draft.site.add_account(&name);
    let who = draft.site.who(victim);
    // A server that the attacker holds already, and that the account never used.
    let held = draft.host_of(Role::RemoteDesktop);
    let client = client_of(draft.site, held);
    for turn in 0..i64::from(draft.brief.size) {
        let at = draft.brief.start + turn * draft.brief.gap;
        draft.attempt(at, episode, who.clone(), Secret::Wrong, client.clone());
    }
}
