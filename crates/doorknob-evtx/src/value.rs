//! A value as it lies in the chunk: its type and its bytes, nothing decoded, nothing copied.

use crate::little_endian::{u16_at, u32_at};
use crate::value_text;
use std::fmt;

/// The type of a [`Value`].
///
/// Source: MS-EVEN6 2.2.12 (`BinXmlType`); libyal `libevtx` format document, "Value types".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(u8)]
pub enum ValueKind {
    /// The record has no such element or attribute.
    Absent,
    /// The element is there and the writer supplied no value: not the same as an empty string.
    Null,
    /// UTF-16LE text, up to its first NUL.
    Utf16,
    /// Text in the writer's ANSI code page; decoded here as Windows-1252.
    Ansi,
    /// UTF-8 text that had to be composed of several pieces.
    Text,
    /// Signed 8-bit integer.
    Int8,
    /// Unsigned 8-bit integer.
    UInt8,
    /// Signed 16-bit integer.
    Int16,
    /// Unsigned 16-bit integer.
    UInt16,
    /// Signed 32-bit integer.
    Int32,
    /// Unsigned 32-bit integer.
    UInt32,
    /// Signed 64-bit integer.
    Int64,
    /// Unsigned 64-bit integer.
    UInt64,
    /// 32-bit floating point number.
    Real32,
    /// 64-bit floating point number.
    Real64,
    /// 32-bit boolean. Windows also writes bit masks into it: see [`Value::as_bool`].
    Bool,
    /// Bytes.
    Binary,
    /// GUID, in its usual mixed byte order.
    Guid,
    /// Pointer-sized integer, 4 or 8 bytes, written as hexadecimal.
    SizeT,
    /// FILETIME: 100 ns since 1601-01-01 UTC.
    FileTime,
    /// SYSTEMTIME: eight 16-bit fields.
    SystemTime,
    /// Security identifier.
    Sid,
    /// 32-bit integer, written as hexadecimal.
    Hex32,
    /// 64-bit integer, written as hexadecimal.
    Hex64,
    /// A handle; no meaning outside the machine that wrote it.
    Handle,
    /// A BinXML fragment. Only found while decoding: the fragment's elements take its place.
    BinXml,
    /// Reserved XML type.
    EvtXml,
    /// An array of [`ValueKind::Utf16`], each ended by a NUL.
    Utf16Array,
    /// An array of [`ValueKind::Ansi`], each ended by a NUL.
    AnsiArray,
    /// An array of a type of fixed size; see [`Value::items`].
    FixedArray(FixedKind),
}

/// The types of fixed size that occur in arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FixedKind(u8);

impl FixedKind {
    /// The type of the array's items.
    pub fn kind(self) -> ValueKind {
        ValueKind::from_wire(self.0).unwrap_or(ValueKind::Null)
    }
}

impl ValueKind {
    /// The type for a byte of a value descriptor; `None` for a byte the format does not know.
    #[inline(always)]
    pub(crate) fn from_wire(byte: u8) -> Option<ValueKind> {
        WIRE_KINDS.get(usize::from(byte)).copied().flatten()
    }

    /// Bytes of one value of a type of fixed size.
    pub(crate) fn fixed_size(self) -> Option<usize> {
        use ValueKind::*;
        Some(match self {
            Int8 | UInt8 => 1,
            Int16 | UInt16 => 2,
            Int32 | UInt32 | Real32 | Bool | Hex32 => 4,
            Int64 | UInt64 | Real64 | FileTime | Hex64 => 8,
            Guid | SystemTime => 16,
            _ => return None,
        })
    }

    /// Whether it is an array, which repeats the element that holds it.
    pub fn is_array(self) -> bool {
        matches!(self, ValueKind::Utf16Array | ValueKind::AnsiArray | ValueKind::FixedArray(_))
    }
}

const WIRE_KINDS: [Option<ValueKind>; 256] = wire_kinds();

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time over a table of 256; a bad index would not compile"
)]
const fn wire_kinds() -> [Option<ValueKind>; 256] {
    use ValueKind::*;
    let mut table = [None; 256];
    let scalars = [
        Null, Utf16, Ansi, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, Real32, Real64, Bool,
        Binary, Guid, SizeT, FileTime, SystemTime, Sid, Hex32, Hex64,
    ];
    let mut byte = 0;
    while byte < scalars.len() {
        table[byte] = Some(scalars[byte]);
        byte += 1;
    }
    table[0x20] = Some(Handle);
    table[0x21] = Some(BinXml);
    table[0x23] = Some(EvtXml);
    let mut byte = 3;
    while byte <= 0x15 {
        table[0x80 + byte] = Some(FixedArray(FixedKind(byte as u8)));
        byte += 1;
    }
    table[0x81] = Some(Utf16Array);
    table[0x82] = Some(AnsiArray);
    table
}

/// A value borrowed from the chunk (or, for [`ValueKind::Text`], from the reader).
///
/// Two values are equal when their type and stored bytes are: cheap, and right for interning. Equal
/// text of different types compares unequal.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Value<'a> {
    kind: ValueKind,
    raw: &'a [u8],
}

impl<'a> Value<'a> {
    /// No such element or attribute.
    pub const ABSENT: Value<'static> = Value { kind: ValueKind::Absent, raw: &[] };
    /// An element with nothing in it.
    pub const EMPTY: Value<'static> = Value { kind: ValueKind::Utf16, raw: &[] };

    /// A value of type `kind` over its stored bytes.
    #[inline(always)]
    pub fn new(kind: ValueKind, raw: &'a [u8]) -> Value<'a> {
        Value { kind, raw }
    }

    /// UTF-8 text as a value.
    pub fn text(text: &'a str) -> Value<'a> {
        Value::new(ValueKind::Text, text.as_bytes())
    }

    /// The type.
    #[inline]
    pub fn kind(self) -> ValueKind {
        self.kind
    }

    /// The bytes as stored: with [`kind`](Value::kind), what to hash or intern without decoding.
    /// Text may carry a NUL and bytes after it; see [`utf16`](Value::utf16).
    #[inline]
    pub fn raw(self) -> &'a [u8] {
        self.raw
    }

    /// Whether the record has no such element at all.
    #[inline]
    pub fn is_absent(self) -> bool {
        self.kind == ValueKind::Absent
    }

    /// Whether the element is there without a value.
    #[inline]
    pub fn is_null(self) -> bool {
        self.kind == ValueKind::Null
    }

    /// Whether nothing would be written for it: absent, null, or of no length.
    pub fn is_empty(self) -> bool {
        match self.kind {
            ValueKind::Absent | ValueKind::Null => true,
            ValueKind::Utf16 => matches!(self.raw, [] | [_] | [0, 0, ..]),
            _ => self.raw.is_empty(),
        }
    }

    /// UTF-16LE bytes up to the first NUL, for [`ValueKind::Utf16`].
    #[inline]
    pub fn utf16(self) -> Option<&'a [u8]> {
        (self.kind == ValueKind::Utf16).then(|| value_text::until_nul(self.raw))
    }

    /// UTF-8 text, for [`ValueKind::Text`].
    pub fn utf8(self) -> Option<&'a str> {
        match self.kind {
            ValueKind::Text => std::str::from_utf8(self.raw).ok(),
            _ => None,
        }
    }

    /// Any integer, hexadecimal included, that is not negative; also text that holds one in decimal
    /// or as `0x` and hexadecimal digits, as forwarded records do. `None` otherwise, and where the
    /// stored length does not fit the type.
    #[inline(always)]
    pub fn as_u64(self) -> Option<u64> {
        use ValueKind::*;
        match self.kind {
            UInt8 => self.exact::<1>().map(|b| u64::from(u8::from_le_bytes(b))),
            UInt16 => self.exact().map(|b| u64::from(u16::from_le_bytes(b))),
            UInt32 | Hex32 => self.exact().map(|b| u64::from(u32::from_le_bytes(b))),
            UInt64 | Hex64 => self.exact().map(u64::from_le_bytes),
            SizeT if self.raw.len() == 4 => u32_at(self.raw, 0).map(u64::from),
            SizeT => self.exact().map(u64::from_le_bytes),
            Int8 | Int16 | Int32 | Int64 => self.as_i64().and_then(|v| u64::try_from(v).ok()),
            Utf16 | Ansi | Text => value_text::parse_u64(self),
            _ => None,
        }
    }

    /// Any integer that fits; text as in [`as_u64`](Value::as_u64), with a sign allowed.
    pub fn as_i64(self) -> Option<i64> {
        use ValueKind::*;
        match self.kind {
            Int8 => self.exact().map(|b| i64::from(i8::from_le_bytes(b))),
            Int16 => self.exact().map(|b| i64::from(i16::from_le_bytes(b))),
            Int32 => self.exact().map(|b| i64::from(i32::from_le_bytes(b))),
            Int64 => self.exact().map(i64::from_le_bytes),
            Utf16 | Ansi | Text => value_text::parse_i64(self),
            _ => self.as_u64().and_then(|v| i64::try_from(v).ok()),
        }
    }

    /// Whether an integer of this type is written in hexadecimal (`0x...`).
    pub fn is_hex(self) -> bool {
        matches!(self.kind, ValueKind::Hex32 | ValueKind::Hex64 | ValueKind::SizeT)
    }

    /// 0 or 1 of a [`ValueKind::Bool`]; `None` for the bit masks Windows also writes into it.
    pub fn as_bool(self) -> Option<bool> {
        match (self.kind, u32_at(self.raw, 0)) {
            (ValueKind::Bool, Some(0)) => Some(false),
            (ValueKind::Bool, Some(1)) => Some(true),
            _ => None,
        }
    }

    /// 100 ns since 1601-01-01 UTC: a FILETIME as stored, a valid SYSTEMTIME converted, or ISO 8601
    /// text (`2019-03-18T16:27:52.889320500Z`, digits past 100 ns dropped). `None` for any other value
    /// and for impossible dates.
    #[inline(always)]
    pub fn as_filetime(self) -> Option<u64> {
        match self.kind {
            ValueKind::FileTime => self.exact().map(u64::from_le_bytes),
            ValueKind::SystemTime => value_text::filetime_of_systemtime(self.raw),
            ValueKind::Utf16 | ValueKind::Ansi | ValueKind::Text => value_text::parse_filetime(self),
            _ => None,
        }
    }

    /// The 16 bytes of a GUID as stored (first three parts little-endian).
    pub fn as_guid(self) -> Option<[u8; 16]> {
        (self.kind == ValueKind::Guid).then(|| self.exact()).flatten()
    }

    /// The bytes of a well-formed SID: revision, count, 6 bytes of authority, 4 bytes a
    /// sub-authority, and nothing more.
    pub fn as_sid(self) -> Option<&'a [u8]> {
        let count = usize::from(*self.raw.get(1)?);
        (self.kind == ValueKind::Sid && self.raw.len() == 8 + 4 * count).then_some(self.raw)
    }

    /// Appends the value as text, the way Windows renders it: integers in decimal or as `0x...`,
    /// GUIDs as `{...}` in lower case, SIDs as `S-1-...`, times as
    /// `2019-03-18T16:27:52.8893205Z`, bytes in upper-case hexadecimal, arrays separated by commas. Absent and
    /// null append nothing; unpaired surrogates become U+FFFD; values whose length does not fit their
    /// type are appended as their bytes in hexadecimal.
    pub fn push_text(self, out: &mut String) {
        value_text::push(self, out);
    }

    /// Whether the text is `other` but for ASCII case. `other_utf16` is `other` in UTF-16LE.
    #[inline(always)]
    pub(crate) fn is_text(self, other: &str, other_utf16: &[u8]) -> bool {
        match self.kind {
            ValueKind::Utf16 if self.raw == other_utf16 => true,
            ValueKind::Utf16 => value_text::until_nul(self.raw).eq_ignore_ascii_case(other_utf16),
            ValueKind::Text | ValueKind::Ansi => self.raw.eq_ignore_ascii_case(other.as_bytes()),
            _ => false,
        }
    }

    /// Whether the text begins with `other` but for ASCII case. `other_utf16` is `other` in UTF-16LE.
    pub(crate) fn begins_with(self, other: &str, other_utf16: &[u8]) -> bool {
        let (text, wanted) = match self.kind {
            ValueKind::Utf16 => (value_text::until_nul(self.raw), other_utf16),
            ValueKind::Text | ValueKind::Ansi => (self.raw, other.as_bytes()),
            _ => return false,
        };
        text.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
    }

    /// The items of an array in order; the value itself, once, for anything else.
    ///
    /// Bytes left over at the end of an array of a fixed type are not an item.
    pub fn items(self) -> Items<'a> {
        Items { kind: self.kind, rest: Some(self.raw) }
    }

    #[inline(always)]
    fn exact<const N: usize>(self) -> Option<[u8; N]> {
        self.raw.try_into().ok()
    }
}

/// The items of a value; see [`Value::items`].
#[derive(Debug, Clone)]
pub struct Items<'a> {
    kind: ValueKind,
    rest: Option<&'a [u8]>,
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        let rest = self.rest.take()?;
        match self.kind {
            ValueKind::Utf16Array if rest.is_empty() => None,
            ValueKind::Utf16Array => {
                let item = value_text::until_nul(rest);
                self.rest = rest.get(item.len() + 2..);
                Some(Value::new(ValueKind::Utf16, item))
            }
            ValueKind::AnsiArray if rest.is_empty() => None,
            ValueKind::AnsiArray => {
                let end = rest.iter().position(|&b| b == 0).unwrap_or(rest.len());
                self.rest = rest.get(end + 1..);
                Some(Value::new(ValueKind::Ansi, rest.get(..end)?))
            }
            ValueKind::FixedArray(fixed) => {
                let kind = fixed.kind();
                let size = match kind {
                    ValueKind::Sid => 8 + 4 * usize::from(*rest.get(1)?),
                    _ => kind.fixed_size()?,
                };
                let (item, after) = rest.split_at_checked(size)?;
                self.rest = Some(after);
                Some(Value::new(kind, item))
            }
            kind => Some(Value::new(kind, rest)),
        }
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.push_text(&mut text);
        f.pad(&text)
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({:?})", self.kind, self.to_string())
    }
}

/// The eight fields of a SYSTEMTIME.
pub(crate) fn systemtime_fields(raw: &[u8]) -> Option<[u16; 8]> {
    let mut fields = [0; 8];
    for (index, field) in fields.iter_mut().enumerate() {
        *field = u16_at(raw, 2 * index)?;
    }
    Some(fields)
}
