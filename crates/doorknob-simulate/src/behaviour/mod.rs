//! What the machines of a site write when somebody tries to log on, by whichever way.
//!
//! Scenarios and worlds say *who tries which account with what, from where, by which path, when*
//! ([`Attempt`]). The outcome follows from the state of the account (does it exist, is it locked,
//! is the password right), and from outcome and path follow the records of each machine involved:
//! the member's 4625, the controller's 4776 or 4771, the second one on the PDC emulator, the
//! lockout, the Remote Desktop channels. Each path is one file.

mod administration;
mod answer;
mod controller;
mod journal;
mod local_logon;
mod network_logon;
mod remote_desktop;
mod simulation;
mod sql;
mod ssh;
mod stage;
mod virtual_private_network;
mod web;

pub use answer::Answer;
pub use simulation::{Outcome, Simulation};

use std::net::IpAddr;

use crate::event::Text;
use crate::site::{AccountId, HostId, Restriction, Who};
use crate::truth::EpisodeId;

/// What is typed, or kept, as the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// The password.
    Right,
    /// One of the two passwords before it, which a domain controller refuses without counting it
    /// towards a lockout. Source: Microsoft Learn, "Password history check (N-2)".
    Previous,
    /// Anything else.
    Wrong,
}

/// The machine that somebody tries from, as the tried machine sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    /// Its address.
    pub address: IpAddr,
    /// What it says it is called; may be empty or invented.
    pub workstation: Text,
}

/// The way a logon takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// NTLM over the network (SMB, RPC, WinRM, HTTP) to a member or controller.
    Ntlm,
    /// Kerberos: a ticket from the controller and, if that works, a network logon at the host.
    Kerberos,
    /// Remote Desktop with network level authentication. Some clients make the server log no
    /// address.
    RemoteDesktop {
        /// Whether the 4625 shows the address.
        address_shown: bool,
    },
    /// Remote Desktop that shows the logon screen first.
    RemoteDesktopClassic,
    /// At the keyboard.
    Console,
    /// Unlocking one's screen.
    Unlock,
    /// Basic or forms authentication of IIS: Outlook on the web, ActiveSync. Behind a load
    /// balancer the server sees only the front end.
    Web {
        /// The front end, if there is one.
        front_end: Option<IpAddr>,
    },
    /// OpenSSH on Windows.
    Ssh,
    /// A service starting, by its name.
    Service(&'static str),
    /// A scheduled task.
    Task,
    /// LDAP simple bind by an application on behalf of its user.
    LdapBind,
    /// SQL Server's own accounts; the flag tells whether the login exists.
    SqlLogin(bool),
    /// VPN gateway, asking the network policy server.
    Vpn,
    /// VPN on a Windows server of its own (RRAS).
    RemoteAccess,
    /// Remote Desktop Gateway.
    Gateway,
    /// A program on the host that asks for a logon (`LogonUser`), by its path.
    Process(&'static str),
}

/// One try at one account.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// The account, as typed.
    pub who: Who,
    /// The password.
    pub secret: Secret,
    /// Where from.
    pub client: Client,
    /// Which way.
    pub path: Path,
    /// The machine that is logged on to.
    pub host: HostId,
    /// A fault of the infrastructure that answers instead of the controller.
    pub fault: Option<Answer>,
}

/// Something that happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Somebody tries to log on.
    Attempt(Box<Attempt>),
    /// Somebody in a session on `host` uses other credentials towards `server` (4648), by the
    /// program `process`. Whether they work is a matter of attempts planned beside it.
    ExplicitCredentials {
        /// Where the session is.
        host: HostId,
        /// Whose session it is.
        subject: AccountId,
        /// Whose credentials are used.
        who: Who,
        /// Towards which machine.
        server: HostId,
        /// By which program.
        process: &'static str,
    },
    /// A user changes the own password.
    PasswordChange(AccountId),
    /// An administrator sets a new password, and unlocks the account with it.
    PasswordReset {
        /// Whose password.
        account: AccountId,
        /// The administrator.
        by: AccountId,
    },
    /// An administrator unlocks.
    Unlock {
        /// The locked account.
        account: AccountId,
        /// The administrator.
        by: AccountId,
    },
    /// An administrator disables the account.
    Disable {
        /// The account.
        account: AccountId,
        /// The administrator.
        by: AccountId,
    },
    /// The account's password expires, or the like; no machine logs it.
    Restrict(AccountId, Restriction),
    /// The Security log of a machine is cleared.
    LogCleared {
        /// The machine.
        host: HostId,
        /// Who cleared it.
        by: AccountId,
    },
    /// Auditing of failed logons is turned off on a machine.
    FailureAuditRemoved {
        /// The machine.
        host: HostId,
        /// Who did it.
        by: AccountId,
    },
    /// The event log service stops on a machine, as it does when the machine restarts.
    LogServiceStopped(HostId),
    /// A machine's secure channel is refused by the controller (NETLOGON 5805).
    SecureChannelRefused(HostId),
}

/// An act with its time, and the episode of the truth that it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// When, 100 ns since 1970.
    pub at: i64,
    /// The attack or nuisance it is part of; none for ordinary life.
    pub episode: Option<EpisodeId>,
    /// What.
    pub act: Act,
}
