//! Findings to clusters: every pair belongs to at most one, and one attack is one.

use crate::ablation::Part;
use crate::class::Class;
use crate::compromise::{Found, compromised};
use crate::features::{Features, is_pooled};
use crate::findings::{FAMILY_SHARE_MAX, Finding, View};
use crate::id_set::IdSet;
use crate::judge::{Judgement, judge};
use crate::observe::{EPISODE_IDLE, cut_at_pauses, episodes};
use crate::pair::{Familiarity, PairId};
use crate::state::{FamilyId, SourceState, State};
use crate::surge::{Way, surges, way_of};
use crate::weights::{Term, terms};
use doorknob_event::activity::{Directory, HostId, SourceId};
use doorknob_event::incident::Verdict;
use doorknob_event::time::{EventTime, HOUR, MINUTE};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs that one incident is written from.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    pub(crate) pairs: Vec<PairId>,
    pub(crate) features: Features,
    pub(crate) judgement: Judgement,
    /// The facts that it rests on.
    pub(crate) terms: Vec<Term>,
    /// When the verdict first stood, and after how many failures.
    pub(crate) detected: (EventTime, u64),
    pub(crate) found: Vec<Found>,
}

/// Fewest tries of a misconfiguration or suspicion that is told without the contract floor.
const TOLD_TRIES: u64 = 10;
/// Tries on one account that are always told, however slowly they came: three times what the floor asks for in a window. A
/// person's slips do not add up to that between two idle days.
const LINGERING_TRIES: u64 = 30;
/// Fewest tries of a suspicion that is told without the contract floor, and its margin: more likely an attack than not, and
/// as many tries as the lockout threshold that CIS recommends.
const SUSPICION: (u64, f64) = (5, 0.0);

/// A fault of the infrastructure is over when nothing of it was seen for this long.
const FAULT_PAUSE: i64 = 15 * MINUTE;
/// Fewest sources of what is left of an account's or family's finding.
const CONVERGING: usize = 3;

/// A crowd that is at it for longer than a night covers anything that happens meanwhile; being within its time then says
/// nothing.
const CROWD_MAX: i64 = 12 * HOUR;

/// Which cluster a pair belongs to.
struct Claims {
    of_pair: Vec<Option<u32>>,
}

impl Claims {
    fn is_free(&self, id: PairId) -> bool {
        self.of_pair[id.0 as usize].is_none()
    }

    fn claim(&mut self, pairs: &[PairId], cluster: usize) {
        for id in pairs {
            self.of_pair[id.0 as usize] = Some(cluster as u32);
        }
    }
}

/// Builds the clusters.
pub(crate) fn correlate(findings: Vec<Finding>, state: &State, directory: &Directory) -> Vec<Cluster> {
    let mut claims = Claims { of_pair: vec![None; state.pairs.len()] };
    let mut sets = claim_attacks(&findings, &mut claims, state, directory);
    for surge in surges(&free_pairs(&claims, state), state, directory) {
        let judged = Finding::new(View::Family, surge.pairs.clone(), state, directory);
        if judged.is_some_and(|finding| finding.is_attack()) {
            claims.claim(&surge.pairs, sets.len());
            sets.push(AttackSet { pairs: surge.pairs, detected: Some(surge.detected) });
        }
    }
    let mut sets = merge_campaigns(sets, state, directory);
    claims.of_pair.fill(None);
    for (at, set) in sets.iter().enumerate() {
        claims.claim(&set.pairs, at);
    }
    absorb_rest_of_sources(&mut sets, &mut claims, state, directory);
    let mut clusters: Vec<Cluster> =
        sets.into_iter().filter_map(|set| attack_cluster(set, state, directory)).collect();
    clusters.extend(suspicions(&findings, &mut claims, state, directory));
    clusters.extend(infrastructure(&mut claims, state, directory));
    clusters.extend(by_account(&mut claims, state, directory));
    clusters.extend(floors(&mut claims, state, directory));
    clusters
}

struct AttackSet {
    pairs: Vec<PairId>,
    detected: Option<(EventTime, u64)>,
}

/// Sets that were joined, and what they were before.
struct Campaign {
    whole: AttackSet,
    parts: Vec<AttackSet>,
}

impl Campaign {
    fn of(set: AttackSet) -> Self {
        Campaign { whole: set, parts: Vec::new() }
    }

    fn join(&mut self, mut other: Campaign) {
        for campaign in [&mut *self, &mut other] {
            if campaign.parts.is_empty() {
                let AttackSet { pairs, detected } = &campaign.whole;
                campaign.parts.push(AttackSet { pairs: pairs.clone(), detected: *detected });
            }
        }
        self.parts.append(&mut other.parts);
        self.whole.pairs.append(&mut other.whole.pairs);
        self.whole.detected = match (self.whole.detected, other.whole.detected) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
    }

    /// The sets to tell: what is no attack any more when put together was not one campaign.
    fn into_sets(self, state: &State, directory: &Directory) -> Vec<AttackSet> {
        if self.parts.is_empty() {
            return vec![self.whole];
        }
        let whole = Features::of(&self.whole.pairs, state, directory);
        if whole.is_some_and(|whole| judge(&whole).verdict == Verdict::Attack) {
            vec![self.whole]
        } else {
            self.parts
        }
    }
}

fn free_pairs(claims: &Claims, state: &State) -> Vec<PairId> {
    (0..state.pairs.len() as u32).map(PairId).filter(|id| claims.is_free(*id)).collect()
}

/// Each finding claims its pairs; a later one that shares some keeps the rest if that is an attack by itself, else what
/// tries the same account (or comes from the same source) joins the set that was there first.
fn claim_attacks(
    findings: &[Finding],
    claims: &mut Claims,
    state: &State,
    directory: &Directory,
) -> Vec<AttackSet> {
    let mut sets: Vec<AttackSet> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.is_attack()) {
        let free: Vec<PairId> = finding.pairs.iter().copied().filter(|id| claims.is_free(*id)).collect();
        if free.is_empty() {
            continue;
        }
        let whole = free.len() == finding.pairs.len();
        let fewest = if finding.view == View::Source { 1 } else { CONVERGING };
        let stands = whole
            || Finding::new(finding.view, free.clone(), state, directory)
                .is_some_and(|rest| rest.is_attack() && rest.features.sources as usize >= fewest);
        let owner = finding.pairs.iter().find_map(|id| claims.of_pair[id.0 as usize]);
        match owner {
            _ if stands => {
                claims.claim(&free, sets.len());
                sets.push(AttackSet { pairs: free, detected: None });
            }
            Some(owner) if finding.view != View::Family => {
                let joining = continuing(&free, &sets[owner as usize].pairs, state);
                claims.claim(&joining, owner as usize);
                sets[owner as usize].pairs.extend(joining);
            }
            _ => {}
        }
    }
    sets
}

/// How many times more tries one source may make than another that shares the work with it: who spreads work over proxies
/// gives each alike, and one that makes a hundred beside them follows a plan of its own.
const LOAD_RATIO: u64 = 8;

/// Those of some pairs that are asked for in a set's way, make about as many tries and lie within its time, give or take
/// [`MINUTE`]: what else tries the same account is somebody else.
fn continuing(pairs: &[PairId], set: &[PairId], state: &State) -> Vec<PairId> {
    let signatures: BTreeSet<_> = set.iter().map(|id| state.pair(*id).signature).collect();
    let first = set.iter().map(|id| state.pair(*id).first).min();
    let last = set.iter().map(|id| state.pair(*id).last).max();
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let least = set.iter().map(|id| state.pair(*id).tries()).min().unwrap_or(0) / LOAD_RATIO;
    let continues = |id: &PairId| {
        let pair = state.pair(*id);
        signatures.contains(&pair.signature)
            && pair.tries() >= least
            && pair.first >= first.plus(-MINUTE)
            && pair.last <= last.plus(MINUTE)
    };
    pairs.iter().copied().filter(continues).collect()
}

/// What two sets must share to be one campaign.
struct Profile {
    /// Pairs that its class was judged on.
    profiled: usize,
    /// Where the bulk of its tries lies.
    from: EventTime,
    to: EventTime,
    /// How long one source is at it, in the median.
    stint: i64,
    /// Tries of one source, in the median.
    load: u64,
    accounts: IdSet,
    sources: IdSet,
    /// Those that many users share: two attacks from behind one proxy are not one.
    shared: IdSet,
    hosts: BTreeSet<HostId>,
    ways: BTreeSet<Way>,
    class: Class,
    family: Option<FamilyId>,
    nameless: bool,
}

impl Profile {
    /// Both together; what cannot be added is that of the larger one.
    fn joined(mut self, other: Profile, self_is_larger: bool) -> Profile {
        self.from = self.from.min(other.from);
        self.to = self.to.max(other.to);
        self.accounts.extend(&other.accounts);
        self.sources.extend(&other.sources);
        self.shared.extend(&other.shared);
        self.hosts.extend(other.hosts);
        self.ways.extend(other.ways);
        self.nameless &= other.nameless;
        if self.family != other.family {
            self.family = None;
        }
        if !self_is_larger {
            self.class = other.class;
            self.stint = other.stint;
            self.load = other.load;
            self.profiled = other.profiled;
        }
        self
    }
}

/// When one source was at it, and how often it tried.
#[derive(Clone, Copy)]
struct Stint {
    from: EventTime,
    to: EventTime,
    tries: u64,
}

/// The middle one; nothing for none.
fn median<T: Ord + Copy + Default>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn profile(pairs: &[PairId], state: &State, directory: &Directory) -> Option<Profile> {
    let features = Features::of(pairs, state, directory)?;
    let judgement = judge(&features);
    let mut profile = Profile {
        profiled: pairs.len(),
        from: features.last,
        to: features.first,
        stint: 0,
        load: 0,
        accounts: IdSet::default(),
        sources: IdSet::default(),
        shared: IdSet::default(),
        hosts: BTreeSet::new(),
        ways: BTreeSet::new(),
        class: judgement.class,
        family: features.family.filter(|family| family.whole && features.is_family()).map(|family| family.id),
        nameless: features.sources_unnamed == features.sources,
    };
    let mut stints: BTreeMap<SourceId, Stint> = BTreeMap::new();
    let mut signatures = BTreeSet::new();
    for id in pairs {
        let pair = state.pair(*id);
        let (from, to) = pair.bulk();
        profile.from = profile.from.min(from);
        profile.to = profile.to.max(to);
        let stint = stints.entry(pair.source).or_insert(Stint { from, to, tries: 0 });
        *stint =
            Stint { from: stint.from.min(from), to: stint.to.max(to), tries: stint.tries + pair.tries() };
        profile.accounts.insert(pair.account);
        profile.sources.insert(pair.source);
        if is_pooled(pair.source, state, directory) {
            profile.shared.insert(pair.source);
        }
        profile.hosts.extend(pair.hosts.iter().map(|(host, _)| *host));
        // Thousands of pairs have a handful of signatures.
        if signatures.insert((pair.signature, pair.first_kind())) {
            profile.ways.insert(way_of(pair, directory));
        }
    }
    profile.stint = median(stints.values().map(|stint| stint.to.since(stint.from)));
    profile.load = median(stints.values().map(|stint| stint.tries));
    Some(profile)
}

/// One source takes over from the other, or they work at the same time.
fn are_near(one: &Profile, two: &Profile, slack: i64) -> bool {
    one.from.plus(-slack) <= two.to && two.from.plus(-slack) <= one.to
}

/// Stints of the same kind of length: a source that is at it for days and one that is for minutes follow different plans.
fn are_alike_in_pace(one: &Profile, two: &Profile) -> bool {
    let (short, long) =
        (one.stint.min(two.stint).max(10 * MINUTE), one.stint.max(two.stint).max(10 * MINUTE));
    long <= 4 * short
}

/// Each source makes about as many tries.
fn are_alike_in_load(one: &Profile, two: &Profile) -> bool {
    one.load.max(two.load) <= LOAD_RATIO * one.load.min(two.load)
}

/// Share of the time that both are at it in the time that either is.
fn overlap(one: &Profile, two: &Profile) -> f64 {
    let both = one.to.min(two.to).since(one.from.max(two.from)).max(0) + MINUTE;
    let either = one.to.max(two.to).since(one.from.min(two.from)) + MINUTE;
    both as f64 / either as f64
}

/// Share of the shorter one's time that lies within the longer one's.
fn within(one: &Profile, two: &Profile) -> f64 {
    let both = one.to.min(two.to).since(one.from.max(two.from)).max(0) + MINUTE;
    let shorter = one.to.since(one.from).min(two.to.since(two.from)) + MINUTE;
    both as f64 / shorter as f64
}

fn share_of_smaller(one: &IdSet, two: &IdSet) -> f64 {
    one.common_count(two) as f64 / one.len().min(two.len()).max(1) as f64
}

fn is_one_campaign(one: &Profile, two: &Profile) -> bool {
    if one.sources.meets_except(&two.sources, &one.shared)
        && share_of_smaller(&one.sources, &two.sources) >= 0.5
    {
        // Phases of one source that are different techniques were told apart on purpose.
        let apart = one.to < two.from || two.to < one.from;
        return are_near(one, two, HOUR) && !(apart && one.class.technique() != two.class.technique());
    }
    let same_way = one.ways.intersection(&two.ways).next().is_some();
    // Of two acts from behind one shared address all that is known is when and how.
    let same_sources =
        one.sources.len() == two.sources.len() && share_of_smaller(&one.sources, &two.sources) >= 1.0;
    if same_sources && one.shared.len() > 0 {
        let same_kind = one.class.technique() == two.class.technique();
        return same_kind && same_way && are_alike_in_pace(one, two) && are_near(one, two, 15 * MINUTE);
    }
    let same_hosts = one.hosts.intersection(&two.hosts).next().is_some();
    // Long lists are compared last.
    let accounts = || share_of_smaller(&one.accounts, &two.accounts);
    let nameless = one.nameless || two.nameless;
    let many = |class: Class| {
        matches!(class, Class::Spraying | Class::DistributedSpraying | Class::Enumeration | Class::Stuffing)
    };
    match (many(one.class), many(two.class)) {
        // The same list at the same time; or the same way against the same hosts: of two single sources from first to last,
        // of a crowd and one more of its kind within the crowd's time.
        (true, true) => {
            let crowd = one.sources.len().max(two.sources.len()) >= CONVERGING;
            let brief = one.to.since(one.from).max(two.to.since(two.from)) <= CROWD_MAX;
            let together = if crowd { brief && within(one, two) >= 0.8 } else { overlap(one, two) >= 0.6 };
            let list = || overlap(one, two) >= 0.3 && (same_way || nameless) && accounts() >= 0.5;
            let alike = are_alike_in_pace(one, two) && (!crowd || are_alike_in_load(one, two));
            alike && (same_way && same_hosts && together || list())
        }
        // The same target, or the same family of targets, in the same way and at the same pace.
        (false, false) => {
            let family = one.family.is_some() && one.family == two.family && overlap(one, two) >= 0.3;
            let account = || are_near(one, two, HOUR) && one.accounts.meets(&two.accounts);
            (same_way || nameless) && are_alike_in_pace(one, two) && (family || account())
        }
        // What lacks a source on one host can be the rest of what has one on another.
        _ => nameless && are_near(one, two, MINUTE) && accounts() >= 1.0,
    }
}

/// Sets compared with each other; the strongest come first, and a site with more attacks than this at once reads the rest
/// as they are.
const COMPARED_MAX: usize = 1_000;

/// Joins sets that are one campaign, until none are left.
fn merge_campaigns(sets: Vec<AttackSet>, state: &State, directory: &Directory) -> Vec<AttackSet> {
    if state.without == Some(Part::Campaigns) {
        return sets;
    }
    let mut merged: Vec<(Campaign, Profile)> = Vec::new();
    let mut apart: Vec<Campaign> = Vec::new();
    for set in sets {
        if merged.len() >= COMPARED_MAX {
            apart.push(Campaign::of(set));
            continue;
        }
        let Some(mut profile_of_set) = profile(&set.pairs, state, directory) else { continue };
        let mut campaign = Campaign::of(set);
        // One new set can join several old ones.
        while let Some(at) = merged.iter().position(|(_, other)| is_one_campaign(other, &profile_of_set)) {
            let (mut other, other_profile) = merged.remove(at);
            let larger = other.whole.pairs.len() >= campaign.whole.pairs.len();
            profile_of_set = other_profile.joined(profile_of_set, larger);
            other.join(campaign);
            campaign = other;
            // What it is can change as it grows; looked at anew at every doubling, so that the work stays in proportion.
            if campaign.whole.pairs.len() >= 2 * profile_of_set.profiled
                && let Some(anew) = profile(&campaign.whole.pairs, state, directory)
            {
                profile_of_set = anew;
            }
        }
        merged.push((campaign, profile_of_set));
    }
    let campaigns = merged.into_iter().map(|(campaign, _)| campaign).chain(apart);
    let mut sets: Vec<AttackSet> =
        campaigns.flat_map(|campaign| campaign.into_sets(state, directory)).collect();
    for set in &mut sets {
        set.pairs.sort_unstable();
    }
    sets
}

/// What else an attacking source did in those hours belongs to the attack: pairs that it resolved (passwords it found) and
/// single tries. Of a shared source, whose other traffic is its users', only what [`hidden_in_shared`] says.
fn absorb_rest_of_sources(sets: &mut [AttackSet], claims: &mut Claims, state: &State, directory: &Directory) {
    for (at, set) in sets.iter_mut().enumerate() {
        let Some(features) = Features::of(&set.pairs, state, directory) else { continue };
        let sources: BTreeSet<SourceId> = set.pairs.iter().map(|id| state.pair(*id).source).collect();
        for source in sources {
            let Some(source_state) = state.source(source) else { continue };
            if is_pooled(source, state, directory) {
                let slips = hidden_in_shared(source_state, set, &features, claims, state);
                claims.claim(&slips, at);
                set.pairs.extend(slips);
                continue;
            }
            for id in &source_state.unfamiliar {
                let pair = state.pair(*id);
                let near = pair.last.plus(HOUR) >= features.first && pair.first <= features.last.plus(HOUR);
                if claims.is_free(*id) && near {
                    claims.claim(&[*id], at);
                    set.pairs.push(*id);
                }
            }
        }
        set.pairs.sort_unstable();
    }
}

/// How many times as many of a shared source's unresolved slips there must be in the time of an attack as its other times
/// let expect: then two of three are the attack's.
const SLIPS_RATIO: f64 = 3.0;

/// Tries on accounts that know the shared source: they belong to the attack when they were asked for in its way, begin and
/// end within it, no success followed, and there are many more of that kind than at other times. In the minutes of a spray
/// few of a site's slips do all that; in the hours of a slow one most do.
fn hidden_in_shared(
    source: &SourceState,
    set: &AttackSet,
    f: &Features,
    claims: &Claims,
    state: &State,
) -> Vec<PairId> {
    let signatures: BTreeSet<_> = set.pairs.iter().map(|id| state.pair(*id).signature).collect();
    let alike = |id: &PairId| {
        let pair = state.pair(*id);
        claims.is_free(*id) && pair.run > 0 && signatures.contains(&pair.signature)
    };
    let (within, apart): (Vec<PairId>, Vec<PairId>) =
        source.familiar.iter().copied().filter(alike).partition(|id| {
            let pair = state.pair(*id);
            pair.first >= f.first.plus(-MINUTE) && pair.last <= f.last.plus(MINUTE)
        });
    let pairs = || source.familiar.iter().map(|id| state.pair(*id));
    let seen = match (pairs().map(|pair| pair.first).min(), pairs().map(|pair| pair.last).max()) {
        (Some(from), Some(to)) => to.since(from),
        _ => 0,
    };
    let during = (f.last.since(f.first) + 2 * MINUTE) as f64;
    let expected = apart.len() as f64 * during / (seen as f64 - during).max(during);
    if within.len() as f64 >= SLIPS_RATIO * expected { within } else { Vec::new() }
}

fn attack_cluster(set: AttackSet, state: &State, directory: &Directory) -> Option<Cluster> {
    let features = Features::of(&set.pairs, state, directory)?;
    let mut judgement = judge(&features);
    let mut facts = terms(&features);
    if judgement.verdict != Verdict::Attack {
        // Absorbed odds and ends must not overturn what the set itself showed.
        let core: Vec<PairId> =
            set.pairs.iter().copied().filter(|id| state.pair(*id).is_unresolved()).collect();
        let core = Features::of(&core, state, directory)?;
        let judged = judge(&core);
        if judged.verdict == Verdict::Attack {
            judgement = judged;
            facts = terms(&core);
        }
    }
    let detected = set.detected.into_iter().chain(detections(&set.pairs, &features, state)).min();
    let found = compromised(&set.pairs, judgement.class, &features, state, directory);
    Some(Cluster {
        detected: detected.unwrap_or((features.last, features.tries)),
        pairs: set.pairs,
        features,
        judgement,
        terms: facts,
        found,
    })
}

/// Times at which a live run would have told one of the set's views.
fn detections<'a>(
    pairs: &'a [PairId],
    features: &'a Features,
    state: &'a State,
) -> impl Iterator<Item = (EventTime, u64)> + 'a {
    pairs
        .iter()
        .flat_map(move |id| {
            let pair = state.pair(*id);
            let source = state.source(pair.source).and_then(|source| source.judgement.attack_since);
            let account = state.account(pair.account).and_then(|account| account.judgement.attack_since);
            [pair.attack_since.as_deref().copied(), source, account]
        })
        .flatten()
        .filter(move |(time, _)| (features.first..=features.last).contains(time))
}

fn harmless_cluster(pairs: Vec<PairId>, state: &State, directory: &Directory) -> Option<Cluster> {
    let features = Features::of(&pairs, state, directory)?;
    let judgement = judge(&features);
    let terms = terms(&features);
    let detected = (features.last, features.tries);
    Some(Cluster { pairs, features, judgement, terms, detected, found: Vec::new() })
}

/// Approved scanners, and what leans towards an attack without carrying it.
fn suspicions(
    findings: &[Finding],
    claims: &mut Claims,
    state: &State,
    directory: &Directory,
) -> Vec<Cluster> {
    let mut clusters = Vec::new();
    for finding in findings {
        let free: Vec<PairId> = finding.pairs.iter().copied().filter(|id| claims.is_free(*id)).collect();
        if free.len() * 2 < finding.pairs.len() || free.is_empty() {
            continue;
        }
        let Some(rest) = Finding::new(finding.view, free, state, directory) else { continue };
        let scanner =
            rest.judgement.verdict == Verdict::AuthorizedScanner && rest.features.tries >= TOLD_TRIES;
        let suspicion = rest.judgement.verdict == Verdict::Undetermined
            && rest.judgement.class.verdict() == Verdict::Attack
            && rest.features.tries >= SUSPICION.0
            && rest.judgement.margin >= SUSPICION.1;
        if scanner || suspicion {
            claims.claim(&rest.pairs, usize::MAX);
            clusters.extend(harmless_cluster(rest.pairs, state, directory));
        }
    }
    clusters
}

/// Failures of servers, trusts and clocks: one statement for all hosts that have them at the same time.
fn infrastructure(claims: &mut Claims, state: &State, directory: &Directory) -> Vec<Cluster> {
    let mut pairs: Vec<PairId> = free_pairs(claims, state);
    pairs.retain(|id| {
        let pair = state.pair(*id);
        !directory.account(pair.account).machine && pair.counts.infrastructure * 2 > pair.counts.failures()
    });
    pairs.sort_by_key(|id| (state.pair(*id).first, *id));
    let faults = cut_at_pauses(pairs, FAULT_PAUSE, |id| (state.pair(id).first, state.pair(id).first));
    let mut clusters = Vec::new();
    for fault in faults {
        if let Some(cluster) = harmless_cluster(fault, state, directory)
            && cluster.features.tries >= TOLD_TRIES
            && cluster.judgement.verdict == Verdict::Infrastructure
        {
            claims.claim(&cluster.pairs, usize::MAX);
            clusters.push(cluster);
        }
    }
    clusters
}

/// The rest by account: misconfigurations first (each pair on its own, then all of an account together), then what the
/// contract floor demands.
fn by_account(claims: &mut Claims, state: &State, directory: &Directory) -> Vec<Cluster> {
    let mut clusters = Vec::new();
    for account in state.accounts.iter().flatten() {
        let mut free: Vec<PairId> = account
            .unfamiliar
            .iter()
            .chain(&account.familiar)
            .copied()
            .filter(|id| claims.is_free(*id))
            .collect();
        free.sort_unstable();
        if free.is_empty() {
            continue;
        }
        let mut by_class: BTreeMap<Class, Vec<PairId>> = BTreeMap::new();
        for id in &free {
            let pair = state.pair(*id);
            if u64::from(pair.counts.failures()) < TOLD_TRIES / 2 {
                continue;
            }
            if let Some(single) = Finding::new(View::Account, vec![*id], state, directory)
                && single.judgement.verdict == Verdict::Misconfiguration
            {
                by_class.entry(single.judgement.class).or_default().push(*id);
            }
        }
        for pairs in by_class.into_values() {
            for episode in episodes(state, &pairs, EPISODE_IDLE) {
                if let Some(cluster) = harmless_cluster(episode, state, directory)
                    && cluster.features.tries >= TOLD_TRIES
                    && cluster.judgement.verdict == Verdict::Misconfiguration
                {
                    claims.claim(&cluster.pairs, usize::MAX);
                    clusters.push(cluster);
                }
            }
        }
        free.retain(|id| claims.is_free(*id));
        for episode in episodes(state, &free, EPISODE_IDLE) {
            let Some(cluster) = harmless_cluster(episode, state, directory) else { continue };
            let misconfigured = cluster.judgement.verdict == Verdict::Misconfiguration
                && cluster.features.tries >= TOLD_TRIES;
            let slack = MINUTE;
            let (first, last) = (cluster.features.first, cluster.features.last.plus(slack));
            let floor = account.floors.any_within(first, last)
                && cluster.features.window_peak >= u64::from(state.settings.failure_floor);
            let novel_sources =
                cluster.pairs.iter().filter(|id| state.pair(**id).familiarity == Familiarity::Novel).count();
            let sources = novel_sources >= state.settings.source_threshold.max(1) as usize
                && cluster.features.sources >= state.settings.source_threshold;
            let lingers = cluster.features.tries >= LINGERING_TRIES;
            if misconfigured || floor || sources || lingers {
                claims.claim(&cluster.pairs, usize::MAX);
                clusters.push(cluster);
            }
        }
    }
    clusters
}

/// Families whose members together reach the floor, though no member is told yet.
fn floors(claims: &mut Claims, state: &State, directory: &Directory) -> Vec<Cluster> {
    let mut clusters = Vec::new();
    let mut order: Vec<usize> = (0..state.families.len()).collect();
    order.sort_by(|one, two| state.families[*one].key.cmp(&state.families[*two].key));
    for at in order {
        let family = &state.families[at];
        let convention = state.family_share(FamilyId(at as u32)) > FAMILY_SHARE_MAX;
        if convention
            || family.unfamiliar.is_empty()
            || family.unfamiliar.iter().any(|id| !claims.is_free(*id))
        {
            continue;
        }
        for episode in episodes(state, &family.unfamiliar, HOUR) {
            if let Some(cluster) = harmless_cluster(episode, state, directory)
                && family.floors.any_within(cluster.features.first, cluster.features.last)
                && cluster.features.accounts >= 2
                && cluster.features.window_peak >= u64::from(state.settings.failure_floor)
            {
                claims.claim(&cluster.pairs, usize::MAX);
                clusters.push(cluster);
            }
        }
    }
    clusters
}
