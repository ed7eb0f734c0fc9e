//! Somebody has left; the account is disabled, the phone does not know.

use super::super::Scenario;
use super::super::brief::{Range, Shape};
use super::super::draft::Draft;
use super::take_phone;
use crate::behaviour::{Act, Secret};
use crate::site::LockoutPolicy;
use crate::time::HOUR;
use crate::truth::{Kind, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "leaver-device",
    kind: Kind::Harmless,
    about: "The phone of somebody who left keeps asking; the account is disabled",
    shape: Shape {
        size: Range::new(40.0, 20.0, 300.0),
        size_means: "tries",
        pace_seconds: Range::new(900.0, 120.0, 1800.0),
        doors: &[],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.nuisance(Verdict::Misconfiguration, &[], None);
    let (index, client, way) = take_phone(draft);
    let account = draft.people.persons[index].account;
    let who = draft.site.who(account);
    let by = draft.administrator();
    let left = draft.brief.start - draft.brief.gap.min(HOUR) / 2;
    draft.act(left, Some(episode), Act::Disable { account, by });
    for at in draft.times(draft.brief.size as usize) {
        draft.attempt_by(at, Some(episode), who.clone(), Secret::Right, client.clone(), way.clone());
    }
    // Gone for good.
    draft.people.persons[index].pauses.push((left, i64::MAX));
    draft.people.persons[index].phone_pauses.push((left, i64::MAX));
}
