//! What observations tell about the telemetry of each host: which results of logons that people and services make it
//! records. Logons of computer accounts are not among observations, which is why these counts can be compared.

use doorknob_event::event::EventKind;
use doorknob_event::failure::{CodeSpace, FailureClass};
use doorknob_event::interner::{Interner, TextId};
use doorknob_event::observation::{Observation, Statement};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Most distinct names kept of accounts or workstations of one host: only whether there are many is asked.
const NAMES_KEPT: usize = 64;

/// Counts of one host.
#[derive(Clone, Debug, Default)]
pub(crate) struct HostSurvey {
    /// 4624 of people and services: typed at a screen (console, unlock, remote desktop, clear text).
    pub(crate) typed_successes: u64,
    /// 4624 otherwise: mostly single sign-on, which hardly ever fails.
    pub(crate) other_successes: u64,
    pub(crate) failures: u64,
    /// 4625 that met a locked account.
    pub(crate) failures_locked: u64,
    pub(crate) kerberos_successes: u64,
    pub(crate) kerberos_failures: u64,
    pub(crate) ntlm_successes: u64,
    pub(crate) ntlm_failures: u64,
    /// 4776 or 4771/4768 that met a locked (or, for Kerberos, perhaps disabled) account.
    pub(crate) judged_locked: u64,
    pub(crate) lockouts: u64,
    /// Refused for a wrong name or password according to RdpCoreTS 140 or the SSH server.
    pub(crate) refusals_elsewhere: u64,
    /// Refused because clocks differ.
    pub(crate) clock_refusals: u64,
    pub(crate) privileged: u64,
    /// 8004.
    pub(crate) ntlm_audits: u64,
    /// RdpCoreTS 131/140, 1149, 21/25.
    pub(crate) remote_desktop_hints: u64,
    /// Logons on this host of accounts that a domain keeps, by what their records state.
    pub(crate) domain_accounts: u64,
    ntlm_workstations: FxHashSet<TextId>,
    ntlm_accounts: FxHashSet<TextId>,
}

impl HostSurvey {
    /// NTLM validations for many accounts from many other computers: a domain controller, whatever else it logs.
    pub(crate) fn judges_many(&self) -> bool {
        self.ntlm_workstations.len() >= 5 && self.ntlm_accounts.len() >= 20
    }

    fn absorb(&mut self, other: HostSurvey) {
        self.typed_successes += other.typed_successes;
        self.other_successes += other.other_successes;
        self.failures += other.failures;
        self.failures_locked += other.failures_locked;
        self.kerberos_successes += other.kerberos_successes;
        self.kerberos_failures += other.kerberos_failures;
        self.ntlm_successes += other.ntlm_successes;
        self.ntlm_failures += other.ntlm_failures;
        self.judged_locked += other.judged_locked;
        self.lockouts += other.lockouts;
        self.refusals_elsewhere += other.refusals_elsewhere;
        self.clock_refusals += other.clock_refusals;
        self.privileged += other.privileged;
        self.ntlm_audits += other.ntlm_audits;
        self.remote_desktop_hints += other.remote_desktop_hints;
        self.domain_accounts += other.domain_accounts;
        self.ntlm_workstations.extend(other.ntlm_workstations);
        self.ntlm_accounts.extend(other.ntlm_accounts);
    }
}

/// All hosts. Ids belong to one interner.
#[derive(Clone, Debug, Default)]
pub(crate) struct Survey {
    hosts: FxHashMap<TextId, HostSurvey>,
}

impl Survey {
    pub(crate) fn observe(&mut self, interner: &Interner, observation: &Observation) {
        let host = self.hosts.entry(observation.host).or_default();
        match (observation.kind, observation.statement) {
            (EventKind::LogonSuccess, _) => {
                let typed = is_typed(interner.signature_of(observation.signature).logon_type);
                *(if typed { &mut host.typed_successes } else { &mut host.other_successes }) += 1;
            }
            (EventKind::LogonFailure, _) => host.failures += 1,
            (EventKind::KerberosTicketGranting, Statement::Success) => host.kerberos_successes += 1,
            (
                EventKind::KerberosTicketGranting | EventKind::KerberosPreAuthentication,
                Statement::Failure,
            ) => host.kerberos_failures += 1,
            (EventKind::NtlmValidation, Statement::Success) => host.ntlm_successes += 1,
            (EventKind::NtlmValidation, Statement::Failure) => host.ntlm_failures += 1,
            (EventKind::LockedOut, _) => host.lockouts += 1,
            (EventKind::RdpBadCredentials, _) | (EventKind::SshMessage, Statement::Failure) => {
                host.refusals_elsewhere += 1;
            }
            (EventKind::SpecialPrivileges, _) => host.privileged += 1,
            (EventKind::NtlmAudit, _) => host.ntlm_audits += 1,
            _ => {}
        }
        if observation.statement == Statement::Failure {
            fail(host, observation);
        }
        if matches!(observation.kind, EventKind::RdpConnection | EventKind::RdpBadCredentials) {
            host.remote_desktop_hints += 1;
        }
        if observation.kind == EventKind::NtlmValidation {
            let name = interner.name_of(observation.account).name;
            remember(&mut host.ntlm_workstations, observation.workstation);
            remember(&mut host.ntlm_accounts, name);
        }
        if matches!(observation.kind, EventKind::LogonSuccess | EventKind::LogonFailure) {
            host.domain_accounts += u64::from(is_of_domain(interner, observation));
        }
    }

    /// Names of all hosts as written.
    pub(crate) fn names<'i>(&self, interner: &'i Interner) -> Vec<&'i str> {
        self.hosts.keys().map(|host| interner.text_of(*host)).collect()
    }

    /// Joined under canonical names.
    pub(crate) fn by_host(
        &mut self,
        interner: &Interner,
        canonical: impl Fn(&str) -> String,
    ) -> BTreeMap<String, HostSurvey> {
        let mut joined: BTreeMap<String, HostSurvey> = BTreeMap::new();
        for (host, survey) in std::mem::take(&mut self.hosts) {
            joined.entry(canonical(interner.text_of(host))).or_default().absorb(survey);
        }
        joined
    }
}

fn remember(names: &mut FxHashSet<TextId>, name: TextId) {
    if name != TextId::default() && names.len() < NAMES_KEPT {
        names.insert(name);
    }
}

fn fail(host: &mut HostSurvey, observation: &Observation) {
    let code = observation.code;
    let by_kerberos = code.space == CodeSpace::Kerberos;
    match (observation.kind, code.class()) {
        (EventKind::LogonFailure, FailureClass::LockedOut) => host.failures_locked += 1,
        (_, FailureClass::LockedOut) => host.judged_locked += 1,
        (_, FailureClass::Revoked) if by_kerberos => host.judged_locked += 1,
        _ => {}
    }
    // KRB_AP_ERR_SKEW and STATUS_TIME_DIFFERENCE_AT_DC.
    let skewed = if by_kerberos { code.value == 0x25 } else { code.value == 0xC000_0133 };
    host.clock_refusals += u64::from(skewed && code.space != CodeSpace::Radius);
}

/// Console, unlock, clear text, remote desktop, and the cached ones: somebody typed a password.
/// Source: Microsoft Learn, event 4624, "Logon types and descriptions".
fn is_typed(logon_type: u8) -> bool {
    matches!(logon_type, 2 | 7 | 8 | 10..=13)
}

/// The stated domain is neither empty, nor the host itself, nor the machine's own.
fn is_of_domain(interner: &Interner, observation: &Observation) -> bool {
    let domain = interner.text_of(interner.name_of(observation.account).domain);
    let host = interner.text_of(observation.host);
    let short = host.split('.').next().unwrap_or(host);
    !matches!(domain, "" | "-" | ".")
        && !domain.eq_ignore_ascii_case(short)
        && !domain.eq_ignore_ascii_case(host)
        && !domain.eq_ignore_ascii_case("WORKGROUP")
        && !domain.eq_ignore_ascii_case("NT AUTHORITY")
        && observation.statement == Statement::Success
}
