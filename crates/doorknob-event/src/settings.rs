//! What a user may change: the analytic's mutable elements, what is known of the site, what is hidden.

use crate::incident::Severity;
use crate::time::EventTime;
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Settings of the analytic. Times in the text form are RFC 3339; unknown keys are an error, so that a typo is not silent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// TimeWindow in minutes. 10 is MITRE's example and the default lockout reset of Windows 11; 1 h, 24 h and 7 d
    /// layers are always beside it.
    pub window_minutes: u32,
    /// SourceIPThreshold: distinct unfamiliar sources on one account or family. 5: a person's own devices are at most
    /// about 4, and those are familiar pairs.
    pub source_threshold: u32,
    /// Failures on one account or family within the window that are always told, whatever the verdict (the contract floor).
    pub failure_floor: u32,
    /// Attacks and others below this severity are left out of the output (and counted).
    pub minimum_severity: Severity,
    /// Own UsernamePatterns on top of the built-in families: names that match the same pattern are one family.
    pub account_family: Vec<FamilyPattern>,
    /// Privileged accounts: names with `*` wildcards, domain optional.
    pub privileged_accounts: Vec<String>,
    /// Service accounts: names with `*` wildcards, on top of the built-in prefixes.
    pub service_accounts: Vec<String>,
    /// What is not to be told; hits are counted and shown as hidden.
    pub allow: Vec<Allow>,
    /// Scanners that may fail logons.
    pub approved_scanner: Vec<ApprovedScanner>,
    /// Addresses that many users share.
    pub shared_source: Vec<SharedSource>,
    /// The site's lockout threshold, when known; else it is learned from lockouts.
    pub lockout_threshold: Option<u32>,
    /// Only attempts from this time on.
    pub since: Option<EventTime>,
    /// Only attempts before this time.
    pub until: Option<EventTime>,
}

/// A family that the user defines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyPattern {
    /// Its name in reports.
    pub name: String,
    /// Account names with `*` wildcards, case ignored.
    pub accounts: Vec<String>,
}

/// One entry of the allow list. All given fields must match; at least one must be given.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Allow {
    /// Account name with `*` wildcards, domain optional (`CORP\svc-*`).
    pub account: Option<String>,
    /// Address or network.
    pub address: Option<Network>,
    /// Host name with `*` wildcards.
    pub host: Option<String>,
    /// No longer valid from this event time on; a date is its midnight, UTC.
    #[serde(deserialize_with = "date_or_time")]
    pub expires: Option<EventTime>,
    /// Why; shown beside the count of what was hidden.
    pub reason: String,
}

/// Reads `2024-03-14` (midnight, UTC) or a time with its zone.
fn date_or_time<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<EventTime>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let time = EventTime::parse_date_or_time(&text).ok_or_else(|| {
        serde::de::Error::custom(format!(
            "neither a date such as 2024-03-14 nor a time with its zone such as 2024-03-14T13:00:00Z: {text:?}"
        ))
    })?;
    Ok(Some(time))
}

/// A scanner that may fail logons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovedScanner {
    /// Address or network.
    pub address: Network,
    /// Name that its machine gives for itself, case ignored: for records that state no address, as a domain controller's NTLM
    /// records do. Anybody can claim a name, so it says nothing where an address is known.
    #[serde(default)]
    pub name: Option<String>,
    /// Begin of the approved time.
    #[serde(default, deserialize_with = "date_or_time")]
    pub from: Option<EventTime>,
    /// End of the approved time.
    #[serde(default, deserialize_with = "date_or_time")]
    pub until: Option<EventTime>,
    /// Who approved what.
    pub reason: String,
}

/// An address that many users share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedSource {
    /// Address or network.
    pub address: Network,
    /// What it is: `VPN`, `NAT`, `Citrix`, `mail front end`.
    pub what: String,
}

/// An address or a network in CIDR form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network(pub IpNet);

impl Network {
    /// Whether the address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

impl TryFrom<String> for Network {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        text.parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
            .map(Network)
            .map_err(|_| format!("{text:?} is neither an address nor a network such as 192.0.2.0/24"))
    }
}

impl From<Network> for String {
    fn from(network: Network) -> String {
        let Network(net) = network;
        if net.prefix_len() == net.max_prefix_len() { net.addr().to_string() } else { net.to_string() }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            window_minutes: 10,
            source_threshold: 5,
            failure_floor: 10,
            minimum_severity: Severity::Informational,
            account_family: Vec::new(),
            privileged_accounts: Vec::new(),
            service_accounts: Vec::new(),
            allow: Vec::new(),
            approved_scanner: Vec::new(),
            shared_source: Vec::new(),
            lockout_threshold: None,
            since: None,
            until: None,
        }
    }
}

/// Whether `name` matches a pattern of `*` wildcards, case ignored (ASCII and simple Unicode folding).
pub fn wildcard(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let name: Vec<char> = name.to_lowercase().chars().collect();
    // Greedy with one backtrack point: linear in practice, O(n*m) at worst, no recursion.
    let (mut p, mut n, mut star, mut mark) = (0, 0, None, 0);
    while n < name.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some(p);
            mark = n;
            p += 1;
        } else if p < pattern.len() && pattern[p] == name[n] {
            p += 1;
            n += 1;
        } else if let Some(at) = star {
            p = at + 1;
            mark += 1;
            n = mark;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_whole_names() {
        let table = [
            ("svc-*", "SVC-sql01", true),
            ("svc-*", "mysvc-sql", false),
            ("*admin*", "LocalAdmin2", true),
            ("*", "", true),
            ("", "", true),
            ("a*b*c", "axxbyybzc", true),
            ("a*b*c", "axxbyybz", false),
        ];
        for (pattern, name, wanted) in table {
            assert_eq!(wildcard(pattern, name), wanted, "{pattern} {name}");
        }
    }

    #[test]
    fn networks_read_addresses_and_cidr() {
        let one = Network::try_from("203.0.113.7".to_owned()).expect("an address");
        assert!(one.contains("203.0.113.7".parse().expect("an address")));
        assert_eq!(String::from(one), "203.0.113.7");
        assert!(Network::try_from("10.0.0.0/33".to_owned()).is_err());
    }
}
