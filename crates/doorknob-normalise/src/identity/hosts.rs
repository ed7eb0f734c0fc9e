//! Which names of computers are one host.

use super::fold::{fold, is_netbios_of, label};
use doorknob_event::activity::HostId;
use doorknob_event::interner::{Interner, TextId};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// The computers that logged events. Ids follow the order of names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts {
    /// Folded names, FQDN where known, in order.
    names: Vec<String>,
    of_text: FxHashMap<TextId, HostId>,
    by_label: FxHashMap<String, Vec<HostId>>,
}

impl Hosts {
    /// From the names that events were logged under. A short name and an FQDN are one host if exactly one FQDN begins so.
    pub(crate) fn new(written: impl IntoIterator<Item = TextId>, interner: &Interner) -> Self {
        let written: Vec<TextId> = written.into_iter().collect();
        let folded = |id: &TextId| fold(interner.text_of(*id).trim_end_matches('.')).into_owned();
        let all: BTreeSet<String> = written.iter().map(folded).collect();
        let is_full = |name: &String| label(name) != name.as_str();
        let full: Vec<&String> = all.iter().filter(|name| is_full(name)).collect();
        let mut by_short: FxHashMap<&str, Vec<&String>> = FxHashMap::default();
        for name in &full {
            let short = label(name);
            by_short.entry(short).or_default().push(name);
            if let Some(cut) = short.get(..15).filter(|cut| *cut != short) {
                by_short.entry(cut).or_default().push(name);
            }
        }
        let canonical = |name: &String| -> String {
            match by_short.get(name.as_str()).map(Vec::as_slice) {
                Some([only]) if !is_full(name) => (*only).clone(),
                _ => name.clone(),
            }
        };
        let names: Vec<String> = all.iter().map(canonical).collect::<BTreeSet<_>>().into_iter().collect();
        let place = |name: &String| names.binary_search(name).map_or(HostId(0), |at| HostId(at as u32));
        let of_text = written.iter().map(|id| (*id, place(&canonical(&folded(id))))).collect();
        let mut by_label: FxHashMap<String, Vec<HostId>> = FxHashMap::default();
        for (at, name) in names.iter().enumerate() {
            by_label.entry(label(name).to_owned()).or_default().push(HostId(at as u32));
        }
        Hosts { names, of_text, by_label }
    }

    /// The host that an event names as its computer. Every such name was given to [`Hosts::new`].
    pub(crate) fn of(&self, written: TextId) -> HostId {
        self.of_text.get(&written).copied().unwrap_or(HostId(0))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Folded name, as long as known; empty for events that do not name their computer.
    pub(crate) fn name(&self, host: HostId) -> &str {
        self.names.get(host.0 as usize).map_or("", String::as_str)
    }

    /// Folded first label.
    pub(crate) fn label(&self, host: HostId) -> &str {
        label(self.name(host))
    }

    /// Everything behind the first label; empty for a short name.
    pub(crate) fn suffix(&self, host: HostId) -> &str {
        let name = self.name(host);
        name.get(label(name).len() + 1..).unwrap_or_default()
    }

    /// Whether a folded name means this host.
    pub(crate) fn is_named(&self, host: HostId, folded: &str) -> bool {
        let name = self.name(host);
        !folded.is_empty() && (folded == name || is_netbios_of(folded, label(name)))
    }

    /// The one host that a folded name means; `None` if there is none or more than one.
    pub(crate) fn find(&self, folded: &str) -> Option<HostId> {
        let folded = folded.trim_end_matches('.');
        let candidates = self.by_label.get(label(folded))?;
        if label(folded) != folded {
            let full = candidates.iter().find(|host| self.name(**host) == folded);
            // A full name may mean a host that is known by its short name only.
            return full.or_else(|| candidates.iter().find(|host| self.suffix(**host).is_empty())).copied();
        }
        match candidates.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_full_names_are_one_host_if_that_is_certain() {
        let mut interner = Interner::new();
        let names =
            ["SRV1", "srv1.corp.example.com", "web", "web.a.example", "web.b.example", "10.0.0.1", ""];
        let ids: Vec<TextId> = names.iter().map(|name| interner.text(name)).collect();
        let hosts = Hosts::new(ids.iter().copied(), &interner);
        let named: Vec<&str> = ids.iter().map(|id| hosts.name(hosts.of(*id))).collect();
        let wanted = [
            "srv1.corp.example.com",
            "srv1.corp.example.com",
            "web",
            "web.a.example",
            "web.b.example",
            "10.0.0.1",
            "",
        ];
        assert_eq!(named, wanted);
        let srv1 = hosts.of(ids[0]);
        assert_eq!((hosts.label(srv1), hosts.suffix(srv1)), ("srv1", "corp.example.com"));
        assert!(hosts.is_named(srv1, "srv1") && !hosts.is_named(srv1, "srv"));
        assert_eq!(hosts.find("srv1"), Some(srv1));
        assert_eq!(hosts.find("web"), None);
        assert_eq!(hosts.find("web.a.example").map(|host| hosts.name(host)), Some("web.a.example"));
    }
}
