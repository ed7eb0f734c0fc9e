//! Which written names are one account.
//!
//! Every sighting becomes a node; nodes that are one account are joined. First those that say for certain whose account it
//! is: a domain that Windows vouches for, the host's own name, a SID. Then the rest, by what is known by then:
//!
//! 1. the host has an account of its own of that name;
//! 2. the host's domain has one;
//! 3. exactly one domain has one;
//! 4. the host is a domain controller: its domain's;
//! 5. every computer has it (the built-in Administrator): the host's own;
//! 6. else the name stands for itself.

use super::domains::{DomainIndex, Domains};
use super::hosts::Hosts;
use super::names::{Names, Read, SidIndex, UserIndex};
use super::roles::Role;
use super::sightings::{Context, Facts, Sighting, Sightings};
use super::union::Union;
use super::well_known::is_on_every_host;
use doorknob_event::activity::HostId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// What a written name may turn out to be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Node {
    /// An account of a domain.
    Domain(DomainIndex, UserIndex),
    /// An account of one host.
    Local(HostId, UserIndex),
    /// A domain account, or a well-known principal, by SID.
    Sid(SidIndex),
    /// An account of one host by SID: cloned hosts share SIDs, so the SID alone is not enough.
    LocalSid(HostId, SidIndex),
    /// A name of which nothing else is known.
    Plain(UserIndex),
    /// An attempt on a host that names no account.
    Unnamed(HostId),
}

/// The domains that have an account of one name; rarely more than one.
#[derive(Clone, Debug)]
enum Holders {
    None,
    Only(DomainIndex),
    Several(BTreeSet<DomainIndex>),
}

impl Holders {
    fn add(&mut self, domain: DomainIndex) {
        match self {
            Holders::None => *self = Holders::Only(domain),
            Holders::Only(only) if *only == domain => {}
            Holders::Only(only) => *self = Holders::Several(BTreeSet::from([*only, domain])),
            Holders::Several(domains) => {
                domains.insert(domain);
            }
        }
    }

    fn only(&self) -> Option<DomainIndex> {
        match self {
            Holders::Only(only) => Some(*only),
            Holders::None | Holders::Several(_) => None,
        }
    }

    fn has(&self, domain: DomainIndex) -> bool {
        match self {
            Holders::None => false,
            Holders::Only(only) => *only == domain,
            Holders::Several(domains) => domains.contains(&domain),
        }
    }
}

/// Joins sightings to accounts.
pub(crate) struct Accounts<'a> {
    hosts: &'a Hosts,
    names: &'a Names<'a>,
    domains: &'a Domains,
    roles: &'a [Role],
    /// The domain of each host, where known.
    domain_of: &'a [Option<DomainIndex>],
    nodes: Vec<Node>,
    index: FxHashMap<Node, u32>,
    union: Union,
    /// Domain parts of SIDs of hosts' own accounts.
    local_sids: FxHashSet<(HostId, &'a str)>,
    /// Domains that have an account of this name.
    domains_with: Vec<Holders>,
}

/// Whether the domain of a name is the host that wrote it.
pub(crate) fn is_own(hosts: &Hosts, domains: &Domains, host: HostId, read: &Read<'_>) -> bool {
    read.here || read.domain.is_some_and(|domain| hosts.is_named(host, domains.text(domain)))
}

impl<'a> Accounts<'a> {
    /// The node of each sighting, joined: equal roots are one account.
    pub(crate) fn resolve(
        sightings: &Sightings,
        hosts: &'a Hosts,
        names: &'a Names<'a>,
        domains: &'a Domains,
        roles: &'a [Role],
        domain_of: &'a [Option<DomainIndex>],
    ) -> Resolved {
        let mut accounts = Accounts {
            hosts,
            names,
            domains,
            roles,
            domain_of,
            nodes: Vec::new(),
            index: FxHashMap::default(),
            union: Union::default(),
            local_sids: FxHashSet::default(),
            domains_with: vec![Holders::None; names.users()],
        };
        accounts.learn_local_sids(sightings);
        let mut found: Vec<Option<u32>> =
            sightings.list.iter().map(|sighting| accounts.certain(sighting)).collect();
        // What domain controllers say of a name without domain is known before other hosts ask for it.
        for controllers in [true, false] {
            for (sighting, node) in sightings.list.iter().zip(&mut found) {
                if node.is_none() && accounts.role(sighting.host).domain_controller == controllers {
                    *node = Some(accounts.likely(sighting));
                }
            }
        }
        let of_sighting = found.into_iter().flatten().collect();
        Resolved { of_sighting, nodes: accounts.nodes, union: accounts.union }
    }

    fn role(&self, host: HostId) -> Role {
        self.roles.get(host.0 as usize).copied().unwrap_or_default()
    }

    fn domain_of(&self, host: HostId) -> Option<DomainIndex> {
        self.domain_of.get(host.0 as usize).copied().flatten().map(|domain| self.domains.root(domain))
    }

    fn node(&mut self, node: Node) -> u32 {
        if let Some(at) = self.index.get(&node) {
            return *at;
        }
        let at = self.union.add();
        self.index.insert(node, at);
        self.nodes.push(node);
        if let Node::Domain(domain, user) = node
            && let Some(holders) = self.domains_with.get_mut(user.0 as usize)
        {
            holders.add(domain);
        }
        at
    }

    /// A node that is also known by a SID.
    fn node_with(&mut self, node: Node, sid: Option<Node>) -> u32 {
        let at = self.node(node);
        if let Some(sid) = sid {
            let sid = self.node(sid);
            self.union.join(at, sid);
        }
        at
    }

    fn learn_local_sids(&mut self, sightings: &Sightings) {
        for sighting in &sightings.list {
            let Some(read) = self.names.get(sighting.name) else { continue };
            if self.is_local(sighting.host, read)
                && let Some(domain) = read.sid.and_then(|(sid, _)| self.names.sid_domain(sid))
            {
                self.local_sids.insert((sighting.host, domain));
            }
        }
    }

    /// A domain controller has no accounts of its own: there `.` and its name mean its domain.
    fn is_local(&self, host: HostId, read: &Read<'_>) -> bool {
        !self.role(host).domain_controller && is_own(self.hosts, self.domains, host, read)
    }

    /// The node of a sighting that says for certain whose account it is.
    fn certain(&mut self, sighting: &Sighting) -> Option<u32> {
        let read = self.names.get(sighting.name)?;
        let host = sighting.host;
        let named = !self.names.user(read.user).is_empty();
        let sid = read.sid.map(|(sid, _)| sid);
        if let Some(sid) = sid
            && self.names.is_well_known(sid)
            && !self.names.user(read.user).ends_with('$')
        {
            return Some(self.node(Node::Sid(sid)));
        }
        let sid = sid.filter(|sid| !self.names.is_well_known(*sid));
        if !named && sid.is_none() {
            return Some(self.node(Node::Unnamed(host)));
        }
        if self.is_local(host, read) || self.is_local_sid(host, read, sid) {
            return Some(self.local(host, read.user, named, sid));
        }
        if let Some(server) = self.presented_to(sighting, read) {
            return Some(match self.domain_of(server).filter(|_| self.role(server).domain_controller) {
                Some(domain) => self.node(Node::Domain(domain, read.user)),
                None => self.node(Node::Local(server, read.user)),
            });
        }
        let stated = read
            .domain
            .filter(|domain| self.domains.is_vouched(*domain))
            .filter(|_| !is_own(self.hosts, self.domains, host, read));
        let by_sid =
            || sid.and_then(|sid| self.names.sid_domain(sid)).and_then(|domain| self.domains.of_sid(domain));
        let domain = stated.map(|domain| self.domains.root(domain)).or_else(by_sid)?;
        if named {
            return Some(self.node_with(Node::Domain(domain, read.user), sid.map(Node::Sid)));
        }
        sid.map(|sid| self.node(Node::Sid(sid)))
    }

    fn local(&mut self, host: HostId, user: UserIndex, named: bool, sid: Option<SidIndex>) -> u32 {
        let by_sid = sid.map(|sid| Node::LocalSid(host, sid));
        match by_sid {
            Some(sid) if !named => self.node(sid),
            _ => self.node_with(Node::Local(host, user), by_sid),
        }
    }

    /// No domain is stated, but the SID is one of the host's own.
    fn is_local_sid(&self, host: HostId, read: &Read<'_>, sid: Option<SidIndex>) -> bool {
        let domain = sid.and_then(|sid| self.names.sid_domain(sid));
        read.domain.is_none() && domain.is_some_and(|domain| self.local_sids.contains(&(host, domain)))
    }

    /// 4648 names the other computer as the domain of its account.
    fn presented_to(&self, sighting: &Sighting, read: &Read<'_>) -> Option<HostId> {
        let domain = read.domain.filter(|_| sighting.context == Context::Presented)?;
        if self.domains.is_vouched(domain) { None } else { self.hosts.find(self.domains.text(domain)) }
    }

    /// The node of a sighting that does not say whose account it is.
    fn likely(&mut self, sighting: &Sighting) -> u32 {
        let Some(read) = self.names.get(sighting.name) else {
            return self.node(Node::Unnamed(sighting.host));
        };
        let sid = read.sid.map(|(sid, _)| sid).filter(|sid| !self.names.is_well_known(*sid));
        if let (None, Some((whole, _))) = (sid, read.whole) {
            // The suffix is none of the known domains: `bob@mail.example` is not the `bob` of ours. A policy server may have
            // asked for just that name in its own domain.
            let only = self.domains_with.get(whole.0 as usize).and_then(Holders::only);
            return self.node(only.map_or(Node::Plain(whole), |domain| Node::Domain(domain, whole)));
        }
        let node = self.likely_node(sighting.host, read.user);
        match (node, sid) {
            (Node::Plain(_), Some(sid)) => self.node(Node::Sid(sid)),
            (Node::Local(host, _), Some(sid)) => self.node_with(node, Some(Node::LocalSid(host, sid))),
            (node, sid) => self.node_with(node, sid.map(Node::Sid)),
        }
    }

    fn likely_node(&self, host: HostId, user: UserIndex) -> Node {
        let role = self.role(host);
        let own = Node::Local(host, user);
        if !role.domain_controller && self.index.contains_key(&own) {
            return own;
        }
        let candidates = self.domains_with.get(user.0 as usize).unwrap_or(&Holders::None);
        let only = candidates.only();
        let of_host = self.domain_of(host);
        let found = match of_host {
            Some(domain) if candidates.has(domain) => Some(domain),
            // A member's own domain answers for it; a controller also passes on what trusted domains answer.
            Some(domain) if role.domain_controller => only.or(Some(domain)),
            Some(_) => None,
            None => only,
        };
        match found {
            Some(domain) => Node::Domain(domain, user),
            None if !role.domain_controller && is_on_every_host(self.names.user(user)) => own,
            None => Node::Plain(user),
        }
    }
}

/// Accounts as sets of nodes.
#[derive(Debug)]
pub(crate) struct Resolved {
    /// Node of each sighting.
    pub(crate) of_sighting: Vec<u32>,
    /// What the nodes are.
    pub(crate) nodes: Vec<Node>,
    union: Union,
}

impl Resolved {
    /// The node that stands for the account.
    pub(crate) fn root(&self, node: u32) -> u32 {
        self.union.root(node)
    }
}

/// Marks domains: those that Windows vouches for, and those that a client merely claims but in which several accounts were
/// found to exist, unless the client gives its own name for a domain.
pub(crate) fn vouch(sightings: &Sightings, names: &Names<'_>, hosts: &Hosts, domains: &mut Domains) {
    /// So many existing accounts make a claimed domain one.
    const EXISTING_MIN: usize = 3;
    let mut existing: FxHashMap<DomainIndex, FxHashSet<UserIndex>> = FxHashMap::default();
    for sighting in &sightings.list {
        let Some(read) = names.get(sighting.name) else { continue };
        let Some(domain) = read.domain else { continue };
        if is_own(hosts, domains, sighting.host, read) {
            continue;
        }
        if sighting.facts.has(Facts::VOUCHED_DOMAIN) {
            domains.vouch(domain);
            if let Some(sid_domain) = read.sid.and_then(|(sid, _)| names.sid_domain(sid)) {
                domains.beside_sid(domain, sid_domain);
            }
        } else if sighting.facts.has(Facts::EXISTS) && !sighting.facts.has(Facts::CLIENT_AS_DOMAIN) {
            let known = existing.entry(domain).or_default();
            if known.len() < EXISTING_MIN && hosts.find(domains.text(domain)).is_none() {
                known.insert(read.user);
            }
        }
    }
    existing
        .into_iter()
        .filter(|(_, users)| users.len() >= EXISTING_MIN)
        .for_each(|(domain, _)| domains.vouch(domain));
}
