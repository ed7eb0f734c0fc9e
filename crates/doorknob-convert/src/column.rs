//! Our own columns: the attributes of an event by stable names, the same in JSON lines and in Parquet.
//!
//! | column | holds |
//! |---|---|
//! | `time` | instant of the event, UTC |
//! | `event_id`, `event` | Windows id, and what it says (`logon_failure`) |
//! | `outcome` | `success`, `failure`, or nothing |
//! | `provider`, `channel`, `computer`, `record_id` | what identifies the record |
//! | `audit_failure` | the audit keyword, where it was kept |
//! | `suspect` | read from a damaged part |
//! | one a [`Field`] | the value as text, as Windows writes it: codes in hexadecimal, SIDs as `S-1-...`; absent and empty differ |

pub use doorknob_event::event::SCHEMA;
use doorknob_event::event::{Event, EventKind, Field, Value};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// What an event says, as a word: `logon_failure`.
pub fn kind_word(kind: EventKind) -> &'static str {
    static WORDS: LazyLock<Vec<(EventKind, String)>> = LazyLock::new(|| {
        EventKind::ALL.iter().map(|kind| (*kind, snake_case(&format!("{kind:?}")))).collect()
    });
    WORDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, word)| word.as_str())
}

fn snake_case(name: &str) -> String {
    let mut word = String::with_capacity(name.len() + 4);
    for (at, character) in name.chars().enumerate() {
        if character.is_ascii_uppercase() && at > 0 {
            word.push('_');
        }
        word.push(character.to_ascii_lowercase());
    }
    word
}

/// A value as Windows writes it.
pub fn text<'a>(field: Field, value: &Value<'a>) -> Cow<'a, str> {
    match (field, value) {
        (_, Value::Text(text)) => Cow::Borrowed(text),
        // A status is four bytes; codes of Kerberos and RADIUS are small numbers, for which both ways of writing do.
        (Field::Status | Field::SubStatus, Value::Unsigned(code)) => {
            let mut text = String::with_capacity(10);
            // Writing to a String cannot fail.
            let _ = write!(text, "{code:#x}");
            Cow::Owned(text)
        }
        (_, value) => Cow::Owned(value.to_text()),
    }
}

/// The value of a field of an event as Windows writes it.
pub fn field_text<'a>(event: &Event<'a>, field: Field) -> Option<Cow<'a, str>> {
    event.get(field).map(|value| text(field, &value))
}
