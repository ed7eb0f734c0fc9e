//! What we would set, and why.
//!
//! A policy comes into question if it leaves a careful attacker no more guesses than Microsoft's baseline does; if its
//! threshold is at least 5: below that one wrong password in a phone or mail program, which tries several times by itself,
//! locks a person out; at most 10 for everybody, as Microsoft's baseline has it; and if its locks end by themselves: one that
//! only an administrator lifts gives every attacker a switch to turn accounts off with. Of these, what the site's own users
//! would not have felt comes first; then what stops most of the attacks that were seen, to a twentieth; then a baseline, which
//! nobody has to defend before an auditor; then what locks accounts for the shortest time; then what leaves a careful attacker
//! least. Which of these decided is told.

use super::group::Group;
use super::outcome::{Cell, Effect, HistoryFacts};
use super::policy::Policy;
use doorknob_event::time::{DAY, MINUTE};
use doorknob_report::quantity::{count, counted, duration, percent};
use serde::Serialize;

/// Own lockouts that a help desk does not notice: one account in a thousand a week.
const TOLERATED_PER_ACCOUNT_WEEK: f64 = 0.001;
/// Lowest threshold that comes into question.
const THRESHOLD_MIN: u32 = 5;
/// Highest threshold for everybody: Microsoft's baseline. What the site's devices would like above it is better mended at the
/// device, or given to its group.
const THRESHOLD_MAX: u32 = 10;

/// What we would set for one group.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Advice {
    /// The group; absent for the policy of all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// The policy.
    pub policy: Policy,
    /// Why, in sentences.
    pub reasons: Vec<String>,
    /// Where it is set.
    pub mend: Vec<String>,
}

/// What we would set.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Recommendation {
    /// For everybody.
    pub policy: Advice,
    /// For groups where another policy does better; set as password settings objects (fine-grained password policies).
    pub groups: Vec<Advice>,
    /// What else follows from the history.
    pub notes: Vec<String>,
}

pub(super) fn recommend(cells: &[Cell], history: &HistoryFacts) -> Recommendation {
    let weeks = history.period.map_or(0.0, |(first, last)| last.since(first) as f64 / (7 * DAY) as f64);
    let tolerated = (history.accounts as f64 * weeks * TOLERATED_PER_ACCOUNT_WEEK).floor() as u64;
    let best = choose(cells, tolerated, THRESHOLD_MAX, |cell| cell.all);
    let decided = decided_by(cells, best, THRESHOLD_MAX, tolerated, |cell| cell.all);
    let base = advice(None, best, |cell| cell.all, cells, history, decided);
    let groups = [Group::Privileged, Group::Service].into_iter().filter_map(|group| {
        let of = |cell: &Cell| cell.groups.get(&group).copied().unwrap_or_default();
        let own = choose(cells, 0, u32::MAX, of);
        (gain(&of(own), &of(best)) && own.policy != best.policy).then(|| {
            let decided = decided_by(cells, own, u32::MAX, 0, of);
            advice(Some(group), own, of, cells, history, decided)
        })
    });
    Recommendation { policy: base, groups: groups.collect(), notes: notes(best, history) }
}

/// A policy of its own is worth it if it spares the group lockouts, or stops clearly more.
fn gain(own: &Effect, base: &Effect) -> bool {
    own.lockouts_by_own < base.lockouts_by_own
        || (own.lockouts_by_own == base.lockouts_by_own && !about_as_much(share(base), share(own)))
}

fn is_candidate(cell: &Cell, threshold_max: u32) -> bool {
    let limit = Policy::MICROSOFT.careful_guesses_per_day();
    let careful = cell.careful_guesses_per_day;
    let ends = cell.policy.duration_minutes > 0;
    (THRESHOLD_MIN..=threshold_max).contains(&cell.policy.threshold)
        && ends
        && careful.is_some()
        && careful <= limit
}

fn choose(cells: &[Cell], tolerated: u64, threshold_max: u32, effect: impl Fn(&Cell) -> Effect) -> &Cell {
    let excess = |cell: &Cell| effect(cell).accounts_locked_by_own.saturating_sub(tolerated);
    let candidates = || cells.iter().filter(|cell| is_candidate(cell, threshold_max));
    let least = candidates().map(excess).min().unwrap_or(0);
    let sparing = || candidates().filter(|cell| excess(cell) == least);
    let most = sparing().map(|cell| share(&effect(cell))).fold(0.0, f64::max);
    let rank = |cell: &&Cell| {
        let effect = effect(cell);
        (
            (!cell.microsoft_baseline, cell.policy != Policy::CIS),
            effect.minutes_locked_by_attack as u64 + effect.minutes_locked_by_own as u64,
            cell.careful_guesses_per_day.unwrap_or(f64::MAX) as u64,
            cell.policy,
        )
    };
    let chosen = sparing().filter(|cell| about_as_much(share(&effect(cell)), most)).min_by_key(rank);
    // The grid always holds both baselines.
    chosen.or_else(|| cells.first()).expect("a grid holds the baselines")
}

/// Share of attacks' tries stopped; 0 without any.
fn share(effect: &Effect) -> f64 {
    effect.share_stopped().unwrap_or(0.0)
}

/// Within a twentieth: what one history tells no better.
fn about_as_much(share: f64, most: f64) -> bool {
    share >= most - 0.05
}

/// Why it is this one of those that come into question.
fn decided_by(
    cells: &[Cell],
    best: &Cell,
    threshold_max: u32,
    tolerated: u64,
    of: impl Fn(&Cell) -> Effect,
) -> &'static str {
    let excess = |cell: &Cell| of(cell).accounts_locked_by_own.saturating_sub(tolerated);
    let candidates = || cells.iter().filter(|cell| is_candidate(cell, threshold_max));
    let spares = candidates().any(|other| excess(other) > excess(best));
    let alike = || candidates().filter(|other| excess(other) == excess(best));
    let most = alike().map(|other| share(&of(other))).fold(0.0, f64::max);
    let stops = alike().any(|other| !about_as_much(share(&of(other)), most));
    match (spares, stops, best.microsoft_baseline || best.policy == Policy::CIS) {
        (true, true, true) => {
            "Others lock out more of the site's own accounts, or stop less; of the rest, which stop about as much, it is a \
             baseline."
        }
        (true, true, false) => {
            "Others lock out more of the site's own accounts, or stop less; of the rest, which stop about as much, it locks \
             for the shortest time."
        }
        (true, false, true) => {
            "Others lock out more of the site's own accounts; of the rest, which stop about as much, it is a baseline."
        }
        (true, false, false) => {
            "Others lock out more of the site's own accounts; of the rest, which stop about as much, it locks for the \
             shortest time."
        }
        (false, true, _) => "Others stop less, and none of them spares more of the site's own accounts.",
        (false, false, true) => {
            "Others would have stopped about as much and locked out as few: this history does not decide, so a baseline is \
             taken."
        }
        (false, false, false) => "Others would have stopped about as much; it locks for the shortest time.",
    }
}

fn advice(
    group: Option<Group>,
    cell: &Cell,
    of: impl Fn(&Cell) -> Effect,
    cells: &[Cell],
    history: &HistoryFacts,
    decided: &str,
) -> Advice {
    let effect = of(cell);
    let mut reasons = vec![decided.to_owned()];
    reasons.push(match effect.share_stopped() {
        Some(share) => format!(
            "It would have stopped {} of {} tries of the attacks seen ({}).",
            count(effect.attack_stopped),
            count(effect.attack_tries),
            percent(share)
        ),
        None => {
            "No attack at these accounts was seen, so the history cannot tell how much it stops.".to_owned()
        }
    });
    reasons.push(own_text(&effect));
    if let Some(careful) = cell.careful_guesses_per_day {
        reasons.push(format!(
            "An attacker who knows it and never locks anybody is left {} guesses per account and day.",
            count(careful as u64)
        ));
    }
    for (name, baseline) in [("Microsoft's baseline", Policy::MICROSOFT), ("The CIS benchmark", Policy::CIS)]
    {
        if let Some(other) = cells.iter().find(|other| other.policy == baseline && baseline != cell.policy) {
            reasons.push(compared(name, &of(other), &effect, other));
        }
    }
    if cell.policy.threshold > 0 && !cell.fulfils_cis {
        reasons.push("It does not fulfil the CIS benchmark (at most 5, at least 15 minutes).".to_owned());
    }
    if effect.attack_tries > 0 && about_as_much(0.0, share(&effect)) && history.attacks > 0 {
        reasons.push(
            "These attacks try few passwords per account: lockout does little against spraying.".to_owned(),
        );
    }
    Advice { group, policy: cell.policy, reasons, mend: set(group, cell.policy) }
}

fn own_text(effect: &Effect) -> String {
    if effect.lockouts_by_own == 0 {
        return "It would have locked nobody out because of their own tries.".to_owned();
    }
    let refused = match effect.logons_refused_by_own {
        0 => "refused no rightful logon".to_owned(),
        some => format!("refused {}", counted(some, "rightful logon", "rightful logons")),
    };
    format!(
        "It would have locked out {} because of their own tries, {} in all, and {refused}.",
        counted(effect.accounts_locked_by_own, "account", "accounts"),
        duration((effect.minutes_locked_by_own * MINUTE as f64) as i64)
    )
}

fn compared(name: &str, other: &Effect, effect: &Effect, cell: &Cell) -> String {
    let stopped = match (other.share_stopped(), effect.share_stopped()) {
        (Some(other), Some(_)) => format!("would have stopped {}", percent(other)),
        _ => "stops as little here".to_owned(),
    };
    format!(
        "{name} ({}) {stopped} and locked out {} of the site's own.",
        cell.policy,
        counted(other.accounts_locked_by_own, "account", "accounts")
    )
}

fn set(group: Option<Group>, policy: Policy) -> Vec<String> {
    let Policy { threshold, window_minutes, duration_minutes } = policy;
    let span = |minutes: u32| format!("{}.{:02}:{:02}:00", minutes / 1440, minutes / 60 % 24, minutes % 60);
    match group {
        None => vec![
            format!(
                "Default Domain Policy > Computer Configuration > Policies > Windows Settings > Security Settings > Account \
                 Policies > Account Lockout Policy: threshold {threshold}, duration {duration_minutes} minutes, reset \
                 counter after {window_minutes} minutes"
            ),
            format!(
                "Set-ADDefaultDomainPasswordPolicy -Identity DOMAIN -LockoutThreshold {threshold} -LockoutDuration {} \
                 -LockoutObservationWindow {}",
                span(duration_minutes),
                span(window_minutes)
            ),
            "only policies linked to the domain (or password settings objects) act on domain accounts"
                .to_owned(),
        ],
        Some(group) => vec![format!(
            "New-ADFineGrainedPasswordPolicy -Name \"Lockout, {}\" -Precedence 10 -LockoutThreshold {threshold} \
             -LockoutDuration {} -LockoutObservationWindow {}, applied to the group with \
             Add-ADFineGrainedPasswordPolicySubject",
            group.text(),
            span(duration_minutes),
            span(window_minutes)
        )],
    }
}

fn notes(cell: &Cell, history: &HistoryFacts) -> Vec<String> {
    let mut notes = Vec::new();
    if history.attack_tries_on_administrator > 0 && !history.administrator_lockout {
        notes.push(format!(
            "{} of attacks are at the built-in Administrator, which is not locked unless \"Allow Administrator account \
             lockout\" is enabled; enable it, or disable the account.",
            counted(history.attack_tries_on_administrator, "try", "tries")
        ));
    }
    if cell.all.attack_tries_on_nobody > 0 {
        notes.push(format!(
            "{} of attacks are at names that do not exist; no lockout stops these.",
            counted(cell.all.attack_tries_on_nobody, "try", "tries")
        ));
    }
    if let Some(denial) = cell.denial_guesses_per_day.filter(|_| history.accounts > 0) {
        notes.push(format!(
            "Anybody who can reach a logon prompt can lock accounts out on purpose: {} wrong passwords a day keep one \
             account locked, {} all {} that are known here.",
            count(denial.ceil() as u64),
            count((denial * history.accounts as f64).ceil() as u64),
            count(history.accounts)
        ));
    }
    let service = cell.groups.get(&Group::Service).copied().unwrap_or_default();
    if service.lockouts_by_own > 0 {
        notes.push(
            "Service accounts lock themselves out with old passwords: repair these first (see the incidents), and move them \
             to group managed service accounts, whose passwords nobody types."
                .to_owned(),
        );
    }
    if history.left_out > 0 {
        notes.push(format!(
            "{} exceeded a memory bound and are not replayed.",
            counted(history.left_out, "try", "tries")
        ));
    }
    notes
}
