//! A try whose records are still being gathered.

use super::addresses::{Addresses, is_loopback};
use super::outcome;
use super::protocol::{self, Protocol};
use super::standpoint::{Standpoint, telling};
use crate::identity::{Identities, fold, is_netbios_of, label};
use arrayvec::ArrayVec;
use doorknob_event::activity::{ATTEMPT_RECORDS_MAX, AccountId, HostId};
use doorknob_event::failure::{FailureClass, FailureCode};
use doorknob_event::interner::{AddressId, Interner, TextId};
use doorknob_event::observation::{Observation, Statement};
use doorknob_event::time::EventTime;

/// Most hosts and event ids that tell of one try; a try that more tell of is counted as two.
const SLOTS_MAX: usize = 12;

/// What coalescing looks things up in.
pub(crate) struct Surroundings<'a> {
    pub(crate) identities: &'a Identities,
    pub(crate) addresses: &'a Addresses,
    pub(crate) interner: &'a Interner,
}

/// A record of a try, with its account and host resolved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TryRecord {
    pub(crate) observation: Observation,
    pub(crate) account: AccountId,
    pub(crate) host: HostId,
    pub(crate) standpoint: Standpoint,
    pub(crate) class: FailureClass,
    protocol: Option<Protocol>,
    slot: Slot,
}

/// What two records of one try never share: the host, the event id and, for successes, the logon type. A Remote Desktop
/// client logs on over the network first and to the session then, both on one host.
type Slot = (HostId, u16, u8);

impl TryRecord {
    /// Of an observation that is a failure or a success.
    pub(crate) fn new(
        observation: Observation,
        account: AccountId,
        host: HostId,
        interner: &Interner,
    ) -> Self {
        let class = match observation.statement {
            Statement::Failure => observation.code.class(),
            // Never compared: a success joins successes only.
            _ => FailureClass::Noise,
        };
        let logon_type = match observation.statement {
            Statement::Success => interner.signature_of(observation.signature).logon_type,
            _ => 0,
        };
        TryRecord {
            observation,
            account,
            host,
            standpoint: Standpoint::of(observation.kind),
            class,
            protocol: protocol::of(&observation, interner),
            slot: (host, observation.event_id, logon_type),
        }
    }

    fn is_success(&self) -> bool {
        self.observation.statement == Statement::Success
    }
}

/// A try in the making.
#[derive(Clone, Debug)]
pub(crate) struct OpenAttempt {
    /// Time of its first record.
    pub(crate) time: EventTime,
    pub(crate) account: AccountId,
    /// Sequence number of the account's open attempt before this one; 0 where there is none.
    pub(crate) previous: u64,
    pub(crate) success: bool,
    pub(crate) code: FailureCode,
    class: FailureClass,
    /// The host that was tried, once a record of it was seen.
    pub(crate) tried: Option<HostId>,
    /// Address that the tried host states.
    pub(crate) address: AddressId,
    /// Address that a Kerberos keeper states.
    pub(crate) asker: AddressId,
    /// Name that the client claims.
    pub(crate) workstation: TextId,
    protocol: Option<Protocol>,
    slots: ArrayVec<Slot, SLOTS_MAX>,
    /// In the order in which they were seen; the first [`ATTEMPT_RECORDS_MAX`].
    pub(crate) records: ArrayVec<(Observation, HostId), ATTEMPT_RECORDS_MAX>,
    pub(crate) record_count: u32,
}

impl OpenAttempt {
    /// A try of which one record is known.
    pub(crate) fn new(record: &TryRecord, previous: u64) -> Self {
        let mut attempt = OpenAttempt {
            time: record.observation.time,
            account: record.account,
            previous,
            success: record.is_success(),
            code: record.observation.code,
            class: record.class,
            tried: None,
            address: AddressId::default(),
            asker: AddressId::default(),
            workstation: TextId::default(),
            protocol: None,
            slots: ArrayVec::new(),
            records: ArrayVec::new(),
            record_count: 0,
        };
        attempt.take(record);
        attempt
    }

    /// Whether the record may tell of this try: the same side of success, an outcome and a protocol that fit, no second record
    /// of one host and event id, one tried host, and sources that do not contradict each other.
    pub(crate) fn fits(&self, record: &TryRecord, around: &Surroundings<'_>) -> bool {
        self.success == record.is_success()
            && !self.slots.contains(&record.slot)
            && !self.slots.is_full()
            && self.protocol.is_none_or(|protocol| record.protocol.is_none_or(|other| other == protocol))
            && (self.success || outcome::is_compatible(self.class, record.class))
            && self.hosts_fit(record, around)
            && self.addresses_fit(record, around)
            && (self.is_same_client(record)
                || self.is_same_claim(record.observation.workstation, around.interner))
    }

    /// One host is tried; keepers of domain accounts may be many, but a host with accounts of its own judges only for itself.
    fn hosts_fit(&self, record: &TryRecord, around: &Surroundings<'_>) -> bool {
        let may_judge =
            |keeper: HostId, tried: HostId| keeper == tried || around.identities.may_keep_domain(keeper);
        match (record.standpoint, self.tried) {
            (Standpoint::Tried, Some(tried)) => tried == record.host,
            (Standpoint::Tried, None) => {
                self.slots.iter().all(|(keeper, ..)| may_judge(*keeper, record.host))
            }
            (_, Some(tried)) => may_judge(record.host, tried),
            (_, None) => self
                .slots
                .iter()
                .all(|(keeper, ..)| may_judge(record.host, *keeper) && may_judge(*keeper, record.host)),
        }
    }

    fn addresses_fit(&self, record: &TryRecord, around: &Surroundings<'_>) -> bool {
        let none = AddressId::default();
        let stated = record.observation.address;
        if stated == none {
            return true;
        }
        // The tried host may have asked on the client's behalf, from its own address; loopback is the host itself.
        let fits = |at_host: AddressId, asker: AddressId, tried: Option<HostId>| {
            at_host == asker
                || at_host == none
                || asker == none
                || is_loopback(at_host, around.interner)
                || is_loopback(asker, around.interner)
                || tried.is_some_and(|tried| around.addresses.is_of_host(tried, asker))
        };
        if record.standpoint == Standpoint::KerberosKeeper {
            (self.asker == none || self.asker == stated) && fits(self.address, stated, self.tried)
        } else {
            (self.address == none || self.address == stated)
                && fits(stated, self.asker, self.tried.or(Some(record.host)))
        }
    }

    /// Two records of the tried host that state one address: a session names the host itself as its workstation.
    fn is_same_client(&self, record: &TryRecord) -> bool {
        let stated = record.observation.address;
        record.standpoint == Standpoint::Tried && stated != AddressId::default() && stated == self.address
    }

    fn is_same_claim(&self, claim: TextId, interner: &Interner) -> bool {
        let none = TextId::default();
        if claim == none || self.workstation == none || claim == self.workstation {
            return true;
        }
        let (one, other) = (interner.text_of(claim), interner.text_of(self.workstation));
        one.eq_ignore_ascii_case(other)
            || is_placeholder(one)
            || is_placeholder(other)
            || is_same_computer(one, other)
    }

    /// Takes a record in.
    pub(crate) fn take(&mut self, record: &TryRecord) {
        let observation = &record.observation;
        self.record_count += 1;
        let _ = self.slots.try_push(record.slot);
        self.protocol = self.protocol.or(record.protocol);
        match record.standpoint {
            Standpoint::Tried => {
                self.tried = Some(record.host);
                keep(&mut self.address, observation.address);
            }
            Standpoint::KerberosKeeper => keep(&mut self.asker, observation.address),
            Standpoint::NtlmKeeper => {}
        }
        keep(&mut self.workstation, observation.workstation);
        if self.is_more_telling(record) {
            self.class = record.class;
            self.code = observation.code;
        }
        let _ = self.records.try_push((*observation, record.host));
    }

    /// A clearer class wins; among equals the more telling record.
    fn is_more_telling(&self, record: &TryRecord) -> bool {
        let before = self
            .records
            .iter()
            .filter(|(known, _)| known.code == self.code)
            .map(|(known, _)| telling(known.kind))
            .max();
        let order = |class: FailureClass, kind: u8| (outcome::telling(class), kind);
        order(record.class, telling(record.observation.kind)) > order(self.class, before.unwrap_or(0))
    }

    /// Evidence that names the source but is no record of the try itself.
    pub(crate) fn attach(&mut self, observation: Observation, host: HostId) {
        self.record_count += 1;
        let _ = self.records.try_push((observation, host));
    }

    /// The most telling record.
    pub(crate) fn best(&self) -> &(Observation, HostId) {
        // The first of equals.
        let best = self.records.iter().rev().max_by_key(|(observation, _)| telling(observation.kind));
        best.expect("an attempt is opened with a record")
    }
}

fn keep<T: Copy + Default + PartialEq>(known: &mut T, new: T) {
    if *known == T::default() {
        *known = new;
    }
}

/// What Windows writes in the place of a client's name that it does not have.
/// Source: Microsoft Defender for Identity, "NTLM authentication": the name may be overwritten.
pub(crate) fn is_placeholder(name: &str) -> bool {
    name.eq_ignore_ascii_case("WORKSTATION") || name.eq_ignore_ascii_case("MSTSC")
}

/// `WS01` and `ws01.corp.example.com`.
fn is_same_computer(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    label(short) == short.as_ref() && is_netbios_of(short, label(long))
}
