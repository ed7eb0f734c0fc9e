//! Tests of the reader over real logs, hand-made chunks and damaged ones.
#![allow(clippy::print_stderr, reason = "tests say what they skipped and how much they compared")]

mod corpus;
mod differential;
mod plan_equals_careful;
