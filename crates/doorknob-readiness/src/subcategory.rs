//! Audit subcategories: what writes which event, and how it is switched on.
//!
//! Source: [MS-GPAC] section 2.2.1.3 for the GUIDs; Microsoft Learn "Advanced security audit policy settings" for the
//! events; CIS Microsoft Windows Server 2022 Benchmark v2.0.0 section 17 for what ought to be on.

/// One audit subcategory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Subcategory {
    /// English name, as `auditpol` prints it on an English system.
    pub(crate) name: &'static str,
    /// GUID without braces; `auditpol` takes it on a system of any language.
    pub(crate) guid: &'static str,
    /// Folder below "Audit Policies" in the group policy editor.
    pub(crate) folder: &'static str,
}

const fn subcategory(name: &'static str, guid: &'static str, folder: &'static str) -> Subcategory {
    Subcategory { name, guid, folder }
}

pub(crate) const LOGON: Subcategory =
    subcategory("Logon", "0cce9215-69ae-11d9-bed3-505054503030", "Logon/Logoff");
pub(crate) const ACCOUNT_LOCKOUT: Subcategory =
    subcategory("Account Lockout", "0cce9217-69ae-11d9-bed3-505054503030", "Logon/Logoff");
pub(crate) const SPECIAL_LOGON: Subcategory =
    subcategory("Special Logon", "0cce921b-69ae-11d9-bed3-505054503030", "Logon/Logoff");
pub(crate) const CREDENTIAL_VALIDATION: Subcategory =
    subcategory("Credential Validation", "0cce923f-69ae-11d9-bed3-505054503030", "Account Logon");
pub(crate) const KERBEROS_AUTHENTICATION: Subcategory =
    subcategory("Kerberos Authentication Service", "0cce9242-69ae-11d9-bed3-505054503030", "Account Logon");
pub(crate) const USER_ACCOUNT_MANAGEMENT: Subcategory =
    subcategory("User Account Management", "0cce9235-69ae-11d9-bed3-505054503030", "Account Management");

/// Those without which failed logons, or what they lead to, go unseen.
pub(crate) const NEEDED: [Subcategory; 6] = [
    LOGON,
    ACCOUNT_LOCKOUT,
    CREDENTIAL_VALIDATION,
    KERBEROS_AUTHENTICATION,
    USER_ACCOUNT_MANAGEMENT,
    SPECIAL_LOGON,
];

/// By GUID, folded and without braces.
pub(crate) fn by_guid(guid: &str) -> Option<Subcategory> {
    NEEDED.into_iter().find(|subcategory| subcategory.guid.eq_ignore_ascii_case(guid))
}
