//! What leaders and administrators decide from, beside the incidents themselves.
//!
//! | module | question | turns |
//! |---|---|---|
//! | [`census`], [`readiness`] | can the telemetry be trusted: recorded, complete, kept, attributable? | events, observations, activities, facts of the inputs into a [`readiness::Scorecard`] |
//! | [`lockout`] | what would another lockout policy have stopped, and whom would it have locked out? | activities and incidents into a [`lockout::WhatIf`] |
//! | [`tune`] | what would other settings have told, and what would quieten them? | runs of the detector into a [`tune::Tuning`]; [`tune::explain_miss`] for what was not told |
//! | [`show`] | the same for a person | each of the above into text, laid out as the report is |
//!
//! The crate is pure: no file, clock, environment or thread. Results depend on the content of what was fed only, not on
//! its order, as long as no bound was hit; each bound is a constant with its reason and its losses are counted.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing))]

pub mod census;
mod checks;
mod curve;
mod exposure;
mod finding;
mod grade;
mod host_names;
pub mod lockout;
mod mend;
pub mod readiness;
pub mod show;
mod subcategory;
mod survey;
pub mod tune;
