//! Tests of the reader over real logs, hand-made chunks and damaged ones.

mod corpus;
mod differential;
mod plan_equals_careful;
