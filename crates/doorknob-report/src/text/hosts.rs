//! Hosts in words.

use crate::facts::listed;
use crate::line::{Line, cut};
use crate::quantity::count;
use crate::words::logon_type;
use doorknob_event::incident::{HostEntry, Incident};

const NAME_MAX: usize = 40;

/// One host with the kinds of logon, or how many and the most tried ones.
pub(super) fn lines(incident: &Incident, width: usize, rows: usize) -> Vec<Line> {
    let hosts = &incident.hosts;
    match hosts.as_slice() {
        [] => Vec::new(),
        [one] => vec![Line::text(with_logon_types(cut(&one.name, NAME_MAX), &one.logon_types))],
        _ => {
            let items: Vec<String> = hosts
                .iter()
                .map(|host| format!("{} {}", cut(&host.name, NAME_MAX), count(host.tries())))
                .collect();
            let total = hosts.len() as u64;
            let head = with_logon_types(count(total), &all_logon_types(hosts));
            vec![Line::text(listed(&format!("{head}: "), &items, total, width, rows))]
        }
    }
}

/// Every logon type of all hosts, ascending; 0 (not stated) left out.
pub(super) fn all_logon_types(hosts: &[HostEntry]) -> Vec<u8> {
    let mut types: Vec<u8> = hosts.iter().flat_map(|host| host.logon_types.iter().copied()).collect();
    types.sort_unstable();
    types.dedup();
    types
}

/// `network, service`; empty where none is stated.
pub(super) fn logon_type_words(types: &[u8]) -> String {
    let words: Vec<String> =
        types.iter().filter(|number| **number != 0).map(|number| logon_type(*number)).collect();
    words.join(", ")
}

fn with_logon_types(text: String, types: &[u8]) -> String {
    match logon_type_words(types) {
        words if words.is_empty() => text,
        words => format!("{text} ({words})"),
    }
}
