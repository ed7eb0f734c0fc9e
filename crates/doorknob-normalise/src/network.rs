//! Networks around an address: what counts as one neighbourhood, and which addresses mean something on one host only.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The /24 of an IPv4 address or the /64 of an IPv6 address, as its first address. A /64 is one site's subnet and often
/// one customer (RFC 6177); a /24 is the smallest IPv4 prefix that is routed.
pub fn neighbourhood(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

/// Length of the prefix that [`neighbourhood`] keeps.
pub fn neighbourhood_prefix(address: IpAddr) -> u8 {
    if address.is_ipv4() { 24 } else { 64 }
}

/// Loopback and link-local addresses: the same text on two hosts is two sources.
pub fn is_host_bound(address: IpAddr) -> bool {
    address.is_loopback()
        || match address {
            IpAddr::V4(v4) => v4.is_link_local(),
            IpAddr::V6(v6) => v6.is_unicast_link_local(),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbourhoods() {
        let table = [
            ("203.0.113.77", "203.0.113.0", 24),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", 64),
            ("::1", "::", 64),
        ];
        for (address, wanted, prefix) in table {
            let address: IpAddr = address.parse().expect("the table holds addresses");
            assert_eq!(
                (neighbourhood(address).to_string().as_str(), neighbourhood_prefix(address)),
                (wanted, prefix)
            );
        }
    }

    #[test]
    fn host_bound_addresses() {
        for (address, wanted) in [
            ("127.0.0.2", true),
            ("::1", true),
            ("fe80::1", true),
            ("169.254.1.1", true),
            ("10.0.0.1", false),
        ] {
            assert_eq!(is_host_bound(address.parse().expect("an address")), wanted, "{address}");
        }
    }
}
