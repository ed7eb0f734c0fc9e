//! Hosts that can be tried from public addresses.

use crate::exposure::{LogonPath, Reached};
use crate::finding::{Check, Finding};
use crate::mend;
use crate::readiness::{Context, HostFacts};
use doorknob_event::incident::Severity;
use doorknob_report::quantity::{count, counted};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for (name, host) in &context.hosts {
        if !host.reached.is_empty() {
            findings.push(finding(name, host));
        }
    }
}

fn finding(name: &str, host: &HostFacts) -> Finding {
    let addresses: BTreeSet<&IpAddr> = host.reached.values().flat_map(|reached| &reached.addresses).collect();
    let why = "Whatever can be tried from anywhere is tried from everywhere: password guessing from the internet begins \
               within hours. What need not be reached should not be.";
    let mut finding = Finding::new(
        Check::ExposedToInternet,
        severity(host, &host.reached),
        Some(name),
        format!("{name} is reached from {}", counted(addresses.len() as u64, "public address", "public addresses")),
        why,
    )
    .mend([
        mend::advice("close the port at the firewall, or put a VPN or gateway with a second factor in front"),
        mend::advice("if it has to be reached: lock accounts out, allow only accounts that need it, and rename or disable \
                      the built-in Administrator"),
        mend::advice("if the addresses are your own (a branch, a VPN's outside): list them as shared_source in doorknob.toml"),
    ]);
    for (path, reached) in &host.reached {
        finding = finding.measure(
            path.text(),
            format!(
                "{} failed, {} succeeded, from {}, {} to {}",
                count(reached.failures),
                count(reached.successes),
                counted(reached.addresses.len() as u64, "address", "addresses"),
                super::instant(reached.first),
                super::instant(reached.last)
            ),
        );
    }
    finding
}

/// Gateways and VPN servers are meant to be reached; a domain controller never is.
fn severity(host: &HostFacts, reached: &BTreeMap<LogonPath, Reached>) -> Severity {
    if host.domain_controller {
        return Severity::Critical;
    }
    if reached.keys().all(|path| *path == LogonPath::RemoteAccess) {
        return Severity::Informational;
    }
    if reached.values().any(|reached| reached.successes > 0) { Severity::High } else { Severity::Medium }
}
