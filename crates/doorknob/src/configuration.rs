//! The settings in force: defaults, then the file, then the flags.

use crate::arguments::TuningArguments;
use crate::failure::{self, Hinted};
use crate::setting;
use anyhow::Context as _;
use doorknob_detect::Playbook;
use doorknob_event::settings::{Allow, ApprovedScanner, Settings};
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Read from the current folder when no other file is named.
const DEFAULT_FILE: &str = "doorknob.toml";

/// Why something that a flag says is so.
const BY_FLAG: &str = "given on the command line";

/// The settings in force.
#[derive(Debug, Default)]
pub(crate) struct Configuration {
    /// Of the analytic.
    pub(crate) settings: Settings,
    /// Threads that read; `None`: as many as there are cores.
    pub(crate) threads: Option<NonZeroUsize>,
    /// What to do next about incidents.
    pub(crate) playbook: Playbook,
    /// Where the settings file says that the playbook is.
    playbook_file: Option<PathBuf>,
    /// The file they come from.
    pub(crate) file: Option<PathBuf>,
    /// The file was found, not named.
    pub(crate) file_is_default: bool,
}

#[cfg(test)]
impl Configuration {
    /// Whether the settings file names a playbook.
    pub(crate) fn names_a_playbook(&self) -> bool {
        self.playbook_file.is_some()
    }
}

/// Puts them together.
///
/// # Errors
/// A file that is named but cannot be read; a key or value that means nothing.
pub(crate) fn load(flags: &TuningArguments) -> anyhow::Result<Configuration> {
    let mut configuration = match &flags.config {
        Some(file) => from_file(file)?,
        None if Path::new(DEFAULT_FILE).is_file() => {
            Configuration { file_is_default: true, ..from_file(Path::new(DEFAULT_FILE))? }
        }
        None => Configuration::default(),
    };
    configuration.playbook = playbook(flags, &configuration)?;
    apply(flags, &mut configuration);
    check(&configuration.settings)?;
    Ok(configuration)
}

/// As [`load`], and says where the settings come from if nobody named the file.
///
/// # Errors
/// As [`load`].
pub(crate) fn load_and_tell(flags: &TuningArguments) -> anyhow::Result<Configuration> {
    let configuration = load(flags)?;
    if let (Some(file), true) = (&configuration.file, configuration.file_is_default) {
        failure::warn(&format!("settings from {}", file.display()));
    }
    Ok(configuration)
}

fn from_file(file: &Path) -> anyhow::Result<Configuration> {
    let text = fs::read_to_string(file).with_context(|| Hinted {
        message: format!("cannot read the settings in {}", file.display()),
        hint: "doorknob config prints a file to begin with".to_owned(),
    })?;
    let mut configuration = parse(&text).with_context(|| Hinted {
        message: format!("the settings in {} are not valid", file.display()),
        hint: "doorknob config prints every key with its meaning".to_owned(),
    })?;
    configuration.file = Some(file.to_owned());
    Ok(configuration)
}

/// Reads TOML. [`Own`] keys are the program's, all others are [`Settings`].
pub(crate) fn parse(text: &str) -> anyhow::Result<Configuration> {
    let own: Own = toml::from_str(text)?;
    let spans =
        [own.threads.as_ref().map(toml::Spanned::span), own.playbook.as_ref().map(toml::Spanned::span)];
    let mut rest = text.to_owned();
    spans.into_iter().flatten().for_each(|span| blank_out(&mut rest, span));
    Ok(Configuration {
        settings: toml::from_str(&rest)?,
        threads: own.threads.map(toml::Spanned::into_inner),
        playbook_file: own.playbook.map(toml::Spanned::into_inner),
        ..Configuration::default()
    })
}

/// Keys that no library knows of.
#[derive(serde::Deserialize)]
struct Own {
    threads: Option<toml::Spanned<NonZeroUsize>>,
    playbook: Option<toml::Spanned<PathBuf>>,
}

/// Blanks out a value and the key before it, so that what is said about the rest still points at the right line.
fn blank_out(text: &mut String, value: std::ops::Range<usize>) {
    let line_start = text.get(..value.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let range = line_start..value.end;
    let blank: String = text
        .get(range.clone())
        .unwrap_or_default()
        .chars()
        .map(|character| if character == '\n' { '\n' } else { ' ' })
        .collect();
    // A value that is not ASCII has more bytes than characters; all later places stay where they are.
    let missing = range.len().saturating_sub(blank.len());
    text.replace_range(range, &(blank + &" ".repeat(missing)));
}

/// The playbook: of the flag, else of the settings file (beside it), else the shipped one.
fn playbook(flags: &TuningArguments, configuration: &Configuration) -> anyhow::Result<Playbook> {
    let beside = configuration.file.as_deref().and_then(Path::parent);
    let named = configuration.playbook_file.as_ref();
    let of_settings = named.map(|file| beside.map_or_else(|| file.clone(), |folder| folder.join(file)));
    let Some(file) = flags.playbook.clone().or(of_settings) else { return Ok(Playbook::default()) };
    let hinted = |message: String| Hinted {
        message,
        hint: "doorknob config --playbook prints the playbook in force without one, with its rules"
            .to_owned(),
    };
    let text = fs::read_to_string(&file)
        .with_context(|| hinted(format!("cannot read the playbook in {}", file.display())))?;
    Playbook::parse(&text).with_context(|| hinted(format!("the playbook in {} is not valid", file.display())))
}

/// Single values replace those of the file; lists add to them.
fn apply(flags: &TuningArguments, configuration: &mut Configuration) {
    let settings = &mut configuration.settings;
    if let Some(window) = flags.window {
        settings.window_minutes = window.get();
    }
    if let Some(threshold) = flags.source_threshold {
        settings.source_threshold = threshold.get();
    }
    if let Some(severity) = flags.min_severity {
        settings.minimum_severity = severity;
    }
    settings.since = flags.since.or(settings.since);
    settings.until = flags.until.or(settings.until);
    settings.account_family.extend(flags.account_pattern.iter().cloned());
    settings.privileged_accounts.extend(flags.privileged.iter().cloned());
    settings.shared_source.extend(flags.shared.iter().cloned());
    let reason = BY_FLAG.to_owned();
    settings.approved_scanner.extend(flags.scanner.iter().map(|address| ApprovedScanner {
        address: *address,
        name: None,
        from: None,
        until: None,
        reason: reason.clone(),
    }));
    let nothing = Allow { reason, ..Allow::default() };
    let accounts =
        flags.allow_account.iter().map(|name| Allow { account: Some(name.clone()), ..nothing.clone() });
    let addresses =
        flags.allow_address.iter().map(|network| Allow { address: Some(*network), ..nothing.clone() });
    let hosts = flags.allow_host.iter().map(|name| Allow { host: Some(name.clone()), ..nothing.clone() });
    settings.allow.extend(accounts.chain(addresses).chain(hosts));
}

/// Refuses what would silently tell nothing or hide everything.
fn check(settings: &Settings) -> anyhow::Result<()> {
    let at_least_one = [
        (setting::WINDOW.key, settings.window_minutes),
        (setting::SOURCE_THRESHOLD.key, settings.source_threshold),
        (setting::FAILURE_FLOOR.key, settings.failure_floor),
    ];
    for (key, value) in at_least_one {
        anyhow::ensure!(value > 0, "{key} must be at least 1");
    }
    for entry in &settings.allow {
        anyhow::ensure!(
            entry.account.is_some() || entry.address.is_some() || entry.host.is_some(),
            Hinted {
                message: format!(
                    "an entry of allow (reason {:?}) names nothing and would hide everything",
                    entry.reason
                ),
                hint: "give it an account, an address or a host".to_owned(),
            }
        );
    }
    if let (Some(since), Some(until)) = (settings.since, settings.until) {
        anyhow::ensure!(since < until, "since ({since}) is not before until ({until}): nothing lies between");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_is_read_beside_the_settings() {
        let configuration =
            parse("window_minutes = 30\nthreads = 3 # cores\nsource_threshold = 7\n").expect("valid");
        assert_eq!(configuration.threads.map(NonZeroUsize::get), Some(3));
        assert_eq!((configuration.settings.window_minutes, configuration.settings.source_threshold), (30, 7));
    }

    #[test]
    fn the_program_s_own_keys_may_stand_in_any_order() {
        let text = "playbook = 'höhe.toml'\nwindow_minutes = 30\nthreads = 3\n";
        let configuration = parse(text).expect("valid");
        assert_eq!(configuration.playbook_file, Some("höhe.toml".into()));
        assert_eq!(
            (configuration.threads.map(NonZeroUsize::get), configuration.settings.window_minutes),
            (Some(3), 30)
        );
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let table = [
            ("threads = 2\nwindw_minutes = 3\n", "line 2"),
            ("window_minutes = \"x\"\n", "line 1"),
            ("threads = 0\n", "line 1"),
            ("playbook = 3\n", "line 1"),
            ("[[allow]]\nnone = 1\n", "line 2"),
            ("[[shared_source]]\naddress = 'x'\nwhat = 'VPN'\n", "line 2"),
        ];
        for (text, wanted) in table {
            let error = format!("{:#}", parse(text).expect_err("a mistake"));
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }

    #[test]
    fn flags_replace_values_and_add_to_lists() {
        let mut configuration = parse("window_minutes = 30\nprivileged_accounts = ['a']\n").expect("valid");
        let flags = TuningArguments {
            window: std::num::NonZeroU32::new(5),
            privileged: vec!["b".to_owned()],
            allow_host: vec!["h".to_owned()],
            ..TuningArguments::default()
        };
        apply(&flags, &mut configuration);
        let settings = configuration.settings;
        assert_eq!(settings.window_minutes, 5);
        assert_eq!(settings.privileged_accounts, ["a", "b"]);
        assert_eq!(settings.allow.len(), 1);
    }

    #[test]
    fn settings_that_would_tell_nothing_are_refused() {
        let table = [
            "window_minutes = 0",
            "source_threshold = 0",
            "failure_floor = 0",
            "[[allow]]\nreason = 'oops'",
            "since = '2024-03-02T00:00:00Z'\nuntil = '2024-03-01T00:00:00Z'",
        ];
        for text in table {
            assert!(check(&parse(text).expect("valid TOML").settings).is_err(), "{text}");
        }
        assert!(check(&Settings::default()).is_ok());
    }
}
