//! For some minutes members reach no controller, or clocks are apart: everybody fails at once.

use super::super::Scenario;
use super::super::brief::{Range, Shape};
use super::super::draft::Draft;
use crate::behaviour::{Answer, Path};
use crate::site::{LockoutPolicy, Role};
use crate::time::SECOND;
use crate::truth::{Kind, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "infrastructure-fault",
    kind: Kind::Harmless,
    about: "Members reach no controller, or clocks are apart: everybody fails at once",
    shape: Shape {
        size: Range::new(30.0, 15.0, 400.0),
        size_means: "users",
        pace_seconds: Range::new(8.0, 0.3, 30.0),
        doors: &[],
        account: None,
        persons: 32,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.nuisance(Verdict::Infrastructure, &[], None);
    let fault = *draft.random.pick(&[Answer::NoLogonServers, Answer::ClockSkew]);
    let users = draft.many(draft.brief.size as usize);
    let (files, remote) = (draft.host_of(Role::FileServer), draft.host_of(Role::RemoteDesktop));
    for (at, account) in draft.times(users.len()).into_iter().zip(users) {
        let who = draft.site.who(account);
        let person = draft.people.persons.iter().find(|person| person.account == account);
        let Some(client) = person.map(|person| person.client(draft.site)) else { continue };
        // Machines try again before they tell the user.
        for again in 0..draft.random.within(1, 4) {
            let at = at + again * draft.random.within(2 * SECOND, 20 * SECOND);
            let host = if draft.random.chance(0.7) { files } else { remote };
            let by_ticket = fault == Answer::ClockSkew && draft.random.chance(0.5);
            let way = if by_ticket { (Path::Kerberos, host) } else { (Path::Ntlm, host) };
            draft.faulty_attempt(at, episode, fault, who.clone(), client.clone(), way);
        }
    }
}
