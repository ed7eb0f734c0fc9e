//! Account families: the UsernamePattern of AN1521. Same or similar names share a key.
//!
//! A name has up to five keys: its look-alike skeleton (case, accents, homoglyphs, leet), its core without role words
//! (`adm-jsmith` and `jsmith_da`), its role (administrator, service), its numbered template (`svc-sql#`), and its person
//! (`j.smith`, `smithj`, `john.smith` share first initial and last name). Users may add patterns.
//!
//! Sources: UTS #39 (confusable skeleton); Christen, "A Comparison of Personal Name Matching" (swapped words defeat edit
//! distances, so tokens are compared as sets).

use doorknob_event::account_kind::{ADMINISTRATOR_NAMES, tokens_of};
use doorknob_event::activity::Account;
use doorknob_event::settings::{Settings, wildcard};
use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;

/// What makes a family, weakest last: an earlier kind is preferred when two fit the same accounts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum FamilyKind {
    /// The user's own pattern.
    Pattern,
    /// Look-alikes.
    Skeleton,
    /// The same core with role words around it.
    Core,
    /// The same role.
    Role,
    /// The same text with another number.
    Template,
    /// The same person's name in another order.
    Person,
}

/// A family's key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct FamilyKey {
    /// What makes it.
    pub(crate) kind: FamilyKind,
    /// Its text.
    pub(crate) text: String,
}

impl FamilyKey {
    /// The key in an incident, for example `role:administrator`.
    pub(crate) fn label(&self) -> String {
        let kind = match self.kind {
            FamilyKind::Pattern => "pattern",
            FamilyKind::Skeleton => "look-alike",
            FamilyKind::Core => "core",
            FamilyKind::Role => "role",
            FamilyKind::Template => "template",
            FamilyKind::Person => "person",
        };
        format!("{kind}:{}", self.text)
    }

    /// Why the members belong together, in plain words.
    pub(crate) fn why(&self) -> String {
        match self.kind {
            FamilyKind::Pattern => format!("all match your pattern {}", self.text),
            FamilyKind::Skeleton => format!("all look like {}", self.text),
            FamilyKind::Core => format!("all are {} with other role words", self.text),
            FamilyKind::Role => format!("all are {} names", self.text),
            FamilyKind::Template => format!("all are {} with another number", self.text),
            FamilyKind::Person => format!("all can be the person {}", self.text),
        }
    }
}

/// Words that say what an account is for and not whose it is.
const ROLE_TOKENS: &[&str] = &[
    "adm",
    "admin",
    "administrator",
    "da",
    "ea",
    "t",
    "svc",
    "sa",
    "srv",
    "test",
    "bak",
    "old",
    "tmp",
    "temp",
    "ext",
    "x",
    "priv",
    "user",
    "new",
    "backup",
    "local",
    "service",
];

/// Keys of an account's name. Machine accounts have none.
pub(crate) fn keys_of(account: &Account, settings: &Settings) -> SmallVec<[FamilyKey; 5]> {
    let mut keys = SmallVec::new();
    if account.machine || account.name.is_empty() {
        return keys;
    }
    for family in &settings.account_family {
        if family.accounts.iter().any(|pattern| wildcard(pattern, &account.name)) {
            keys.push(FamilyKey { kind: FamilyKind::Pattern, text: family.name.clone() });
        }
    }
    // Bounded work on hostile names: a SAM name has 20 characters, a UPN prefix 64.
    let folded: String =
        account.name.chars().take(64).collect::<String>().nfkc().collect::<String>().to_lowercase();
    let skeleton = leet_folded(&unicode_security::skeleton(&folded).collect::<String>().to_lowercase());
    keys.push(FamilyKey { kind: FamilyKind::Skeleton, text: skeleton.clone() });
    let tokens = tokens_of(&folded);
    push_core(&tokens, &mut keys);
    push_role(&tokens, &skeleton, &mut keys);
    push_template(&folded, &mut keys);
    push_person(&tokens, &mut keys);
    keys
}

/// Leet digits as letters, where letters stand beside them: `adm1n` but not `user01`.
fn leet_folded(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let letter = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphabetic());
    chars
        .iter()
        .enumerate()
        .map(|(at, c)| {
            let inside = letter(at.checked_sub(1)) && letter(Some(at + 1));
            let leading = at == 0 && letter(Some(1));
            match c {
                '0' if inside || leading => 'o',
                '1' if inside => 'i',
                '3' if inside => 'e',
                '4' | '@' if inside || leading => 'a',
                '5' | '$' if inside => 's',
                '7' if inside => 't',
                other => *other,
            }
        })
        // The skeleton maps `l` and `1` and `I` to `l`; `i` and `l` look alike in many fonts.
        .map(|c| if c == 'l' { 'i' } else { c })
        .collect()
}

/// A number of two digits and more numbers a series (`student07`): then the rest is a convention and no name.
fn is_series_number(token: &str) -> bool {
    token.len() >= 2 && token.chars().all(|c| c.is_ascii_digit())
}

fn push_core(tokens: &[String], keys: &mut SmallVec<[FamilyKey; 5]>) {
    let core: Vec<&str> = tokens
        .iter()
        .map(String::as_str)
        .filter(|token| !ROLE_TOKENS.contains(token))
        .filter(|token| !token.chars().all(char::is_numeric) || is_series_number(token))
        .collect();
    let text = core.concat();
    if text.chars().count() >= 3 {
        keys.push(FamilyKey { kind: FamilyKind::Core, text });
    }
}

fn push_role(tokens: &[String], skeleton: &str, keys: &mut SmallVec<[FamilyKey; 5]>) {
    let skeleton_admin =
        ["administrator", "admin", "root", "sysadmin"].iter().any(|name| leet_folded(name) == skeleton);
    if skeleton_admin || tokens.iter().any(|token| ADMINISTRATOR_NAMES.contains(&token.as_str())) {
        keys.push(FamilyKey { kind: FamilyKind::Role, text: "administrator".into() });
    } else if tokens
        .iter()
        .any(|token| matches!(token.as_str(), "svc" | "service" | "sa" | "srv" | "sql" | "backup"))
    {
        keys.push(FamilyKey { kind: FamilyKind::Role, text: "service".into() });
    }
}

fn push_template(folded: &str, keys: &mut SmallVec<[FamilyKey; 5]>) {
    if !folded.contains(|c: char| c.is_ascii_digit()) {
        return;
    }
    let mut text = String::new();
    for c in folded.chars() {
        if !c.is_ascii_digit() {
            text.push(c);
        } else if !text.ends_with('#') {
            text.push('#');
        }
    }
    if text.chars().filter(|c| c.is_alphabetic()).count() >= 2 {
        keys.push(FamilyKey { kind: FamilyKind::Template, text });
    }
}

/// `initial+last`: of `john.smith`, `j.smith`, `jsmith`, `smith.john`, `smithj` all give candidates that include `j smith`.
fn push_person(tokens: &[String], keys: &mut SmallVec<[FamilyKey; 5]>) {
    if tokens.iter().any(|token| is_series_number(token)) {
        return;
    }
    let words: Vec<&str> = tokens
        .iter()
        .map(String::as_str)
        .filter(|t| t.chars().all(char::is_alphabetic) && !ROLE_TOKENS.contains(t))
        .collect();
    let initial_and = |first: &str, last: &str| {
        let initial = first.chars().next()?;
        (last.chars().count() >= 3).then(|| format!("{initial} {last}"))
    };
    let mut push = |text: Option<String>| {
        if let Some(text) = text {
            let key = FamilyKey { kind: FamilyKind::Person, text };
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    };
    match words.as_slice() {
        [one] if one.chars().count() >= 5 => {
            let chars: Vec<char> = one.chars().collect();
            let first: String = chars[..1].iter().collect();
            let rest: String = chars[1..].iter().collect();
            push(initial_and(&first, &rest));
            let last = chars.len() - 1;
            let initial: String = chars[last..].iter().collect();
            let front: String = chars[..last].iter().collect();
            push(initial_and(&initial, &front));
        }
        [one, two] => {
            push(initial_and(one, two));
            push(initial_and(two, one));
        }
        _ => {}
    }
}

/// A name as [`is_one_slip`] compares it, made once for each account: small letters, the first 64.
pub(crate) fn letters(name: &str) -> Box<[char]> {
    name.chars().take(64).flat_map(char::to_lowercase).collect()
}

/// One letter more, less, other or swapped: `r.hughe5` and `r.hughes`, `jonh` and `john`. Digits beside digits are numbers,
/// and a digit more is the next person of that name, so these are not meant. Short names have too many neighbours.
pub(crate) fn is_one_slip(one: &[char], other: &[char]) -> bool {
    let (one, other) = if one.len() > other.len() { (other, one) } else { (one, other) };
    if one.len() < 5 || other.len() - one.len() > 1 {
        return false;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (left, right) = (&one[same..], &other[same..]);
    match (left, right) {
        ([], [added]) => !added.is_ascii_digit(),
        ([a, left @ ..], [b, right @ ..]) if one.len() == other.len() => {
            let swapped = matches!((left, right), ([c, left @ ..], [d, right @ ..]) if a == d && b == c && left == right);
            left == right && !(a.is_ascii_digit() && b.is_ascii_digit()) || swapped
        }
        (_, [added, right @ ..]) => left == right && !added.is_ascii_digit(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::activity::Authority;

    fn keys(name: &str) -> Vec<String> {
        let account = Account {
            name: name.into(),
            domain: String::new(),
            sid: None,
            authority: Authority::Unknown,
            key: name.into(),
            machine: false,
            secret_like: false,
            builtin_administrator: false,
            privileged: None,
        };
        keys_of(&account, &Settings::default()).iter().map(FamilyKey::label).collect()
    }

    fn share(names: &[&str]) -> bool {
        let first = keys(names[0]);
        first.iter().any(|key| names.iter().all(|name| keys(name).contains(key)))
    }

    #[test]
    fn similar_names_share_a_key() {
        for names in [
            &["Administrator", "ADMINISTRATOR", "adm1nistrator", "аdministrator"][..],
            &["administrator", "admin", "root", "sysadmin", "localadmin", "admin1"],
            &["svc-sql01", "svc-sql02", "SVC-SQL17"],
            &["jsmith", "adm-jsmith", "jsmith_da", "jsmith-old"],
            &["j.smith", "jsmith", "smithj", "john.smith", "smith.john"],
        ] {
            assert!(share(names), "{names:?}: {:?}", names.iter().map(|name| keys(name)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn slips_of_one_letter() {
        for (one, other, slip) in [
            ("r.hughes", "r.hughe5", true),
            ("r.hughes", "r.hughes_", true),
            ("r.hughes", "R.HUGHE", true),
            ("r.hughes", "r.huhges", true),
            ("r.hughes", "r.hughes2", false),
            ("student07", "student08", false),
            ("anna", "anne", false),
            ("r.hughes", "r.hugh35", false),
            ("r.hughes", "r.hughes", false),
        ] {
            let (left, right) = (letters(one), letters(other));
            assert_eq!(is_one_slip(&left, &right), slip, "{one} {other}");
            assert_eq!(is_one_slip(&right, &left), slip, "{other} {one}");
        }
    }

    #[test]
    fn different_people_do_not() {
        assert!(!share(&["alice", "bob"]));
        assert!(!share(&["j.smith", "k.jones"]));
        assert!(!share(&["mwilson", "pgarcia"]));
        // A series shares its template only, which is often a naming convention.
        let shared: Vec<String> =
            keys("student07").into_iter().filter(|key| keys("student11").contains(key)).collect();
        assert_eq!(shared, ["template:student#"]);
    }
}
