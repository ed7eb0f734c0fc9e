//! First pass over the observations: which written names were seen on which hosts, and what was said about them.

use super::hosts::Hosts;
use doorknob_event::activity::HostId;
use doorknob_event::event::EventKind;
use doorknob_event::failure::FailureClass;
use doorknob_event::interner::{AddressId, Interner, NameId, TextId};
use doorknob_event::observation::{Observation, Statement};
use rustc_hash::{FxHashMap, FxHashSet};

/// In what role a host wrote a name; it decides what a missing domain means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Context {
    /// The host was asked to log the account on.
    Asked,
    /// The host keeps the account (4776, 4740).
    Keeper,
    /// A program on the host presented the account to another computer (4648).
    Presented,
}

impl Context {
    /// The role in which a host writes events of a kind.
    pub(crate) fn of(kind: EventKind) -> Self {
        match kind {
            EventKind::NtlmValidation | EventKind::LockedOut => Context::Keeper,
            EventKind::ExplicitCredentials => Context::Presented,
            _ => Context::Asked,
        }
    }
}

/// What was said about a name, as a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Facts(u8);

impl Facts {
    /// The domain beside the name was stated by Windows itself, not by the client.
    pub(crate) const VOUCHED_DOMAIN: Facts = Facts(1);
    /// The account exists: it logged on, or failed in a way that only an existing one does.
    pub(crate) const EXISTS: Facts = Facts(2);
    /// It was said not to exist.
    pub(crate) const UNKNOWN: Facts = Facts(4);
    /// It was given special privileges.
    pub(crate) const PRIVILEGED: Facts = Facts(8);
    /// The domain is the client's own name.
    pub(crate) const CLIENT_AS_DOMAIN: Facts = Facts(16);

    /// Whether all of `other` is in the set.
    pub(crate) fn has(self, other: Facts) -> bool {
        self.0 & other.0 == other.0
    }

    /// Adds to the set.
    pub(crate) fn add(&mut self, other: Facts) {
        self.0 |= other.0;
    }
}

/// One written name on one host in one role.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sighting {
    pub(crate) name: NameId,
    pub(crate) host: HostId,
    pub(crate) context: Context,
    pub(crate) facts: Facts,
    /// Number of observations.
    pub(crate) count: u64,
}

/// Finds a sighting again.
#[derive(Clone, Debug, Default)]
pub(crate) struct SightingIndex(FxHashMap<u64, u32>);

impl SightingIndex {
    /// All three in one word: there are far fewer than 2^30 hosts.
    fn key(name: NameId, host: HostId, context: Context) -> u64 {
        u64::from(name.0) << 32 | u64::from(host.0) << 2 | context as u64
    }

    /// Place in [`Sightings::list`].
    pub(crate) fn find(&self, name: NameId, host: HostId, context: Context) -> Option<u32> {
        self.0.get(&Self::key(name, host, context)).copied()
    }
}

/// What a host has written, which tells what it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wrote {
    /// 4768, 4769 or 4771, or 8004: only a domain controller does.
    pub(crate) domain_controller_events: bool,
    /// 4776.
    pub(crate) ntlm: bool,
    /// 4624, 4625 or another record of a host that was asked.
    pub(crate) logons: bool,
}

/// Everything the first pass finds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sightings {
    /// In the order in which they were first seen, which is one of content.
    pub(crate) list: Vec<Sighting>,
    pub(crate) index: SightingIndex,
    /// By host.
    pub(crate) wrote: Vec<Wrote>,
    /// Addresses that an attempt itself states.
    pub(crate) stated: FxHashSet<AddressId>,
    /// (workstation, address) of logons over the network, failed ones too: a scanner never succeeds.
    pub(crate) workstation_addresses: FxHashSet<(TextId, AddressId)>,
}

/// Most pairs in [`Sightings::workstation_addresses`]; further ones only cost recoveries.
const WORKSTATION_ADDRESSES_MAX: usize = 500_000;

impl Sightings {
    /// Nothing seen yet.
    pub(crate) fn new(hosts: &Hosts) -> Self {
        Sightings { wrote: vec![Wrote::default(); hosts.len()], ..Self::default() }
    }

    /// Sees the next of the sorted observations, logged by `host`.
    pub(crate) fn see(&mut self, observation: &Observation, host: HostId, interner: &Interner) {
        self.note_host(observation, host);
        if has_account(observation) {
            let facts = facts_of(observation, interner);
            self.add(observation.account, host, Context::of(observation.kind), facts);
        }
        if has_subject(observation) {
            self.add(observation.subject, host, Context::Asked, Facts::VOUCHED_DOMAIN);
        }
        if observation.address != AddressId::default() && is_attempt(observation) {
            self.stated.insert(observation.address);
            if matches!(observation.kind, EventKind::LogonSuccess | EventKind::LogonFailure)
                && observation.workstation != TextId::default()
                && self.workstation_addresses.len() < WORKSTATION_ADDRESSES_MAX
            {
                self.workstation_addresses.insert((observation.workstation, observation.address));
            }
        }
    }

    fn note_host(&mut self, observation: &Observation, host: HostId) {
        let Some(wrote) = self.wrote.get_mut(host.0 as usize) else { return };
        match observation.kind {
            EventKind::KerberosTicketGranting
            | EventKind::KerberosService
            | EventKind::KerberosPreAuthentication
            | EventKind::NtlmAudit => wrote.domain_controller_events = true,
            EventKind::NtlmValidation => wrote.ntlm = true,
            EventKind::LogonSuccess | EventKind::LogonFailure => wrote.logons = true,
            _ => {}
        }
    }

    fn add(&mut self, name: NameId, host: HostId, context: Context, facts: Facts) {
        // Guessing repeats itself: the last one is often the same.
        if let Some(last) = self.list.last_mut()
            && (last.name, last.host, last.context) == (name, host, context)
        {
            last.count += 1;
            last.facts.add(facts);
            return;
        }
        let next = self.list.len() as u32;
        let at = *self.index.0.entry(SightingIndex::key(name, host, context)).or_insert(next);
        match self.list.get_mut(at as usize) {
            Some(known) => {
                known.count += 1;
                known.facts.add(facts);
            }
            None => self.list.push(Sighting { name, host, context, facts, count: 1 }),
        }
    }
}

/// Statements that are tries or name the source of one.
fn is_attempt(observation: &Observation) -> bool {
    matches!(observation.statement, Statement::Failure | Statement::Success | Statement::Explicit)
}

/// Whether an account belongs to the statement. An attempt has one even if it is not named.
pub(crate) fn has_account(observation: &Observation) -> bool {
    match observation.statement {
        Statement::LogIntegrity => false,
        Statement::SourceHint => observation.account != NameId::default(),
        _ => true,
    }
}

/// Whether the subject is told on.
pub(crate) fn has_subject(observation: &Observation) -> bool {
    observation.subject != NameId::default()
        && !matches!(observation.statement, Statement::Failure | Statement::Success | Statement::SourceHint)
}

fn facts_of(observation: &Observation, interner: &Interner) -> Facts {
    let mut facts = Facts::default();
    match observation.statement {
        Statement::Success => facts.add(Facts::EXISTS),
        Statement::Privileged => facts.add(Facts::PRIVILEGED),
        Statement::LockedOut
        | Statement::Unlocked
        | Statement::PasswordChanged
        | Statement::PasswordReset
        | Statement::AccountChanged => facts.add(Facts::EXISTS),
        Statement::Failure => match observation.code.class() {
            FailureClass::UnknownUser => facts.add(Facts::UNKNOWN),
            FailureClass::BadPassword
            | FailureClass::LockedOut
            | FailureClass::Revoked
            | FailureClass::RightPasswordBlocked
            | FailureClass::RightDenied => facts.add(Facts::EXISTS),
            _ => {}
        },
        _ => {}
    }
    if is_domain_vouched(observation) {
        facts.add(Facts::VOUCHED_DOMAIN);
    } else if observation.workstation != TextId::default() {
        let domain = interner.name_of(observation.account).domain;
        let same = domain == observation.workstation
            || interner.text_of(domain).eq_ignore_ascii_case(interner.text_of(observation.workstation));
        if domain != TextId::default() && same {
            facts.add(Facts::CLIENT_AS_DOMAIN);
        }
    }
    facts
}

/// Kinds whose domain Windows looked up itself. The realm of a Kerberos request is the client's word, but a domain
/// controller answers 0x44 (wrong realm) for one that is not its own.
fn is_domain_vouched(observation: &Observation) -> bool {
    const WRONG_REALM: u32 = 0x44;
    match observation.kind {
        EventKind::KerberosTicketGranting
        | EventKind::KerberosService
        | EventKind::KerberosPreAuthentication => {
            observation.statement != Statement::Failure || observation.code.value != WRONG_REALM
        }
        EventKind::LogonSuccess
        | EventKind::SpecialPrivileges
        | EventKind::Unlocked
        | EventKind::PasswordChange
        | EventKind::PasswordReset
        | EventKind::AccountChanged
        | EventKind::RemoteDesktopDenied
        | EventKind::SessionLogon
        | EventKind::SessionReconnected => true,
        _ => false,
    }
}
