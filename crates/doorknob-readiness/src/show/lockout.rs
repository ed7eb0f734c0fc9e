//! The what-if for a person: what was replayed, heat maps, what we would set and why.

use super::heat::{cell, short_count, short_percent};
use super::{fact, instant, part, write_parts};
use crate::lockout::{Advice, Cause, Cell, LockedRow, Policy, WhatIf};
use doorknob_report::Style;
use doorknob_report::quantity::{count, counted};
use doorknob_report::sheet::Part;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Columns of a label and of one cell with its gap.
const LABEL: usize = 14;
const CELL: usize = 7;
/// In place of a duration where it does not matter.
const ANY_DURATION: u32 = u32::MAX;
/// Accounts named of each kind.
const NAMED: usize = 10;

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
        // A hundredth of the site is dark, but never fewer than ten accounts: one of 35 is no disaster.
        let dark = (what_if.history.accounts as f64 / 100.0).max(10.0);
        ((locked as f64 / dark).min(1.0), short_count(locked))
    };
    let parts = [
        history(what_if),
        legend(),
        map("Tries of attacks that it stops", what_if, &columns, share),
        map("Accounts that lock themselves out", what_if, &columns, |cell| {
            of_accounts(cell.all.accounts_locked_by_own)
        }),
        map("Accounts that the attacks lock out", what_if, &columns, |cell| {
            of_accounts(cell.all.accounts_locked_by_attack)
        }),
        named("Who would lock themselves out", what_if, Cause::Own),
        named("Whom the attacks would lock out", what_if, Cause::Attack),
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
    let mut facts = vec![fact("window", head(columns.iter().map(|pair| minutes(pair.0))))];
    if columns.iter().any(|pair| pair.1 != ANY_DURATION) {
        facts.push(fact("locked for", head(columns.iter().map(|pair| minutes(pair.1)))));
    }
    let thresholds: BTreeSet<u32> =
        what_if.cells.iter().map(|cell| cell.policy.threshold).filter(|threshold| *threshold > 0).collect();
    for threshold in thresholds {
        let text = |pair: &(u32, u32)| {
            let is_here = |cell: &&Cell| {
                let policy = cell.policy;
                policy.threshold == threshold
                    && policy.window_minutes == pair.0
                    && (policy.duration_minutes == pair.1 || pair.1 == ANY_DURATION)
            };
            let Some(found) = what_if.cells.iter().find(is_here) else { return "·".repeat(CELL - 1) };
            let (share, figure) = value(found);
            let marks = what_if.cells.iter().filter(is_here).map(|cell| mark(what_if, cell.policy));
            cell(share, marks.filter(|mark| *mark != ' ').min().unwrap_or(' '), &figure)
        };
        let cells: Vec<String> = columns.iter().map(text).collect();
        facts.push(fact(format!("threshold {threshold}"), cells.join(" ")));
    }
    part(heading, facts)
}

/// What is common to all maps.
fn legend() -> Part {
    let text = "rows: wrong passwords that lock; columns: minutes within which they count, and minutes locked; > what we would \
                set, M Microsoft's baseline, C CIS at its least strict";
    part("How to read the maps", vec![fact("", text)])
}

fn head(texts: impl Iterator<Item = String>) -> String {
    texts.map(|text| format!("{text:·>6}")).collect::<Vec<_>>().join(" ")
}

/// What is left to an attacker who knows the policy; the duration does not matter to them.
fn careful(what_if: &WhatIf, columns: &[(u32, u32)]) -> Part {
    let mut columns: Vec<(u32, u32)> = columns.iter().map(|pair| (pair.0, ANY_DURATION)).collect();
    columns.dedup();
    let limit = Policy::MICROSOFT.careful_guesses_per_day().unwrap_or(1.0);
    map("Guesses a day left to an attacker who locks nobody, per account", what_if, &columns, |cell| {
        let guesses = cell.careful_guesses_per_day.unwrap_or(f64::INFINITY);
        (guesses / limit / 2.0, short_count(guesses as u64))
    })
}

/// An account a fact, under the recommended policy and the baselines.
fn named(heading: &str, what_if: &WhatIf, cause: Cause) -> Part {
    let table = what_if.locked(cause, NAMED);
    let marks: Vec<char> = table.policies.iter().map(|policy| mark(what_if, *policy)).collect();
    let mut facts: Vec<(String, String)> =
        table.rows.iter().map(|row| fact(row.account.clone(), under_each(row, &marks))).collect();
    if facts.is_empty() {
        return part(heading, facts);
    }
    if table.unnamed > 0 {
        facts.push(fact("", format!("and {} more: --format json names them", count(table.unnamed))));
    }
    let policies: Vec<String> =
        marks.iter().zip(&table.policies).map(|(mark, policy)| format!("{mark} {policy}")).collect();
    facts.push(fact("", policies.join("; ")));
    part(heading, facts)
}

fn under_each(row: &LockedRow, marks: &[char]) -> String {
    let cells: Vec<String> = marks
        .iter()
        .zip(&row.locks)
        .map(|(mark, locks)| match locks {
            None => format!("{mark} never"),
            Some(locks) => format!("{mark} {locks}"),
        })
        .collect();
    let about = row.about();
    format!("{about}{}{}", if about.is_empty() { "" } else { ": " }, cells.join("; "))
}

/// Which policy it is, in a character.
fn mark(what_if: &WhatIf, policy: Policy) -> char {
    match policy {
        policy if policy == what_if.recommendation.policy.policy => '>',
        Policy::MICROSOFT => 'M',
        Policy::CIS => 'C',
        _ => ' ',
    }
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
