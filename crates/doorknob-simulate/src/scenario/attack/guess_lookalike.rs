//! Names that look like one account: digits for letters, letters of other scripts, doubled and dropped
//! letters.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use super::guess_names;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-lookalike",
    kind: Kind::Attack,
    about: "One source guesses names that look like one account",
    shape: Shape {
        size: Range::new(7.0, 5.0, 12.0),
        size_means: "names",
        pace_seconds: Range::new(6.0, 0.3, 120.0),
        doors: &[Door::Smb, Door::Web, Door::RemoteDesktop],
        account: Some("Administrator"),
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn names(draft: &mut Draft<'_>) -> Vec<String> {
    let victim = draft.victim();
    let name = draft.site.account(victim).name.to_lowercase();
    let swap = |from: char, to: char| name.replacen(from, &to.to_string(), 1);
    let mut names = vec![
        name.clone(),
        // Cyrillic letters of the same shape.
        swap('a', '\u{430}'),
        swap('o', '\u{43e}'),
        swap('e', '\u{435}'),
        swap('i', '1'),
        swap('o', '0'),
        swap('a', '4'),
        swap('e', '3'),
        swap('s', '5'),
        format!("{name}1"),
        format!("{name}_"),
        name.to_uppercase().replace('I', "l"),
    ];
    names.dedup();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names.truncate(draft.brief.size as usize);
    names
}

fn plan(draft: &mut Draft<'_>) {
    let names = names(draft);
    guess_names(draft, &names, 1);
}
