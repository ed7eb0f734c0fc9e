//! Hostile characters made visible.
//!
//! Account and workstation names are chosen by whoever tries to log on. Shown raw they could move the cursor, rewrite
//! the line above, reverse the order of letters or hide in plain sight (Unicode Technical Report #36, section 2.10, on
//! bidirectional and invisible text). Such a character is shown as `\u{202e}` and everything else is left as it is.

use std::borrow::Cow;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar as _;

/// Marks that may stand on one letter. More are used to smear text over the lines around it.
const MARKS_MAX: usize = 2;

/// `text` with every character that a terminal acts on or does not draw written as `\u{hex}`.
///
/// Line breaks and tabs are such characters too, so the answer is one line.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut marks = 0;
    let mut follows_a_letter = false;
    for character in text.chars() {
        let is_mark = character.width() == Some(0);
        marks = if is_mark { marks + 1 } else { 0 };
        let smears = is_mark && (marks > MARKS_MAX || !follows_a_letter);
        if is_hostile(character) || smears {
            // Writing to a String cannot fail.
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        } else {
            shown.push(character);
            follows_a_letter |= !is_mark;
        }
    }
    Cow::Owned(shown)
}

/// Whether a terminal acts on the character, or draws nothing (or a mere blank) for it.
pub fn is_hostile(character: char) -> bool {
    matches!(
        u32::from(character),
        0x00..=0x1f | 0x7f..=0x9f          // control characters, among them ESC and the 8-bit CSI
        | 0xa0 | 0xad                      // no-break space, soft hyphen
        | 0x34f | 0x61c                    // grapheme joiner, Arabic letter mark
        | 0x115f | 0x1160 | 0x3164 | 0xffa0 // Hangul fillers
        | 0x1680 | 0x17b4 | 0x17b5         // Ogham space, Khmer inherent vowels
        | 0x180b..=0x180f                  // Mongolian selectors
        | 0x2000..=0x200f                  // blanks of all widths, zero-width, left-to-right marks
        | 0x2028..=0x202f                  // separators, bidirectional embeddings and overrides
        | 0x205f..=0x206f                  // blanks, invisible operators, bidirectional isolates
        | 0x2800 | 0x3000                  // braille blank, ideographic space
        | 0xfe00..=0xfe0f | 0xfeff         // variation selectors, byte order mark
        | 0xfff0..=0xfffb                  // specials
        | 0xe0000..=0xe0fff                // tags
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_acts_on_is_shown_and_the_rest_left() {
        let table = [
            ("CORP\\jdoe", "CORP\\jdoe"),
            ("", ""),
            ("Jürgen Groß", "Jürgen Groß"),
            ("管理者", "管理者"),
            ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"),
            ("a\nb\tc", "a\\u{a}b\\u{9}c"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("exe.\u{202e}fdp", "exe.\\u{202e}fdp"),
            ("ad\u{200b}min", "ad\\u{200b}min"),
            ("e\u{301}", "e\u{301}"),
            ("e\u{301}\u{301}\u{301}\u{301}", "e\u{301}\u{301}\\u{301}\\u{301}"),
            ("\u{301}e", "\\u{301}e"),
            ("\u{e0041}", "\\u{e0041}"),
        ];
        for (text, wanted) in table {
            assert_eq!(visible(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn nothing_hostile_is_ever_left() {
        for code in 0..=0x10_ffff {
            let Some(character) = char::from_u32(code) else { continue };
            let text = format!("x{character}");
            assert!(visible(&text).chars().all(|c| !is_hostile(c) && c.width().is_some()), "{code:#x}");
        }
    }
}
