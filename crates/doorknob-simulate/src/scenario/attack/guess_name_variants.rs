//! The attacker knows a person's name but not how the site makes account names of it, and tries them all.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use super::guess_names;
use crate::site::LockoutPolicy;
use crate::site::{Convention, person};
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-name-variants",
    kind: Kind::Attack,
    about: "One person's account is guessed under every way to write the name",
    shape: Shape {
        size: Range::new(7.0, 5.0, 9.0),
        size_means: "names",
        pace_seconds: Range::new(8.0, 0.5, 120.0),
        doors: &[Door::Web, Door::Vpn, Door::RemoteDesktop, Door::Smb],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn names(draft: &mut Draft<'_>) -> Vec<String> {
    let (first, last) = person(&mut draft.random);
    // The person works here, under one of the names.
    draft.site.add_account(&Convention::InitialLast.account_name(first, last));
    let mut names: Vec<_> =
        Convention::ALL.iter().map(|convention| convention.account_name(first, last)).collect();
    names.extend([
        format!("{last}.{first}"),
        format!("{first}{last}"),
        last.to_owned(),
        format!("{first}_{last}"),
    ]);
    names.truncate(draft.brief.size as usize);
    names
}

fn plan(draft: &mut Draft<'_>) {
    let names = names(draft);
    let sources = if draft.random.chance(0.6) { 1 } else { 4 };
    guess_names(draft, &names, sources);
}
