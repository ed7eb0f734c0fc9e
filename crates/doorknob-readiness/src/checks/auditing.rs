//! What ought to be recorded and is not: successes without failures, a site without domain controllers, lockouts that
//! only one side tells of.
//!
//! **How absence is judged.** Where failures are recorded, people fail some of their logons. From a host's successes follows
//! how many failures were to be expected; if that is `e` and none is there, chance explains it with probability `exp(-e)`
//! (Poisson). A host is named when the chance that *any* host of the estate is named wrongly stays below 1 in 20:
//! `e >= ln(20 x hosts)`. The expected rates are cautious: of logons typed at a screen about one in ten fails (see the
//! design of the detector), here 3 % are asked for; of network logons, mostly single sign-on, 0.3 %. Where at least three
//! hosts of the site record failures, their own rate (half of the lower quartile) replaces this.

use crate::census::{SECURITY, Said};
use crate::finding::{Check, Finding};
use crate::mend;
use crate::readiness::{Context, HostFacts};
use crate::subcategory::{
    ACCOUNT_LOCKOUT, CREDENTIAL_VALIDATION, KERBEROS_AUTHENTICATION, LOGON, SPECIAL_LOGON,
    USER_ACCOUNT_MANAGEMENT,
};
use doorknob_event::event::EventKind;
use doorknob_event::incident::Severity;
use doorknob_report::quantity::{count, percent};

const TYPED_RATE: f64 = 0.03;
const OTHER_RATE: f64 = 0.003;
/// Failed pre-authentications per ticket given to a person or service: one ticket per logon at a screen, and services that
/// fetch theirs without failing.
const KERBEROS_RATE: f64 = 0.01;
/// Failed per successful validation; services make most of them.
const NTLM_RATE: f64 = 0.005;
/// Chance that any host is named wrongly.
const WRONG: f64 = 0.05;
/// Successes without which nothing is said about 4672, and failures without which nothing about 4624.
const ENOUGH_SUCCESSES: u64 = 500;
const ENOUGH_FAILURES: u64 = 20;
/// Lockouts or locked failures that cannot be a coincidence at the edge of the period.
const ENOUGH_LOCKOUTS: u64 = 3;

const WHY_FAILURES: &str = "AN1521 is a series of failed logons (4625). On a host that does not record them, guessing of \
                            local accounts and NTLM guessing leave no trace at all, and a success after it looks like \
                            any other.";
const WHY_KERBEROS: &str = "Guessing by Kerberos leaves nothing on the server that is tried: only the domain controller \
                            records it (4771, 4768 with a failure code). Without that, tools such as Kerbrute are not \
                            seen.";
const WHY_NTLM: &str = "4776 with a failure code is the domain's only record of NTLM guessing against hosts whose own \
                        logs are not read.";

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let site = Site::of(context);
    for (name, host) in &context.hosts {
        logon_failures(&site, name, host, findings);
        logon_successes(name, host, findings);
        if host.domain_controller {
            controller(&site, name, host, findings);
        }
    }
    no_controller(context, findings);
    lockouts(context, findings);
    privileges(context, findings);
}

/// What is usual here.
struct Site {
    /// How many times as often as assumed logons fail.
    factor: f64,
    /// Expected failures from which none is told.
    enough: f64,
}

impl Site {
    fn of(context: &Context<'_>) -> Self {
        let ratio = |host: &HostFacts| {
            let expected = prior(host);
            (host.survey.failures > 0 && expected >= 1.0).then(|| host.survey.failures as f64 / expected)
        };
        let mut ratios: Vec<f64> = context.hosts.values().filter_map(ratio).collect();
        ratios.sort_by(f64::total_cmp);
        let quartile = ratios.get(ratios.len() / 4).copied().filter(|_| ratios.len() >= 3);
        let hosts = context.hosts.len().max(1) as f64;
        Site {
            factor: quartile.map_or(1.0, |ratio| (ratio / 2.0).clamp(0.1, 10.0)),
            enough: (hosts / WRONG).ln(),
        }
    }
}

/// Failures to be expected of a host by the assumed rates.
fn prior(host: &HostFacts) -> f64 {
    host.survey.typed_successes as f64 * TYPED_RATE + host.survey.other_successes as f64 * OTHER_RATE
}

fn logon_failures(site: &Site, name: &str, host: &HostFacts, findings: &mut Vec<Finding>) {
    if host.census.tally(EventKind::LogonFailure, Said::Failure).count > 0 {
        return;
    }
    let expected = prior(host) * site.factor;
    let elsewhere = host.survey.refusals_elsewhere;
    let successes = host.survey.typed_successes + host.survey.other_successes;
    if elsewhere == 0 && expected < site.enough {
        return;
    }
    // A host of which only another service's log was read says nothing of its Security log.
    if !host.census.logs.contains_key(SECURITY) && elsewhere == 0 {
        return;
    }
    let title = format!("{name} records no failed logons");
    let mut finding =
        Finding::new(Check::LogonFailuresMissing, Severity::High, Some(name), title, WHY_FAILURES)
            .mend([mend::check_audit(&[LOGON])])
            .mend(mend::audit(&[LOGON]))
            .mend([mend::check_collection("4625")])
            .measure("failed logons (4625)", "0")
            .measure("successful logons of people and services (4624)", count(successes));
    if elsewhere > 0 {
        finding = finding.measure(
            "logons refused for a wrong name or password by other logs of this host (RdpCoreTS 140, OpenSSH)",
            count(elsewhere),
        );
    } else {
        finding = finding
            .measure("failures to be expected from that", format!("{expected:.0}"))
            .measure("chance that there were none", percent((-expected).exp()))
            .likely();
    }
    findings.push(finding);
}

fn logon_successes(name: &str, host: &HostFacts, findings: &mut Vec<Finding>) {
    let failures = host.census.tally(EventKind::LogonFailure, Said::Failure).count;
    if failures < ENOUGH_FAILURES || host.census.all(EventKind::LogonSuccess).count > 0 {
        return;
    }
    let why = "A success after failed logons is what turns guessing into a break-in, and successes are how Doorknob learns \
               who logs on from where. Without 4624 neither is seen.";
    findings.push(
        Finding::new(
            Check::LogonSuccessesMissing,
            Severity::Medium,
            Some(name),
            format!("{name} records no successful logons"),
            why,
        )
        .likely()
        .mend([mend::check_audit(&[LOGON])])
        .mend(mend::audit(&[LOGON]))
        .mend([mend::check_collection("4624")])
        .measure("failed logons (4625)", count(failures))
        .measure("successful logons (4624)", "0"),
    );
}

fn controller(site: &Site, name: &str, host: &HostFacts, findings: &mut Vec<Finding>) {
    let survey = &host.survey;
    let tickets = host.census.all(EventKind::KerberosTicketGranting).count
        + host.census.all(EventKind::KerberosPreAuthentication).count;
    let missing = |check: Check, title: String, why| {
        Finding::new(check, Severity::High, Some(name), title, why).likely()
    };
    if tickets == 0 && host.census.all(EventKind::KerberosService).count == 0 {
        findings.push(
            missing(
                Check::KerberosMissing,
                format!("Domain controller {name} records no Kerberos logons"),
                WHY_KERBEROS,
            )
            .mend([mend::check_audit(&[KERBEROS_AUTHENTICATION])])
            .mend(mend::audit(&[KERBEROS_AUTHENTICATION]))
            .mend([mend::check_collection("4768 and 4771")])
            .measure("NTLM validations (4776)", count(survey.ntlm_successes + survey.ntlm_failures))
            .measure("Kerberos events (4768, 4769, 4771)", "0"),
        );
    }
    let expected = survey.kerberos_successes as f64 * KERBEROS_RATE;
    let failed = host.census.tally(EventKind::KerberosTicketGranting, Said::Failure).count
        + host.census.tally(EventKind::KerberosPreAuthentication, Said::Failure).count;
    if failed == 0 && expected >= site.enough {
        findings.push(
            missing(
                Check::KerberosFailuresMissing,
                format!("Domain controller {name} records no failed Kerberos logons"),
                WHY_KERBEROS,
            )
            .mend([mend::check_audit(&[KERBEROS_AUTHENTICATION])])
            .mend(mend::audit(&[KERBEROS_AUTHENTICATION]))
            .mend([mend::check_collection("4771 and failed 4768")])
            .measure("tickets given to people and services (4768)", count(survey.kerberos_successes))
            .measure("failures (4771, 4768)", "0")
            .measure("chance that there were none", percent((-expected).exp())),
        );
    }
    let expected = survey.ntlm_successes as f64 * NTLM_RATE;
    if host.census.tally(EventKind::NtlmValidation, Said::Failure).count == 0 && expected >= site.enough {
        findings.push(
            missing(
                Check::NtlmFailuresMissing,
                format!("Domain controller {name} records no failed NTLM validations"),
                WHY_NTLM,
            )
            .mend([mend::check_audit(&[CREDENTIAL_VALIDATION])])
            .mend(mend::audit(&[CREDENTIAL_VALIDATION]))
            .mend([mend::check_collection("4776 with a failure code")])
            .measure("successful validations (4776, 0x0)", count(survey.ntlm_successes))
            .measure("failed validations", "0")
            .measure("chance that there were none", percent((-expected).exp())),
        );
    }
}

fn no_controller(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let of_domain: u64 = context.hosts.values().map(|host| host.survey.domain_accounts).sum();
    if of_domain < ENOUGH_FAILURES || context.hosts.values().any(|host| host.domain_controller) {
        return;
    }
    findings.push(
        Finding::new(
            Check::DomainControllerMissing,
            Severity::High,
            None,
            "No domain controller's log is among the inputs",
            WHY_KERBEROS,
        )
        .likely()
        .mend([mend::advice("collect the Security log of every domain controller, writable or read-only")])
        .mend(mend::audit(&[KERBEROS_AUTHENTICATION, CREDENTIAL_VALIDATION]))
        .measure("logons of domain accounts on other hosts", count(of_domain))
        .measure("Kerberos events (4768, 4769, 4771)", "0"),
    );
}

fn lockouts(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let sum = |of: fn(&HostFacts) -> u64| context.hosts.values().map(of).sum::<u64>();
    let lockouts = sum(|host| host.survey.lockouts);
    let failures = sum(|host| host.survey.failures);
    let locked = sum(|host| host.survey.failures_locked);
    let judged = sum(|host| host.survey.judged_locked);
    if lockouts >= ENOUGH_LOCKOUTS && locked == 0 && failures > 0 {
        let why = "Tries at a locked account are recorded under Account Lockout, not Logon. Without them an attack seems to \
                   end when the account is locked, though it goes on.";
        let mut finding = Finding::new(
            Check::LockoutFailuresMissing,
            if judged > 0 { Severity::Medium } else { Severity::Low },
            None,
            "Accounts are locked out, but no host records tries at a locked account",
            why,
        )
        .mend([mend::check_audit(&[ACCOUNT_LOCKOUT])])
        .mend(mend::audit(&[ACCOUNT_LOCKOUT]))
        .measure("lockouts (4740)", count(lockouts))
        .measure("4625 with 0xC0000234", "0")
        .measure("of these tries known to domain controllers (4776, 4771, 4768)", count(judged));
        if judged == 0 {
            finding = finding.likely();
        }
        findings.push(finding);
    }
    if locked >= ENOUGH_LOCKOUTS && lockouts == 0 {
        let why = "A lockout (4740) names the computer it came from and tells an attack's cost in locked users. It is \
                   written by domain controllers only, for domain accounts.";
        findings.push(
            Finding::new(
                Check::LockoutsMissing,
                Severity::Medium,
                None,
                "Tries meet locked accounts, but no lockout is recorded",
                why,
            )
            .likely()
            .mend([mend::check_audit(&[USER_ACCOUNT_MANAGEMENT])])
            .mend(mend::audit(&[USER_ACCOUNT_MANAGEMENT]))
            .mend([mend::advice("collect the Security log of the PDC emulator: netdom query fsmo names it")])
            .measure("4625 with 0xC0000234", count(locked))
            .measure("lockouts (4740)", "0"),
        );
    }
}

/// 4672 accompanies every logon of the system itself, so a host with many logons and none of it does not record or send it.
fn privileges(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let without = |host: &HostFacts| {
        host.census.all(EventKind::LogonSuccess).count >= ENOUGH_SUCCESSES
            && host.census.all(EventKind::SpecialPrivileges).count == 0
    };
    let hosts: Vec<&str> =
        context.hosts.iter().filter(|(_, host)| without(host)).map(|(name, _)| name.as_str()).collect();
    if hosts.is_empty() {
        return;
    }
    let why = "4672 tells which accounts are privileged, so that guessing at them is told as more severe. The names of \
               privileged accounts can be configured instead.";
    findings.push(
        Finding::new(
            Check::PrivilegesMissing,
            Severity::Informational,
            None,
            format!("{} of {} hosts do not mark privileged logons", hosts.len(), context.hosts.len()),
            why,
        )
        .likely()
        .mend([mend::check_audit(&[SPECIAL_LOGON])])
        .mend(mend::audit(&[SPECIAL_LOGON]))
        .mend([mend::advice("or list them as privileged_accounts in doorknob.toml")])
        .measure("hosts", super::listed(&hosts)),
    );
}
