//! What each policy would have done, version 1 of its contract. Fields are only ever added.

use super::attack::Attacks;
use super::group::Group;
use super::history::{Happened, History};
use super::locked::{LockedAccount, most_locked};
use super::policy::{Grid, Policy};
use super::recommend::{Recommendation, recommend};
use super::replay::{Step, replay as replay_account};
use crate::tune::account_text;
use doorknob_event::activity::{AccountId, Directory};
use doorknob_event::settings::Settings;
use doorknob_event::time::{DAY, EventTime};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Value of [`WhatIf::schema`].
pub const SCHEMA: &str = "doorknob.lockout.v1";

/// What one policy does to one group.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Effect {
    /// Tries of attacks at accounts that exist.
    pub attack_tries: u64,
    /// Those of them that would have met a locked account.
    pub attack_stopped: u64,
    /// Tries of attacks at names that do not exist, which no lockout stops.
    pub attack_tries_on_nobody: u64,
    /// Logons of attacks that succeeded.
    pub attack_successes: u64,
    /// Those of them that would have met a locked account.
    pub attack_successes_stopped: u64,
    /// Accounts that their own users and devices would have locked.
    pub accounts_locked_by_own: u64,
    /// How often.
    pub lockouts_by_own: u64,
    /// For how long in all, in minutes.
    pub minutes_locked_by_own: f64,
    /// Logons of the rightful owner that succeeded and would have met such a lock.
    pub logons_refused_by_own: u64,
    /// Accounts that the attacks would have locked: denial of service.
    pub accounts_locked_by_attack: u64,
    /// How often.
    pub lockouts_by_attack: u64,
    /// For how long in all, in minutes.
    pub minutes_locked_by_attack: f64,
    /// Logons of the rightful owner that succeeded and would have met such a lock.
    pub logons_refused_by_attack: u64,
}

impl Effect {
    /// Share of the attacks' tries that would have been stopped; `None` without any.
    pub fn share_stopped(&self) -> Option<f64> {
        (self.attack_tries > 0).then(|| self.attack_stopped as f64 / self.attack_tries as f64)
    }

    /// Tries of attacks whose password would still have been read.
    pub fn guesses_left(&self) -> u64 {
        self.attack_tries - self.attack_stopped
    }

    /// Both together.
    #[must_use]
    pub fn plus(mut self, other: &Effect) -> Effect {
        self.attack_tries += other.attack_tries;
        self.attack_stopped += other.attack_stopped;
        self.attack_tries_on_nobody += other.attack_tries_on_nobody;
        self.attack_successes += other.attack_successes;
        self.attack_successes_stopped += other.attack_successes_stopped;
        self.accounts_locked_by_own += other.accounts_locked_by_own;
        self.lockouts_by_own += other.lockouts_by_own;
        self.minutes_locked_by_own += other.minutes_locked_by_own;
        self.logons_refused_by_own += other.logons_refused_by_own;
        self.accounts_locked_by_attack += other.accounts_locked_by_attack;
        self.lockouts_by_attack += other.lockouts_by_attack;
        self.minutes_locked_by_attack += other.minutes_locked_by_attack;
        self.logons_refused_by_attack += other.logons_refused_by_attack;
        self
    }
}

/// One policy and what it does.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Cell {
    /// The policy.
    #[serde(flatten)]
    pub policy: Policy,
    /// It is Microsoft's baseline.
    pub microsoft_baseline: bool,
    /// It fulfils CIS.
    pub fulfils_cis: bool,
    /// Guesses per account and day of an attacker who never locks anybody; absent: unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub careful_guesses_per_day: Option<f64>,
    /// Wrong passwords per account and day that keep it locked all day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denial_guesses_per_day: Option<f64>,
    /// Guesses that the attacks of this history would still have had, per day on which they tried.
    pub guesses_left_per_attack_day: f64,
    /// By group.
    pub groups: BTreeMap<Group, Effect>,
    /// All groups.
    pub all: Effect,
    /// Who would have been locked: the first [`LOCKED_MAX`](super::LOCKED_MAX), the longest locked by their own tries first.
    pub locked: Vec<LockedAccount>,
    /// All who would have been, named or not.
    pub locked_total: u64,
}

/// What was replayed.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct HistoryFacts {
    /// First and last time of a try.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<(EventTime, EventTime)>,
    /// Tries, successes included.
    pub tries: u64,
    /// Attacks that the incidents tell.
    pub attacks: u64,
    /// Days (UTC) on which an attack tried.
    pub attack_days: u64,
    /// Accounts that are shown to exist: all that could be locked out on purpose.
    pub accounts: u64,
    /// Lockouts that did happen (4740).
    pub lockouts: u64,
    /// Tries that met a locked account, and were replayed as wrong passwords.
    pub unread: u64,
    /// Wrong tries taken for one of the two passwords before, which do not count.
    pub old_passwords: u64,
    /// Tries of attacks at the built-in Administrator.
    pub attack_tries_on_administrator: u64,
    /// Whether the replay locks the built-in Administrator.
    pub administrator_lockout: bool,
    /// Tries that a bound left out.
    pub left_out: u64,
}

/// The whole.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WhatIf {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// What was replayed.
    pub history: HistoryFacts,
    /// By threshold, window and duration.
    pub cells: Vec<Cell>,
    /// What we would set.
    pub recommendation: Recommendation,
}

impl WhatIf {
    /// The cell of a policy, if the grid has it.
    pub fn cell(&self, policy: Policy) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.policy == policy)
    }
}

/// The steps of one account.
pub(super) struct Course {
    /// As a person reads it.
    pub(super) account: String,
    pub(super) group: Group,
    pub(super) shown_to_exist: bool,
    administrator: bool,
    steps: Vec<Step>,
}

pub(super) fn replay(
    history: &History,
    directory: &Directory,
    attacks: &Attacks,
    settings: &Settings,
    grid: &Grid,
) -> WhatIf {
    let courses = courses(history, directory, attacks, settings);
    let facts = facts(history, &courses, attacks, grid);
    let end = facts.period.map_or(EventTime::default(), |(_, last)| last);
    let cells: Vec<Cell> = grid
        .policies()
        .into_iter()
        .map(|policy| cell(policy, &courses, end, facts.attack_days, grid.administrator_lockout))
        .collect();
    let recommendation = recommend(&cells, &facts);
    WhatIf { schema: SCHEMA, history: facts, cells, recommendation }
}

/// Tries by account, the accounts in the order of their keys: sums of minutes must not depend on ids.
fn courses(history: &History, directory: &Directory, attacks: &Attacks, settings: &Settings) -> Vec<Course> {
    let mut by_account: BTreeMap<AccountId, Vec<Step>> = BTreeMap::new();
    for one in &history.tries {
        let attack = one.happened != Happened::Unlocked && attacks.hold(one.time, one.account, one.source);
        let step = Step { time: one.time, happened: one.happened, attack };
        by_account.entry(one.account).or_default().push(step);
    }
    let mut courses: Vec<(&str, Course)> = by_account
        .into_iter()
        .map(|(id, steps)| {
            let account = directory.account(id);
            let group = history.group(directory, id, settings);
            let course = Course {
                account: account_text(directory, id),
                group,
                shown_to_exist: history.exists(id),
                administrator: account.builtin_administrator,
                steps,
            };
            (account.key.as_str(), course)
        })
        .collect();
    courses.sort_by_key(|(key, _)| *key);
    courses.into_iter().map(|(_, course)| course).collect()
}

fn facts(history: &History, courses: &[Course], attacks: &Attacks, grid: &Grid) -> HistoryFacts {
    let steps = || courses.iter().flat_map(|course| &course.steps);
    let times = || steps().map(|step| step.time);
    let of = |happened: Happened| steps().filter(|step| step.happened == happened).count() as u64;
    let days: BTreeSet<i64> = steps().filter(|step| step.attack).map(|step| step.time.bin(DAY)).collect();
    let administrator = courses.iter().filter(|course| course.administrator).flat_map(|course| &course.steps);
    HistoryFacts {
        period: times().min().zip(times().max()),
        tries: steps().filter(|step| step.happened != Happened::Unlocked).count() as u64,
        attacks: attacks.len() as u64,
        attack_days: days.len() as u64,
        accounts: history.accounts_known(),
        lockouts: history.lockouts,
        unread: of(Happened::Unread),
        old_passwords: of(Happened::Old),
        attack_tries_on_administrator: administrator
            .filter(|step| step.attack && step.happened != Happened::LoggedOn)
            .count() as u64,
        administrator_lockout: grid.administrator_lockout,
        left_out: history.left_out,
    }
}

fn cell(
    policy: Policy,
    courses: &[Course],
    end: EventTime,
    attack_days: u64,
    administrator_lockout: bool,
) -> Cell {
    let mut groups: BTreeMap<Group, Effect> =
        Group::ALL.into_iter().map(|group| (group, Effect::default())).collect();
    let mut locked = Vec::new();
    for (place, course) in courses.iter().enumerate() {
        let exempt = course.administrator && !administrator_lockout;
        let mut effect = Effect::default();
        replay_account(policy, exempt, &course.steps, end, &mut effect);
        locked.extend(LockedAccount::of(place, course, &effect));
        let group = groups.entry(course.group).or_default();
        *group = group.plus(&effect);
    }
    let all = groups.values().fold(Effect::default(), |sum, effect| sum.plus(effect));
    Cell {
        policy,
        microsoft_baseline: policy == Policy::MICROSOFT,
        fulfils_cis: policy.fulfils_cis(),
        careful_guesses_per_day: policy.careful_guesses_per_day(),
        denial_guesses_per_day: policy.denial_guesses_per_day(),
        guesses_left_per_attack_day: all.guesses_left() as f64 / attack_days.max(1) as f64,
        groups,
        all,
        locked_total: locked.len() as u64,
        locked: most_locked(locked),
    }
}
