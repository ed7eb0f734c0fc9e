//! Monday morning after a weekend: many people mistype within the same hour, each at the own machine.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use crate::behaviour::Secret;
use crate::people::slip;
use crate::site::LockoutPolicy;
use crate::time::{DAY, HOUR, MINUTE, start_of_day, weekday};
use crate::truth::{Kind, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "monday-morning",
    kind: Kind::Harmless,
    about: "Many people mistype within one hour, each at the own machine",
    shape: Shape {
        size: Range::new(20.0, 12.0, 400.0),
        size_means: "people",
        pace_seconds: Range::new(120.0, 5.0, 200.0),
        doors: &[Door::Smb, Door::Web],
        account: None,
        persons: 24,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    draft.brief.start = next_monday(draft.brief.start) + 8 * HOUR + 5 * MINUTE;
    let episode = draft.nuisance(Verdict::UserError, &[Verdict::Undetermined], None);
    let people = draft.many(draft.brief.size as usize);
    let before = draft.day_before();
    for (at, account) in draft.times(people.len()).into_iter().zip(people) {
        let person = draft.people.persons.iter().find(|person| person.account == account);
        let Some(client) = person.map(|person| person.client(draft.site)) else { continue };
        let who = draft.site.who(account);
        let way = draft.door();
        draft.attempt_by(before, None, who.clone(), Secret::Right, client.clone(), way);
        let slip = slip(&mut draft.random, 5);
        for wrong in slip.wrong {
            draft.attempt(at + wrong, episode, who.clone(), Secret::Wrong, client.clone());
        }
        draft.attempt(at + slip.right, episode, who, Secret::Right, client);
    }
}

/// Midnight of the first Monday from this day on.
fn next_monday(time: i64) -> i64 {
    start_of_day(time) + (7 - weekday(time)) % 7 * DAY
}
