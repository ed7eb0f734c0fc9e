//! What happened, one statement a try: logon attempts and the account changes around them, with identities resolved.

use crate::event::EventKind;
use crate::failure::FailureCode;
use crate::interner::{SignatureId, TextId};
use crate::time::EventTime;
use arrayvec::ArrayVec;
use std::net::IpAddr;

/// Index of an [`Account`] in a directory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccountId(pub u32);

/// Index of a [`Host`] in a directory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HostId(pub u32);

/// Index of a [`Source`] in a directory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SourceId(pub u32);

/// Where an account lives.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Authority {
    /// A domain.
    Domain,
    /// The account database of one host.
    Local(HostId),
    /// Not said (`.`, `-`, empty, a foreign workgroup name).
    Unknown,
}

/// One account, whatever ways events write it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Name without domain, in the spelling seen most often (ties: the smallest).
    pub name: String,
    /// Domain in its canonical spelling; empty when unknown; the host's name for a local account.
    pub domain: String,
    /// SID as text, when an event has told it.
    pub sid: Option<String>,
    /// Where it lives.
    pub authority: Authority,
    /// Content key, equal for equal accounts in any run: case-folded `domain\name` (or `sid`).
    pub key: String,
    /// Ends in `$`: a computer or trust account.
    pub machine: bool,
    /// Looks like a password typed into the name field: mask when shown.
    pub secret_like: bool,
    /// Well-known relative id 500 (built-in Administrator), by SID or by localised name.
    pub builtin_administrator: bool,
    /// Why it is known to be privileged (4672 seen, RID 500, configured pattern); `None`: not known to be.
    pub privileged: Option<String>,
}

/// One computer that logs events, whatever ways events write it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Host {
    /// Display name: the longest form seen (FQDN where known), lower case.
    pub name: String,
    /// It validates domain credentials (wrote 4768, 4769, 4771, or 4776 for many accounts).
    pub domain_controller: bool,
    /// Seconds by which its clock is ahead of what most hosts agree on, where enough logons that two hosts logged tell. From
    /// [`CLOCK_OFF_FROM`] on, either way, activities have the time that a right clock would have told; references to records
    /// have the time that they state.
    pub clock_ahead_seconds: Option<i64>,
}

/// Seconds from which on a clock is off: differences are known to the second, and records of one try may lie that far apart.
pub const CLOCK_OFF_FROM: i64 = 3;

/// How much is known of where an attempt came from, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SourceKind {
    /// The event itself states an address.
    Address,
    /// An address taken from a sibling event (see [`Recovery`]).
    RecoveredAddress,
    /// Only the name that the client claims.
    Workstation,
    /// A process on the host itself.
    Process,
    /// Nothing but the host and the way it was asked.
    Unknown,
}

/// One source. Unknown and process sources belong to one host and are never pooled across hosts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Source {
    /// What the key is made of.
    pub kind: SourceKind,
    /// Address, IPv4-mapped ones as IPv4, without scope id. Loopback addresses are kept here and have a `host`.
    pub address: Option<IpAddr>,
    /// Claimed name, folded to upper case, when that is the key.
    pub workstation: Option<String>,
    /// Process path or, for unknown sources, `logon process / logon type`.
    pub process: Option<String>,
    /// The host, for process, unknown, loopback and link-local sources.
    pub host: Option<HostId>,
    /// Name of the only computer whose own account logged on from the address, in upper case: a controller vouches for it,
    /// unlike for a claimed name. `None` where no computer did, or several.
    pub computer: Option<String>,
}

/// How an address was found that the failed event itself lacks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Recovery {
    /// RdpCoreTS 131 on the same host in the same seconds.
    RdpConnection,
    /// RdpCoreTS 140 on the same host in the same seconds.
    RdpBadCredentials,
    /// RemoteConnectionManager 1149 on the same host in the same seconds.
    RdpAuthenticated,
    /// A session (LocalSessionManager 21/25) on the same host in the same seconds.
    Session,
    /// The SSH server's own log on the same host in the same seconds.
    Ssh,
    /// The DC's 4771 or 4768 for the same account in the same seconds.
    Kerberos,
    /// The member's 4625 or 4624 for the same account in the same seconds (for an NTLM record of a DC).
    Member,
    /// NTLM 8004 of a DC for the same account and workstation.
    NtlmAudit,
    /// The same workstation name was seen with exactly one address.
    WorkstationAddress,
    /// The gateway's or VPN server's own event.
    Gateway,
    /// The only address that other failures of the account state, on the same host, asked for in the same way, within four
    /// hours before.
    Siblings,
}

impl Recovery {
    /// Plain words for a person.
    pub fn text(self) -> &'static str {
        match self {
            Recovery::RdpConnection => "RDP connection (RdpCoreTS 131) on the same host in the same seconds",
            Recovery::RdpBadCredentials => "RDP refusal (RdpCoreTS 140) on the same host in the same seconds",
            Recovery::RdpAuthenticated => "RDP authentication (1149) on the same host in the same seconds",
            Recovery::Session => "session record (21/25) on the same host in the same seconds",
            Recovery::Ssh => "the SSH server's log (OpenSSH 4) on the same host in the same seconds",
            Recovery::Kerberos => {
                "the domain controller's Kerberos record for the same account in the same seconds"
            }
            Recovery::Member => "the member server's record for the same account in the same seconds",
            Recovery::NtlmAudit => "NTLM audit (8004) for the same account and workstation",
            Recovery::WorkstationAddress => "the only address that this workstation name logged on from",
            Recovery::Gateway => "the gateway's own record in the same seconds",
            Recovery::Siblings => "the account's other failures of that kind in the hours before",
        }
    }
}

/// Where one record lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecordRef {
    /// Index of the input.
    pub input: u32,
    /// Computer that logged it.
    pub host: HostId,
    /// Which event; gives the channel.
    pub kind: EventKind,
    /// Event id.
    pub event_id: u16,
    /// `EventRecordID`, 0 where lost.
    pub record_id: u64,
    /// Offset or line in the input, `u64::MAX` where there is none.
    pub offset: u64,
    /// Its time.
    pub time: EventTime,
}

/// How a try ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Outcome {
    /// Logged on.
    Success,
    /// Did not, and why.
    Failure(FailureCode),
}

/// Most records that one attempt keeps as evidence; further ones are counted only.
pub const ATTEMPT_RECORDS_MAX: usize = 6;

/// One try at one account, whatever number of machines logged it.
#[derive(Clone, Debug)]
pub struct LogonAttempt {
    /// Time of its first record.
    pub time: EventTime,
    /// Account tried.
    pub account: AccountId,
    /// Where it came from, as well as can be said.
    pub source: SourceId,
    /// How the address was found, if not stated by the failed event itself.
    pub recovered: Option<Recovery>,
    /// How it ended.
    pub outcome: Outcome,
    /// Computer that was tried: the member that logged it, else the DC that judged it.
    pub host: HostId,
    /// How it was asked for (of the most telling record).
    pub signature: SignatureId,
    /// Windows logon type; 0 where no record states one.
    pub logon_type: u8,
    /// Name that the client claims for itself; 0 where none.
    pub workstation: TextId,
    /// The most telling record's event.
    pub kind: EventKind,
    /// From a damaged part of an input.
    pub suspect: bool,
    /// The records, most telling first.
    pub records: ArrayVec<RecordRef, ATTEMPT_RECORDS_MAX>,
    /// Number of records, including those not kept.
    pub record_count: u32,
}

/// One thing that happened, in event-time order.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every activity is an attempt, passed by reference; a box a try would cost more"
)]
pub enum Activity {
    /// A try.
    Attempt(LogonAttempt),
    /// Credentials presented by a program (4648).
    Explicit {
        /// When.
        time: EventTime,
        /// Account that ran the program.
        subject: Option<AccountId>,
        /// Account whose credentials were presented.
        account: AccountId,
        /// The program on its host, or the address that the event states.
        source: SourceId,
        /// Host that logged it.
        host: HostId,
        /// Server that was meant; 0 where not said.
        server: TextId,
        /// Its record.
        record: RecordRef,
    },
    /// Something happened to an account.
    Change {
        /// When.
        time: EventTime,
        /// The account.
        account: AccountId,
        /// What.
        change: AccountChange,
        /// Who did it, where stated.
        by: Option<AccountId>,
        /// Caller computer of a lockout; 0 where not said.
        caller: TextId,
        /// Its record.
        record: RecordRef,
    },
    /// The log itself was touched: cleared, stopped, or told to record less.
    LogIntegrity {
        /// When.
        time: EventTime,
        /// On which host.
        host: HostId,
        /// By whom, where stated.
        by: Option<AccountId>,
        /// Its record; `kind` says which of the three.
        record: RecordRef,
    },
}

/// What happened to an account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AccountChange {
    /// Locked out (4740); one, though the DC and the PDC emulator both say so.
    LockedOut,
    /// Unlocked (4767).
    Unlocked,
    /// Password changed by its owner (4723, success).
    PasswordChanged,
    /// Password reset by another (4724, success).
    PasswordReset,
    /// Changed otherwise (4738).
    Changed,
}

impl Activity {
    /// When it happened.
    pub fn time(&self) -> EventTime {
        match self {
            Activity::Attempt(attempt) => attempt.time,
            Activity::Explicit { time, .. }
            | Activity::Change { time, .. }
            | Activity::LogIntegrity { time, .. } => *time,
        }
    }
}

/// Who and where, resolved: what the ids in an [`Activity`] mean.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Accounts by [`AccountId`].
    pub accounts: Vec<Account>,
    /// Hosts by [`HostId`].
    pub hosts: Vec<Host>,
    /// Sources by [`SourceId`].
    pub sources: Vec<Source>,
    /// Texts and signatures that activities refer to.
    pub interner: crate::interner::Interner,
    /// Names of the inputs, by [`RecordRef::input`].
    pub inputs: Vec<String>,
}

impl Directory {
    /// An account; ids come from this directory, so one of another is a bug.
    pub fn account(&self, id: AccountId) -> &Account {
        &self.accounts[id.0 as usize]
    }

    /// A host.
    pub fn host(&self, id: HostId) -> &Host {
        &self.hosts[id.0 as usize]
    }

    /// A source.
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }
}
