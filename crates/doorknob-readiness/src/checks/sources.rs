//! Whether failures say where they come from.

use crate::exposure::{LogonPath, SourceQuality};
use crate::finding::{Check, Finding, Mend};
use crate::mend;
use crate::readiness::Context;
use doorknob_event::incident::Severity;
use doorknob_report::quantity::{count, percent};

/// Fewer failures of a path say nothing about it.
const ENOUGH: u64 = 20;
/// Share of failures with an address below which a path is told, and below which it matters more.
const WANTED: f64 = 0.8;
const POOR: f64 = 0.5;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    addresses(context, findings);
    ntlm_servers(context, findings);
}

fn addresses(context: &Context<'_>, findings: &mut Vec<Finding>) {
    // NTLM records of domain controllers never state an address; what can be done about them is the other check's.
    let told = |(path, quality): &(&LogonPath, &SourceQuality)| {
        path.is_remote()
            && **path != LogonPath::Ntlm
            && quality.failures >= ENOUGH
            && quality.share_with_address().is_some_and(|share| share < WANTED)
    };
    let poor: Vec<(&LogonPath, &SourceQuality)> = context.quality.iter().filter(told).collect();
    if poor.is_empty() {
        return;
    }
    let failures: u64 = poor.iter().map(|(_, quality)| quality.failures).sum();
    let without: u64 = poor.iter().map(|(_, quality)| quality.workstation + quality.unknown).sum();
    let share = without as f64 / failures as f64;
    let why = "AN1521 counts distinct source addresses on one account. A failure without one cannot be counted so, cannot be \
               blocked, and joins no campaign.";
    let mut finding = Finding::new(
        Check::SourcesMissing,
        if share > 1.0 - POOR { Severity::Medium } else { Severity::Low },
        None,
        format!("{} of {} failed network logons state no address", count(without), count(failures)),
        why,
    );
    for (path, quality) in &poor {
        finding = finding.measure(
            path.text(),
            format!(
                "{} failures: {} with an address, {} more recovered from other records, {} known by workstation name only, \
                 {} unknown",
                count(quality.failures),
                count(quality.stated),
                count(quality.recovered),
                count(quality.workstation),
                count(quality.unknown)
            ),
        );
    }
    let mut mends: Vec<Mend> = poor.iter().flat_map(|(path, _)| recovery(**path)).collect();
    mends.dedup();
    findings.push(finding.mend(mends).measure("without an address", percent(share)));
}

/// Which log supplies the address.
fn recovery(path: LogonPath) -> Vec<Mend> {
    const RDP: &str = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational";
    match path {
        LogonPath::Network | LogonPath::RemoteDesktop => vec![
            mend::advice(format!(
                "collect {RDP} (131, 140) from hosts that allow remote desktop: it holds the address"
            )),
            mend::channel_on(RDP),
        ],
        LogonPath::ClearText => vec![
            mend::advice(
                "collect OpenSSH/Operational (4) where sshd runs; for web servers the access log holds the address",
            ),
            mend::channel_on("OpenSSH/Operational"),
        ],
        LogonPath::Kerberos | LogonPath::Ssh | LogonPath::Sql | LogonPath::RemoteAccess => {
            vec![mend::advice("see whether the export or agent drops the address field of these events")]
        }
        LogonPath::Ntlm | LogonPath::Console | LogonPath::ServiceOrTask | LogonPath::Other => Vec::new(),
    }
}

fn ntlm_servers(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let controllers = || context.hosts.values().filter(|host| host.domain_controller);
    let failures: u64 = controllers().map(|host| host.survey.ntlm_failures).sum();
    let audits: u64 = context.hosts.values().map(|host| host.survey.ntlm_audits).sum();
    let unplaced =
        context.quality.get(&LogonPath::Ntlm).map_or(0, |quality| quality.workstation + quality.unknown);
    if failures < ENOUGH || audits > 0 || unplaced < ENOUGH {
        return;
    }
    let why = "4776 names neither the server that was tried nor an address, only a workstation name that the client chooses. \
               NTLM auditing (8004) names the server.";
    findings.push(
        Finding::new(
            Check::NtlmServerUnknown,
            Severity::Low,
            None,
            "Failed NTLM validations do not name the server that was tried",
            why,
        )
        .mend(mend::ntlm_audit())
        .mend([mend::advice("collect Microsoft-Windows-NTLM/Operational (8004) from domain controllers")])
        .measure("failed validations on domain controllers (4776)", count(failures))
        .measure("attempts known from them alone", count(unplaced))
        .measure("NTLM audit events (8004)", "0"),
    );
}
