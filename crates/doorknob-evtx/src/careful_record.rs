//! What is wanted of a completely decoded record.

use crate::event_tree::{Composed, Element, EventTree};
use crate::selection::{FieldKey, Selection};
use crate::value::{Value, ValueKind};

/// The wanted values of a record, borrowed from the chunk or composed.
#[derive(Debug)]
pub(crate) struct CarefulRecord<'a> {
    pub(crate) entry: u16,
    pub(crate) provider: Option<Composed<'a>>,
    pub(crate) channel: Option<Composed<'a>>,
    pub(crate) computer: Option<Composed<'a>>,
    pub(crate) event_id: u16,
    pub(crate) time_created: Option<u64>,
    pub(crate) event_record_id: Option<u64>,
    /// One for each wanted field; `None` where the record has no such element.
    pub(crate) fields: Vec<Option<Composed<'a>>>,
}

/// Why a decoded record yields nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotRead {
    /// No entry wants it.
    Unwanted,
    /// It has no `System` or no event id in it.
    NoSystem,
}

/// The value of something that may be missing.
pub(crate) fn value_of<'v>(text: &'v Option<Composed<'_>>) -> Value<'v> {
    text.as_ref().map_or(Value::ABSENT, Composed::value)
}

/// Looks up what `selection` wants of `tree`.
pub(crate) fn read<'a>(tree: &EventTree<'a>, selection: &Selection) -> Result<CarefulRecord<'a>, NotRead> {
    let event = tree.root().filter(|root| root.name().is("Event"));
    let system = event.and_then(|event| event.child("System"));
    let (Some(event), Some(system)) = (event, system) else {
        return Err(NotRead::NoSystem);
    };
    let text = |name: &str| system.child(name).map(|child| child.text());
    let attribute = |child: &str, name: &str| system.child(child)?.attribute(name);
    let event_id =
        text("EventID").and_then(|id| u16::try_from(id.value().as_u64()?).ok()).ok_or(NotRead::NoSystem)?;
    if !selection.wants_id(event_id) {
        return Err(NotRead::Unwanted);
    }
    let provider = attribute("Provider", "Name");
    let channel = text("Channel");
    let index = selection.find(event_id, value_of(&provider), value_of(&channel)).ok_or(NotRead::Unwanted)?;
    let wanted = selection.entry(index).ok_or(NotRead::Unwanted)?;
    let payload = event.children().find(|child| child.name().is("EventData") || child.name().is("UserData"));
    let time = attribute("TimeCreated", "SystemTime");
    Ok(CarefulRecord {
        entry: index,
        provider,
        channel,
        computer: text("Computer"),
        event_id,
        time_created: time.and_then(|time| time.value().as_filetime()),
        event_record_id: text("EventRecordID").and_then(|id| id.value().as_u64()),
        fields: wanted.fields.iter().map(|field| find_field(payload?, field)).collect(),
    })
}

fn find_field<'a>(payload: Element<'_, 'a>, key: &FieldKey) -> Option<Composed<'a>> {
    let is_event_data = payload.name().is("EventData");
    let mut data = payload.children().filter(|child| is_event_data && child.name().is("Data"));
    match key {
        FieldKey::Data(wanted) => data
            .find(|data| data.attribute("Name").is_some_and(|name| is_name(&name, wanted)))
            .map(|data| data.text()),
        FieldKey::Position(index) => data
            .filter(|data| data.attribute("Name").is_none())
            .nth(usize::from(*index))
            .map(|data| data.text()),
        FieldKey::UserData(wanted) if !is_event_data => find_leaf(payload, wanted),
        FieldKey::UserData(_) => None,
    }
}

/// Recursion is bounded by the depth the tree was built with.
fn find_leaf<'a>(parent: Element<'_, 'a>, wanted: &[u8]) -> Option<Composed<'a>> {
    parent.children().find_map(|child| {
        let is_leaf = child.children().next().is_none();
        if is_leaf && child.name().utf16() == wanted {
            return Some(child.text());
        }
        find_leaf(child, wanted)
    })
}

fn is_name(name: &Composed<'_>, wanted: &[u8]) -> bool {
    let value = name.value();
    match value.kind() {
        ValueKind::Utf16 => value.utf16() == Some(wanted),
        _ => value.to_string().encode_utf16().flat_map(u16::to_le_bytes).eq(wanted.iter().copied()),
    }
}
