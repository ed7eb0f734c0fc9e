//! From sets of nodes to accounts that can be shown: spelling, domain, SID, what is known of them.

use super::accounts::{Node, Resolved};
use super::domains::{DomainIndex, Domains, spelling};
use super::fold::fold;
use super::hosts::Hosts;
use super::names::{Names, Read};
use super::secret_like::is_secret_like;
use super::sightings::{Facts, Sighting, Sightings};
use super::well_known::is_administrator;
use super::written::{is_account_sid, sid_parts};
use arrayvec::ArrayVec;
use doorknob_event::activity::{Account, AccountId, Authority};
use doorknob_event::settings::{Settings, wildcard};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Most spellings of one account that are counted; further ones are the same account all the same.
const SPELLINGS_MAX: usize = 16;

/// Most nodes of one account that its name and key are chosen from.
const NODES_MAX: usize = 16;

/// What is gathered about one account.
#[derive(Debug, Default)]
struct Gathered<'a> {
    nodes: SmallVec<[Node; 2]>,
    spellings: SmallVec<[(&'a str, u64); 1]>,
    /// At most two: one is told, two are none.
    claimed_domains: ArrayVec<DomainIndex, 2>,
    sid: Option<&'a str>,
    facts: Facts,
}

/// What accounts are described with.
pub(crate) struct Describer<'a> {
    pub(crate) names: &'a Names<'a>,
    pub(crate) hosts: &'a Hosts,
    pub(crate) domains: &'a Domains,
    /// Canonical spelling of each domain by root.
    pub(crate) displays: FxHashMap<DomainIndex, String>,
    pub(crate) settings: &'a Settings,
}

impl Describer<'_> {
    fn domain(&self, root: DomainIndex) -> &str {
        self.displays.get(&root).map_or("", String::as_str)
    }
}

/// The accounts, in the order in which they were first seen, and which sighting is of which.
pub(crate) fn describe(
    sightings: &Sightings,
    resolved: &Resolved,
    describer: &Describer<'_>,
) -> (Vec<Account>, Vec<AccountId>) {
    let mut gathered: Vec<Gathered<'_>> = Vec::new();
    let mut of_root: FxHashMap<u32, AccountId> = FxHashMap::default();
    let mut of_sighting = Vec::with_capacity(sightings.list.len());
    for (sighting, node) in sightings.list.iter().zip(&resolved.of_sighting) {
        let root = resolved.root(*node);
        let id = *of_root.entry(root).or_insert_with(|| {
            gathered.push(Gathered::default());
            AccountId(gathered.len() as u32 - 1)
        });
        of_sighting.push(id);
        if let (Some(account), Some(read)) =
            (gathered.get_mut(id.0 as usize), describer.names.get(sighting.name))
        {
            account.take(sighting, read, resolved.nodes[*node as usize]);
        }
    }
    let accounts = gathered.iter().map(|account| account.account(describer)).collect();
    (accounts, of_sighting)
}

impl<'a> Gathered<'a> {
    fn take(&mut self, sighting: &Sighting, read: &Read<'a>, node: Node) {
        if self.nodes.len() < NODES_MAX && !self.nodes.contains(&node) {
            self.nodes.push(node);
        }
        self.facts.add(sighting.facts);
        let spelled = match (node, read.whole) {
            (Node::Plain(_), Some((_, whole))) => whole,
            _ => read.spelled,
        };
        match self.spellings.iter().position(|(known, _)| *known == spelled) {
            Some(at) => self.spellings[at].1 += sighting.count,
            None if self.spellings.len() < SPELLINGS_MAX => self.spellings.push((spelled, sighting.count)),
            None => {}
        }
        if let (Node::Plain(_) | Node::Sid(_), None, Some(domain)) = (node, read.whole, read.domain)
            && !self.claimed_domains.contains(&domain)
        {
            let _ = self.claimed_domains.try_push(domain);
        }
        // A computer's own events carry SYSTEM's SID beside the computer account's name.
        if let Some((_, sid)) = read.sid
            && (matches!(node, Node::Sid(_)) || is_account_sid(sid))
            && self.sid.is_none_or(|known| sid < known)
        {
            self.sid = Some(sid);
        }
    }

    /// The spelling seen most often; ties go to the smallest. Empty spellings only where there is no other.
    fn name(&self) -> &'a str {
        let order = |(text, count): &(&'a str, u64)| (!text.is_empty(), *count, std::cmp::Reverse(*text));
        self.spellings.iter().max_by_key(|spelling| order(spelling)).map_or("", |(text, _)| text)
    }

    fn account(&self, describer: &Describer<'_>) -> Account {
        let name = self.name();
        let folded = fold(name);
        let (authority, domain, key) = self.belonging(&folded, describer);
        let relative_id = self.sid.and_then(sid_parts).map(|(_, relative_id)| relative_id);
        let builtin_administrator =
            relative_id == Some("500") || (relative_id.is_none() && is_administrator(&folded));
        let machine = name.ends_with('$');
        let mut account = Account {
            name: name.to_owned(),
            domain,
            sid: self.sid.map(str::to_owned),
            authority,
            key,
            machine,
            secret_like: self.facts.has(Facts::UNKNOWN)
                && !self.facts.has(Facts::EXISTS)
                && is_secret_like(name),
            builtin_administrator,
            privileged: None,
        };
        account.privileged = self.privileged(&account, relative_id, describer.settings);
        account
    }

    /// Authority, domain as shown, and key. The key is made of one of the account's nodes, so that no two accounts share one;
    /// of several (a renamed account), the one of the name that is shown, else the smallest.
    fn belonging(&self, folded: &str, describer: &Describer<'_>) -> (Authority, String, String) {
        let Describer { names, hosts, .. } = describer;
        let in_domain = |node: &Node| match node {
            Node::Domain(domain, user) => Some((describer.domain(*domain), names.user(*user))),
            _ => None,
        };
        if let Some((domain, user)) = self
            .nodes
            .iter()
            .filter_map(in_domain)
            .min_by_key(|(domain, user)| (*user != folded, *domain, *user))
        {
            let key = format!("{}\\{user}", fold(domain));
            return (Authority::Domain, domain.to_owned(), key);
        }
        let on_host = |node: &Node| match node {
            Node::Local(host, user) => Some((*host, names.user(*user))),
            Node::LocalSid(host, _) => Some((*host, self.sid.unwrap_or_default())),
            _ => None,
        };
        if let Some((host, user)) =
            self.nodes.iter().filter_map(on_host).min_by_key(|(host, user)| (*user != folded, *host, *user))
        {
            // The dollar keeps a host apart from a domain of the same name.
            let key = format!("{}$\\{user}", hosts.name(host));
            return (Authority::Local(host), hosts.label(host).to_uppercase(), key);
        }
        (Authority::Unknown, self.claimed_domain(describer.domains), self.unknown_key(hosts, folded))
    }

    /// The domain that clients claim, if they agree and it is no `WORKGROUP`; nobody vouches for it.
    fn claimed_domain(&self, domains: &Domains) -> String {
        match self.claimed_domains.as_slice() {
            [only] => spelling(domains.text(*only)),
            _ => String::new(),
        }
    }

    fn unknown_key(&self, hosts: &Hosts, folded: &str) -> String {
        match self.nodes.first() {
            Some(Node::Unnamed(host)) => format!("{}\\", hosts.name(*host)),
            Some(Node::Sid(_)) => self.sid.unwrap_or_default().to_owned(),
            _ => format!("\\{folded}"),
        }
    }

    fn privileged(
        &self,
        account: &Account,
        relative_id: Option<&str>,
        settings: &Settings,
    ) -> Option<String> {
        if account.machine {
            return None;
        }
        if relative_id == Some("500") {
            return Some("built-in Administrator (SID ends in 500)".to_owned());
        }
        if self.facts.has(Facts::PRIVILEGED) {
            return Some("logged on with special privileges (4672)".to_owned());
        }
        if account.builtin_administrator {
            return Some("has the name of the built-in Administrator".to_owned());
        }
        if settings.privileged_accounts.is_empty() {
            return None;
        }
        let full = format!("{}\\{}", account.domain, account.name);
        let pattern = settings
            .privileged_accounts
            .iter()
            .find(|pattern| wildcard(pattern, if pattern.contains('\\') { &full } else { &account.name }))?;
        Some(format!("named in privileged_accounts ({pattern})"))
    }
}
