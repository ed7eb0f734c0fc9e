//! The settings in force as rules and queries for people who must also run them in their SIEM.
//!
//! A query counts; it does not know who usually logs on from where, weigh explanations, join the records of one try, or
//! recover an address. So these express AN1521's three mutable elements and the floor, and say so in their head:
//!
//! | question | threshold |
//! |---|---|
//! | how many sources fail on one account or family, in the window, 1 h, 24 h and 7 d | `source_threshold` |
//! | how many failures has one account or family in the window | `failure_floor` |
//! | on how many accounts does one source fail in the window | `failure_floor` |
//! | does a success follow so many failures of one source on one account | `failure_floor` |

pub(crate) mod esql;
pub(crate) mod kql;
pub(crate) mod sigma;
pub(crate) mod spl;

use doorknob_event::settings::{Allow, Network, Settings};
use doorknob_report::visible::visible;
use std::io::{self, Write};

/// Minutes of the layers beside the window. Source: the analytic's description in the settings.
const LAYERS: [(u32, &str); 3] = [(60, "1 h"), (1_440, "24 h"), (10_080, "7 d")];

/// Windows in which sources are counted: the one that is set, and longer layers.
fn windows(settings: &Settings) -> Vec<(u32, String)> {
    let own = (settings.window_minutes, format!("{} min", settings.window_minutes));
    let longer = LAYERS.iter().filter(|(minutes, _)| *minutes > settings.window_minutes);
    std::iter::once(own).chain(longer.map(|(minutes, name)| (*minutes, (*name).to_owned()))).collect()
}

/// One entry of what is not to be told: all given parts must match.
struct Exception<'a> {
    account: Option<&'a str>,
    network: Option<Network>,
    /// Name that a client without an address claims, case ignored. Where an address is known a name says nothing.
    claimed: Option<&'a str>,
    host: Option<&'a str>,
    why: String,
}

/// Allow list and approved scanners. Times are told, not applied: a query has no event time of its own to hold them
/// against.
fn exceptions(settings: &Settings) -> Vec<Exception<'_>> {
    let says_something =
        |allow: &&Allow| allow.account.is_some() || allow.address.is_some() || allow.host.is_some();
    let allowed = settings.allow.iter().filter(says_something).map(|allow| Exception {
        account: allow.account.as_deref(),
        network: allow.address,
        claimed: None,
        host: allow.host.as_deref(),
        why: match allow.expires {
            Some(expires) => format!("{} (remove after {expires})", allow.reason),
            None => allow.reason.clone(),
        },
    });
    let scanners = settings.approved_scanner.iter().flat_map(|scanner| {
        let why = match scanner.until {
            Some(until) => format!("scanner: {} (remove after {until})", scanner.reason),
            None => format!("scanner: {}", scanner.reason),
        };
        let by_address = Exception {
            account: None,
            network: Some(scanner.address),
            claimed: None,
            host: None,
            why: why.clone(),
        };
        let by_name = scanner.name.as_deref().map(|name| Exception {
            account: None,
            network: None,
            claimed: Some(name),
            host: None,
            why: format!("{why}, by the name that it claims where there is no address"),
        });
        std::iter::once(by_address).chain(by_name)
    });
    allowed.chain(scanners).collect()
}

/// `CORP\svc-*` as domain and name.
fn domain_and_name(pattern: &str) -> (Option<&str>, &str) {
    pattern.split_once('\\').map_or((None, pattern), |(domain, name)| (Some(domain), name))
}

/// A pattern of `*` wildcards as a regular expression over the whole text; letters and digits stand for themselves and
/// everything else is escaped by its code, so no character can mean anything.
fn regex(pattern: &str) -> String {
    let one = |character: char| match character {
        '*' => ".*".to_owned(),
        c if c.is_alphanumeric() || c == '_' => c.to_string(),
        c => format!("\\x{{{:x}}}", u32::from(c)),
    };
    format!("(?i)^{}$", pattern.chars().map(one).collect::<String>())
}

/// The head of a file, one line each behind the language's mark of a comment.
fn write_head(out: &mut dyn Write, mark: &str, settings: &Settings, language: &str) -> io::Result<()> {
    let lines = [
        format!("Doorknob: the settings in force as {language}. MITRE ATT&CK AN1521 (DET0551, T1110.001)."),
        format!(
            "TimeWindow {} min, SourceIPThreshold {}, failures always told {}.",
            settings.window_minutes, settings.source_threshold, settings.failure_floor
        ),
        "A query counts. It does not know which sources are familiar, weigh harmless explanations, join the records of".to_owned(),
        "one try or recover a missing address, so expect more alerts than from doorknob itself, each unexplained.".to_owned(),
    ];
    lines.iter().try_for_each(|line| writeln!(out, "{mark} {line}"))?;
    for exception in exceptions(settings) {
        writeln!(out, "{mark} not told: {}", comment(&exception.why))?;
    }
    Ok(())
}

/// A text of the settings within a comment: one line.
fn comment(text: &str) -> String {
    visible(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_become_whole_expressions_without_meaning() {
        assert_eq!(regex("svc-*"), "(?i)^svc\\x{2d}.*$");
        assert_eq!(regex("a.b\"c"), "(?i)^a\\x{2e}b\\x{22}c$");
        assert_eq!(domain_and_name("CORP\\svc-*"), (Some("CORP"), "svc-*"));
    }

    #[test]
    fn layers_shorter_than_the_window_are_left_out() {
        let settings = Settings { window_minutes: 120, ..Settings::default() };
        let names: Vec<String> = windows(&settings).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["120 min", "24 h", "7 d"]);
    }
}
