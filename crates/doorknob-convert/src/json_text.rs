//! JSON written piece by piece into a text.

use doorknob_report::visible::is_hostile;
use std::fmt::Write as _;

/// Writes objects; whoever calls closes what is opened.
pub(crate) struct Json<'o> {
    out: &'o mut String,
    /// Nothing stands between the last `{` and here.
    fresh: bool,
}

impl<'o> Json<'o> {
    /// Opens the outermost object.
    pub(crate) fn begin(out: &'o mut String) -> Json<'o> {
        out.push('{');
        Json { out, fresh: true }
    }

    /// Closes the innermost object.
    pub(crate) fn end(&mut self) {
        self.out.push('}');
        self.fresh = false;
    }

    fn name(&mut self, name: &str) {
        if !self.fresh {
            self.out.push(',');
        }
        self.fresh = false;
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\":");
    }

    /// Opens an object under a name, which holds no character that needs an escape.
    pub(crate) fn object(&mut self, name: &str) {
        self.name(name);
        self.out.push('{');
        self.fresh = true;
    }

    /// A text.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        write_text(text, self.out);
    }

    /// A text, if there is one.
    pub(crate) fn text_if(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// A number.
    pub(crate) fn number(&mut self, name: &str, number: impl Into<i128>) {
        self.name(name);
        // Writing to a String cannot fail.
        let _ = write!(self.out, "{}", number.into());
    }

    /// A truth value.
    pub(crate) fn flag(&mut self, name: &str, flag: bool) {
        self.name(name);
        self.out.push_str(if flag { "true" } else { "false" });
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, name: &str, texts: &[&str]) {
        self.name(name);
        self.out.push('[');
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            write_text(text, self.out);
        }
        self.out.push(']');
    }
}

/// A quoted text. What JSON demands is escaped, and what a terminal acts on.
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) {
        out.push_str(text);
    } else {
        text.chars().for_each(|character| write_character(character, out));
    }
    out.push('"');
}

fn write_character(character: char, out: &mut String) {
    match character {
        '"' | '\\' => out.extend(['\\', character]),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        character if character < ' ' || is_hostile(character) => {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
        character => out.push(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_log_holds_comes_back() {
        for text in ["", "plain", "D\\bob \"x\"", "a\r\n\tb\0\u{1b}[31m", "АДМИН\u{202e}nimda", "😀\u{e0041}"]
        {
            let mut out = String::new();
            let mut json = Json::begin(&mut out);
            json.text("a", text);
            json.object("b");
            json.number("c", -5);
            json.end();
            json.texts("d", &["x", text]);
            json.flag("e", true);
            json.end();
            let read: serde_json::Value = serde_json::from_str(&out).expect("JSON");
            assert_eq!(
                (&read["a"], &read["d"][1], &read["b"]["c"]),
                (&text.into(), &text.into(), &(-5).into())
            );
            assert!(out.chars().all(|character| !is_hostile(character)), "{out:?}");
        }
    }
}
