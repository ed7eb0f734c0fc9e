//! Which domain each host belongs to.

use super::domains::{DomainIndex, Domains};
use super::fold::fold;
use super::hosts::Hosts;
use super::names::Names;
use super::roles::Role;
use super::sightings::{Facts, Sightings};
use doorknob_event::activity::HostId;
use doorknob_event::interner::Interner;
use std::collections::{BTreeMap, BTreeSet};

/// The domain of each host: the one beside its own computer account, else the rest of its full name, else, for a domain
/// controller, the one that most of its accounts are of. Also vouches for these domains and joins their two spellings.
pub(crate) fn memberships(
    sightings: &Sightings,
    names: &Names<'_>,
    hosts: &Hosts,
    roles: &[Role],
    interner: &Interner,
    domains: &mut Domains,
) -> Vec<Option<DomainIndex>> {
    let beside_account = beside_computer_account(hosts, interner, domains);
    let of_name: Vec<Option<DomainIndex>> =
        (0..hosts.len()).map(|at| domains.add(hosts.suffix(HostId(at as u32)))).collect();
    for domain in beside_account.iter().chain(&of_name).flatten() {
        domains.vouch(*domain);
    }
    join_spellings(&beside_account, &of_name, domains);
    let most = most_used(sightings, names, hosts, roles);
    (0..hosts.len()).map(|at| beside_account[at].or(of_name[at]).or(most[at])).collect()
}

/// `CORP\SRV1$`, whatever event it stands in, tells the domain of `SRV1`, if all such names agree.
fn beside_computer_account(
    hosts: &Hosts,
    interner: &Interner,
    domains: &mut Domains,
) -> Vec<Option<DomainIndex>> {
    let mut found: BTreeMap<HostId, BTreeSet<String>> = BTreeMap::new();
    for (_, written) in interner.names() {
        let Some(machine) = interner.text_of(written.name).strip_suffix('$') else { continue };
        let Some(host) = hosts.find(&fold(machine)) else { continue };
        let domain = fold(interner.text_of(written.domain));
        if !super::well_known::is_no_domain(&domain) && !hosts.is_named(host, &domain) {
            found.entry(host).or_default().insert(domain.into_owned());
        }
    }
    let mut of_host = vec![None; hosts.len()];
    for (host, texts) in found {
        let netbios: Vec<&String> = texts.iter().filter(|text| !text.contains('.')).collect();
        if let [only] = netbios.as_slice() {
            of_host[host.0 as usize] = domains.add(only);
        }
    }
    of_host
}

/// `CORP` beside `SRV1$` and `corp.example.com` behind `srv1` are one domain, unless another host says otherwise.
fn join_spellings(short: &[Option<DomainIndex>], full: &[Option<DomainIndex>], domains: &mut Domains) {
    let pairs: BTreeSet<(DomainIndex, DomainIndex)> =
        short.iter().zip(full).filter_map(|(short, full)| Some(((*short)?, (*full)?))).collect();
    for (one, other) in &pairs {
        let certain = pairs.iter().filter(|pair| pair.0 == *one || pair.1 == *other).count() == 1;
        if certain {
            domains.same(*one, *other);
        }
    }
}

/// The domain that most vouched names of a domain controller are of; ties go to the smallest text by index order, which is
/// one of content.
fn most_used(
    sightings: &Sightings,
    names: &Names<'_>,
    hosts: &Hosts,
    roles: &[Role],
) -> Vec<Option<DomainIndex>> {
    let mut counts: Vec<BTreeMap<DomainIndex, u64>> = vec![BTreeMap::new(); hosts.len()];
    for sighting in &sightings.list {
        let at = sighting.host.0 as usize;
        let domain = names.get(sighting.name).and_then(|read| read.domain);
        if let Some(domain) = domain.filter(|_| sighting.facts.has(Facts::VOUCHED_DOMAIN))
            && roles[at].domain_controller
        {
            *counts[at].entry(domain).or_default() += sighting.count;
        }
    }
    let most = |counts: &BTreeMap<DomainIndex, u64>| {
        counts
            .iter()
            .max_by_key(|(domain, count)| (**count, std::cmp::Reverse(**domain)))
            .map(|(domain, _)| *domain)
    };
    counts.iter().map(most).collect()
}
