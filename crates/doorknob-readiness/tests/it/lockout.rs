//! The lockout table agrees with a replay that is written another way, and with cases worked out by hand.

use crate::domain::{ADMINISTRATOR, Domain, start};
use doorknob_event::activity::AccountChange;
use doorknob_event::time::{EventTime, MINUTE, SECOND};
use doorknob_readiness::lockout::{Cause, Cell, Effect, Grid, Group, LockedAccount, Locks, Policy};
use proptest::prelude::*;
use std::collections::BTreeMap;

const BAD: u32 = 0xC000_006A;
const UNKNOWN: u32 = 0xC000_0064;
const LOCKED: u32 = 0xC000_0234;

fn policy(threshold: u32, window_minutes: u32, duration_minutes: u32) -> Policy {
    Policy { threshold, window_minutes, duration_minutes }
}

fn at(minutes: i64) -> EventTime {
    start().plus(minutes * MINUTE)
}

#[test]
fn the_observation_window_runs_from_the_last_wrong_password() {
    let mut domain = Domain::new(1);
    // Nine minutes apart: never ten minutes without one, so the fifth locks; ten minutes apart: never two together.
    for n in 0..5 {
        domain.fail(at(n * 9), 0, 0, BAD);
    }
    let effect = |policy| domain.what_if(&[]).cell(policy).expect("in the grid").all;
    assert_eq!(effect(policy(5, 10, 10)).lockouts_by_own, 1);
    let mut domain = Domain::new(1);
    for n in 0..50 {
        domain.fail(at(n * 10), 0, 0, BAD);
    }
    let effect = |policy| domain.what_if(&[]).cell(policy).expect("in the grid").all;
    assert_eq!(effect(policy(5, 10, 10)).lockouts_by_own, 0);
    assert!(effect(policy(5, 15, 15)).lockouts_by_own > 0);
}

#[test]
fn a_logon_begins_the_count_anew_and_a_lock_refuses_it() {
    let mut domain = Domain::new(1);
    for n in 0..4 {
        domain.fail(at(n), 0, 0, BAD);
    }
    domain.succeed(at(4), 0, 0);
    for n in 5..9 {
        domain.fail(at(n), 0, 0, BAD);
    }
    let cell = |domain: &Domain, wanted| domain.what_if(&[]).cell(wanted).expect("in the grid").all;
    assert_eq!(cell(&domain, policy(5, 15, 15)).lockouts_by_own, 0);
    let three = cell(&domain, policy(3, 15, 15));
    assert_eq!((three.lockouts_by_own, three.logons_refused_by_own), (1, 1), "{three:?}");
    // Locked at minute 2; tries in the lock do not prolong it; the history ends at minute 8.
    assert_eq!(three.minutes_locked_by_own, 6.0);
}

#[test]
fn an_attack_is_stopped_and_denies_service() {
    let mut domain = Domain::new(2);
    for n in 0..100 {
        domain.fail(at(0).plus(n * SECOND), 0, 9, BAD);
    }
    domain.succeed(at(5), 0, 0);
    domain.succeed(at(40), 1, 1);
    let attack = domain.attack(&[0], &[9], at(0), at(3));
    let what_if = domain.what_if(std::slice::from_ref(&attack));
    let effect = |policy| what_if.cell(policy).expect("in the grid").all;
    assert_eq!(effect(Policy::OFF).attack_stopped, 0);
    let ten = effect(Policy::MICROSOFT);
    assert_eq!((ten.attack_tries, ten.attack_stopped), (100, 90));
    assert_eq!((ten.accounts_locked_by_attack, ten.accounts_locked_by_own), (1, 0));
    assert_eq!((ten.logons_refused_by_attack, ten.minutes_locked_by_attack), (1, 10.0));
    assert_eq!(effect(Policy::CIS).attack_stopped, 95);
    assert_eq!(what_if.history.attacks, 1);
    let best = &what_if.recommendation.policy;
    assert!(best.policy.threshold >= 5 && !best.reasons.is_empty(), "{best:?}");
}

#[test]
fn a_slow_attack_stays_below_the_window() {
    let mut domain = Domain::new(1);
    for n in 0..48 {
        domain.fail(at(n * 31), 0, 9, BAD);
    }
    let attack = domain.attack(&[0], &[9], at(0), at(48 * 31));
    let what_if = domain.what_if(&[attack]);
    let stopped = |policy| what_if.cell(policy).expect("in the grid").all.attack_stopped;
    assert_eq!(stopped(policy(5, 30, 30)), 0);
    assert!(stopped(policy(5, 60, 60)) > 0);
    let best = what_if.recommendation.policy.policy;
    assert_eq!(best.window_minutes, 60, "{best:?}");
}

#[test]
fn old_passwords_do_not_count_in_a_domain() {
    // The phone logs on, the password changes, the phone goes on with the old one.
    let phone = |domain: &mut Domain, account| {
        domain.succeed(at(0), account, 5);
        domain.change(at(60), account, AccountChange::PasswordChanged);
        domain.succeed(at(61), account, 0);
        for n in 0..30 {
            domain.fail(at(62 + n), account, 5, BAD);
        }
    };
    let mut domain = Domain::new(1);
    phone(&mut domain, 0);
    let what_if = domain.what_if(&[]);
    assert_eq!(what_if.cell(Policy::CIS).expect("in the grid").all.lockouts_by_own, 0);
    assert_eq!(what_if.history.old_passwords, 30);
    // A second change later it is the last but one, a third change makes it a stranger.
    let mut domain = Domain::new(1);
    domain.succeed(at(0), 0, 5);
    for change in 1..=3 {
        domain.change(at(change * 100), 0, AccountChange::PasswordReset);
        domain.fail(at(change * 100 + 1), 0, 5, BAD);
    }
    assert_eq!(domain.what_if(&[]).history.old_passwords, 2);
    // A local account database keeps no such memory.
    let mut domain = Domain::new(1);
    domain.make_local(0);
    phone(&mut domain, 0);
    assert!(domain.what_if(&[]).cell(Policy::CIS).expect("in the grid").all.lockouts_by_own > 0);
}

#[test]
fn who_cannot_be_locked() {
    let mut domain = Domain::new(3);
    domain.make_administrator(0);
    for n in 0..40 {
        domain.fail(at(0).plus(n * SECOND), 0, 9, BAD);
        domain.fail(at(0).plus(n * SECOND), 1, 9, UNKNOWN);
    }
    let attack = domain.attack(&[0, 1], &[9], at(0), at(2));
    let attacks = std::slice::from_ref(&attack);
    let what_if = domain.what_if(attacks);
    let all = what_if.cell(Policy::CIS).expect("in the grid").all;
    assert_eq!((all.attack_tries, all.attack_stopped, all.attack_tries_on_nobody), (40, 0, 40));
    assert_eq!(what_if.history.attack_tries_on_administrator, 40);
    assert!(
        what_if.recommendation.notes.iter().any(|note| note.contains("Allow Administrator account lockout"))
    );
    let grid = Grid { administrator_lockout: true, ..Grid::default() };
    let all = domain.what_if_with(attacks, &grid).cell(Policy::CIS).expect("in the grid").all;
    assert_eq!(all.attack_stopped, 35);
}

#[test]
fn a_service_that_locks_itself_out_gets_a_policy_of_its_own() {
    let mut domain = Domain::new(30);
    domain.rename(7, "svc-backup");
    for n in 0..600 {
        domain.fail(at(n * 2), 7, 3, BAD);
    }
    let what_if = domain.what_if(&[]);
    let service = what_if.cell(Policy::CIS).expect("in the grid").groups[&Group::Service];
    assert!(service.lockouts_by_own > 10 && service.accounts_locked_by_own == 1);
    assert!(what_if.recommendation.notes.iter().any(|note| note.contains("group managed")));
    let table = what_if.locked(Cause::Own, 10);
    assert_eq!((table.rows.len(), table.unnamed), (1, 0));
    assert_eq!(
        (table.rows[0].account.as_str(), table.rows[0].about()),
        ("CORP\\svc-backup", "service account")
    );
    assert!(what_if.locked(Cause::Attack, 10).rows.is_empty());
}

#[test]
fn who_would_be_locked_is_named_and_the_rest_counted() {
    let mut domain = Domain::new(30);
    for account in 0..20 {
        // The higher the number, the more often: 7 wrong passwords an hour.
        for hour in 0..=account as i64 {
            for n in 0..7 {
                domain.fail(at(hour * 60 + n), account, 3, BAD);
            }
        }
    }
    let what_if = domain.what_if(&[]);
    let table = what_if.locked(Cause::Own, 5);
    assert_eq!(table.policies, [Policy::MICROSOFT, Policy::CIS]);
    let names: Vec<&str> = table.rows.iter().map(|row| row.account.as_str()).collect();
    assert_eq!(names, [19, 18, 17, 16, 15].map(|n| format!("CORP\\person{n}")));
    assert_eq!(table.unnamed, 15);
    let first = &table.rows[0].locks;
    assert_eq!(first[0], None, "seven do not reach ten");
    assert_eq!(first[1].expect("locked").lockouts, 20);
    assert!(table.rows[0].about().is_empty());
}

#[test]
fn without_an_attack_a_baseline_is_taken() {
    let mut domain = Domain::new(5);
    for n in 0..200 {
        domain.succeed(at(n * 60), (n % 5) as usize, 0);
    }
    let what_if = domain.what_if(&[]);
    assert_eq!(what_if.recommendation.policy.policy, Policy::MICROSOFT);
    assert!(what_if.recommendation.groups.is_empty());
}

/// What happened, for the replay written another way.
#[derive(Clone, Copy, Debug)]
struct Deed {
    time: EventTime,
    account: usize,
    source: usize,
    what: u8,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = (0..3i64 * 24 * 60, 0..59i64, 0usize..4, 0usize..3, 0u8..12);
    proptest::collection::vec(deed, 0..160).prop_map(|rows| {
        let mut deeds: Vec<Deed> = rows
            .into_iter()
            .map(|(minute, second, account, source, what)| Deed {
                // Crowded at first, so that thresholds are reached.
                time: at(minute * minute / 4320).plus(second * SECOND),
                account,
                source,
                what,
            })
            .collect();
        deeds.sort_by_key(|deed| deed.time);
        deeds
    })
}

const ATTACKER: usize = 2;

fn write(deeds: &[Deed]) -> Domain {
    let mut domain = Domain::new(4);
    domain.make_administrator(ADMINISTRATOR);
    for deed in deeds {
        match deed.what {
            0 => domain.succeed(deed.time, deed.account, deed.source),
            1 => domain.change(deed.time, deed.account, AccountChange::Unlocked),
            2 => domain.fail(deed.time, deed.account, deed.source, LOCKED),
            3 => domain.fail(deed.time, deed.account, deed.source, UNKNOWN),
            _ => domain.fail(deed.time, deed.account, deed.source, BAD),
        }
    }
    domain
}

/// The rules again: every lock is an interval, and the count before a try is found by looking back.
fn brute_force(deeds: &[Deed], policy: Policy) -> [Effect; 4] {
    let mut effects = [Effect::default(); 4];
    let end = deeds.last().map(|deed| deed.time).unwrap_or_default();
    for (account, sum) in effects.iter_mut().enumerate() {
        let own: Vec<&Deed> = deeds.iter().filter(|deed| deed.account == account).collect();
        // (from, to, by attack); `to` is put off until an unlocking is found.
        let mut locks: Vec<(EventTime, EventTime, bool)> = Vec::new();
        // Wrong passwords that were read, and the place from which on a count may run.
        let mut counted: Vec<usize> = Vec::new();
        let mut cut_before = 0usize;
        for (place, deed) in own.iter().enumerate() {
            let attack = deed.source == ATTACKER;
            let lock = locks.iter().rposition(|lock| lock.0 <= deed.time && deed.time < lock.1);
            match deed.what {
                0 => {
                    sum.attack_successes += u64::from(attack);
                    match lock {
                        None => cut_before = place + 1,
                        Some(_) if attack => sum.attack_successes_stopped += 1,
                        Some(at) if locks[at].2 => sum.logons_refused_by_attack += 1,
                        Some(_) => sum.logons_refused_by_own += 1,
                    }
                }
                1 => {
                    if let Some(at) = lock {
                        locks[at].1 = deed.time;
                        cut_before = place + 1;
                    }
                }
                3 => sum.attack_tries_on_nobody += u64::from(attack),
                _ => {
                    sum.attack_tries += u64::from(attack);
                    if lock.is_some() {
                        sum.attack_stopped += u64::from(attack);
                        continue;
                    }
                    if policy.threshold == 0 || account == ADMINISTRATOR {
                        continue;
                    }
                    counted.push(place);
                    let mut run = vec![place];
                    for earlier in counted.iter().rev().skip(1) {
                        let later = *run.last().expect("it begins with one");
                        let gap = own[later].time.since(own[*earlier].time);
                        let parted =
                            gap >= i64::from(policy.window_minutes) * MINUTE || *earlier < cut_before;
                        if parted {
                            break;
                        }
                        run.push(*earlier);
                    }
                    if run.len() >= policy.threshold as usize {
                        let by_attack = run.iter().any(|place| own[*place].source == ATTACKER);
                        let to = match policy.duration_minutes {
                            0 => EventTime(i64::MAX),
                            minutes => deed.time.plus(i64::from(minutes) * MINUTE),
                        };
                        locks.push((deed.time, to, by_attack));
                        // What led to a lock is used up.
                        counted.clear();
                    }
                }
            }
        }
        for (from, to, by_attack) in &locks {
            let minutes = (*to).min(end).since(*from).max(0) as f64 / MINUTE as f64;
            if *by_attack {
                sum.lockouts_by_attack += 1;
                sum.minutes_locked_by_attack += minutes;
            } else {
                sum.lockouts_by_own += 1;
                sum.minutes_locked_by_own += minutes;
            }
        }
        sum.accounts_locked_by_attack += u64::from(locks.iter().any(|lock| lock.2));
        sum.accounts_locked_by_own += u64::from(locks.iter().any(|lock| !lock.2));
    }
    effects
}

fn sum(effects: &[Effect]) -> Effect {
    effects.iter().fold(Effect::default(), |sum, effect| sum.plus(effect))
}

/// Whom a cell names, and how often each is locked by its own tries and by the attack, for how long, and how often refused.
type Named = BTreeMap<String, [(u64, i64, u64); 2]>;

fn named(cell: &Cell) -> Named {
    let plain = |locks: Option<Locks>| {
        locks.map_or((0, 0, 0), |locks| (locks.lockouts, seconds(locks.minutes), locks.logons_refused))
    };
    let row =
        |locked: &LockedAccount| (locked.account.clone(), [plain(locked.by_own), plain(locked.by_attack)]);
    cell.locked.iter().map(row).collect()
}

fn named_by_brute_force(effects: &[Effect]) -> Named {
    let row = |(account, effect): (usize, &Effect)| {
        let own =
            (effect.lockouts_by_own, seconds(effect.minutes_locked_by_own), effect.logons_refused_by_own);
        let attack = (
            effect.lockouts_by_attack,
            seconds(effect.minutes_locked_by_attack),
            effect.logons_refused_by_attack,
        );
        (format!("CORP\\person{account}"), [own, attack])
    };
    let locked = |(_, effect): &(usize, &Effect)| effect.lockouts_by_own + effect.lockouts_by_attack > 0;
    effects.iter().enumerate().filter(locked).map(row).collect()
}

fn seconds(minutes: f64) -> i64 {
    (minutes * 60.0).round() as i64
}

fn close(one: &Effect, other: &Effect) -> bool {
    let minutes = |effect: &Effect| (effect.minutes_locked_by_own, effect.minutes_locked_by_attack);
    let whole =
        |effect: &Effect| Effect { minutes_locked_by_own: 0.0, minutes_locked_by_attack: 0.0, ..*effect };
    let near = |one: f64, other: f64| (one - other).abs() < 1e-6;
    whole(one) == whole(other)
        && near(minutes(one).0, minutes(other).0)
        && near(minutes(one).1, minutes(other).1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_table_agrees_with_brute_force(deeds in deeds()) {
        let domain = write(&deeds);
        let attack = domain.attack(&[0, 1, 2, 3], &[ATTACKER], at(0), at(4 * 24 * 60));
        let what_if = domain.what_if(&[attack]);
        for cell in &what_if.cells {
            let accounts = brute_force(&deeds, cell.policy);
            let wanted = sum(&accounts);
            prop_assert_eq!(named(cell), named_by_brute_force(&accounts), "{}", cell.policy);
            prop_assert_eq!(cell.locked_total, cell.locked.len() as u64);
            prop_assert!(close(&cell.all, &wanted), "{}: {:?}\nwanted {:?}", cell.policy, cell.all, wanted);
        }
    }
}

#[test]
fn the_brute_force_is_no_copy_that_agrees_on_nothing() {
    let deeds: Vec<Deed> =
        (0..30).map(|n| Deed { time: at(n), account: 1, source: ATTACKER, what: 9 }).collect();
    let wanted = sum(&brute_force(&deeds, Policy::MICROSOFT));
    assert_eq!(
        (wanted.attack_tries, wanted.attack_stopped, wanted.lockouts_by_attack),
        (30, 10, 2),
        "{wanted:?}"
    );
}
