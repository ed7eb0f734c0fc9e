//! How a finding is mended: commands and group policy paths, exactly as they are typed or clicked.

use crate::finding::{Mend, MendKind};
use crate::subcategory::Subcategory;

const AUDIT_POLICIES: &str = "Computer Configuration > Policies > Windows Settings > Security Settings > \
                              Advanced Audit Policy Configuration > Audit Policies";
const SECURITY_OPTIONS: &str = "Computer Configuration > Policies > Windows Settings > Security Settings > \
                                Local Policies > Security Options";
const EVENT_LOG: &str = "Computer Configuration > Policies > Administrative Templates > Windows Components > \
                         Event Log Service > Security";

/// Both results of the subcategories on, with the policy that keeps them on: one path for all, a command for each.
pub(crate) fn audit(subcategories: &[Subcategory]) -> Vec<Mend> {
    let mut mends = vec![Mend::new(
        MendKind::Policy,
        format!("{AUDIT_POLICIES} > {}: Success and Failure", by_folder(subcategories)),
    )];
    mends.extend(subcategories.iter().map(|Subcategory { guid, .. }| {
        let command = format!("auditpol /set /subcategory:\"{{{guid}}}\" /success:enable /failure:enable");
        Mend::new(MendKind::Command, command)
    }));
    mends.push(Mend::new(
        MendKind::Policy,
        format!(
            "{SECURITY_OPTIONS} > Audit: Force audit policy subcategory settings (Windows Vista or later) to \
             override audit policy category settings: Enabled"
        ),
    ));
    mends
}

/// `Logon/Logoff > Audit Logon, Audit Special Logon; Account Logon > Audit Credential Validation`.
fn by_folder(subcategories: &[Subcategory]) -> String {
    let mut folders: Vec<(&str, Vec<String>)> = Vec::new();
    for Subcategory { name, folder, .. } in subcategories {
        let name = format!("Audit {name}");
        match folders.iter_mut().find(|(known, _)| known == folder) {
            Some((_, names)) => names.push(name),
            None => folders.push((folder, vec![name])),
        }
    }
    let texts: Vec<String> =
        folders.into_iter().map(|(folder, names)| format!("{folder} > {}", names.join(", "))).collect();
    texts.join("; ")
}

/// Shows what is in force; the first thing to do where the logs only suggest that it is off.
pub(crate) fn check_audit(subcategories: &[Subcategory]) -> Mend {
    let what = match subcategories {
        [Subcategory { guid, .. }] => format!("/subcategory:\"{{{guid}}}\""),
        _ => "/category:*".to_owned(),
    };
    Mend::new(MendKind::Check, format!("auditpol /get {what}"))
}

/// The collection, for logs that arrive through one.
pub(crate) fn check_collection(what: &str) -> Mend {
    Mend::new(
        MendKind::Check,
        format!(
            "see that the subscription, agent or query that collects this log does not leave out {what} \
             (wecutil gs NAME /f:xml shows a subscription's query)"
        ),
    )
}

/// CIS: at least 196,608 KB for the Security log. Source: CIS Windows Server 2022 Benchmark v2.0.0, 18.10.26.2.2.
pub(crate) const SECURITY_LOG_KB_MIN: u64 = 196_608;

/// A maximum size of a log, in whole kB.
pub(crate) fn log_size(channel: &str, kilobytes: u64) -> Vec<Mend> {
    let mut mends =
        vec![Mend::new(MendKind::Command, format!("wevtutil sl \"{channel}\" /ms:{}", kilobytes * 1024))];
    if channel == crate::census::SECURITY {
        let path = format!("{EVENT_LOG} > Specify the maximum log file size (KB): Enabled, {kilobytes}");
        mends.insert(0, Mend::new(MendKind::Policy, path));
    }
    mends
}

/// A channel on.
pub(crate) fn channel_on(channel: &str) -> Mend {
    Mend::new(MendKind::Command, format!("wevtutil sl \"{channel}\" /e:true"))
}

/// NTLM auditing on domain controllers, which names the server that asked.
pub(crate) fn ntlm_audit() -> Vec<Mend> {
    [
        "Restrict NTLM: Audit NTLM authentication in this domain: Enable all",
        "Restrict NTLM: Audit Incoming NTLM Traffic: Enable auditing for all accounts",
    ]
    .into_iter()
    .map(|option| Mend::new(MendKind::Policy, format!("{SECURITY_OPTIONS} > Network security: {option}")))
    .collect()
}

/// The clock.
pub(crate) fn clock() -> Vec<Mend> {
    vec![
        Mend::new(MendKind::Check, "w32tm /query /status /verbose".to_owned()),
        Mend::new(MendKind::Command, "w32tm /config /syncfromflags:domhier /update".to_owned()),
        Mend::new(MendKind::Command, "w32tm /resync /rediscover".to_owned()),
    ]
}

/// Advice that is no single command.
pub(crate) fn advice(text: impl Into<String>) -> Mend {
    Mend::new(MendKind::Advice, text.into())
}
