//! A commented `doorknob.toml` whose values are the defaults.

use crate::destination::to_stdout;
use crate::setting::{self, Setting};
use anyhow::Context as _;
use doorknob_detect::Playbook;
use doorknob_event::settings::Settings;

/// Columns of a comment.
const WIDTH: usize = 100;

pub(crate) fn print() -> anyhow::Result<()> {
    let text = sample()?;
    to_stdout(|out| out.write_all(text.as_bytes()))
}

/// The playbook that comes with the program.
pub(crate) fn print_playbook() -> anyhow::Result<()> {
    to_stdout(|out| out.write_all(Playbook::shipped().as_bytes()))
}

/// The file's text.
fn sample() -> anyhow::Result<String> {
    let defaults = toml::Table::try_from(Settings::default()).context("the defaults are TOML")?;
    let mut text =
        "# Settings of doorknob. Everything is optional; the values below are the defaults, and what is\n\
                    # commented out is an example. A flag of the same meaning goes before the file.\n"
            .to_owned();
    for setting in setting::ALL {
        text.push('\n');
        text.push_str(&comment(setting));
        // A list of tables has no place before the end of the file, and empty it says nothing.
        let default = defaults.get(setting.key).filter(|_| !is_table(setting));
        if let Some(value) = default {
            text.push_str(&format!("{} = {value}\n", setting.key));
        }
        let for_example = if default.is_some() { "for example: " } else { "" };
        for line in setting.example.iter().flat_map(|example| example.lines()) {
            text.push_str(&format!("# {for_example}{line}\n"));
        }
    }
    Ok(text)
}

fn is_table(setting: &Setting) -> bool {
    setting.example.is_some_and(|example| example.starts_with('['))
}

/// The help, wrapped, as comment lines.
fn comment(setting: &Setting) -> String {
    let mut words = setting.help.to_owned();
    if let Some(flag) = setting.flag {
        words.push_str(&format!(" Flag: {flag}."));
    }
    let mut text = String::new();
    let mut line = "#".to_owned();
    for word in words.split_whitespace() {
        if line.len() + 1 + word.len() > WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = "#".to_owned();
        }
        line.push(' ');
        line.push_str(word);
    }
    text + &line + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configuration::parse;

    #[test]
    fn the_sample_is_the_defaults() {
        let configuration = parse(&sample().expect("a sample")).expect("valid settings");
        assert_eq!(configuration.settings, Settings::default());
        assert_eq!(configuration.threads, None);
    }

    #[test]
    fn every_example_is_valid_and_changes_something() {
        for setting in setting::ALL {
            let Some(example) = setting.example else { continue };
            let configuration = parse(example).unwrap_or_else(|error| panic!("{}: {error:#}", setting.key));
            assert!(
                configuration.settings != Settings::default()
                    || configuration.threads.is_some()
                    || configuration.names_a_playbook(),
                "{} says nothing",
                setting.key
            );
        }
    }

    /// `Settings` refuses unknown keys, and its refusal lists the known ones.
    #[test]
    fn every_key_is_in_the_sample() {
        let error = toml::from_str::<Settings>("no_such_key = 1").expect_err("unknown").to_string();
        let keys: Vec<&str> = error.split('`').skip(3).step_by(2).collect();
        assert!(keys.contains(&"window_minutes"), "{error}");
        for key in keys {
            assert!(setting::ALL.iter().any(|setting| setting.key == key), "{key} is missing");
        }
    }
}
