//! Every distinct written name, read once, with its user, domain and SID interned in folded form.

use super::domains::{DomainIndex, Domains};
use super::fold::fold;
use super::sightings::Sightings;
use super::written::{is_account_sid, parts, sid_parts};
use doorknob_event::interner::{Interner, NameId};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Index of a folded user name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct UserIndex(pub(crate) u32);

/// Index of a folded SID.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct SidIndex(pub(crate) u32);

/// Folded texts with indices; text that is folded already is borrowed.
#[derive(Clone, Debug, Default)]
struct Folded<'a> {
    index: FxHashMap<Cow<'a, str>, u32>,
    texts: Vec<Cow<'a, str>>,
}

impl<'a> Folded<'a> {
    fn add(&mut self, text: &'a str) -> u32 {
        let folded = fold(text);
        if let Some(at) = self.index.get(&folded) {
            return *at;
        }
        let at = self.texts.len() as u32;
        self.index.insert(folded.clone(), at);
        self.texts.push(folded);
        at
    }

    fn text(&self, at: u32) -> &str {
        self.texts.get(at as usize).map_or("", Cow::as_ref)
    }
}

/// A written name, read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Read<'a> {
    /// `None` for a missing domain, `.` and what names none.
    pub(crate) domain: Option<DomainIndex>,
    /// The domain is `.`: this computer.
    pub(crate) here: bool,
    /// Without the domain.
    pub(crate) user: UserIndex,
    /// As written.
    pub(crate) spelled: &'a str,
    /// For `user@suffix`: the whole of it, for when the suffix is no known domain.
    pub(crate) whole: Option<(UserIndex, &'a str)>,
    /// SID and its spelling.
    pub(crate) sid: Option<(SidIndex, &'a str)>,
}

/// All names of the sightings.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    users: Folded<'a>,
    sids: Folded<'a>,
    /// By [`NameId`]; most names of the interner are sighted.
    read: Vec<Option<Read<'a>>>,
    domain_of_text: FxHashMap<&'a str, Option<DomainIndex>>,
}

impl<'a> Names<'a> {
    /// Reads the names; domain texts go to `domains`.
    pub(crate) fn of(sightings: &Sightings, interner: &'a Interner, domains: &mut Domains) -> Self {
        let mut names = Names {
            users: Folded::default(),
            sids: Folded::default(),
            read: vec![None; interner.names().count()],
            domain_of_text: FxHashMap::default(),
        };
        for sighting in &sightings.list {
            let at = sighting.name.0 as usize;
            if matches!(names.read.get(at), Some(None)) {
                let read = names.read_one(sighting.name, interner, domains);
                names.read[at] = Some(read);
            }
        }
        names
    }

    fn read_one(&mut self, id: NameId, interner: &'a Interner, domains: &mut Domains) -> Read<'a> {
        let parts = parts(interner, interner.name_of(id));
        Read {
            domain: *self.domain_of_text.entry(parts.domain).or_insert_with(|| domains.add(parts.domain)),
            here: parts.domain == ".",
            user: UserIndex(self.users.add(parts.user)),
            spelled: parts.user,
            whole: parts.upn.map(|upn| (UserIndex(self.users.add(upn)), upn)),
            sid: (!parts.sid.is_empty()).then(|| (SidIndex(self.sids.add(parts.sid)), parts.sid)),
        }
    }

    /// One of the names that were read.
    pub(crate) fn get(&self, id: NameId) -> Option<&Read<'a>> {
        self.read.get(id.0 as usize)?.as_ref()
    }

    /// How many distinct user names there are.
    pub(crate) fn users(&self) -> usize {
        self.users.texts.len()
    }

    /// Folded user name.
    pub(crate) fn user(&self, at: UserIndex) -> &str {
        self.users.text(at.0)
    }

    /// Folded domain part of an account SID; `None` for SIDs of another shape.
    pub(crate) fn sid_domain(&self, at: SidIndex) -> Option<&str> {
        sid_parts(self.sids.text(at.0)).map(|(domain, _)| domain)
    }

    /// A SID that is the same principal on every computer, such as SYSTEM's.
    pub(crate) fn is_well_known(&self, at: SidIndex) -> bool {
        !is_account_sid(self.sids.text(at.0))
    }
}
