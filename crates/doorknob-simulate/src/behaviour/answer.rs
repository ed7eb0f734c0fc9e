//! What an authority answers to a logon, and how each kind of record spells it.

use crate::event::FailureCode;

/// The answer to a name and a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Logged on.
    Accepted,
    /// The account exists, the password is wrong.
    WrongPassword,
    /// There is no such account.
    NoSuchUser,
    /// Locked; the password was not looked at.
    LockedOut,
    /// Right password, account disabled.
    Disabled,
    /// Right password, account expired.
    AccountExpired,
    /// Right password, but expired.
    PasswordExpired,
    /// Right password, to be changed first.
    MustChange,
    /// Right password, wrong hour.
    OutsideHours,
    /// Right password, wrong workstation.
    WrongWorkstation,
    /// Right password, but no right to log on this way.
    TypeNotGranted,
    /// No controller could be reached.
    NoLogonServers,
    /// The clocks are too far apart.
    ClockSkew,
    /// The machine's own trust in the domain is broken.
    TrustBroken,
}

impl Answer {
    /// NTSTATUS, as 4776 shows it. Source: [MS-ERREF] 2.3.1.
    #[must_use]
    pub fn status(self) -> u32 {
        match self {
            Answer::Accepted => 0,
            Answer::WrongPassword => 0xC000_006A,
            Answer::NoSuchUser => 0xC000_0064,
            Answer::LockedOut => 0xC000_0234,
            Answer::Disabled => 0xC000_0072,
            Answer::AccountExpired => 0xC000_0193,
            Answer::PasswordExpired => 0xC000_0071,
            Answer::MustChange => 0xC000_0224,
            Answer::OutsideHours => 0xC000_006F,
            Answer::WrongWorkstation => 0xC000_0070,
            Answer::TypeNotGranted => 0xC000_015B,
            Answer::NoLogonServers => 0xC000_005E,
            Answer::ClockSkew => 0xC000_0133,
            Answer::TrustBroken => 0xC000_018D,
        }
    }

    /// The three fields of a 4625. Source: Microsoft Learn, event 4625, and recorded files: the
    /// cause is in `SubStatus` below a general `Status`, except for the codes that stand alone.
    #[must_use]
    pub fn failure_code(self) -> FailureCode {
        const LOGON_FAILURE: u32 = 0xC000_006D;
        const ACCOUNT_RESTRICTION: u32 = 0xC000_006E;
        let code = self.status();
        let (status, sub_status, reason) = match self {
            Answer::Accepted | Answer::WrongPassword | Answer::NoSuchUser => (LOGON_FAILURE, code, "%%2313"),
            Answer::LockedOut => (code, 0, "%%2307"),
            Answer::Disabled => (ACCOUNT_RESTRICTION, code, "%%2310"),
            Answer::AccountExpired => (ACCOUNT_RESTRICTION, code, "%%2305"),
            Answer::PasswordExpired => (ACCOUNT_RESTRICTION, code, "%%2309"),
            Answer::MustChange => (code, 0, "%%2309"),
            Answer::OutsideHours => (ACCOUNT_RESTRICTION, code, "%%2311"),
            Answer::WrongWorkstation => (ACCOUNT_RESTRICTION, code, "%%2312"),
            Answer::TypeNotGranted => (code, 0, "%%2308"),
            Answer::NoLogonServers | Answer::ClockSkew | Answer::TrustBroken => (code, 0, "%%2304"),
        };
        FailureCode { status, sub_status, reason }
    }

    /// Kerberos error code of 4768 and 4771. Source: RFC 4120 section 7.5.9.
    #[must_use]
    pub fn kerberos(self) -> u32 {
        match self {
            Answer::Accepted => 0,
            Answer::NoSuchUser => 0x6,
            Answer::WrongWorkstation | Answer::TypeNotGranted => 0xC,
            Answer::LockedOut | Answer::Disabled | Answer::AccountExpired | Answer::OutsideHours => 0x12,
            Answer::PasswordExpired | Answer::MustChange => 0x17,
            Answer::WrongPassword => 0x18,
            Answer::ClockSkew => 0x25,
            Answer::NoLogonServers | Answer::TrustBroken => 0x3C,
        }
    }

    /// Reason code of NPS 6273. Source: Microsoft Learn, "NPS reason codes".
    #[must_use]
    pub fn nps_reason(self) -> u32 {
        match self {
            Answer::NoSuchUser => 8,
            Answer::Disabled => 34,
            Answer::LockedOut => 36,
            _ => 16,
        }
    }

    /// Whether the answer tells that the password was right.
    #[must_use]
    pub fn password_was_right(self) -> bool {
        matches!(
            self,
            Answer::Accepted
                | Answer::Disabled
                | Answer::AccountExpired
                | Answer::PasswordExpired
                | Answer::MustChange
                | Answer::OutsideHours
                | Answer::WrongWorkstation
                | Answer::TypeNotGranted
        )
    }
}
