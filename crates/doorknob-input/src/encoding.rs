//! UTF-16 to UTF-8, with a byte order mark or without: PowerShell writes the one, some exporters the other.

use std::io::{self, Read};

/// How a text is encoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    /// UTF-8, or a code page of single bytes.
    Bytes,
    /// Two bytes a unit, the low one first.
    Utf16Le,
    /// Two bytes a unit, the high one first.
    Utf16Be,
}

/// Bytes that tell the encoding.
const SAMPLE: usize = 1024;

impl Encoding {
    /// By a byte order mark, or by where the zeros are: text of European names, digits and markup has one in nearly every unit.
    pub(crate) fn of(head: &[u8]) -> Encoding {
        if head.starts_with(&[0xFF, 0xFE]) {
            return Encoding::Utf16Le;
        }
        if head.starts_with(&[0xFE, 0xFF]) {
            return Encoding::Utf16Be;
        }
        let sample = head.get(..SAMPLE.min(head.len())).unwrap_or_default();
        let units = sample.chunks_exact(2);
        let count = units.len();
        let zeros = |place: usize| units.clone().filter(|unit| unit.get(place) == Some(&0)).count();
        match (zeros(0), zeros(1)) {
            (high, low) if count >= 4 && low * 10 >= count * 7 && high * 20 <= count => Encoding::Utf16Le,
            (high, low) if count >= 4 && high * 10 >= count * 7 && low * 20 <= count => Encoding::Utf16Be,
            _ => Encoding::Bytes,
        }
    }

    /// The text as UTF-8.
    pub(crate) fn to_utf8<'r>(self, reader: impl Read + 'r) -> Box<dyn Read + 'r> {
        match self {
            Encoding::Bytes => Box::new(reader),
            Encoding::Utf16Le => Box::new(Utf16::new(reader, u16::from_le_bytes)),
            Encoding::Utf16Be => Box::new(Utf16::new(reader, u16::from_be_bytes)),
        }
    }
}

/// Turns UTF-16 into UTF-8. Lone surrogates become U+FFFD; half a unit at the end is dropped.
struct Utf16<R> {
    reader: R,
    unit: fn([u8; 2]) -> u16,
    raw: Vec<u8>,
    text: Vec<u8>,
    /// Bytes of `text` that were given out.
    given: usize,
    /// A high surrogate whose partner has not come yet.
    pending: Option<u16>,
}

impl<R: Read> Utf16<R> {
    fn new(reader: R, unit: fn([u8; 2]) -> u16) -> Utf16<R> {
        Utf16 { reader, unit, raw: Vec::new(), text: Vec::new(), given: 0, pending: None }
    }

    /// Decodes the next piece; `false` at the end.
    fn refill(&mut self) -> io::Result<bool> {
        const PIECE: u64 = 32 * 1024;
        let before = self.raw.len();
        (&mut self.reader).take(PIECE).read_to_end(&mut self.raw)?;
        let ended = self.raw.len() == before;
        self.text.clear();
        self.given = 0;
        let odd = self.raw.len() % 2;
        let whole = self.raw.len() - odd;
        let units = self.raw.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(self.unit);
        let mut units: Vec<u16> = self.pending.take().into_iter().chain(units).collect();
        if !ended && units.last().is_some_and(|unit| (0xD800..0xDC00).contains(unit)) {
            self.pending = units.pop();
        }
        for decoded in char::decode_utf16(units) {
            let c = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        self.raw.drain(..whole);
        Ok(!ended || !self.text.is_empty())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.text.len() {
            if !self.refill()? {
                return Ok(0);
            }
        }
        let rest = self.text.get(self.given..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_order_with_and_without_a_mark() {
        let text = "<Event xmlns='x'>Überwachung \u{1f511}</Event>\r\n".repeat(3000);
        for (to_bytes, wanted) in [
            (u16::to_le_bytes as fn(u16) -> [u8; 2], Encoding::Utf16Le),
            (u16::to_be_bytes, Encoding::Utf16Be),
        ] {
            for mark in ["\u{feff}", ""] {
                let marked = format!("{mark}{text}");
                let bytes: Vec<u8> = marked.encode_utf16().flat_map(to_bytes).collect();
                assert_eq!(Encoding::of(&bytes), wanted);
                let mut out = String::new();
                wanted.to_utf8(bytes.as_slice()).read_to_string(&mut out).expect("memory");
                assert!(out == marked);
            }
        }
        assert_eq!(Encoding::of(b"plain text"), Encoding::Bytes);
        assert_eq!(Encoding::of(&[0; 100]), Encoding::Bytes);
        assert_eq!(Encoding::of(b""), Encoding::Bytes);
    }

    #[test]
    fn damage_is_replaced() {
        let mut out = String::new();
        let bytes = [b'a', 0, 0x00, 0xD8, b'b', 0, 0x3D, 0xD8];
        Encoding::Utf16Le.to_utf8(bytes.as_slice()).read_to_string(&mut out).expect("memory");
        assert_eq!(out, "a\u{fffd}b\u{fffd}");
    }
}
