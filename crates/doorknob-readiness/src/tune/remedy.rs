//! What quietens incidents that are no attack: shared sources, approved scanners, and entries of the allow list. Each is
//! tried on the whole history before it is proposed.

use super::compare::{Run, Told, only_in};
use doorknob_event::incident::{AccountEntry, Incident, Severity, Verdict};
use doorknob_event::settings::{Allow, ApprovedScanner, Network, Settings, SharedSource};
use serde::Serialize;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Accounts from one address that are too many for one person's machine: as the detector counts a source as shared.
const SHARED_ACCOUNTS: u64 = 10;
/// Hosts that one address tries in one incident as a scanner does.
const SCANNED_HOSTS: usize = 10;

/// What a remedy says of the site.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RemedyKind {
    /// Many users share an address.
    SharedSource,
    /// A scanner may fail logons.
    ApprovedScanner,
    /// Not to be told until it is mended.
    Allow,
}

/// A change of the settings.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Adds a shared source.
    SharedSource(SharedSource),
    /// Adds an approved scanner.
    ApprovedScanner(ApprovedScanner),
    /// Adds an entry to the allow list.
    Allow(Allow),
}

impl Change {
    /// The settings with the change.
    pub(crate) fn applied(&self, settings: &Settings) -> Settings {
        let mut changed = settings.clone();
        match self {
            Change::SharedSource(shared) => changed.shared_source.push(shared.clone()),
            Change::ApprovedScanner(scanner) => changed.approved_scanner.push(scanner.clone()),
            Change::Allow(allow) => changed.allow.push(allow.clone()),
        }
        changed
    }
}

/// A change, and what it did to the history.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Remedy {
    /// What it says of the site.
    pub kind: RemedyKind,
    /// The change.
    pub change: Change,
    /// Why it comes into question, in a sentence; may hold hostile text.
    pub reason: String,
    /// What must be made sure of first.
    pub condition: &'static str,
    /// Incidents that it removes.
    pub removes: Vec<Told>,
    /// Incidents that it makes appear.
    pub adds: Vec<Told>,
    /// Among the removed there is an attack of medium severity or above: not to be proposed.
    pub hides_attack: bool,
}

/// A change that comes into question, with the reason and how many failures it is about.
pub(super) struct Candidate {
    kind: RemedyKind,
    change: Change,
    reason: String,
    condition: &'static str,
    failures: u64,
}

/// Changes that the incidents suggest, those about the most failures first.
pub(super) fn candidates(incidents: &[Incident], settings: &Settings, most: usize) -> Vec<Candidate> {
    let mut found: BTreeMap<(RemedyKind, String), Candidate> = BTreeMap::new();
    for incident in incidents {
        for candidate in
            [shared(incident, settings), scanner(incident, settings), allow(incident)].into_iter().flatten()
        {
            let key = (candidate.kind, candidate.reason.clone());
            let failures = candidate.failures;
            found
                .entry(key)
                .and_modify(|known| known.failures = known.failures.saturating_add(failures))
                .or_insert(candidate);
        }
    }
    let mut candidates: Vec<Candidate> = found.into_values().collect();
    candidates.sort_by(|one, other| other.failures.cmp(&one.failures).then(one.kind.cmp(&other.kind)));
    candidates.truncate(most);
    candidates
}

/// Tries one change.
pub(super) fn tried(
    candidate: Candidate,
    base: &[Incident],
    settings: &Settings,
    run: &mut dyn FnMut(&Settings) -> Vec<Incident>,
) -> Remedy {
    let with = run(&candidate.change.applied(settings));
    let removes = only_in(base, &Run::new(&with));
    let adds = only_in(&with, &Run::new(base));
    let is_attack = |told: &Told| told.verdict == Verdict::Attack && told.severity >= Severity::Medium;
    Remedy {
        hides_attack: removes.iter().any(is_attack),
        kind: candidate.kind,
        change: candidate.change,
        reason: candidate.reason,
        condition: candidate.condition,
        removes,
        adds,
    }
}

/// The only source, by address.
fn only_address(incident: &Incident) -> Option<IpAddr> {
    match incident.sources.as_slice() {
        [only] if incident.sources_total == 1 => only.address.as_ref()?.parse().ok(),
        _ => None,
    }
}

fn network(address: IpAddr) -> Option<Network> {
    Network::try_from(address.to_string()).ok()
}

fn shared(incident: &Incident, settings: &Settings) -> Option<Candidate> {
    let address = only_address(incident)?;
    let many =
        incident.accounts_total >= SHARED_ACCOUNTS || incident.sources.iter().any(|source| source.shared);
    let harmless = matches!(incident.verdict, Verdict::UserError | Verdict::Undetermined);
    let known = settings.shared_source.iter().any(|shared| shared.address.contains(address));
    (many && harmless && !known).then_some(())?;
    Some(Candidate {
        kind: RemedyKind::SharedSource,
        change: Change::SharedSource(SharedSource {
            address: network(address)?,
            what: "shared address".to_owned(),
        }),
        reason: format!("many accounts log on from {address}"),
        condition: "make sure that it is a VPN, NAT, terminal server or mail front end of yours",
        failures: incident.attempts.failures,
    })
}

fn scanner(incident: &Incident, settings: &Settings) -> Option<Candidate> {
    let address = only_address(incident)?;
    let inside = incident.sources.iter().all(|source| source.scope.as_deref() == Some("private"));
    let known = settings.approved_scanner.iter().any(|scanner| scanner.address.contains(address));
    let open = matches!(incident.verdict, Verdict::Attack | Verdict::Undetermined);
    (inside && open && !known && incident.hosts.len() >= SCANNED_HOSTS && incident.compromised.is_empty())
        .then_some(())?;
    let approved = ApprovedScanner {
        address: network(address)?,
        name: None,
        from: None,
        until: None,
        reason: "approved by ..., ticket ...".to_owned(),
    };
    Some(Candidate {
        kind: RemedyKind::ApprovedScanner,
        change: Change::ApprovedScanner(approved),
        reason: format!("{address} tries {} hosts", incident.hosts.len()),
        condition: "only if this is a scanner of yours that may fail logons; until you know, it is an attack",
        failures: incident.attempts.failures,
    })
}

/// One account from one address that are told as misconfigured: the same every day until somebody mends it.
fn allow(incident: &Incident) -> Option<Candidate> {
    let [AccountEntry { name, domain, .. }] = incident.accounts.as_slice() else { return None };
    (incident.verdict == Verdict::Misconfiguration && incident.accounts_total == 1).then_some(())?;
    // A wildcard in a name would match more than was seen; a masked name matches nothing.
    (!name.contains('*') && !name.starts_with('(')).then_some(())?;
    let address = only_address(incident);
    let account = if domain.is_empty() { name.clone() } else { format!("{domain}\\{name}") };
    let from = address.map(|address| format!(" from {address}")).unwrap_or_default();
    let reason = format!("{account}{from}: {}", incident.class);
    let entry = Allow {
        account: Some(account),
        address: address.and_then(network),
        reason: format!("{}, ticket ...", incident.class),
        ..Allow::default()
    };
    Some(Candidate {
        kind: RemedyKind::Allow,
        change: Change::Allow(entry),
        reason,
        condition: "mend it instead (the incident says where); hide it only with a ticket and an expiry",
        failures: incident.attempts.failures,
    })
}
