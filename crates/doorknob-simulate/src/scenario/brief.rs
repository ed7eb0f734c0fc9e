//! Parameters of a scenario: what a user may set, what a scenario has by default, and the ranges
//! that worlds draw from.

use std::net::IpAddr;

use crate::random::Random;
use crate::site::{HostId, LockoutPolicy, Role, Telemetry};
use crate::time::{DAY, SECOND, utc};

/// What a user may set. Everything has a default in the scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// Seed of all chance.
    pub seed: u64,
    /// The account that is tried; created where the site has none of this name.
    pub account: Option<String>,
    /// Where the tries come from; for many sources, the first.
    pub source: Option<IpAddr>,
    /// Name of the machine that is tried; created where the site has none of this name.
    pub host: Option<String>,
    /// Time of the first try, 100 ns since 1970.
    pub start: Option<i64>,
    /// Number of tries, accounts or sources: see [`Shape::size_means`].
    pub size: Option<u32>,
    /// Mean seconds between two tries.
    pub pace_seconds: Option<f64>,
    /// The door that is tried.
    pub door: Option<Door>,
    /// What is collected, and how well.
    pub telemetry: Telemetry,
    /// Clocks of machines are off by up to this many seconds either way.
    pub clock_skew_seconds: u32,
    /// Days of ordinary life before the first try.
    pub history_days: u32,
}

impl Default for Parameters {
    fn default() -> Self {
        Parameters {
            seed: 1,
            account: None,
            source: None,
            host: None,
            start: None,
            size: None,
            pace_seconds: None,
            door: None,
            telemetry: Telemetry::default(),
            clock_skew_seconds: 0,
            history_days: 2,
        }
    }
}

/// First try of scenarios unless set: a Wednesday morning.
#[must_use]
pub(super) fn default_start() -> i64 {
    utc(2026, 3, 11, 10, 17)
}

/// A default and the range that worlds draw from (log-uniform).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Value of the scenario on its own.
    pub default: f64,
    /// Least.
    pub low: f64,
    /// Most.
    pub high: f64,
}

impl Range {
    pub(crate) const fn new(default: f64, low: f64, high: f64) -> Self {
        Range { default, low, high }
    }

    /// A value of the range.
    pub fn draw(&self, random: &mut Random) -> f64 {
        random.log_uniform(self.low, self.high)
    }
}

/// The measure of a scenario.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// How many.
    pub size: Range,
    /// Of what.
    pub size_means: &'static str,
    /// Mean seconds between two tries.
    pub pace_seconds: Range,
    /// Doors that fit; the first is the default.
    pub doors: &'static [Door],
    /// The account of the scenario on its own; a person of the site where none is named.
    pub account: Option<&'static str>,
    /// Persons of the small site.
    pub persons: u32,
    /// Lockout policy of the small site. Off unless the scenario is about it, because a lockout
    /// after a few tries would turn most attacks into the same one.
    pub lockout: LockoutPolicy,
}

/// A way into the site, as an attacker sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Door {
    /// NTLM to a file server.
    Smb,
    /// The controllers' KDC.
    Kerberos,
    /// LDAP simple bind at a controller.
    Ldap,
    /// Remote Desktop with NLA.
    RemoteDesktop,
    /// Remote Desktop without NLA.
    RemoteDesktopClassic,
    /// Web mail.
    Web,
    /// OpenSSH.
    Ssh,
    /// VPN by RADIUS.
    Vpn,
    /// VPN of Windows itself.
    RemoteAccess,
    /// Remote Desktop Gateway.
    Gateway,
    /// SQL Server logins.
    Sql,
    /// A program on a machine.
    Process,
}

impl Door {
    /// Whether it is usually reachable from outside.
    #[must_use]
    pub fn faces_outside(self) -> bool {
        !matches!(self, Door::Smb | Door::Kerberos | Door::Ldap | Door::Sql | Door::Process)
    }
}

/// The parameters of one episode, settled.
#[derive(Debug, Clone)]
pub struct Brief {
    /// Scenario name.
    pub class: &'static str,
    /// When the logs begin.
    pub logs_begin: i64,
    /// First try.
    pub start: i64,
    /// Number of tries, accounts or sources.
    pub size: u32,
    /// Mean time between two tries.
    pub gap: i64,
    /// The account, if it must be this one.
    pub account: Option<String>,
    /// The first source, if it must be this one.
    pub source: Option<IpAddr>,
    /// The machine, if it must be this one.
    pub host: Option<HostId>,
    /// The door.
    pub door: Door,
}

impl Brief {
    /// Seconds as a gap between tries, at least a millisecond.
    #[must_use]
    pub fn gap_of(seconds: f64) -> i64 {
        ((seconds * SECOND as f64) as i64).clamp(crate::time::MILLISECOND, 30 * DAY)
    }
}

impl Door {
    /// What the machine behind it is for.
    pub(super) fn role(self) -> Role {
        match self {
            Door::Smb => Role::FileServer,
            Door::Kerberos | Door::Ldap => Role::DomainController,
            Door::RemoteDesktop | Door::RemoteDesktopClassic => Role::RemoteDesktop,
            Door::Web => Role::Mail,
            Door::Ssh => Role::Ssh,
            Door::Vpn | Door::RemoteAccess => Role::NetworkPolicy,
            Door::Gateway => Role::Gateway,
            Door::Sql => Role::Database,
            Door::Process => Role::ApplicationServer,
        }
    }
}
