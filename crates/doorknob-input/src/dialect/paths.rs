//! Where a dialect keeps the parts of `System`.

use super::keywords::audit_failure_of;
use crate::json::{Json, Scalar};
use crate::moment::Moment;
use crate::record::Header;
use std::borrow::Cow;

/// Names from the record down to a value. The empty path is "not carried".
pub(super) type Names = &'static [&'static str];

/// The parts of `System`.
pub(super) struct SystemPaths {
    pub(super) provider: Names,
    pub(super) channel: Names,
    pub(super) id: Names,
    pub(super) computer: Names,
    pub(super) record_id: Names,
    pub(super) keywords: Names,
}

impl SystemPaths {
    /// The header, without its time; `None` where there is no event id.
    pub(super) fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        let id = at(record, self.id)?.scalar()?.number()?;
        let mut header = Header::new(id as u16);
        header.provider = text(record, self.provider);
        header.channel = text(record, self.channel);
        header.computer = text(record, self.computer);
        header.record_id = number(record, self.record_id);
        header.audit_failure = audit_failure_of(at(record, self.keywords));
        Some(header)
    }
}

/// The value at a path, which a shipper may have flattened to one dotted name (`winlog.event_id`).
pub(super) fn at<'a>(record: Json<'a>, names: Names) -> Option<Json<'a>> {
    match names {
        [] => None,
        [one] => record.get(one),
        _ => record.path(names).or_else(|| record.get(&names.join("."))),
    }
}

/// The text at a path; numbers are written out, `null` and empty text are absent.
pub(super) fn text<'a>(record: Json<'a>, names: Names) -> Option<Cow<'a, str>> {
    at(record, names)?.scalar().map(Scalar::into_text).filter(|text| !text.is_empty())
}

/// The number at a path.
pub(super) fn number(record: Json<'_>, names: Names) -> Option<u64> {
    at(record, names)?.scalar()?.number()
}

/// The time at a path: text, or seconds since 1970.
pub(super) fn moment(record: Json<'_>, names: Names) -> Moment {
    Moment::of_json(at(record, names))
}
