//! A record that was wanted, as the caller gets to see it.

use crate::selection::Entry;
use crate::value::Value;
use crate::window::Window;

/// A wanted value, under the slot the caller chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// The slot of [`WantedField::slot`](crate::WantedField::slot).
    pub slot: u16,
    /// The value; [`Value::is_absent`] where the record has none.
    pub value: Value<'a>,
}

/// The wanted values of a record, one for each [`WantedField`](crate::WantedField) in the order they were
/// asked for, absent ones included.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    slots: &'a [u16],
    store: Store<'a>,
}

/// Where the values of fields are: in the chunk, or made by the careful way.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Store<'a> {
    Windows { chunk: &'a [u8], windows: &'a [Window] },
    Values(&'a [Value<'a>]),
}

impl<'a> Fields<'a> {
    #[inline(always)]
    pub(crate) fn new(slots: &'a [u16], store: Store<'a>) -> Fields<'a> {
        Fields { slots, store }
    }

    /// How many were asked for.
    #[inline]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether none were asked for.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The value of the field asked for at `index`; [`Value::ABSENT`] beyond the last.
    #[inline(always)]
    pub fn value(&self, index: usize) -> Value<'a> {
        match self.store {
            Store::Windows { chunk, windows } => {
                windows.get(index).map_or(Value::ABSENT, |window| window.value(chunk))
            }
            Store::Values(values) => values.get(index).copied().unwrap_or(Value::ABSENT),
        }
    }

    /// All fields in order.
    #[inline]
    pub fn iter(&self) -> FieldsIter<'a> {
        FieldsIter { fields: *self, next: 0 }
    }
}

impl<'a> IntoIterator for Fields<'a> {
    type Item = Field<'a>;
    type IntoIter = FieldsIter<'a>;

    #[inline]
    fn into_iter(self) -> FieldsIter<'a> {
        self.iter()
    }
}

/// Iterator over [`Fields`].
#[derive(Debug, Clone)]
pub struct FieldsIter<'a> {
    fields: Fields<'a>,
    next: usize,
}

impl<'a> Iterator for FieldsIter<'a> {
    type Item = Field<'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<Field<'a>> {
        let slot = *self.fields.slots.get(self.next)?;
        let value = self.fields.value(self.next);
        self.next += 1;
        Some(Field { slot, value })
    }
}

/// How a record was read. All ways give the same result; they differ in cost and in what they survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadPath {
    /// By the plan of its template.
    Plan,
    /// As a record without a template, token by token.
    Literal,
    /// By decoding it completely.
    Careful,
}

/// Where a record was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// In its place: where the record before it ends.
    Live,
    /// In damage or behind it, found by searching for a record header. It may be a leftover of an
    /// earlier use of the chunk.
    Resynchronised,
    /// In slack space, by [`ChunkReader::carve`](crate::ChunkReader::carve): never to be counted with
    /// the live records.
    Slack,
}

/// The values of `System` that every caller needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemValues<'a> {
    /// `Provider/@Name`.
    pub provider: Value<'a>,
    /// `Channel`.
    pub channel: Value<'a>,
    /// `Computer`.
    pub computer: Value<'a>,
    /// `EventID`, without its qualifiers.
    pub event_id: u16,
    /// `TimeCreated/@SystemTime` as FILETIME (100 ns since 1601-01-01 UTC); `None` where it is missing or
    /// no time. Not the record header's time, which exports restamp.
    pub time_created: Option<u64>,
    /// `EventRecordID`; `None` where it is missing or no number. Not the record header's id, which
    /// exports renumber.
    pub event_record_id: Option<u64>,
}

/// A record that was wanted. Everything is borrowed: intern or convert what is to be kept.
#[derive(Debug, Clone, Copy)]
pub struct RecordView<'a> {
    /// The tag of the [`Wanted`](crate::Wanted) it matched.
    pub tag: u16,
    /// What `System` says.
    pub system: SystemValues<'a>,
    /// The wanted values.
    pub fields: Fields<'a>,
    /// Offset of the record in its chunk.
    pub offset: u32,
    /// The id in the record's header.
    pub header_record_id: u64,
    /// The time in the record's header, as FILETIME: when it was written to this file.
    pub header_written: u64,
    /// How it was read.
    pub path: ReadPath,
    /// Where it was found.
    pub origin: Origin,
    /// Its bytes are not proven to be what was written: the chunk fails its checksum, or the record
    /// lay behind damage or in slack.
    pub suspect: bool,
}

impl<'a> RecordView<'a> {
    /// The first value that is not absent among the fields of this slot; otherwise
    /// [`Value::ABSENT`].
    #[inline]
    pub fn get(&self, slot: u16) -> Value<'a> {
        self.fields
            .iter()
            .find(|field| field.slot == slot && !field.value.is_absent())
            .map_or(Value::ABSENT, |field| field.value)
    }
}

/// What became of one way of reading a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No entry wants it.
    Unwanted,
    /// It was handed on.
    Wanted,
    /// This way cannot read it; the careful way must.
    Odd,
}

/// Takes a wanted record on from the way that read it.
pub(crate) trait Emit {
    fn emit(&mut self, entry: &Entry, system: SystemValues<'_>, store: Store<'_>);
}
