//! Which written names of computers are one host: upper and lower case, short name and FQDN.

use std::collections::{BTreeMap, BTreeSet};

/// A name as it is compared: lower case, without blanks and the final dot of an absolute DNS name.
pub(crate) fn fold(name: &str) -> String {
    name.trim().trim_end_matches('.').to_lowercase()
}

/// First label of a folded name: the short name of an FQDN.
pub(crate) fn label(folded: &str) -> &str {
    folded.split('.').next().unwrap_or(folded)
}

/// Canonical names: the FQDN where exactly one begins with the short name, else the name itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct HostNames {
    full: BTreeMap<String, String>,
    known: BTreeSet<String>,
}

impl HostNames {
    /// From all names that were written anywhere. NetBIOS cuts a name at 15 characters, so a cut name counts as short.
    pub(crate) fn new<'a>(written: impl IntoIterator<Item = &'a str>) -> Self {
        let known: BTreeSet<String> = written.into_iter().map(fold).filter(|name| !name.is_empty()).collect();
        let mut candidates: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
        for name in known.iter().filter(|name| label(name) != name.as_str()) {
            let short = label(name);
            candidates.entry(short.to_owned()).or_default().insert(name);
            if let Some(cut) = short.get(..15).filter(|cut| *cut != short) {
                candidates.entry(cut.to_owned()).or_default().insert(name);
            }
        }
        let only = |(short, names): (String, BTreeSet<&String>)| match names.len() {
            1 => names.first().map(|name| (short, (*name).clone())),
            _ => None,
        };
        let full = candidates.into_iter().filter_map(only).collect();
        HostNames { full, known }
    }

    /// The host that a written name means.
    pub(crate) fn canonical(&self, written: &str) -> String {
        let folded = fold(written);
        self.full.get(&folded).cloned().unwrap_or(folded)
    }

    /// Whether any host is written so, or so with a domain behind it.
    pub(crate) fn knows(&self, written: &str) -> bool {
        let folded = fold(written);
        self.full.contains_key(&folded) || self.known.contains(&folded) || self.known.contains(label(&folded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_join_their_only_fqdn() {
        let names = HostNames::new([
            "WEB01",
            "web01.corp.example",
            "dc1.a.example",
            "DC1.b.example",
            "AVERYLONGSERVERNAME.corp.example.",
        ]);
        let table = [
            ("WEB01", "web01.corp.example"),
            ("web01.corp.example.", "web01.corp.example"),
            ("dc1", "dc1"),
            ("AVERYLONGSERVER", "averylongservername.corp.example"),
            ("other", "other"),
        ];
        for (written, wanted) in table {
            assert_eq!(names.canonical(written), wanted);
        }
        assert!(names.knows("Web01") && names.knows("web01.elsewhere") && !names.knows("web02"));
    }
}
