//! After a password change, the phone goes on asking for mail with the old one.

use super::super::Scenario;
use super::super::brief::{Range, Shape};
use super::super::draft::Draft;
use super::take_phone;
use crate::behaviour::{Act, Secret};
use crate::site::LockoutPolicy;
use crate::time::MINUTE;
use crate::truth::{Kind, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "stale-phone",
    kind: Kind::Harmless,
    about: "A phone keeps asking for mail with the old password",
    shape: Shape {
        size: Range::new(40.0, 20.0, 300.0),
        size_means: "tries",
        pace_seconds: Range::new(840.0, 120.0, 1800.0),
        doors: &[],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let old = draft.old_password();
    let episode = draft.nuisance(Verdict::Misconfiguration, &[Verdict::UserError], None);
    let (index, client, way) = take_phone(draft);
    let account = draft.people.persons[index].account;
    let who = draft.site.who(account);
    draft.act(draft.brief.start - 2 * MINUTE, Some(episode), Act::PasswordChange(account));
    let times = draft.times(draft.brief.size as usize);
    for &at in &times {
        draft.attempt_by(at, Some(episode), who.clone(), old, client.clone(), way.clone());
    }
    let mended = times.last().copied().unwrap_or(draft.brief.start) + MINUTE;
    draft.attempt_by(mended, Some(episode), who, Secret::Right, client, way);
    draft.people.persons[index].phone_pauses.push((draft.brief.start - 2 * MINUTE, mended));
}
