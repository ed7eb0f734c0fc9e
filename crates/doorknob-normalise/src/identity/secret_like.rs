//! Passwords typed into the name field.

/// Shortest text taken for a password.
const LENGTH_MIN: usize = 8;

/// Shortest text taken for one of the commonest passwords.
const COMMON_LENGTH_MIN: usize = 6;

/// Words that stand in lists of leaked passwords and are not used as names. Words that are both, such as `admin`, `test`,
/// `dragon` or `master`, are left out: a name shown in clear that is a name helps more than a mask.
const STEMS: [&str; 24] = [
    "abc",
    "asdf",
    "azerty",
    "bienvenue",
    "changeit",
    "changeme",
    "contrasena",
    "football",
    "geheim",
    "hello",
    "iloveyou",
    "kennwort",
    "letmein",
    "motdepasse",
    "pass",
    "password",
    "passwort",
    "qwerty",
    "qwertz",
    "secret",
    "sunshine",
    "trustno",
    "welcome",
    "willkommen",
];

/// Seasons and months, in which passwords that must change are kept.
const SEASONS: [&str; 20] = [
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "sommer",
    "herbst",
    "fruehling",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Whether a name looks like a password. Three shapes do:
/// - long enough, with a digit, a symbol that names do not have, and either an upper-case letter or a second such symbol;
/// - a season or month and a year (`Winter2023`, `Summer24`);
/// - words of [`STEMS`] with digits behind them or in the place of letters (`letmein123`, `Passw0rd`, `S3cretPass`).
///
/// Names such as `svc-sql2019`, `j.smith2`, `student01`, `Admin2023`, `adm_jsmith` and mail addresses do not.
///
/// Only asked of names that never existed and never logged on.
pub(crate) fn is_secret_like(name: &str) -> bool {
    has_symbols(name) || is_season(name) || is_common(name)
}

/// `Winter2023`, and with a capital also `Winter23`.
fn is_season(name: &str) -> bool {
    let (word, digits) = without_digits_behind(name);
    let year = match digits.len() {
        4 => digits.starts_with("20"),
        2 => word.starts_with(char::is_uppercase),
        _ => false,
    };
    year && SEASONS.contains(&word.to_lowercase().as_str())
}

/// Words of [`STEMS`] and nothing else, with a digit somewhere.
fn is_common(name: &str) -> bool {
    let (word, _) = without_digits_behind(name);
    let spelt = |one: char| -> String {
        let letter = |c: char| match c {
            '0' => 'o',
            '1' => one,
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        };
        word.to_lowercase().chars().map(letter).collect()
    };
    name.chars().count() >= COMMON_LENGTH_MIN
        && name.chars().any(|c| c.is_ascii_digit())
        && !word.is_empty()
        && ['i', 'l'].into_iter().any(|one| is_made_of_stems(&spelt(one)))
}

/// The longest stem is taken first, so that no text is looked at twice.
fn is_made_of_stems(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let longest = STEMS.iter().filter_map(|stem| rest.strip_prefix(stem)).min_by_key(|rest| rest.len());
        match longest {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    true
}

/// `Winter2023` as `Winter` and `2023`.
fn without_digits_behind(name: &str) -> (&str, &str) {
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (word, name.strip_prefix(word).unwrap_or_default())
}

/// Digits and symbols that names do not have.
fn has_symbols(name: &str) -> bool {
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
        for secret in [
            "P@ssw0rd!",
            "Summer2024!",
            "x7#kf!9q",
            "Tr0ub4dor&3",
            "Winter2023",
            "Summer24",
            "password1",
            "Passw0rd",
            "letmein123",
            "S3cretPass",
            "P4ssw0rd2019",
            "We1come1",
        ] {
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
            "student01",
            "svc-sql2019",
            "Admin2023",
            "h.meier2",
            "summer23",
            "april01",
            "passport1",
            "secretary2",
            "12345678",
            "abc1",
            "password",
            "",
        ];
        for name in names {
            assert!(!is_secret_like(name), "{name}");
        }
    }
}
