//! Questions to UTF-16LE and UTF-8 values that are answered without decoding them into a string.

use arrayvec::ArrayString;
use doorknob_event::event::Value;

/// Longest text that [`short_ascii`] gives: a SID of 15 sub-authorities has 184 characters.
pub(crate) const SHORT_MAX: usize = 192;

/// The value as ASCII text without surrounding blanks, on the stack; `None` for other or longer text.
pub(crate) fn short_ascii<const N: usize>(value: &Value<'_>) -> Option<ArrayString<N>> {
    let mut out = ArrayString::new();
    match value {
        Value::Utf16(bytes) => {
            for pair in trim_wide(bytes).chunks_exact(2) {
                match pair {
                    [low, 0] if low.is_ascii() => out.try_push(char::from(*low)).ok()?,
                    _ => return None,
                }
            }
        }
        Value::Text(text) => {
            let text = text.trim();
            if !text.is_ascii() {
                return None;
            }
            out.try_push_str(text).ok()?;
        }
        _ => return None,
    }
    Some(out)
}

/// UTF-16LE bytes without spaces and NULs at either end. An odd last byte is dropped.
pub(crate) fn trim_wide(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes.get(..bytes.len() & !1).unwrap_or_default();
    while let [b' ' | 0, 0, tail @ ..] = rest {
        rest = tail;
    }
    while let [head @ .., b' ' | 0, 0] = rest {
        rest = head;
    }
    rest
}

/// Appends the value as text; what is ASCII to its end, as nearly everything is, without decoding.
pub(crate) fn write_text(value: &Value<'_>, out: &mut String) {
    let Value::Utf16(bytes) = value else { return value.write_to(out) };
    out.reserve(bytes.len() / 2);
    let mut rest = *bytes;
    while let [low, 0, tail @ ..] = rest
        && low.is_ascii()
    {
        out.push(char::from(*low));
        rest = tail;
    }
    if !rest.is_empty() {
        Value::Utf16(rest).write_to(out);
    }
}

/// Whether the value is absent in fact: empty, blank or `-`.
pub(crate) fn is_blank(value: &Value<'_>) -> bool {
    match value {
        Value::Utf16(bytes) => matches!(trim_wide(bytes), [] | [b'-', 0]),
        Value::Text(text) => matches!(text.trim(), "" | "-"),
        _ => false,
    }
}

/// Whether the value names a computer account: `WS01$` or `WS01$@REALM`.
pub(crate) fn is_machine_name(value: &Value<'_>) -> bool {
    match value {
        Value::Utf16(bytes) => {
            let bytes = trim_wide(bytes);
            bytes.ends_with(b"$\0")
                || (bytes.contains(&b'@') && bytes.chunks_exact(2).any(|pair| pair == b"@\0"))
                    && before_at_ends_in_dollar(bytes)
        }
        Value::Text(text) => {
            let text = text.trim();
            text.ends_with('$') || text.split_once('@').is_some_and(|(name, _)| name.ends_with('$'))
        }
        _ => false,
    }
}

fn before_at_ends_in_dollar(bytes: &[u8]) -> bool {
    let mut previous = None;
    for pair in bytes.chunks_exact(2) {
        if pair == b"@\0" {
            return previous == Some(b"$\0".as_slice());
        }
        previous = Some(pair);
    }
    false
}

#[cfg(test)]
pub(crate) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_names_end_in_a_dollar_before_any_realm() {
        let table = [
            ("WS01$", true),
            ("WS01$ ", true),
            ("WS01$@CORP.EXAMPLE.COM", true),
            ("ws$01", false),
            ("alice@corp$", true),
            ("alice@corp", false),
            ("$", true),
            ("", false),
        ];
        for (text, wanted) in table {
            assert_eq!(is_machine_name(&Value::Text(text)), wanted, "{text}");
            assert_eq!(is_machine_name(&Value::Utf16(&utf16(text))), wanted, "{text}");
        }
    }

    #[test]
    fn blanks_are_seen_in_both_encodings() {
        for text in ["", " ", "-", " - "] {
            assert!(is_blank(&Value::Text(text)) && is_blank(&Value::Utf16(&utf16(text))), "{text:?}");
        }
        assert!(!is_blank(&Value::Utf16(&utf16("--"))));
        assert!(!is_blank(&Value::Unsigned(0)));
    }

    #[test]
    fn short_ascii_refuses_what_is_long_or_not_ascii() {
        assert_eq!(short_ascii::<8>(&Value::Utf16(&utf16(" 0x18 "))).as_deref(), Some("0x18"));
        assert_eq!(short_ascii::<4>(&Value::Text("12345")), None);
        assert_eq!(short_ascii::<8>(&Value::Utf16(&utf16("ä"))), None);
        assert_eq!(short_ascii::<8>(&Value::Utf16(&[b'1', 0, b'2'])).as_deref(), Some("1"));
    }
}
