//! Which outcomes may be those of one try, and which of them says more.

use doorknob_event::failure::FailureClass as Class;

/// Whether two records may tell of one failed try: the same class, or one of them hides or lumps together what the other says.
pub(crate) fn is_compatible(one: Class, other: Class) -> bool {
    one == other || hides(one, other) || hides(other, one)
}

/// `vague` is what a less telling record says where a more telling one says `clear`.
fn hides(vague: Class, clear: Class) -> bool {
    match vague {
        // 0xC000006D, 0xC000006E, "failed".
        Class::Generic => matches!(
            clear,
            Class::BadPassword
                | Class::UnknownUser
                | Class::LockedOut
                | Class::Revoked
                | Class::RightPasswordBlocked
                | Class::RightDenied
                | Class::BadPin
        ),
        // Kerberos 0x12 is one code for disabled, expired, locked and out of hours.
        Class::Revoked => matches!(clear, Class::LockedOut | Class::RightPasswordBlocked),
        _ => false,
    }
}

/// How much a class tells of the try; the larger wins when records are joined.
pub(crate) fn telling(class: Class) -> u8 {
    match class {
        Class::RightPasswordBlocked => 6,
        Class::RightDenied => 5,
        Class::BadPassword | Class::UnknownUser | Class::BadPin | Class::LockedOut => 4,
        Class::Revoked => 3,
        Class::Infrastructure | Class::Policy => 2,
        Class::Generic => 1,
        Class::Noise => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vague_outcomes_join_clear_ones_and_clear_ones_stay_apart() {
        let together = [
            (Class::BadPassword, Class::Generic),
            (Class::UnknownUser, Class::Generic),
            (Class::Revoked, Class::LockedOut),
            (Class::BadPassword, Class::BadPassword),
            (Class::Generic, Class::RightPasswordBlocked),
        ];
        for (one, other) in together {
            assert!(is_compatible(one, other) && is_compatible(other, one), "{one:?} {other:?}");
        }
        let apart = [
            (Class::BadPassword, Class::UnknownUser),
            (Class::BadPassword, Class::LockedOut),
            (Class::BadPassword, Class::RightPasswordBlocked),
            (Class::Infrastructure, Class::Generic),
            (Class::Noise, Class::BadPassword),
        ];
        for (one, other) in apart {
            assert!(!is_compatible(one, other) && !is_compatible(other, one), "{one:?} {other:?}");
        }
    }
}
