//! One attack: found or not, in how many pieces, how early, how completely.

use super::{Placed, Told, is_attack};
use crate::answer_key::{AnswerKey, EpisodeIndex, TruthRecord};
use crate::names::same_account;
use doorknob_event::incident::Severity;
use doorknob_event::time::{EventTime, MINUTE, SECOND};
use doorknob_simulate::truth::{Compromise, Episode, Truth};
use serde::Serialize;
use std::collections::BTreeSet;

/// Attempts within [`FAST_WINDOW`] that make an attack a fast one: the floor that the analytic itself sets (ten failures
/// in its window of ten minutes). A slower one cannot be told within minutes by anybody.
const FAST_ATTEMPTS: usize = 10;
const FAST_WINDOW: i64 = 10 * MINUTE;

/// An attack and what was said about it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct AttackScore {
    /// Its id in the truth.
    pub id: String,
    /// The scenario it was made by.
    pub class: String,
    /// What it was like.
    pub parameters: AttackParameters,
    /// Records of it that were collected.
    pub records: u64,
    /// Those of them that say how an attempt ended.
    pub outcome_records: u64,
    /// Whether there is any of these.
    pub knowable: bool,
    /// Whether at least one in ten of these names where it came from. What does not comes under the name of a server that
    /// many people log on through, or under none.
    pub names_source: bool,
    /// Whether an alarm is about it.
    pub found: bool,
    /// Alarms that are about it.
    pub incidents: u64,
    /// Its outcome records in those alarms, each counted once.
    pub attributed: u64,
    /// Whether the alarm with most of its records tells the true technique and no other; `None` unless found.
    /// T1078 is left aside here, as compromises are scored by themselves, and so is T1110, the parent of what is asked for.
    pub technique_right: Option<bool>,
    /// What that alarm tells.
    pub techniques_told: Vec<String>,
    /// Whether an alarm about it is `critical`; `None` unless found and somebody got in.
    pub told_critical: Option<bool>,
    /// Accounts whose password the attacker knows in the end.
    pub compromised: u64,
    /// Those that an alarm names as such.
    pub compromised_named: u64,
    /// When it was detected first; `None` unless found by a tool that says when.
    pub detected: Option<Detection>,
    /// For a missed attack: why.
    pub why_missed: Option<WhyMissed>,
    /// For a missed attack: the verdicts that hold records of it, the one with most first.
    pub told: Vec<Told>,
}

/// The parameters of an attack that explain why it is easy or hard.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct AttackParameters {
    /// First attempt.
    pub first_seen: String,
    /// True techniques.
    pub techniques: Vec<String>,
    /// Accounts tried.
    pub accounts: u64,
    /// True sources.
    pub sources: u64,
    /// Attempts, successful ones included.
    pub attempts: u64,
    /// Successful attempts.
    pub successes: u64,
    /// From the first attempt to the last.
    pub duration_seconds: f64,
    /// Half of the gaps between attempts are shorter; 0 for a single attempt.
    pub median_gap_seconds: f64,
    /// At least ten attempts within some ten minutes.
    pub fast: bool,
    /// Machines tried, the first five.
    pub hosts: Vec<String>,
}

/// How soon an attack was detected.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Detection {
    /// Attempts made by then, at least 1.
    pub attempts: u64,
    /// Accounts tried by then, at least 1.
    pub accounts: u64,
    /// Minutes since the first attempt, not below 0 (clocks differ).
    pub minutes: f64,
}

/// Why an attack was not found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyMissed {
    /// No record of it that says how an attempt ended was collected.
    NotKnowable,
    /// No verdict holds a record of it.
    Silent,
    /// Its records are in verdicts other than `attack`.
    CalledOtherwise,
    /// Told as `attack` below medium severity.
    TooLow,
    /// Its records are in an alarm that is mostly about harmless records.
    Diluted,
    /// Its records are in an alarm that is about another attack.
    Merged,
}

impl WhyMissed {
    /// Plain words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            WhyMissed::NotKnowable => "left no record in the collected logs",
            WhyMissed::Silent => "nothing was said",
            WhyMissed::CalledOtherwise => "called something else",
            WhyMissed::TooLow => "told below medium severity",
            WhyMissed::Diluted => "in an alarm that is mostly about harmless records",
            WhyMissed::Merged => "in an alarm about another attack",
        }
    }
}

pub(super) fn score_attack(
    index: EpisodeIndex,
    truth: &Truth,
    placed: &[Placed],
    key: &AnswerKey,
) -> AttackScore {
    let episode = &truth.episodes[index];
    let mut alarms: Vec<&Placed> =
        placed.iter().filter(|placed| placed.verdict.is_alarm() && placed.is_about(index)).collect();
    alarms.sort_by_key(|placed| (std::cmp::Reverse(placed.records_in(index)), placed.verdict.detected_at));
    let outcome_records = key.outcome_records(index);
    let found = !alarms.is_empty();
    let main = alarms.first();
    let somebody_got_in = episode.compromised.iter().any(|found| found.logged_on);
    AttackScore {
        id: episode.id.clone(),
        class: episode.class.clone(),
        parameters: parameters(episode),
        records: episode.records.iter().map(|log| log.record_ids.len() as u64).sum(),
        outcome_records,
        knowable: outcome_records > 0,
        names_source: episode.records_with_source * 10 >= outcome_records,
        found,
        incidents: alarms.len() as u64,
        attributed: attributed(index, &alarms, key),
        technique_right: main.map(|main| same_techniques(&episode.techniques, &main.verdict.techniques)),
        techniques_told: main.map(|main| main.verdict.techniques.clone()).unwrap_or_default(),
        told_critical: (found && somebody_got_in)
            .then(|| alarms.iter().any(|alarm| alarm.verdict.severity == Some(Severity::Critical))),
        compromised: episode.compromised.len() as u64,
        compromised_named: episode.compromised.iter().filter(|account| is_named(account, &alarms)).count()
            as u64,
        detected: alarms
            .iter()
            .filter_map(|alarm| alarm.verdict.detected_at)
            .min()
            .and_then(|at| detection(episode, at)),
        why_missed: (!found).then(|| why_missed(index, truth, placed, outcome_records)),
        told: if found { Vec::new() } else { told(index, placed, key) },
    }
}

fn attributed(index: EpisodeIndex, alarms: &[&Placed], key: &AnswerKey) -> u64 {
    let records: BTreeSet<TruthRecord> = alarms
        .iter()
        .filter_map(|alarm| alarm.tally.by_episode.get(&index))
        .flatten()
        .filter(|record| key.states_outcome(record))
        .copied()
        .collect();
    records.len() as u64
}

fn same_techniques(truth: &[String], told: &[String]) -> bool {
    let of = |techniques: &[String]| -> BTreeSet<String> {
        let aside = |technique: &&String| !matches!(technique.as_str(), "T1078" | "T1110");
        techniques.iter().filter(aside).cloned().collect()
    };
    of(truth) == of(told)
}

fn is_named(account: &Compromise, alarms: &[&Placed]) -> bool {
    alarms
        .iter()
        .flat_map(|alarm| &alarm.verdict.compromised)
        .any(|named| same_account((&named.name, &named.domain), (&account.name, &account.domain)))
}

fn parameters(episode: &Episode) -> AttackParameters {
    let mut gaps: Vec<u64> = episode
        .attempts
        .windows(2)
        .map(|pair| match pair {
            [one, next] => next.offset_ms.saturating_sub(one.offset_ms),
            _ => 0,
        })
        .collect();
    gaps.sort_unstable();
    let seconds = |milliseconds: u64| milliseconds as f64 / 1_000.0;
    AttackParameters {
        first_seen: episode.first_seen.clone(),
        techniques: episode.techniques.clone(),
        accounts: episode.accounts.len() as u64,
        sources: episode.sources.len() as u64,
        attempts: episode.failures + episode.successes,
        successes: episode.successes,
        duration_seconds: seconds(episode.attempts.last().map_or(0, |attempt| attempt.offset_ms)),
        median_gap_seconds: seconds(gaps.get(gaps.len() / 2).copied().unwrap_or(0)),
        fast: is_fast(episode),
        hosts: episode.hosts.iter().take(5).cloned().collect(),
    }
}

fn is_fast(episode: &Episode) -> bool {
    let window_ms = (FAST_WINDOW / (SECOND / 1_000)) as u64;
    episode.attempts.windows(FAST_ATTEMPTS).any(|run| match (run.first(), run.last()) {
        (Some(first), Some(last)) => last.offset_ms.saturating_sub(first.offset_ms) <= window_ms,
        _ => false,
    })
}

/// Attempts are dated by true time, `at` by the clock of the host that logged the deciding record.
fn detection(episode: &Episode, at: EventTime) -> Option<Detection> {
    let first = EventTime::parse(&episode.first_seen)?;
    let since_ms = (at.since(first) / (SECOND / 1_000)).max(0) as u64;
    let by_then: Vec<_> = episode.attempts.iter().filter(|attempt| attempt.offset_ms <= since_ms).collect();
    let accounts: BTreeSet<u32> = by_then.iter().map(|attempt| attempt.account).collect();
    Some(Detection {
        attempts: by_then.len().max(1) as u64,
        accounts: accounts.len().max(1) as u64,
        minutes: (at.since(first) as f64 / MINUTE as f64).max(0.0),
    })
}

fn why_missed(index: EpisodeIndex, truth: &Truth, placed: &[Placed], outcome_records: u64) -> WhyMissed {
    if outcome_records == 0 {
        return WhyMissed::NotKnowable;
    }
    placed
        .iter()
        .filter(|placed| placed.records_in(index) > 0)
        .map(|placed| match placed.about {
            Some(about) if placed.verdict.is_alarm() && is_attack(about, truth) => WhyMissed::Merged,
            _ if placed.verdict.is_alarm() => WhyMissed::Diluted,
            _ if placed.verdict.verdict == doorknob_event::incident::Verdict::Attack => WhyMissed::TooLow,
            _ => WhyMissed::CalledOtherwise,
        })
        .max()
        .unwrap_or(WhyMissed::Silent)
}

fn told(index: EpisodeIndex, placed: &[Placed], key: &AnswerKey) -> Vec<Told> {
    let mut holding: Vec<&Placed> = placed.iter().filter(|placed| placed.records_in(index) > 0).collect();
    holding.sort_by_key(|placed| std::cmp::Reverse(placed.records_in(index)));
    holding.iter().take(TOLD_LISTED).map(|placed| placed.told(index, key)).collect()
}

/// Most verdicts listed of a missed attack.
const TOLD_LISTED: usize = 5;
