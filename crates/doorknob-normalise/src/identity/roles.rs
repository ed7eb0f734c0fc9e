//! Which hosts keep domain accounts, and which certainly do not.

use super::hosts::Hosts;
use super::names::{Names, UserIndex};
use super::sightings::{Context, Sightings};
use doorknob_event::activity::HostId;
use rustc_hash::FxHashSet;

/// What kind of computer a host is, as far as its events tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Role {
    /// It validates domain credentials.
    pub(crate) domain_controller: bool,
    /// It is none: it has accounts of its own.
    pub(crate) member: bool,
}

/// Without Kerberos events, a host that validated at least so many accounts and logged no logon itself keeps a domain.
const VALIDATED_ACCOUNTS_MIN: usize = 3;

/// The role of each host, by [`HostId`].
pub(crate) fn roles(
    sightings: &Sightings,
    names: &Names<'_>,
    hosts: &Hosts,
    is_own_domain: impl Fn(HostId, &super::names::Read<'_>) -> bool,
) -> Vec<Role> {
    let mut validated: Vec<FxHashSet<UserIndex>> = vec![FxHashSet::default(); hosts.len()];
    let mut any_validated = vec![false; names.users()];
    for sighting in sightings.list.iter().filter(|sighting| sighting.context == Context::Keeper) {
        if let Some(read) = names.get(sighting.name) {
            validated[sighting.host.0 as usize].insert(read.user);
            any_validated[read.user.0 as usize] = true;
        }
    }
    let mut own_accounts = vec![false; hosts.len()];
    let mut asked_on: FxHashSet<(UserIndex, HostId)> = FxHashSet::default();
    let mut any_asked: FxHashSet<UserIndex> = FxHashSet::default();
    for sighting in sightings.list.iter().filter(|sighting| sighting.context == Context::Asked) {
        let Some(read) = names.get(sighting.name) else { continue };
        own_accounts[sighting.host.0 as usize] |= is_own_domain(sighting.host, read);
        if any_validated[read.user.0 as usize] {
            asked_on.insert((read.user, sighting.host));
            any_asked.insert(read.user);
        }
    }
    (0..hosts.len())
        .map(|at| {
            let host = HostId(at as u32);
            let wrote = sightings.wrote[at];
            let foreign_machine = validated[at].iter().any(|user| {
                let machine = names.user(*user).strip_suffix('$');
                machine.is_some_and(|machine| !hosts.is_named(host, machine))
            });
            let asked_elsewhere = || {
                let only_elsewhere =
                    |user: &UserIndex| any_asked.contains(user) && !asked_on.contains(&(*user, host));
                validated[at].iter().any(only_elsewhere)
            };
            let keeps_others = !own_accounts[at]
                && (asked_elsewhere() || (!wrote.logons && validated[at].len() >= VALIDATED_ACCOUNTS_MIN));
            let domain_controller =
                wrote.domain_controller_events || (wrote.ntlm && (foreign_machine || keeps_others));
            Role { domain_controller, member: own_accounts[at] && !domain_controller }
        })
        .collect()
}
