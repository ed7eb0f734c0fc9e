//! The site's own vulnerability scanner tries default names on every server.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use crate::behaviour::{Client, Path, Secret};
use crate::event::Text;
use crate::site::{LockoutPolicy, Role};
use crate::truth::{Kind, ScannerMachine, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "approved-scanner",
    kind: Kind::Harmless,
    about: "The site's own vulnerability scanner tries default names on every server",
    shape: Shape {
        size: Range::new(8.0, 5.0, 16.0),
        size_means: "names",
        pace_seconds: Range::new(0.5, 0.05, 3.0),
        doors: &[Door::Smb],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

/// Names that scanners try everywhere.
const NAMES: [&str; 16] = [
    "administrator",
    "admin",
    "guest",
    "root",
    "test",
    "user",
    "sa",
    "oracle",
    "backup",
    "scanner",
    "support",
    "demo",
    "nessus",
    "postgres",
    "operator",
    "service",
];

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.nuisance(Verdict::AuthorizedScanner, &[], None);
    let address = draft.brief.source.unwrap_or_else(|| draft.device_address());
    const NAME: &str = "SCANNER01";
    draft.book.approve_scanner(ScannerMachine { address: address.to_string(), name: NAME.to_owned() });
    let client = Client { address, workstation: Text::from(NAME) };
    let servers: Vec<_> = draft
        .site
        .hosts()
        .filter(|(_, host)| !matches!(host.role, Role::Workstation | Role::DomainController))
        .map(|(host, _)| host)
        .collect();
    let names = NAMES.iter().take(draft.brief.size as usize);
    let tries: Vec<_> =
        servers.iter().flat_map(|&host| names.clone().map(move |name| (host, name))).collect();
    for (at, (host, name)) in draft.times(tries.len()).into_iter().zip(tries) {
        let who = draft.site.typed(name, Text::from(&draft.site.domain));
        draft.attempt_by(at, Some(episode), who, Secret::Wrong, client.clone(), (Path::Ntlm, host));
    }
}
