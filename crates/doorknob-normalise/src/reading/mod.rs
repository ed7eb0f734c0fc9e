//! Reading single values of an event: numbers, texts, SIDs, addresses. Hostile input ends here.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing))]

pub(crate) mod address;
pub(crate) mod cache;
pub(crate) mod number;
pub(crate) mod sid;
pub(crate) mod wide;
