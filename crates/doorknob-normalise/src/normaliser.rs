//! Stage 1: one event to one observation, or to nothing.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing))]

use crate::family;
use crate::problems::{Problem, Problems};
use crate::reading::address::{self, Client};
use crate::reading::cache::RawCache;
use crate::reading::number::{self, Number};
use crate::reading::sid::{Principal, principal};
use crate::reading::wide::write_text;
use doorknob_event::anomaly::AnomalyKind;
use doorknob_event::event::{Event, EventKind, Field, Value};
use doorknob_event::failure::FailureCode;
use doorknob_event::interner::{AddressId, Interner, NameId, Signature, SignatureId, TextId, WrittenName};
use doorknob_event::observation::{Observation, Statement};

/// Longest text kept, in bytes: the longest name that Windows itself writes (a process path) fits. Longer text is cut.
const TEXT_MAX: usize = 1024;

/// Turns events into observations. One per reading thread; its interner is absorbed into the common one afterwards.
///
/// ```
/// use doorknob_event::event::{Event, EventKind, Field, Value};
/// use doorknob_event::time::EventTime;
/// use doorknob_normalise::Normaliser;
///
/// let mut event = Event::new(EventKind::LogonFailure, 4625);
/// event.time = EventTime::parse("2024-03-14T13:54:17Z");
/// event.computer = Some(Value::Text("srv1.corp.example.com"));
/// event.push(Field::TargetUserName, Value::Text("alice"));
/// event.push(Field::Status, Value::Text("0xc000006d"));
/// event.push(Field::SubStatus, Value::Text("0xc000006a"));
/// event.push(Field::Address, Value::Text("203.0.113.7"));
///
/// let mut normaliser = Normaliser::new();
/// let observation = normaliser.observe(0, &event).expect("a failure always counts");
/// assert_eq!(observation.code.text(), "wrong password");
/// let address = normaliser.interner().address_of(observation.address);
/// assert_eq!(address, Some("203.0.113.7".parse().unwrap()));
/// ```
#[derive(Clone, Debug)]
pub struct Normaliser {
    interner: Interner,
    texts: RawCache<TextId>,
    clients: RawCache<ClientIds>,
    scratch: String,
    problems: Problems,
    input: u32,
}

/// What an address field holds, interned.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ClientIds {
    /// The address.
    pub(crate) address: AddressId,
    /// The port beside it in the same field.
    pub(crate) port: u16,
    /// A host name in its place.
    pub(crate) name: TextId,
    /// The field holds something that is neither.
    bad: bool,
}

impl Default for Normaliser {
    fn default() -> Self {
        Self::new()
    }
}

impl Normaliser {
    /// A normaliser that has seen nothing.
    pub fn new() -> Self {
        Normaliser {
            interner: Interner::new(),
            texts: RawCache::new(),
            clients: RawCache::new(),
            scratch: String::new(),
            problems: Problems::default(),
            input: 0,
        }
    }

    /// Reads one event of the input with this index. `None`: it counts for nothing (successes of the machine's own
    /// accounts, successful service tickets, harmless policy changes), or its time is missing, which is noted as a problem.
    pub fn observe(&mut self, input: u32, event: &Event<'_>) -> Option<Observation> {
        self.input = input;
        match event.kind {
            EventKind::LogonSuccess => family::logon::success(self, event),
            EventKind::LogonFailure => family::logon::failure(self, event),
            EventKind::ExplicitCredentials => family::explicit::observe(self, event),
            EventKind::SpecialPrivileges => family::privileges::observe(self, event),
            EventKind::KerberosTicketGranting => family::kerberos::ticket_granting(self, event),
            EventKind::KerberosService => family::kerberos::service(self, event),
            EventKind::KerberosPreAuthentication => family::kerberos::pre_authentication(self, event),
            EventKind::NtlmValidation => family::ntlm::validation(self, event),
            EventKind::NtlmAudit => family::ntlm::audit(self, event),
            EventKind::LockedOut => family::account_change::locked_out(self, event),
            EventKind::Unlocked => family::account_change::changed(self, event, Statement::Unlocked),
            EventKind::PasswordChange => {
                family::account_change::changed(self, event, Statement::PasswordChanged)
            }
            EventKind::PasswordReset => {
                family::account_change::changed(self, event, Statement::PasswordReset)
            }
            EventKind::AccountChanged => {
                family::account_change::changed(self, event, Statement::AccountChanged)
            }
            EventKind::RemoteDesktopDenied => family::remote_desktop::denied(self, event),
            EventKind::LogCleared | EventKind::LogServiceStopped => {
                family::log_integrity::touched(self, event)
            }
            EventKind::AuditPolicyChanged => family::log_integrity::audit_policy(self, event),
            // They concern the telemetry, not a try: readiness counts them.
            EventKind::LogFull | EventKind::EventsDropped | EventKind::ClockSet => None,
            EventKind::RdpConnection
            | EventKind::RdpBadCredentials
            | EventKind::RdpAuthenticated
            | EventKind::SessionLogon
            | EventKind::SessionReconnected => family::remote_desktop::hint(self, event),
            // The listener's own event names neither an address nor an account.
            EventKind::RdpListener => None,
            EventKind::SshMessage => family::ssh::observe(self, event),
            EventKind::RadiusDenied => family::radius::observe(self, event),
            EventKind::VpnFailure => family::vpn::observe(self, event),
            EventKind::SqlFailure => family::sql::observe(self, event),
            EventKind::GatewayFailure => family::gateway::observe(self, event),
        }
    }

    /// The texts, addresses and names that the observations so far refer to.
    pub fn interner(&self) -> &Interner {
        &self.interner
    }

    /// What was wrong with events since the last call.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        self.problems.take()
    }

    /// Ends the reading: the interner and the remaining problems.
    pub fn into_parts(mut self) -> (Interner, Vec<Problem>) {
        let problems = self.problems.take();
        (self.interner, problems)
    }

    /// Forgets all texts, addresses and names; ids given out before mean nothing any more.
    pub(crate) fn forget(&mut self) {
        self.interner = Interner::new();
        self.texts.clear();
        self.clients.clear();
    }

    pub(crate) fn interner_mut(&mut self) -> &mut Interner {
        &mut self.interner
    }

    pub(crate) fn note(&mut self, event: &Event<'_>, kind: AnomalyKind, text: &'static str) {
        self.problems.note(self.input, event, kind, text);
    }

    /// An observation with time, place and host filled in; `None` without a time.
    pub(crate) fn draft(&mut self, event: &Event<'_>, statement: Statement) -> Option<Observation> {
        let Some(time) = event.time else {
            self.note(event, AnomalyKind::NoTime, "event without a usable time, left out");
            return None;
        };
        let host = self.text(event.computer);
        if host == TextId::default() {
            self.note(event, AnomalyKind::MissingField, "event without the computer that logged it");
        }
        Some(Observation {
            time,
            record_id: event.record_id.unwrap_or(0),
            offset: event.offset.unwrap_or(u64::MAX),
            input: self.input,
            host,
            account: NameId::default(),
            subject: NameId::default(),
            address: AddressId::default(),
            workstation: TextId::default(),
            server: TextId::default(),
            signature: SignatureId::default(),
            code: FailureCode::nt_status(0),
            event_id: event.id,
            port: 0,
            kind: event.kind,
            statement,
            suspect: event.suspect,
        })
    }

    /// Interns a value as text without blanks around it; absent, empty and `-` are 0.
    pub(crate) fn text(&mut self, value: Option<Value<'_>>) -> TextId {
        let Some(value) = value else { return TextId::default() };
        if matches!(value, Value::Utf16([] | [b'-', 0]) | Value::Text("" | "-")) {
            return TextId::default();
        }
        match self.texts.get(&value) {
            Some(Ok(id)) => id,
            Some(Err(place)) => {
                let id = self.intern(&value);
                self.texts.insert(place, &value, id);
                id
            }
            None => self.intern(&value),
        }
    }

    fn intern(&mut self, value: &Value<'_>) -> TextId {
        self.scratch.clear();
        write_text(value, &mut self.scratch);
        match trimmed(&self.scratch) {
            "" | "-" => TextId::default(),
            text => self.interner.text(text),
        }
    }

    /// Interns text that a message was taken apart into.
    pub(crate) fn part(&mut self, text: &str) -> TextId {
        match trimmed(text) {
            "" | "-" => TextId::default(),
            text => self.interner.text(text),
        }
    }

    /// The name that a client claims for itself, without leading backslashes.
    pub(crate) fn workstation(&mut self, value: Option<Value<'_>>) -> TextId {
        let id = self.text(value);
        let text = self.interner.text_of(id);
        if !text.starts_with('\\') {
            return id;
        }
        let bare = text.trim_start_matches('\\').to_owned();
        self.part(&bare)
    }

    /// Interns an account as written. A SID that names nobody is left out.
    pub(crate) fn written(
        &mut self,
        domain: Option<Value<'_>>,
        name: Option<Value<'_>>,
        sid: Option<Value<'_>>,
    ) -> NameId {
        let sid = sid.filter(|sid| principal(sid) != Principal::Nobody);
        let written = WrittenName { domain: self.text(domain), name: self.text(name), sid: self.text(sid) };
        if written == WrittenName::default() { NameId::default() } else { self.interner.name(written) }
    }

    /// The account tried, and a note if there is none.
    pub(crate) fn target(&mut self, event: &Event<'_>) -> NameId {
        let id = self.written(
            event.get(Field::TargetDomainName),
            event.get(Field::TargetUserName),
            event.get(Field::TargetSid),
        );
        // A present but empty or `-` name is what Windows writes for a deferred logon; an absent field is a loss.
        if id == NameId::default() && event.get(Field::TargetUserName).is_none() {
            self.note(event, AnomalyKind::MissingField, "event without the account that it is about");
        }
        id
    }

    /// The account that asked or acted.
    pub(crate) fn subject(&mut self, event: &Event<'_>) -> NameId {
        self.written(
            event.get(Field::SubjectDomainName),
            event.get(Field::SubjectUserName),
            event.get(Field::SubjectSid),
        )
    }

    /// Reads an address field.
    pub(crate) fn client(&mut self, event: &Event<'_>, value: Option<Value<'_>>) -> ClientIds {
        let Some(value) = value else { return ClientIds::default() };
        let ids = match self.clients.get(&value) {
            Some(Ok(ids)) => ids,
            found => {
                self.scratch.clear();
                write_text(&value, &mut self.scratch);
                let ids = client_ids(&mut self.interner, &self.scratch);
                if let Some(Err(place)) = found {
                    self.clients.insert(place, &value, ids);
                }
                ids
            }
        };
        if ids.bad {
            self.note(
                event,
                AnomalyKind::BadValue,
                "source address that is neither an address nor a host name",
            );
        }
        ids
    }

    /// Fills address, port and, from an address field that holds a name, the workstation.
    pub(crate) fn set_client(&mut self, observation: &mut Observation, event: &Event<'_>) {
        let client = self.client(event, event.get(Field::Address));
        observation.address = client.address;
        observation.port = if client.port != 0 { client.port } else { number::port(event.get(Field::Port)) };
        if observation.workstation == TextId::default() {
            observation.workstation = client.name;
        }
    }

    /// How the logon was asked for.
    pub(crate) fn signature(&mut self, event: &Event<'_>) -> SignatureId {
        let (logon_type, bad) = number::logon_type(event.get(Field::LogonType));
        if bad {
            self.note(event, AnomalyKind::BadValue, "logon type that is none");
        }
        let signature = Signature {
            logon_type,
            logon_process: self.text(event.get(Field::LogonProcess)),
            package: self.text(event.get(Field::AuthenticationPackage)),
            process: self.text(event.get(Field::ProcessName)),
        };
        if signature == Signature::default() {
            SignatureId::default()
        } else {
            self.interner.signature(signature)
        }
    }

    /// Reads a status field; a value that is no number is noted.
    pub(crate) fn status(&mut self, event: &Event<'_>, field: Field) -> Number {
        let status = number::number(event.get(field));
        // Some carriers print the reason id in the place of the status.
        if status == Number::Bad && number::message_id(event.get(field)).is_none() {
            self.note(event, AnomalyKind::BadValue, "status that is no number");
        }
        status
    }
}

/// Text without blanks around it, cut at [`TEXT_MAX`] bytes.
fn trimmed(text: &str) -> &str {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    text.get(..text.floor_char_boundary(TEXT_MAX)).unwrap_or_default()
}

fn client_ids(interner: &mut Interner, text: &str) -> ClientIds {
    match address::client(text) {
        Client::Nothing => ClientIds::default(),
        Client::Address(address, port) => {
            ClientIds { address: interner.address(address), port, ..ClientIds::default() }
        }
        Client::Name(name) => ClientIds { name: interner.text(name), ..ClientIds::default() },
        Client::Bad => ClientIds { bad: true, ..ClientIds::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_bounded() {
        let mut normaliser = Normaliser::new();
        assert_eq!(normaliser.part("  - "), TextId::default());
        let id = normaliser.part("Advapi  ");
        assert_eq!(normaliser.interner().text_of(id), "Advapi");
        let long = "ä".repeat(TEXT_MAX);
        let id = normaliser.text(Some(Value::Text(&long)));
        assert_eq!(normaliser.interner().text_of(id).len(), TEXT_MAX);
    }

    #[test]
    fn an_event_without_a_time_is_a_located_problem() {
        let mut normaliser = Normaliser::new();
        let mut event = Event::new(EventKind::LogonFailure, 4625);
        for offset in [900, 100, 500] {
            event.offset = Some(offset);
            assert_eq!(normaliser.observe(3, &event), None);
        }
        let problems = normaliser.take_problems();
        assert_eq!(problems.len(), 1);
        assert_eq!(
            (problems[0].kind, problems[0].input, problems[0].offset, problems[0].count),
            (AnomalyKind::NoTime, 3, Some(100), 3)
        );
        assert!(normaliser.take_problems().is_empty());
    }

    #[test]
    fn a_name_in_an_address_field_is_a_workstation() {
        let mut normaliser = Normaliser::new();
        let mut event = Event::new(EventKind::LogonFailure, 4625);
        event.time = doorknob_event::time::EventTime::parse("2024-03-14T13:54:17Z");
        event.push(Field::TargetUserName, Value::Text("bob"));
        event.push(Field::Status, Value::Unsigned(0xC000_006D));
        event.push(Field::Address, Value::Text(r"\\WS-01"));
        let observation = normaliser.observe(0, &event).expect("a failure counts");
        assert_eq!(observation.address, AddressId::default());
        assert_eq!(normaliser.interner().text_of(observation.workstation), "WS-01");
    }
}
