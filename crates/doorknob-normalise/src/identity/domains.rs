//! Which texts name one domain: NetBIOS and DNS spellings, UPN suffixes. And which texts name a domain at all.

use super::fold::fold;
use super::union::Union;
use super::well_known::is_no_domain;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Index of a domain text; compare [`Domains::root`]s.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct DomainIndex(pub(crate) u32);

/// All domain texts seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Domains {
    index: FxHashMap<String, u32>,
    texts: Vec<String>,
    /// Windows itself stated it.
    vouched: Vec<bool>,
    union: Union,
    /// Domain parts of SIDs seen beside each text.
    by_sid: BTreeMap<String, BTreeSet<u32>>,
}

impl Domains {
    /// Index of a text; `None` for what names no domain (`.`, `-`, empty, `WORKGROUP`).
    pub(crate) fn add(&mut self, text: &str) -> Option<DomainIndex> {
        if is_no_domain(text) {
            return None;
        }
        let folded = fold(text.trim_end_matches('.'));
        if let Some(at) = self.index.get(folded.as_ref()) {
            return Some(DomainIndex(*at));
        }
        let folded = folded.into_owned();
        let at = self.union.add();
        self.index.insert(folded.clone(), at);
        self.texts.push(folded);
        self.vouched.push(false);
        Some(DomainIndex(at))
    }

    /// Folded text as written.
    pub(crate) fn text(&self, at: DomainIndex) -> &str {
        self.texts.get(at.0 as usize).map_or("", String::as_str)
    }

    /// Windows itself says that this is a domain.
    pub(crate) fn vouch(&mut self, at: DomainIndex) {
        if let Some(vouched) = self.vouched.get_mut(at.0 as usize) {
            *vouched = true;
        }
    }

    /// The text stood beside an account SID with this domain part (folded).
    pub(crate) fn beside_sid(&mut self, at: DomainIndex, sid_domain: &str) {
        self.by_sid.entry(sid_domain.to_owned()).or_default().insert(at.0);
    }

    /// Two texts are one domain.
    pub(crate) fn same(&mut self, one: DomainIndex, other: DomainIndex) {
        self.union.join(one.0, other.0);
    }

    /// Joins texts that stood beside the same SID domain (unless a text stood beside several), then a NetBIOS name with the
    /// only DNS name that begins so.
    pub(crate) fn settle(&mut self) {
        let mut sids_of: BTreeMap<u32, usize> = BTreeMap::new();
        for at in self.by_sid.values().flatten() {
            *sids_of.entry(*at).or_default() += 1;
        }
        for texts in self.by_sid.values() {
            let mut certain = texts.iter().filter(|at| sids_of.get(at) == Some(&1));
            if let Some(first) = certain.next() {
                certain.for_each(|other| self.union.join(*first, *other));
            }
        }
        let dns = |text: &str| text.contains('.');
        let mut by_first_label: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        let mut has_dns: BTreeSet<u32> = BTreeSet::new();
        for (at, text) in self.texts.iter().enumerate().filter(|(_, text)| dns(text)) {
            let root = self.union.root(at as u32);
            has_dns.insert(root);
            if self.is_vouched_alone(at) {
                by_first_label.entry(super::fold::label(text)).or_default().insert(root);
            }
        }
        let mut joins = Vec::new();
        for (at, text) in self.texts.iter().enumerate().filter(|(_, text)| !dns(text)) {
            let only = by_first_label.get(text.as_str()).filter(|roots| roots.len() == 1);
            if let Some(root) = only.and_then(|roots| roots.first())
                && !has_dns.contains(&self.union.root(at as u32))
            {
                joins.push((at as u32, *root));
            }
        }
        joins.into_iter().for_each(|(one, other)| self.union.join(one, other));
        self.spread_vouching();
    }

    fn is_vouched_alone(&self, at: usize) -> bool {
        self.vouched.get(at).copied().unwrap_or(false)
    }

    /// A domain is vouched for if one of its spellings is.
    fn spread_vouching(&mut self) {
        let roots: BTreeSet<u32> = (0..self.texts.len())
            .filter(|at| self.is_vouched_alone(*at))
            .map(|at| self.union.root(at as u32))
            .collect();
        for at in 0..self.vouched.len() {
            self.vouched[at] = roots.contains(&self.union.root(at as u32));
        }
    }

    /// The one index that stands for all spellings.
    pub(crate) fn root(&self, at: DomainIndex) -> DomainIndex {
        DomainIndex(self.union.root(at.0))
    }

    /// Whether it is certain that this is a domain. After [`Domains::settle`].
    pub(crate) fn is_vouched(&self, at: DomainIndex) -> bool {
        self.is_vouched_alone(at.0 as usize)
    }

    /// The domain that the domain part of a SID belongs to, if exactly one does.
    pub(crate) fn of_sid(&self, sid_domain: &str) -> Option<DomainIndex> {
        let roots: BTreeSet<u32> =
            self.by_sid.get(sid_domain)?.iter().map(|at| self.union.root(*at)).collect();
        (roots.len() == 1).then(|| roots.first().copied().map(DomainIndex)).flatten()
    }

    /// Canonical spelling of each domain by root: the NetBIOS name in capitals, else the DNS name in small letters.
    pub(crate) fn display(&self) -> FxHashMap<DomainIndex, String> {
        let mut best: FxHashMap<DomainIndex, &String> = FxHashMap::default();
        let order = |text: &String| (text.contains('.'), text.clone());
        for (at, text) in self.texts.iter().enumerate() {
            let known = best.entry(self.root(DomainIndex(at as u32))).or_insert(text);
            if order(text) < order(known) {
                *known = text;
            }
        }
        best.into_iter().map(|(root, text)| (root, spelling(text))).collect()
    }
}

/// NetBIOS names in capitals, DNS names in small letters.
pub(crate) fn spelling(folded: &str) -> String {
    if folded.contains('.') { folded.to_owned() } else { folded.to_uppercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domains(texts: &[&str]) -> (Domains, Vec<DomainIndex>) {
        let mut domains = Domains::default();
        let at = texts.iter().map(|text| domains.add(text).expect("a domain")).collect();
        (domains, at)
    }

    #[test]
    fn spellings_beside_one_sid_are_one_domain() {
        let (mut domains, at) = domains(&["CORP", "ad.example.com", "alias.example", "OTHER"]);
        for text in &at[..2] {
            domains.beside_sid(*text, "s-1-5-21-1-2-3");
        }
        // A UPN suffix that several domains share names none of them.
        domains.beside_sid(at[2], "s-1-5-21-1-2-3");
        domains.beside_sid(at[2], "s-1-5-21-9-9-9");
        domains.vouch(at[0]);
        domains.settle();
        assert_eq!(domains.root(at[0]), domains.root(at[1]));
        assert_ne!(domains.root(at[0]), domains.root(at[2]));
        assert!(domains.is_vouched(at[1]) && !domains.is_vouched(at[3]));
        assert_eq!(domains.display().get(&domains.root(at[1])).map(String::as_str), Some("CORP"));
    }

    #[test]
    fn a_first_label_joins_only_if_it_is_the_only_one() {
        let (mut domains, at) =
            domains(&["CORP", "corp.example.com", "WEB", "web.a.example", "web.b.example"]);
        at.iter().for_each(|at| domains.vouch(*at));
        domains.settle();
        assert_eq!(domains.root(at[0]), domains.root(at[1]));
        assert_ne!(domains.root(at[2]), domains.root(at[3]));
        assert_ne!(domains.root(at[2]), domains.root(at[4]));
    }

    #[test]
    fn what_names_no_domain() {
        let mut domains = Domains::default();
        for text in ["", ".", "-", "WORKGROUP", "Workgroup"] {
            assert_eq!(domains.add(text), None, "{text}");
        }
        assert_eq!(domains.add("corp."), domains.add("CORP"));
    }
}
