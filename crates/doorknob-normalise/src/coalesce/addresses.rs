//! What logons tell of the addresses of computers.

use crate::identity::{Hosts, Sightings, fold, label};
use doorknob_event::activity::HostId;
use doorknob_event::interner::{AddressId, Interner, TextId};
use rustc_hash::{FxHashMap, FxHashSet};

/// One of a kind, or more than one.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Known<T> {
    Only(T),
    Several,
}

impl<T: PartialEq> Known<T> {
    fn meet(&mut self, other: &T) {
        if !matches!(self, Known::Only(known) if known == other) {
            *self = Known::Several;
        }
    }
}

/// Addresses of hosts and of workstations, learned from successful logons and from computer accounts.
#[derive(Debug, Default)]
pub(crate) struct Addresses {
    of_host: FxHashSet<(HostId, AddressId)>,
    of_workstation: FxHashMap<String, Known<AddressId>>,
    /// Computers whose own accounts logged on from an address, in upper case.
    computers: FxHashMap<AddressId, Known<String>>,
}

impl Addresses {
    /// Learns from everything that was read.
    pub(crate) fn learn(sightings: &Sightings, hosts: &Hosts, interner: &Interner) -> Self {
        let mut addresses = Addresses::default();
        for (workstation, address) in &sightings.workstation_addresses {
            addresses.workstation_at(&fold(interner.text_of(*workstation)), *address, interner);
        }
        for (machine, address) in interner.machine_addresses() {
            let name = fold(interner.text_of(machine));
            // `WS01$` or `WS01$@REALM`.
            let name = name.split('@').next().unwrap_or_default().trim_end_matches('$');
            addresses.workstation_at(name, address, interner);
            let computer = name.to_uppercase();
            match addresses.computers.get_mut(&address) {
                Some(known) => known.meet(&computer),
                None => drop(addresses.computers.insert(address, Known::Only(computer))),
            }
            if let Some(host) = hosts.find(name) {
                addresses.of_host.insert((host, address));
            }
        }
        addresses
    }

    fn workstation_at(&mut self, name: &str, address: AddressId, interner: &Interner) {
        if !is_remote(address, interner) || name.is_empty() {
            return;
        }
        self.of_workstation.entry(label(name).to_owned()).or_insert(Known::Only(address)).meet(&address);
    }

    /// Whether the address is known to be the host's own.
    pub(crate) fn is_of_host(&self, host: HostId, address: AddressId) -> bool {
        self.of_host.contains(&(host, address))
    }

    /// A computer of this name was seen with an address. Guessing tools send names that no computer has.
    pub(crate) fn is_workstation(&self, name: TextId, interner: &Interner) -> bool {
        self.of_workstation.contains_key(label(&fold(interner.text_of(name))))
    }

    /// Of each address the only computer whose own account logged on from it, in upper case.
    pub(crate) fn take_computers(&mut self) -> FxHashMap<AddressId, String> {
        let only = |(address, known)| match known {
            Known::Only(name) => Some((address, name)),
            Known::Several => None,
        };
        std::mem::take(&mut self.computers).into_iter().filter_map(only).collect()
    }

    /// The only address that a computer of this name ever had.
    pub(crate) fn of_workstation(&self, name: TextId, interner: &Interner) -> Option<AddressId> {
        let name = fold(interner.text_of(name));
        match self.of_workstation.get(label(&name)) {
            Some(Known::Only(address)) => Some(*address),
            Some(Known::Several) | None => None,
        }
    }
}

/// An address that means the same on every host: neither loopback nor link-local.
pub(crate) fn is_remote(address: AddressId, interner: &Interner) -> bool {
    interner.address_of(address).is_some_and(|address| !crate::network::is_host_bound(address))
}

/// Whether the address is the host itself.
pub(crate) fn is_loopback(address: AddressId, interner: &Interner) -> bool {
    interner.address_of(address).is_some_and(|address| address.is_loopback())
}
