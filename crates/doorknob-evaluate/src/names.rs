//! Whether two spellings mean the same machine or account. Tools print names as they found them: `FS01`,
//! `fs01.corp.example`, `\\FS01`, `CORP\alice`, `alice@corp.example`.

use std::net::IpAddr;

/// A machine's name in one spelling: lower case, without `\\`, a trailing dot or the `$` of its account.
pub(crate) fn machine_key(name: &str) -> String {
    name.trim().trim_start_matches('\\').trim_end_matches(['.', '$']).to_lowercase()
}

/// The first label of a machine's name; an address has none and is itself.
pub(crate) fn first_label(key: &str) -> &str {
    if key.parse::<IpAddr>().is_ok() { key } else { key.split('.').next().unwrap_or(key) }
}

/// Same machine: equal names, or the same first label where one of the two is short. Two full names of different
/// domains are two machines.
pub(crate) fn same_machine(one: &str, other: &str) -> bool {
    let (one, other) = (machine_key(one), machine_key(other));
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let short = first_label(&one) == one || first_label(&other) == other;
    one == other || short && first_label(&one) == first_label(&other)
}

/// An account's name without its domain, in lower case.
pub(crate) fn account_key(name: &str) -> String {
    let name = name.trim();
    let name = name.rsplit_once('\\').map_or(name, |(_, name)| name);
    let name = name.split_once('@').map_or(name, |(name, _)| name);
    name.to_lowercase()
}

/// Same account: equal names, and domains that do not contradict each other. A domain that is not said (`""`, `-`, `.`)
/// contradicts nothing; of `CORP` and `corp.example` the first labels are compared.
pub(crate) fn same_account(one: (&str, &str), other: (&str, &str)) -> bool {
    let said = |domain: &str| {
        let key = machine_key(domain);
        (!matches!(key.as_str(), "" | "-")).then(|| first_label(&key).to_owned())
    };
    let domains_agree = match (said(one.1), said(other.1)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    account_key(one.0) == account_key(other.0) && domains_agree
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines() {
        for (one, other, same) in [
            ("FS01", "fs01.corp.example", true),
            ("fs01.corp.example", "FS01.CORP.EXAMPLE.", true),
            ("fs01.corp.example", "fs01.other.example", false),
            ("\\\\FS01", "fs01", true),
            ("FS01$", "fs01", true),
            ("10.0.1.30", "10.0.1.31", false),
            ("10.0.1.30", "10", false),
            ("10.0.1.30", "10.0.1.30", true),
            ("", "", false),
        ] {
            assert_eq!(same_machine(one, other), same, "{one} {other}");
        }
    }

    #[test]
    fn accounts() {
        for (one, other, same) in [
            (("alice", "CORP"), ("ALICE", "corp.example"), true),
            (("CORP\\alice", ""), ("alice@corp.example", ""), true),
            (("alice", "CORP"), ("alice", "LAB"), false),
            (("alice", "."), ("alice", "FS01"), true),
            (("alice", ""), ("alicia", ""), false),
        ] {
            assert_eq!(same_account(one, other), same, "{one:?} {other:?}");
        }
    }
}
