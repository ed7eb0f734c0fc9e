//! A second machine of a person keeps a mapped drive with the old password: two or three tries at a time.

use super::super::Scenario;
use super::super::brief::{Range, Shape};
use super::super::draft::Draft;
use crate::behaviour::{Act, Path, Secret};
use crate::people::client_of;
use crate::site::{LockoutPolicy, Role};
use crate::time::{MILLISECOND, MINUTE};
use crate::truth::{Kind, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "stale-mapped-drive",
    kind: Kind::Harmless,
    about: "A person's other machine keeps a mapped drive with the old password",
    shape: Shape {
        size: Range::new(36.0, 20.0, 300.0),
        size_means: "tries",
        pace_seconds: Range::new(400.0, 60.0, 1800.0),
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
    let address = draft.addresses.private_v4();
    let machine = draft.site.add_host(&format!("LT-{:04}", person.account.0), Role::Workstation, address);
    let old = draft.old_password();
    let episode = draft.nuisance(Verdict::Misconfiguration, &[Verdict::UserError], Some(machine));
    let who = draft.site.who(person.account);
    let client = client_of(draft.site, machine);
    let way = (Path::Ntlm, draft.host_of(Role::FileServer));
    for _ in 0..3 {
        let at = draft.day_before();
        draft.attempt_by(at, None, who.clone(), Secret::Right, client.clone(), way.clone());
    }
    draft.act(draft.brief.start - 5 * MINUTE, Some(episode), Act::PasswordChange(person.account));
    let burst = draft.random.within(1, 3) as usize;
    for at in draft.times((draft.brief.size as usize).div_ceil(burst)) {
        for again in 0..burst as i64 {
            let at = at + again * 700 * MILLISECOND;
            draft.attempt_by(at, Some(episode), who.clone(), old, client.clone(), way.clone());
        }
    }
}
