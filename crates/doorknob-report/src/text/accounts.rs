//! Target accounts in words.

use crate::facts::listed;
use crate::line::{Line, cut};
use crate::quantity::count;
use doorknob_event::incident::{AccountEntry, Exists, Incident};

/// Longest name shown in a list.
const NAME_MAX: usize = 40;

/// `CORP\jdoe`, or the name alone.
pub(super) fn full_name(domain: &str, name: &str) -> String {
    let name = if name.is_empty() { "(no name)".to_owned() } else { cut(name, NAME_MAX) };
    if domain.is_empty() { name } else { format!("{}\\{name}", cut(domain, NAME_MAX)) }
}

/// The same uncut.
pub(super) fn qualified(domain: &str, name: &str) -> String {
    let name = if name.is_empty() { "(no name)" } else { name };
    if domain.is_empty() { name.to_owned() } else { format!("{domain}\\{name}") }
}

/// One account with what is known of it, or how many and the most tried ones.
pub(super) fn lines(incident: &Incident, width: usize, rows: usize) -> Vec<Line> {
    let accounts = &incident.accounts;
    let total = incident.accounts_total.max(accounts.len() as u64);
    let mut lines = match accounts.as_slice() {
        [] => Vec::new(),
        [one] if total == 1 => vec![Line::text(alone(one))],
        _ => vec![Line::text(many(accounts, total, width, rows))],
    };
    if let Some(family) = &incident.account_family {
        lines.push(Line::text(format!("similar: {} ({})", family.why, family.key)));
    }
    lines
}

fn alone(account: &AccountEntry) -> String {
    let mut text = full_name(&account.domain, &account.name);
    if account.privileged {
        text.push_str(", privileged");
        if let Some(why) = &account.privileged_why {
            text.push_str(&format!(" ({why})"));
        }
    }
    if account.exists == Exists::No {
        text.push_str(", does not exist");
    }
    text
}

fn many(accounts: &[AccountEntry], total: u64, width: usize, rows: usize) -> String {
    let domain = shared_domain(accounts);
    let items: Vec<String> = accounts
        .iter()
        .map(|account| {
            let domain = if domain.is_some() { "" } else { account.domain.as_str() };
            let star = if account.privileged { "*" } else { "" };
            format!("{}{star} {}", full_name(domain, &account.name), count(account.tries()))
        })
        .collect();
    let mut head = count(total);
    if let Some(domain) = domain.filter(|domain| !domain.is_empty()) {
        head.push_str(&format!(" in {}", cut(domain, NAME_MAX)));
    }
    let at_least = if total > accounts.len() as u64 { "at least " } else { "" };
    let privileged = accounts.iter().filter(|account| account.privileged).count() as u64;
    if privileged > 0 {
        head.push_str(&format!(", {at_least}{} privileged (*)", count(privileged)));
    }
    let missing = accounts.iter().filter(|account| account.exists == Exists::No).count() as u64;
    if missing == total {
        head.push_str(", none of which exists");
    } else if missing > 0 {
        head.push_str(&format!(
            ", {at_least}{} {} not exist",
            count(missing),
            if missing == 1 { "does" } else { "do" }
        ));
    }
    listed(&format!("{head}: "), &items, total, width, rows)
}

/// The domain that all have, if they have the same.
fn shared_domain(accounts: &[AccountEntry]) -> Option<&str> {
    let first = accounts.first()?.domain.as_str();
    accounts.iter().all(|account| account.domain.eq_ignore_ascii_case(first)).then_some(first)
}
