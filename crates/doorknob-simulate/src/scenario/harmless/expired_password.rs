//! A person's password has expired: the right one is refused a few times, then changed.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use super::{Familiar, familiar_person};
use crate::behaviour::{Act, Secret};
use crate::site::{LockoutPolicy, Restriction};
use crate::time::MINUTE;
use crate::truth::{Kind, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "expired-password",
    kind: Kind::Harmless,
    about: "A person's password has expired and is changed",
    shape: Shape {
        size: Range::new(3.0, 1.0, 5.0),
        size_means: "refused tries",
        pace_seconds: Range::new(20.0, 5.0, 60.0),
        doors: &[Door::Web, Door::Smb, Door::RemoteDesktop],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.nuisance(Verdict::UserError, &[Verdict::Undetermined], None);
    let Familiar { index, account, who, client } = familiar_person(draft);
    let restriction = *draft.random.pick(&[Restriction::PasswordExpired, Restriction::MustChange]);
    draft.act(draft.brief.start - MINUTE, None, Act::Restrict(account, restriction));
    let times = draft.times(draft.brief.size as usize);
    let last = times.last().copied().unwrap_or(draft.brief.start);
    for at in times {
        draft.attempt(at, episode, who.clone(), Secret::Right, client.clone());
    }
    let changed = last + draft.random.within(MINUTE, 4 * MINUTE);
    draft.act(changed, Some(episode), Act::PasswordChange(account));
    draft.attempt(changed + MINUTE, episode, who, Secret::Right, client);
    draft.people.persons[index].pauses.push((draft.brief.start - MINUTE, changed + MINUTE));
    draft.people.persons[index].phone_pauses.push((draft.brief.start - MINUTE, changed + MINUTE));
}
