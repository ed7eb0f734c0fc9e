//! From a session on a server, a tool tries one password on many accounts with explicit credentials:
//! 4648 there, and a network logon each.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::{Draft, SPRAYING};
use crate::behaviour::Secret;
use crate::behaviour::{Act, Path};
use crate::people::client_of;
use crate::site::LockoutPolicy;
use crate::site::Role;
use crate::time::MILLISECOND;
use crate::truth::Kind;

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "explicit-credential-spray",
    kind: Kind::Attack,
    about: "A tool in a session on a server sprays with explicit credentials (4648)",
    shape: Shape {
        size: Range::new(30.0, 15.0, 300.0),
        size_means: "accounts",
        pace_seconds: Range::new(2.0, 0.2, 30.0),
        doors: &[Door::Smb],
        account: None,
        persons: 35,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.attack(SPRAYING);
    let index = draft.person();
    let subject = draft.people.persons[index].account;
    let session_host = draft.host_of(Role::RemoteDesktop);
    let server = draft.host_of(Role::FileServer);
    let client = client_of(draft.site, session_host);
    let mut accounts = draft.many(draft.brief.size as usize + 1);
    accounts.retain(|&account| account != subject);
    for (at, account) in draft.times(accounts.len()).into_iter().zip(accounts) {
        let who = draft.site.who(account);
        let process = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
        let used =
            Act::ExplicitCredentials { host: session_host, subject, who: who.clone(), server, process };
        draft.act(at, Some(episode), used);
        let way = (Path::Ntlm, server);
        draft.attempt_by(at + 5 * MILLISECOND, Some(episode), who, Secret::Wrong, client.clone(), way);
    }
}
