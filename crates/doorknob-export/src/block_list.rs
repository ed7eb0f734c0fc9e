//! Addresses that may be blocked without hitting one's own people, in the forms that firewalls read.
//!
//! A wrong block is an outage that we caused, so an address has to pass every test; what failed one is counted in the
//! list's head, by reason. What passes: the source of an *attack*, on a *public* address that the failed records state
//! themselves (or that a record which names the same account, or refuses the same password, told), shared by nobody,
//! allowed by nobody, with no success but an intruder's, and in no incident that is explained as harmless or ours.

mod forms;

pub(crate) use forms::{write_cidr, write_nftables, write_plain, write_windows};

use doorknob_event::activity::Recovery;
use doorknob_event::incident::{Incident, SourceEntry, Verdict};
use doorknob_event::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What may be blocked, and why the rest may not.
pub(crate) struct Blockable<'a> {
    /// With the incidents that ask for it.
    pub(crate) addresses: BTreeMap<IpAddr, Vec<&'a Incident>>,
    /// Reason -> sources kept off the list.
    pub(crate) kept_off: BTreeMap<&'static str, u64>,
    /// Sources of attacks that their incidents count but do not list.
    pub(crate) unlisted: u64,
}

/// Looks at every source of every attack.
pub(crate) fn blockable<'a>(incidents: &[&'a Incident], settings: &Settings) -> Blockable<'a> {
    let harmless = harmless_addresses(incidents);
    let mut list = Blockable { addresses: BTreeMap::new(), kept_off: BTreeMap::new(), unlisted: 0 };
    let mut refused: BTreeMap<IpAddr, &'static str> = BTreeMap::new();
    for incident in incidents.iter().filter(|incident| incident.verdict == Verdict::Attack) {
        list.unlisted += incident.sources_total.saturating_sub(incident.sources.len() as u64);
        for source in &incident.sources {
            match judged(source, incident, settings, &harmless) {
                Ok(address) => list.addresses.entry(address).or_default().push(incident),
                Err((Some(address), why)) => {
                    refused.entry(address).or_insert(why);
                }
                Err((None, why)) => *list.kept_off.entry(why).or_default() += 1,
            }
        }
    }
    // What speaks against an address in one incident holds in all.
    list.addresses.retain(|address, _| !refused.contains_key(address));
    for why in refused.into_values() {
        *list.kept_off.entry(why).or_default() += 1;
    }
    list
}

/// Addresses that own people, machines or scanners fail from.
fn harmless_addresses(incidents: &[&Incident]) -> BTreeSet<IpAddr> {
    let harmless = incidents
        .iter()
        .filter(|incident| !matches!(incident.verdict, Verdict::Attack | Verdict::Undetermined));
    harmless.flat_map(|incident| &incident.sources).filter_map(address_of).collect()
}

fn address_of(source: &SourceEntry) -> Option<IpAddr> {
    source.address.as_ref()?.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// The address, or why it (if there is one) must not be blocked.
fn judged(
    source: &SourceEntry,
    incident: &Incident,
    settings: &Settings,
    harmless: &BTreeSet<IpAddr>,
) -> Result<IpAddr, (Option<IpAddr>, &'static str)> {
    let Some(address) = address_of(source) else { return Err((None, "no address is known")) };
    let refuse = |why| Err((Some(address), why));
    if source.scope.as_deref() != Some("public") || !is_public(address) {
        return refuse("inside: isolate the machine instead");
    }
    if source.shared || settings.shared_source.iter().any(|shared| shared.address.contains(address)) {
        return refuse("shared by many users");
    }
    if settings.approved_scanner.iter().any(|scanner| scanner.address.contains(address)) {
        return refuse("an approved scanner's");
    }
    let allowed = settings.allow.iter().any(|allow| {
        let valid = allow.expires.is_none_or(|expires| incident.last_seen < expires);
        valid && allow.address.is_some_and(|network| network.contains(address))
    });
    if allowed {
        return refuse("on the allow list");
    }
    if !is_certain(source) {
        return refuse("the address was inferred, not stated");
    }
    if source.successes > 0 && !intruder_came_from(incident, address) {
        return refuse("somebody logs on from there who is not shown to be an intruder");
    }
    if harmless.contains(&address) {
        return refuse("own people or machines fail from there too");
    }
    Ok(address)
}

/// Whether the failed record states the address, or one tells it that names the same account or the same refusal.
fn is_certain(source: &SourceEntry) -> bool {
    let certain = [Recovery::Kerberos, Recovery::Member, Recovery::RdpBadCredentials, Recovery::Ssh];
    match &source.recovered_from {
        None => source.kind == "address",
        Some(how) => certain.iter().any(|recovery| recovery.text() == how),
    }
}

fn intruder_came_from(incident: &Incident, address: IpAddr) -> bool {
    let came_from = |from: &String| from.parse::<IpAddr>().is_ok_and(|from| from.to_canonical() == address);
    incident.compromised.iter().any(|known| known.address.as_ref().is_some_and(came_from))
}

/// Whether the address can be one of the internet's. Ranges for documentation count, as they stand for such.
///
/// Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let carrier_nat = first == 100 && (64..128).contains(&second);
    let reserved = first == 0 || first >= 240;
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || carrier_nat
        || reserved)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, ..] = address.segments();
    // Global unicast is 2000::/3; the translated IPv4 addresses of NAT64 (64:ff9b::/96) are nobody's own.
    first & 0xe000 == 0x2000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_internet_s_addresses_are_public() {
        let table = [
            ("203.0.113.7", true),
            ("8.8.8.8", true),
            ("10.0.0.1", false),
            ("172.20.0.1", false),
            ("192.168.1.1", false),
            ("100.64.0.1", false),
            ("127.0.0.1", false),
            ("169.254.1.1", false),
            ("0.0.0.0", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("2001:db8::1", true),
            ("fe80::1", false),
            ("fd00::1", false),
            ("::1", false),
            ("ff02::1", false),
            ("64:ff9b::1.2.3.4", false),
        ];
        for (address, wanted) in table {
            assert_eq!(is_public(address.parse().expect("an address")), wanted, "{address}");
        }
    }
}
