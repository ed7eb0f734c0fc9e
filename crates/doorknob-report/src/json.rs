//! Incidents as JSON: exactly the contract, as one array or one a line.
//!
//! Characters that a terminal acts on are written as `\uXXXX`. That is the same JSON, and safe to look at.

use crate::visible::is_hostile;
use doorknob_event::incident::Incident;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// One incident a line.
///
/// # Errors
/// Whatever `out` returns.
pub fn write_lines(out: &mut dyn Write, incidents: &[&Incident]) -> io::Result<()> {
    for incident in incidents {
        let text = serde_json::to_string(incident)?;
        writeln!(out, "{}", escaped(&text))?;
    }
    Ok(())
}

/// One array, indented for reading.
///
/// # Errors
/// Whatever `out` returns.
pub fn write_array(out: &mut dyn Write, incidents: &[&Incident]) -> io::Result<()> {
    out.write_all(b"[")?;
    for (at, incident) in incidents.iter().enumerate() {
        let text = serde_json::to_string_pretty(incident)?;
        write!(out, "{}\n{}", if at > 0 { "," } else { "" }, escaped(&text))?;
    }
    writeln!(out, "{}]", if incidents.is_empty() { "" } else { "\n" })
}

/// Hostile characters of a JSON text as escapes, for whoever writes JSON of logs that a person may look at. Such
/// characters occur only within its strings: outside of them JSON is ASCII, and the line breaks of the indented form
/// stay.
pub fn escaped(json: &str) -> Cow<'_, str> {
    let is_unsafe = |character: char| character != '\n' && is_hostile(character);
    if !json.chars().any(is_unsafe) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if is_unsafe(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(character);
        }
    }
    Cow::Owned(text)
}
