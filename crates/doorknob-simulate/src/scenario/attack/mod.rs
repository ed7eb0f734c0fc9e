//! Attacks, one a file.

pub(super) mod enumeration;
pub(super) mod explicit_credential_spray;
pub(super) mod guess_distributed;
pub(super) mod guess_family;
pub(super) mod guess_family_numbered;
pub(super) mod guess_kerberos;
pub(super) mod guess_lookalike;
pub(super) mod guess_name_variants;
pub(super) mod guess_no_address;
pub(super) mod guess_rdp_nla_recovered;
pub(super) mod guess_single;
pub(super) mod guess_ssh;
pub(super) mod guess_then_success;
pub(super) mod guess_with_lockouts;
pub(super) mod low_and_slow;
pub(super) mod password_found_blocked;
pub(super) mod slow_spray;
pub(super) mod spray_distributed;
pub(super) mod spray_shared_egress;
pub(super) mod spray_single;
pub(super) mod spray_then_success;
pub(super) mod stuffing;

use super::Draft;
use super::draft::GUESSING;
use super::tool::Attacker;
use crate::behaviour::Secret;
use crate::event::Text;
use crate::site::Who;
use crate::time::HOUR;
use crate::truth::EpisodeId;

/// Guesses each name of one family a few times, in rounds, from this many sources.
fn guess_names(draft: &mut Draft<'_>, names: &[String], sources: usize) {
    let episode = draft.attack(GUESSING);
    let attackers = draft.attackers(sources);
    let tries_each = draft.random.within(2, 5) as usize;
    for (turn, at) in draft.times(names.len() * tries_each).into_iter().enumerate() {
        let who = draft.site.typed(&names[turn % names.len()], Text::from(&draft.site.domain));
        let client = draft.random.pick(&attackers).clone().client(&mut draft.random);
        draft.attempt(at, episode, who, Secret::Wrong, client);
    }
}

/// Guesses a victim of the draft at the pace of the brief, from this many sources in turn.
fn guess_victim(draft: &mut Draft<'_>, sources: usize) {
    let episode = draft.attack(GUESSING);
    let victim = draft.victim();
    let who = draft.site.who(victim);
    let attackers = draft.attackers(sources);
    guess_account(draft, episode, &who, &attackers);
}

/// Guesses one account at the pace of the brief, from sources in turn.
pub(super) fn guess_account(draft: &mut Draft<'_>, episode: EpisodeId, who: &Who, attackers: &[Attacker]) {
    for (turn, at) in draft.times(draft.brief.size as usize).into_iter().enumerate() {
        let client = attackers[turn % attackers.len()].client(&mut draft.random);
        draft.attempt(at, episode, who.clone(), Secret::Wrong, client);
    }
}

/// Slows down until the lockout policy does not bite, as an attacker does who wants to get in:
/// fewer tries per window than lock the account.
fn stay_below_lockout(draft: &mut Draft<'_>) {
    let policy = draft.site.lockout;
    if policy.threshold > 0 {
        let tries_per_window = i64::from(policy.threshold - 1).max(1);
        // Gaps vary by a third.
        let gap = policy.window / tries_per_window * 3 / 2;
        draft.brief.gap = draft.brief.gap.max(gap);
        // Patience ends after half a day.
        let most = (12 * HOUR / draft.brief.gap).clamp(10, i64::from(u32::MAX));
        draft.brief.size = draft.brief.size.min(most as u32);
    }
}
