//! Something wrong with the data itself: located, counted, never a reason to stop.

use std::fmt;

/// What went wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnomalyKind {
    /// An input could not be opened or read at all.
    Unreadable,
    /// A part of an input is damaged: checksum, structure or encoding.
    Damaged,
    /// An input ends before its own header or syntax says.
    Truncated,
    /// An event that counts has no usable time.
    NoTime,
    /// An event that counts lacks a field without which nothing can be said (for example the account).
    MissingField,
    /// A field has a value that cannot be one (for example a status that is no number).
    BadValue,
    /// A stated bound was reached and something was left out.
    Bound,
    /// The event log of a host was cleared, stopped, or told to record less.
    LogIntegrity,
}

impl fmt::Display for AnomalyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AnomalyKind::Unreadable => "unreadable",
            AnomalyKind::Damaged => "damaged",
            AnomalyKind::Truncated => "truncated",
            AnomalyKind::NoTime => "no time",
            AnomalyKind::MissingField => "missing field",
            AnomalyKind::BadValue => "bad value",
            AnomalyKind::Bound => "bound reached",
            AnomalyKind::LogIntegrity => "log integrity",
        })
    }
}

/// One anomaly, or `count` alike ones of which the first is located.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
pub struct Anomaly {
    /// Path or feed; may be hostile text.
    pub input: String,
    /// What went wrong.
    pub kind: AnomalyKind,
    /// Byte offset in the input, or line number for text (`line` says which).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// 1-based line number in a text input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Record id, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_id: Option<u64>,
    /// What happened and what it costs, in plain words; may hold hostile text.
    pub text: String,
    /// How many alike ones this stands for, at least 1.
    pub count: u64,
}

impl Anomaly {
    /// An anomaly of a whole input.
    pub fn new(input: impl Into<String>, kind: AnomalyKind, text: impl Into<String>) -> Self {
        Anomaly {
            input: input.into(),
            kind,
            offset: None,
            line: None,
            record_id: None,
            text: text.into(),
            count: 1,
        }
    }

    /// The same at a byte offset.
    #[must_use]
    pub fn at_offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// The same at a line.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same at a record.
    #[must_use]
    pub fn at_record(mut self, record_id: u64) -> Self {
        self.record_id = Some(record_id);
        self
    }
}
