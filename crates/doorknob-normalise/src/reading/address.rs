//! Client addresses as events write them: with ports, scopes, IPv4-mapped, missing, or no address at all.

use std::net::{IpAddr, SocketAddrV4};

/// What an address field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Client<'t> {
    /// Nothing: empty, `-`, `LOCAL`, an unspecified address.
    Nothing,
    /// An address, IPv4-mapped ones as IPv4, without scope; port 0 where the field has none.
    Address(IpAddr, u16),
    /// A host name in an address field.
    Name(&'t str),
    /// Neither.
    Bad,
}

/// Words that carriers write for "no address". `LOCAL` is the console in LocalSessionManager events.
const MISSING: [&str; 8] =
    ["-", "LOCAL", "null", "(null)", "unknown", "n/a", "<local machine>", "<named pipe>"];

/// Longest host name, RFC 1035 section 2.3.4.
const NAME_MAX: usize = 255;

/// Reads an address field.
pub(crate) fn client(text: &str) -> Client<'_> {
    let text = text.trim().trim_start_matches('\\');
    if text.is_empty() || MISSING.iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return Client::Nothing;
    }
    match address_and_port(text) {
        Some((address, _)) if address.is_unspecified() => Client::Nothing,
        Some((address, port)) => Client::Address(address, port),
        None if is_host_name(text) => Client::Name(text),
        None => Client::Bad,
    }
}

/// `1.2.3.4`, `1.2.3.4:5`, `::1`, `fe80::1%12`, `[fe80::1%12]`, `[::1]:5`, `::ffff:1.2.3.4`.
fn address_and_port(text: &str) -> Option<(IpAddr, u16)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (inside, after) = rest.split_once(']')?;
        let port = match after.strip_prefix(':') {
            Some(digits) => digits.parse().ok()?,
            None if after.is_empty() => 0,
            None => return None,
        };
        return Some((plain(inside)?, port));
    }
    if let Ok(socket) = text.parse::<SocketAddrV4>() {
        return Some((IpAddr::V4(*socket.ip()), socket.port()));
    }
    plain(text).map(|address| (address, 0))
}

/// An address without port; a scope id is cut off.
fn plain(text: &str) -> Option<IpAddr> {
    let text = match text.split_once('%') {
        Some((address, _)) if address.contains(':') => address,
        Some(_) => return None,
        None => text,
    };
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// Loose on purpose: underscores and letters of any script occur. Digits and dots alone are a broken address.
fn is_host_name(text: &str) -> bool {
    text.len() <= NAME_MAX
        && text.chars().any(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_carriers_write_them() {
        let address =
            |text: &str, port| Client::Address(text.parse().expect("the table holds addresses"), port);
        let table = [
            ("203.0.113.7", address("203.0.113.7", 0)),
            (" 203.0.113.7 ", address("203.0.113.7", 0)),
            ("::ffff:10.23.123.11", address("10.23.123.11", 0)),
            ("10.23.123.11:36160", address("10.23.123.11", 36160)),
            ("[fe80::1%12]:49701", address("fe80::1", 49701)),
            ("[2001:db8::5]", address("2001:db8::5", 0)),
            ("fe80::80ac:4126:fa58:1b81%7", address("fe80::80ac:4126:fa58:1b81", 0)),
            ("::1", address("::1", 0)),
            ("127.0.0.1", address("127.0.0.1", 0)),
            ("0.0.0.0", Client::Nothing),
            ("::", Client::Nothing),
            ("-", Client::Nothing),
            ("LOCAL", Client::Nothing),
            ("null", Client::Nothing),
            ("", Client::Nothing),
            (r"\\WS-01", Client::Name("WS-01")),
            ("ws01.corp.example.com", Client::Name("ws01.corp.example.com")),
            ("1.2.3.4.5", Client::Bad),
            ("1.2.3.4:99999", Client::Bad),
            ("1.2.3.4%7", Client::Bad),
            ("[::1", Client::Bad),
            ("a b", Client::Bad),
            ("\u{1b}[31mx", Client::Bad),
        ];
        for (text, wanted) in table {
            assert_eq!(client(text), wanted, "{text:?}");
        }
    }
}
