//! Case and width folding of names, as a directory compares them.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Folded text: NFKC, lower case. Full-width letters are the letters, as in Active Directory.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        return Cow::Owned(text.nfkc().flat_map(char::to_lowercase).collect());
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    Cow::Borrowed(text)
}

/// The first label of a name with dots; the name itself without. An address is its own label.
pub(crate) fn label(name: &str) -> &str {
    if name.parse::<std::net::IpAddr>().is_ok() {
        return name;
    }
    name.split('.').next().unwrap_or(name)
}

/// Longest NetBIOS name; longer host names are cut to it. Source: [MS-NBTE] section 1.8 (16 bytes, the last a suffix).
const NETBIOS_MAX: usize = 15;

/// Whether `short` is the NetBIOS form of `label`.
pub(crate) fn is_netbios_of(short: &str, label: &str) -> bool {
    short == label || (short.len() == NETBIOS_MAX && label.len() > NETBIOS_MAX && label.starts_with(short))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_is_that_of_a_directory() {
        let table = [
            ("ADMINISTRATOR", "administrator"),
            ("Администратор", "администратор"),
            ("Ａｄｍｉｎ", "admin"),
            ("JÄRJESTELMÄNVALVOJA", "järjestelmänvalvoja"),
        ];
        for (text, folded) in table {
            assert_eq!(fold(text), folded);
        }
        // Look-alikes of another script stay apart: they are other accounts.
        assert_ne!(fold("аdmin"), fold("admin"));
    }

    #[test]
    fn labels() {
        assert_eq!(label("srv1.corp.example.com"), "srv1");
        assert_eq!(label("10.0.0.1"), "10.0.0.1");
        assert!(is_netbios_of("a-very-long-hos", "a-very-long-host-name"));
        assert!(!is_netbios_of("srv", "srv1"));
    }
}
