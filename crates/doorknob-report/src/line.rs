//! Text with roles: measured in columns, wrapped at spaces, painted at the very end.

use crate::style::{Role, Style};
use crate::visible::visible;
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// One logical line. What is pushed is made visible first, so no line ever holds a character that acts on a terminal.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    spans: Vec<(Role, String)>,
    /// Columns by which the lines after the first are indented when it is wrapped.
    hang: usize,
}

impl Line {
    /// Of one role.
    pub(crate) fn of(role: Role, text: impl AsRef<str>) -> Self {
        let mut line = Line::default();
        line.push(role, text);
        line
    }

    /// Ordinary text.
    pub(crate) fn text(text: impl AsRef<str>) -> Self {
        Line::of(Role::Plain, text)
    }

    /// Adds text at the end.
    pub(crate) fn push(&mut self, role: Role, text: impl AsRef<str>) {
        let text = visible(text.as_ref());
        match self.spans.last_mut() {
            Some((last, before)) if *last == role => before.push_str(&text),
            _ if text.is_empty() => {}
            _ => self.spans.push((role, text.into_owned())),
        }
    }

    /// A mark such as `1. `, under which the text does not run back when it is wrapped.
    pub(crate) fn marked(mark: &str, text: impl AsRef<str>) -> Self {
        let mut line = Line::of(Role::Faint, mark);
        line.hang = line.width();
        line.push(Role::Plain, text);
        line
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Columns it takes.
    pub(crate) fn width(&self) -> usize {
        self.spans.iter().map(|(_, text)| columns(text)).sum()
    }

    /// Its text alone.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> String {
        self.spans.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// Broken at spaces into lines of at most `width` columns; a longer word is broken where it must be.
    pub(crate) fn wrapped(&self, width: usize) -> Vec<Line> {
        let width = width.max(1);
        let hang = if self.hang < width / 2 { self.hang } else { 0 };
        let mut lines = vec![Line::default()];
        let mut used = 0;
        for word in self.words() {
            let gap = usize::from(word.after_space && used > if lines.len() > 1 { hang } else { 0 });
            let length: usize = word.pieces.iter().map(|(_, piece)| columns(piece)).sum();
            if used + gap + length > width && used > hang && word.after_space {
                used = begin_line(&mut lines, hang);
            } else if gap > 0 {
                last_of(&mut lines).push(word.pieces.first().map_or(Role::Plain, |piece| piece.0), " ");
                used += 1;
            }
            for (role, piece) in word.pieces {
                used = push_broken(&mut lines, role, piece, used, (hang, width));
            }
        }
        lines
    }

    /// Words in order; a word may run through several spans.
    fn words(&self) -> Vec<Word<'_>> {
        let mut words: Vec<Word<'_>> = Vec::new();
        let mut after_space = false;
        for (role, text) in &self.spans {
            for (at, piece) in text.split(' ').enumerate() {
                after_space |= at > 0;
                if piece.is_empty() {
                    continue;
                }
                match words.last_mut() {
                    Some(word) if !after_space => word.pieces.push((*role, piece)),
                    _ => words.push(Word { after_space, pieces: vec![(*role, piece)] }),
                }
                after_space = false;
            }
        }
        words
    }

    /// Writes it, with colour where the style has it. No line end.
    pub(crate) fn write(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        for (role, text) in &self.spans {
            match role.sgr().filter(|_| style.colour) {
                Some(sgr) => write!(out, "\u{1b}[{sgr}m{text}\u{1b}[0m")?,
                None => out.write_all(text.as_bytes())?,
            }
        }
        Ok(())
    }
}

struct Word<'a> {
    after_space: bool,
    pieces: Vec<(Role, &'a str)>,
}

fn last_of(lines: &mut Vec<Line>) -> &mut Line {
    if lines.is_empty() {
        lines.push(Line::default());
    }
    lines.last_mut().expect("one was pushed")
}

/// A further line, indented. Returns the columns then used.
fn begin_line(lines: &mut Vec<Line>, hang: usize) -> usize {
    lines.push(Line::text(" ".repeat(hang)));
    hang
}

/// Adds a piece to the last line, breaking it where the line is full. Returns the columns then used.
fn push_broken(
    lines: &mut Vec<Line>,
    role: Role,
    piece: &str,
    used: usize,
    (hang, width): (usize, usize),
) -> usize {
    let mut used = used;
    let mut start = 0;
    for (at, character) in piece.char_indices() {
        let columns = character.width().unwrap_or(0);
        if used + columns > width && used > hang {
            last_of(lines).push(role, &piece[start..at]);
            (start, used) = (at, begin_line(lines, hang));
        }
        used += columns;
    }
    last_of(lines).push(role, &piece[start..]);
    used
}

/// Columns that text takes on a terminal.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// `text` made visible and cut to `width` columns, the last of them `…` where something is missing.
pub(crate) fn cut(text: &str, width: usize) -> String {
    let text = visible(text);
    if columns(&text) <= width {
        return text.into_owned();
    }
    let mut shown = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > width {
            break;
        }
        shown.push(character);
    }
    shown.push('…');
    shown
}

/// The same cut at its start, for paths: `…/winevt/Security.evtx`.
pub(crate) fn cut_start(text: &str, width: usize) -> String {
    let text = visible(text);
    if columns(&text) <= width {
        return text.into_owned();
    }
    let mut start = text.len();
    let mut used = 1;
    for (at, character) in text.char_indices().rev() {
        used += character.width().unwrap_or(0);
        if used > width {
            break;
        }
        start = at;
    }
    format!("…{}", text.get(start..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(line: &Line, width: usize) -> Vec<String> {
        line.wrapped(width).iter().map(Line::plain).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_words_only_where_they_must() {
        let table: [(&str, usize, &[&str]); 6] = [
            ("", 10, &[""]),
            ("one two three", 20, &["one two three"]),
            ("one two three", 8, &["one two", "three"]),
            ("one  two", 20, &["one two"]),
            ("abcdefghij", 4, &["abcd", "efgh", "ij"]),
            ("管理者 管理者", 6, &["管理者", "管理者"]),
        ];
        for (text, width, wanted) in table {
            assert_eq!(wrap(&Line::text(text), width), wanted, "{text}");
        }
    }

    #[test]
    fn text_does_not_run_back_under_its_mark() {
        assert_eq!(wrap(&Line::marked("1. ", "one two three"), 10), ["1. one two", "   three"]);
        assert_eq!(wrap(&Line::marked("1. ", "abcdefghijkl"), 8), ["1. abcde", "   fghij", "   kl"]);
    }

    #[test]
    fn a_word_runs_through_roles() {
        let mut line = Line::of(Role::Strong, "name");
        line.push(Role::Plain, ", next");
        assert_eq!(wrap(&line, 6), ["name,", "next"]);
    }

    #[test]
    fn no_line_is_wider_than_asked_unless_one_character_is() {
        for width in 2..40 {
            for line in
                Line::text("a 管理者x\u{1b}[2J lorem-ipsum-dolor-sit-amet e\u{301}e\u{301}").wrapped(width)
            {
                assert!(line.width() <= width, "{width}: {:?}", line.plain());
            }
        }
    }

    #[test]
    fn cutting_says_that_something_is_missing() {
        let table =
            [("short", 5, "short"), ("longer", 5, "long…"), ("管理者", 4, "管…"), ("a\u{7}b", 9, "a\\u{7}b")];
        for (text, width, wanted) in table {
            assert_eq!(cut(text, width), wanted);
        }
        for (text, width, wanted) in [("short", 5, "short"), ("longer", 5, "…nger"), ("管理者", 4, "…者")]
        {
            assert_eq!(cut_start(text, width), wanted);
        }
    }

    #[test]
    fn colour_is_written_only_where_the_style_has_it() {
        let line = Line::of(Role::Strong, "x");
        let written = |colour| {
            let mut out = Vec::new();
            line.write(&mut out, Style { colour, width: 80 }).expect("a vector takes all");
            String::from_utf8(out).expect("text")
        };
        assert_eq!((written(false).as_str(), written(true).as_str()), ("x", "\u{1b}[1mx\u{1b}[0m"));
    }
}
