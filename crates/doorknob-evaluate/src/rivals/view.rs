//! What a rule of a SIEM sees: one record, flat, its fields by name.

use doorknob_event::time::{EventTime, MINUTE, SECOND};
use doorknob_simulate::event::{SimulatedEvent, Value};
use std::borrow::Cow;

/// One record: where it lies, and its fields as rendered text.
#[derive(Clone, Copy, Debug)]
pub struct FlatEvent<'a> {
    /// `System/TimeCreated`.
    pub time: EventTime,
    /// `System/Computer`.
    pub host: &'a str,
    /// `System/Channel`.
    pub channel: &'a str,
    /// `System/EventID`.
    pub event_id: u16,
    /// `System/EventRecordID`.
    pub record_id: u64,
    fields: Fields<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Fields<'a> {
    Simulated(&'a SimulatedEvent),
    Listed(&'a [(&'a str, &'a str)]),
}

impl<'a> From<&'a SimulatedEvent> for FlatEvent<'a> {
    fn from(event: &'a SimulatedEvent) -> Self {
        FlatEvent {
            time: EventTime(event.time),
            host: &event.computer,
            channel: event.layout.channel,
            event_id: event.layout.event_id,
            record_id: event.record_id,
            fields: Fields::Simulated(event),
        }
    }
}

impl<'a> FlatEvent<'a> {
    /// A record of the Security channel with these fields.
    #[must_use]
    pub fn security(
        time: EventTime,
        host: &'a str,
        event_id: u16,
        record_id: u64,
        fields: &'a [(&'a str, &'a str)],
    ) -> Self {
        FlatEvent { time, host, channel: "Security", event_id, record_id, fields: Fields::Listed(fields) }
    }

    /// The id, if the record is of the Security channel: every rule here names that channel.
    #[must_use]
    pub fn security_id(&self) -> Option<u16> {
        (self.channel == "Security").then_some(self.event_id)
    }

    /// A field as text, without blanks around it; empty where there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> Cow<'a, str> {
        let text = match self.fields {
            Fields::Simulated(event) => event.value(name).map(Value::to_text).unwrap_or_default(),
            Fields::Listed(fields) => fields
                .iter()
                .find(|(field, _)| *field == name)
                .map_or(Cow::Borrowed(""), |(_, text)| (*text).into()),
        };
        match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            owned => owned,
        }
    }

    /// A field as a number, `0x` hex or decimal.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u32> {
        match self.fields {
            Fields::Simulated(event) => match event.value(name)? {
                Value::Number(number) | Value::Hex(number) => Some(*number),
                other => parse(&other.to_text()),
            },
            Fields::Listed(_) => parse(&self.text(name)),
        }
    }

    /// The target account in lower case. Rules compare names without case (SIEMs do), and none folds domains or UPNs.
    #[must_use]
    pub fn user(&self) -> String {
        self.text("TargetUserName").to_lowercase()
    }

    /// `IpAddress`; empty where the field is missing.
    #[must_use]
    pub fn address(&self) -> Cow<'a, str> {
        self.text("IpAddress")
    }

    /// Whether there is an address: neither missing nor `-`.
    #[must_use]
    pub fn has_address(&self) -> bool {
        !matches!(self.address().as_ref(), "" | "-")
    }

    /// Ends in `$`, as computer accounts do.
    #[must_use]
    pub fn is_machine_account(&self) -> bool {
        self.text("TargetUserName").ends_with('$')
    }

    /// Index of the tumbling bin of `minutes`.
    #[must_use]
    pub fn bin(&self, minutes: i64) -> i64 {
        self.time.bin(minutes * MINUTE)
    }
}

fn parse(text: &str) -> Option<u32> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

/// Seconds as ticks.
pub(crate) const fn seconds(seconds: i64) -> i64 {
    seconds * SECOND
}

/// NTSTATUS and Kerberos codes that rules name.
pub(crate) mod code {
    /// Wrong password.
    pub(crate) const WRONG_PASSWORD: u32 = 0xC000_006A;
    /// No such account.
    pub(crate) const NO_SUCH_USER: u32 = 0xC000_0064;
    /// Kerberos: wrong password.
    pub(crate) const KERBEROS_WRONG_PASSWORD: u32 = 0x18;
    /// Kerberos: no such account.
    pub(crate) const KERBEROS_NO_SUCH_USER: u32 = 0x6;
    /// Kerberos: disabled, expired or locked.
    pub(crate) const KERBEROS_REVOKED: u32 = 0x12;
}
