//! A value by place: eight bytes that say where it lies and what it is.
//!
//! Locating sixteen fields of a record costs little more than copying sixteen of these; a [`Value`] is made
//! of one only when the caller asks.

use crate::value::{Value, ValueKind};

/// Offset in the chunk (32 bits), length (16), wire type (8). The high half is an instance's value
/// descriptor as it was read, so that windows are made by one shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window(u64);

/// A wire type the format does not have: the record has no such value.
const ABSENT: u8 = 0x1F;
/// The last wire type of a plain value. Above are handles, nested elements and arrays.
const LAST_PLAIN: u8 = 0x15;
const BIN_XML: u8 = 0x21;
const FIRST_ARRAY: u8 = 0x80;
const UTF16: u8 = 0x01;

impl Window {
    pub(crate) const NONE: Window = Window((ABSENT as u64) << 48);

    /// The value of an instance at `at`, from its descriptor.
    #[inline(always)]
    pub(crate) fn of_descriptor(descriptor: [u8; 4], at: u32) -> Window {
        Window(u64::from(u32::from_le_bytes(descriptor)) << 32 | u64::from(at))
    }

    /// Text in a template definition.
    pub(crate) fn of_text(at: u16, len: u16) -> Window {
        let [low, high] = len.to_le_bytes();
        Window::of_descriptor([low, high, UTF16, 0], u32::from(at))
    }

    /// Text that is part of a value in `chunk`; `None` if it is of another type or lies elsewhere.
    pub(crate) fn of_part(chunk: &[u8], part: Value<'_>) -> Option<Window> {
        let kind = match part.kind() {
            ValueKind::Utf16 => UTF16,
            ValueKind::Ansi => 0x02,
            _ => return None,
        };
        let start = part.raw().as_ptr().addr();
        let at = u32::try_from(start.checked_sub(chunk.as_ptr().addr())?).ok()?;
        let [low, high] = u16::try_from(part.raw().len()).ok()?.to_le_bytes();
        Some(Window::of_descriptor([low, high, kind, 0], at))
    }

    #[inline(always)]
    pub(crate) fn at(self) -> usize {
        self.0 as u32 as usize
    }

    #[inline(always)]
    pub(crate) fn len(self) -> usize {
        (self.0 >> 32) as u16 as usize
    }

    #[inline(always)]
    pub(crate) fn wire_kind(self) -> u8 {
        (self.0 >> 48) as u8
    }

    /// Whether it is a value by itself: no elements, no array, nothing unknown.
    #[inline(always)]
    pub(crate) fn is_plain(self) -> bool {
        self.wire_kind() <= LAST_PLAIN
    }

    pub(crate) fn is_null(self) -> bool {
        self.wire_kind() == 0
    }

    #[inline(always)]
    pub(crate) fn is_binxml(self) -> bool {
        self.wire_kind() == BIN_XML
    }

    pub(crate) fn is_array(self) -> bool {
        self.wire_kind() >= FIRST_ARRAY
    }

    /// The same window `by` bytes further on.
    #[inline(always)]
    pub(crate) fn moved(self, by: u32) -> Window {
        Window(self.0.wrapping_add(u64::from(by)))
    }

    /// The window counted from `origin`, which lies before it: the reverse of [`moved`](Window::moved).
    pub(crate) fn from(self, origin: u32) -> Window {
        Window(self.0.wrapping_sub(u64::from(origin)))
    }

    /// The bytes it shows.
    #[inline(always)]
    pub(crate) fn raw(self, chunk: &[u8]) -> &[u8] {
        let at = self.at();
        chunk.get(at..at + self.len()).unwrap_or_default()
    }

    #[inline(always)]
    pub(crate) fn value(self, chunk: &[u8]) -> Value<'_> {
        match ValueKind::from_wire(self.wire_kind()) {
            Some(kind) => Value::new(kind, self.raw(chunk)),
            None => Value::ABSENT,
        }
    }
}
