//! The what-if for a person: what was replayed, heat maps, what we would set and why.

use super::heat::{cell, short_count, short_percent};
use super::{fact, instant, part, write_parts};
use crate::lockout::{Advice, Cell, Policy, WhatIf};
use doorknob_report::Style;
use doorknob_report::quantity::{count, counted};
use doorknob_report::sheet::Part;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Columns of a label and of one cell with its gap.
const LABEL: usize = 14;
const CELL: usize = 7;

/// Writes the what-if.
///
/// # Errors
/// Whatever `out` returns.
pub fn write(out: &mut dyn Write, what_if: &WhatIf, style: Style) -> io::Result<()> {
    let columns = columns(what_if, style);
    let share = |cell: &Cell| {
        cell.all.share_stopped().map_or((f64::NAN, "-".to_owned()), |share| (share, short_percent(share)))
    };
    let of_accounts = |locked: u64| {
        let accounts = what_if.history.accounts.max(1) as f64;
        // A hundredth of the site locked out is dark.
        ((locked as f64 / accounts * 100.0).min(1.0), short_count(locked))
    };
    let parts = [
        history(what_if),
        map("Tries of attacks that it stops", what_if, &columns, share),
        map("Accounts that lock themselves out", what_if, &columns, |cell| {
            of_accounts(cell.all.accounts_locked_by_own)
        }),
        map("Accounts that the attacks lock out", what_if, &columns, |cell| {
            of_accounts(cell.all.accounts_locked_by_attack)
        }),
        careful(what_if, &columns),
        recommended(what_if),
    ];
    write_parts(out, &parts, style)
}

fn history(what_if: &WhatIf) -> Part {
    let history = &what_if.history;
    let mut facts = Vec::new();
    if let Some((first, last)) = history.period {
        facts.push(fact("history", format!("{} to {} UTC", instant(first), instant(last))));
    }
    facts.push(fact(
        "replayed",
        format!(
            "{} at {}; {} on {}",
            counted(history.tries, "try", "tries"),
            counted(history.accounts, "account that exists", "accounts that exist"),
            counted(history.attacks, "attack", "attacks"),
            counted(history.attack_days, "day", "days")
        ),
    ));
    facts.push(fact("in fact", counted(history.lockouts, "lockout (4740)", "lockouts (4740)")));
    if history.old_passwords > 0 {
        let tries = counted(history.old_passwords, "wrong try", "wrong tries");
        facts.push(fact("", format!("{tries} with one of the two passwords before, which do not count")));
    }
    if history.unread > 0 {
        let tries = counted(history.unread, "try", "tries");
        facts.push(fact("", format!("{tries} met a locked account then, and count as wrong passwords here")));
    }
    part("Lockout: what other policies would have done", facts)
}

/// Pairs of window and duration that are shown: equal ones, as both baselines are, then others while there is room.
fn columns(what_if: &WhatIf, style: Style) -> Vec<(u32, u32)> {
    let all: BTreeSet<(u32, u32)> = what_if
        .cells
        .iter()
        .filter(|cell| cell.policy.threshold > 0)
        .map(|cell| (cell.policy.window_minutes, cell.policy.duration_minutes))
        .collect();
    let chosen = what_if.recommendation.policy.policy;
    let rank = |pair: &(u32, u32)| {
        let is_chosen = *pair == (chosen.window_minutes, chosen.duration_minutes);
        (!is_chosen, pair.0 != pair.1, pair.1 != 0, *pair)
    };
    let mut ranked: Vec<(u32, u32)> = all.into_iter().collect();
    ranked.sort_by_key(rank);
    ranked.truncate((style.width.clamp(40, 120).saturating_sub(LABEL) / CELL).max(1));
    ranked.sort_unstable();
    ranked
}

fn minutes(number: u32) -> String {
    match number {
        0 => "ever".to_owned(),
        n if n >= 1440 && n % 1440 == 0 => format!("{}d", n / 1440),
        n if n >= 60 && n % 60 == 0 => format!("{}h", n / 60),
        n => n.to_string(),
    }
}

/// Rows of thresholds, columns of window and duration.
fn map(
    heading: &str,
    what_if: &WhatIf,
    columns: &[(u32, u32)],
    value: impl Fn(&Cell) -> (f64, String),
) -> Part {
    let mut facts = vec![
        fact("window", head(columns.iter().map(|pair| minutes(pair.0)))),
        fact("locked for", head(columns.iter().map(|pair| minutes(pair.1)))),
    ];
    let thresholds: BTreeSet<u32> =
        what_if.cells.iter().map(|cell| cell.policy.threshold).filter(|threshold| *threshold > 0).collect();
    let chosen = what_if.recommendation.policy.policy;
    for threshold in thresholds {
        let text = |pair: &(u32, u32)| {
            let policy = Policy { threshold, window_minutes: pair.0, duration_minutes: pair.1 };
            let Some(found) = what_if.cell(policy) else { return "·".repeat(CELL - 1) };
            let mark = match policy {
                policy if policy == chosen => '>',
                Policy::MICROSOFT => 'M',
                Policy::CIS => 'C',
                _ => ' ',
            };
            let (share, figure) = value(found);
            cell(share, mark, &figure)
        };
        let cells: Vec<String> = columns.iter().map(text).collect();
        facts.push(fact(format!("threshold {threshold}"), cells.join(" ")));
    }
    facts.push(fact("", "minutes; > recommended, M Microsoft's baseline, C CIS at its least strict"));
    part(heading, facts)
}

fn head(texts: impl Iterator<Item = String>) -> String {
    texts.map(|text| format!("{text:·>6}")).collect::<Vec<_>>().join(" ")
}

/// What is left to an attacker who knows the policy; the duration does not matter to them.
fn careful(what_if: &WhatIf, columns: &[(u32, u32)]) -> Part {
    let mut columns = columns.to_vec();
    columns.dedup_by_key(|pair| pair.0);
    let limit = Policy::MICROSOFT.careful_guesses_per_day().unwrap_or(1.0);
    map("Guesses a day left to an attacker who locks nobody, per account", what_if, &columns, |cell| {
        let guesses = cell.careful_guesses_per_day.unwrap_or(f64::INFINITY);
        (guesses / limit / 2.0, short_count(guesses as u64))
    })
}

fn recommended(what_if: &WhatIf) -> Part {
    let recommendation = &what_if.recommendation;
    let mut facts = Vec::new();
    advice(&mut facts, "for all", &recommendation.policy);
    for own in &recommendation.groups {
        advice(&mut facts, own.group.map_or("", |group| group.text()), own);
    }
    for (at, note) in recommendation.notes.iter().enumerate() {
        facts.push(fact(if at == 0 { "note" } else { "" }, note.clone()));
    }
    if let Some(off) = what_if.cell(Policy::OFF).filter(|off| off.all.attack_tries > 0) {
        let text =
            format!("without lockout all {} tries of the attacks are read", count(off.all.attack_tries));
        facts.push(fact("else", text));
    }
    part("What we would set", facts)
}

fn advice(facts: &mut Vec<(String, String)>, label: &str, advice: &Advice) {
    facts.push(fact(label, advice.policy.to_string()));
    facts.extend(advice.reasons.iter().map(|reason| fact("", format!("- {reason}"))));
    facts.extend(advice.mend.iter().map(|mend| fact("", format!("set: {mend}"))));
}
