//! JSON in which characters that a terminal acts on are written as `\uXXXX`: the same JSON, and safe to look at.

use doorknob_event::time::EventTime;
use doorknob_report::visible::is_hostile;
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Writes a value on one line.
pub(crate) fn write_line(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    write_escaped(out, &serde_json::to_string(value)?)?;
    writeln!(out)
}

/// Writes a value indented for reading.
pub(crate) fn write_pretty(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    write_escaped(out, &serde_json::to_string_pretty(value)?)?;
    writeln!(out)
}

/// Outside of its strings JSON is ASCII, so whatever is escaped lies within one; the line breaks of the indented form stay.
fn write_escaped(out: &mut dyn Write, json: &str) -> io::Result<()> {
    let is_unsafe = |character: char| character != '\n' && is_hostile(character);
    let mut rest = json;
    while let Some(at) = rest.find(is_unsafe) {
        let (safe, from) = rest.split_at(at);
        out.write_all(safe.as_bytes())?;
        let mut characters = from.chars();
        if let Some(character) = characters.next() {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
        }
        rest = characters.as_str();
    }
    out.write_all(rest.as_bytes())
}

/// An object of those members that say something: no null, no empty text, list or object.
pub(crate) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    };
    let kept = members.into_iter().filter(|(_, value)| says(value));
    Value::Object(kept.map(|(name, value)| (name.to_owned(), value)).collect::<Map<String, Value>>())
}

/// Milliseconds since 1970.
pub(crate) fn milliseconds(time: EventTime) -> i64 {
    time.0.div_euclid(10_000)
}

/// RFC 3339 with exactly three fraction digits, as STIX and Elastic want it; finer ones are cut.
pub(crate) fn instant(time: EventTime) -> String {
    let (year, month, day, hour, minute, second, ticks) = time.civil();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", ticks / 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn hostile_characters_are_escaped_and_read_back_the_same() {
        let value = json!({"name": "a\u{202e}b\u{1b}[2J\u{2028}\u{e0041}é"});
        let mut text = Vec::new();
        write_line(&mut text, &value).expect("writing to memory");
        let text = String::from_utf8(text).expect("JSON is UTF-8");
        assert_eq!(text, "{\"name\":\"a\\u202eb\\u001b[2J\\u2028\\udb40\\udc41é\"}\n");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
    }
}
