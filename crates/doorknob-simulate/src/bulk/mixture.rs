//! Endless records in fixed proportions.

use std::net::Ipv4Addr;
use std::sync::Arc;

use crate::event::{
    self, FailureCode, KerberosClient, LoggedOn, LogonContext, Sid, SimulatedEvent, Subject, Text,
};
use crate::layout::EventLayout;
use crate::random::Random;
use crate::time::{MILLISECOND, utc};

/// What a bulk log is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mixture {
    /// Every record a 4625.
    FailedLogons,
    /// A Security log as servers have it: processes, connections, successes, and one failed logon
    /// in 300 records (measured over 15 recorded logs: 4624 11 %, 4648 1.9 %, 4776 0.5 %,
    /// 4625 0.35 %).
    Realistic,
    /// Messages of another channel.
    Operational(&'static EventLayout),
}

/// Endless records, the same for the same seed.
pub fn records(mixture: Mixture, seed: u64) -> impl Iterator<Item = SimulatedEvent> {
    let mut writer = Writer::new(seed);
    (1..).map(move |record_id| {
        let mut event = writer.event(mixture);
        event.record_id = record_id;
        event.thread_id = 600 + (record_id % 97) as u32 * 4;
        event
    })
}

struct Writer {
    random: Random,
    now: i64,
    computer: Arc<str>,
    names: Vec<Arc<str>>,
    domain: Text,
    realm: Text,
}

impl Writer {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed, 0);
        let names = (0..4_000)
            .map(|number| {
                let (first, last) = crate::site::person(&mut random);
                format!("{first}.{last}{number}").into()
            })
            .collect();
        Writer {
            random,
            now: utc(2026, 3, 9, 6, 0),
            computer: "srv01.corp.example".into(),
            names,
            domain: "CORP".into(),
            realm: "CORP.EXAMPLE".into(),
        }
    }

    fn event(&mut self, mixture: Mixture) -> SimulatedEvent {
        self.now += self.random.within(1, 150 * MILLISECOND);
        match mixture {
            Mixture::FailedLogons => self.failed_logon(),
            Mixture::Realistic => self.realistic(),
            Mixture::Operational(layout) => {
                let message = format!("Operation {} finished.", self.random.below(1_000_000));
                SimulatedEvent::new(layout, self.now, &self.computer, vec![message.into()])
            }
        }
    }

    /// Proportions in hundredths of a per cent.
    fn realistic(&mut self) -> SimulatedEvent {
        match self.random.below(10_000) {
            0..35 => self.failed_logon(),
            35..85 => self.validation(),
            85..275 => self.explicit_credentials(),
            275..1_375 => self.logon(),
            1_375..2_275 => event::special_privileges(self.now, &self.computer.clone(), self.session()),
            2_275..3_275 => event::logoff(self.now, &self.computer.clone(), self.session(), 3),
            3_275..3_675 => self.service_ticket(),
            3_675..6_900 => self.process(),
            _ => self.connection(),
        }
    }

    fn name(&mut self) -> Text {
        Text::from(self.random.pick(&self.names))
    }

    fn address(&mut self) -> Text {
        let offset = self.random.below(1 << 16) as u32;
        Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 0, 0, 0)) + offset).to_string().into()
    }

    /// Mostly the machine of the person, one address each.
    fn address_of(&mut self, person: usize) -> Text {
        if self.random.chance(0.1) {
            return self.address();
        }
        Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 1, 0, 0)) + person as u32).to_string().into()
    }

    fn port(&mut self) -> u16 {
        self.random.within(49_152, 65_535) as u16
    }

    fn person(&mut self) -> usize {
        self.random.below(self.names.len() as u64) as usize
    }

    fn session(&mut self) -> LoggedOn {
        let person = self.person();
        self.session_of(person)
    }

    /// A name has one SID.
    fn session_of(&mut self, person: usize) -> LoggedOn {
        let sid = Sid::account([979_008_924, 657_238_111, 836_329_461], 1_100 + person as u32);
        let name = Text::from(&self.names[person]);
        LoggedOn { sid, name, domain: self.domain.clone(), logon_id: self.random.below(1 << 32) }
    }

    fn context(&mut self) -> LogonContext {
        let workstation = format!("WS-{:04}", self.random.below(4_000));
        LogonContext {
            subject: Subject::nobody(),
            logon_type: 3,
            logon_process: "NtLmSsp ",
            package: "NTLM",
            workstation: workstation.into(),
            process_id: 0,
            process_name: "-".into(),
            address: self.address(),
            port: self.port().to_string().into(),
        }
    }

    fn failed_logon(&mut self) -> SimulatedEvent {
        let sub_status = if self.random.chance(0.8) { 0xC000_006A } else { 0xC000_0064 };
        let code = FailureCode { status: 0xC000_006D, sub_status, reason: "%%2313" };
        let (user, context) = (self.name(), self.context());
        event::logon_failed(self.now, &self.computer, user, self.domain.clone(), code, context)
    }

    fn logon(&mut self) -> SimulatedEvent {
        let person = self.person();
        let (session, mut context) = (self.session_of(person), self.context());
        context.address = self.address_of(person);
        context.workstation = format!("WS-{person:04}").into();
        event::logon_succeeded(self.now, &self.computer, session, context, false)
    }

    fn validation(&mut self) -> SimulatedEvent {
        let status = if self.random.chance(0.9) { 0 } else { 0xC000_006A };
        let (user, workstation) = (self.name(), self.context().workstation);
        event::credential_validation(self.now, &self.computer, user, workstation, status)
    }

    fn explicit_credentials(&mut self) -> SimulatedEvent {
        let subject = Subject::machine("SRV01$", self.domain.clone());
        let process = (0x26c, "C:\\Windows\\System32\\services.exe".into());
        let user = self.name();
        let domain = self.domain.clone();
        event::explicit_credentials(
            self.now,
            &self.computer,
            &subject,
            user,
            domain,
            "localhost".into(),
            process,
        )
    }

    fn service_ticket(&mut self) -> SimulatedEvent {
        let client = KerberosClient {
            address: format!("::ffff:{}", self.address().as_str()).into(),
            port: self.port().to_string().into(),
        };
        let (user, sid) = (self.name(), self.session().sid);
        let service = ("SRV01$".into(), sid);
        event::service_ticket_requested(self.now, &self.computer, &user, &self.realm, service, 0, client)
    }

    fn process(&mut self) -> SimulatedEvent {
        const PROGRAMS: [&str; 4] = [
            "C:\\Windows\\System32\\svchost.exe",
            "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe",
            "C:\\Windows\\System32\\conhost.exe",
            "C:\\Windows\\System32\\taskhostw.exe",
        ];
        let subject = Subject::machine("SRV01$", self.domain.clone());
        let started = (self.random.below(1 << 14), *self.random.pick(&PROGRAMS));
        let parent = (self.random.below(1 << 14), PROGRAMS[0]);
        event::process_created(self.now, &self.computer, &subject, started, parent)
    }

    fn connection(&mut self) -> SimulatedEvent {
        const PROGRAM: &str = "\\device\\harddiskvolume1\\windows\\system32\\svchost.exe";
        let program = (self.random.below(1 << 14), PROGRAM);
        let client = (self.address(), self.port());
        let server = ("10.0.1.20".into(), 445);
        event::connection_permitted(self.now, &self.computer, program, client, server)
    }
}
