//! The allow list: applied when incidents are told, never when they are found, and what it hides is counted.

use doorknob_event::incident::Incident;
use doorknob_event::settings::{Allow, Settings, wildcard};

/// What one entry of the allow list hid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hidden {
    /// The entry, as text.
    pub entry: String,
    /// Its reason.
    pub reason: String,
    /// Incidents hidden.
    pub incidents: u64,
    /// Failed attempts in them.
    pub failures: u64,
}

/// Removes incidents that an entry covers in full: every account, every source or every host of it, before it expires.
/// An incident with a compromised account is never hidden.
pub fn hide(incidents: &mut Vec<Incident>, settings: &Settings) -> Vec<Hidden> {
    let mut hidden: Vec<Hidden> = settings
        .allow
        .iter()
        .map(|allow| Hidden {
            entry: entry_text(allow),
            reason: allow.reason.clone(),
            incidents: 0,
            failures: 0,
        })
        .collect();
    incidents.retain(|incident| {
        let by = settings
            .allow
            .iter()
            .position(|allow| covers(allow, incident) && incident.compromised.is_empty());
        if let Some(hidden) = by.and_then(|at| hidden.get_mut(at)) {
            hidden.incidents += 1;
            hidden.failures += incident.attempts.failures;
        }
        by.is_none()
    });
    hidden.retain(|hidden| hidden.incidents > 0);
    hidden
}

fn covers(allow: &Allow, incident: &Incident) -> bool {
    if allow.account.is_none() && allow.address.is_none() && allow.host.is_none() {
        return false;
    }
    if allow.expires.is_some_and(|expires| incident.last_seen >= expires) {
        return false;
    }
    // Lists are capped; an incident with more than is listed cannot be known to be covered.
    let accounts = allow.account.as_ref().is_none_or(|pattern| {
        incident.accounts_total == incident.accounts.len() as u64
            && incident.accounts.iter().all(|account| {
                wildcard(pattern, &account.name)
                    || wildcard(pattern, &format!("{}\\{}", account.domain, account.name))
            })
    });
    let sources = allow.address.as_ref().is_none_or(|network| {
        incident.sources_total == incident.sources.len() as u64
            && incident.sources.iter().all(|source| {
                source
                    .address
                    .as_ref()
                    .and_then(|address| address.parse().ok())
                    .is_some_and(|address| network.contains(address))
            })
    });
    let hosts = allow
        .host
        .as_ref()
        .is_none_or(|pattern| incident.hosts.iter().all(|host| wildcard(pattern, &host.name)));
    accounts && sources && hosts
}

fn entry_text(allow: &Allow) -> String {
    let mut parts = Vec::new();
    if let Some(account) = &allow.account {
        parts.push(format!("account {account}"));
    }
    if let Some(address) = allow.address {
        parts.push(format!("address {}", String::from(address)));
    }
    if let Some(host) = &allow.host {
        parts.push(format!("host {host}"));
    }
    parts.join(", ")
}
