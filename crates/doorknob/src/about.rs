//! What is detected: the analytic, its mutable elements and their values in force.

use crate::arguments::{ColourChoice, TuningArguments};
use crate::configuration::{self, Configuration};
use crate::destination::to_stdout;
use crate::setting;
use crate::terminal;
use doorknob_report::sheet::{self, Part};

/// The attribution that MITRE's terms of use ask for. Source: <https://attack.mitre.org/resources/legal-and-branding/terms-of-use/>.
const ATTRIBUTION: &str = "© The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.";

pub(crate) fn print(flags: &TuningArguments, colour: ColourChoice) -> anyhow::Result<()> {
    let configuration = configuration::load(flags)?;
    let parts =
        [program(), analytic(), mutable_elements(&configuration), other_settings(&configuration), thanks()];
    let style = terminal::style(colour);
    to_stdout(|out| sheet::write(out, &parts, style))
}

fn part(heading: &str, facts: Vec<(&str, String)>) -> Part {
    Part {
        heading: heading.to_owned(),
        facts: facts.into_iter().map(|(label, text)| (label.to_owned(), text)).collect(),
    }
}

fn program() -> Part {
    let name = format!("doorknob {}", env!("CARGO_PKG_VERSION"));
    part(
        &name,
        vec![("", "Turns Windows authentication failures into a handful of explained incidents.".to_owned())],
    )
}

fn analytic() -> Part {
    part(
        "Detects",
        vec![
            ("analytic", "AN1521, Windows: series of authentication failures (event 4625) targeting the same or similar \
                          user accounts over time from one or more remote addresses".to_owned()),
            ("strategy", "DET0551, Password Guessing via Multi-Source Authentication Failure Correlation".to_owned()),
            ("technique", "T1110.001, Brute Force: Password Guessing".to_owned()),
            ("also told", "T1110.003 password spraying, T1110.004 credential stuffing, T1087.002 discovery of domain \
                           accounts, T1078 valid accounts after a success".to_owned()),
            ("ATT&CK", "Enterprise, version 18 and later (analytics and detection strategies exist since 18)".to_owned()),
        ],
    )
}

/// The three that the analytic leaves to its user.
fn mutable_elements(configuration: &Configuration) -> Part {
    let settings = &configuration.settings;
    let families = match settings.account_family.as_slice() {
        [] => "built-in families only".to_owned(),
        own => {
            let own: Vec<String> = own
                .iter()
                .map(|family| format!("{} ({})", family.name, family.accounts.join(", ")))
                .collect();
            format!("built-in families and {}", own.join("; "))
        }
    };
    part(
        "Mutable elements in force",
        vec![
            ("TimeWindow", format!("{} min, with layers of 1 h, 24 h and 7 d", settings.window_minutes)),
            ("", setting::WINDOW.help.to_owned()),
            ("UsernamePattern", families),
            ("", setting::FAMILY.help.to_owned()),
            ("SourceIPThreshold", format!("{} unfamiliar sources", settings.source_threshold)),
            ("", setting::SOURCE_THRESHOLD.help.to_owned()),
        ],
    )
}

fn other_settings(configuration: &Configuration) -> Part {
    let settings = &configuration.settings;
    let from = match &configuration.file {
        Some(file) => format!("{}, then flags", file.display()),
        None => "the defaults, then flags".to_owned(),
    };
    let number = |length: usize, what: &str| match length {
        0 => "none".to_owned(),
        some => format!("{some} {what}"),
    };
    part(
        "Other settings in force",
        vec![
            ("from", from),
            ("failure floor", format!("{} failures in the window are always told", settings.failure_floor)),
            ("minimum severity", settings.minimum_severity.to_string()),
            (
                "lockout threshold",
                settings
                    .lockout_threshold
                    .map_or_else(|| "learned".to_owned(), |threshold| threshold.to_string()),
            ),
            ("privileged", number(settings.privileged_accounts.len(), "patterns beside what the logs show")),
            ("allow list", number(settings.allow.len(), "entries")),
            ("approved scanners", number(settings.approved_scanner.len(), "networks")),
            ("shared sources", number(settings.shared_source.len(), "networks")),
        ],
    )
}

fn thanks() -> Part {
    part(
        "MITRE ATT&CK",
        vec![
            ("attribution", ATTRIBUTION.to_owned()),
            ("", "ATT&CK is a registered trademark of The MITRE Corporation.".to_owned()),
        ],
    )
}
