//! Event XML, as `wevtutil`, Windows Event Forwarding, Event Viewer and Splunk write it.
//!
//! Lenient: namespaces, prefixes, order and unknown elements do not matter, and a broken event gives what stands before the
//! break. Traps: single quotes; `Data` with and without `Name`; `EventID` with qualifiers; 7 or 9 digits of fraction;
//! illegal control characters; the rendered text in `RenderingInfo` repeats `Level`, `Channel` and `Provider` in other words.

mod data;
mod event;

pub(crate) use data::XmlData;
pub(crate) use event::XmlEvent;
