//! What an attacker's tool shows of itself.

use std::net::IpAddr;

use crate::behaviour::Client;
use crate::event::Text;
use crate::random::Random;

/// The workstation name that a tool sends.
#[derive(Debug, Clone)]
enum Workstation {
    /// The same each time; empty for tools that send none.
    Fixed(Text),
    /// Sixteen random characters, new for each try, as Metasploit's SMB login does.
    Random,
}

/// An attacking machine: an address and a tool.
#[derive(Debug, Clone)]
pub(crate) struct Attacker {
    address: IpAddr,
    workstation: Workstation,
}

impl Attacker {
    pub(crate) fn new(address: IpAddr, random: &mut Random) -> Self {
        let workstation = match random.below(4) {
            0 => Workstation::Random,
            1 => Workstation::Fixed("kali".into()),
            2 => Workstation::Fixed("".into()),
            // What Windows calls itself after setup.
            _ => Workstation::Fixed(format!("DESKTOP-{}", letters(random, 7)).into()),
        };
        Attacker { address, workstation }
    }

    /// The same tool at another address, as the nodes of one campaign are.
    pub(crate) fn at(&self, address: IpAddr) -> Self {
        Attacker { address, workstation: self.workstation.clone() }
    }

    /// The client of the next try.
    pub(crate) fn client(&self, random: &mut Random) -> Client {
        let workstation = match &self.workstation {
            Workstation::Fixed(name) => name.clone(),
            Workstation::Random => mixed_letters(random, 16).into(),
        };
        Client { address: self.address, workstation }
    }
}

fn letters(random: &mut Random, count: usize) -> String {
    const SET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    (0..count).map(|_| char::from(*random.pick(SET))).collect()
}

fn mixed_letters(random: &mut Random, count: usize) -> String {
    const SET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    (0..count).map(|_| char::from(*random.pick(SET))).collect()
}
