//! One source guesses administrator accounts under the names they may have. Few of the names exist.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use super::guess_names;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-family",
    kind: Kind::Attack,
    about: "One source guesses accounts that are all called something like administrator",
    shape: Shape {
        size: Range::new(9.0, 6.0, 16.0),
        size_means: "names",
        pace_seconds: Range::new(5.0, 0.3, 120.0),
        doors: &[Door::Smb, Door::RemoteDesktop, Door::Kerberos, Door::Web],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

/// Names of administrators, in several languages and habits.
const NAMES: [&str; 16] = [
    "Administrator",
    "admin",
    "administrador",
    "administrateur",
    "sysadmin",
    "localadmin",
    "admin1",
    "adm",
    "root",
    "admin.local",
    "administrator1",
    "domainadmin",
    "amministratore",
    "itadmin",
    "sys_admin",
    "superadmin",
];

fn names(draft: &mut Draft<'_>) -> Vec<String> {
    // Where the site has other administrators, the attacker has heard of some of them.
    let known: Vec<_> = draft
        .people
        .administrators
        .iter()
        .take(2)
        .map(|&id| draft.site.account(id).name.to_string())
        .collect();
    let mut names: Vec<_> = NAMES.iter().map(|&name| name.to_owned()).collect();
    names.truncate(draft.brief.size as usize);
    names.extend(known);
    names
}

fn plan(draft: &mut Draft<'_>) {
    let names = names(draft);
    guess_names(draft, &names, 1);
}
