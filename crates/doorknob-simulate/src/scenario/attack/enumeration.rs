//! Names are tried to learn which exist; nearly none does. No password is guessed in earnest.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use crate::behaviour::Secret;
use crate::event::Text;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "enumeration",
    kind: Kind::Attack,
    about: "One source tries many names to learn which exist",
    shape: Shape {
        size: Range::new(60.0, 25.0, 1000.0),
        size_means: "names",
        pace_seconds: Range::new(0.8, 0.02, 10.0),
        doors: &[Door::Kerberos, Door::Smb, Door::Web, Door::Ssh, Door::Vpn],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(&["T1087.002"]);
    let attacker = draft.attacker();
    let existing = draft.many(draft.brief.size as usize / 20);
    for (turn, at) in draft.times(draft.brief.size as usize).into_iter().enumerate() {
        let domain = Text::from(&draft.site.domain);
        // One name in twenty exists.
        let who = match existing.get(turn / 20).filter(|_| turn % 20 == 7) {
            Some(&account) => draft.site.who(account),
            None => {
                let name = draft.invented_name();
                draft.site.typed(&name, domain)
            }
        };
        let client = attacker.client(&mut draft.random);
        draft.attempt(at, episode, who, Secret::Wrong, client);
    }
}
