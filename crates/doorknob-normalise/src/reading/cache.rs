//! From raw field bytes to what they were interned as, so that repeated values are not decoded again.
//!
//! A direct-mapped cache: one slot a hash, the newer value takes it. Bound: [`SLOTS`] keys of at most [`KEY_MAX`] bytes.

use doorknob_event::event::Value;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Number of slots; a power of two.
const SLOTS: usize = 16_384;

/// Longer values are decoded every time.
const KEY_MAX: usize = 256;

/// Where a value was looked for: pass it back to [`RawCache::insert`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place(usize);

#[derive(Clone, Debug, Default)]
struct Slot<T> {
    /// 0 is "never filled".
    form: u8,
    key: Vec<u8>,
    value: T,
}

/// Remembers what raw values mean.
#[derive(Clone, Debug)]
pub(crate) struct RawCache<T> {
    slots: Vec<Slot<T>>,
}

impl<T: Copy + Default> RawCache<T> {
    pub(crate) fn new() -> Self {
        RawCache { slots: std::iter::repeat_with(Slot::default).take(SLOTS).collect() }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        for slot in &mut self.slots {
            slot.form = 0;
        }
    }

    /// What is known of the value, or where to put it once it is known. `None` for values that are not cached.
    pub(crate) fn get(&self, value: &Value<'_>) -> Option<Result<T, Place>> {
        let (form, key) = raw(value)?;
        if key.len() > KEY_MAX {
            return None;
        }
        let mut hasher = FxHasher::default();
        hasher.write(key);
        hasher.write_u8(form);
        let at = hasher.finish() as usize & (SLOTS - 1);
        let slot = self.slots.get(at)?;
        Some(if slot.form == form && slot.key == key { Ok(slot.value) } else { Err(Place(at)) })
    }

    /// Remembers the meaning of the value that was looked for at `place`.
    pub(crate) fn insert(&mut self, place: Place, value: &Value<'_>, meaning: T) {
        if let (Some(slot), Some((form, key))) = (self.slots.get_mut(place.0), raw(value)) {
            slot.form = form;
            slot.key.clear();
            slot.key.extend_from_slice(key);
            slot.value = meaning;
        }
    }
}

/// The bytes that identify a value, and their form (the same bytes may be a SID or text).
fn raw<'a>(value: &Value<'a>) -> Option<(u8, &'a [u8])> {
    match value {
        Value::Utf16(bytes) => Some((1, bytes)),
        Value::Text(text) => Some((2, text.as_bytes())),
        Value::Sid(bytes) => Some((3, bytes)),
        Value::Unsigned(_) | Value::Signed(_) | Value::Guid(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_again_and_forms_are_told_apart() {
        let mut cache = RawCache::<u32>::new();
        let text = Value::Text("ab");
        let Some(Err(place)) = cache.get(&text) else { panic!("nothing is known yet") };
        cache.insert(place, &text, 7);
        assert!(matches!(cache.get(&text), Some(Ok(7))));
        assert!(matches!(cache.get(&Value::Utf16(b"ab")), Some(Err(_))));
        assert!(cache.get(&Value::Unsigned(7)).is_none());
        assert!(cache.get(&Value::Text(&"x".repeat(KEY_MAX + 1))).is_none());
    }
}
