//! The scores of several worlds as figures: shares, rates and medians with their intervals, in all and per class.

use crate::interval::{Estimate, Proportion, median, over_worlds, rate};
use crate::score::{AttackScore, NuisanceScore, Score, WhyMissed};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a tool achieves over some worlds.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Summary {
    /// Worlds.
    pub worlds: u64,
    /// Records in them.
    pub events: u64,
    /// Attacks that left no usable record, in no other figure.
    pub not_knowable: u64,
    /// Attacks found.
    pub found: Proportion,
    /// Found, of those whose records name where they came from.
    pub found_by_source: Proportion,
    /// Found, of the others: their records have the name of a server that many people log on through, or none.
    pub found_without_source: Proportion,
    /// Why the others were missed.
    pub missed: BTreeMap<WhyMissed, u64>,
    /// Alarms that are about an attack.
    pub precision: Proportion,
    /// False alarms per world.
    pub false_alarms: Estimate,
    /// False alarms in all.
    pub false_alarms_total: u64,
    /// Alarms per attack found.
    pub incidents_per_attack: Option<Estimate>,
    /// Share of an attack's outcome records in alarms about it: mean over all attacks, a missed one counting 0.
    pub attributed: Option<Estimate>,
    /// The same with every record weighing alike, so that long attacks weigh more.
    pub attributed_records: Proportion,
    /// Technique right, of attacks found.
    pub technique_right: Proportion,
    /// Compromised accounts named, of those of knowable attacks.
    pub compromises_named: Proportion,
    /// Accounts named as compromised that were not.
    pub compromises_wrong: u64,
    /// Attacks that got in and were found: told as critical.
    pub told_critical: Proportion,
    /// Misconfigurations told as such.
    pub misconfigurations: Proportion,
    /// With their account.
    pub misconfigurations_account: Proportion,
    /// With account and machine.
    pub misconfigurations_machine: Proportion,
    /// Nuisances of all kinds that something was said about and that were called right.
    pub nuisances_right: Proportion,
    /// Nuisances that an alarm is about.
    pub nuisances_alarmed: Proportion,
    /// Slips of persons told above `low`.
    pub slips_above_low: u64,
    /// Fast attacks (ten attempts within ten minutes): attempts until detected, median, a missed one counting as never
    /// (infinite).
    pub fast_attempts: Option<Estimate>,
    /// Fast attacks: minutes until detected, median.
    pub fast_minutes: Option<Estimate>,
    /// Fast attacks with lists of accounts (spraying, stuffing, enumeration): accounts tried until detected, median.
    pub fast_accounts: Option<Estimate>,
    /// Slow attacks: minutes until detected, median.
    pub slow_minutes: Option<Estimate>,
    /// Attacks by class.
    pub attack_classes: Vec<AttackClass>,
    /// Nuisances by class.
    pub nuisance_classes: Vec<NuisanceClass>,
}

/// The attacks of one class.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct AttackClass {
    /// Scenario.
    pub class: String,
    /// Found, of the knowable ones.
    pub found: Proportion,
    /// Alarms per attack found.
    pub incidents_per_attack: Option<f64>,
    /// Mean share of outcome records attributed.
    pub attributed: Option<f64>,
    /// Technique right, of those found.
    pub technique_right: Proportion,
    /// Compromised accounts named.
    pub compromises_named: Proportion,
    /// Median attempts until detected; infinite for never.
    pub attempts: Option<f64>,
    /// Median minutes until detected; infinite for never.
    pub minutes: Option<f64>,
}

/// The nuisances of one class.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct NuisanceClass {
    /// Scenario.
    pub class: String,
    /// What it should be called.
    pub expected: String,
    /// Something was said about it, of the knowable ones.
    pub told: Proportion,
    /// Called right, of those told.
    pub right: Proportion,
    /// Ended in an alarm, of the knowable ones.
    pub alarmed: Proportion,
    /// For misconfigurations: told as such with account and machine, of the knowable ones.
    pub named: Option<Proportion>,
}

impl Summary {
    /// Summarises worlds.
    #[must_use]
    pub fn of(scores: &[Score]) -> Self {
        let attacks: Vec<&AttackScore> = knowable_attacks(scores.iter()).collect();
        let nuisances: Vec<&NuisanceScore> = knowable_nuisances(scores).collect();
        let found: Vec<&AttackScore> = attacks.iter().copied().filter(|attack| attack.found).collect();
        let false_alarms: u64 = scores.iter().map(|score| score.false_alarms.len() as u64).sum();
        let alarms: u64 = scores.iter().map(|score| score.alarms).sum();
        let named: Vec<_> = nuisances.iter().filter_map(|nuisance| nuisance.misconfiguration).collect();
        Summary {
            worlds: scores.len() as u64,
            events: scores.iter().map(|score| score.events).sum(),
            not_knowable: scores.iter().flat_map(|s| &s.attacks).filter(|attack| !attack.knowable).count()
                as u64,
            found: Proportion::count(&attacks, |attack| attack.found),
            found_by_source: Proportion::count(
                attacks.iter().filter(|attack| attack.names_source),
                |attack| attack.found,
            ),
            found_without_source: Proportion::count(
                attacks.iter().filter(|attack| !attack.names_source),
                |attack| attack.found,
            ),
            missed: why_missed(&attacks),
            precision: Proportion::of(alarms.saturating_sub(false_alarms), alarms),
            false_alarms: rate(false_alarms, scores.len() as u64),
            false_alarms_total: false_alarms,
            incidents_per_attack: over_worlds(scores, |worlds| {
                pieces(knowable_attacks(worlds.iter().copied()))
            }),
            attributed: over_worlds(scores, |worlds| attributed(knowable_attacks(worlds.iter().copied()))),
            attributed_records: Proportion::of(
                attacks.iter().map(|attack| attack.attributed).sum(),
                attacks.iter().map(|attack| attack.outcome_records).sum(),
            ),
            technique_right: Proportion::count(&found, |attack| attack.technique_right == Some(true)),
            compromises_named: compromises(&attacks),
            compromises_wrong: scores.iter().map(|score| score.wrong_compromises.len() as u64).sum(),
            told_critical: Proportion::count(
                found.iter().filter_map(|attack| attack.told_critical),
                |told| *told,
            ),
            misconfigurations: Proportion::count(&named, |named| named.as_such),
            misconfigurations_account: Proportion::count(&named, |named| named.account),
            misconfigurations_machine: Proportion::count(&named, |named| named.account_and_machine),
            nuisances_right: Proportion::count(nuisances.iter().filter_map(|n| n.called_right), |right| {
                *right
            }),
            nuisances_alarmed: Proportion::count(&nuisances, |nuisance| nuisance.alarm),
            slips_above_low: nuisances.iter().filter(|nuisance| nuisance.slip_above_low).count() as u64,
            fast_attempts: delay(scores, is_fast, |d| d.attempts as f64),
            fast_minutes: delay(scores, is_fast, |d| d.minutes),
            fast_accounts: delay(
                scores,
                |attack| is_fast(attack) && tries_a_list(attack),
                |d| d.accounts as f64,
            ),
            slow_minutes: delay(scores, |attack| !is_fast(attack), |d| d.minutes),
            attack_classes: attack_classes(&attacks),
            nuisance_classes: nuisance_classes(&nuisances),
        }
    }
}

fn knowable_attacks<'a>(scores: impl Iterator<Item = &'a Score>) -> impl Iterator<Item = &'a AttackScore> {
    scores.flat_map(|score| &score.attacks).filter(|attack| attack.knowable)
}

fn knowable_nuisances(scores: &[Score]) -> impl Iterator<Item = &NuisanceScore> {
    scores.iter().flat_map(|score| &score.nuisances).filter(|nuisance| nuisance.knowable)
}

fn is_fast(attack: &AttackScore) -> bool {
    attack.parameters.fast
}

/// Spraying, stuffing and enumeration go through lists of accounts.
fn tries_a_list(attack: &AttackScore) -> bool {
    let lists = ["T1110.003", "T1110.004", "T1087.002"];
    attack.parameters.techniques.iter().any(|technique| lists.contains(&technique.as_str()))
}

fn pieces<'a>(attacks: impl Iterator<Item = &'a AttackScore>) -> Option<f64> {
    let (found, alarms) = attacks
        .filter(|attack| attack.found)
        .fold((0, 0), |(found, alarms), attack| (found + 1, alarms + attack.incidents));
    (found > 0).then(|| alarms as f64 / f64::from(found))
}

fn attributed<'a>(attacks: impl Iterator<Item = &'a AttackScore>) -> Option<f64> {
    let (sum, count) = attacks.fold((0.0, 0), |(sum, count), attack| {
        (sum + attack.attributed as f64 / attack.outcome_records.max(1) as f64, count + 1)
    });
    (count > 0).then(|| sum / f64::from(count))
}

fn why_missed(attacks: &[&AttackScore]) -> BTreeMap<WhyMissed, u64> {
    let mut reasons = BTreeMap::new();
    for why in attacks.iter().filter_map(|attack| attack.why_missed) {
        *reasons.entry(why).or_default() += 1;
    }
    reasons
}

fn compromises(attacks: &[&AttackScore]) -> Proportion {
    Proportion::of(
        attacks.iter().map(|attack| attack.compromised_named).sum(),
        attacks.iter().map(|attack| attack.compromised).sum(),
    )
}

fn delay(
    scores: &[Score],
    belongs: impl Fn(&AttackScore) -> bool,
    measure: impl Fn(&crate::score::Detection) -> f64,
) -> Option<Estimate> {
    over_worlds(scores, |worlds| {
        let attacks = knowable_attacks(worlds.iter().copied()).filter(|attack| belongs(attack));
        median(attacks.map(|attack| attack.detected.as_ref().map(&measure)))
    })
}

fn attack_classes(attacks: &[&AttackScore]) -> Vec<AttackClass> {
    let mut classes: BTreeMap<&str, Vec<&AttackScore>> = BTreeMap::new();
    for attack in attacks {
        classes.entry(&attack.class).or_default().push(attack);
    }
    classes
        .into_iter()
        .map(|(class, attacks)| AttackClass {
            class: class.to_owned(),
            found: Proportion::count(&attacks, |attack| attack.found),
            incidents_per_attack: pieces(attacks.iter().copied()),
            attributed: attributed(attacks.iter().copied()),
            technique_right: Proportion::count(attacks.iter().filter_map(|a| a.technique_right), |right| {
                *right
            }),
            compromises_named: compromises(&attacks),
            attempts: median(attacks.iter().map(|attack| attack.detected.map(|d| d.attempts as f64))),
            minutes: median(attacks.iter().map(|attack| attack.detected.map(|d| d.minutes))),
        })
        .collect()
}

fn nuisance_classes(nuisances: &[&NuisanceScore]) -> Vec<NuisanceClass> {
    let mut classes: BTreeMap<&str, Vec<&NuisanceScore>> = BTreeMap::new();
    for nuisance in nuisances {
        classes.entry(&nuisance.class).or_default().push(nuisance);
    }
    classes
        .into_iter()
        .map(|(class, nuisances)| NuisanceClass {
            class: class.to_owned(),
            expected: nuisances
                .first()
                .map(|nuisance| nuisance.expected.word().to_owned())
                .unwrap_or_default(),
            told: Proportion::count(&nuisances, |nuisance| !nuisance.told.is_empty()),
            right: Proportion::count(nuisances.iter().filter_map(|n| n.called_right), |right| *right),
            alarmed: Proportion::count(&nuisances, |nuisance| nuisance.alarm),
            named: nuisances.iter().any(|nuisance| nuisance.misconfiguration.is_some()).then(|| {
                Proportion::count(nuisances.iter().filter_map(|n| n.misconfiguration), |m| {
                    m.account_and_machine
                })
            }),
        })
        .collect()
}
