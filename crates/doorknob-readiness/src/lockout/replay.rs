//! One account against one policy.

use super::history::Happened;
use super::outcome::Effect;
use super::policy::Policy;
use doorknob_event::time::{EventTime, MINUTE};

/// One try as a replay sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) time: EventTime,
    pub(crate) happened: Happened,
    pub(crate) attack: bool,
}

/// The lock of an account while it is replayed.
#[derive(Clone, Copy, Debug)]
struct Lock {
    since: EventTime,
    /// `None`: until somebody unlocks.
    until: Option<EventTime>,
    by_attack: bool,
}

struct State<'e> {
    policy: Policy,
    /// The account is never locked (RID 500).
    exempt: bool,
    end: EventTime,
    wrong: u32,
    last_wrong: Option<EventTime>,
    /// At least one of the counted wrong passwords is the attack's.
    wrong_by_attack: bool,
    lock: Option<Lock>,
    effect: &'e mut Effect,
    locked_by: (bool, bool),
}

/// Replays the steps of one account, in the order of time, and adds what the policy does to `effect`. `end` is the end of
/// the history: locks are not counted beyond it.
pub(crate) fn replay(policy: Policy, exempt: bool, steps: &[Step], end: EventTime, effect: &mut Effect) {
    let mut state = State {
        policy,
        exempt,
        end,
        wrong: 0,
        last_wrong: None,
        wrong_by_attack: false,
        lock: None,
        effect,
        locked_by: (false, false),
    };
    for step in steps {
        state.step(step);
    }
    if let Some(lock) = state.lock {
        state.release(lock, lock.until.unwrap_or(end));
    }
    let (by_own, by_attack) = state.locked_by;
    state.effect.accounts_locked_by_own += u64::from(by_own);
    state.effect.accounts_locked_by_attack += u64::from(by_attack);
}

impl State<'_> {
    fn step(&mut self, step: &Step) {
        if let Some(lock) = self.lock
            && let Some(until) = lock.until.filter(|until| *until <= step.time)
        {
            self.release(lock, until);
        }
        match step.happened {
            Happened::Unlocked => {
                if let Some(lock) = self.lock {
                    self.release(lock, step.time);
                }
            }
            Happened::LoggedOn => self.log_on(step.attack),
            Happened::Old => {
                self.effect.attack_tries += u64::from(step.attack);
                let stopped = step.attack && self.lock.is_some();
                self.effect.attack_stopped += u64::from(stopped);
            }
            Happened::Wrong | Happened::Unread => self.guess(step),
            Happened::Nobody => self.effect.attack_tries_on_nobody += u64::from(step.attack),
        }
    }

    fn log_on(&mut self, attack: bool) {
        self.effect.attack_successes += u64::from(attack);
        match self.lock {
            None => self.wrong = 0,
            Some(_) if attack => self.effect.attack_successes_stopped += 1,
            Some(lock) if lock.by_attack => self.effect.logons_refused_by_attack += 1,
            Some(_) => self.effect.logons_refused_by_own += 1,
        }
    }

    fn guess(&mut self, step: &Step) {
        self.effect.attack_tries += u64::from(step.attack);
        if self.lock.is_some() {
            self.effect.attack_stopped += u64::from(step.attack);
            return;
        }
        if self.policy.threshold == 0 || self.exempt {
            return;
        }
        let window = i64::from(self.policy.window_minutes) * MINUTE;
        if self.last_wrong.is_none_or(|last| step.time.since(last) >= window) {
            self.wrong = 0;
        }
        if self.wrong == 0 {
            self.wrong_by_attack = false;
        }
        self.wrong += 1;
        self.wrong_by_attack |= step.attack;
        self.last_wrong = Some(step.time);
        if self.wrong >= self.policy.threshold {
            self.lock_out(step.time);
        }
    }

    fn lock_out(&mut self, time: EventTime) {
        let duration = i64::from(self.policy.duration_minutes) * MINUTE;
        let until = (duration > 0).then(|| time.plus(duration));
        self.lock = Some(Lock { since: time, until, by_attack: self.wrong_by_attack });
        if self.wrong_by_attack {
            self.effect.lockouts_by_attack += 1;
            self.locked_by.1 = true;
        } else {
            self.effect.lockouts_by_own += 1;
            self.locked_by.0 = true;
        }
    }

    /// Ends a lock: the count begins anew.
    fn release(&mut self, lock: Lock, at: EventTime) {
        let minutes = at.min(self.end).since(lock.since).max(0) as f64 / MINUTE as f64;
        if lock.by_attack {
            self.effect.minutes_locked_by_attack += minutes;
        } else {
            self.effect.minutes_locked_by_own += minutes;
        }
        self.lock = None;
        self.wrong = 0;
    }
}
