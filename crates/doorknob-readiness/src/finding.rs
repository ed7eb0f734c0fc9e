//! What is wrong with the telemetry, why it matters, how it is mended, and what shows it.

use crate::census::RecordPlace;
use doorknob_event::incident::Severity;
use doorknob_event::time::EventTime;
use serde::Serialize;

/// What was found. The words are stable: programs may depend on them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Logons succeed and none ever fails: 4625 is not recorded or not collected.
    LogonFailuresMissing,
    /// Logons fail and none ever succeeds: 4624 is not recorded or not collected.
    LogonSuccessesMissing,
    /// A domain controller tells of no failed Kerberos logon.
    KerberosFailuresMissing,
    /// A domain controller tells of no Kerberos logon at all.
    KerberosMissing,
    /// NTLM validations succeed and none fails.
    NtlmFailuresMissing,
    /// No log of a domain controller is among the inputs.
    DomainControllerMissing,
    /// Accounts are locked out and no failure says that one was locked.
    LockoutFailuresMissing,
    /// Failures meet locked accounts and no lockout is recorded.
    LockoutsMissing,
    /// Privileged logons are not marked (4672).
    PrivilegesMissing,
    /// Auditing that failed logons need was switched off.
    AuditingSwitchedOff,
    /// The log was cleared.
    LogCleared,
    /// Record numbers begin anew: the log file was deleted, restored, or the computer installed anew.
    LogBegunAnew,
    /// The log was full and not written.
    LogFull,
    /// Events were dropped before they were written.
    EventsDropped,
    /// Record numbers are missing.
    RecordsMissing,
    /// The inputs hold a chosen part of the log only.
    LogIsExtract,
    /// Parts of inputs are damaged or could not be read.
    InputsDamaged,
    /// An expected host sends nothing.
    HostSilent,
    /// A host has stopped sending.
    HostStopped,
    /// Computers that log on to the domain send no log.
    HostsUncollected,
    /// Less history than wanted.
    HistoryShort,
    /// A flood of failures has pushed older records out of the log.
    LogRolledOver,
    /// The log keeps fewer days than wanted at its present size.
    LogTooSmall,
    /// The clock was set back.
    ClockSetBack,
    /// The clock differs from that of the other hosts.
    ClockSkewed,
    /// Logons were refused because clocks differ.
    ClockRefusals,
    /// Failures do not state where they come from.
    SourcesMissing,
    /// NTLM failures on domain controllers do not name the server that was tried.
    NtlmServerUnknown,
    /// Logons are tried from public addresses.
    ExposedToInternet,
}

impl Check {
    /// In plain words, as the heading of several hosts.
    pub fn text(self) -> &'static str {
        match self {
            Check::LogonFailuresMissing => "Failed logons are not recorded",
            Check::LogonSuccessesMissing => "Successful logons are not recorded",
            Check::KerberosFailuresMissing => "Failed Kerberos logons are not recorded",
            Check::KerberosMissing => "Kerberos logons are not recorded",
            Check::NtlmFailuresMissing => "Failed NTLM validations are not recorded",
            Check::DomainControllerMissing => "No domain controller is read",
            Check::LockoutFailuresMissing => "Tries at locked accounts are not recorded",
            Check::LockoutsMissing => "Lockouts are not recorded",
            Check::PrivilegesMissing => "Privileged logons are not marked",
            Check::AuditingSwitchedOff => "Auditing was switched off",
            Check::LogCleared => "The Security log was cleared",
            Check::LogBegunAnew => "The Security log was begun anew",
            Check::LogFull => "The Security log was full",
            Check::EventsDropped => "Events were dropped",
            Check::RecordsMissing => "Records are missing",
            Check::LogIsExtract => "Only a part of the log was exported",
            Check::InputsDamaged => "Inputs are damaged",
            Check::HostSilent => "Expected, and nothing is sent",
            Check::HostStopped => "Sending has stopped",
            Check::HostsUncollected => "Computers send no log",
            Check::HistoryShort => "The history is short",
            Check::LogRolledOver => "A flood has pushed older records out",
            Check::LogTooSmall => "The log keeps too few days",
            Check::ClockSetBack => "The clock was set",
            Check::ClockSkewed => "The clock differs from the others",
            Check::ClockRefusals => "Logons were refused because clocks differ",
            Check::SourcesMissing => "Failures state no address",
            Check::NtlmServerUnknown => "NTLM failures name no server",
            Check::ExposedToInternet => "Reached from public addresses",
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Follows from what is missing, with the chance that it is harmless stated.
    Likely,
    /// A record says so.
    Evident,
}

/// What kind of text a mend is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MendKind {
    /// Run this to see what is in force; changes nothing.
    Check,
    /// Set this in a group policy, which keeps it set.
    Policy,
    /// Run this on the host as an administrator.
    Command,
    /// Do this.
    Advice,
}

/// One step that mends a finding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Mend {
    /// What kind of text it is.
    pub kind: MendKind,
    /// The command, the path and value, or the advice.
    pub text: String,
}

impl Mend {
    pub(crate) fn new(kind: MendKind, text: String) -> Self {
        Mend { kind, text }
    }
}

/// A measured value behind a finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Measure {
    /// What was measured, in plain words.
    pub what: String,
    /// Its value with unit.
    pub value: String,
}

/// A record behind a finding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct RecordNote {
    /// Its time.
    pub time: EventTime,
    /// Computer that logged it.
    pub host: String,
    /// Channel.
    pub channel: &'static str,
    /// Event id.
    pub event_id: u16,
    /// `EventRecordID`; 0 where lost.
    pub record_id: u64,
    /// File or feed.
    pub input: String,
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Finding {
    /// Derived from content: check and host.
    pub id: String,
    /// What was found.
    pub check: Check,
    /// How much it matters.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// The host; absent for the whole estate. May be hostile text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// One line.
    pub title: String,
    /// Why it matters to AN1521.
    pub why: &'static str,
    /// What to do, in order.
    pub mend: Vec<Mend>,
    /// What was measured.
    pub measures: Vec<Measure>,
    /// Records that show it, at most 10.
    pub records: Vec<RecordNote>,
}

/// Records listed with a finding.
const RECORDS_MAX: usize = 10;

impl Finding {
    /// What it is in a few words, the same for findings that are told together ([`Scorecard::alike`]).
    ///
    /// [`Scorecard::alike`]: crate::readiness::Scorecard::alike
    pub fn kind(&self) -> &'static str {
        match (self.check, self.severity) {
            (Check::ExposedToInternet, Severity::Critical) => {
                "Domain controller reached from public addresses"
            }
            (Check::ExposedToInternet, Severity::High) => "Reached and logged on to from public addresses",
            (Check::ExposedToInternet, Severity::Medium) => "Reached from public addresses, without a logon",
            (check, _) => check.text(),
        }
    }

    /// A finding without mend and evidence.
    pub(crate) fn new(
        check: Check,
        severity: Severity,
        host: Option<&str>,
        title: impl Into<String>,
        why: &'static str,
    ) -> Self {
        Finding {
            id: String::new(),
            check,
            severity,
            certainty: Certainty::Evident,
            host: host.map(str::to_owned),
            title: title.into(),
            why,
            mend: Vec::new(),
            measures: Vec::new(),
            records: Vec::new(),
        }
    }

    pub(crate) fn likely(mut self) -> Self {
        self.certainty = Certainty::Likely;
        self
    }

    pub(crate) fn mend(mut self, steps: impl IntoIterator<Item = Mend>) -> Self {
        self.mend.extend(steps);
        self
    }

    pub(crate) fn measure(mut self, what: impl Into<String>, value: impl Into<String>) -> Self {
        self.measures.push(Measure { what: what.into(), value: value.into() });
        self
    }

    pub(crate) fn records(mut self, notes: impl IntoIterator<Item = RecordNote>) -> Self {
        self.records.extend(notes.into_iter().take(RECORDS_MAX));
        self
    }

    /// Gives it its id: the check and the host, which are unique together unless `more` tells apart.
    pub(crate) fn identified(mut self, more: usize) -> Self {
        let check = serde_json::to_value(self.check).ok();
        let check = check.as_ref().and_then(|value| value.as_str()).unwrap_or_default();
        self.id = match &self.host {
            Some(host) => format!("{check}:{host}"),
            None => check.to_owned(),
        };
        if more > 0 {
            self.id.push_str(&format!(":{}", more + 1));
        }
        self
    }
}

/// Names the inputs of record places.
pub(crate) fn note(
    place: RecordPlace,
    host: &str,
    channel: &'static str,
    event_id: u16,
    inputs: &[crate::readiness::InputFacts],
) -> RecordNote {
    RecordNote {
        time: place.time,
        host: host.to_owned(),
        channel,
        event_id,
        record_id: place.record_id,
        input: inputs.get(place.input as usize).map(|input| input.path.clone()).unwrap_or_default(),
    }
}
