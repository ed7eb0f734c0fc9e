//! Passwords typed into the name field.

/// Shortest text taken for a password.
const LENGTH_MIN: usize = 8;

/// Whether a name looks like a password: long enough, with a digit, a symbol that names do not have, and either an
/// upper-case letter or a second such symbol. Names such as `svc-sql01`, `j.smith2`,
/// `adm_jsmith` and mail addresses do not.
///
/// Only asked of names that never existed and never logged on.
pub(crate) fn is_secret_like(name: &str) -> bool {
    let is_symbol = |c: char| {
        !c.is_alphanumeric()
            && !c.is_whitespace()
            && !c.is_control()
            && !matches!(c, '.' | '-' | '_' | '\\' | '/')
    };
    let is_mail = name.rsplit_once('@').is_some_and(|(user, suffix)| {
        suffix.contains('.') && !user.chars().any(is_symbol) && !suffix.chars().any(is_symbol)
    });
    // A machine account's dollar is no symbol of a password.
    let body = name.strip_suffix('$').unwrap_or(name);
    name.chars().count() >= LENGTH_MIN
        && !is_mail
        && body.chars().any(|c| c.is_ascii_digit())
        && body.chars().any(is_symbol)
        && (name.chars().any(char::is_uppercase) || name.chars().filter(|c| is_symbol(*c)).count() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_told_from_names() {
        for secret in ["P@ssw0rd!", "Summer2024!", "x7#kf!9q", "Tr0ub4dor&3"] {
            assert!(is_secret_like(secret), "{secret}");
        }
        let names = [
            "svc-sql01",
            "j.smith2",
            "Alice.Example1",
            "alice01@corp.example.com",
            "SRV-FILE-01$",
            "DESKTOP-8F3K2L1",
            "administrator",
            "john doe 12",
            "a1!",
        ];
        for name in names {
            assert!(!is_secret_like(name), "{name}");
        }
    }
}
