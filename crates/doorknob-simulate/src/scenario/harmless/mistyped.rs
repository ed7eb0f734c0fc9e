//! A person mistypes a few times and gets in.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use super::{Familiar, familiar_person};
use crate::behaviour::Secret;
use crate::site::LockoutPolicy;
use crate::truth::{Kind, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "mistyped",
    kind: Kind::Harmless,
    about: "A person mistypes a few times and gets in",
    shape: Shape {
        size: Range::new(3.0, 1.0, 7.0),
        size_means: "wrong tries",
        pace_seconds: Range::new(6.0, 3.0, 15.0),
        doors: &[Door::Web, Door::RemoteDesktop, Door::Smb],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.nuisance(Verdict::UserError, &[Verdict::Undetermined], None);
    let Familiar { who, client, .. } = familiar_person(draft);
    let times = draft.times(draft.brief.size as usize + 1);
    let last = times.last().copied();
    for at in times {
        let secret = if Some(at) == last { Secret::Right } else { Secret::Wrong };
        draft.attempt(at, episode, who.clone(), secret, client.clone());
    }
}
