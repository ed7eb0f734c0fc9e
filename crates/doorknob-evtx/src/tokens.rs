//! BinXML, token by token, and the structures a template instance is made of.
//!
//! Source: MS-EVEN6 2.2.12 "BinXml"; libyal `libevtx` format document, "Binary XML". Every stream lies
//! in a chunk, and every offset in it counts from the chunk's start.

use crate::anomaly::ContentFault;
use crate::little_endian::{slice_at, u16_at, u32_at};
use crate::names::NAME_OVERHEAD;
use crate::value::ValueKind;

/// The dependency id of an element that depends on no value.
pub(crate) const NO_DEPENDENCY: u16 = 0xFFFF;
/// Values one instance may hold; the widest real template has about a hundred.
pub(crate) const MAX_VALUES: usize = 4096;

pub(crate) const INSTANCE: u8 = 0x0C;
const DEFINITION_HEADER: usize = 24;

/// One token. Values and text are given by place, so that plans can keep them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// The stream is over.
    End,
    Open {
        name: u32,
        dependency: u16,
    },
    CloseStart,
    CloseEmpty,
    CloseElement,
    Attribute {
        name: u32,
    },
    Value {
        kind: ValueKind,
        at: usize,
        len: usize,
    },
    CData {
        at: usize,
        len: usize,
    },
    Char(u16),
    Entity {
        name: u32,
    },
    InstructionTarget {
        name: u32,
    },
    InstructionData {
        at: usize,
        len: usize,
    },
    Substitution {
        slot: u16,
        optional: bool,
        kind: u8,
    },
    /// A template instance; the reader of the tokens parses it and moves past it.
    Instance {
        at: usize,
    },
}

/// A cursor over one stream.
#[derive(Debug, Clone)]
pub(crate) struct Tokens<'a> {
    pub(crate) chunk: &'a [u8],
    pub(crate) at: usize,
    end: usize,
    /// Template definitions give every element a dependency id; streams in records do not.
    in_definition: bool,
}

impl<'a> Tokens<'a> {
    pub(crate) fn of_record(chunk: &'a [u8], at: usize, end: usize) -> Tokens<'a> {
        Tokens { chunk, at, end: end.min(chunk.len()), in_definition: false }
    }

    pub(crate) fn of_definition(chunk: &'a [u8], definition: &Definition) -> Tokens<'a> {
        Tokens { chunk, at: definition.body_at, end: definition.body_end, in_definition: true }
    }

    pub(crate) fn end(&self) -> usize {
        self.end
    }

    /// The next token, the stream's header left out.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Result<Token, ContentFault> {
        loop {
            if self.at >= self.end {
                return Ok(Token::End);
            }
            let byte = *self.chunk.get(self.at).ok_or(ContentFault::CutShort)?;
            if byte != 0x0F {
                return self.token(byte).ok_or(ContentFault::CutShort)?;
            }
            // Fragment header: token, version, flags.
            self.at += 4;
        }
    }

    /// The token that starts with `byte`; `None` where the data ends inside it.
    #[inline(always)]
    fn token(&mut self, byte: u8) -> Option<Result<Token, ContentFault>> {
        let at = self.at + 1;
        let (token, after) = match byte {
            0x00 => (Token::End, self.end),
            0x01 | 0x41 => return self.open(at, byte & 0x40 != 0).map(Ok),
            0x02 => (Token::CloseStart, at),
            0x03 => (Token::CloseEmpty, at),
            0x04 => (Token::CloseElement, at),
            0x05 | 0x45 => return self.value(at),
            0x06 | 0x46 => self.named(at, |name| Token::Attribute { name })?,
            0x07 | 0x47 => self.counted(at, |at, len| Token::CData { at, len })?,
            0x08 | 0x48 => (Token::Char(u16_at(self.chunk, at)?), at + 2),
            0x09 | 0x49 => self.named(at, |name| Token::Entity { name })?,
            0x0A => self.named(at, |name| Token::InstructionTarget { name })?,
            0x0B => self.counted(at, |at, len| Token::InstructionData { at, len })?,
            INSTANCE => (Token::Instance { at: self.at }, self.at),
            0x0D | 0x0E => {
                let slot = u16_at(self.chunk, at)?;
                let kind = *self.chunk.get(at + 2)?;
                let optional = byte == 0x0E;
                let token = Token::Substitution { slot, optional, kind };
                (token, at + 3)
            }
            _ => return Some(Err(ContentFault::Token(byte))),
        };
        self.at = after;
        Some(Ok(token))
    }

    #[inline(always)]
    fn open(&mut self, mut at: usize, has_attributes: bool) -> Option<Token> {
        let mut dependency = NO_DEPENDENCY;
        if self.in_definition {
            dependency = u16_at(self.chunk, at)?;
            at += 2;
        }
        // The element's own size follows; the closing tokens say the same.
        let (token, after) = self.named(at + 4, |name| Token::Open { name, dependency })?;
        self.at = if has_attributes { after + 4 } else { after };
        Some(token)
    }

    /// A name offset, and the name itself where this is its first use in the chunk.
    #[inline(always)]
    fn named(&self, at: usize, token: impl Fn(u32) -> Token) -> Option<(Token, usize)> {
        let name = u32_at(self.chunk, at)?;
        let mut after = at + 4;
        if name as usize == after {
            after += NAME_OVERHEAD + 2 * usize::from(u16_at(self.chunk, after + 6)?);
        }
        Some((token(name), after))
    }

    /// Text with its length in units before it.
    #[inline(always)]
    fn counted(&self, at: usize, token: impl Fn(usize, usize) -> Token) -> Option<(Token, usize)> {
        let len = 2 * usize::from(u16_at(self.chunk, at)?);
        slice_at(self.chunk, at + 2, len)?;
        Some((token(at + 2, len), at + 2 + len))
    }

    #[inline]
    fn value(&mut self, at: usize) -> Option<Result<Token, ContentFault>> {
        let byte = *self.chunk.get(at)?;
        let Some(kind) = ValueKind::from_wire(byte) else {
            return Some(Err(ContentFault::ValueType(byte)));
        };
        let at = at + 1;
        let (at, len) = match kind {
            ValueKind::Utf16 => (at + 2, 2 * usize::from(u16_at(self.chunk, at)?)),
            ValueKind::BinXml => (at + 2, usize::from(u16_at(self.chunk, at)?)),
            ValueKind::Null => (at, 0),
            ValueKind::Sid => (at, 8 + 4 * usize::from(*self.chunk.get(at + 1)?)),
            _ => match kind.fixed_size() {
                Some(size) => (at, size),
                None => return Some(Err(ContentFault::ValueType(byte))),
            },
        };
        slice_at(self.chunk, at, len)?;
        self.at = at + len;
        Some(Ok(Token::Value { kind, at, len }))
    }
}

/// Where a template definition's tokens lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Definition {
    /// The first four bytes of its GUID: what instances name it by.
    pub(crate) template_id: u32,
    pub(crate) body_at: usize,
    pub(crate) body_end: usize,
}

impl Definition {
    /// The definition at `offset`: `next u32, GUID, size u32, tokens`.
    pub(crate) fn at(chunk: &[u8], offset: usize) -> Option<Definition> {
        let template_id = u32_at(chunk, offset.checked_add(4)?)?;
        let size = u32_at(chunk, offset + 20)? as usize;
        let body_at = offset + DEFINITION_HEADER;
        slice_at(chunk, body_at, size)?;
        Some(Definition { template_id, body_at, body_end: body_at + size })
    }
}

/// A template instance: which template, and where its values lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instance<'a> {
    pub(crate) template_id: u32,
    /// Offset of the definition in the chunk.
    pub(crate) definition: u32,
    /// Four bytes a value: length u16, type u8, 0.
    pub(crate) descriptors: &'a [[u8; 4]],
    /// Offset of the first value.
    pub(crate) values_at: usize,
}

impl<'a> Instance<'a> {
    /// The instance whose token is at `at`; `None` where it does not fit before `end`.
    #[inline(always)]
    pub(crate) fn parse(chunk: &'a [u8], at: usize, end: usize) -> Option<Instance<'a>> {
        let template_id = u32_at(chunk, at + 2)?;
        let definition = u32_at(chunk, at + 6)?;
        let mut at = at + 10;
        if definition as usize == at {
            let size = u32_at(chunk, at + 20)? as usize;
            at = (at + DEFINITION_HEADER).checked_add(size)?;
        }
        let count = u32_at(chunk, at)? as usize;
        let values_at = at + 4 + 4 * count.min(MAX_VALUES + 1);
        if count > MAX_VALUES || values_at > end {
            return None;
        }
        let (descriptors, _) = chunk.get(at + 4..values_at)?.as_chunks::<4>();
        Some(Instance { template_id, definition, descriptors, values_at })
    }
}

/// Length of a value, from its descriptor.
#[inline(always)]
pub(crate) fn value_len(descriptor: [u8; 4]) -> usize {
    // One load of four bytes and a mask, where two bytes picked out would be two loads.
    u32::from_le_bytes(descriptor) as u16 as usize
}
