//! A record that was wanted, as the caller gets to see it.

use crate::value::Value;

/// A wanted value, under the slot the caller chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// The slot of [`WantedField::slot`](crate::WantedField::slot).
    pub slot: u16,
    /// The value; [`Value::is_absent`] where the record has none.
    pub value: Value<'a>,
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
    /// In damage or behind it, found by searching for a record header. It may be a leftover of an earlier use
    /// of the chunk.
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
    /// The wanted values, one for each [`WantedField`](crate::WantedField) in the order they were asked
    /// for, absent ones included.
    pub fields: &'a [Field<'a>],
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

/// The outcome of one way of reading a record.
#[derive(Debug)]
pub(crate) enum Reading<'a> {
    /// No entry wants it.
    Unwanted,
    /// This entry wants it, and the fields were filled in.
    Wanted { entry: u16, system: SystemValues<'a> },
    /// This way cannot read it; the careful way must.
    Odd,
}
