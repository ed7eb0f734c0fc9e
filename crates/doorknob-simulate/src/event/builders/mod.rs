//! One function per kind of event: the facts of an occasion in, the record out.
//!
//! Constants that Windows always writes (`LmPackageName` `-` in a 4625, `KeyLength` 0) are filled
//! in here, so that callers only say what differs.

mod account;
mod audit_log;
mod kerberos;
mod logon;
mod noise;
mod other_sources;
mod remote_desktop;

pub use account::*;
pub use audit_log::*;
pub use kerberos::*;
pub use logon::*;
pub use noise::*;
pub use other_sources::*;
pub use remote_desktop::*;

use super::{Sid, Text, Value};

/// The account on whose behalf something happened: the `Subject` fields of audit events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its SID.
    pub sid: Sid,
    /// Account name.
    pub name: Text,
    /// NetBIOS domain, or the machine's name.
    pub domain: Text,
    /// Logon session.
    pub logon_id: u64,
}

impl Subject {
    /// Nobody: what a network logon has, as it comes from outside.
    #[must_use]
    pub fn nobody() -> Self {
        Subject { sid: Sid::NULL, name: "-".into(), domain: "-".into(), logon_id: 0 }
    }

    /// The machine itself, for logons that a service on it asks for. `machine` ends in `$`.
    #[must_use]
    pub fn machine(machine: impl Into<Text>, domain: impl Into<Text>) -> Self {
        Subject { sid: Sid::SYSTEM, name: machine.into(), domain: domain.into(), logon_id: 0x3e7 }
    }

    fn values(&self) -> [Value; 4] {
        [
            Value::Sid(self.sid),
            Value::Text(self.name.clone()),
            Value::Text(self.domain.clone()),
            Value::LongHex(self.logon_id),
        ]
    }
}
