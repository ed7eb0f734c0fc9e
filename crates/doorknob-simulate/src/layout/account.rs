//! Account management: lockouts, unlocks, password changes.

use super::{EventLayout, Field, long_hex, security, sid, text};

/// Who was managed, and by whom: all that most of these events say.
const TARGET_AND_SUBJECT: [Field; 7] = [
    text("TargetUserName"),
    text("TargetDomainName"),
    sid("TargetSid"),
    sid("SubjectUserSid"),
    text("SubjectUserName"),
    text("SubjectDomainName"),
    long_hex("SubjectLogonId"),
];

/// 4740: an account was locked out. `TargetDomainName` holds the calling computer, not a domain.
/// Source: Microsoft Learn, "4740(S): A user account was locked out".
pub static ACCOUNT_LOCKED_OUT: EventLayout = security(4740, 0, 13824, &TARGET_AND_SUBJECT);

/// 4767: an account was unlocked by an administrator.
pub static ACCOUNT_UNLOCKED: EventLayout = security(4767, 0, 13824, &TARGET_AND_SUBJECT);

/// 4723: a user tried to change the own password.
pub static PASSWORD_CHANGED: EventLayout = security(
    4723,
    0,
    13824,
    &[
        text("TargetUserName"),
        text("TargetDomainName"),
        sid("TargetSid"),
        sid("SubjectUserSid"),
        text("SubjectUserName"),
        text("SubjectDomainName"),
        long_hex("SubjectLogonId"),
        text("PrivilegeList"),
    ],
);

/// 4724: somebody tried to reset another account's password.
pub static PASSWORD_RESET: EventLayout = security(4724, 0, 13824, &TARGET_AND_SUBJECT);

/// 4738: an account was changed.
pub static ACCOUNT_CHANGED: EventLayout = security(
    4738,
    0,
    13824,
    &[
        text("Dummy"),
        text("TargetUserName"),
        text("TargetDomainName"),
        sid("TargetSid"),
        sid("SubjectUserSid"),
        text("SubjectUserName"),
        text("SubjectDomainName"),
        long_hex("SubjectLogonId"),
        text("PrivilegeList"),
        text("SamAccountName"),
        text("DisplayName"),
        text("UserPrincipalName"),
        text("HomeDirectory"),
        text("HomePath"),
        text("ScriptPath"),
        text("ProfilePath"),
        text("UserWorkstations"),
        text("PasswordLastSet"),
        text("AccountExpires"),
        text("PrimaryGroupId"),
        text("AllowedToDelegateTo"),
        text("OldUacValue"),
        text("NewUacValue"),
        text("UserAccountControl"),
        text("UserParameters"),
        text("SidHistory"),
        text("LogonHours"),
    ],
);
