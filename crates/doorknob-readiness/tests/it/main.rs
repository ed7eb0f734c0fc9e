//! Tests of the crate as its users see it.

mod corpus;
mod domain;
mod estate;
mod lockout;
mod readiness;
mod show;
mod tune;
