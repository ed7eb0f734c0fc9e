//! Logon types as words. Source: Microsoft Learn, event 4624, "Logon types and descriptions".

const WORDS: [(&str, u64); 13] = [
    ("system", 0),
    ("interactive", 2),
    ("network", 3),
    ("batch", 4),
    ("service", 5),
    ("unlock", 7),
    ("networkcleartext", 8),
    ("newcredentials", 9),
    ("remoteinteractive", 10),
    ("cachedinteractive", 11),
    ("cachedremoteinteractive", 12),
    ("cachedunlock", 13),
    ("cachedunlockcredentials", 13),
];

/// `3`, `3 - NETWORK`, `Network`, `RemoteInteractive` as its number.
pub(super) fn logon_type(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    if !digits.is_empty() {
        return digits.parse().ok();
    }
    let word: String = text.chars().filter(|c| c.is_ascii_alphabetic()).collect();
    WORDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known)).map(|(_, number)| *number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_give_the_same() {
        let table = [
            ("3", Some(3)),
            ("3 - NETWORK", Some(3)),
            ("Network", Some(3)),
            ("NETWORK CLEARTEXT", Some(8)),
            ("10 - REMOTE INTERACTIVE", Some(10)),
            ("-", None),
            ("", None),
        ];
        for (text, wanted) in table {
            assert_eq!(logon_type(text), wanted, "{text}");
        }
    }
}
