//! An account name as written, taken apart.

use doorknob_event::interner::{Interner, WrittenName};

/// The parts of a written name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Parts<'a> {
    /// Domain, NetBIOS or DNS, or the suffix of a UPN; empty, `.` or a name.
    pub(crate) domain: &'a str,
    /// Name within the domain.
    pub(crate) user: &'a str,
    /// The name as written, if the domain was taken from its end (`user@suffix`): it stands again if the suffix is none
    /// of the known domains.
    pub(crate) upn: Option<&'a str>,
    /// SID as text, or empty.
    pub(crate) sid: &'a str,
}

/// Domains whose accounts are e-mail addresses: the `@` belongs to the name.
const MAIL_DOMAINS: [&str; 2] = ["MicrosoftAccount", "AzureAD"];

/// Takes a written name apart: `DOMAIN\user`, `user@suffix`, or domain and name in fields of their own.
pub(crate) fn parts<'a>(interner: &'a Interner, written: WrittenName) -> Parts<'a> {
    let domain = interner.text_of(written.domain);
    let name = interner.text_of(written.name);
    // A gateway writes the empty domain of `alice@corp.example.com` before it.
    let name = name.strip_prefix('\\').filter(|rest| !rest.is_empty()).unwrap_or(name);
    let sid = interner.text_of(written.sid);
    if let Some((prefix, user)) = name.split_once('\\').filter(|(_, user)| !user.is_empty()) {
        return Parts { domain: prefix, user, upn: None, sid };
    }
    if MAIL_DOMAINS.iter().any(|mail| mail.eq_ignore_ascii_case(domain)) {
        return Parts { domain, user: name, upn: None, sid };
    }
    match name.rsplit_once('@') {
        // A carrier or the Kerberos server repeats the domain behind the name.
        Some((user, suffix)) if !user.is_empty() && repeats(domain, suffix) => {
            Parts { domain, user, upn: None, sid }
        }
        Some((user, suffix)) if !user.is_empty() && matches!(domain, "" | ".") && is_dns(suffix) => {
            Parts { domain: suffix, user, upn: Some(name), sid }
        }
        _ => Parts { domain, user: name, upn: None, sid },
    }
}

/// `CORP` and `corp.example.com`, or the same name in another case.
fn repeats(domain: &str, suffix: &str) -> bool {
    let first = suffix.split('.').next().unwrap_or_default();
    !domain.is_empty() && (domain.eq_ignore_ascii_case(suffix) || domain.eq_ignore_ascii_case(first))
}

/// At least two labels of letters, digits and hyphens: what follows the `@` of a password is rarely that.
fn is_dns(suffix: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    suffix.contains('.') && suffix.split('.').all(is_label)
}

/// Authority and domain part of an account SID: `S-1-5-21-a-b-c-RID` gives `S-1-5-21-a-b-c` and the RID.
pub(crate) fn sid_parts(sid: &str) -> Option<(&str, &str)> {
    let (prefix, rid) = sid.rsplit_once('-')?;
    let is_domain = prefix.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("S-1-5-21-"));
    (is_domain && prefix.split('-').count() == 7).then_some((prefix, rid))
}

/// Whether a SID is that of one account of a domain, a host or Entra, in any case.
pub(crate) fn is_account_sid(sid: &str) -> bool {
    let starts =
        |prefix: &str| sid.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    starts("S-1-5-21-") || starts("S-1-12-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_every_spelling() {
        // (domain field, name field, domain, user, is a UPN)
        let table = [
            ("CORP", "alice", "CORP", "alice", false),
            ("", r"CORP\alice", "CORP", "alice", false),
            ("", r"\alice", "", "alice", false),
            ("", r"\alice@corp.example.com", "corp.example.com", "alice", true),
            (".", "alice", ".", "alice", false),
            ("", "alice@corp.example.com", "corp.example.com", "alice", true),
            ("CORP.EXAMPLE.COM", "alice@CORP.EXAMPLE.COM", "CORP.EXAMPLE.COM", "alice", false),
            ("CORP", "alice@corp.example.com", "CORP", "alice", false),
            ("CORP", "bob@mail.example", "CORP", "bob@mail.example", false),
            ("MicrosoftAccount", "bob@mail.example", "MicrosoftAccount", "bob@mail.example", false),
            ("", "P@ssw0rd1!", "", "P@ssw0rd1!", false),
            ("", "@corp.example.com", "", "@corp.example.com", false),
            ("", "", "", "", false),
        ];
        for (domain, name, wanted_domain, user, upn) in table {
            let mut interner = Interner::new();
            let written = WrittenName {
                domain: interner.text(domain),
                name: interner.text(name),
                sid: Default::default(),
            };
            let read = parts(&interner, written);
            assert_eq!(
                (read.domain, read.user, read.upn.is_some()),
                (wanted_domain, user, upn),
                "{domain} {name}"
            );
        }
    }

    #[test]
    fn account_sids_have_a_domain_part() {
        assert_eq!(sid_parts("S-1-5-21-1-2-3-500"), Some(("S-1-5-21-1-2-3", "500")));
        assert_eq!(sid_parts("S-1-5-18"), None);
        assert_eq!(sid_parts("S-1-5-21-1-2-3"), None);
        assert_eq!(sid_parts(""), None);
    }
}
