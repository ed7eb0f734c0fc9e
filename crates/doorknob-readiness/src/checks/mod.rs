//! The checks, one file each: what is known in, findings out.

mod auditing;
mod clock;
mod exposed;
mod integrity;
mod records;
pub(crate) mod roll_over;
mod silence;
mod sources;

use crate::census::Said;
use crate::finding::{Check, Finding};
use crate::readiness::{Context, Coverage, HostFacts};
use doorknob_event::event::EventKind;
use doorknob_event::time::EventTime;
use doorknob_report::moment;
use std::collections::BTreeMap;

/// All findings, most severe first, then by host (the estate's own first), then by check.
pub(crate) fn all(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in [
        auditing::check,
        integrity::check,
        records::check,
        silence::check,
        roll_over::check,
        clock::check,
        sources::check,
        exposed::check,
    ] {
        check(context, &mut findings);
    }
    findings.sort_by(|one, other| {
        let key =
            |finding: &Finding| (std::cmp::Reverse(finding.severity), finding.host.clone(), finding.check);
        key(one).cmp(&key(other)).then_with(|| one.title.cmp(&other.title))
    });
    let mut seen: BTreeMap<(Check, Option<String>), usize> = BTreeMap::new();
    let identify = |finding: Finding| {
        let count = seen.entry((finding.check, finding.host.clone())).or_default();
        *count += 1;
        finding.identified(*count - 1)
    };
    findings.into_iter().map(identify).collect()
}

/// Key of [`coverage`] for 4625.
const LOGON_FAILURES: &str = "failed logons (4625)";
const LOGON_SUCCESSES: &str = "successful logons (4624)";
const KERBEROS_FAILURES: &str = "failed Kerberos logons (4771, 4768)";
const NTLM_FAILURES: &str = "failed NTLM validations (4776)";
const LOCKOUTS: &str = "lockouts (4740)";
const PRIVILEGES: &str = "privileged logons (4672)";

/// What a host records, as far as its events and findings tell.
pub(crate) fn coverage(host: &HostFacts, findings: &[&Finding]) -> BTreeMap<&'static str, Coverage> {
    let found = |check: Check| findings.iter().any(|finding| finding.check == check);
    let state = |applies: bool, seen: bool, missing: &[Check]| match () {
        () if missing.iter().any(|check| found(*check)) => Coverage::Missing,
        () if seen => Coverage::Seen,
        () if applies => Coverage::Unknown,
        () => Coverage::NotApplicable,
    };
    let seen = |kind: EventKind, said: Said| host.census.tally(kind, said).count > 0;
    let kerberos = seen(EventKind::KerberosPreAuthentication, Said::Failure)
        || seen(EventKind::KerberosTicketGranting, Said::Failure);
    let dc = host.domain_controller;
    let failures = [Check::LogonFailuresMissing];
    let kerberos_checks = [Check::KerberosFailuresMissing, Check::KerberosMissing];
    BTreeMap::from([
        (LOGON_FAILURES, state(true, seen(EventKind::LogonFailure, Said::Failure), &failures)),
        (
            LOGON_SUCCESSES,
            state(true, seen(EventKind::LogonSuccess, Said::Success), &[Check::LogonSuccessesMissing]),
        ),
        (KERBEROS_FAILURES, state(dc, kerberos, &kerberos_checks)),
        (
            NTLM_FAILURES,
            state(dc, seen(EventKind::NtlmValidation, Said::Failure), &[Check::NtlmFailuresMissing]),
        ),
        (LOCKOUTS, state(dc, host.census.all(EventKind::LockedOut).count > 0, &[])),
        (PRIVILEGES, state(true, host.census.all(EventKind::SpecialPrivileges).count > 0, &[])),
    ])
}

/// Whether enough was seen of a host to grade it: that it records failures, or that it does not.
pub(crate) fn is_judged(host: &HostFacts, coverage: &BTreeMap<&'static str, Coverage>) -> bool {
    let telling: &[&str] = match host.domain_controller {
        true => &[LOGON_FAILURES, KERBEROS_FAILURES, NTLM_FAILURES],
        false => &[LOGON_FAILURES],
    };
    telling.iter().any(|what| matches!(coverage.get(what), Some(Coverage::Seen | Coverage::Missing)))
}

/// `a, b, c and 2 more`.
pub(crate) fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<&str> = names.iter().copied().take(SHOWN).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// To the second: what a person reads of a time.
pub(crate) fn instant(time: EventTime) -> String {
    format!("{} UTC", moment::instant(time))
}
