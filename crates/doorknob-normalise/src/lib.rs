//! Events to logon attempts: codes, accounts, sources, coalescing and source recovery.
mod family;
mod normaliser;
mod problems;
mod reading;

pub use normaliser::Normaliser;
pub use problems::Problem;
