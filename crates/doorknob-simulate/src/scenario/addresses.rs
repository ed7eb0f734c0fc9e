//! Addresses that belong to nobody.

use std::net::{IpAddr, Ipv4Addr};

/// Hands out public and private addresses, each once.
///
/// Public ones come from the ranges set aside for documentation (RFC 5737), and when those are
/// used up from the one for benchmarks (RFC 2544), so that no log names a real network.
#[derive(Debug, Clone, Default)]
pub struct AddressPool {
    public: u32,
    private: u32,
}

const DOCUMENTATION: [[u8; 3]; 3] = [[203, 0, 113], [198, 51, 100], [192, 0, 2]];
/// Usable addresses of the three documentation networks.
const DOCUMENTED: u32 = 3 * 253;

impl AddressPool {
    /// A public address. Neighbours in the sequence lie in different networks.
    pub fn public(&mut self) -> IpAddr {
        let index = self.public;
        self.public += 1;
        if index < DOCUMENTED {
            let [a, b, c] = DOCUMENTATION[index as usize % 3];
            // 7 is coprime to 253, so all hosts are reached once.
            let host = 1 + (index / 3 * 7 + 6) % 253;
            return Ipv4Addr::new(a, b, c, host as u8).into();
        }
        // 198.18.0.0/16 in steps of a number coprime to its size, which changes the /24 each time.
        // The other half of the range is left to phones.
        let offset = (index - DOCUMENTED).wrapping_mul(7919) % (1 << 16);
        Ipv4Addr::from(u32::from(Ipv4Addr::new(198, 18, 0, 0)) + offset).into()
    }

    /// A private address in a network of devices that the site does not manage.
    pub fn private(&mut self) -> IpAddr {
        self.private_v4().into()
    }

    /// [`AddressPool::private`] for a machine that is added to the site.
    pub fn private_v4(&mut self) -> Ipv4Addr {
        let index = self.private;
        self.private += 1;
        Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 99, 0, 10)) + index * 3)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_address_once() {
        let mut pool = AddressPool::default();
        let addresses: BTreeSet<_> = (0..5_000).map(|_| pool.public()).collect();
        assert_eq!(addresses.len(), 5_000);
        assert_eq!(AddressPool::default().public().to_string(), "203.0.113.7");
    }
}
