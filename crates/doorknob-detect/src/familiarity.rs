//! Who has logged on from where: the memory that splits a source's traffic into familiar and unfamiliar.
//!
//! Learned from successes only (Herley & Schechter 2019: attack successes are rare, so what succeeds is the site).

use crate::pair::Familiarity;
use doorknob_event::activity::{AccountId, Directory, HostId, SourceId, SourceKind};
use doorknob_event::interner::TextId;
use rustc_hash::FxHashMap;
use std::net::IpAddr;

/// Most pairs remembered; beyond it no new ones are learned, and the count of those is told.
const PAIRS_MAX: usize = 4_000_000;
/// Accounts on one source from which it counts as shared.
pub(crate) const SHARED_ACCOUNTS: u32 = 10;
/// Successes after which "never seen" means what it says for the whole site. The design document's warm-up: 24 h or 200.
const WARM_SUCCESSES: f64 = 200.0;

/// What is known of who logs on from where.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pairs: FxHashMap<(SourceId, AccountId), u32>,
    workstations: FxHashMap<(TextId, AccountId), ()>,
    networks: FxHashMap<(u64, AccountId), ()>,
    consoles: FxHashMap<(HostId, AccountId), ()>,
    accounts: FxHashMap<AccountId, u32>,
    sources: FxHashMap<SourceId, SourceMemory>,
    successes: u64,
    /// Pairs that were not learned because of the bound.
    pub(crate) dropped: u64,
}

/// What is known of a source.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SourceMemory {
    /// Distinct accounts that logged on from it.
    pub(crate) accounts: u32,
}

impl Memory {
    /// Learns from a success.
    pub(crate) fn learn(
        &mut self,
        source: SourceId,
        account: AccountId,
        workstation: TextId,
        host: HostId,
        directory: &Directory,
    ) {
        self.successes += 1;
        *self.accounts.entry(account).or_default() += 1;
        if let Some(count) = self.pairs.get_mut(&(source, account)) {
            *count += 1;
            return;
        }
        if self.pairs.len() >= PAIRS_MAX {
            self.dropped += 1;
            return;
        }
        self.pairs.insert((source, account), 1);
        self.sources.entry(source).or_default().accounts += 1;
        if workstation != TextId::default() && !names_host(workstation, host, directory) {
            self.workstations.insert((workstation, account), ());
        }
        if let Some(network) = network_of(source, directory) {
            self.networks.insert((network, account), ());
        }
        if is_on_host(source, directory) {
            self.consoles.insert((host, account), ());
        }
    }

    /// Successes of this pair.
    pub(crate) fn pair_successes(&self, source: SourceId, account: AccountId) -> u32 {
        self.pairs.get(&(source, account)).copied().unwrap_or(0)
    }

    /// Whether the source has logged on as the account.
    pub(crate) fn familiarity(
        &self,
        source: SourceId,
        account: AccountId,
        workstation: TextId,
        host: HostId,
        directory: &Directory,
    ) -> Familiarity {
        if self.pairs.contains_key(&(source, account)) {
            return Familiarity::Known;
        }
        // A workstation name is the client's own claim; it counts only from inside, where guessing it right is harder
        // than guessing the password's owner's network.
        let inside = directory.source(source).address.is_none_or(is_private);
        let workstation_known = inside
            && workstation != TextId::default()
            && self.workstations.contains_key(&(workstation, account));
        let network_known = network_of(source, directory)
            .is_some_and(|network| self.networks.contains_key(&(network, account)));
        let console_known = is_on_host(source, directory) && self.consoles.contains_key(&(host, account));
        if workstation_known || network_known || console_known {
            Familiarity::Near
        } else {
            Familiarity::Novel
        }
    }

    /// How much "never seen" means for this pair: fully when the account logs on elsewhere in this telemetry, partly when
    /// the source does, else as far as the site was seen at all.
    pub(crate) fn novelty_weight(&self, source: SourceId, account: AccountId) -> f32 {
        if self.accounts.contains_key(&account) {
            return 1.0;
        }
        let site = (self.successes as f64 / WARM_SUCCESSES).min(1.0);
        if self.sources.contains_key(&source) { 0.5 + 0.3 * site as f32 } else { 0.7 * site as f32 }
    }

    /// How much of the site was seen, 0 to 1.
    pub(crate) fn warmth(&self) -> f32 {
        (self.successes as f64 / WARM_SUCCESSES).min(1.0) as f32
    }

    /// Whether the account has ever logged on.
    pub(crate) fn account_seen(&self, account: AccountId) -> bool {
        self.accounts.contains_key(&account)
    }

    /// What is known of a source.
    pub(crate) fn source(&self, source: SourceId) -> SourceMemory {
        self.sources.get(&source).copied().unwrap_or_default()
    }
}

/// The /24 or /64 of a source's address, tagged by family. Loopback has none.
fn network_of(source: SourceId, directory: &Directory) -> Option<u64> {
    match directory.source(source).address? {
        address if address.is_loopback() => None,
        IpAddr::V4(v4) => Some(u64::from(u32::from(v4) >> 8)),
        IpAddr::V6(v6) => Some((u128::from(v6) >> 64) as u64 | 1 << 63),
    }
}

/// The source is the host itself: a console, a service, a process.
fn is_on_host(source: SourceId, directory: &Directory) -> bool {
    let source = directory.source(source);
    source.address.is_some_and(|address| address.is_loopback()) || matches!(source.kind, SourceKind::Process)
}

/// Private, link-local or loopback: inside. RFC 1918, RFC 6598 (carrier NAT counts as outside), RFC 4193, RFC 4291.
pub(crate) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local(),
        IpAddr::V6(v6) => {
            v6.is_loopback() || (v6.segments()[0] & 0xfe00) == 0xfc00 || (v6.segments()[0] & 0xffc0) == 0xfe80
        }
    }
}

/// Web servers and sshd state their own name as the workstation: that says nothing of the client.
fn names_host(workstation: TextId, host: HostId, directory: &Directory) -> bool {
    let name = directory.interner.text_of(workstation).trim_start_matches('\\');
    directory.host(host).name.split('.').next().is_some_and(|short| short.eq_ignore_ascii_case(name))
}
