//! Who and where: which written names are one account, which names of computers are one host.
//!
//! | file | question |
//! |---|---|
//! | `hosts` | which computer names are one host |
//! | `sightings` | which names were seen where, and what was said of them |
//! | `written`, `names` | what a written name consists of |
//! | `roles` | which hosts keep domain accounts |
//! | `domains`, `membership` | which texts name one domain, and whose it is |
//! | `accounts` | which names are one account |
//! | `describe` | how an account is shown, and what is known of it |

mod accounts;
mod describe;
mod domains;
mod fold;
mod hosts;
mod membership;
mod names;
mod roles;
mod secret_like;
mod sightings;
mod union;
mod well_known;
mod written;

pub(crate) use fold::{fold, is_netbios_of, label};
pub(crate) use hosts::Hosts;
pub(crate) use sightings::Sightings;
use sightings::{Context, SightingIndex, has_account, has_subject};

use crate::clocks::Clocks;
use accounts::Accounts;
use describe::{Describer, describe};
use domains::Domains;
use doorknob_event::activity::{Account, AccountId, Host, HostId};
use doorknob_event::interner::{Interner, NameId};
use doorknob_event::observation::Observation;
use doorknob_event::settings::Settings;
use names::Names;
use roles::Role;

/// Accounts and hosts, resolved, and how to find the one that an observation means.
#[derive(Debug)]
pub(crate) struct Identities {
    /// By [`AccountId`].
    pub(crate) accounts: Vec<Account>,
    hosts: Hosts,
    roles: Vec<Role>,
    index: SightingIndex,
    of_sighting: Vec<AccountId>,
}

impl Identities {
    /// Resolves everything that was sighted.
    pub(crate) fn resolve(
        sightings: Sightings,
        hosts: Hosts,
        interner: &Interner,
        settings: &Settings,
    ) -> Self {
        let mut domains = Domains::default();
        let names = Names::of(&sightings, interner, &mut domains);
        let roles = roles::roles(&sightings, &names, &hosts, |host, read| {
            // `.` is the client's word, and said to domain controllers too.
            !read.here && accounts::is_own(&hosts, &domains, host, read)
        });
        let domain_of = membership::memberships(&sightings, &names, &hosts, &roles, interner, &mut domains);
        accounts::vouch(&sightings, &names, &hosts, &mut domains);
        domains.settle();
        let resolved = Accounts::resolve(&sightings, &hosts, &names, &domains, &roles, &domain_of);
        let displays = domains.display();
        let describer = Describer { names: &names, hosts: &hosts, domains: &domains, displays, settings };
        let (accounts, of_sighting) = describe(&sightings, &resolved, &describer);
        Identities { accounts, hosts, roles, of_sighting, index: sightings.index }
    }

    /// The names of hosts.
    pub(crate) fn hosts(&self) -> &Hosts {
        &self.hosts
    }

    /// Hosts as the directory holds them.
    pub(crate) fn host_list(&self, clocks: &Clocks) -> Vec<Host> {
        let host = |(at, role): (usize, &Role)| Host {
            name: self.hosts.name(HostId(at as u32)).to_owned(),
            domain_controller: role.domain_controller,
            clock_ahead_seconds: clocks.known(HostId(at as u32)),
        };
        self.roles.iter().enumerate().map(host).collect()
    }

    /// Whether the host may keep accounts that other hosts ask about: a domain controller, or of unknown kind.
    pub(crate) fn may_keep_domain(&self, host: HostId) -> bool {
        self.roles.get(host.0 as usize).is_none_or(|role| !role.member)
    }

    /// Whether the host is known to be a domain controller.
    pub(crate) fn keeps_domain(&self, host: HostId) -> bool {
        self.roles.get(host.0 as usize).is_some_and(|role| role.domain_controller)
    }

    /// The account that an observation is about.
    pub(crate) fn account(&self, observation: &Observation, host: HostId) -> Option<AccountId> {
        if !has_account(observation) {
            return None;
        }
        self.sighted(observation.account, host, Context::of(observation.kind))
    }

    /// The account that asked or acted, where that is told on.
    pub(crate) fn subject(&self, observation: &Observation, host: HostId) -> Option<AccountId> {
        if !has_subject(observation) {
            return None;
        }
        self.sighted(observation.subject, host, Context::Asked)
    }

    fn sighted(&self, name: NameId, host: HostId, context: Context) -> Option<AccountId> {
        self.of_sighting.get(self.index.find(name, host, context)? as usize).copied()
    }
}
