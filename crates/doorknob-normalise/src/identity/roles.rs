//! Which hosts keep domain accounts, and which certainly do not.

use super::hosts::Hosts;
use super::names::{Names, UserIndex};
use super::sightings::{Context, Sightings};
use doorknob_event::activity::HostId;
use rustc_hash::{FxHashMap, FxHashSet};

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
    let mut asked: FxHashMap<UserIndex, Asked> = FxHashMap::default();
    let mut own_accounts = vec![false; hosts.len()];
    let mut validated: Vec<FxHashSet<UserIndex>> = vec![FxHashSet::default(); hosts.len()];
    for sighting in &sightings.list {
        let Some(read) = names.get(sighting.name) else { continue };
        let host = sighting.host.0 as usize;
        match sighting.context {
            Context::Asked => {
                asked.entry(read.user).or_default().at(sighting.host);
                own_accounts[host] |= is_own_domain(sighting.host, read);
            }
            Context::Keeper => {
                validated[host].insert(read.user);
            }
            Context::Presented => {}
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
                validated[at]
                    .iter()
                    .any(|user| asked.get(user).is_some_and(|asked| asked.only_elsewhere(host)))
            };
            let keeps_others = !own_accounts[at]
                && (asked_elsewhere() || (!wrote.logons && validated[at].len() >= VALIDATED_ACCOUNTS_MIN));
            let domain_controller =
                wrote.domain_controller_events || (wrote.ntlm && (foreign_machine || keeps_others));
            Role { domain_controller, member: own_accounts[at] && !domain_controller }
        })
        .collect()
}

/// The hosts that were asked to log an account on: one by name, or several.
#[derive(Clone, Debug, Default)]
struct Asked {
    hosts: FxHashSet<HostId>,
}

impl Asked {
    /// More than a few need not be told apart.
    const HOSTS_MAX: usize = 8;

    fn at(&mut self, host: HostId) {
        if self.hosts.len() < Self::HOSTS_MAX {
            self.hosts.insert(host);
        }
    }

    fn only_elsewhere(&self, host: HostId) -> bool {
        !self.hosts.is_empty() && !self.hosts.contains(&host)
    }
}
