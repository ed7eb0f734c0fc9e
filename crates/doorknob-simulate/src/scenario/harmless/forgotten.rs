//! A person back from leave has forgotten the password, tries for a while, and has it reset by the help
//! desk in the end.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use super::{Familiar, familiar_person};
use crate::behaviour::{Act, Secret};
use crate::site::LockoutPolicy;
use crate::time::MINUTE;
use crate::truth::{Kind, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "forgotten",
    kind: Kind::Harmless,
    about: "A person forgot the password, tries long, and has it reset",
    shape: Shape {
        size: Range::new(14.0, 6.0, 45.0),
        size_means: "wrong tries",
        pace_seconds: Range::new(25.0, 8.0, 90.0),
        doors: &[Door::Web, Door::RemoteDesktop, Door::Smb],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::MICROSOFT,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.nuisance(Verdict::UserError, &[Verdict::Undetermined], None);
    let Familiar { index, account, who, client } = familiar_person(draft);
    let times = draft.times(draft.brief.size as usize);
    let last = times.last().copied().unwrap_or(draft.brief.start);
    for at in times {
        draft.attempt(at, episode, who.clone(), Secret::Wrong, client.clone());
    }
    let reset = last + draft.random.within(3 * MINUTE, 25 * MINUTE);
    let by = draft.administrator();
    draft.act(reset, Some(episode), Act::PasswordReset { account, by });
    let back = reset + draft.random.within(MINUTE, 5 * MINUTE);
    draft.attempt(back, episode, who, Secret::Right, client);
    // Until then there is no ordinary work, and the phone has the old password only later.
    draft.people.persons[index].pauses.push((draft.brief.start - 5 * MINUTE, back));
}
