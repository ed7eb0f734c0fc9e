//! One activity at a time, in event-time order: updates the pairs and judges the candidates that have grown.

use crate::familiarity::is_private;
use crate::features::{Features, is_nameless, is_pooled, is_scanner};
use crate::judge::judge;
use crate::pair::{Familiarity, Pair, PairId};
use crate::state::{PAIRS_MAX, STRANGERS_KEPT, SURPRISES_KEPT, State, Stranger, Surprise};
use doorknob_event::account_kind::AccountKind;
use doorknob_event::activity::{
    AccountChange, AccountId, Activity, Authority, Directory, HostId, LogonAttempt, Outcome, RecordRef,
    SourceId, SourceKind,
};
use doorknob_event::failure::{FailureClass, FailureCode};
use doorknob_event::incident::{Exists, Verdict};
use doorknob_event::interner::TextId;
use doorknob_event::time::{DAY, EventTime, MINUTE};
use std::collections::VecDeque;

/// A source's pairs with a pause longer than this between them are separate episodes: two nights and a day.
pub(crate) const EPISODE_IDLE: i64 = 2 * DAY;
/// A familiar success this soon after nameless failures of the same account explains them.
const EXPLAINED_WITHIN: i64 = 15 * MINUTE;
/// "Password changed shortly before": devices that are used daily fail within three days (a weekend included).
const FRESH_PASSWORD: i64 = 3 * DAY;
/// How well the account and the site must be known for a success from a public address from which nobody ever logged on to be
/// a stranger's: new sources come less than once in two appearances. Inside, people log on at each other's machines daily.
const STRANGER_NOVELTY: f32 = 0.5;
/// What "never seen" is worth of a source without address and name.
const NAMELESS_NOVELTY: f32 = 0.3;
/// Resolutions kept of a source.
const RESOLVED_KEPT: usize = 64;
/// Pairs that a candidate is judged on while reading, the latest ones; the final judgement takes all.
const JUDGED_PAIRS_MAX: usize = 2_048;

/// Takes one activity.
pub(crate) fn observe(state: &mut State, directory: &Directory, activity: &Activity, keep_all: bool) {
    if state.settings.until.is_some_and(|until| activity.time() >= until) {
        return;
    }
    state.began.get_or_insert(activity.time());
    match activity {
        Activity::Attempt(attempt) => match attempt.outcome {
            Outcome::Success => succeed(state, directory, attempt),
            Outcome::Failure(code) => {
                if in_range(state, attempt.time) && code.class() != FailureClass::Noise {
                    fail(state, directory, attempt, code, keep_all);
                }
            }
        },
        Activity::Explicit { time, subject, account, source, host, record, .. } => {
            if in_range(state, *time) {
                present(state, directory, *time, *subject, *account, *source, *host, *record, keep_all);
            }
        }
        Activity::Change { time, account, change, .. } => {
            change_account(state, directory, *time, *account, *change)
        }
        Activity::LogIntegrity { .. } => {}
    }
}

/// Within the time that the user wants to hear of.
pub(crate) fn in_range(state: &State, time: EventTime) -> bool {
    state.settings.since.is_none_or(|since| time >= since)
        && state.settings.until.is_none_or(|until| time < until)
}

fn change_account(
    state: &mut State,
    directory: &Directory,
    time: EventTime,
    id: AccountId,
    change: AccountChange,
) {
    match change {
        AccountChange::LockedOut => state.lock_out(id, time, directory),
        AccountChange::Unlocked => state.account_mut(id, directory).unlocked = Some(time),
        AccountChange::PasswordChanged | AccountChange::PasswordReset => {
            let account = state.account_mut(id, directory);
            let first = account.password_set.replace(time).is_none();
            account.exists = Exists::Yes;
            if first && directory.account(id).authority == Authority::Domain {
                state.changed += 1;
            }
        }
        AccountChange::Changed => {}
    }
}

fn succeed(state: &mut State, directory: &Directory, attempt: &LogonAttempt) {
    let (source, account, time) = (attempt.source, attempt.account, attempt.time);
    let account_state = state.account_mut(account, directory);
    account_state.exists = Exists::Yes;
    account_state.bad_run = 0;
    let set = account_state.password_set.max(account_state.unlocked);
    let nameless = std::mem::take(&mut account_state.nameless);
    state.count_into_population(account, directory);

    let familiar = state.memory.pair_successes(source, account) > 0;
    let mut settled = false;
    if let Some(id) = state.open.get(&(source, account)).copied()
        && !state.pair(id).is_over(time)
    {
        let pair = state.pair_mut(id);
        let after_reset = pair.run > 0 && set.is_some_and(|set| set >= pair.first && set <= time);
        pair.succeed(attempt, after_reset);
        settled = pair.familiarity != Familiarity::Known && !pair.is_unresolved();
    }
    let unmet = state.memory.pair_successes(source, account) == 0;
    let account_known = state.memory.account_seen(account);
    if unmet
        && state.memory.source(source).accounts == 0
        && state.memory.warmth() >= STRANGER_NOVELTY
        && directory.source(source).address.is_some_and(|address| !is_private(address))
        && !is_pooled(source, state, directory)
        && state.memory.novelty_weight(account) >= STRANGER_NOVELTY
        && state.memory.familiarity(source, account, attempt.workstation, attempt.host, directory)
            == Familiarity::Novel
        && let Some(record) = attempt.records.first().copied()
    {
        let strangers = &mut state.account_mut(account, directory).strangers;
        if strangers.len() == STRANGERS_KEPT {
            strangers.remove(0);
        }
        strangers.push(Stranger { source, at: time, record });
    }
    if unmet
        && !state.open.contains_key(&(source, account))
        && let Some(source_state) = state.sources.get_mut(source.0 as usize).and_then(Option::as_mut)
    {
        if source_state.surprises.len() == SURPRISES_KEPT {
            source_state.surprises.pop_front();
        }
        let per_tick = state.memory.arrivals_per_tick(source, time);
        let record = attempt.records.first().copied();
        source_state.surprises.push_back(Surprise { account, at: time, account_known, per_tick, record });
    }
    if familiar {
        explain_nameless(state, &nameless, attempt);
    } else if settled || state.source(source).is_some() {
        let resolved = &mut state.source_mut(source).resolved;
        if resolved.len() == RESOLVED_KEPT {
            resolved.pop_front();
        }
        resolved.push_back(time);
    }
    forget_nameless(state, directory, account, nameless, time);
    state.memory.learn(time, source, account, attempt.workstation, attempt.host, directory);
}

/// Keeps what a later success may still explain.
fn forget_nameless(
    state: &mut State,
    directory: &Directory,
    account: AccountId,
    mut nameless: Vec<PairId>,
    now: EventTime,
) {
    nameless.retain(|id| {
        let pair = state.pair_mut(*id);
        pair.awaits_owner = now.since(pair.last) <= EXPLAINED_WITHIN;
        pair.awaits_owner
    });
    state.account_mut(account, directory).nameless = nameless;
}

/// Failures without address or name, followed within minutes by the owner's success from where the owner always is.
fn explain_nameless(state: &mut State, pairs: &[PairId], attempt: &LogonAttempt) {
    for id in pairs {
        let pair = state.pair_mut(*id);
        if pair.source != attempt.source
            && (1..10).contains(&pair.run)
            && attempt.time.since(pair.last) <= EXPLAINED_WITHIN
        {
            let run = pair.run;
            let pause = attempt.time.since(pair.last);
            pair.resolution =
                Some(crate::pair::Resolution { at: attempt.time, run, pause, after_reset: false });
            pair.run = 0;
        }
    }
}

/// Whether no address says from which machine it came.
fn lacks_address(source: SourceId, directory: &Directory) -> bool {
    !matches!(directory.source(source).kind, SourceKind::Address | SourceKind::RecoveredAddress)
}

#[expect(clippy::too_many_arguments, reason = "the fields of one Activity variant, passed on as they are")]
fn present(
    state: &mut State,
    directory: &Directory,
    time: EventTime,
    subject: Option<AccountId>,
    account: AccountId,
    source: SourceId,
    host: HostId,
    record: RecordRef,
    keep_all: bool,
) {
    // The system itself presents credentials at every interactive logon, service start and task; a computer account or no
    // subject is the system. Presenting one's own credentials is no test of another's.
    let person = subject.filter(|subject| !directory.account(*subject).machine && *subject != account);
    let Some(person) = person else { return };
    if state.account_mut(account, directory).kind == AccountKind::Machine {
        return;
    }
    let Some((id, new)) =
        open_pair(state, directory, source, account, time, TextId::default(), host, keep_all)
    else {
        state.dropped.attempts += 1;
        return;
    };
    let window = window_ticks(state);
    state.pair_mut(id).present(time, person, host, record, window);
    enlist(state, directory, id, new, time, TextId::default());
    judge_candidates(state, directory, id, time);
}

fn fail(state: &mut State, directory: &Directory, attempt: &LogonAttempt, code: FailureCode, keep_all: bool) {
    let (source, account, time) = (attempt.source, attempt.account, attempt.time);
    let class = code.class();
    let floor = state.settings.failure_floor.clamp(1, 1_000) as usize;
    let window = window_ticks(state);
    let account_state = state.account_mut(account, directory);
    match class {
        FailureClass::UnknownUser if account_state.exists == Exists::Unknown => {
            account_state.exists = Exists::No
        }
        FailureClass::BadPassword
        | FailureClass::LockedOut
        | FailureClass::Revoked
        | FailureClass::RightPasswordBlocked
        | FailureClass::RightDenied => account_state.exists = Exists::Yes,
        _ => {}
    }
    if class == FailureClass::BadPassword {
        account_state.bad_run += 1;
    }
    if class != FailureClass::Infrastructure {
        let reached = push_recent(&mut account_state.recent, time, floor, window);
        if reached {
            account_state.floors.reached(time, window);
        }
        let families = account_state.families.clone();
        for family in families {
            let family = &mut state.families[family.0 as usize];
            if push_recent(&mut family.recent, time, floor, window) {
                family.floors.reached(time, window);
            }
        }
    }
    if attempt.records.is_empty() {
        return;
    }
    let Some((id, new)) =
        open_pair(state, directory, source, account, time, attempt.workstation, attempt.host, keep_all)
    else {
        state.dropped.attempts += 1;
        return;
    };
    state.pair_mut(id).fail(attempt, code, window);
    if !state.settings.approved_scanner.is_empty()
        && attempt.workstation != TextId::default()
        && directory.source(source).address.is_some()
        && is_scanner(source, state, directory)
    {
        let name = directory.interner.text_of(attempt.workstation).trim_start_matches('\\').to_uppercase();
        state.scanner_names.insert(name);
    }
    enlist(state, directory, id, new, time, attempt.workstation);
    judge_candidates(state, directory, id, time);
}

/// Keeps the last `floor` times; true when they all lie within the window.
fn push_recent(recent: &mut VecDeque<EventTime>, time: EventTime, floor: usize, window: i64) -> bool {
    if recent.len() >= floor {
        recent.pop_front();
    }
    recent.push_back(time);
    recent.len() == floor && recent.front().is_some_and(|first| time.since(*first) <= window)
}

/// The window that the settings ask for.
fn window_ticks(state: &State) -> i64 {
    i64::from(state.settings.window_minutes.max(1)) * MINUTE
}

/// The open pair of a source and an account, or a new one; `None` when the bound is reached.
#[expect(clippy::too_many_arguments, reason = "what a new pair is made of")]
fn open_pair(
    state: &mut State,
    directory: &Directory,
    source: SourceId,
    account: AccountId,
    time: EventTime,
    workstation: TextId,
    host: HostId,
    keep_all: bool,
) -> Option<(PairId, bool)> {
    if let Some(id) = state.open.get(&(source, account)).copied()
        && !state.pair(id).is_over(time)
        && (!state.pair(id).is_settled(time) || is_pooled(source, state, directory))
    {
        return Some((id, false));
    }
    if state.pairs.len() >= PAIRS_MAX {
        return None;
    }
    let mut pair = Pair::new(source, account, time, keep_all);
    pair.familiarity = state.memory.familiarity(source, account, workstation, host, directory);
    pair.novelty_weight = state.memory.novelty_weight(account);
    pair.site_weight = state.memory.warmth();
    // A computer of the site, even if nobody was seen to log on from it yet.
    pair.source_new =
        state.memory.source(source).accounts == 0 && directory.source(source).computer.is_none();
    if is_nameless(source, directory) {
        // Anybody may be behind it, so that it was never seen with the account says little, and that nobody logged on from
        // there nothing.
        pair.novelty_weight *= NAMELESS_NOVELTY;
        pair.source_new = false;
    }
    pair.fresh_password = state
        .account(account)
        .and_then(|account| account.password_set)
        .is_some_and(|set| time.since(set) <= FRESH_PASSWORD);
    pair.password_unchanged = state.password_unchanged(account, time, directory);
    let id = PairId(state.pairs.len() as u32);
    state.pairs.push(pair);
    state.open.insert((source, account), id);
    Some((id, true))
}

/// Adds a pair to the lists that the detectors look at, and an attempt to its source's rhythm.
fn enlist(
    state: &mut State,
    directory: &Directory,
    id: PairId,
    new: bool,
    time: EventTime,
    workstation: TextId,
) {
    let (source, account, familiarity) = {
        let pair = state.pair(id);
        (pair.source, pair.account, pair.familiarity)
    };
    if familiarity == Familiarity::Known {
        if new {
            state.account_mut(account, directory).familiar.push(id);
            state.source_mut(source).familiar.push(id);
        }
        return;
    }
    if lacks_address(source, directory) && !std::mem::replace(&mut state.pair_mut(id).awaits_owner, true) {
        state.account_mut(account, directory).nameless.push(id);
    }
    let source_state = state.source_mut(source);
    source_state.gaps.add(time);
    source_state.failures += 1;
    source_state.claims.observe(workstation);
    if new {
        source_state.unfamiliar.push(id);
        let families = {
            let account_state = state.account_mut(account, directory);
            account_state.unfamiliar.push(id);
            account_state.families.clone()
        };
        for family in families {
            state.families[family.0 as usize].unfamiliar.push(id);
        }
    }
}

/// Judges the candidates that this pair belongs to, as far as they have grown enough since they were last judged.
fn judge_candidates(state: &mut State, directory: &Directory, id: PairId, now: EventTime) {
    let (source, account, tries, familiarity) = {
        let pair = state.pair(id);
        (pair.source, pair.account, pair.tries(), pair.familiarity)
    };
    if familiarity == Familiarity::Known {
        judge_pair(state, directory, id, now, tries);
        return;
    }
    let source_state = state.source_mut(source);
    let size = source_state.failures;
    if size >= 5 && source_state.judgement.is_due(size) {
        let pairs = latest_episode(state, &state.source(source).expect("made above").unfamiliar);
        let (attack, failures) = is_attack(state, directory, &pairs);
        state.source_mut(source).judgement.set(size, attack, now, failures);
    }
    let account_state = state.account_mut(account, directory);
    account_state.failures += 1;
    let size = account_state.failures;
    if account_state.unfamiliar.len() >= 3 && account_state.judgement.is_due(size) {
        let pairs = latest_episode(state, &state.account(account).expect("made above").unfamiliar);
        let (attack, failures) = is_attack(state, directory, &pairs);
        state.account_mut(account, directory).judgement.set(size, attack, now, failures);
    }
}

fn judge_pair(state: &mut State, directory: &Directory, id: PairId, now: EventTime, tries: u64) {
    let due = {
        let pair = state.pair(id);
        let last = u64::from(pair.judged_at);
        tries >= 10 && (tries <= 24 || tries >= last + last / 8)
    };
    if due {
        let (attack, failures) = is_attack(state, directory, &[id]);
        let pair = state.pair_mut(id);
        pair.judged_at = tries.min(u64::from(u32::MAX)) as u32;
        if attack {
            pair.attack_since.get_or_insert_with(|| Box::new((now, failures)));
        } else {
            pair.attack_since = None;
        }
    }
}

fn is_attack(state: &State, directory: &Directory, pairs: &[PairId]) -> (bool, u64) {
    Features::of(pairs, state, directory)
        .map_or((false, 0), |features| (judge(&features).verdict == Verdict::Attack, features.tries))
}

/// The unresolved pairs of a list that belong to its latest episode, at most the last [`JUDGED_PAIRS_MAX`].
fn latest_episode(state: &State, pairs: &[PairId]) -> Vec<PairId> {
    let mut latest: Vec<PairId> = Vec::new();
    let mut next: Option<EventTime> = None;
    for id in pairs.iter().rev().take(JUDGED_PAIRS_MAX) {
        let pair = state.pair(*id);
        if next.is_some_and(|next| next.since(pair.last) > EPISODE_IDLE) {
            break;
        }
        next = Some(next.map_or(pair.first, |next| next.min(pair.first)));
        if pair.is_unresolved() {
            latest.push(*id);
        }
    }
    latest.reverse();
    latest
}

/// A list of pairs cut into episodes: where nothing happens for `idle` ticks, a new one begins.
pub(crate) fn episodes(state: &State, pairs: &[PairId], idle: i64) -> Vec<Vec<PairId>> {
    let mut sorted: Vec<PairId> = pairs.to_vec();
    sorted.sort_by_key(|id| (state.pair(*id).first, *id));
    cut_at_pauses(sorted, idle, |id| (state.pair(id).first, state.pair(id).last))
}

/// Pairs in the order of where their `span` begins, cut where no span reaches for longer than `pause` ticks.
pub(crate) fn cut_at_pauses(
    sorted: impl IntoIterator<Item = PairId>,
    pause: i64,
    span: impl Fn(PairId) -> (EventTime, EventTime),
) -> Vec<Vec<PairId>> {
    let mut parts: Vec<Vec<PairId>> = Vec::new();
    let mut last = EventTime(i64::MIN / 2);
    for id in sorted {
        let (from, to) = span(id);
        match parts.last_mut() {
            Some(part) if from.since(last) <= pause => part.push(id),
            _ => parts.push(vec![id]),
        }
        last = last.max(to);
    }
    parts
}
