//! Who and what fails most, over all incidents. Names that a client claims count for nothing here, so a tool that makes
//! up a new workstation name for each try does not fill the table.

use crate::phrases;
use doorknob_event::incident::{Incident, Verdict};
use doorknob_report::quantity::{count, counted};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of a table.
const ROWS_MAX: usize = 15;

pub(super) struct Top {
    pub(super) title: &'static str,
    pub(super) column: &'static str,
    pub(super) beside: &'static str,
    pub(super) rows: Vec<Row>,
    pub(super) total: String,
}

pub(super) struct Row {
    pub(super) name: String,
    pub(super) failures: String,
    pub(super) sort: u64,
    pub(super) share: u64,
    pub(super) beside: String,
    pub(super) bad: bool,
}

#[derive(Default)]
struct Sum {
    failures: u64,
    beside: BTreeSet<String>,
    attacked: bool,
}

pub(super) fn tops(incidents: &[Incident]) -> Vec<Top> {
    let mut accounts: BTreeMap<String, Sum> = BTreeMap::new();
    let mut sources: BTreeMap<String, Sum> = BTreeMap::new();
    let mut hosts: BTreeMap<String, Sum> = BTreeMap::new();
    let mut codes: BTreeMap<String, Sum> = BTreeMap::new();
    for incident in incidents {
        let attack = incident.verdict == Verdict::Attack;
        let add = |sums: &mut BTreeMap<String, Sum>, name: String, failures: u64, beside: Vec<String>| {
            let sum = sums.entry(name).or_default();
            sum.failures = sum.failures.saturating_add(failures);
            sum.attacked |= attack;
            sum.beside.extend(beside);
        };
        for account in &incident.accounts {
            add(&mut accounts, phrases::account(account), account.tries(), vec![incident.class.clone()]);
        }
        for source in &incident.sources {
            add(&mut sources, source_key(source), source.tries(), vec![incident.class.clone()]);
        }
        for host in &incident.hosts {
            let types =
                host.logon_types.iter().filter(|number| **number != 0).map(|n| phrases::logon_type(*n));
            add(&mut hosts, host.name.clone(), host.tries(), types.collect());
        }
        for (code, reason) in &incident.reasons {
            add(&mut codes, format!("{} ({code})", reason.text), reason.count, vec![incident.class.clone()]);
        }
    }
    vec![
        top("Accounts", "account", "in", accounts),
        top("Sources", "source", "in", sources),
        top("Hosts", "host", "asked by", hosts),
        top("Reasons", "reason", "in", codes),
    ]
    .into_iter()
    .filter(|top| !top.rows.is_empty())
    .collect()
}

/// Made-up workstation names of one incident are one source.
fn source_key(source: &doorknob_event::incident::SourceEntry) -> String {
    match (&source.address, &source.workstation) {
        (None, Some(names)) if names.contains(" names, e.g. ") => format!("workstations: {names}"),
        _ => phrases::source(source),
    }
}

fn top(title: &'static str, column: &'static str, beside: &'static str, sums: BTreeMap<String, Sum>) -> Top {
    let total = sums.len() as u64;
    let all = sums.values().fold(0u64, |sum, one| sum.saturating_add(one.failures)).max(1);
    let mut ordered: Vec<(String, Sum)> = sums.into_iter().filter(|(_, sum)| sum.failures > 0).collect();
    ordered.sort_by(|(a_name, a), (b_name, b)| b.failures.cmp(&a.failures).then_with(|| a_name.cmp(b_name)));
    let rows = ordered.into_iter().take(ROWS_MAX).map(|(name, sum)| Row {
        name,
        failures: count(sum.failures),
        sort: sum.failures,
        share: (sum.failures as f64 / all as f64 * 100.0).round() as u64,
        beside: few(sum.beside),
        bad: sum.attacked,
    });
    let plural = match column {
        "account" => counted(total, "account", "accounts"),
        "source" => counted(total, "source", "sources"),
        "host" => counted(total, "host", "hosts"),
        _ => counted(total, "reason", "reasons"),
    };
    Top { title, column, beside, rows: rows.collect(), total: plural }
}

fn few(words: BTreeSet<String>) -> String {
    let more = words.len().saturating_sub(3) as u64;
    let mut text = words.into_iter().take(3).collect::<Vec<_>>().join(", ");
    if more > 0 {
        text.push_str(&format!(" and {} more", count(more)));
    }
    text
}
