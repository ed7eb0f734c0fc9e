//! The address that the other failures of an account state, for one that lacks it.

use doorknob_event::activity::{AccountId, HostId};
use doorknob_event::event::EventKind;
use doorknob_event::interner::{AddressId, SignatureId};
use doorknob_event::time::{EventTime, HOUR};

/// How far back a failure of the same kind speaks for one without an address. Mail clients and mapped drives with an old
/// password ask again within the hour (an ActiveSync client's `HeartbeatInterval` is at most 59 minutes, MS-ASCMD), and where
/// a third of the records lack the address three in a row do once in 27 times.
const SPEAKS_FOR: i64 = 4 * HOUR;

/// Ways remembered of an account; the one that was not used for longest makes room.
const WAYS_MAX: usize = 2;

/// How an account was asked for: on which host, told by which event, by which logon type, package and process.
type Asked = (HostId, EventKind, SignatureId);

/// The addresses of an account's failures that were asked for in one way.
#[derive(Clone, Copy, Debug)]
struct Way {
    asked: Asked,
    address: AddressId,
    last: EventTime,
    /// When a failure last stated another address.
    other: Option<EventTime>,
}

impl Way {
    const UNUSED: Way = Way {
        asked: (HostId(0), EventKind::LogonFailure, SignatureId(0)),
        address: AddressId(0),
        last: EventTime(i64::MIN),
        other: None,
    };

    fn is_unused(&self) -> bool {
        self.address == AddressId::default()
    }
}

/// By account, in which ways it failed lately and from which addresses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Siblings {
    of_account: Vec<[Way; WAYS_MAX]>,
}

impl Siblings {
    /// Room for this many accounts.
    pub(crate) fn new(accounts: usize) -> Self {
        Siblings { of_account: vec![[Way::UNUSED; WAYS_MAX]; accounts] }
    }

    /// A failure stated its address.
    pub(crate) fn state(&mut self, account: AccountId, asked: Asked, address: AddressId, time: EventTime) {
        let Some(ways) = self.of_account.get_mut(account.0 as usize) else { return };
        if let Some(way) = ways.iter_mut().find(|way| way.asked == asked && !way.is_unused()) {
            if way.address != address {
                way.other = Some(way.last);
                way.address = address;
            }
            way.last = time;
        } else if let Some(way) = ways.iter_mut().min_by_key(|way| way.last) {
            *way = Way { asked, address, last: time, other: None };
        }
    }

    /// The one address from which the account failed in the same way lately. `None` where there were two:
    /// then nobody knows whose the failure is.
    pub(crate) fn address(&self, account: AccountId, asked: Asked, time: EventTime) -> Option<AddressId> {
        let ways = self.of_account.get(account.0 as usize)?;
        let way = ways.iter().find(|way| way.asked == asked && !way.is_unused())?;
        let recent = |at: EventTime| time.since(at) <= SPEAKS_FOR;
        (recent(way.last) && !way.other.is_some_and(recent)).then_some(way.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_recent_address_of_the_same_way_speaks() {
        let account = AccountId(1);
        let asked = |signature| (HostId(0), EventKind::LogonFailure, SignatureId(signature));
        let (mail, share) = (asked(5), asked(6));
        let at = |minutes: i64| EventTime(minutes * 60 * 10_000_000);
        let mut siblings = Siblings::new(2);
        assert_eq!(siblings.address(account, mail, at(0)), None);
        siblings.state(account, mail, AddressId(7), at(0));
        assert_eq!(siblings.address(account, mail, at(240)), Some(AddressId(7)));
        assert_eq!(siblings.address(account, mail, at(241)), None, "too old");
        assert_eq!(siblings.address(account, share, at(1)), None, "asked for in another way");
        assert_eq!(siblings.address(AccountId(0), mail, at(1)), None, "another account");
        siblings.state(account, mail, AddressId(8), at(10));
        assert_eq!(siblings.address(account, mail, at(20)), None, "either may be meant");
        siblings.state(account, mail, AddressId(8), at(200));
        assert_eq!(
            siblings.address(account, mail, at(260)),
            Some(AddressId(8)),
            "the other one is long past"
        );
    }
}
