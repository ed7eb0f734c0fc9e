//! One event reduced to what correlation needs: fixed size, ids instead of text, still one per record.

use crate::event::EventKind;
use crate::failure::FailureCode;
use crate::interner::{AddressId, InternerMap, NameId, SignatureId, TextId};
use crate::time::EventTime;

/// What an event says, after its outcome was read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Statement {
    /// A try failed, with a code.
    Failure,
    /// A try succeeded.
    Success,
    /// Credentials were presented by a program on this host (4648); whether they worked is not said.
    Explicit,
    /// An account was locked out.
    LockedOut,
    /// An account was unlocked.
    Unlocked,
    /// The password was changed by its owner.
    PasswordChanged,
    /// The password was reset by somebody else.
    PasswordReset,
    /// The account was changed (enabled, disabled, renamed).
    AccountChanged,
    /// An account that logged on has special privileges.
    Privileged,
    /// An address (and perhaps an account) touched this host; carries no outcome.
    SourceHint,
    /// The log was cleared or stopped, or the audit policy was changed so that failures are no longer recorded.
    LogIntegrity,
}

impl Statement {
    /// All, each at the place of its number.
    pub const ALL: [Statement; 11] = [
        Statement::Failure,
        Statement::Success,
        Statement::Explicit,
        Statement::LockedOut,
        Statement::Unlocked,
        Statement::PasswordChanged,
        Statement::PasswordReset,
        Statement::AccountChanged,
        Statement::Privileged,
        Statement::SourceHint,
        Statement::LogIntegrity,
    ];
}

/// One event that counts. 72 bytes; ids belong to one [`crate::interner::Interner`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Observation {
    /// `System/TimeCreated`.
    pub time: EventTime,
    /// `EventRecordID`, 0 where the carrier has lost it.
    pub record_id: u64,
    /// Byte offset or line of the record in its input, `u64::MAX` where there is none.
    pub offset: u64,
    /// Index of the input in the list of inputs.
    pub input: u32,
    /// Computer that logged it, as written.
    pub host: TextId,
    /// Account tried or changed, as written.
    pub account: NameId,
    /// Account that asked or acted (subject), as written.
    pub subject: NameId,
    /// Address of the source.
    pub address: AddressId,
    /// Name that the source claims for itself (or, for [`EventKind::LockedOut`], the caller computer).
    pub workstation: TextId,
    /// Server that was meant (4648) or that asked (8004).
    pub server: TextId,
    /// How the logon was asked for.
    pub signature: SignatureId,
    /// Failure code; meaningful for [`Statement::Failure`] only.
    pub code: FailureCode,
    /// Event id.
    pub event_id: u16,
    /// Source port; 0 where there is none.
    pub port: u16,
    /// Which event.
    pub kind: EventKind,
    /// What it says.
    pub statement: Statement,
    /// From a damaged part of an input.
    pub suspect: bool,
}

impl Observation {
    /// The same observation with ids of the interner that `map` leads to.
    #[must_use]
    pub fn mapped(mut self, map: &InternerMap) -> Self {
        self.host = map.text(self.host);
        self.account = map.name(self.account);
        self.subject = map.name(self.subject);
        self.address = map.address(self.address);
        self.workstation = map.text(self.workstation);
        self.server = map.text(self.server);
        self.signature = map.signature(self.signature);
        self
    }
}
