//! A `doorknob.toml` whose comments say why each value is so.
//!
//! Names come from logs: values are written as TOML basic strings with everything escaped that has to be, and comments
//! hold no control character, so no text of a log can become a setting.

use super::remedy::{Change, Remedy};
use super::replay::{Row, pace};
use doorknob_event::incident::Severity;
use doorknob_event::settings::{Allow, ApprovedScanner, Settings, SharedSource};
use doorknob_event::time::EventTime;
use doorknob_report::moment;
use doorknob_report::quantity::counted;
use doorknob_report::visible::visible;
use std::fmt::Write as _;

/// Appends a line. Writing to a String cannot fail.
macro_rules! line {
    ($out:expr, $($text:tt)*) => {{
        let _ = writeln!($out, $($text)*);
    }};
}

pub(super) fn write(
    settings: &Settings,
    period: (EventTime, EventTime),
    days: f64,
    choice: &(u32, u32, String),
    minimum: Severity,
    rows: &[Row],
    remedies: &[Remedy],
) -> String {
    let mut out = String::new();
    let (first, last) = (moment::instant(period.0), moment::instant(period.1));
    line!(out, "# Proposed by doorknob tune from {days:.1} days of history, {first} to {last} UTC.");
    line!(out, "# Read the reasons, then change what you know better.\n");
    let (window, threshold, why) = choice;
    line!(out, "# With this window and threshold: {}.", comment(why));
    line!(out, "window_minutes = {window}");
    line!(out, "source_threshold = {threshold}\n");
    line!(out, "failure_floor = {}\n", settings.failure_floor);
    minimum_severity(&mut out, minimum, rows, days, (*window, *threshold));
    strings(&mut out, "privileged_accounts", &settings.privileged_accounts);
    strings(&mut out, "service_accounts", &settings.service_accounts);
    match settings.lockout_threshold {
        Some(threshold) => line!(out, "lockout_threshold = {threshold}\n"),
        None => line!(
            out,
            "# lockout_threshold = 10   # as your domain policy says; else it is learned from lockouts\n"
        ),
    }
    for (key, time) in [("since", settings.since), ("until", settings.until)] {
        if let Some(time) = time {
            line!(out, "{key} = \"{time}\"\n");
        }
    }
    for family in &settings.account_family {
        line!(
            out,
            "[[account_family]]\nname = {}\naccounts = {}\n",
            quoted(&family.name),
            list(&family.accounts)
        );
    }
    settings.shared_source.iter().for_each(|shared| shared_source(&mut out, shared, ""));
    settings.approved_scanner.iter().for_each(|scanner| approved_scanner(&mut out, scanner, ""));
    settings.allow.iter().for_each(|entry| allow(&mut out, entry, ""));
    remedies.iter().filter(|remedy| !remedy.hides_attack).for_each(|remedy| proposed(&mut out, remedy));
    out
}

fn minimum_severity(out: &mut String, minimum: Severity, rows: &[Row], days: f64, choice: (u32, u32)) {
    let pace = pace(rows, days);
    let row = rows.iter().find(|row| (row.window_minutes, row.source_threshold) == choice);
    for (severity, rate) in row.iter().flat_map(|row| &row.alerts_per_day) {
        line!(out, "# from {severity}: {}", pace.text_of(*rate, "alerts"));
    }
    line!(out, "minimum_severity = \"{minimum}\"\n");
}

/// Commented out: each rests on something that only the site knows.
fn proposed(out: &mut String, remedy: &Remedy) {
    let removed = remedy.removes.len() as u64;
    line!(out, "# {}.", comment(&remedy.reason));
    line!(
        out,
        "# Removes {} of this history. First {}.",
        counted(removed, "incident", "incidents"),
        remedy.condition
    );
    match &remedy.change {
        Change::SharedSource(shared) => shared_source(out, shared, "# "),
        Change::ApprovedScanner(scanner) => approved_scanner(out, scanner, "# "),
        Change::Allow(entry) => allow(out, entry, "# "),
    }
}

fn shared_source(out: &mut String, shared: &SharedSource, mark: &str) {
    line!(out, "{mark}[[shared_source]]");
    line!(out, "{mark}address = {}", quoted(&String::from(shared.address)));
    line!(out, "{mark}what = {}\n", quoted(&shared.what));
}

fn approved_scanner(out: &mut String, scanner: &ApprovedScanner, mark: &str) {
    line!(out, "{mark}[[approved_scanner]]");
    line!(out, "{mark}address = {}", quoted(&String::from(scanner.address)));
    if let Some(name) = &scanner.name {
        line!(out, "{mark}name = {}", quoted(name));
    }
    for (key, time) in [("from", scanner.from), ("until", scanner.until)] {
        if let Some(time) = time {
            line!(out, "{mark}{key} = \"{time}\"");
        }
    }
    line!(out, "{mark}reason = {}\n", quoted(&scanner.reason));
}

fn allow(out: &mut String, entry: &Allow, mark: &str) {
    line!(out, "{mark}[[allow]]");
    if let Some(account) = &entry.account {
        line!(out, "{mark}account = {}", quoted(account));
    }
    if let Some(address) = entry.address {
        line!(out, "{mark}address = {}", quoted(&String::from(address)));
    }
    if let Some(host) = &entry.host {
        line!(out, "{mark}host = {}", quoted(host));
    }
    if let Some(expires) = entry.expires {
        line!(out, "{mark}expires = \"{expires}\"");
    }
    line!(out, "{mark}reason = {}\n", quoted(&entry.reason));
}

fn strings(out: &mut String, key: &str, values: &[String]) {
    if !values.is_empty() {
        line!(out, "{key} = {}\n", list(values));
    }
}

fn list(values: &[String]) -> String {
    format!("[{}]", values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", "))
}

/// One line without control characters.
fn comment(text: &str) -> String {
    visible(text).into_owned()
}

/// A TOML basic string. Source: TOML 1.0.0, "String": quotation mark, backslash and control characters but tab are escaped.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            c if doorknob_report::visible::is_hostile(c) => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_survive_toml() {
        #[derive(serde::Deserialize)]
        struct One {
            text: String,
        }
        for text in ["plain", "CORP\\svc", "a\"b", "x\n[[allow]]\nhost = \"*\"", "\u{7f}\u{0}\u{202e}é管"] {
            let one: One = toml::from_str(&format!("text = {}", quoted(text))).expect("valid TOML");
            assert_eq!(one.text, text);
        }
        assert!(!comment("a\nhost = 1").contains('\n'));
    }
}
