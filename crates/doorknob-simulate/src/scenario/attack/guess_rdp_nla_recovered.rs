//! Remote Desktop guessing by a client that leaves no address in the 4625; the Remote Desktop channel
//! has it. Some of the names do not exist, which that channel tells too.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, GUESSING};
use crate::behaviour::Path;
use crate::behaviour::Secret;
use crate::event::Text;
use crate::site::LockoutPolicy;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "guess-rdp-nla-recovered",
    kind: Kind::Attack,
    about: "Remote Desktop guessing without an address in 4625; RdpCoreTS has it",
    shape: Shape {
        size: Range::new(40.0, 15.0, 600.0),
        size_means: "tries",
        pace_seconds: Range::new(5.0, 0.5, 60.0),
        doors: &[Door::RemoteDesktop],
        account: Some("Administrator"),
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(GUESSING);
    let victim = draft.victim();
    let known = draft.site.who(victim);
    let unknown = draft.site.typed("administrator2", Text::from(&draft.site.domain));
    let attacker = draft.attacker();
    let (_, host) = draft.door();
    for (turn, at) in draft.times(draft.brief.size as usize).into_iter().enumerate() {
        let client = attacker.client(&mut draft.random);
        let who = if turn % 8 == 5 { unknown.clone() } else { known.clone() };
        let way = (Path::RemoteDesktop { address_shown: false }, host);
        draft.attempt_by(at, Some(episode), who, Secret::Wrong, client, way);
    }
}
