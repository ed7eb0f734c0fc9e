//! What Windows calls a field of an event.

use doorknob_event::event::{EventSpec, Field, FieldPath};

/// Where the field lies in events of this kind: the first path that leads to it.
pub(crate) fn path(spec: &EventSpec, field: Field) -> Option<FieldPath> {
    spec.fields.iter().find(|(_, known)| *known == field).map(|(path, _)| *path)
}

/// Names of unnamed data, by position, as Winlogbeat writes them.
pub(crate) const POSITIONS: [&str; 8] =
    ["param1", "param2", "param3", "param4", "param5", "param6", "param7", "param8"];

/// The name of the field in events of this kind.
pub(crate) fn name(spec: &EventSpec, field: Field) -> Option<&'static str> {
    match path(spec, field)? {
        FieldPath::Named(name) | FieldPath::UserData(name) => Some(name),
        FieldPath::Position(at) => POSITIONS.get(usize::from(at)).copied(),
    }
}
