//! The explanations that compete for a set of failures.

use doorknob_event::incident::Verdict;

/// One explanation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(usize)]
pub(crate) enum Class {
    /// One source guesses the password of one account or family.
    Guessing,
    /// Several sources guess the password of one account or family.
    DistributedGuessing,
    /// One source tries few passwords on many accounts.
    Spraying,
    /// Many sources try few passwords on many accounts.
    DistributedSpraying,
    /// Names are tried to learn which exist.
    Enumeration,
    /// Name-password lists from elsewhere are tried from many sources.
    Stuffing,
    /// A person mistyped.
    Mistyped,
    /// A person forgot the password.
    Forgotten,
    /// A person's password expired or must change.
    Expired,
    /// A service or task holds an old password.
    StaleService,
    /// A phone, mapped drive or other device of a person holds an old password.
    StaleDevice,
    /// Something still tries a disabled or deleted account.
    DisabledAccount,
    /// A computer has lost its trust with the domain.
    BrokenTrust,
    /// An application was set up with a wrong credential.
    WrongApplication,
    /// Many users share an address, and some mistype.
    SharedAddress,
    /// A scanner that the user has approved.
    Scanner,
    /// Domain controllers, trusts or clocks fail.
    Infrastructure,
}

/// Number of classes.
pub(crate) const CLASSES: usize = 17;

impl Class {
    pub(crate) const ALL: [Class; CLASSES] = [
        Class::Guessing,
        Class::DistributedGuessing,
        Class::Spraying,
        Class::DistributedSpraying,
        Class::Enumeration,
        Class::Stuffing,
        Class::Mistyped,
        Class::Forgotten,
        Class::Expired,
        Class::StaleService,
        Class::StaleDevice,
        Class::DisabledAccount,
        Class::BrokenTrust,
        Class::WrongApplication,
        Class::SharedAddress,
        Class::Scanner,
        Class::Infrastructure,
    ];

    /// The contract's verdict.
    pub(crate) fn verdict(self) -> Verdict {
        match self {
            Class::Guessing
            | Class::DistributedGuessing
            | Class::Spraying
            | Class::DistributedSpraying
            | Class::Enumeration
            | Class::Stuffing => Verdict::Attack,
            Class::Mistyped | Class::Forgotten | Class::Expired | Class::SharedAddress => Verdict::UserError,
            Class::StaleService
            | Class::StaleDevice
            | Class::DisabledAccount
            | Class::BrokenTrust
            | Class::WrongApplication => Verdict::Misconfiguration,
            Class::Scanner => Verdict::AuthorizedScanner,
            Class::Infrastructure => Verdict::Infrastructure,
        }
    }

    /// Plain words.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Class::Guessing => "password guessing",
            Class::DistributedGuessing => "distributed password guessing",
            Class::Spraying => "password spraying",
            Class::DistributedSpraying => "distributed password spraying",
            Class::Enumeration => "account enumeration",
            Class::Stuffing => "credential stuffing",
            Class::Mistyped => "mistyped password",
            Class::Forgotten => "forgotten password",
            Class::Expired => "expired password",
            Class::StaleService => "service or task with an old password",
            Class::StaleDevice => "device or mapped drive with an old password",
            Class::DisabledAccount => "device or job that still uses a disabled or deleted account",
            Class::BrokenTrust => "broken machine trust",
            Class::WrongApplication => "application with a wrong credential",
            Class::SharedAddress => "slips of many users behind one shared address",
            Class::Scanner => "approved scanner",
            Class::Infrastructure => "infrastructure fault",
        }
    }

    /// ATT&CK technique of an attack class.
    pub(crate) fn technique(self) -> Option<&'static str> {
        match self {
            Class::Guessing | Class::DistributedGuessing => Some("T1110.001"),
            Class::Spraying | Class::DistributedSpraying => Some("T1110.003"),
            Class::Stuffing => Some("T1110.004"),
            Class::Enumeration => Some("T1087.002"),
            _ => None,
        }
    }
}
