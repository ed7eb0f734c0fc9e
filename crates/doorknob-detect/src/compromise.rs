//! Accounts whose password the attacker is shown to know: a success from the attack, or "right password, but".

use crate::class::Class;
use crate::features::{Features, is_pooled};
use crate::pair::{Familiarity, Pair, PairId};
use crate::state::{State, Stranger};
use doorknob_event::activity::{AccountId, Directory, RecordRef, SourceId};
use doorknob_event::failure::FailureCode;
use doorknob_event::time::{DAY, EventTime, HOUR, SECOND};
use std::collections::BTreeMap;

/// Wrong passwords before a right one that is refused, from which on it was guessed: as many as [`crate::judge`] asks for.
const PROOF_GUESSES: u32 = 5;
/// Wrong passwords on an account from which on a stranger's logon within a day is laid to them. Of a spray's few tries on
/// each of hundreds, one is followed by an owner's new device every day.
const ELSEWHERE_GUESSES: u32 = 10;

/// Accounts that log on for the first time from a source that many share, and may be expected to during an attack though all
/// is well, up to which one that does is the attack's: one in twenty.
const CHANCE_ARRIVALS: f64 = 0.05;

/// Wrong passwords after a success from a shared source, from which on the success was not the guesser's: who has the
/// password guesses no more. Two are slips.
const GOES_ON: u32 = 3;

/// What shows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Proof {
    /// Logged on after this many wrong passwords from the same source.
    LoggedOn(u32),
    /// Logged on at the first try, in the middle of the attack.
    FirstTry,
    /// Logged on after this many wrong passwords, from a source that was not seen guessing and never logged on as the account.
    Elsewhere(u32),
    /// The right password was refused for another reason.
    RightPassword(FailureCode),
}

/// An account found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) account: AccountId,
    pub(crate) at: EventTime,
    pub(crate) source: SourceId,
    pub(crate) proof: Proof,
    /// The record that shows it, where it is not among those of the pairs.
    pub(crate) record: Option<RecordRef>,
}

impl Proof {
    /// The attacker got in, not only found the password.
    pub(crate) fn is_success(self) -> bool {
        !matches!(self, Proof::RightPassword(_))
    }
}

/// The success did not come as the next guess would have, but after ten times their pause, and longer than a lockout lasts:
/// from where everybody comes from, it is then the owner's.
fn comes_later(pair: &Pair) -> bool {
    let guess = pair.gaps.rhythm().map_or(0.0, |rhythm| rhythm.median_seconds) * SECOND as f64;
    pair.resolution.is_some_and(|resolution| resolution.pause as f64 > (10.0 * guess).max(HOUR as f64))
}

/// Accounts found by an attack, one entry each: a success before a blocked password, the earlier before the later.
pub(crate) fn compromised(
    pairs: &[PairId],
    class: Class,
    features: &Features,
    state: &State,
    directory: &Directory,
) -> Vec<Found> {
    let mut found: BTreeMap<AccountId, Found> = BTreeMap::new();
    let mut add = |new: Found| {
        let better = found
            .get(&new.account)
            .is_none_or(|known| (!new.proof.is_success(), new.at) < (!known.proof.is_success(), known.at));
        if better {
            found.insert(new.account, new);
        }
    };
    for id in pairs {
        let pair = state.pair(*id);
        if pair.familiarity == Familiarity::Known || pair.is_regular() {
            continue;
        }
        let wrong = pair.resolution.map_or(pair.counts.guesses(), |resolution| resolution.run);
        let pooled = is_pooled(pair.source, state, directory);
        let owner = pooled && (wrong < 10 || comes_later(pair) || pair.run >= GOES_ON);
        if let Some((at, _)) = pair.first_success.as_deref().copied()
            && !owner
            && pair.resolution.is_none_or(|resolution| !resolution.after_reset)
        {
            add(Found {
                account: pair.account,
                at,
                source: pair.source,
                proof: Proof::LoggedOn(wrong),
                record: None,
            });
        }
        // A right password from where everybody comes from is its owner's, unless wrong ones came before.
        let owner = pooled && pair.guesses_before_proof < PROOF_GUESSES;
        if let Some((at, code)) = pair.password_proved
            && !owner
        {
            add(Found {
                account: pair.account,
                at,
                source: pair.source,
                proof: Proof::RightPassword(code),
                record: None,
            });
        }
    }
    let mut wrong: BTreeMap<AccountId, u32> = BTreeMap::new();
    for pair in pairs.iter().map(|id| state.pair(*id)).filter(|pair| pair.familiarity != Familiarity::Known) {
        *wrong.entry(pair.account).or_default() += pair.counts.bad_password + pair.counts.generic;
    }
    for (account, wrong) in wrong {
        let strangers = state.account(account).map_or(&[][..], |account| &account.strangers);
        let until = features.last.plus(DAY);
        let stranger = strangers.iter().find(|stranger| (features.first..=until).contains(&stranger.at));
        if let Some(stranger) = stranger
            && wrong >= ELSEWHERE_GUESSES
        {
            let Stranger { source, at, record } = *stranger;
            add(Found { account, at, source, proof: Proof::Elsewhere(wrong), record: Some(record) });
        }
    }
    let mut newcomers: BTreeMap<SourceId, bool> = BTreeMap::new();
    for pair in pairs.iter().map(|id| state.pair(*id)) {
        *newcomers.entry(pair.source).or_default() |= pair.source_new;
    }
    for (source, newcomer) in newcomers {
        // Who only asks which names exist tries no password; a success from there is the owner of the machine.
        if class == Class::Enumeration {
            continue;
        }
        let pooled = is_pooled(source, state, directory);
        let Some(source_state) = state.source(source) else { continue };
        let span = features.last.since(features.first).max(SECOND) as f64;
        for surprise in &source_state.surprises {
            let limit = if newcomer && !pooled { features.last.plus(DAY) } else { features.last };
            let telling = if pooled {
                surprise.per_tick.is_some_and(|per_tick| per_tick * span <= CHANCE_ARRIVALS)
            } else {
                surprise.account_known || newcomer
            };
            if telling && (features.first..=limit).contains(&surprise.at) {
                add(Found {
                    account: surprise.account,
                    at: surprise.at,
                    source,
                    proof: Proof::FirstTry,
                    record: surprise.record,
                });
            }
        }
    }
    let mut found: Vec<Found> = found.into_values().collect();
    found.sort_by(|one, two| {
        one.at
            .cmp(&two.at)
            .then_with(|| directory.account(one.account).key.cmp(&directory.account(two.account).key))
    });
    found
}
