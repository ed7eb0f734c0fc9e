//! One observation written behind another: what differs from the observation of the same kind before it.
//!
//! ```text
//! kind u8 | which fields differ u16 | time | record id | offset | the fields that differ
//! ```
//!
//! Time, record id and offset are differences to the observation before, whatever its kind. Numbers are written seven bits
//! a byte, the lowest first; signed ones alternate (0, -1, 1, -2). Ids are those of one interner.

use doorknob_event::event::EventKind;
use doorknob_event::failure::{CodeSpace, FailureCode};
use doorknob_event::interner::{AddressId, NameId, SignatureId, TextId};
use doorknob_event::observation::{Observation, Statement};
use doorknob_event::time::EventTime;

/// What both sides remember. Equal after the same observations.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    last: Observation,
    /// By kind.
    alike: [Observation; EventKind::ALL.len()],
}

impl Default for Memory {
    fn default() -> Self {
        let nothing = Observation {
            time: EventTime(0),
            record_id: 0,
            offset: 0,
            input: 0,
            host: TextId::default(),
            account: NameId::default(),
            subject: NameId::default(),
            address: AddressId::default(),
            workstation: TextId::default(),
            server: TextId::default(),
            signature: SignatureId::default(),
            code: FailureCode { space: CodeSpace::NtStatus, value: 0 },
            event_id: 0,
            port: 0,
            kind: EventKind::LogonSuccess,
            statement: Statement::Failure,
            suspect: false,
        };
        Memory { last: nothing, alike: [nothing; EventKind::ALL.len()] }
    }
}

const WHAT: u16 = 1 << 0;
const INPUT: u16 = 1 << 1;
const HOST: u16 = 1 << 2;
const ACCOUNT: u16 = 1 << 3;
const SUBJECT: u16 = 1 << 4;
const ADDRESS: u16 = 1 << 5;
const WORKSTATION: u16 = 1 << 6;
const SERVER: u16 = 1 << 7;
const SIGNATURE: u16 = 1 << 8;
const CODE: u16 = 1 << 9;
const PORT: u16 = 1 << 10;

impl Memory {
    /// The observation that was written or read last.
    pub(super) fn last(&self) -> &Observation {
        &self.last
    }

    /// Writes an observation.
    pub(super) fn write(&mut self, observation: &Observation, out: &mut Vec<u8>) {
        let o = observation;
        let kind = o.kind as u8;
        let Some(alike) = self.alike.get_mut(usize::from(kind)) else { return };
        let fields = [
            (WHAT, what(o), what(alike)),
            (INPUT, o.input, alike.input),
            (HOST, o.host.0, alike.host.0),
            (ACCOUNT, o.account.0, alike.account.0),
            (SUBJECT, o.subject.0, alike.subject.0),
            (ADDRESS, o.address.0, alike.address.0),
            (WORKSTATION, o.workstation.0, alike.workstation.0),
            (SERVER, o.server.0, alike.server.0),
            (SIGNATURE, o.signature.0, alike.signature.0),
            (CODE, o.code.value, alike.code.value),
            (PORT, u32::from(o.port), u32::from(alike.port)),
        ];
        let differ = fields
            .iter()
            .fold(0, |differ, (bit, now, before)| if now == before { differ } else { differ | bit });
        out.push(kind);
        out.extend_from_slice(&differ.to_le_bytes());
        write_number(out, zigzag(o.time.0.wrapping_sub(self.last.time.0)));
        write_number(out, zigzag(o.record_id.wrapping_sub(self.last.record_id).cast_signed()));
        write_number(out, zigzag(o.offset.wrapping_sub(self.last.offset).cast_signed()));
        for (_, now, before) in fields {
            if now != before {
                write_number(out, u64::from(now));
            }
        }
        *alike = *o;
        self.last = *o;
    }

    /// Reads the observation at the front of `bytes` and takes it off. `None`: these are no observations.
    pub(super) fn read(&mut self, bytes: &mut &[u8]) -> Option<Observation> {
        let [kind, low, high, rest @ ..] = *bytes else { return None };
        *bytes = rest;
        let differ = u16::from_le_bytes([*low, *high]);
        let alike = self.alike.get_mut(usize::from(*kind))?;
        let mut o = *alike;
        o.kind = *EventKind::ALL.get(usize::from(*kind))?;
        o.time = EventTime(self.last.time.0.wrapping_add(unzigzag(read_number(bytes)?)));
        o.record_id = self.last.record_id.wrapping_add_signed(unzigzag(read_number(bytes)?));
        o.offset = self.last.offset.wrapping_add_signed(unzigzag(read_number(bytes)?));
        let mut field = |bit: u16, before: u32| -> Option<u32> {
            if differ & bit == 0 { Some(before) } else { u32::try_from(read_number(bytes)?).ok() }
        };
        let what_now = field(WHAT, what(&o))?;
        o.input = field(INPUT, o.input)?;
        o.host = TextId(field(HOST, o.host.0)?);
        o.account = NameId(field(ACCOUNT, o.account.0)?);
        o.subject = NameId(field(SUBJECT, o.subject.0)?);
        o.address = AddressId(field(ADDRESS, o.address.0)?);
        o.workstation = TextId(field(WORKSTATION, o.workstation.0)?);
        o.server = TextId(field(SERVER, o.server.0)?);
        o.signature = SignatureId(field(SIGNATURE, o.signature.0)?);
        o.code.value = field(CODE, o.code.value)?;
        o.port = u16::try_from(field(PORT, u32::from(o.port))?).ok()?;
        if differ & WHAT != 0 {
            o.event_id = what_now as u16;
            o.statement = *Statement::ALL.get((what_now >> 16 & 0xF) as usize)?;
            o.code.space = *CodeSpace::ALL.get((what_now >> 20 & 0x3) as usize)?;
            o.suspect = what_now >> 22 & 1 != 0;
        }
        *alike = o;
        self.last = o;
        Some(o)
    }
}

/// Event id, statement, space of the code and suspicion in one number.
fn what(o: &Observation) -> u32 {
    u32::from(o.event_id)
        | u32::from(o.statement as u8) << 16
        | u32::from(o.code.space as u8) << 20
        | u32::from(o.suspect) << 22
}

fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63).cast_unsigned()
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

fn write_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn observation() -> impl Strategy<Value = Observation> {
        let numbers = (any::<i64>(), any::<u64>(), any::<u64>(), any::<[u32; 9]>());
        let rest =
            (any::<u16>(), any::<u16>(), 0..EventKind::ALL.len(), 0..11usize, 0..4usize, any::<bool>());
        (numbers, rest).prop_map(|((time, record_id, offset, ids), rest)| {
            let (event_id, port, kind, statement, space, suspect) = rest;
            let [input, host, account, subject, address, workstation, server, signature, value] = ids;
            Observation {
                time: EventTime(time),
                record_id,
                offset,
                input,
                host: TextId(host),
                account: NameId(account),
                subject: NameId(subject),
                address: AddressId(address),
                workstation: TextId(workstation),
                server: TextId(server),
                signature: SignatureId(signature),
                code: FailureCode { space: CodeSpace::ALL[space], value },
                event_id,
                port,
                kind: EventKind::ALL[kind],
                statement: Statement::ALL[statement],
                suspect,
            }
        })
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(observations in proptest::collection::vec(observation(), 0..50)) {
            let (mut writer, mut reader) = (Memory::default(), Memory::default());
            let mut bytes = Vec::new();
            for observation in observations.iter().chain(&observations) {
                writer.write(observation, &mut bytes);
            }
            let mut left = bytes.as_slice();
            for observation in observations.iter().chain(&observations) {
                prop_assert_eq!(reader.read(&mut left), Some(*observation));
            }
            prop_assert!(left.is_empty());
        }

        #[test]
        fn other_bytes_are_refused_and_break_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut left = bytes.as_slice();
            let mut reader = Memory::default();
            while reader.read(&mut left).is_some() {}
        }
    }

    #[test]
    fn numbers_stand_at_the_place_of_their_number() {
        assert!(EventKind::ALL.iter().enumerate().all(|(at, kind)| *kind as usize == at));
        assert!(Statement::ALL.iter().enumerate().all(|(at, statement)| *statement as usize == at));
        assert!(CodeSpace::ALL.iter().enumerate().all(|(at, space)| *space as usize == at));
    }
}
