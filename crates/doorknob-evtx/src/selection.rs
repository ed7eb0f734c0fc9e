//! What is wanted, as data: which events, and which of their values under which slot.

use crate::value::Value;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Fields one [`Wanted`] may name.
pub const MAX_FIELDS: usize = 255;

/// One kind of event the caller wants, and what it wants to know of it.
///
/// ```
/// use doorknob_evtx::Wanted;
/// let failed_logon = Wanted::new(1, "Microsoft-Windows-Security-Auditing", [4625])
///     .channel("Security")
///     .data(0, "TargetUserName")
///     .data(1, "IpAddress");
/// # assert_eq!(failed_logon.fields.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Chosen by the caller, handed back with every record that matches.
    pub tag: u16,
    /// The provider's name, compared without regard to ASCII case.
    pub provider: String,
    /// `provider` is only what the name begins with.
    pub provider_is_prefix: bool,
    /// The channel, compared likewise; `None` for any.
    pub channel: Option<String>,
    /// The event ids.
    pub event_ids: Vec<u16>,
    /// The values wanted, at most [`MAX_FIELDS`].
    pub fields: Vec<WantedField>,
}

/// One value wanted of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedField {
    /// Chosen by the caller, handed back with the value. Several fields may share a slot: the names
    /// one value goes by in different versions of an event.
    pub slot: u16,
    /// Which value.
    pub name: FieldName,
}

/// How a value is named inside its event. Names are compared exactly; where an event repeats one, the
/// first counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FieldName {
    /// `EventData/Data` with this `Name`.
    Data(String),
    /// The nth (from 0) `EventData/Data` that has no `Name`, as older event sources write them.
    Position(u16),
    /// The element of this name under `UserData`, at any depth, that holds no other element.
    UserData(String),
}

impl Wanted {
    /// Wants these events of this provider from any channel, and no values yet.
    pub fn new(tag: u16, provider: impl Into<String>, event_ids: impl IntoIterator<Item = u16>) -> Wanted {
        Wanted {
            tag,
            provider: provider.into(),
            provider_is_prefix: false,
            channel: None,
            event_ids: event_ids.into_iter().collect(),
            fields: Vec::new(),
        }
    }

    /// Wants these events of every provider whose name begins so: some services append an instance's name to theirs.
    ///
    /// ```
    /// use doorknob_evtx::Wanted;
    /// // The default instance is MSSQLSERVER, a named one MSSQL$PAYROLL.
    /// let refused = Wanted::provider_prefix(1, "MSSQL", [18456]).channel("Application").position(0, 0);
    /// # assert!(refused.provider_is_prefix);
    /// ```
    pub fn provider_prefix(
        tag: u16,
        prefix: impl Into<String>,
        event_ids: impl IntoIterator<Item = u16>,
    ) -> Wanted {
        Wanted { provider_is_prefix: true, ..Wanted::new(tag, prefix, event_ids) }
    }

    /// Only from this channel.
    pub fn channel(mut self, channel: impl Into<String>) -> Wanted {
        self.channel = Some(channel.into());
        self
    }

    /// Also the `Data` element of this name.
    pub fn data(self, slot: u16, name: impl Into<String>) -> Wanted {
        self.field(slot, FieldName::Data(name.into()))
    }

    /// Also the nth unnamed `Data` element, counted from 0.
    pub fn position(self, slot: u16, index: u16) -> Wanted {
        self.field(slot, FieldName::Position(index))
    }

    /// Also the `UserData` leaf of this name.
    pub fn user_data(self, slot: u16, name: impl Into<String>) -> Wanted {
        self.field(slot, FieldName::UserData(name.into()))
    }

    /// Also this field.
    pub fn field(mut self, slot: u16, name: FieldName) -> Wanted {
        self.fields.push(WantedField { slot, name });
        self
    }
}

/// Why a list of [`Wanted`] is no [`Selection`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SelectionError {
    /// More than 65535 entries.
    TooManyEntries,
    /// The entry with this tag names more than [`MAX_FIELDS`] fields.
    TooManyFields {
        /// The entry's tag.
        tag: u16,
    },
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SelectionError::TooManyEntries => f.write_str("more than 65535 entries are wanted"),
            SelectionError::TooManyFields { tag } => {
                write!(f, "entry {tag} wants more than {MAX_FIELDS} fields")
            }
        }
    }
}

impl std::error::Error for SelectionError {}

/// A list of [`Wanted`], prepared for matching. Build it once and share it between threads.
///
/// A record goes to the first entry that its provider, channel and event id match.
#[derive(Debug, Clone)]
pub struct Selection {
    ids: Box<[u64; 1024]>,
    /// Event id and entry, sorted.
    by_id: Vec<(u16, u16)>,
    entries: Arc<Vec<Entry>>,
}

/// A [`Wanted`] with its texts in the form records hold them.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) tag: u16,
    provider: (String, Vec<u8>),
    provider_is_prefix: bool,
    channel: Option<(String, Vec<u8>)>,
    pub(crate) fields: Vec<FieldKey>,
    /// [`name_key`] of each of `fields` that has a name, 0 otherwise.
    pub(crate) name_keys: Vec<u32>,
    /// The slot of each of `fields`.
    pub(crate) slots: Vec<u16>,
}

/// A [`FieldName`] with its name in UTF-16LE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FieldKey {
    Data(Vec<u8>),
    Position(u16),
    UserData(Vec<u8>),
}

impl Selection {
    /// Prepares a list. An empty one is allowed and matches nothing.
    ///
    /// # Errors
    /// Where a limit is exceeded; see [`SelectionError`].
    pub fn new(wanted: impl IntoIterator<Item = Wanted>) -> Result<Selection, SelectionError> {
        let mut selection =
            Selection { ids: Box::new([0; 1024]), by_id: Vec::new(), entries: Arc::default() };
        let mut entries = Vec::new();
        for entry in wanted {
            selection.add(&entry, &mut entries)?;
        }
        selection.entries = Arc::new(entries);
        selection.by_id.sort_unstable();
        selection.by_id.dedup();
        Ok(selection)
    }

    fn add(&mut self, wanted: &Wanted, entries: &mut Vec<Entry>) -> Result<(), SelectionError> {
        let index = u16::try_from(entries.len())
            .ok()
            .filter(|index| *index < u16::MAX)
            .ok_or(SelectionError::TooManyEntries)?;
        if wanted.fields.len() > MAX_FIELDS {
            return Err(SelectionError::TooManyFields { tag: wanted.tag });
        }
        for &id in &wanted.event_ids {
            if let Some(word) = self.ids.get_mut(usize::from(id >> 6)) {
                *word |= 1 << (id & 63);
            }
            self.by_id.push((id, index));
        }
        let both = |text: &String| (text.clone(), utf16le(text));
        entries.push(Entry {
            tag: wanted.tag,
            provider: both(&wanted.provider),
            provider_is_prefix: wanted.provider_is_prefix,
            channel: wanted.channel.as_ref().map(both),
            fields: wanted.fields.iter().map(|field| FieldKey::of(&field.name)).collect(),
            name_keys: wanted.fields.iter().map(|field| FieldKey::of(&field.name).name_key()).collect(),
            slots: wanted.fields.iter().map(|field| field.slot).collect(),
        });
        Ok(())
    }

    /// Whether any entry wants events of this id.
    #[inline(always)]
    pub fn wants_id(&self, event_id: u16) -> bool {
        self.ids.get(usize::from(event_id >> 6)).is_some_and(|word| word >> (event_id & 63) & 1 != 0)
    }

    /// What plans for fields were made for: the same for a selection and its clones, and kept alive by
    /// whoever remembers it, so that no other selection can take its place.
    pub(crate) fn identity(&self) -> &Arc<Vec<Entry>> {
        &self.entries
    }

    /// The entries that want events of this id, as a range of `by_id`.
    pub(crate) fn candidates(&self, event_id: u16) -> Range<usize> {
        let from = self.by_id.partition_point(|(id, _)| *id < event_id);
        let to = self.by_id.partition_point(|(id, _)| *id <= event_id);
        from..to
    }

    /// The first of these candidates that wants records of this provider and channel.
    #[inline(always)]
    pub(crate) fn choose(
        &self,
        candidates: Range<usize>,
        provider: Value<'_>,
        channel: Value<'_>,
    ) -> Option<u16> {
        let candidates = self.by_id.get(candidates)?;
        candidates
            .iter()
            .map(|(_, entry)| *entry)
            .find(|index| self.entry(*index).is_some_and(|e| e.matches(provider, channel)))
    }

    /// The entry for a record, by its index.
    pub(crate) fn find(&self, event_id: u16, provider: Value<'_>, channel: Value<'_>) -> Option<u16> {
        self.choose(self.candidates(event_id), provider, channel)
    }

    #[inline(always)]
    pub(crate) fn entry(&self, index: u16) -> Option<&Entry> {
        self.entries.get(usize::from(index))
    }
}

/// A number that differs for nearly all names that differ: to be compared before the names are.
#[inline(always)]
pub(crate) fn name_key(utf16: &[u8]) -> u32 {
    let ends = match (utf16.first_chunk::<8>(), utf16.last_chunk::<8>()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first).rotate_left(8) ^ u64::from_le_bytes(*last),
        _ => utf16.iter().fold(1, |key, byte| key << 8 | u64::from(*byte)),
    };
    // The high bytes of UTF-16 are mostly zero; a multiplication spreads what the others tell.
    let mixed = (ends ^ (utf16.len() as u64) << 56).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as u32
}

impl FieldKey {
    fn name_key(&self) -> u32 {
        match self {
            FieldKey::Data(name) | FieldKey::UserData(name) => name_key(name),
            FieldKey::Position(_) => 0,
        }
    }

    fn of(name: &FieldName) -> FieldKey {
        match name {
            FieldName::Data(name) => FieldKey::Data(utf16le(name)),
            FieldName::Position(index) => FieldKey::Position(*index),
            FieldName::UserData(name) => FieldKey::UserData(utf16le(name)),
        }
    }
}

impl Entry {
    #[inline(always)]
    fn matches(&self, provider: Value<'_>, channel: Value<'_>) -> bool {
        let (text, utf16) = &self.provider;
        let provider_matches = match self.provider_is_prefix {
            false => provider.is_text(text, utf16),
            true => provider.begins_with(text, utf16),
        };
        provider_matches && self.channel.as_ref().is_none_or(|(text, utf16)| channel.is_text(text, utf16))
    }
}

fn utf16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
