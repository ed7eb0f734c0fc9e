//! Tests of the reader over real logs, hand-made chunks and damaged ones.
#![allow(clippy::print_stderr, reason = "tests say what they skipped and how much they compared")]

mod chunk_builder;
mod corpus;
mod damage;
mod differential;
mod hand_made;
mod plan_equals_careful;
