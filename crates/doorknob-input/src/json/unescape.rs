//! Escaped JSON text to what it stands for (RFC 8259 section 7).

/// Undoes the escapes of `text`. Lone surrogates become U+FFFD; an escape that JSON does not know stays as written.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        rest = one(escape, &mut out);
    }
    out.push_str(rest);
    out
}

/// Takes one escape from the front of `text`, which begins with a backslash.
fn one<'a>(text: &'a str, out: &mut String) -> &'a str {
    let mut chars = text.chars();
    chars.next();
    match chars.next() {
        Some('n') => out.push('\n'),
        Some('r') => out.push('\r'),
        Some('t') => out.push('\t'),
        Some('b') => out.push('\u{8}'),
        Some('f') => out.push('\u{c}'),
        Some(same @ ('"' | '\\' | '/')) => out.push(same),
        Some('u') => return unicode(text, out),
        Some(other) => out.extend(['\\', other]),
        None => out.push('\\'),
    }
    chars.as_str()
}

/// `\uXXXX`, or two of them that make a pair.
fn unicode<'a>(text: &'a str, out: &mut String) -> &'a str {
    let Some(first) = unit(text) else {
        out.push_str("\\u");
        return text.get(2..).unwrap_or_default();
    };
    let rest = text.get(6..).unwrap_or_default();
    if (0xD800..0xDC00).contains(&first)
        && let Some(second) = unit(rest).filter(|unit| (0xDC00..0xE000).contains(unit))
    {
        let pair = char::decode_utf16([first, second]).next();
        out.push(pair.and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER));
        return rest.get(6..).unwrap_or_default();
    }
    out.push(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest
}

/// The UTF-16 unit of a `\uXXXX` at the front.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        let table = [
            (r"C:\\Windows\\x.exe", r"C:\Windows\x.exe"),
            (r#"\"a\"\/\b\f\n\r\t"#, "\"a\"/\u{8}\u{c}\n\r\t"),
            (r"\u003cEventData\u003E", "<EventData>"),
            (r"\ud83d\ude00", "\u{1f600}"),
            (r"\ud83d.", "\u{fffd}."),
            (r"\ud83dA\ude00", "\u{fffd}A\u{fffd}"),
            (r"\ud83d\ud83d\ude00", "\u{fffd}\u{1f600}"),
            (r"\u00", r"\u00"),
            (r"\u+123", r"\u+123"),
            (r"\x\", r"\x\"),
            (r"\uü123", r"\uü123"),
        ];
        for (text, wanted) in table {
            assert_eq!(unescape(text), wanted, "{text}");
        }
    }
}
