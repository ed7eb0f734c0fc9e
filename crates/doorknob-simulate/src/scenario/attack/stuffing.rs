//! Pairs of name and password leaked elsewhere are tried, one each, from many sources. Most names are of
//! other sites.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "stuffing",
    kind: Kind::Attack,
    about: "Leaked names and passwords are tried from many sources, most of them unknown here",
    shape: Shape {
        size: Range::new(90.0, 60.0, 1500.0),
        size_means: "names",
        pace_seconds: Range::new(4.0, 0.3, 40.0),
        doors: &[Door::Web, Door::Vpn, Door::Gateway],
        account: None,
        persons: 25,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(&["T1110.004"]);
    let names = draft.brief.size as usize;
    let attackers = draft.attackers((names / 4).max(8));
    let existing = draft.many(names / 5);
    let times = draft.times(names);
    for (turn, at) in times.into_iter().enumerate() {
        // One name in five is of somebody here; the others carry the domain they leaked from.
        let who = match existing.get(turn / 5).filter(|_| turn % 5 == 3) {
            Some(&account) => draft.site.who_by_principal_name(account),
            None => {
                let domain =
                    *draft.random.pick(&["mail.example", "shop.example", "forum.example", "games.example"]);
                let name = format!("{}@{domain}", draft.invented_name());
                draft.site.typed(&name, "")
            }
        };
        let client = draft.random.pick(&attackers).clone().client(&mut draft.random);
        draft.attempt(at, episode, who, Secret::Wrong, client);
    }
}
