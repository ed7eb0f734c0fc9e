//! The atom of detection: one source trying one account, for as long as it keeps trying.
//!
//! Every detector points at sets of pairs, every incident is a set of pairs, and every feature is computed from pairs,
//! so no attempt is ever counted twice.

use crate::gaps::Gaps;
use crate::series::Series;
use doorknob_event::activity::{AccountId, HostId, LogonAttempt, RecordRef, Recovery, SourceId};
use doorknob_event::event::EventKind;
use doorknob_event::failure::{FailureClass, FailureCode};
use doorknob_event::interner::{SignatureId, TextId};
use doorknob_event::time::{DAY, EventTime, HOUR, MINUTE};
use smallvec::SmallVec;

/// Index of a pair in the detector's table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct PairId(pub(crate) u32);

/// Whether this source has logged on as this account before the failures began.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Familiarity {
    /// It has.
    Known,
    /// Not this source, but the same workstation name, network or host has.
    Near,
    /// It has not.
    Novel,
}

/// A failing pair with no failure for this long is over: a nightly job comes back within a day and two hours.
pub(crate) const PAIR_IDLE: i64 = 26 * HOUR;
/// A source that has never logged on as the account keeps its failures this long: the 7-day layer of low and slow.
pub(crate) const NOVEL_PAIR_IDLE: i64 = 8 * DAY;

/// Longer than a working day, shorter than from one morning to the next.
const SETTLED_AFTER: i64 = 12 * HOUR;

/// Failures by what they say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) bad_password: u32,
    pub(crate) unknown_user: u32,
    pub(crate) generic: u32,
    pub(crate) locked: u32,
    pub(crate) revoked: u32,
    pub(crate) right_blocked: u32,
    pub(crate) right_denied: u32,
    pub(crate) infrastructure: u32,
    pub(crate) policy: u32,
    /// Credentials presented by a program (4648); no outcome.
    pub(crate) explicit: u32,
}

impl Counts {
    /// All failures.
    pub(crate) fn failures(&self) -> u32 {
        self.guesses()
            + self.locked
            + self.revoked
            + self.right_blocked
            + self.right_denied
            + self.infrastructure
            + self.policy
    }

    /// Failures that were, or may have been, wrong guesses.
    pub(crate) fn guesses(&self) -> u32 {
        self.bad_password + self.unknown_user + self.generic
    }

    pub(crate) fn add(&mut self, other: &Counts) {
        self.bad_password += other.bad_password;
        self.unknown_user += other.unknown_user;
        self.generic += other.generic;
        self.locked += other.locked;
        self.revoked += other.revoked;
        self.right_blocked += other.right_blocked;
        self.right_denied += other.right_denied;
        self.infrastructure += other.infrastructure;
        self.policy += other.policy;
        self.explicit += other.explicit;
    }
}

/// What the source calls itself, as far as it matters: one name, or ever new ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claims {
    /// The first few distinct names.
    pub(crate) names: SmallVec<[TextId; 2]>,
    /// Attempts whose name differed from the one before.
    pub(crate) changes: u32,
    /// Attempts that carried a name.
    pub(crate) named: u32,
    last: TextId,
}

/// Names kept of a source.
const NAMES_KEPT: usize = 16;

impl Claims {
    /// Adds the name of one attempt.
    pub(crate) fn observe(&mut self, name: TextId) {
        if name == TextId::default() {
            return;
        }
        self.named += 1;
        if name != self.last {
            self.changes += 1;
            self.last = name;
            if self.names.len() < NAMES_KEPT && !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: &Claims) {
        self.named += other.named;
        self.changes += other.changes;
        for name in &other.names {
            if self.names.len() < NAMES_KEPT && !self.names.contains(name) {
                self.names.push(*name);
            }
        }
    }

    /// Ever new names from one source: a tool's mark.
    pub(crate) fn is_random(&self) -> bool {
        self.names.len() >= 10 && f64::from(self.changes) >= 0.8 * f64::from(self.named)
    }
}

/// A success that came after failures of the same pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Resolution {
    /// When.
    pub(crate) at: EventTime,
    /// Failures in a row before it.
    pub(crate) run: u32,
    /// Ticks since the last of them.
    pub(crate) pause: i64,
    /// The password was changed or reset, or the account unlocked, between the last failure and the success.
    pub(crate) after_reset: bool,
}

/// Who presented a pair's credentials (4648), and where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Presented {
    /// The first few accounts whose programs did.
    pub(crate) subjects: SmallVec<[AccountId; 2]>,
    pub(crate) hosts: SmallVec<[(HostId, u32); 1]>,
}

/// Subjects kept of a pair.
const SUBJECTS_KEPT: usize = 8;

/// One source trying one account.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) source: SourceId,
    pub(crate) account: AccountId,
    pub(crate) familiarity: Familiarity,
    /// How much familiarity means here, 0 to 1: nothing is "new" where nothing was ever seen.
    pub(crate) novelty_weight: f32,
    /// How much of the site was seen, 0 to 1: what a source from which nobody ever logged on means.
    pub(crate) site_weight: f32,
    /// The source had never logged on as anybody.
    pub(crate) source_new: bool,
    pub(crate) first: EventTime,
    pub(crate) last: EventTime,
    /// Ticks from the first to the last without pauses in which a nightly job would have come back: what fails for minutes
    /// on Monday and on Friday does not go on for days.
    pub(crate) active: i64,
    pub(crate) counts: Counts,
    pub(crate) codes: SmallVec<[(FailureCode, u32); 1]>,
    pub(crate) successes: u32,
    pub(crate) first_success: Option<Box<(EventTime, RecordRef)>>,
    /// Those before its last failure.
    pub(crate) successes_between: u32,
    /// Days with a success, and the last of them.
    success_days: (u32, i64),
    pub(crate) resolution: Option<Resolution>,
    /// Failures since the last success.
    pub(crate) run: u32,
    pub(crate) longest_run: u32,
    pub(crate) gaps: Gaps,
    pub(crate) series: Series,
    minute: (i64, u32),
    pub(crate) minute_peak: u32,
    window: (i64, u32),
    /// Most tries in a window of the settings, counted from whole windows: at least so many.
    pub(crate) window_peak: u32,
    pub(crate) hosts: SmallVec<[(HostId, u32); 1]>,
    /// Of these, what is told of presented credentials.
    pub(crate) presented: Option<Box<Presented>>,
    /// Bit n: logon type n was seen.
    pub(crate) logon_types: u32,
    pub(crate) signature: SignatureId,
    pub(crate) claims: Claims,
    /// How the first address was inferred, and failures whose address was.
    pub(crate) recovered: Option<Recovery>,
    pub(crate) recovered_count: u32,
    pub(crate) suspect: u32,
    /// First time that the right password was refused for another reason, with its code.
    pub(crate) password_proved: Option<(EventTime, FailureCode)>,
    /// Wrong guesses before that.
    pub(crate) guesses_before_proof: u32,
    /// Password changed or reset less than 3 days before the first failure.
    pub(crate) fresh_password: bool,
    /// How sure it is that the password was not changed since the log began, 0 to 1.
    pub(crate) password_unchanged: f32,
    /// In [`crate::state::AccountState::nameless`].
    pub(crate) awaits_owner: bool,
    /// Records behind the failures.
    pub(crate) record_count: u64,
    pub(crate) first_records: SmallVec<[RecordRef; 1]>,
    /// Where it is not the first one.
    pub(crate) last_record: Option<Box<RecordRef>>,
    /// All records, when they are wanted.
    pub(crate) all_records: Option<Vec<RecordRef>>,
    /// Guesses when last judged on its own, and since when it was an attack on its own.
    pub(crate) judged_at: u32,
    pub(crate) attack_since: Option<Box<(EventTime, u64)>>,
}

/// Days with a success that make a regular: a working day, the next and one more, so that no single session does.
const REGULAR_DAYS: u32 = 3;
/// Weight of novelty from which on more is known of who comes from where than is not.
const KNOWN_BY_THEN: f32 = 0.5;
/// Hosts kept of a pair.
const HOSTS_KEPT: usize = 64;
/// Codes kept of a pair; the tables know some 100, a pair meets a handful.
const CODES_KEPT: usize = 32;

impl Pair {
    /// A pair that begins to fail.
    pub(crate) fn new(source: SourceId, account: AccountId, time: EventTime, keep_all: bool) -> Self {
        Pair {
            source,
            account,
            familiarity: Familiarity::Novel,
            novelty_weight: 0.0,
            site_weight: 0.0,
            source_new: true,
            first: time,
            last: time,
            active: 0,
            counts: Counts::default(),
            codes: SmallVec::new(),
            successes: 0,
            successes_between: 0,
            first_success: None,
            success_days: (0, i64::MIN),
            resolution: None,
            run: 0,
            longest_run: 0,
            gaps: Gaps::default(),
            series: Series::default(),
            minute: (i64::MIN, 0),
            minute_peak: 0,
            window: (i64::MIN, 0),
            window_peak: 0,
            hosts: SmallVec::new(),
            presented: None,
            logon_types: 0,
            signature: SignatureId::default(),
            claims: Claims::default(),
            recovered: None,
            recovered_count: 0,
            suspect: 0,
            password_proved: None,
            guesses_before_proof: 0,
            fresh_password: false,
            password_unchanged: 0.0,
            awaits_owner: false,
            record_count: 0,
            first_records: SmallVec::new(),
            last_record: None,
            all_records: keep_all.then(Vec::new),
            judged_at: 0,
            attack_since: None,
        }
    }

    /// Adds a failed attempt; `window` in ticks.
    pub(crate) fn fail(&mut self, attempt: &LogonAttempt, code: FailureCode, window: i64) {
        self.successes_between = self.successes;
        let class = code.class();
        let count = match class {
            FailureClass::BadPassword | FailureClass::BadPin => &mut self.counts.bad_password,
            FailureClass::UnknownUser => &mut self.counts.unknown_user,
            FailureClass::Generic => &mut self.counts.generic,
            FailureClass::LockedOut => &mut self.counts.locked,
            FailureClass::Revoked => &mut self.counts.revoked,
            FailureClass::RightPasswordBlocked => &mut self.counts.right_blocked,
            FailureClass::RightDenied => &mut self.counts.right_denied,
            FailureClass::Infrastructure => &mut self.counts.infrastructure,
            FailureClass::Policy | FailureClass::Noise => &mut self.counts.policy,
        };
        *count += 1;
        if class.proves_password() && self.password_proved.is_none() {
            self.password_proved = Some((attempt.time, code));
            self.guesses_before_proof = self.counts.guesses();
        }
        count_item(&mut self.codes, code, CODES_KEPT);
        if class.is_guess() {
            self.run += 1;
            self.longest_run = self.longest_run.max(self.run);
        }
        self.observe(attempt.time, attempt.host, attempt.logon_type, window);
        if self.counts.failures() == 1 {
            self.signature = attempt.signature;
        }
        self.claims.observe(attempt.workstation);
        self.recovered = self.recovered.or(attempt.recovered);
        self.recovered_count += u32::from(attempt.recovered.is_some());
        self.suspect += u32::from(attempt.suspect);
        self.keep(&attempt.records, attempt.record_count);
    }

    /// Adds credentials presented by a program (4648).
    pub(crate) fn present(
        &mut self,
        time: EventTime,
        subject: AccountId,
        host: HostId,
        record: RecordRef,
        window: i64,
    ) {
        self.counts.explicit += 1;
        let presented = self.presented.get_or_insert_default();
        count_item(&mut presented.hosts, host, HOSTS_KEPT);
        if presented.subjects.len() < SUBJECTS_KEPT && !presented.subjects.contains(&subject) {
            presented.subjects.push(subject);
        }
        self.observe(time, host, 0, window);
        self.keep(&[record], 1);
    }

    /// Adds a success after failures.
    pub(crate) fn succeed(&mut self, attempt: &LogonAttempt, after_reset: bool) {
        self.successes += 1;
        let day = attempt.time.bin(DAY);
        if self.success_days.1 != day {
            self.success_days = (self.success_days.0 + 1, day);
        }
        let Some(record) = attempt.records.first().copied() else { return };
        self.first_success.get_or_insert_with(|| Box::new((attempt.time, record)));
        if self.run > 0 && self.resolution.is_none_or(|known| known.run < self.run) {
            self.resolution = Some(Resolution {
                at: attempt.time,
                run: self.run,
                pause: attempt.time.since(self.last),
                after_reset,
            });
        }
        self.run = 0;
        if self.successes == 1 {
            self.record_count += u64::from(attempt.record_count);
            if let Some(all) = &mut self.all_records {
                all.extend(attempt.records.iter().copied());
            }
        }
    }

    fn observe(&mut self, time: EventTime, host: HostId, logon_type: u8, window: i64) {
        let pause = time.since(self.last);
        if (1..=PAIR_IDLE).contains(&pause) {
            self.active += pause;
        }
        self.last = self.last.max(time);
        self.gaps.add(time);
        self.series.add(time, 1);
        self.minute_peak = self.minute_peak.max(bin_count(&mut self.minute, time, MINUTE));
        self.window_peak = self.window_peak.max(bin_count(&mut self.window, time, window));
        self.logon_types |= 1u32.checked_shl(u32::from(logon_type)).unwrap_or(0);
        count_item(&mut self.hosts, host, HOSTS_KEPT);
    }

    fn keep(&mut self, records: &[RecordRef], count: u32) {
        self.record_count += u64::from(count);
        let Some(first) = records.first() else { return };
        if self.first_records.is_empty() {
            self.first_records.extend(records.iter().copied());
        } else {
            match &mut self.last_record {
                Some(last) => **last = *first,
                none => *none = Some(Box::new(*first)),
            }
        }
        if let Some(all) = &mut self.all_records {
            all.extend_from_slice(records);
        }
    }

    /// The pair has not logged on after its failures, or only after so many that a person would have given up: nothing
    /// says that the account's owner was at it.
    ///
    /// 10 in a row: 5 % of people who fail still try then (Brostoff & Sasse 2003, fitted S(n) = 0.46 * 0.73^(n-3)).
    pub(crate) fn is_unresolved(&self) -> bool {
        !self.is_regular()
            && self.resolution.is_none_or(|resolution| resolution.run >= 10 && !resolution.after_reset)
    }

    /// It began while nobody knew who logs on from where, and then logged on day after day: who belongs there is learned from
    /// what follows. Later, when the regulars are known, a newcomer's successes prove nothing.
    pub(crate) fn is_regular(&self) -> bool {
        self.novelty_weight < KNOWN_BY_THEN && self.success_days.0 >= REGULAR_DAYS
    }

    /// Failures and presented credentials.
    pub(crate) fn tries(&self) -> u64 {
        u64::from(self.counts.failures()) + u64::from(self.counts.explicit)
    }

    /// Kind of its first record.
    pub(crate) fn first_kind(&self) -> Option<EventKind> {
        self.first_records.first().map(|record| record.kind)
    }

    /// When the bulk of its tries was made.
    pub(crate) fn bulk(&self) -> (EventTime, EventTime) {
        self.series.bulk().unwrap_or((self.first, self.last))
    }

    /// Idle for longer than a pair of its kind may be.
    pub(crate) fn is_over(&self, now: EventTime) -> bool {
        let limit = if self.familiarity == Familiarity::Known { PAIR_IDLE } else { NOVEL_PAIR_IDLE };
        now.since(self.last) > limit
    }

    /// It has logged on since it last failed, and a night lies between: who fails again is another day's story, of a source
    /// that by now is known.
    pub(crate) fn is_settled(&self, now: EventTime) -> bool {
        self.run == 0 && self.successes > 0 && now.since(self.last) > SETTLED_AFTER
    }

    /// A logon type was seen.
    pub(crate) fn has_logon_type(&self, logon_type: u8) -> bool {
        self.logon_types & (1 << logon_type) != 0
    }
}

/// Counts in tumbling bins; returns the count of the present bin.
fn bin_count(state: &mut (i64, u32), time: EventTime, width: i64) -> u32 {
    let bin = time.bin(width);
    if state.0 != bin {
        *state = (bin, 0);
    }
    state.1 += 1;
    state.1
}

/// Counts an item in a short list, keeping at most `kept` different ones.
fn count_item<T: PartialEq + Copy, A: smallvec::Array<Item = (T, u32)>>(
    list: &mut SmallVec<A>,
    item: T,
    kept: usize,
) {
    if let Some((_, count)) = list.iter_mut().find(|(known, _)| *known == item) {
        *count += 1;
    } else if list.len() < kept {
        list.push((item, 1));
    }
}
