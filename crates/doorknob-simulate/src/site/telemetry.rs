//! What of the site is collected, and how well.

use super::Role;

/// Switches of collection. The default collects the controllers and servers, loses nothing and
/// keeps good time; workstations are rarely collected and are off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Telemetry {
    /// Domain controllers are collected.
    pub controllers: bool,
    /// Member servers are collected.
    pub members: bool,
    /// Workstations are collected.
    pub workstations: bool,
    /// NTLM auditing is on: controllers write NTLM/Operational 8004.
    pub ntlm_audit: bool,
    /// 4634 is collected.
    pub logoffs: bool,
    /// Share of 4625s whose address is missing (`-`), 0 to 1.
    pub missing_addresses: f64,
    /// Share of records that arrive twice, 0 to 1.
    pub duplicates: f64,
    /// Share of records that arrive late, 0 to 1.
    pub late: f64,
    /// How late at most, 100 ns.
    pub late_most: i64,
}

impl Default for Telemetry {
    fn default() -> Self {
        Telemetry {
            controllers: true,
            members: true,
            workstations: false,
            ntlm_audit: false,
            logoffs: false,
            missing_addresses: 0.0,
            duplicates: 0.0,
            late: 0.0,
            late_most: 0,
        }
    }
}

impl Telemetry {
    /// Whether logs of a computer of this role arrive.
    #[must_use]
    pub fn collects(&self, role: Role) -> bool {
        match role {
            Role::DomainController => self.controllers,
            Role::Workstation => self.workstations,
            _ => self.members,
        }
    }
}
