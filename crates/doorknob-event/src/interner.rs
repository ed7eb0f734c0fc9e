//! Text, addresses, account names and signatures kept once, so that an observation has a fixed size.
//!
//! Each reading thread has its own interner; [`Interner::absorb`] joins one into another and says how its ids map.
//! Ids depend on the order in which things were first seen, so **no result may depend on an id**: order by content.

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};
use std::net::IpAddr;

/// Id of an interned text; 0 is "absent or empty".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct TextId(pub u32);

/// Id of an interned address; 0 is "none".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct AddressId(pub u32);

/// Id of an account as an event writes it; 0 is "none".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct NameId(pub u32);

/// Id of a [`Signature`]; 0 is the empty one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct SignatureId(pub u32);

/// An account as an event writes it, before identity is resolved.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct WrittenName {
    /// Domain, NetBIOS or DNS, as written.
    pub domain: TextId,
    /// Account name, as written; may hold `DOMAIN\user` or a UPN.
    pub name: TextId,
    /// SID as text, unless absent or `S-1-0-0`.
    pub sid: TextId,
}

/// How a logon was asked for: what stays the same while a program repeats itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Signature {
    /// Windows logon type; 0 is "not stated".
    pub logon_type: u8,
    /// `LogonProcessName`, trimmed.
    pub logon_process: TextId,
    /// `AuthenticationPackageName` or `PackageName`.
    pub package: TextId,
    /// Path of the asking process on the host.
    pub process: TextId,
}

/// Most distinct texts kept; later ones map to [`Interner::overflow`] and are counted. 2 M texts of 15 bytes are about
/// 70 MB: only a log whose every record carries a fresh name comes near.
pub const TEXTS_MAX: usize = 2_000_000;

/// Most bytes of distinct texts kept.
pub const TEXT_BYTES_MAX: usize = 128 << 20;

/// What texts beyond the bounds become.
const MANY: &str = "(many)";

/// Most pairs of [`Interner::machine_address`] kept; later ones are left out, which only costs recoveries of sources.
pub const MACHINE_ADDRESSES_MAX: usize = 500_000;

/// One table of things kept once: each item is stored once, and found by its hash.
#[derive(Clone, Debug)]
struct Table<T> {
    items: Vec<T>,
    index: HashTable<u32>,
}

impl<T: Hash> Table<T> {
    fn with_first(first: T) -> Self {
        let mut table = Table { items: Vec::new(), index: HashTable::new() };
        let hash = FxBuildHasher.hash_one(&first);
        table.add(hash, first);
        table
    }

    fn find<Q: Eq + ?Sized>(&self, hash: u64, wanted: &Q) -> Option<u32>
    where
        T: Borrow<Q>,
    {
        let is_wanted = |id: &u32| self.items.get(*id as usize).is_some_and(|item| item.borrow() == wanted);
        self.index.find(hash, is_wanted).copied()
    }

    /// Adds what was not found under this hash.
    fn add(&mut self, hash: u64, item: T) -> u32 {
        let id = self.items.len() as u32;
        self.items.push(item);
        let items = &self.items;
        let rehash = |id: &u32| items.get(*id as usize).map_or(0, |item| FxBuildHasher.hash_one(item));
        self.index.insert_unique(hash, id, rehash);
        id
    }

    fn intern(&mut self, item: T) -> u32
    where
        T: Eq,
    {
        let hash = FxBuildHasher.hash_one(&item);
        match self.find(hash, &item) {
            Some(id) => id,
            None => self.add(hash, item),
        }
    }
}

/// Texts kept once, one behind the other.
#[derive(Clone, Debug)]
struct Texts {
    joined: String,
    /// Where each text ends; it begins where the one before it ends. Far below 4 GB, see [`TEXT_BYTES_MAX`].
    ends: Vec<u32>,
    index: HashTable<u32>,
}

impl Texts {
    /// Holds only the empty text.
    fn new() -> Self {
        let mut texts = Texts { joined: String::new(), ends: Vec::new(), index: HashTable::new() };
        texts.add(FxBuildHasher.hash_one(""), "");
        texts
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn is_full(&self) -> bool {
        self.len() >= TEXTS_MAX || self.joined.len() >= TEXT_BYTES_MAX
    }

    fn get(&self, id: u32) -> &str {
        text_at(&self.joined, &self.ends, id)
    }

    fn find(&self, hash: u64, text: &str) -> Option<u32> {
        self.index.find(hash, |id| self.get(*id) == text).copied()
    }

    /// Adds what was not found under this hash.
    fn add(&mut self, hash: u64, text: &str) -> u32 {
        let id = self.ends.len() as u32;
        self.joined.push_str(text);
        self.ends.push(self.joined.len() as u32);
        let (joined, ends) = (&self.joined, &self.ends);
        let rehash = |id: &u32| FxBuildHasher.hash_one(text_at(joined, ends, *id));
        self.index.insert_unique(hash, id, rehash);
        id
    }

    /// All from this id on, in id order.
    fn since(&self, first: usize) -> impl Iterator<Item = &str> {
        (first..self.len()).map(|id| self.get(id as u32))
    }
}

fn text_at<'a>(joined: &'a str, ends: &[u32], id: u32) -> &'a str {
    let at = id as usize;
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(at).copied().unwrap_or(start);
    joined.get(start as usize..end as usize).unwrap_or_default()
}

/// Things kept once, with small ids.
#[derive(Clone, Debug)]
pub struct Interner {
    texts: Texts,
    addresses: Table<Option<IpAddr>>,
    names: Table<WrittenName>,
    signatures: Table<Signature>,
    machine_addresses: Table<(TextId, AddressId)>,
    overflowed: u64,
}

impl Default for Interner {
    fn default() -> Self {
        Interner {
            texts: Texts::new(),
            addresses: Table::with_first(None),
            names: Table::with_first(WrittenName::default()),
            signatures: Table::with_first(Signature::default()),
            machine_addresses: Table::with_first(Default::default()),
            overflowed: 0,
        }
    }
}

impl Interner {
    /// An interner that holds only the empty things.
    pub fn new() -> Self {
        Self::default()
    }

    /// Id of a text; empty text is 0. Beyond [`TEXTS_MAX`] and [`TEXT_BYTES_MAX`] every new text becomes the same one, `(many)`, and is counted.
    pub fn text(&mut self, text: &str) -> TextId {
        let hash = FxBuildHasher.hash_one(text);
        if let Some(id) = self.texts.find(hash, text) {
            return TextId(id);
        }
        if self.texts.is_full() {
            self.overflowed += 1;
            let hash = FxBuildHasher.hash_one(MANY);
            return TextId(self.texts.find(hash, MANY).unwrap_or_else(|| self.texts.add(hash, MANY)));
        }
        TextId(self.texts.add(hash, text))
    }

    /// How many distinct texts there are, the empty one included.
    pub fn texts(&self) -> usize {
        self.texts.len()
    }

    /// Id of an address.
    pub fn address(&mut self, address: IpAddr) -> AddressId {
        AddressId(self.addresses.intern(Some(address)))
    }

    /// Id of a written account name.
    pub fn name(&mut self, name: WrittenName) -> NameId {
        NameId(self.names.intern(name))
    }

    /// Id of a signature.
    pub fn signature(&mut self, signature: Signature) -> SignatureId {
        SignatureId(self.signatures.intern(signature))
    }

    /// Notes that a computer account (as written, `WS01$`) logged on from an address. Such logons are most of the volume
    /// and become no observation; what they tell about addresses is kept here, as a set.
    pub fn machine_address(&mut self, machine: TextId, address: AddressId) {
        if self.machine_addresses.items.len() <= MACHINE_ADDRESSES_MAX {
            self.machine_addresses.intern((machine, address));
        }
    }

    /// All pairs of [`Interner::machine_address`], in no order that may matter.
    pub fn machine_addresses(&self) -> impl Iterator<Item = (TextId, AddressId)> + '_ {
        self.machine_addresses.items.iter().skip(1).copied()
    }

    /// The text of an id; an id of another interner gives the empty text.
    pub fn text_of(&self, id: TextId) -> &str {
        self.texts.get(id.0)
    }

    /// The address of an id.
    pub fn address_of(&self, id: AddressId) -> Option<IpAddr> {
        self.addresses.items.get(id.0 as usize).copied().flatten()
    }

    /// The written name of an id.
    pub fn name_of(&self, id: NameId) -> WrittenName {
        self.names.items.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// The signature of an id.
    pub fn signature_of(&self, id: SignatureId) -> Signature {
        self.signatures.items.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// All written names with their ids, in id order.
    pub fn names(&self) -> impl Iterator<Item = (NameId, WrittenName)> + '_ {
        self.names.items.iter().enumerate().map(|(id, name)| (NameId(id as u32), *name))
    }

    /// How many texts were dropped because of [`TEXTS_MAX`].
    pub fn overflow(&self) -> u64 {
        self.overflowed
    }

    /// Takes over what `other` has gained since the last call with the same `map`, and extends the map.
    pub fn absorb(&mut self, other: &Interner, map: &mut InternerMap) {
        for text in other.texts.since(map.texts.len()) {
            map.texts.push(self.text(text));
        }
        for address in other.addresses.items.iter().skip(map.addresses.len()) {
            map.addresses.push(AddressId(self.addresses.intern(*address)));
        }
        for name in other.names.items.iter().skip(map.names.len()) {
            let name = WrittenName {
                domain: map.text(name.domain),
                name: map.text(name.name),
                sid: map.text(name.sid),
            };
            map.names.push(self.name(name));
        }
        for signature in other.signatures.items.iter().skip(map.signatures.len()) {
            let signature = Signature {
                logon_type: signature.logon_type,
                logon_process: map.text(signature.logon_process),
                package: map.text(signature.package),
                process: map.text(signature.process),
            };
            map.signatures.push(self.signature(signature));
        }
        for (machine, address) in other.machine_addresses.items.iter().skip(map.machine_addresses.max(1)) {
            self.machine_address(map.text(*machine), map.address(*address));
        }
        map.machine_addresses = other.machine_addresses.items.len();
        self.overflowed += other.overflowed - std::mem::replace(&mut map.overflowed, other.overflowed);
    }
}

/// How the ids of one interner map into another.
#[derive(Clone, Debug, Default)]
pub struct InternerMap {
    texts: Vec<TextId>,
    addresses: Vec<AddressId>,
    names: Vec<NameId>,
    signatures: Vec<SignatureId>,
    machine_addresses: usize,
    overflowed: u64,
}

impl InternerMap {
    /// Maps a text id.
    pub fn text(&self, id: TextId) -> TextId {
        self.texts.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// Maps an address id.
    pub fn address(&self, id: AddressId) -> AddressId {
        self.addresses.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// Maps a name id.
    pub fn name(&self, id: NameId) -> NameId {
        self.names.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// Maps a signature id.
    pub fn signature(&self, id: SignatureId) -> SignatureId {
        self.signatures.get(id.0 as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absorbing_keeps_content_and_works_in_steps() {
        let mut one = Interner::new();
        let mut all = Interner::new();
        all.text("already here");
        let alice = one.text("alice");
        let mut map = InternerMap::default();
        all.absorb(&one, &mut map);
        let corp = one.text("CORP");
        let name = one.name(WrittenName { domain: corp, name: alice, sid: TextId::default() });
        let address = one.address("203.0.113.7".parse().expect("an address"));
        one.machine_address(alice, address);
        all.absorb(&one, &mut map);
        let written = all.name_of(map.name(name));
        assert_eq!((all.text_of(written.domain), all.text_of(written.name)), ("CORP", "alice"));
        assert_eq!(all.address_of(map.address(address)), one.address_of(address));
        assert_eq!(map.text(TextId(0)), TextId(0));
        let pair = (map.text(alice), map.address(address));
        assert_eq!(all.machine_addresses().collect::<Vec<_>>(), [pair]);
    }
}
