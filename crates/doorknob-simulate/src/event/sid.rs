//! Security identifiers as records hold them.

use std::fmt;

/// A security identifier of revision 1 with up to five sub-authorities, which is all that
/// domains, machines and well-known principals use here.
/// Source: [MS-DTYP] 2.4.2, "SID".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sid {
    authority: u8,
    count: u8,
    sub_authorities: [u32; 5],
}

impl Sid {
    /// `S-1-0-0`, the null SID: what a failed logon has as its target.
    pub const NULL: Sid = Sid { authority: 0, count: 1, sub_authorities: [0, 0, 0, 0, 0] };
    /// `S-1-5-18`, Local System.
    pub const SYSTEM: Sid = Sid { authority: 5, count: 1, sub_authorities: [18, 0, 0, 0, 0] };
    /// `S-1-5-20`, Network Service.
    pub const NETWORK_SERVICE: Sid = Sid { authority: 5, count: 1, sub_authorities: [20, 0, 0, 0, 0] };

    /// `S-1-16-12288`, the high integrity level of an administrator's or service's process.
    pub const HIGH_INTEGRITY: Sid = Sid { authority: 16, count: 1, sub_authorities: [12288, 0, 0, 0, 0] };

    /// The account of the same domain with another relative id, for a domain account.
    #[must_use]
    pub const fn with_rid(self, rid: u32) -> Sid {
        let [kind, a, b, c, _] = self.sub_authorities;
        Sid { sub_authorities: [kind, a, b, c, rid], ..self }
    }

    /// `S-1-5-21-a-b-c-rid`: an account of a domain or of a machine.
    #[must_use]
    pub const fn account(domain: [u32; 3], rid: u32) -> Sid {
        let [a, b, c] = domain;
        Sid { authority: 5, count: 5, sub_authorities: [21, a, b, c, rid] }
    }

    /// The sub-authorities in use.
    #[must_use]
    pub fn sub_authorities(&self) -> &[u32] {
        self.sub_authorities.get(..usize::from(self.count)).unwrap_or(&self.sub_authorities)
    }

    /// The binary form: revision, count, big-endian authority, little-endian sub-authorities.
    pub fn write_binary(&self, out: &mut Vec<u8>) {
        out.extend([1, self.count, 0, 0, 0, 0, 0, self.authority]);
        for sub_authority in self.sub_authorities() {
            out.extend(sub_authority.to_le_bytes());
        }
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "S-1-{}", self.authority)?;
        self.sub_authorities().iter().try_for_each(|sub_authority| write!(f, "-{sub_authority}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_binary() {
        assert_eq!(Sid::NULL.to_string(), "S-1-0-0");
        assert_eq!(Sid::SYSTEM.to_string(), "S-1-5-18");
        let sid = Sid::account([1, 2, 3], 500);
        assert_eq!(sid.to_string(), "S-1-5-21-1-2-3-500");
        let mut binary = Vec::new();
        sid.write_binary(&mut binary);
        assert_eq!(binary.len(), 8 + 5 * 4);
        assert_eq!(binary.get(..12), Some(&[1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0][..]));
    }
}
