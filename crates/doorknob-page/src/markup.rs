//! Text that is safe in HTML.
//!
//! Everything that a template writes goes through [`Visible`]; the only way round it is a [`Markup`], and those are made
//! by the pictures of this crate, which escape each text with [`escaped`].

use askama::filters::{Escaper, Safe};
use doorknob_report::visible::visible;
use std::fmt;

/// HTML or SVG of our own making.
pub(crate) type Markup = Safe<String>;

/// Shows hostile characters (see [`doorknob_report::visible`]) and escapes what HTML acts on, in text and in quoted
/// attributes alike.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visible;

impl Escaper for Visible {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        let shown = visible(text);
        let mut rest: &str = &shown;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'', '`']) {
            let (plain, from) = rest.split_at(at);
            dest.write_str(plain)?;
            let mut characters = from.chars();
            dest.write_str(match characters.next() {
                Some('&') => "&amp;",
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                Some('"') => "&quot;",
                Some('\'') => "&#39;",
                _ => "&#96;",
            })?;
            rest = characters.as_str();
        }
        dest.write_str(rest)
    }
}

/// The text as it may stand in HTML or SVG.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    // Writing to a String cannot fail.
    let _ = Visible.write_escaped_str(&mut safe, text);
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_text_or_an_attribute() {
        let table = [
            ("jdoe", "jdoe"),
            ("管理者", "管理者"),
            ("</script><img src=x onerror=alert(1)>", "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"),
            ("\" onmouseover='x' `", "&quot; onmouseover=&#39;x&#39; &#96;"),
            ("&lt;", "&amp;lt;"),
            ("a\u{202e}b\u{2028}c\u{1b}", "a\\u{202e}b\\u{2028}c\\u{1b}"),
        ];
        for (text, wanted) in table {
            assert_eq!(escaped(text), wanted);
        }
    }
}
