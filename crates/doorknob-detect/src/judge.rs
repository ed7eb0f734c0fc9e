//! Which explanation fits best, by how much, and whether enough was seen to say so.

use crate::class::Class;
use crate::features::Features;
use crate::weights::{FOREIGN_SHARE, totals};
use doorknob_event::incident::{Severity, Verdict};
use doorknob_event::time::HOUR;

/// The judgement of a set of pairs.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    /// Best explanation.
    pub(crate) class: Class,
    /// What we say it is; [`Verdict::Undetermined`] when the margin or the amount does not carry the class.
    pub(crate) verdict: Verdict,
    /// Best explanation with another verdict.
    pub(crate) runner_up: Class,
    /// Nats by which the class beats the runner-up.
    pub(crate) margin: f64,
}

/// An attack is told as one from odds of 20:1 on: a site with one opened episode of each kind a day then sees a false alarm
/// in weeks, not days (Axelsson 1999: the false alarm rate is what limits).
pub(crate) const ATTACK_MARGIN: f64 = 3.0;
/// Odds of 400:1.
pub(crate) const HIGH_MARGIN: f64 = 6.0;
/// A harmless verdict is told as such from 2:1 on; it claims less and disrupts nothing.
const HARMLESS_MARGIN: f64 = 0.7;
/// Fewest tries that are called an attack for depth alone: the default lockout threshold of Windows 11, and the tenth
/// try that 5 % of people still make.
const ATTACK_DEPTH: u64 = 10;
/// Fewest accounts for breadth alone: five first contacts are 9,999:1 in the sequential walk.
const ATTACK_BREADTH: u32 = 5;
/// Fewest unfamiliar sources on one account: from here it scores.
const ATTACK_SOURCES: u32 = 3;

/// Judges a set of pairs.
pub(crate) fn judge(f: &Features) -> Judgement {
    let totals = totals(f);
    let admitted = |class: &&Class| is_admitted(**class, f);
    let total = |class: Class| totals[class as usize];
    let best = |candidates: &dyn Fn(&&Class) -> bool| -> Option<Class> {
        // The first of equals wins, so that the order of declaration decides and not chance.
        Class::ALL
            .iter()
            .filter(|class| candidates(class))
            .copied()
            .reduce(|one, two| if total(two) > total(one) { two } else { one })
    };
    let class = best(&admitted).unwrap_or(Class::Mistyped);
    let runner_up = best(&|other| admitted(other) && other.verdict() != class.verdict())
        .unwrap_or(if class.verdict() == Verdict::Attack { Class::Mistyped } else { Class::Guessing });
    let margin = total(class) - total(runner_up);
    let verdict = match class.verdict() {
        Verdict::Attack if margin >= ATTACK_MARGIN && is_enough(f) => Verdict::Attack,
        Verdict::Attack => Verdict::Undetermined,
        other if margin >= HARMLESS_MARGIN => other,
        _ => Verdict::Undetermined,
    };
    Judgement { class, verdict, runner_up, margin }
}

/// Nats by which the best attack leads the best other explanation; negative: it lags. Where no attack is possible, by
/// which plain guessing would.
pub(crate) fn attack_lead(f: &Features) -> f64 {
    let totals = totals(f);
    let best = |attack: bool| {
        let of_kind = Class::ALL.iter().filter(|class| (class.verdict() == Verdict::Attack) == attack);
        of_kind.filter(|class| is_admitted(**class, f)).map(|class| totals[*class as usize]).reduce(f64::max)
    };
    let attack = best(true).unwrap_or(totals[Class::Guessing as usize]);
    attack - best(false).unwrap_or(totals[Class::Mistyped as usize])
}

/// Enough was seen to speak of an attack, whatever the odds.
fn is_enough(f: &Features) -> bool {
    let marked = f.proved > 0 && f.guesses_before_proof >= 5;
    f.tries >= ATTACK_DEPTH
        || (f.accounts >= ATTACK_BREADTH && f.tries >= u64::from(ATTACK_BREADTH))
        || (f.sources_per_account >= ATTACK_SOURCES && f.tries >= 6)
        || marked
}

/// Whether an explanation is possible at all. Without gates a class that fits "anything odd" absorbs every attack.
fn is_admitted(class: Class, f: &Features) -> bool {
    let span = f.lasting;
    let unknown = f.unknown_share();
    match class {
        // Presented credentials have no outcome: only many accounts in a short time say something.
        _ if f.explicit_only && class.verdict() == Verdict::Attack => {
            class == Class::Spraying && f.accounts >= 5 && f.window_peak >= 8
        }
        Class::Guessing => {
            f.accounts == 1
                || f.main_account.is_some()
                || f.family.is_some_and(|family| family.whole && (family.evidence >= 1.0))
                || f.accounts <= 2
        }
        Class::DistributedGuessing => {
            f.sources >= 3
                && (f.accounts <= 2 || f.family.is_some_and(|family| family.whole && family.evidence >= 1.0))
        }
        Class::Spraying => f.accounts >= 3,
        Class::DistributedSpraying => f.accounts >= 3 && f.sources >= 3,
        Class::Enumeration => f.accounts >= 4 && unknown >= 0.5,
        Class::Stuffing => {
            f.accounts >= 8 && f.sources >= 3 && (unknown >= 0.2 || f.foreign_share() >= FOREIGN_SHARE)
        }
        // A person has one account, perhaps a second one, and a few devices.
        Class::Mistyped | Class::Forgotten | Class::Expired => f.accounts <= 2,
        // A rhythmic pair that never worked is never "stale" - unless nothing was ever seen of the account, or the logon
        // is the scheduler's own. Behind an address that many share, that it worked makes no service of a person's account.
        Class::StaleService => {
            f.accounts <= 2
                && (f.known_share + f.near_share >= 0.5 && f.known_pooled_share < 0.5
                    || f.batch_share >= 0.5
                    || (f.known_pooled_share >= 0.5 || f.novelty_weight < 0.5) && f.service_share > 0.5)
        }
        // Where nothing was seen of the pair, only staying power makes a device of it.
        Class::StaleDevice => {
            f.accounts <= 2
                && f.sources <= 4
                && (f.known_share + f.near_share >= 0.5 || f.novelty_weight < 0.5 && span >= HOUR)
        }
        // An account that is gone was there before: it worked, or something keeps asking for it.
        Class::DisabledAccount => {
            f.accounts <= 2
                && f.sources <= 4
                && (f.disabled_share >= 0.5 || f.known_share > 0.0 || span >= HOUR)
        }
        Class::BrokenTrust => f.machine_share >= 0.5,
        // Something that is set up wrongly fails for as long as it runs; a service is known sooner by its clockwork.
        Class::WrongApplication => {
            let unattended = f.rhythm.is_some_and(|rhythm| rhythm.is_unattended(span));
            let service = f.service_share >= 0.5 && unattended;
            f.accounts <= 2 && f.sources <= 4 && (span >= HOUR || service)
        }
        // Many users: one account's slips are its owner's.
        Class::SharedAddress => f.pooled_share >= 0.5 && f.accounts >= 3,
        Class::Scanner => f.scanner,
        Class::Infrastructure => f.infrastructure_share() >= 0.3,
    }
}

/// Probability of the verdict against the best other one: the logistic of the margin, never claimed beyond 99.9 %.
pub(crate) fn confidence(judgement: &Judgement) -> f64 {
    let odds = judgement.margin.max(-20.0);
    let probability = 1.0 / (1.0 + (-odds).exp());
    let stated = if judgement.verdict == Verdict::Undetermined {
        1.0 - (probability - 0.5).abs()
    } else {
        probability
    };
    (stated * 1000.0).round().clamp(1.0, 999.0) / 1000.0
}

/// How much it matters, before a success is considered.
pub(crate) fn severity(judgement: &Judgement, f: &Features) -> Severity {
    match judgement.verdict {
        Verdict::Attack if judgement.margin >= HIGH_MARGIN => Severity::High,
        Verdict::Attack => Severity::Medium,
        Verdict::Undetermined if judgement.class.verdict() == Verdict::Attack => Severity::Low,
        Verdict::Misconfiguration | Verdict::Infrastructure => Severity::Low,
        Verdict::UserError if f.lockouts > 0 => Severity::Low,
        _ => Severity::Informational,
    }
}
