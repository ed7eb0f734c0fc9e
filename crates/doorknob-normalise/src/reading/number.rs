//! Numbers of events: statuses, logon types, ports, in the many shapes that carriers give them.

use super::wide::{is_blank, short_ascii};
use doorknob_event::event::Value;

/// A number that a field may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Number {
    /// Absent, empty or `-`.
    Absent,
    /// A 32-bit value.
    Is(u32),
    /// Text that is no number.
    Bad,
}

impl Number {
    /// The value, if there is one.
    pub(crate) fn value(self) -> Option<u32> {
        match self {
            Number::Is(value) => Some(value),
            Number::Absent | Number::Bad => None,
        }
    }
}

/// Reads a status or another 32-bit number: decimal, hex, signed, sign-extended to 64 bits.
pub(crate) fn number(value: Option<Value<'_>>) -> Number {
    let Some(value) = value else { return Number::Absent };
    let wide = match value {
        Value::Unsigned(number) => Some(number),
        Value::Utf16(bytes) => match decimal(bytes) {
            Some(number) => Some(u64::from(number)),
            None if is_blank(&value) => return Number::Absent,
            None => short_ascii::<32>(&value).and_then(|text| Value::Text(&text).number()),
        },
        _ if is_blank(&value) => return Number::Absent,
        other => other.number(),
    };
    wide.and_then(narrow).map_or(Number::Bad, Number::Is)
}

/// One to nine digits of UTF-16LE and nothing else: ports and logon types.
fn decimal(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() || bytes.len() > 18 {
        return None;
    }
    bytes.chunks(2).try_fold(0, |number: u32, pair| match pair {
        [digit @ b'0'..=b'9', 0] => Some(number * 10 + u32::from(digit - b'0')),
        _ => None,
    })
}

/// A status printed as a 64-bit negative number keeps its low half.
fn narrow(wide: u64) -> Option<u32> {
    const SIGN: u64 = 0xFFFF_FFFF_0000_0000;
    let low = if wide & SIGN == SIGN { wide & !SIGN } else { wide };
    u32::try_from(low).ok()
}

/// `%%2313` gives 2313.
pub(crate) fn message_id(value: Option<Value<'_>>) -> Option<u32> {
    let text = short_ascii::<16>(&value?)?;
    text.strip_prefix("%%")?.parse().ok()
}

/// Windows logon type: `3`, `"3"`, `3 - Network`, `Network`. 0 is "not stated"; the flag says that something else was there.
pub(crate) fn logon_type(value: Option<Value<'_>>) -> (u8, bool) {
    let known = |number: u32| u8::try_from(number).ok().filter(|kind| *kind <= 13);
    match number(value) {
        Number::Absent => return (0, false),
        Number::Is(number) => return known(number).map_or((0, true), |kind| (kind, false)),
        Number::Bad => {}
    }
    let text = value.and_then(|value| short_ascii::<40>(&value)).unwrap_or_default();
    let digits = text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    let kind = digits.parse().ok().and_then(known).or_else(|| logon_type_by_name(&text));
    (kind.unwrap_or(0), kind.is_none())
}

/// Names as Microsoft Learn, event 4624, "Logon types" gives them, blanks and case ignored.
fn logon_type_by_name(text: &str) -> Option<u8> {
    const NAMES: [(&str, u8); 13] = [
        ("system", 0),
        ("interactive", 2),
        ("network", 3),
        ("batch", 4),
        ("service", 5),
        ("unlock", 7),
        ("networkcleartext", 8),
        ("newcredentials", 9),
        ("remoteinteractive", 10),
        ("cachedinteractive", 11),
        ("cachedremoteinteractive", 12),
        ("cachedunlock", 13),
        ("proxy", 6),
    ];
    let squeezed = text.bytes().filter(|b| b.is_ascii_alphabetic()).map(|b| b.to_ascii_lowercase());
    NAMES.iter().find(|(name, _)| squeezed.clone().eq(name.bytes())).map(|(_, kind)| *kind)
}

/// Source port; 0 where there is none.
pub(crate) fn port(value: Option<Value<'_>>) -> u16 {
    number(value).value().and_then(|port| u16::try_from(port).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::wide::utf16;
    use super::*;

    #[test]
    fn statuses_come_in_every_shape() {
        let table = [
            ("0xc000006d", Number::Is(0xC000_006D)),
            ("-1073741715", Number::Is(0xC000_006D)),
            ("0xffffffffc000006d", Number::Is(0xC000_006D)),
            ("0x00000000c000006d", Number::Is(0xC000_006D)),
            ("0", Number::Is(0)),
            ("-", Number::Absent),
            ("", Number::Absent),
            ("BAD USER OR PW", Number::Bad),
            ("0x1c000006d", Number::Bad),
            ("99999999999999999999", Number::Bad),
        ];
        for (text, wanted) in table {
            assert_eq!(number(Some(Value::Text(text))), wanted, "{text}");
            assert_eq!(number(Some(Value::Utf16(&utf16(text)))), wanted, "{text}");
        }
        assert_eq!(number(None), Number::Absent);
        assert_eq!(number(Some(Value::Unsigned(0xFFFF_FFFF_C000_006D))), Number::Is(0xC000_006D));
    }

    #[test]
    fn logon_types_come_as_numbers_and_words() {
        let table = [
            ("3", (3, false)),
            ("3 - Network", (3, false)),
            ("10 - REMOTE INTERACTIVE", (10, false)),
            ("Network Cleartext", (8, false)),
            ("NETWORK", (3, false)),
            ("-", (0, false)),
            ("99", (0, true)),
            ("something", (0, true)),
        ];
        for (text, wanted) in table {
            assert_eq!(logon_type(Some(Value::Text(text))), wanted, "{text}");
        }
        assert_eq!(logon_type(None), (0, false));
        assert_eq!(logon_type(Some(Value::Unsigned(7))), (7, false));
    }

    #[test]
    fn ports_and_message_ids() {
        assert_eq!(port(Some(Value::Text("51234"))), 51234);
        assert_eq!(port(Some(Value::Text("70000"))), 0);
        assert_eq!(port(Some(Value::Text("-"))), 0);
        assert_eq!(message_id(Some(Value::Text("%%2313"))), Some(2313));
        assert_eq!(message_id(Some(Value::Text("2313"))), None);
    }
}
