//! Values of event data, typed as Windows types them in its templates.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

use super::Sid;

/// Text of a value: most are constants of the protocol (`NTLM`, `-`), names are shared.
#[derive(Debug, Clone, Eq)]
pub enum Text {
    /// A constant.
    Constant(&'static str),
    /// A name that many events share.
    Shared(Arc<str>),
}

impl Text {
    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Text::Constant(text) => text,
            Text::Shared(text) => text,
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Text::Constant(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text::Shared(text.into())
    }
}

impl From<&Arc<str>> for Text {
    fn from(text: &Arc<str>) -> Self {
        Text::Shared(Arc::clone(text))
    }
}

impl From<Arc<str>> for Text {
    fn from(text: Arc<str>) -> Self {
        Text::Shared(text)
    }
}

/// One value of event data. The variant must be the one the layout's field asks for; a
/// [`Value::Text`] is accepted everywhere and written as a string, as Windows does for `-`.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string.
    Text(Text),
    /// An unsigned 32-bit number, such as a logon type.
    Number(u32),
    /// An unsigned 64-bit number.
    LongNumber(u64),
    /// A 32-bit number shown in hexadecimal, such as a status.
    Hex(u32),
    /// A 64-bit number shown in hexadecimal, such as a logon id.
    LongHex(u64),
    /// A process id or other pointer-sized number, shown in hexadecimal.
    Pointer(u64),
    /// A GUID in its binary order.
    Guid([u8; 16]),
    /// A security identifier.
    Sid(Sid),
    /// Unnamed strings of a classic event source.
    TextList(Vec<Text>),
    /// The binary attachment of a classic event source.
    Binary(&'static [u8]),
}

impl Value {
    /// The value as the text that rendered XML shows.
    /// Lists are joined by commas, which only serves forwarded copies and messages.
    #[must_use]
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Value::Text(text) => Cow::Borrowed(text.as_str()),
            Value::Number(number) => Cow::Owned(number.to_string()),
            Value::LongNumber(number) => Cow::Owned(number.to_string()),
            Value::Hex(number) => Cow::Owned(format!("{number:#x}")),
            Value::LongHex(number) | Value::Pointer(number) => Cow::Owned(format!("{number:#x}")),
            Value::Guid(guid) => Cow::Owned(format!("{{{}}}", guid_text(guid))),
            Value::Sid(sid) => Cow::Owned(sid.to_string()),
            Value::TextList(texts) => {
                Cow::Owned(texts.iter().map(Text::as_str).collect::<Vec<_>>().join(", "))
            }
            Value::Binary(bytes) => Cow::Owned(hex(bytes)),
        }
    }
}

impl<T: Into<Text>> From<T> for Value {
    fn from(text: T) -> Self {
        Value::Text(text.into())
    }
}

impl From<Sid> for Value {
    fn from(sid: Sid) -> Self {
        Value::Sid(sid)
    }
}

/// Upper-case GUID without braces, as decoders print the binary form.
#[must_use]
pub fn guid_text(guid: &[u8; 16]) -> String {
    let [a0, a1, a2, a3, b0, b1, c0, c1, rest @ ..] = *guid;
    let [d0, d1, node @ ..] = rest;
    let (a, b, c) =
        (u32::from_le_bytes([a0, a1, a2, a3]), u16::from_le_bytes([b0, b1]), u16::from_le_bytes([c0, c1]));
    format!("{a:08X}-{b:04X}-{c:04X}-{d0:02X}{d1:02X}-{}", hex(&node))
}

/// Upper-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02X}");
    }
    text
}
