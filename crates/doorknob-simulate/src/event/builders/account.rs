//! 4740, 4767, 4723, 4724, 4738.

use std::sync::Arc;

use super::Subject;
use crate::event::{KEYWORD_AUDIT_FAILURE, Sid, SimulatedEvent, Text, Value};
use crate::layout::{
    ACCOUNT_CHANGED, ACCOUNT_LOCKED_OUT, ACCOUNT_UNLOCKED, EventLayout, PASSWORD_CHANGED, PASSWORD_RESET,
};

/// The account that was managed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagedAccount {
    /// Account name.
    pub name: Text,
    /// NetBIOS domain.
    pub domain: Text,
    /// SID.
    pub sid: Sid,
}

/// 4740: locked out because of tries from `caller_computer`. An audit success. `controller` is
/// the machine account of the computer that locked it.
#[must_use]
pub fn account_locked_out(
    time: i64,
    computer: &Arc<str>,
    account: ManagedAccount,
    caller_computer: Text,
    controller: &Subject,
) -> SimulatedEvent {
    let account = ManagedAccount { domain: caller_computer, ..account };
    managed(&ACCOUNT_LOCKED_OUT, time, computer, account, controller, [])
}

/// 4767: unlocked by an administrator.
#[must_use]
pub fn account_unlocked(
    time: i64,
    computer: &Arc<str>,
    account: ManagedAccount,
    by: &Subject,
) -> SimulatedEvent {
    managed(&ACCOUNT_UNLOCKED, time, computer, account, by, [])
}

/// 4723: the user changed the own password, or failed to.
#[must_use]
pub fn password_changed(
    time: i64,
    computer: &Arc<str>,
    account: ManagedAccount,
    by: &Subject,
    succeeded: bool,
) -> SimulatedEvent {
    let mut event = managed(&PASSWORD_CHANGED, time, computer, account, by, ["-".into()]);
    if !succeeded {
        event.keywords = KEYWORD_AUDIT_FAILURE;
    }
    event
}

/// 4724: the password was reset by an administrator.
#[must_use]
pub fn password_reset(
    time: i64,
    computer: &Arc<str>,
    account: ManagedAccount,
    by: &Subject,
) -> SimulatedEvent {
    managed(&PASSWORD_RESET, time, computer, account, by, [])
}

/// What a 4738 says was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountChange {
    /// The password, at this time as the event shows it.
    Password,
    /// The account was disabled.
    Disabled,
    /// The account was enabled.
    Enabled,
}

/// 4738.
#[must_use]
pub fn account_changed(
    time: i64,
    computer: &Arc<str>,
    account: ManagedAccount,
    by: &Subject,
    change: AccountChange,
) -> SimulatedEvent {
    const UNCHANGED: &str = "-";
    let mut values = Vec::with_capacity(27);
    values.push(UNCHANGED.into());
    values.extend([Value::Text(account.name), Value::Text(account.domain), Value::Sid(account.sid)]);
    values.extend(by.values());
    values.resize(27, UNCHANGED.into());
    let mut set = |name: &str, value: Value| {
        let fields = ACCOUNT_CHANGED.payload.fields();
        let slot = fields.iter().zip(&mut values).find(|(field, _)| field.name == name);
        if let Some((_, slot)) = slot {
            *slot = value;
        }
    };
    match change {
        AccountChange::Password => {
            let shown = crate::time::rfc3339(time, 0).replace('T', " ").replace('Z', "");
            set("PasswordLastSet", shown.into());
        }
        // User account control flags and their message numbers: Microsoft Learn, 4738.
        AccountChange::Disabled => {
            set("OldUacValue", "0x10".into());
            set("NewUacValue", "0x11".into());
            set("UserAccountControl", "\r\n\t\t%%2080".into());
        }
        AccountChange::Enabled => {
            set("OldUacValue", "0x11".into());
            set("NewUacValue", "0x10".into());
            set("UserAccountControl", "\r\n\t\t%%2048".into());
        }
    }
    SimulatedEvent::new(&ACCOUNT_CHANGED, time, computer, values)
}

fn managed<const MORE: usize>(
    layout: &'static EventLayout,
    time: i64,
    computer: &Arc<str>,
    account: ManagedAccount,
    by: &Subject,
    more: [Value; MORE],
) -> SimulatedEvent {
    let mut values = Vec::with_capacity(7 + MORE);
    values.extend([Value::Text(account.name), Value::Text(account.domain), Value::Sid(account.sid)]);
    values.extend(by.values());
    values.extend(more);
    SimulatedEvent::new(layout, time, computer, values)
}
