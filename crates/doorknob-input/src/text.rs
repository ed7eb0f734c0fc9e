//! Bytes of a text input as text.

use crate::output::Output;
use crate::tally::Place;
use doorknob_event::anomaly::AnomalyKind;
use std::borrow::Cow;

/// Bytes as text. Where they are no UTF-8 they are taken for Windows-1252, the usual code page of old exports, and that is
/// counted: names of other code pages come out wrong, but different names stay different.
pub(crate) fn decoded<'a>(raw: &'a [u8], place: Place, out: &mut Output<'_>) -> Cow<'a, str> {
    match std::str::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            let what = "bytes that are no UTF-8 were taken for Windows-1252";
            out.tally.trouble(AnomalyKind::BadValue, what, place, String::new);
            Cow::Owned(raw.iter().map(|byte| windows_1252(*byte)).collect())
        }
    }
}

/// Source: WHATWG Encoding Standard, index windows-1252.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..0xA0 => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from(byte),
    }
}

/// Without what is no content: space, byte order marks where files were joined, NULs where a disk was full.
pub(crate) fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\0'))
}

/// The first characters of a text, for a message.
pub(crate) fn beginning(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
