//! What a set of pairs looks like: the numbers that weights are given to.

use crate::ablation::Part;
use crate::familiarity::{SHARED_ACCOUNTS, is_private};
use crate::family::is_one_slip;
use crate::gaps::Rhythm;
use crate::pair::{Claims, Counts, Familiarity, Pair, PairId};
use crate::series::Series;
use crate::state::{FamilyId, State};
use doorknob_event::account_kind::AccountKind;
use doorknob_event::activity::{AccountId, Directory, HostId, SourceId, SourceKind};
use doorknob_event::failure::CodeSpace;
use doorknob_event::incident::Exists;
use doorknob_event::interner::TextId;
use doorknob_event::settings::ApprovedScanner;
use doorknob_event::time::{EventTime, MINUTE};
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

/// What a set of pairs looks like. Shares are of failures unless said otherwise, 0 to 1.
#[derive(Clone, Debug)]
pub(crate) struct Features {
    /// Part of detection that is left out.
    pub(crate) without: Option<Part>,
    pub(crate) first: EventTime,
    pub(crate) last: EventTime,
    pub(crate) counts: Counts,
    /// Failures and presented credentials.
    pub(crate) tries: u64,
    /// Ticks for which a pair goes on: without the odd tries at either end, and without pauses of more than a day.
    pub(crate) lasting: i64,
    pub(crate) accounts: u32,
    /// The account that nearly all tries were on, when there are others: a probe or two beside the target.
    pub(crate) main_account: Option<AccountId>,
    /// Accounts that a code says do not exist.
    pub(crate) accounts_unknown: u32,
    /// Accounts named as addresses at somebody else's domain.
    pub(crate) accounts_foreign: u32,
    pub(crate) sources: u32,
    /// Sources without address or workstation name.
    pub(crate) sources_unnamed: u32,
    pub(crate) hosts: u32,
    pub(crate) longest_run: u32,
    pub(crate) tries_median: u32,
    pub(crate) known_share: f64,
    /// Of `known_share`, what is known only of an address that many share.
    pub(crate) known_pooled_share: f64,
    pub(crate) near_share: f64,
    pub(crate) novel_share: f64,
    /// Mean weight of novelty.
    pub(crate) novelty_weight: f64,
    pub(crate) source_new_share: f64,
    pub(crate) public_share: f64,
    pub(crate) pooled_share: f64,
    pub(crate) service_share: f64,
    pub(crate) administrator_share: f64,
    pub(crate) machine_share: f64,
    pub(crate) batch_share: f64,
    pub(crate) console_share: f64,
    pub(crate) window_peak: u64,
    pub(crate) minute_peak: u64,
    pub(crate) rhythm: Option<Rhythm>,
    pub(crate) family: Option<Family>,
    pub(crate) walk: f64,
    /// Most unfamiliar sources on one account.
    pub(crate) sources_per_account: u32,
    pub(crate) lockouts: u32,
    /// Most wrong passwords on an account that was not locked, in multiples of the site's lockout threshold.
    pub(crate) over_threshold: f64,
    /// Accounts whose password was shown right, and wrong guesses before the first.
    pub(crate) proved: u32,
    pub(crate) guesses_before_proof: u32,
    pub(crate) disabled_share: f64,
    pub(crate) expired_share: f64,
    pub(crate) tool: Option<String>,
    pub(crate) fresh_password: bool,
    /// How sure it is that no password was changed since the log began, 0 to 1.
    pub(crate) password_unchanged: f64,
    pub(crate) successes: u64,
    pub(crate) resolved_pairs: u32,
    pub(crate) resolved_after_reset: u32,
    /// Longest run that ended in a success without a reset, from a source that was unfamiliar.
    pub(crate) unexplained_success_run: u32,
    pub(crate) scanner: bool,
    pub(crate) explicit_only: bool,
    /// How much of the site had been seen.
    pub(crate) warmth: f64,
    pub(crate) suspect: u64,
}

/// The family that most of a set's accounts share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Family {
    pub(crate) id: FamilyId,
    pub(crate) members: u32,
    /// `ln(0.5 / share of the site's accounts)` of the key that ties each further member to the others, nats.
    pub(crate) evidence: f64,
    /// Seven of ten accounts of the set or more are in it: a person's variants do not all share one key.
    pub(crate) whole: bool,
}

impl Features {
    /// Seconds from first to last.
    pub(crate) fn span_seconds(&self) -> f64 {
        self.last.seconds_since(self.first)
    }

    /// The targets are variants of one name. A long list of which hardly any exists is a list and no family, whatever its
    /// numbering: nobody's variants number more than the 16 role words there are.
    pub(crate) fn is_family(&self) -> bool {
        self.family.is_some_and(|family| family.whole && family.evidence >= 3.0)
            && (self.unknown_share() < 0.8 || self.accounts <= 16)
    }

    /// Share of accounts that do not exist.
    pub(crate) fn unknown_share(&self) -> f64 {
        f64::from(self.accounts_unknown) / f64::from(self.accounts.max(1))
    }

    /// Share of guesses for which the password of an existing account was checked.
    pub(crate) fn checked_share(&self) -> f64 {
        let unchecked = self.counts.unknown_user;
        1.0 - f64::from(unchecked) / f64::from(self.counts.guesses().max(1))
    }

    /// Share of accounts named as addresses at somebody else's domain (the site's own suffixes were resolved).
    pub(crate) fn foreign_share(&self) -> f64 {
        f64::from(self.accounts_foreign) / f64::from(self.accounts.max(1))
    }

    /// Each account is tried from a machine of its own, inside.
    pub(crate) fn is_one_to_one(&self) -> bool {
        self.accounts >= 3 && self.sources >= self.accounts && self.public_share < 0.5
    }

    /// Share of failures that are infrastructure.
    pub(crate) fn infrastructure_share(&self) -> f64 {
        f64::from(self.counts.infrastructure) / (self.tries.max(1) as f64)
    }

    /// Computes the features of a set of pairs; `None` for an empty one.
    pub(crate) fn of(pairs: &[PairId], state: &State, directory: &Directory) -> Option<Features> {
        let first_pair = state.pair(*pairs.first()?);
        let mut sums = Sums::new(first_pair.first, pairs.len());
        for id in pairs {
            sums.add(*id, state, directory);
        }
        Some(sums.finish(pairs, state, directory))
    }
}

/// What a failing first contact says where no address is known: the account's owner, who is familiar elsewhere, fails there for
/// the first time too whenever a record lacks its address. About a fifth of a first contact from a source of its own.
const NAMELESS_STEP: f64 = 0.5;
/// Time after which wrong passwords are forgotten: Microsoft's security baseline, which is the shortest usual one beside the
/// 10 minutes of Windows 11.
const OBSERVATION_WINDOW: i64 = 15 * MINUTE;
/// Most accounts of a set that a family is looked for in: a longer list is a list.
const FAMILY_ACCOUNTS_MAX: usize = 4_096;
/// Most accounts that are compared letter by letter: nobody's variants number more than the 16 role words there are.
const SLIPS_ACCOUNTS_MAX: usize = 16;
/// What a slip of one letter says: two names of a site are that close about once in a hundred.
const SLIP_NATS: f64 = 3.9;

/// Accounts that belong together, by what ties them.
struct Groups {
    parent: Vec<u32>,
    /// By root: members and nats.
    size: Vec<(u32, f64)>,
}

impl Groups {
    fn new(accounts: usize) -> Self {
        Groups { parent: (0..accounts as u32).collect(), size: vec![(1, 0.0); accounts] }
    }

    fn root(&self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            at = self.parent[at as usize];
        }
        at
    }

    fn join(&mut self, one: u32, two: u32, nats: f64) {
        let (one, two) = (self.root(one), self.root(two));
        if one == two {
            return;
        }
        let (small, large) =
            if self.size[one as usize].0 < self.size[two as usize].0 { (one, two) } else { (two, one) };
        self.parent[small as usize] = large;
        let (members, evidence) = self.size[small as usize];
        let sum = &mut self.size[large as usize];
        *sum = (sum.0 + members, sum.1 + evidence + nats);
    }

    /// Root, members and nats of the group with most members; of equals the one with most nats.
    fn largest(&self) -> Option<(u32, u32, f64)> {
        let roots = (0..self.parent.len() as u32).filter(|at| self.parent[*at as usize] == *at);
        roots
            .map(|root| (root, self.size[root as usize].0, self.size[root as usize].1))
            .filter(|(_, members, _)| *members >= 2)
            .max_by(|one, two| one.1.cmp(&two.1).then(one.2.total_cmp(&two.2)))
    }
}

/// Sums over pairs.
struct Sums {
    first: EventTime,
    last: EventTime,
    counts: Counts,
    weighted: Weighted,
    tries: Vec<u32>,
    accounts: FxHashMap<AccountId, AccountSum>,
    sources: FxHashMap<SourceId, u32>,
    hosts: FxHashMap<HostId, ()>,
    series: Series,
    claims: Claims,
    active: i64,
    longest_run: u32,
    minute_peak: u32,
    window_peak: u32,
    guesses_before_proof: u32,
    proved: u32,
    disabled: u64,
    expired: u64,
    fresh_password: bool,
    successes: u64,
    resolved_pairs: u32,
    resolved_after_reset: u32,
    unexplained_success_run: u32,
    suspect: u64,
    walk: f64,
    /// The pair with the most gaps, the last one of several.
    busiest: Option<(u32, PairId)>,
}

/// Sums weighted by tries.
#[derive(Default)]
struct Weighted {
    known: f64,
    known_pooled: f64,
    near: f64,
    novel: f64,
    novelty: f64,
    warmth: f64,
    source_new: f64,
    unchanged: f64,
    public: f64,
    shared: f64,
    service: f64,
    administrator: f64,
    machine: f64,
    batch: f64,
    console: f64,
}

#[derive(Default, Clone, Copy)]
struct AccountSum {
    tries: u32,
    unfamiliar_sources: u32,
    wrong: u32,
}

/// Accounts and sources that room is made for beforehand.
const EXPECTED_MAX: usize = 32;

impl Sums {
    fn new(time: EventTime, pairs: usize) -> Self {
        let expected = pairs.min(EXPECTED_MAX);
        Sums {
            first: time,
            last: time,
            counts: Counts::default(),
            weighted: Weighted::default(),
            tries: Vec::with_capacity(pairs),
            accounts: FxHashMap::with_capacity_and_hasher(expected, FxBuildHasher),
            sources: FxHashMap::with_capacity_and_hasher(expected, FxBuildHasher),
            hosts: FxHashMap::default(),
            series: Series::default(),
            claims: Claims::default(),
            active: 0,
            longest_run: 0,
            minute_peak: 0,
            window_peak: 0,
            guesses_before_proof: 0,
            proved: 0,
            disabled: 0,
            expired: 0,
            fresh_password: false,
            successes: 0,
            resolved_pairs: 0,
            resolved_after_reset: 0,
            unexplained_success_run: 0,
            suspect: 0,
            walk: 0.0,
            busiest: None,
        }
    }

    fn add(&mut self, id: PairId, state: &State, directory: &Directory) {
        let pair = state.pair(id);
        let tries = pair.counts.failures() + pair.counts.explicit;
        let weight = f64::from(tries);
        self.first = self.first.min(pair.first);
        self.last = self.last.max(pair.last);
        self.counts.add(&pair.counts);
        self.tries.push(tries);
        self.active = self.active.max(pair.active);
        self.minute_peak = self.minute_peak.max(pair.minute_peak);
        self.window_peak = self.window_peak.max(pair.window_peak);
        self.series.merge(&pair.series);
        self.claims.merge(&pair.claims);
        self.fresh_password |= pair.fresh_password;
        self.successes += u64::from(pair.successes);
        self.suspect += u64::from(pair.suspect);
        if pair.password_proved.is_some() {
            self.proved += 1;
            self.guesses_before_proof = self.guesses_before_proof.max(pair.guesses_before_proof);
        }
        for (code, count) in &pair.codes {
            match (code.space, code.value) {
                (CodeSpace::NtStatus, 0xC000_0072 | 0xC000_0193) | (CodeSpace::Radius, 34 | 35) => {
                    self.disabled += u64::from(*count);
                }
                // Kerberos says the same of a locked account: after wrong passwords, or beside a lockout, it is that.
                (CodeSpace::Kerberos, 0x12)
                    if pair.counts.bad_password < 3
                        && state.account(pair.account).is_none_or(|account| account.lockouts.is_empty()) =>
                {
                    self.disabled += u64::from(*count);
                }
                (CodeSpace::NtStatus, 0xC000_0071 | 0xC000_0224)
                | (CodeSpace::Kerberos, 0x17)
                | (CodeSpace::Prose, 7) => {
                    self.expired += u64::from(*count);
                }
                _ => {}
            }
        }
        if let Some(resolution) = pair.resolution {
            self.resolved_pairs += 1;
            if resolution.after_reset {
                self.resolved_after_reset += 1;
            } else if pair.familiarity != Familiarity::Known {
                self.unexplained_success_run = self.unexplained_success_run.max(resolution.run);
            }
        }
        for (host, _) in &pair.hosts {
            self.hosts.insert(*host, ());
        }
        *self.sources.entry(pair.source).or_default() += tries;
        let account = self.accounts.entry(pair.account).or_default();
        account.tries += tries;
        account.wrong += pair.counts.bad_password;
        account.unfamiliar_sources += u32::from(pair.familiarity == Familiarity::Novel);
        if self.busiest.is_none_or(|(most, _)| pair.gaps.count >= most) {
            self.busiest = Some((pair.gaps.count, id));
        }
        let pooled = is_pooled(pair.source, state, directory);
        // Behind an address that many share the owner logs on while others guess: what a run would be without that.
        let spread = if pooled { pair.counts.guesses() / (pair.successes_between + 1) } else { 0 };
        self.longest_run = self.longest_run.max(pair.longest_run).max(spread);
        let step = match pooled {
            true if is_nameless(pair.source, directory) => NAMELESS_STEP,
            true => 1.18,
            false => 2.28,
        };
        self.walk += first_contact(pair, step);
        self.weigh(pair, weight, pooled, state, directory);
    }

    fn weigh(&mut self, pair: &Pair, weight: f64, pooled: bool, state: &State, directory: &Directory) {
        let w = &mut self.weighted;
        match pair.familiarity {
            Familiarity::Known => w.known += weight,
            Familiarity::Near => w.near += weight,
            Familiarity::Novel => w.novel += weight,
        }
        w.novelty += weight * f64::from(pair.novelty_weight);
        w.warmth += weight * f64::from(pair.site_weight);
        w.unchanged += weight * f64::from(pair.password_unchanged);
        w.source_new += if pair.source_new { weight } else { 0.0 };
        let source = directory.source(pair.source);
        w.public += if source.address.is_some_and(|address| !is_private(address)) { weight } else { 0.0 };
        if pooled {
            w.shared += weight;
            w.known_pooled += if pair.familiarity == Familiarity::Known { weight } else { 0.0 };
        }
        match state.account(pair.account).map(|account| account.kind) {
            Some(AccountKind::Service) => w.service += weight,
            Some(AccountKind::Administrator) => w.administrator += weight,
            Some(AccountKind::Machine) => w.machine += weight,
            _ => {}
        }
        let any = |types: &[u8]| types.iter().any(|logon_type| pair.has_logon_type(*logon_type));
        w.batch += if any(&[4, 5]) { weight } else { 0.0 };
        w.console += if any(&[2, 7, 11]) && !any(&[3, 8, 10]) { weight } else { 0.0 };
    }

    fn finish(mut self, pairs: &[PairId], state: &State, directory: &Directory) -> Features {
        let tries: u64 = self.tries.iter().map(|tries| u64::from(*tries)).sum();
        let total = (tries as f64).max(1.0);
        self.tries.sort_unstable();
        let tries_median = self.tries.get(self.tries.len() / 2).copied().unwrap_or(0);
        let (lockouts, over_threshold) = self.lockouts(state);
        let accounts_unknown = self
            .accounts
            .keys()
            .filter(|id| state.account(**id).is_some_and(|account| account.exists == Exists::No))
            .count() as u32;
        let w = &self.weighted;
        Features {
            without: state.without,
            first: self.first,
            last: self.last,
            counts: self.counts,
            tries,
            lasting: self.series.bulk().map_or(0, |(from, to)| to.since(from)).min(self.active),
            accounts: self.accounts.len() as u32,
            main_account: self.main_account(tries),
            accounts_unknown,
            accounts_foreign: self
                .accounts
                .keys()
                .filter(|id| directory.account(**id).name.contains('@'))
                .count() as u32,
            sources: self.sources.len() as u32,
            sources_unnamed: self
                .sources
                .keys()
                .filter(|id| matches!(directory.source(**id).kind, SourceKind::Process | SourceKind::Unknown))
                .count() as u32,
            hosts: self.hosts.len() as u32,
            longest_run: self.longest_run,
            tries_median,
            known_share: w.known / total,
            known_pooled_share: w.known_pooled / total,
            near_share: w.near / total,
            novel_share: w.novel / total,
            novelty_weight: w.novelty / total,
            source_new_share: w.source_new / total,
            public_share: w.public / total,
            pooled_share: w.shared / total,
            service_share: w.service / total,
            administrator_share: w.administrator / total,
            machine_share: w.machine / total,
            batch_share: w.batch / total,
            console_share: w.console / total,
            window_peak: self
                .series
                .peak(i64::from(state.settings.window_minutes) * MINUTE)
                .max(u64::from(self.window_peak)),
            minute_peak: self.series.peak(MINUTE).max(u64::from(self.minute_peak)),
            rhythm: self.rhythm(pairs, state),
            family: self.family(state),
            walk: self.walk(state),
            sources_per_account: self
                .accounts
                .values()
                .map(|account| account.unfamiliar_sources)
                .max()
                .unwrap_or(0),
            lockouts,
            over_threshold,
            proved: self.proved,
            guesses_before_proof: self.guesses_before_proof,
            disabled_share: self.disabled as f64 / total,
            expired_share: self.expired as f64 / total,
            tool: self.tool(directory),
            fresh_password: self.fresh_password,
            password_unchanged: w.unchanged / total,
            successes: self.successes,
            resolved_pairs: self.resolved_pairs,
            resolved_after_reset: self.resolved_after_reset,
            unexplained_success_run: self.unexplained_success_run,
            scanner: self
                .sources
                .keys()
                .all(|id| is_scanner_during(*id, self.first, self.last, state, directory)),
            explicit_only: self.counts.failures() == 0 && self.counts.explicit > 0,
            warmth: w.warmth / total,
            suspect: self.suspect,
        }
    }

    /// At most three accounts of which one has 19 of 20 tries.
    fn main_account(&self, tries: u64) -> Option<AccountId> {
        if !(2..=3).contains(&self.accounts.len()) {
            return None;
        }
        self.accounts.iter().find(|(_, sum)| u64::from(sum.tries) * 20 >= tries * 19).map(|(id, _)| *id)
    }

    /// Lockouts of the accounts during the set (or within 5 minutes after), and wrong passwords on accounts that were
    /// not locked in multiples of the threshold.
    fn lockouts(&self, state: &State) -> (u32, f64) {
        let end = self.last.plus(5 * MINUTE);
        let mut lockouts = 0;
        let mut over: f64 = 0.0;
        let threshold = state.lockout_threshold();
        // The counter starts anew after the observation window, so only what came within one is counted.
        let peak = self.series.peak(OBSERVATION_WINDOW);
        for (id, sum) in &self.accounts {
            let Some(account) = state.account(*id) else { continue };
            let during =
                account.lockouts.iter().filter(|time| (self.first..=end).contains(*time)).count() as u32;
            lockouts += during;
            if let (0, Some(threshold)) = (during, threshold) {
                let counted = u64::from(sum.wrong).min(peak);
                over = over.max(counted as f64 / f64::from(threshold.max(1)));
            }
        }
        (lockouts, over)
    }

    /// Rhythm of the one source over its accounts, or of the one pair; of many sources the median of their rhythms says nothing.
    fn rhythm(&self, pairs: &[PairId], state: &State) -> Option<Rhythm> {
        if pairs.len() == 1 {
            return pairs.first().and_then(|id| state.pair(*id).gaps.rhythm());
        }
        if self.sources.len() == 1 && self.accounts.len() > 1 {
            let source = *self.sources.keys().next()?;
            return state.source(source).and_then(|source| source.gaps.rhythm());
        }
        // One account from several sources (a program on several hosts), or on several days: the busiest pair speaks.
        let (_, busiest) = self.busiest?;
        state.pair(busiest).gaps.rhythm()
    }

    /// The family that explains most, of at least two members and half of the accounts. Members need not all share one key:
    /// `r.hughes`, `r.hugh3s` and `r.hughes1` are one family though no key holds all three.
    fn family(&self, state: &State) -> Option<Family> {
        let mut ids: Vec<AccountId> = self.accounts.keys().copied().collect();
        if !(2..=FAMILY_ACCOUNTS_MAX).contains(&ids.len()) {
            return None;
        }
        ids.sort_unstable();
        let mut holders: FxHashMap<FamilyId, Vec<u32>> = FxHashMap::default();
        for (at, id) in ids.iter().enumerate() {
            for family in state.account(*id).map(|account| account.families.as_slice()).unwrap_or_default() {
                holders.entry(*family).or_default().push(at as u32);
            }
        }
        let mut links: Vec<(FamilyId, Vec<u32>)> =
            holders.into_iter().filter(|(_, members)| members.len() >= 2).collect();
        let key = |id: FamilyId| &state.family_state(id).key;
        links.sort_by(|(one, _), (two, _)| {
            state
                .family_share(*one)
                .total_cmp(&state.family_share(*two))
                .then_with(|| key(*one).cmp(key(*two)))
        });
        let mut groups = Groups::new(ids.len());
        for (id, members) in &links {
            let nats = (0.5 / state.family_share(*id)).ln();
            if nats > 0.0 {
                members.windows(2).for_each(|pair| groups.join(pair[0], pair[1], nats));
            }
        }
        if ids.len() <= SLIPS_ACCOUNTS_MAX {
            let names: SmallVec<[&[char]; SLIPS_ACCOUNTS_MAX]> =
                ids.iter().map(|id| state.account(*id).map_or(&[][..], |account| &account.letters)).collect();
            for one in 0..names.len() {
                for two in one + 1..names.len() {
                    if is_one_slip(names[one], names[two]) {
                        groups.join(one as u32, two as u32, SLIP_NATS);
                    }
                }
            }
        }
        let (root, members, evidence) = groups.largest()?;
        let named = links
            .iter()
            .map(|(id, holders)| (id, holders.iter().filter(|at| groups.root(**at) == root).count()))
            .filter(|(_, count)| *count >= 2)
            // The first of equals: the rarer key.
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        let (id, _) = named?;
        let accounts = ids.len() as u32;
        (members * 2 >= accounts && evidence > 0.0).then_some(Family {
            id: *id,
            members,
            evidence,
            whole: u64::from(members) * 10 >= u64::from(accounts) * 7,
        })
    }

    /// Sequential walk over first contacts (Jung et al. 2004): what the pairs add, less what successes of their sources
    /// subtract.
    fn walk(&self, state: &State) -> f64 {
        let mut walk = self.walk;
        let until = self.last.plus(MINUTE);
        for source in self.sources.keys() {
            let resolved = state.source(*source).map_or(0, |source| {
                source.resolved.iter().filter(|time| (self.first..=until).contains(*time)).count()
            });
            walk -= 3.56 * resolved as f64;
        }
        walk.max(0.0)
    }

    /// Marks that guessing tools leave.
    fn tool(&self, directory: &Directory) -> Option<String> {
        if self.claims.is_random() {
            return Some("ever new workstation names".into());
        }
        self.claims.names.iter().find_map(|name| tool_name(*name, directory))
    }
}

/// What a pair adds to the walk over first contacts: failures of unfamiliar pairs add, resolved ones subtract.
///
/// With success chance .02 for an attacker and .9 (.7 behind a shared address) for a user a failure is ln(.98/.1) = 2.28
/// (1.18) and a success ln(.02/.9) = -3.81 (-3.56).
fn first_contact(pair: &Pair, step: f64) -> f64 {
    if pair.counts.failures() == pair.counts.infrastructure && pair.counts.explicit == 0 {
        return 0.0;
    }
    let weight = match pair.familiarity {
        Familiarity::Known => 0.0,
        Familiarity::Near => step * 0.5,
        Familiarity::Novel => step,
    };
    weight * if pair.is_unresolved() { 1.0 } else { -1.5 }
}

/// Workstation names that guessing and relaying tools send by default: Metasploit (16 random alphanumerics), Kali's
/// host name, nmap, RULER, and FreeRDP / rdesktop builds. Source: Sigma rules `win_susp_failed_logon_source`,
/// `win_security_metasploit_authentication`, `win_security_ruler`.
fn tool_name(name: TextId, directory: &Directory) -> Option<String> {
    tool_of(directory.interner.text_of(name))
}

fn tool_of(text: &str) -> Option<String> {
    let upper = text.trim_start_matches('\\').to_uppercase();
    let known = [
        "KALI",
        "PARROT",
        "NMAP",
        "RULER",
        "RDESKTOP",
        "FREERDP",
        "REMMINA",
        "HYDRA",
        "MEDUSA",
        "NCRACK",
        "CROWBAR",
        "METASPLOIT",
    ];
    if known.iter().any(|tool| {
        upper == *tool || upper.strip_prefix(tool).is_some_and(|rest| rest.starts_with(['-', '_', '.']))
    }) {
        return Some(format!("workstation name {upper}"));
    }
    let mixed = text.chars().any(|c| c.is_ascii_lowercase())
        && text.chars().any(|c| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric());
    // Windows names have at most 15 characters and are sent in upper case.
    (text.len() == 16 && mixed).then(|| "a random 16-character workstation name".into())
}

/// What comes from it comes from many: a shared address, or a process or logon service of a host behind which the real sources
/// are not told.
pub(crate) fn is_pooled(source: SourceId, state: &State, directory: &Directory) -> bool {
    is_nameless(source, directory) || is_tool_named(source, directory) || is_shared(source, state, directory)
}

/// All that is known is a name that a guessing tool gives to each of its users.
fn is_tool_named(source: SourceId, directory: &Directory) -> bool {
    let source = directory.source(source);
    source.kind == SourceKind::Workstation
        && source.workstation.as_deref().is_some_and(|name| tool_of(name).is_some())
}

/// Processes through which others log on: what they ask for is asked by somebody else. Any other process asks for itself.
const FRONT_DOORS: &[&str] = &[
    "lsass.exe",
    "svchost.exe",
    "services.exe",
    "winlogon.exe",
    "w3wp.exe",
    "inetinfo.exe",
    "sshd.exe",
    "httpd.exe",
    "nginx.exe",
    "tomcat.exe",
    "java.exe",
    "sqlservr.exe",
    "mad.exe",
    "edgetransport.exe",
    "msexchangefrontendtransport.exe",
    "microsoft.exchange.imap4.exe",
    "microsoft.exchange.pop3.exe",
];

/// Neither address nor workstation is known, nor a program that asks for itself.
pub(crate) fn is_nameless(source: SourceId, directory: &Directory) -> bool {
    let source = directory.source(source);
    match source.kind {
        SourceKind::Unknown => true,
        SourceKind::Process => source.process.as_deref().is_none_or(|path| {
            let file = path.rsplit(['\\', '/']).next().unwrap_or(path);
            FRONT_DOORS.iter().any(|door| file.eq_ignore_ascii_case(door))
        }),
        _ => false,
    }
}

/// Many users log on from it, or the user says so.
pub(crate) fn is_shared(source: SourceId, state: &State, directory: &Directory) -> bool {
    state.memory.source(source).accounts >= SHARED_ACCOUNTS
        || directory.source(source).address.is_some_and(|address| {
            state.settings.shared_source.iter().any(|shared| shared.address.contains(address))
        })
}

/// The user has approved it as a scanner, for whatever time.
pub(crate) fn is_scanner(source: SourceId, state: &State, directory: &Directory) -> bool {
    state.settings.approved_scanner.iter().any(|scanner| is_machine_of(scanner, source, state, directory))
}

/// The source is this scanner. Where only a name is known, it is the scanner's if the user says so or an approved address was
/// seen to give it.
fn is_machine_of(scanner: &ApprovedScanner, source: SourceId, state: &State, directory: &Directory) -> bool {
    let source = directory.source(source);
    match (source.address, &source.workstation) {
        (Some(address), _) => scanner.address.contains(address),
        (None, Some(name)) => {
            let own = scanner.name.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(name));
            own || state.scanner_names.contains(name)
        }
        (None, None) => false,
    }
}

/// The user has approved it as a scanner for all of this time.
fn is_scanner_during(
    source: SourceId,
    first: EventTime,
    last: EventTime,
    state: &State,
    directory: &Directory,
) -> bool {
    state.settings.approved_scanner.iter().any(|scanner| {
        is_machine_of(scanner, source, state, directory)
            && scanner.from.is_none_or(|from| first >= from)
            && scanner.until.is_none_or(|until| last < until)
    })
}
