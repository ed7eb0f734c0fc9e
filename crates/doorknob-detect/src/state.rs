//! What the detector remembers while it reads: pairs, and per account, source and family the lists of pairs that fail.
//!
//! Every list and table has a bound; what a bound leaves out is counted in [`Dropped`] and told.

use crate::ablation::Part;
use crate::familiarity::Memory;
use crate::family::{FamilyKey, keys_of, letters};
use crate::gaps::Gaps;
use crate::pair::{Claims, Pair, PairId};
use doorknob_event::account_kind::{AccountKind, kind_of};
use doorknob_event::activity::{AccountId, Authority, Directory, RecordRef, SourceId};
use doorknob_event::incident::Exists;
use doorknob_event::settings::Settings;
use doorknob_event::time::{DAY, EventTime};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::collections::{BTreeSet, VecDeque};

/// Most failing pairs kept at once; about 150 MB. A flood of invented names ends here, counted.
pub(crate) const PAIRS_MAX: usize = 350_000;
/// Most lockouts kept per account.
const LOCKOUTS_KEPT: usize = 256;

/// Recorded changes of passwords from which on it is likelier than not that they are recorded: one may be a chance find,
/// several controllers share them.
const CHANGES_COUNT: f32 = 5.0;

/// Index of a family.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct FamilyId(pub(crate) u32);

/// How often a bound left something out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Failed attempts on pairs beyond the bound: counted in totals, in no incident.
    pub attempts: u64,
    /// Familiar pairs that were not learned.
    pub familiar: u64,
}

/// When a candidate was last judged, and since when it has been an attack.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Judgement {
    /// Size at the last judgement.
    pub(crate) size: u64,
    /// Time and failures at which the verdict became `attack` and stayed so.
    pub(crate) attack_since: Option<(EventTime, u64)>,
}

impl Judgement {
    /// Judged at every attempt while small and then at every growth by an eighth: what is seen in time matters most at
    /// the beginning, and the work stays proportional to the attempts.
    pub(crate) fn is_due(&self, size: u64) -> bool {
        size > self.size && (size <= 24 || size >= self.size + self.size / 8)
    }

    /// Records a judgement.
    pub(crate) fn set(&mut self, size: u64, attack: bool, now: EventTime, failures: u64) {
        self.size = size;
        if attack {
            self.attack_since.get_or_insert((now, failures));
        } else {
            self.attack_since = None;
        }
    }
}

/// State of one account.
#[derive(Debug)]
pub(crate) struct AccountState {
    pub(crate) kind: AccountKind,
    pub(crate) families: SmallVec<[FamilyId; 5]>,
    /// Its name, to compare letter by letter.
    pub(crate) letters: Box<[char]>,
    pub(crate) exists: Exists,
    /// Pairs on this account that fail and are not known.
    pub(crate) unfamiliar: Vec<PairId>,
    /// Pairs on this account that fail and are known.
    pub(crate) familiar: Vec<PairId>,
    /// Those of `unfamiliar` without address or name whose last failure a success of the owner may still explain.
    pub(crate) nameless: Vec<PairId>,
    /// Times of the last failures, as many as the contract floor.
    pub(crate) recent: VecDeque<EventTime>,
    pub(crate) floors: Floors,
    /// Successes from sources that nothing ties to it.
    pub(crate) strangers: Vec<Stranger>,
    pub(crate) password_set: Option<EventTime>,
    pub(crate) unlocked: Option<EventTime>,
    pub(crate) lockouts: Vec<EventTime>,
    /// Failures of its unfamiliar pairs.
    pub(crate) failures: u64,
    pub(crate) judgement: Judgement,
    /// Wrong passwords since the last success or lockout, over all sources: what the lockout counter would say.
    pub(crate) bad_run: u32,
    /// In the site's population already.
    pub(crate) counted: bool,
}

/// A success from a source that nothing ties to the account, which others know well.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stranger {
    pub(crate) source: SourceId,
    pub(crate) at: EventTime,
    pub(crate) record: RecordRef,
}

/// Strangers kept of an account, the latest.
pub(crate) const STRANGERS_KEPT: usize = 16;
/// Times kept at which the floor was reached, the first ones.
const FLOORS_KEPT: usize = 64;

/// When the contract floor was reached: once for each window in which it was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Floors(Vec<EventTime>);

impl Floors {
    pub(crate) fn reached(&mut self, time: EventTime, window: i64) {
        if self.0.len() < FLOORS_KEPT && self.0.last().is_none_or(|last| time.since(*last) > window) {
            self.0.push(time);
        }
    }

    pub(crate) fn any_within(&self, first: EventTime, last: EventTime) -> bool {
        self.0.iter().any(|time| (first..=last).contains(time))
    }
}

/// State of one source.
#[derive(Debug, Default)]
pub(crate) struct SourceState {
    /// Pairs from this source that fail and are not known, in the order of their first failure.
    pub(crate) unfamiliar: Vec<PairId>,
    /// Pairs from this source that fail and are known.
    pub(crate) familiar: Vec<PairId>,
    /// Rhythm of its unfamiliar failures.
    pub(crate) gaps: Gaps,
    /// Its unfamiliar failures.
    pub(crate) failures: u64,
    pub(crate) claims: Claims,
    /// Times at which an unfamiliar pair was resolved by a success, the last 64.
    pub(crate) resolved: VecDeque<EventTime>,
    /// Accounts that it logged on as for the first time, without a failure before, after it had begun to fail.
    pub(crate) surprises: VecDeque<Surprise>,
    pub(crate) judgement: Judgement,
}

/// A success at the first try from a source that fails on other accounts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surprise {
    pub(crate) account: AccountId,
    pub(crate) at: EventTime,
    /// The account had logged on elsewhere before, so that the source is new to it and not it to these logs.
    pub(crate) account_known: bool,
    /// Such successes to expect in a tick from a source that many share.
    pub(crate) per_tick: Option<f64>,
    /// The record that says so.
    pub(crate) record: Option<RecordRef>,
}

/// Surprises kept of a source, the latest; a real attack finds a handful.
pub(crate) const SURPRISES_KEPT: usize = 256;

/// State of one family.
#[derive(Debug)]
pub(crate) struct FamilyState {
    pub(crate) key: FamilyKey,
    /// Accounts of the site (that have logged on) in it.
    pub(crate) population: u32,
    /// Failing unfamiliar pairs on its members.
    pub(crate) unfamiliar: Vec<PairId>,
    pub(crate) recent: VecDeque<EventTime>,
    pub(crate) floors: Floors,
}

/// Everything remembered.
pub(crate) struct State {
    pub(crate) settings: Settings,
    /// Part of detection that is left out.
    pub(crate) without: Option<Part>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) open: FxHashMap<(SourceId, AccountId), PairId>,
    pub(crate) accounts: Vec<Option<Box<AccountState>>>,
    pub(crate) sources: Vec<Option<Box<SourceState>>>,
    pub(crate) families: Vec<FamilyState>,
    family_index: FxHashMap<FamilyKey, FamilyId>,
    pub(crate) memory: Memory,
    pub(crate) dropped: Dropped,
    /// Workstation names that approved scanners give, in capitals.
    pub(crate) scanner_names: BTreeSet<String>,
    /// Accounts of the site that have logged on: the population that a family's share refers to.
    pub(crate) population: u32,
    /// When the first activity was.
    pub(crate) began: Option<EventTime>,
    /// Accounts of domains whose password was seen to be changed.
    pub(crate) changed: u32,
    /// Wrong passwords counted before each lockout seen; their mode is the lockout threshold.
    pub(crate) runs_before_lockout: FxHashMap<u32, u32>,
}

impl State {
    pub(crate) fn new(settings: &Settings) -> Self {
        State {
            settings: settings.clone(),
            without: None,
            pairs: Vec::new(),
            open: FxHashMap::default(),
            accounts: Vec::new(),
            sources: Vec::new(),
            families: Vec::new(),
            family_index: FxHashMap::default(),
            memory: Memory::default(),
            dropped: Dropped::default(),
            scanner_names: BTreeSet::new(),
            population: 0,
            began: None,
            changed: 0,
            runs_before_lockout: FxHashMap::default(),
        }
    }

    pub(crate) fn pair(&self, id: PairId) -> &Pair {
        &self.pairs[id.0 as usize]
    }

    pub(crate) fn pair_mut(&mut self, id: PairId) -> &mut Pair {
        &mut self.pairs[id.0 as usize]
    }

    /// State of an account, made on first use.
    pub(crate) fn account_mut(&mut self, id: AccountId, directory: &Directory) -> &mut AccountState {
        let at = id.0 as usize;
        if self.accounts.len() <= at {
            self.accounts.resize_with(at + 1, || None);
        }
        if self.accounts[at].is_none() {
            let account = directory.account(id);
            let kind = kind_of(account, &self.settings);
            let keys = keys_of(account, &self.settings);
            let families = keys.into_iter().map(|key| self.family(key)).collect();
            self.accounts[at] = Some(Box::new(AccountState {
                kind,
                families,
                letters: letters(&account.name),
                exists: Exists::Unknown,
                unfamiliar: Vec::new(),
                familiar: Vec::new(),
                nameless: Vec::new(),
                recent: VecDeque::new(),
                floors: Floors::default(),
                strangers: Vec::new(),
                password_set: None,
                unlocked: None,
                lockouts: Vec::new(),
                failures: 0,
                judgement: Judgement::default(),
                bad_run: 0,
                counted: false,
            }));
        }
        self.accounts[at].as_mut().expect("made above")
    }

    /// State of an account that has had an activity.
    pub(crate) fn account(&self, id: AccountId) -> Option<&AccountState> {
        self.accounts.get(id.0 as usize)?.as_deref()
    }

    /// State of a source, made on first use.
    pub(crate) fn source_mut(&mut self, id: SourceId) -> &mut SourceState {
        let at = id.0 as usize;
        if self.sources.len() <= at {
            self.sources.resize_with(at + 1, || None);
        }
        self.sources[at].get_or_insert_with(Box::default)
    }

    /// State of a source that has failed.
    pub(crate) fn source(&self, id: SourceId) -> Option<&SourceState> {
        self.sources.get(id.0 as usize)?.as_deref()
    }

    fn family(&mut self, key: FamilyKey) -> FamilyId {
        if let Some(id) = self.family_index.get(&key) {
            return *id;
        }
        let id = FamilyId(self.families.len() as u32);
        self.family_index.insert(key.clone(), id);
        self.families.push(FamilyState {
            key,
            population: 0,
            unfamiliar: Vec::new(),
            recent: VecDeque::new(),
            floors: Floors::default(),
        });
        id
    }

    pub(crate) fn family_state(&self, id: FamilyId) -> &FamilyState {
        &self.families[id.0 as usize]
    }

    /// Counts an account into the site's population, once.
    pub(crate) fn count_into_population(&mut self, id: AccountId, directory: &Directory) {
        let account = self.account_mut(id, directory);
        if account.counted {
            return;
        }
        account.counted = true;
        let families = account.families.clone();
        self.population += 1;
        for family in families {
            self.families[family.0 as usize].population += 1;
        }
    }

    /// Share of the site's accounts in a family. Before enough accounts were seen, what is usual: numbered names are
    /// often a convention (so they say nothing yet), look-alikes never are. The prior weighs as much as 10 accounts.
    pub(crate) fn family_share(&self, id: FamilyId) -> f64 {
        use crate::family::FamilyKind;
        let family = self.family_state(id);
        let usual = match family.key.kind {
            FamilyKind::Pattern => 0.02,
            FamilyKind::Skeleton | FamilyKind::Person => 0.005,
            FamilyKind::Core => 0.01,
            FamilyKind::Role => 0.03,
            FamilyKind::Template => 0.5,
        };
        (f64::from(family.population) + 10.0 * usual) / (f64::from(self.population) + 10.0)
    }

    /// How sure it is that an account's password was not changed since the log began, 0 to 1: it grows with the changes of
    /// others that were recorded, and with the time that the log covers. 0 for local accounts, whose changes only their host
    /// records.
    pub(crate) fn password_unchanged(&self, id: AccountId, now: EventTime, directory: &Directory) -> f32 {
        let known = self.account(id).is_some_and(|account| account.password_set.is_none());
        if !known || directory.account(id).authority != Authority::Domain || !self.memory.account_seen(id) {
            return 0.0;
        }
        let days = self.began.map_or(0.0, |began| now.since(began) as f32 / DAY as f32);
        let changed = self.changed as f32;
        changed / (changed + CHANGES_COUNT) * days / (days + 1.0)
    }

    /// The site's lockout threshold: configured, else the commonest number of wrong passwords before a lockout (ties: the
    /// larger one, since a count can only miss attempts).
    pub(crate) fn lockout_threshold(&self) -> Option<u32> {
        self.settings.lockout_threshold.or_else(|| {
            self.runs_before_lockout
                .iter()
                .filter(|(run, _)| **run >= 2)
                .max_by_key(|(run, count)| (**count, **run))
                .map(|(run, _)| *run)
        })
    }

    /// Remembers a lockout.
    pub(crate) fn lock_out(&mut self, id: AccountId, time: EventTime, directory: &Directory) {
        let account = self.account_mut(id, directory);
        account.exists = Exists::Yes;
        if account.lockouts.len() < LOCKOUTS_KEPT {
            account.lockouts.push(time);
        }
        let run = std::mem::take(&mut account.bad_run);
        *self.runs_before_lockout.entry(run).or_default() += 1;
    }
}
