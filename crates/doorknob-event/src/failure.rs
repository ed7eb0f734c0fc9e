//! Why a logon failed: codes, what they mean, and what they say about the password.
//!
//! The tables are the entries of Microsoft Learn "4625(F): An account failed to log on", "4771(F)", "4768(S, F)" and
//! [MS-ERREF] section 2.3.1, RFC 4120 section 7.5.9, and the NPS reason codes of "6273", limited to what an
//! authentication event carries. Everything else is [`FailureClass::Generic`] and keeps its number.

use std::fmt;

/// The family a code belongs to; the number alone is ambiguous (`0x6`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum CodeSpace {
    /// NTSTATUS (4625, 4776) and SSPI codes.
    NtStatus,
    /// Kerberos error (4768, 4769, 4771).
    Kerberos,
    /// NPS reason code (6273).
    Radius,
    /// A reason that came as prose: SSH, SQL, RRAS, Gateway. The value is one of [`prose`].
    Prose,
}

impl CodeSpace {
    /// All, each at the place of its number.
    pub const ALL: [CodeSpace; 4] =
        [CodeSpace::NtStatus, CodeSpace::Kerberos, CodeSpace::Radius, CodeSpace::Prose];
}

/// A failure code as the event states it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FailureCode {
    /// Which family.
    pub space: CodeSpace,
    /// The number.
    pub value: u32,
}

/// Values of [`CodeSpace::Prose`].
pub mod prose {
    /// Wrong password for an account that the server knows.
    pub const BAD_PASSWORD: u32 = 1;
    /// The account does not exist.
    pub const UNKNOWN_USER: u32 = 2;
    /// Failed, cause not stated.
    pub const FAILED: u32 = 3;
    /// Credentials were right, use was denied.
    pub const DENIED: u32 = 4;
    /// Account disabled.
    pub const DISABLED: u32 = 5;
    /// Account locked.
    pub const LOCKED: u32 = 6;
    /// Password expired or must change.
    pub const EXPIRED: u32 = 7;
}

/// What a code says about the account and the password.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum FailureClass {
    /// Wrong password, account exists.
    BadPassword,
    /// No such account.
    UnknownUser,
    /// Wrong name or password, not said which.
    Generic,
    /// Locked: the password was not checked.
    LockedOut,
    /// Kerberos 0x12: disabled, expired, locked or out of hours; says nothing of the password.
    Revoked,
    /// The password was right (normally only said after it was checked), but the account may not be used so:
    /// expired, must change, disabled, hours, workstation.
    RightPasswordBlocked,
    /// Past authentication, but this kind of logon is not granted; the password was probably right.
    RightDenied,
    /// Wrong smart card PIN.
    BadPin,
    /// Infrastructure: no logon server, trust, clock, service state. No evidence of guessing.
    Infrastructure,
    /// Refused by policy before any password mattered.
    Policy,
    /// Normal protocol round trip or a known artefact; counts as nothing.
    Noise,
}

impl FailureClass {
    /// A try whose password was checked and was wrong, or may have been.
    pub fn is_guess(self) -> bool {
        matches!(
            self,
            FailureClass::BadPassword
                | FailureClass::UnknownUser
                | FailureClass::Generic
                | FailureClass::BadPin
        )
    }

    /// The password is thereby known to whoever tried.
    pub fn proves_password(self) -> bool {
        matches!(self, FailureClass::RightPasswordBlocked)
    }
}

/// (code, short name, plain text, class)
type Row = (u32, &'static str, &'static str, FailureClass);

use FailureClass as C;

const NT_STATUS: &[Row] = &[
    (0xC000_000D, "STATUS_INVALID_PARAMETER", "bad parameter in the request", C::Infrastructure),
    (0xC000_0022, "STATUS_ACCESS_DENIED", "access denied", C::Policy),
    (0xC000_005E, "STATUS_NO_LOGON_SERVERS", "no logon server available", C::Infrastructure),
    (0xC000_005F, "STATUS_NO_SUCH_LOGON_SESSION", "logon session does not exist", C::Infrastructure),
    (0xC000_0062, "STATUS_INVALID_ACCOUNT_NAME", "malformed account name", C::UnknownUser),
    (0xC000_0064, "STATUS_NO_SUCH_USER", "account does not exist", C::UnknownUser),
    (0xC000_006A, "STATUS_WRONG_PASSWORD", "wrong password", C::BadPassword),
    (0xC000_006C, "STATUS_PASSWORD_RESTRICTION", "new password violates the policy", C::Policy),
    (0xC000_006D, "STATUS_LOGON_FAILURE", "wrong name or password (cause hidden)", C::Generic),
    (0xC000_006E, "STATUS_ACCOUNT_RESTRICTION", "account restriction", C::Generic),
    (
        0xC000_006F,
        "STATUS_INVALID_LOGON_HOURS",
        "right password, outside allowed hours",
        C::RightPasswordBlocked,
    ),
    (
        0xC000_0070,
        "STATUS_INVALID_WORKSTATION",
        "right password, workstation not allowed",
        C::RightPasswordBlocked,
    ),
    (0xC000_0071, "STATUS_PASSWORD_EXPIRED", "right password, but expired", C::RightPasswordBlocked),
    (
        0xC000_0072,
        "STATUS_ACCOUNT_DISABLED",
        "account disabled (password was probably right)",
        C::RightPasswordBlocked,
    ),
    (0xC000_0073, "STATUS_NONE_MAPPED", "name could not be translated", C::Infrastructure),
    (0xC000_009A, "STATUS_INSUFFICIENT_RESOURCES", "insufficient resources", C::Infrastructure),
    (0xC000_00BB, "STATUS_NOT_SUPPORTED", "request not supported", C::Infrastructure),
    (0xC000_00DC, "STATUS_INVALID_SERVER_STATE", "account database in the wrong state", C::Infrastructure),
    (0xC000_00DF, "STATUS_NO_SUCH_DOMAIN", "domain not found", C::Infrastructure),
    (0xC000_00E5, "STATUS_INTERNAL_ERROR", "internal error", C::Infrastructure),
    (0xC000_010B, "STATUS_INVALID_LOGON_TYPE", "logon type not supported", C::Noise),
    (0xC000_0132, "STATUS_LOGON_SERVER_CONFLICT", "logon server conflict", C::Infrastructure),
    (0xC000_0133, "STATUS_TIME_DIFFERENCE_AT_DC", "clocks differ too much", C::Infrastructure),
    (0xC000_015B, "STATUS_LOGON_TYPE_NOT_GRANTED", "this kind of logon is not granted", C::RightDenied),
    (0xC000_018A, "STATUS_NO_TRUST_LSA_SECRET", "no trust secret on the workstation", C::Infrastructure),
    (0xC000_018B, "STATUS_NO_TRUST_SAM_ACCOUNT", "no computer account for the trust", C::Infrastructure),
    (0xC000_018C, "STATUS_TRUSTED_DOMAIN_FAILURE", "trust between domains failed", C::Infrastructure),
    (
        0xC000_018D,
        "STATUS_TRUSTED_RELATIONSHIP_FAILURE",
        "trust of the workstation failed",
        C::Infrastructure,
    ),
    (0xC000_0190, "STATUS_TRUST_FAILURE", "network trust failure", C::Infrastructure),
    (0xC000_0192, "STATUS_NETLOGON_NOT_STARTED", "Netlogon is not running", C::Infrastructure),
    (0xC000_0193, "STATUS_ACCOUNT_EXPIRED", "right password, account expired", C::RightPasswordBlocked),
    (0xC000_0195, "STATUS_NETWORK_CREDENTIAL_CONFLICT", "credential conflict", C::Infrastructure),
    (
        0xC000_0198,
        "STATUS_NOLOGON_INTERDOMAIN_TRUST_ACCOUNT",
        "trust account may not log on",
        C::Infrastructure,
    ),
    (
        0xC000_0199,
        "STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT",
        "computer account may not log on",
        C::Infrastructure,
    ),
    (0xC000_019A, "STATUS_NOLOGON_SERVER_TRUST_ACCOUNT", "DC account may not log on", C::Infrastructure),
    (0xC000_019B, "STATUS_DOMAIN_TRUST_INCONSISTENT", "domain name and SID disagree", C::Infrastructure),
    (
        0xC000_0224,
        "STATUS_PASSWORD_MUST_CHANGE",
        "right password, must be changed first",
        C::RightPasswordBlocked,
    ),
    (0xC000_0225, "STATUS_NOT_FOUND", "not found (a Windows artefact)", C::Noise),
    (0xC000_0233, "STATUS_DOMAIN_CONTROLLER_NOT_FOUND", "no domain controller found", C::Infrastructure),
    (0xC000_0234, "STATUS_ACCOUNT_LOCKED_OUT", "account locked out (password not checked)", C::LockedOut),
    (0xC000_02EE, "STATUS_UNFINISHED_CONTEXT_DELETED", "security context deleted early", C::Noise),
    (0xC000_02FA, "STATUS_SMARTCARD_LOGON_REQUIRED", "smart card required", C::Policy),
    (0xC000_0320, "STATUS_PKINIT_FAILURE", "PKINIT failure", C::Infrastructure),
    (0xC000_035B, "STATUS_BAD_BINDINGS", "channel bindings mismatch (proxy or relay)", C::Policy),
    (0xC000_0371, "STATUS_NO_SECRETS", "no secret stored for the account", C::Infrastructure),
    (0xC000_0380, "STATUS_SMARTCARD_WRONG_PIN", "wrong smart card PIN", C::BadPin),
    (0xC000_0381, "STATUS_SMARTCARD_CARD_BLOCKED", "smart card blocked", C::LockedOut),
    (
        0xC000_0388,
        "STATUS_DOWNGRADE_DETECTED",
        "domain controller could not be reached safely",
        C::Infrastructure,
    ),
    (0xC000_0389, "STATUS_SMARTCARD_CERT_REVOKED", "smart card certificate revoked", C::Policy),
    (0xC000_038D, "STATUS_SMARTCARD_CERT_EXPIRED", "smart card certificate expired", C::Policy),
    (
        0xC000_0413,
        "STATUS_AUTHENTICATION_FIREWALL_FAILED",
        "selective authentication refused",
        C::RightDenied,
    ),
    (0xC000_0418, "STATUS_NTLM_BLOCKED", "NTLM blocked by policy", C::Policy),
    (0x8009_0302, "SEC_E_UNSUPPORTED_FUNCTION", "function not supported", C::Infrastructure),
    (0x8009_0308, "SEC_E_INVALID_TOKEN", "malformed token", C::Infrastructure),
    (0x8009_030C, "SEC_E_LOGON_DENIED", "logon denied (cause hidden)", C::Generic),
    (0x8009_030E, "SEC_E_NO_CREDENTIALS", "no credentials", C::Infrastructure),
    (
        0x8009_0322,
        "SEC_E_WRONG_PRINCIPAL",
        "service principal name points at another account",
        C::Infrastructure,
    ),
];

const KERBEROS: &[Row] = &[
    (0x6, "KDC_ERR_C_PRINCIPAL_UNKNOWN", "account does not exist", C::UnknownUser),
    (0x7, "KDC_ERR_S_PRINCIPAL_UNKNOWN", "service name not found", C::Infrastructure),
    (0x8, "KDC_ERR_PRINCIPAL_NOT_UNIQUE", "name not unique", C::Infrastructure),
    (0x9, "KDC_ERR_NULL_KEY", "no key", C::Infrastructure),
    (0xB, "KDC_ERR_NEVER_VALID", "requested start later than end", C::Infrastructure),
    (0xC, "KDC_ERR_POLICY", "policy: hours, workstation or silo", C::RightDenied),
    (0xD, "KDC_ERR_BADOPTION", "option refused", C::Infrastructure),
    (0xE, "KDC_ERR_ETYPE_NOSUPP", "no common encryption type", C::Infrastructure),
    (0xF, "KDC_ERR_SUMTYPE_NOSUPP", "checksum type not supported", C::Infrastructure),
    (0x10, "KDC_ERR_PADATA_TYPE_NOSUPP", "smart card logon not supported", C::Infrastructure),
    (0x12, "KDC_ERR_CLIENT_REVOKED", "account disabled, expired, locked or out of hours", C::Revoked),
    (0x13, "KDC_ERR_SERVICE_REVOKED", "service account revoked", C::Infrastructure),
    (0x14, "KDC_ERR_TGT_REVOKED", "ticket revoked", C::Infrastructure),
    (0x17, "KDC_ERR_KEY_EXPIRED", "password expired or must change", C::RightPasswordBlocked),
    (0x18, "KDC_ERR_PREAUTH_FAILED", "wrong password", C::BadPassword),
    (0x19, "KDC_ERR_PREAUTH_REQUIRED", "normal first leg", C::Noise),
    (0x1B, "KDC_ERR_MUST_USE_USER2USER", "user-to-user required", C::Infrastructure),
    (0x1D, "KDC_ERR_SVC_UNAVAILABLE", "KDC unavailable", C::Infrastructure),
    (0x1F, "KRB_AP_ERR_BAD_INTEGRITY", "ticket could not be decrypted", C::Infrastructure),
    (0x20, "KRB_AP_ERR_TKT_EXPIRED", "ticket expired (normal)", C::Noise),
    (0x21, "KRB_AP_ERR_TKT_NYV", "ticket not yet valid", C::Infrastructure),
    (0x22, "KRB_AP_ERR_REPEAT", "replayed request", C::Infrastructure),
    (0x23, "KRB_AP_ERR_NOT_US", "ticket is for another server", C::Infrastructure),
    (0x24, "KRB_AP_ERR_BADMATCH", "ticket and authenticator differ", C::Infrastructure),
    (0x25, "KRB_AP_ERR_SKEW", "clocks differ too much", C::Infrastructure),
    (0x28, "KRB_AP_ERR_MSG_TYPE", "wrong message type", C::Infrastructure),
    (0x29, "KRB_AP_ERR_MODIFIED", "wrong service key", C::Infrastructure),
    (0x34, "KRB_ERR_RESPONSE_TOO_BIG", "retry over TCP (normal)", C::Noise),
    (0x3C, "KRB_ERR_GENERIC", "generic error", C::Infrastructure),
    (0x3E, "KDC_ERR_CLIENT_NOT_TRUSTED", "client certificate not trusted", C::Infrastructure),
    (0x42, "KDC_ERR_CERTIFICATE_MISMATCH", "certificate mapping failed", C::Infrastructure),
    (0x44, "KDC_ERR_WRONG_REALM", "wrong realm", C::Infrastructure),
];

const RADIUS: &[Row] = &[
    (7, "no such domain", "domain does not exist", C::UnknownUser),
    (8, "no such account", "account does not exist", C::UnknownUser),
    (16, "credentials mismatch", "wrong name or password", C::Generic),
    (34, "disabled", "account disabled", C::Revoked),
    (35, "expired", "account expired", C::Revoked),
    (36, "locked", "account locked out", C::LockedOut),
    (48, "no matching policy", "no network policy matches", C::Policy),
    (65, "dial-in denied", "dial-in permission denied", C::RightDenied),
];

const PROSE: &[Row] = &[
    (prose::BAD_PASSWORD, "wrong password", "wrong password", C::BadPassword),
    (prose::UNKNOWN_USER, "unknown user", "account does not exist", C::UnknownUser),
    (prose::FAILED, "failed", "failed, cause not stated", C::Generic),
    (prose::DENIED, "denied", "right credentials, use denied", C::RightDenied),
    (prose::DISABLED, "disabled", "account disabled", C::Revoked),
    (prose::LOCKED, "locked", "account locked out", C::LockedOut),
    (prose::EXPIRED, "expired", "password expired or must change", C::RightPasswordBlocked),
];

impl FailureCode {
    /// An NTSTATUS.
    pub fn nt_status(value: u32) -> Self {
        FailureCode { space: CodeSpace::NtStatus, value }
    }

    /// A Kerberos error code.
    pub fn kerberos(value: u32) -> Self {
        FailureCode { space: CodeSpace::Kerberos, value }
    }

    fn row(self) -> Option<&'static Row> {
        let table = match self.space {
            CodeSpace::NtStatus => NT_STATUS,
            CodeSpace::Kerberos => KERBEROS,
            CodeSpace::Radius => RADIUS,
            CodeSpace::Prose => PROSE,
        };
        table.iter().find(|row| row.0 == self.value)
    }

    /// What the code says. An unknown code is [`FailureClass::Generic`].
    pub fn class(self) -> FailureClass {
        self.row().map_or(C::Generic, |row| row.3)
    }

    /// Whether the tables know the code.
    pub fn is_known(self) -> bool {
        self.row().is_some()
    }

    /// Plain words for a person.
    pub fn text(self) -> &'static str {
        self.row().map_or("unknown code", |row| row.2)
    }

    /// Symbolic name, or an empty string for an unknown code.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.1)
    }
}

/// `0xC000006A`, `Kerberos 0x18`, `NPS 16`, or the prose itself: the key of an incident's `reasons`.
impl fmt::Display for FailureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.space {
            CodeSpace::NtStatus => write!(f, "0x{:08X}", self.value),
            CodeSpace::Kerberos => write!(f, "Kerberos 0x{:X}", self.value),
            CodeSpace::Radius => write!(f, "NPS {}", self.value),
            CodeSpace::Prose => f.write_str(self.name()),
        }
    }
}

/// The effective code of a 4625: `SubStatus` unless it is 0 or absent, then `Status`.
///
/// A locked account carries `Status` 0xC0000234 with `SubStatus` 0. Source: Microsoft Learn, event 4625.
pub fn effective_nt_status(status: Option<u32>, sub_status: Option<u32>) -> Option<u32> {
    sub_status.filter(|code| *code != 0).or(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_class_that_microsoft_gives_them() {
        let table = [
            (FailureCode::nt_status(0xC000_006A), C::BadPassword, "0xC000006A"),
            (FailureCode::nt_status(0xC000_0064), C::UnknownUser, "0xC0000064"),
            (FailureCode::nt_status(0xC000_0234), C::LockedOut, "0xC0000234"),
            (FailureCode::nt_status(0xC000_0072), C::RightPasswordBlocked, "0xC0000072"),
            (FailureCode::kerberos(0x18), C::BadPassword, "Kerberos 0x18"),
            (FailureCode::kerberos(0x6), C::UnknownUser, "Kerberos 0x6"),
            (FailureCode::nt_status(0xDEAD_BEEF), C::Generic, "0xDEADBEEF"),
            (FailureCode { space: CodeSpace::Radius, value: 16 }, C::Generic, "NPS 16"),
        ];
        for (code, class, label) in table {
            assert_eq!((code.class(), code.to_string().as_str()), (class, label));
        }
    }

    #[test]
    fn sub_status_wins_unless_it_is_zero() {
        assert_eq!(effective_nt_status(Some(0xC000_006D), Some(0xC000_006A)), Some(0xC000_006A));
        assert_eq!(effective_nt_status(Some(0xC000_0234), Some(0)), Some(0xC000_0234));
        assert_eq!(effective_nt_status(None, None), None);
    }

    #[test]
    fn tables_hold_each_code_once() {
        for table in [NT_STATUS, KERBEROS, RADIUS, PROSE] {
            for (at, row) in table.iter().enumerate() {
                assert!(table.iter().skip(at + 1).all(|other| other.0 != row.0), "{:#x}", row.0);
            }
        }
    }
}
