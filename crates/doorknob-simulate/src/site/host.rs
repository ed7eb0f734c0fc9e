//! Computers of the site.

use std::net::IpAddr;
use std::sync::Arc;

use super::AccountId;

/// Index of a computer in its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostId(pub u32);

/// What a computer is for; decides what it logs and whether its logs are collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Knows the domain's passwords. The first one is the PDC emulator.
    DomainController,
    /// Shares files.
    FileServer,
    /// Runs an application with Windows authentication.
    ApplicationServer,
    /// Users work on it by Remote Desktop.
    RemoteDesktop,
    /// Mail and its web access, reachable from outside.
    Mail,
    /// Runs sshd.
    Ssh,
    /// Runs SQL Server.
    Database,
    /// The RADIUS server behind the VPN gateway.
    NetworkPolicy,
    /// Remote Desktop Gateway, reachable from outside.
    Gateway,
    /// A user's own machine.
    Workstation,
}

/// A computer.
#[derive(Debug, Clone)]
pub struct Host {
    /// NetBIOS name, upper case.
    pub name: Arc<str>,
    /// DNS name, as in `System/Computer`.
    pub full_name: Arc<str>,
    /// Its address.
    pub address: IpAddr,
    /// What it is for.
    pub role: Role,
    /// How far its clock is off, 100 ns.
    pub skew: i64,
    /// Its machine account.
    pub machine: AccountId,
}
