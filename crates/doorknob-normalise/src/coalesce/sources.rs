//! Sources, each kept once in the directory.

use super::addresses::is_loopback;
use crate::identity::fold;
use crate::network::is_host_bound;
use doorknob_event::activity::{HostId, Source, SourceId, SourceKind};
use doorknob_event::interner::{AddressId, Interner, Signature, TextId};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a source is made of, in ids: found again without building text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Key {
    /// The host only for loopback and link-local addresses.
    Address(AddressId, Option<HostId>),
    Workstation(TextId),
    Process(HostId, TextId),
    Unknown(HostId, TextId, u8),
}

/// Makes sources and finds them again.
#[derive(Debug)]
pub(crate) struct Sources {
    by_key: FxHashMap<Key, SourceId>,
    by_content: FxHashMap<Source, SourceId>,
    /// Addresses that some attempt itself states: one source, though other attempts had it recovered.
    stated: FxHashSet<AddressId>,
    /// The only computer whose own account logged on from an address.
    computers: FxHashMap<AddressId, String>,
}

impl Sources {
    /// No sources yet.
    pub(crate) fn new(stated: FxHashSet<AddressId>, computers: FxHashMap<AddressId, String>) -> Self {
        Sources { by_key: FxHashMap::default(), by_content: FxHashMap::default(), stated, computers }
    }

    /// The source of an attempt, from the best that is known: address, claimed name, process, way of asking. `claimed` is 0
    /// where the name is the host's own.
    pub(crate) fn source(
        &mut self,
        address: AddressId,
        claimed: TextId,
        signature: Signature,
        host: HostId,
        interner: &Interner,
        list: &mut Vec<Source>,
    ) -> SourceId {
        let none = TextId::default();
        let local_process =
            signature.process != none && (address == AddressId::default() || is_loopback(address, interner));
        let key = if address != AddressId::default() && !local_process {
            let bound = interner.address_of(address).is_some_and(is_host_bound);
            Key::Address(address, bound.then_some(host))
        } else if address == AddressId::default() && claimed != none {
            Key::Workstation(claimed)
        } else if local_process {
            Key::Process(host, signature.process)
        } else {
            Key::Unknown(host, signature.logon_process, signature.logon_type)
        };
        if let Some(id) = self.by_key.get(&key) {
            return *id;
        }
        let source = self.build(key, interner);
        let id = *self.by_content.entry(source).or_insert_with_key(|source| {
            list.push(source.clone());
            SourceId(list.len() as u32 - 1)
        });
        self.by_key.insert(key, id);
        id
    }

    fn build(&self, key: Key, interner: &Interner) -> Source {
        let nothing = Source {
            kind: SourceKind::Unknown,
            address: None,
            workstation: None,
            process: None,
            host: None,
            computer: None,
        };
        match key {
            Key::Address(address, host) => {
                let stated = self.stated.contains(&address);
                let kind = if stated { SourceKind::Address } else { SourceKind::RecoveredAddress };
                let computer = self.computers.get(&address).cloned();
                Source { kind, address: interner.address_of(address), host, computer, ..nothing }
            }
            Key::Workstation(name) => {
                let name = fold(interner.text_of(name)).to_uppercase();
                Source { kind: SourceKind::Workstation, workstation: Some(name), ..nothing }
            }
            Key::Process(host, process) => {
                // Paths are compared without case; small letters are as good a spelling as any.
                let process = Some(fold(interner.text_of(process)).into_owned());
                Source { kind: SourceKind::Process, process, host: Some(host), ..nothing }
            }
            Key::Unknown(host, logon_process, logon_type) => {
                let logon_process = match interner.text_of(logon_process) {
                    "" => "-",
                    text => text,
                };
                let process = Some(format!("{logon_process} / {logon_type}"));
                Source { process, host: Some(host), ..nothing }
            }
        }
    }
}
