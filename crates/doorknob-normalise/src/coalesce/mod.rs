//! One logon attempt for one try, whatever number of machines logged it.
//!
//! A stream over sorted observations. A try stays open for [`WINDOW`] after its first record; meanwhile records that fit it
//! join it, the oldest open try of the account first. Two records of one host and event id never join: real guesses at
//! twenty a second stay separate. When a try closes, everything that may name its source is known, and it is given out.
//! Tries close in the order in which they opened, so activities come in time order.

mod addresses;
mod hints;
mod open;
mod outcome;
mod protocol;
mod recovery;
mod siblings;
mod sources;
mod standpoint;

pub(crate) use addresses::Addresses;
use addresses::is_remote;

use crate::clocks::Clocks;
use crate::identity::{Identities, fold};
use crate::summary::Tally;
use arrayvec::ArrayVec;
use doorknob_event::activity::{
    AccountChange, AccountId, Activity, Directory, HostId, LogonAttempt, Outcome, RecordRef, Recovery,
    SourceId,
};
use doorknob_event::event::EventKind;
use doorknob_event::interner::{AddressId, Interner, Signature, SignatureId, TextId};
use doorknob_event::observation::{Observation, Statement};
use doorknob_event::time::{EventTime, SECOND};
use hints::Hints;
use open::{OpenAttempt, Surroundings, TryRecord};
use rustc_hash::{FxHashMap, FxHashSet};
use siblings::Siblings;
use sources::Sources;
use standpoint::telling;
use std::collections::VecDeque;

/// How long a try stays open for further records.
pub(crate) const WINDOW: i64 = 5 * SECOND;

/// Most entries that wait at once, about 70 MB; beyond it the oldest are given out early and counted. 20,000 records a second
/// fill it, or times that a carrier has cut to the day.
pub(crate) const WAITING_MAX: usize = 100_000;

/// How many open tries of one account a record is held against.
const OPEN_PER_ACCOUNT_MAX: usize = 16;

/// How many open tries of the SSH server of one host are remembered.
const OPEN_PER_SSH_SERVER_MAX: usize = 16;

/// The account that OpenSSH for Windows tries when the user does not exist. Source: Win32-OpenSSH, `auth.c` fakepw.
const SSH_STAND_IN: &str = "NOUSER";

/// Something that waits for its turn.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every entry is an attempt")]
enum Entry {
    Open(OpenAttempt),
    Ready(Activity),
}

impl Entry {
    fn time(&self) -> EventTime {
        match self {
            Entry::Open(attempt) => attempt.time,
            Entry::Ready(activity) => activity.time(),
        }
    }
}

/// Open tries of one host's SSH server, by sequence number.
#[derive(Clone, Debug, Default)]
struct SshServer {
    /// Of users named in the server's log.
    named: VecDeque<u64>,
    /// Of [`SSH_STAND_IN`].
    stand_ins: VecDeque<u64>,
}

/// Joins records to attempts and gives out activities in time order.
#[derive(Debug)]
pub(crate) struct Coalescer {
    directory: Directory,
    identities: Identities,
    addresses: Addresses,
    clocks: Clocks,
    sources: Sources,
    hints: Hints,
    siblings: Siblings,
    waiting: VecDeque<Entry>,
    /// Sequence number of the next entry; 0 is none.
    next: u64,
    /// Newest open attempt of each account.
    newest: Vec<u64>,
    ssh: Vec<SshServer>,
    stand_ins: FxHashSet<AccountId>,
    last_changes: FxHashMap<(AccountId, AccountChange), (EventTime, HostId, u64)>,
    tally: Tally,
}

impl Coalescer {
    /// A coalescer over these identities. `stated`: addresses that attempts themselves state.
    pub(crate) fn new(
        mut identities: Identities,
        mut addresses: Addresses,
        clocks: Clocks,
        stated: FxHashSet<AddressId>,
        interner: Interner,
        inputs: Vec<String>,
    ) -> Self {
        let hosts = identities.host_list(&clocks);
        let stand_ins = (0u32..)
            .zip(&identities.accounts)
            .filter(|(_, account)| account.name.eq_ignore_ascii_case(SSH_STAND_IN))
            .map(|(at, _)| AccountId(at))
            .collect();
        let accounts = std::mem::take(&mut identities.accounts);
        let sources = Sources::new(stated, addresses.take_computers());
        Coalescer {
            hints: Hints::new(hosts.len()),
            siblings: Siblings::new(accounts.len()),
            newest: vec![0; accounts.len()],
            ssh: vec![SshServer::default(); hosts.len()],
            tally: Tally::new(hosts.len()),
            directory: Directory { accounts, hosts, sources: Vec::new(), interner, inputs },
            identities,
            addresses,
            clocks,
            sources,
            waiting: VecDeque::new(),
            next: 1,
            stand_ins,
            last_changes: FxHashMap::default(),
        }
    }

    /// The interner that observations refer to.
    pub(crate) fn interner(&self) -> &Interner {
        &self.directory.interner
    }

    /// The host that logged an observation.
    pub(crate) fn host(&self, observation: &Observation) -> HostId {
        self.identities.hosts().of(observation.host)
    }

    /// Takes the next observation in time order; its time is what a right clock would have told.
    pub(crate) fn observe(&mut self, observation: &Observation, out: &mut impl FnMut(&Directory, Activity)) {
        self.give_out(Some(observation.time), out);
        let host = self.identities.hosts().of(observation.host);
        self.tally.observed(observation, host);
        let account = self.identities.account(observation, host);
        match (observation.statement, account) {
            (Statement::Failure | Statement::Success, Some(account)) => {
                self.join(TryRecord::new(*observation, account, host, &self.directory.interner));
            }
            (Statement::Explicit, Some(account)) => self.explicit(observation, account, host),
            (Statement::LockedOut, Some(account)) => {
                self.change(observation, account, host, AccountChange::LockedOut);
            }
            (Statement::Unlocked, Some(account)) => {
                self.change(observation, account, host, AccountChange::Unlocked);
            }
            (Statement::PasswordChanged, Some(account)) => {
                self.change(observation, account, host, AccountChange::PasswordChanged);
            }
            (Statement::PasswordReset, Some(account)) => {
                self.change(observation, account, host, AccountChange::PasswordReset);
            }
            (Statement::AccountChanged, Some(account)) => {
                self.change(observation, account, host, AccountChange::Changed);
            }
            (Statement::SourceHint, account) => self.hints.add(*observation, account, host),
            (Statement::LogIntegrity, _) => {
                let by = self.identities.subject(observation, host);
                let record = self.record_ref(observation, host);
                self.push(Entry::Ready(Activity::LogIntegrity { time: observation.time, host, by, record }));
            }
            // Privileges were read by the first pass; every other statement has an account.
            _ => {}
        }
    }

    /// Gives out what is left, and ends.
    pub(crate) fn finish(mut self, out: &mut impl FnMut(&Directory, Activity)) -> (Directory, Tally) {
        self.give_out(None, out);
        self.tally.hints_dropped = self.hints.dropped;
        (self.directory, self.tally)
    }

    /// Gives out everything that can no longer change at `now`, or everything.
    fn give_out(&mut self, now: Option<EventTime>, out: &mut impl FnMut(&Directory, Activity)) {
        while let Some(entry) = self.waiting.front() {
            if now.is_some_and(|now| now.since(entry.time()) <= WINDOW) {
                if self.waiting.len() < WAITING_MAX {
                    return;
                }
                self.tally.closed_early += 1;
            }
            let activity = match self.waiting.pop_front() {
                Some(Entry::Open(attempt)) => Activity::Attempt(self.close(attempt)),
                Some(Entry::Ready(activity)) => activity,
                None => return,
            };
            out(&self.directory, activity);
        }
    }

    fn push(&mut self, entry: Entry) -> u64 {
        let sequence = self.next;
        self.waiting.push_back(entry);
        self.next += 1;
        sequence
    }

    /// Sequence number of the oldest waiting entry.
    fn oldest(&self) -> u64 {
        self.next - self.waiting.len() as u64
    }

    fn open_at(&self, sequence: u64) -> Option<&OpenAttempt> {
        let at = sequence.checked_sub(self.oldest())?;
        match self.waiting.get(at as usize) {
            Some(Entry::Open(attempt)) => Some(attempt),
            _ => None,
        }
    }

    fn open_at_mut(&mut self, sequence: u64) -> Option<&mut OpenAttempt> {
        let at = sequence.checked_sub(self.oldest())?;
        match self.waiting.get_mut(at as usize) {
            Some(Entry::Open(attempt)) => Some(attempt),
            _ => None,
        }
    }

    /// Joins a record to the oldest open attempt that it fits, or opens a new one.
    fn join(&mut self, record: TryRecord) {
        if let Some(sequence) = self.oldest_fitting(&record) {
            if let Some(attempt) = self.open_at_mut(sequence) {
                attempt.take(&record);
            }
            return;
        }
        if let Some(sequence) = self.fitting_ssh(&record) {
            if let Some(attempt) = self.open_at_mut(sequence) {
                attempt.take(&record);
                if record.observation.kind == EventKind::SshMessage {
                    // The server's own line knows whom the client meant.
                    attempt.account = record.account;
                }
            }
            return;
        }
        let newest = self.newest.get(record.account.0 as usize).copied().unwrap_or(0);
        let stand_in = self.stand_ins.contains(&record.account);
        let sequence = self.push(Entry::Open(OpenAttempt::new(&record, newest)));
        if let Some(newest) = self.newest.get_mut(record.account.0 as usize) {
            *newest = sequence;
        }
        self.remember_ssh(&record, stand_in, sequence);
    }

    fn oldest_fitting(&self, record: &TryRecord) -> Option<u64> {
        let around = self.around();
        let mut sequence = self.newest.get(record.account.0 as usize).copied().unwrap_or(0);
        let mut found = None;
        for _ in 0..OPEN_PER_ACCOUNT_MAX {
            let Some(attempt) = self.open_at(sequence) else { break };
            if attempt.fits(record, &around) {
                found = Some(sequence);
            }
            sequence = attempt.previous;
        }
        found
    }

    fn around(&self) -> Surroundings<'_> {
        Surroundings {
            identities: &self.identities,
            addresses: &self.addresses,
            interner: &self.directory.interner,
        }
    }

    /// For a user that does not exist, Windows logs a try of the stand-in and the SSH server's log names the user.
    fn fitting_ssh(&self, record: &TryRecord) -> Option<u64> {
        let server = self.ssh.get(record.host.0 as usize)?;
        let candidates = if record.observation.kind == EventKind::SshMessage {
            &server.stand_ins
        } else if self.stand_ins.contains(&record.account) {
            &server.named
        } else {
            return None;
        };
        let around = self.around();
        let fits =
            |sequence: &u64| self.open_at(*sequence).is_some_and(|attempt| attempt.fits(record, &around));
        candidates.iter().copied().find(fits)
    }

    fn remember_ssh(&mut self, record: &TryRecord, stand_in: bool, sequence: u64) {
        let Some(server) = self.ssh.get_mut(record.host.0 as usize) else { return };
        let list = if record.observation.kind == EventKind::SshMessage {
            &mut server.named
        } else if stand_in {
            &mut server.stand_ins
        } else {
            return;
        };
        if list.len() >= OPEN_PER_SSH_SERVER_MAX {
            list.pop_front();
        }
        list.push_back(sequence);
    }

    fn explicit(&mut self, observation: &Observation, account: AccountId, host: HostId) {
        let signature = self.directory.interner.signature_of(observation.signature);
        let source = self.source(observation.address, TextId::default(), signature, host);
        let activity = Activity::Explicit {
            time: observation.time,
            subject: self.identities.subject(observation, host),
            account,
            source,
            host,
            server: observation.server,
            record: self.record_ref(observation, host),
        };
        self.push(Entry::Ready(activity));
    }

    /// A change that another host (the PDC emulator) tells again within the window is the same one.
    fn change(&mut self, observation: &Observation, account: AccountId, host: HostId, change: AccountChange) {
        if let Some((time, first_host, sequence)) = self.last_changes.get(&(account, change)).copied()
            && first_host != host
            && observation.time.since(time) <= WINDOW
        {
            self.tally.repeated_changes += 1;
            self.complete_caller(sequence, observation.workstation);
            return;
        }
        let activity = Activity::Change {
            time: observation.time,
            account,
            change,
            by: self.identities.subject(observation, host),
            caller: observation.workstation,
            record: self.record_ref(observation, host),
        };
        let sequence = self.push(Entry::Ready(activity));
        self.last_changes.insert((account, change), (observation.time, host, sequence));
    }

    /// The repeated record may name the caller that the first one lacks.
    fn complete_caller(&mut self, sequence: u64, other: TextId) {
        let Some(at) = sequence.checked_sub(self.oldest()) else { return };
        if let Some(Entry::Ready(Activity::Change { caller, .. })) = self.waiting.get_mut(at as usize)
            && *caller == TextId::default()
        {
            *caller = other;
        }
    }

    /// Turns a gathered try into an attempt: host, signature, source, evidence.
    fn close(&mut self, mut attempt: OpenAttempt) -> LogonAttempt {
        let (best, best_host) = *attempt.best();
        let signature_id = signature_of(&attempt, &best);
        let signature = self.directory.interner.signature_of(signature_id);
        let served = self.served_host(&mut attempt, best_host);
        let host = attempt.tried.or(served).unwrap_or(best_host);
        let (address, recovered) = self.address_of(&mut attempt, &best, signature, host);
        let claimed = self.claimed(&attempt, host);
        let (address, recovered) = match (address, self.known_workstation(claimed)) {
            (none, Some(known)) if none == AddressId::default() => {
                (known, Some(Recovery::WorkstationAddress))
            }
            _ => (address, recovered),
        };
        let (address, recovered) = if attempt.success {
            (address, recovered)
        } else {
            let asked = (host, best.kind, signature_id);
            self.by_siblings(&attempt, asked, claimed, (address, recovered))
        };
        let source = self.source(address, claimed, signature, host);
        let workstation =
            if best.workstation == TextId::default() { attempt.workstation } else { best.workstation };
        let suspect = attempt.records.iter().all(|(record, _)| record.suspect);
        let closed = LogonAttempt {
            time: attempt.time,
            account: attempt.account,
            source,
            recovered,
            outcome: if attempt.success { Outcome::Success } else { Outcome::Failure(attempt.code) },
            host,
            signature: signature_id,
            logon_type: signature.logon_type,
            workstation,
            kind: best.kind,
            suspect,
            records: self.evidence(&mut attempt),
            record_count: attempt.record_count,
        };
        self.tally.attempted(&closed, self.directory.source(source).kind);
        closed
    }

    /// For an NTLM validation that no member told of: the host that asked, as the controller's NTLM audit names it.
    fn served_host(&mut self, attempt: &mut OpenAttempt, keeper: HostId) -> Option<HostId> {
        let ntlm = attempt.records.iter().any(|(record, _)| record.kind == EventKind::NtlmValidation);
        if attempt.tried.is_some() || !ntlm {
            return None;
        }
        let audit = self.hints.ntlm_audit(keeper, attempt.time, attempt.account, recovery::NEAR)?;
        attempt.attach(audit, keeper);
        self.identities.hosts().find(&fold(self.directory.interner.text_of(audit.server)))
    }

    /// The address of an attempt, and how it was found if its most telling record does not state it.
    fn address_of(
        &mut self,
        attempt: &mut OpenAttempt,
        best: &Observation,
        signature: Signature,
        host: HostId,
    ) -> (AddressId, Option<Recovery>) {
        let none = AddressId::default();
        let found = match attempt.address {
            address if address != none => address,
            _ if self.is_asker_client(attempt, signature) => attempt.asker,
            _ => none,
        };
        if found != none {
            let by = attempt.records.iter().find(|(record, _)| record.address == found);
            let stated = best.address == found;
            return (found, by.filter(|_| !stated).map(|(record, _)| recovery::through(record.kind)));
        }
        // A keeper's own hints tell nothing of a try on another host.
        let host_known = attempt.tried.is_some() || !self.identities.keeps_domain(host);
        for question in recovery::questions(best, signature, &self.directory.interner) {
            if !host_known {
                break;
            }
            let interner = &self.directory.interner;
            if let Some(hint) = self.hints.answer(question, host, attempt.time, attempt.account, interner) {
                attempt.attach(hint, host);
                return (hint.address, Some(question.recovery));
            }
        }
        (none, None)
    }

    /// What the account's other failures of the same kind say of a failure that states nothing, and what it says for them.
    fn by_siblings(
        &mut self,
        attempt: &OpenAttempt,
        asked: (HostId, EventKind, SignatureId),
        claimed: TextId,
        (address, recovered): (AddressId, Option<Recovery>),
    ) -> (AddressId, Option<Recovery>) {
        if address == AddressId::default() {
            let interner = &self.directory.interner;
            if claimed != TextId::default() && self.addresses.is_workstation(claimed, interner) {
                return (address, recovered);
            }
            return match self.siblings.address(attempt.account, asked, attempt.time) {
                Some(known) => (known, Some(Recovery::Siblings)),
                None => (address, recovered),
            };
        }
        // What was inferred is no ground to infer more from.
        if recovered.is_none() && is_remote(address, &self.directory.interner) {
            self.siblings.state(attempt.account, asked, address, attempt.time);
        }
        (address, recovered)
    }

    /// Whether the computer that asked the Kerberos keeper is the client: not if the tried host asked from a process of its
    /// own or from its own address.
    fn is_asker_client(&self, attempt: &OpenAttempt, signature: Signature) -> bool {
        match attempt.tried {
            Some(tried) => {
                signature.process == TextId::default() && !self.addresses.is_of_host(tried, attempt.asker)
            }
            None => true,
        }
    }

    /// The client's name for itself, unless it is the tried host's own or stands for none.
    fn claimed(&self, attempt: &OpenAttempt, host: HostId) -> TextId {
        let claimed = attempt.workstation;
        if claimed == TextId::default() {
            return claimed;
        }
        let text = self.directory.interner.text_of(claimed);
        let own = attempt.tried.is_some() && self.identities.hosts().is_named(host, &fold(text));
        if own || open::is_placeholder(text) { TextId::default() } else { claimed }
    }

    /// References to the records, most telling first, then as they came.
    fn evidence(
        &self,
        attempt: &mut OpenAttempt,
    ) -> ArrayVec<RecordRef, { doorknob_event::activity::ATTEMPT_RECORDS_MAX }> {
        attempt.records.sort_by_key(|(record, _)| std::cmp::Reverse(telling(record.kind)));
        attempt.records.iter().map(|(record, host)| self.record_ref(record, *host)).collect()
    }

    /// A record is found again by the time that it states.
    fn record_ref(&self, observation: &Observation, host: HostId) -> RecordRef {
        RecordRef {
            input: observation.input,
            host,
            kind: observation.kind,
            event_id: observation.event_id,
            record_id: observation.record_id,
            offset: observation.offset,
            time: observation.time.plus(self.clocks.ahead(host)),
        }
    }

    fn known_workstation(&self, claimed: TextId) -> Option<AddressId> {
        if claimed == TextId::default() {
            return None;
        }
        self.addresses.of_workstation(claimed, &self.directory.interner)
    }

    fn source(
        &mut self,
        address: AddressId,
        claimed: TextId,
        signature: Signature,
        host: HostId,
    ) -> SourceId {
        let Directory { interner, sources, .. } = &mut self.directory;
        self.sources.source(address, claimed, signature, host, interner, sources)
    }
}

/// The signature of the most telling record that has one.
fn signature_of(attempt: &OpenAttempt, best: &Observation) -> SignatureId {
    let none = SignatureId::default();
    if best.signature != none {
        return best.signature;
    }
    let with_one = attempt.records.iter().rev().filter(|(record, _)| record.signature != none);
    with_one.max_by_key(|(record, _)| telling(record.kind)).map_or(none, |(record, _)| record.signature)
}
