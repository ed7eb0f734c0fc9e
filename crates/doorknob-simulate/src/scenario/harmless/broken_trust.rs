//! A workstation's password in the domain is out of step (restored from an image): the controllers refuse
//! its machine account, and its users at its logon screen.

use super::super::Scenario;
use super::super::brief::{Range, Shape};
use super::super::draft::Draft;
use crate::behaviour::{Act, Answer, Path, Secret};
use crate::people::client_of;
use crate::site::LockoutPolicy;
use crate::time::{MINUTE, SECOND};
use crate::truth::{Kind, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "broken-trust",
    kind: Kind::Harmless,
    about: "A workstation's trust in the domain is broken",
    shape: Shape {
        size: Range::new(40.0, 15.0, 200.0),
        size_means: "refused machine logons",
        pace_seconds: Range::new(900.0, 120.0, 1800.0),
        doors: &[],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let index = draft.person();
    let person = draft.people.persons[index].clone();
    let machine = person.workstation;
    let episode = draft.nuisance(Verdict::Misconfiguration, &[Verdict::Infrastructure], Some(machine));
    let who = draft.site.who(draft.site.host(machine).machine);
    let user = draft.site.who(person.account);
    let client = client_of(draft.site, machine);
    let controller = draft.site.primary_controller();
    let times = draft.times(draft.brief.size as usize);
    let last = times.last().copied().unwrap_or(draft.brief.start);
    for (turn, at) in times.into_iter().enumerate() {
        let way = (Path::Kerberos, controller);
        draft.attempt_by(at, Some(episode), who.clone(), Secret::Wrong, client.clone(), way);
        if turn % 4 == 0 {
            draft.act(at + SECOND, Some(episode), Act::SecureChannelRefused(machine));
        }
        if turn % 10 == 3 {
            let way = (Path::Console, machine);
            draft.faulty_attempt(
                at + MINUTE,
                episode,
                Answer::TrustBroken,
                user.clone(),
                client.clone(),
                way,
            );
        }
    }
    draft.people.persons[index].pauses.push((draft.brief.start, last));
}
