//! The vocabulary of Doorknob: the words that every stage shares, in the order in which data passes through them.
//!
//! ```text
//! Event  ──normalise──►  Observation ──coalesce──►  LogonAttempt ──detect──►  Incident
//! ```
//!
//! | module | holds |
//! |---|---|
//! | [`time`] | event time, 100 ns resolution |
//! | [`event`] | a decoded Windows event: which kinds count, their fields, borrowed values |
//! | [`failure`] | why a logon failed: NTSTATUS, Kerberos and RADIUS codes, their class and plain text |
//! | [`observation`] | one event reduced to fixed size, with interned text |
//! | [`interner`] | text, addresses, account names and signatures kept once |
//! | [`activity`] | logon attempts and the account changes around them, resolved to accounts, sources and hosts |
//! | [`account_kind`] | people, services, administrators, computers, as far as an account's name tells |
//! | [`incident`] | what a person or a program is told, as `contracts` of version 1 say |
//! | [`anomaly`] | something wrong with the data itself, with its place |
//! | [`settings`] | what a user may change, with defaults and their reasons |
//!
//! The crate is pure: no file, clock, environment or thread.

pub mod account_kind;
pub mod activity;
pub mod anomaly;
pub mod event;
pub mod failure;
pub mod incident;
pub mod interner;
pub mod observation;
pub mod settings;
pub mod time;
