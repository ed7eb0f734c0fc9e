//! Where attempts come from: how many say so, and which hosts are tried from public addresses.

use doorknob_event::activity::{Activity, Directory, HostId, LogonAttempt, Outcome, SourceKind};
use doorknob_event::event::EventKind;
use doorknob_event::time::EventTime;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// The way by which a logon was asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogonPath {
    /// Network logon at a member (type 3): SMB, RPC, WinRM, and remote desktop with network level authentication.
    Network,
    /// Remote desktop without network level authentication (type 10).
    RemoteDesktop,
    /// Clear-text network logon (type 8): web servers, SSH.
    ClearText,
    /// At the screen (types 2, 7, 11 to 13).
    Console,
    /// Service or task (types 4, 5).
    ServiceOrTask,
    /// Kerberos, seen by a domain controller.
    Kerberos,
    /// NTLM, seen by who keeps the account; its records never state an address.
    Ntlm,
    /// SSH server's own log.
    Ssh,
    /// SQL Server's own log.
    Sql,
    /// RADIUS, VPN and gateway.
    RemoteAccess,
    /// Anything else.
    Other,
}

impl LogonPath {
    /// Plain words.
    pub fn text(self) -> &'static str {
        match self {
            LogonPath::Network => "network (type 3)",
            LogonPath::RemoteDesktop => "remote desktop (type 10)",
            LogonPath::ClearText => "clear-text network (type 8)",
            LogonPath::Console => "console and unlock",
            LogonPath::ServiceOrTask => "service and task",
            LogonPath::Kerberos => "Kerberos, on domain controllers",
            LogonPath::Ntlm => "NTLM, on domain controllers",
            LogonPath::Ssh => "SSH",
            LogonPath::Sql => "SQL Server",
            LogonPath::RemoteAccess => "RADIUS, VPN, gateway",
            LogonPath::Other => "other",
        }
    }

    /// Whether a failed try on this path comes over a network, so that an address could be stated.
    pub(crate) fn is_remote(self) -> bool {
        !matches!(self, LogonPath::Console | LogonPath::ServiceOrTask | LogonPath::Other)
    }

    fn of(attempt: &LogonAttempt) -> Self {
        match attempt.kind {
            EventKind::KerberosTicketGranting
            | EventKind::KerberosService
            | EventKind::KerberosPreAuthentication => LogonPath::Kerberos,
            EventKind::NtlmValidation => LogonPath::Ntlm,
            EventKind::SshMessage => LogonPath::Ssh,
            EventKind::SqlFailure => LogonPath::Sql,
            EventKind::RadiusDenied | EventKind::VpnFailure | EventKind::GatewayFailure => {
                LogonPath::RemoteAccess
            }
            EventKind::LogonFailure | EventKind::LogonSuccess => match attempt.logon_type {
                3 => LogonPath::Network,
                10 => LogonPath::RemoteDesktop,
                8 => LogonPath::ClearText,
                2 | 7 | 11..=13 => LogonPath::Console,
                4 | 5 => LogonPath::ServiceOrTask,
                _ => LogonPath::Other,
            },
            _ => LogonPath::Other,
        }
    }
}

/// What failed attempts of one path say about their source.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct SourceQuality {
    /// Failed attempts.
    pub failures: u64,
    /// Those whose own record states an address.
    pub stated: u64,
    /// Those whose address sibling records told.
    pub recovered: u64,
    /// Those of which only the claimed workstation name is known.
    pub workstation: u64,
    /// Those of which nothing is known but the host, or a process on it.
    pub unknown: u64,
}

impl SourceQuality {
    fn add(&mut self, kind: SourceKind, recovered: bool) {
        self.failures += 1;
        let slot = match kind {
            _ if recovered => &mut self.recovered,
            SourceKind::Address => &mut self.stated,
            SourceKind::RecoveredAddress => &mut self.recovered,
            SourceKind::Workstation => &mut self.workstation,
            SourceKind::Process | SourceKind::Unknown => &mut self.unknown,
        };
        *slot += 1;
    }

    /// Share of failures with an address, stated or recovered; `None` without failures.
    pub fn share_with_address(self) -> Option<f64> {
        (self.failures > 0).then(|| (self.stated + self.recovered) as f64 / self.failures as f64)
    }
}

/// Distinct public addresses kept of one host and path.
const ADDRESSES_KEPT: usize = 10_000;

/// Attempts on one host by one path from public addresses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Reached {
    pub(crate) failures: u64,
    pub(crate) successes: u64,
    pub(crate) first: EventTime,
    pub(crate) last: EventTime,
    pub(crate) first_success: Option<EventTime>,
    pub(crate) addresses: BTreeSet<IpAddr>,
}

/// Collected over all attempts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    pub(crate) quality: BTreeMap<LogonPath, SourceQuality>,
    reached: BTreeMap<(HostId, LogonPath), Reached>,
}

impl Reach {
    pub(crate) fn activity(&mut self, directory: &Directory, activity: &Activity) {
        let Activity::Attempt(attempt) = activity else { return };
        let source = directory.source(attempt.source);
        let path = LogonPath::of(attempt);
        let failed = attempt.outcome != Outcome::Success;
        if failed {
            self.quality.entry(path).or_default().add(source.kind, attempt.recovered.is_some());
        }
        if let Some(address) = source.address.filter(|address| is_public(*address)) {
            let reached = self.reached.entry((attempt.host, path)).or_insert_with(|| Reached {
                failures: 0,
                successes: 0,
                first: attempt.time,
                last: attempt.time,
                first_success: None,
                addresses: BTreeSet::new(),
            });
            *(if failed { &mut reached.failures } else { &mut reached.successes }) += 1;
            reached.first = reached.first.min(attempt.time);
            reached.last = reached.last.max(attempt.time);
            if !failed {
                let first = reached.first_success.map_or(attempt.time, |first| first.min(attempt.time));
                reached.first_success = Some(first);
            }
            if reached.addresses.len() < ADDRESSES_KEPT {
                reached.addresses.insert(address);
            }
        }
    }

    /// By host name.
    pub(crate) fn by_host(
        &self,
        directory: &Directory,
        canonical: impl Fn(&str) -> String,
    ) -> BTreeMap<String, BTreeMap<LogonPath, Reached>> {
        let mut joined: BTreeMap<String, BTreeMap<LogonPath, Reached>> = BTreeMap::new();
        for ((host, path), reached) in &self.reached {
            let name = canonical(&directory.host(*host).name);
            let of_host = joined.entry(name).or_default();
            match of_host.get_mut(path) {
                None => {
                    of_host.insert(*path, reached.clone());
                }
                Some(known) => {
                    known.failures += reached.failures;
                    known.successes += reached.successes;
                    known.first = known.first.min(reached.first);
                    known.last = known.last.max(reached.last);
                    let successes = [known.first_success, reached.first_success];
                    known.first_success = successes.into_iter().flatten().min();
                    known.addresses.extend(&reached.addresses);
                }
            }
        }
        joined
    }
}

/// Neither private (RFC 1918, RFC 4193), nor loopback, link-local, unspecified or multicast. Carrier NAT (RFC 6598) counts
/// as outside, as it does for the detector.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast())
        }
        IpAddr::V6(v6) => {
            !(v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local())
        }
    }
}
