//! One file per family of events: what they say, and which of them count.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing))]

pub(crate) mod account_change;
pub(crate) mod explicit;
pub(crate) mod gateway;
pub(crate) mod kerberos;
pub(crate) mod log_integrity;
pub(crate) mod logon;
pub(crate) mod ntlm;
mod own_account;
pub(crate) mod privileges;
pub(crate) mod radius;
pub(crate) mod remote_desktop;
pub(crate) mod sql;
pub(crate) mod ssh;
pub(crate) mod vpn;

use doorknob_event::failure::{CodeSpace, FailureCode};

/// A code of [`doorknob_event::failure::prose`].
fn prose(value: u32) -> FailureCode {
    FailureCode { space: CodeSpace::Prose, value }
}
