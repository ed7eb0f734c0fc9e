//! Who has logged on from where: the memory that splits a source's traffic into familiar and unfamiliar.
//!
//! Learned from successes only (Herley & Schechter 2019: attack successes are rare, so what succeeds is the site).

use crate::pair::Familiarity;
use doorknob_event::activity::{AccountId, Directory, HostId, SourceId, SourceKind};
use doorknob_event::interner::TextId;
use doorknob_event::time::{DAY, EventTime, HOUR};
use rustc_hash::{FxHashMap, FxHashSet};
use std::net::IpAddr;

/// Most pairs remembered; beyond it no new ones are learned, and the count of those is told.
const PAIRS_MAX: usize = 4_000_000;
/// Accounts on one source from which it counts as shared.
pub(crate) const SHARED_ACCOUNTS: u32 = 10;
/// Appearances that the site's rate of new sources looks back on: some days of a small site, an hour of a large one.
const APPEARANCES_KEPT: f32 = 50.0;
/// What is known of the site counts as much as this many appearances of the account itself.
const SITE_COUNTS: f32 = 2.0;

/// What is known of who logs on from where.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pairs: FxHashMap<(SourceId, AccountId), Appearances>,
    workstations: FxHashSet<(WorkstationId, AccountId)>,
    /// Workstations by name, as [`workstation_name`] folds it.
    workstation_ids: FxHashMap<Box<str>, WorkstationId>,
    networks: FxHashMap<(u64, AccountId), ()>,
    consoles: FxHashMap<(HostId, AccountId), ()>,
    accounts: FxHashMap<AccountId, Sightings>,
    sources: FxHashMap<SourceId, SourceMemory>,
    site: NewcomerRate,
    /// Of sources that many share.
    arrivals: FxHashMap<SourceId, Arrivals>,
    /// Pairs that were not learned because of the bound.
    pub(crate) dropped: u64,
}

/// A workstation, however its name is spelled.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct WorkstationId(u32);

/// What is known of a source.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SourceMemory {
    /// Distinct accounts that logged on from it.
    pub(crate) accounts: u32,
    /// Day of its last appearance.
    day: i64,
}

/// Successes of a pair, the day of the last one and the workstation.
#[derive(Clone, Copy, Debug, Default)]
struct Appearances {
    successes: u32,
    day: i32,
    /// Workstation name of the last success that stated one.
    workstation: TextId,
}

/// How often an account was seen: once for each source and day, since a session logs on many times.
#[derive(Clone, Copy, Debug, Default)]
struct Sightings {
    appearances: u32,
    /// Those that were the first of their source.
    new: u32,
}

/// Arrivals kept of a shared source.
const ARRIVALS_KEPT: usize = 8;

/// When accounts logged on for the first time from a source that many share.
#[derive(Clone, Debug)]
struct Arrivals {
    since: EventTime,
    latest: [EventTime; ARRIVALS_KEPT],
    /// By hour of the day, in UTC.
    by_hour: [u32; 24],
    count: usize,
}

impl Arrivals {
    fn new(since: EventTime) -> Self {
        Arrivals { since, latest: [since; ARRIVALS_KEPT], by_hour: [0; 24], count: 0 }
    }

    fn add(&mut self, time: EventTime) {
        self.latest[self.count % ARRIVALS_KEPT] = time;
        self.by_hour[hour_of_day(time)] += 1;
        self.count += 1;
    }

    /// Arrivals to expect in a tick at this time: as many as lately, or as on other days at this hour, whichever is more.
    /// The hour counts one more than was seen, since none was seen does not mean that none can come.
    fn per_tick(&self, now: EventTime) -> Option<f64> {
        if self.count < ARRIVALS_KEPT {
            return None;
        }
        let oldest = self.latest[self.count % ARRIVALS_KEPT];
        let lately = ARRIVALS_KEPT as f64 / now.since(oldest).max(1) as f64;
        let days = (now.since(self.since) as f64 / DAY as f64).max(1.0);
        let at_this_hour = (f64::from(self.by_hour[hour_of_day(now)]) + 1.0) / (days * HOUR as f64);
        Some(lately.max(at_this_hour))
    }
}

fn hour_of_day(time: EventTime) -> usize {
    time.bin(HOUR).rem_euclid(24) as usize
}

/// Share of the site's latest appearances of a source (one for each source and day) that were its first ever: what Good
/// and Turing (1953) estimate the unseen mass from. While a log has only begun it is near 1, since everybody is new there,
/// and then "never seen" says nothing; it falls as the regulars have come.
#[derive(Clone, Copy, Debug)]
struct NewcomerRate {
    rate: f32,
    appearances: f32,
}

impl Default for NewcomerRate {
    fn default() -> Self {
        NewcomerRate { rate: 1.0, appearances: 0.0 }
    }
}

impl NewcomerRate {
    fn observe(&mut self, new: bool) {
        self.appearances = (self.appearances + 1.0).min(APPEARANCES_KEPT);
        self.rate += (f32::from(u8::from(new)) - self.rate) / self.appearances;
    }
}

impl Memory {
    /// Learns from a success.
    pub(crate) fn learn(
        &mut self,
        time: EventTime,
        source: SourceId,
        account: AccountId,
        workstation: TextId,
        host: HostId,
        directory: &Directory,
    ) {
        let day = time.bin(DAY);
        let source_memory = self.sources.entry(source).or_default();
        let source_is_new = source_memory.accounts == 0;
        if source_is_new || source_memory.day != day {
            source_memory.day = day;
            self.site.observe(source_is_new);
        }
        let sightings = self.accounts.entry(account).or_default();
        if let Some(pair) = self.pairs.get_mut(&(source, account)) {
            pair.successes = pair.successes.saturating_add(1);
            if i64::from(pair.day) != day {
                pair.day = day as i32;
                sightings.appearances = sightings.appearances.saturating_add(1);
            }
            // Kerberos states no workstation, NTLM does: a pair's name may come later than the pair.
            if workstation != TextId::default() && pair.workstation != workstation {
                pair.workstation = workstation;
                self.remember_claim(workstation, host, account, directory);
            }
            return;
        }
        sightings.appearances = sightings.appearances.saturating_add(1);
        sightings.new = sightings.new.saturating_add(1);
        if self.pairs.len() >= PAIRS_MAX {
            self.dropped += 1;
            return;
        }
        self.pairs.insert((source, account), Appearances { successes: 1, day: day as i32, workstation });
        source_memory.accounts += 1;
        let shared = source_memory.accounts >= SHARED_ACCOUNTS;
        if shared {
            self.arrivals.entry(source).or_insert_with(|| Arrivals::new(time)).add(time);
        }
        if workstation != TextId::default() {
            self.remember_claim(workstation, host, account, directory);
        }
        if !shared && let Some(computer) = directory.source(source).computer.as_deref() {
            self.remember_workstation(computer.to_owned(), account);
        }
        if let Some(network) = network_of(source, directory) {
            self.networks.insert((network, account), ());
        }
        if is_on_host(source, directory) {
            self.consoles.insert((host, account), ());
        }
    }

    fn remember_claim(&mut self, claimed: TextId, host: HostId, account: AccountId, directory: &Directory) {
        if !names_host(claimed, host, directory) {
            self.remember_workstation(workstation_name(directory.interner.text_of(claimed)), account);
        }
    }

    fn remember_workstation(&mut self, name: String, account: AccountId) {
        let next = WorkstationId(self.workstation_ids.len() as u32);
        let id = *self.workstation_ids.entry(name.into_boxed_str()).or_insert(next);
        self.workstations.insert((id, account));
    }

    fn is_workstation_of(&self, name: &str, account: AccountId) -> bool {
        let id = self.workstation_ids.get(name);
        id.is_some_and(|id| self.workstations.contains(&(*id, account)))
    }

    /// Successes of this pair.
    pub(crate) fn pair_successes(&self, source: SourceId, account: AccountId) -> u32 {
        self.pairs.get(&(source, account)).map_or(0, |pair| pair.successes)
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
        let claimed_known = inside
            && workstation != TextId::default()
            && self.is_workstation_of(&workstation_name(directory.interner.text_of(workstation)), account);
        // A computer that has its own account at the address, which moved there with its user.
        let computer_known = self.source(source).accounts < SHARED_ACCOUNTS
            && directory
                .source(source)
                .computer
                .as_deref()
                .is_some_and(|computer| self.is_workstation_of(computer, account));
        let network_known = network_of(source, directory)
            .is_some_and(|network| self.networks.contains_key(&(network, account)));
        let console_known = is_on_host(source, directory) && self.consoles.contains_key(&(host, account));
        if claimed_known || computer_known || network_known || console_known {
            Familiarity::Near
        } else {
            Familiarity::Novel
        }
    }

    /// How much "never seen" means for an account, 0 to 1: one less the chance that its next appearance is from a new source
    /// though all is well, estimated from its own appearances and, while these are few, the site's.
    pub(crate) fn novelty_weight(&self, account: AccountId) -> f32 {
        let Sightings { appearances, new } = self.accounts.get(&account).copied().unwrap_or_default();
        1.0 - (new as f32 + SITE_COUNTS * self.site.rate) / (appearances as f32 + SITE_COUNTS)
    }

    /// How much "nobody ever logged on from there" means, 0 to 1.
    pub(crate) fn warmth(&self) -> f32 {
        1.0 - self.site.rate
    }

    /// Whether the account has ever logged on.
    pub(crate) fn account_seen(&self, account: AccountId) -> bool {
        self.accounts.contains_key(&account)
    }

    /// How many accounts to expect in a tick that log on for the first time from a source that many share; `None` for
    /// another one, and before enough came to say.
    pub(crate) fn arrivals_per_tick(&self, source: SourceId, now: EventTime) -> Option<f64> {
        self.arrivals.get(&source)?.per_tick(now)
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

/// A computer's name without what comes before and after it, in upper case: `\\\\ws01`, `ws01.corp.example`.
fn workstation_name(text: &str) -> String {
    text.trim_start_matches('\\').split('.').next().unwrap_or_default().to_uppercase()
}

/// Web servers and sshd state their own name as the workstation: that says nothing of the client.
fn names_host(workstation: TextId, host: HostId, directory: &Directory) -> bool {
    let name = directory.interner.text_of(workstation).trim_start_matches('\\');
    directory.host(host).name.split('.').next().is_some_and(|short| short.eq_ignore_ascii_case(name))
}
