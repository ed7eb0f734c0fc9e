//! Logons that a process on the machine itself asks for: the console, unlocking, services, tasks,
//! programs. Windows tries Kerberos for domain accounts, from the machine's own address.

use super::stage::Stage;
use super::{Answer, Attempt};
use crate::event::{self, LogonContext, Subject, Text};
use crate::site::Authority;

const SERVICES: (u64, &str) = (0x26c, "C:\\Windows\\System32\\services.exe");
const TASK_HOST: (u64, &str) = (0x5a4, "C:\\Windows\\System32\\svchost.exe");
const LOGON_SCREEN: (u64, &str) = (0x33c, "C:\\Windows\\System32\\svchost.exe");

impl Stage<'_> {
    /// At the keyboard (2) or unlocking (7).
    pub(super) fn play_console(&mut self, attempt: &Attempt, logon_type: u32) -> Answer {
        let answer = match attempt.fault {
            // The controller is not asked when the machine cannot vouch for itself.
            Some(Answer::TrustBroken) => Answer::TrustBroken,
            _ => self.check_locally(attempt),
        };
        let subject = self.site.machine_subject(attempt.host);
        let context = LogonContext {
            logon_process: "User32 ",
            address: "127.0.0.1".into(),
            port: "0".into(),
            ..self.local_context(attempt, subject, logon_type, LOGON_SCREEN)
        };
        self.finish(attempt, answer, context)
    }

    /// A service starting (5): beside the logon, the service manager says so in System.
    pub(super) fn play_service(&mut self, attempt: &Attempt, service: &'static str) -> Answer {
        let answer = self.check_locally(attempt);
        let subject = self.site.machine_subject(attempt.host);
        let context = self.local_context(attempt, subject, 5, SERVICES);
        self.finish(attempt, answer, context);
        if answer != Answer::Accepted {
            let who = &attempt.who;
            let account: Text = format!("{}\\{}", who.domain.as_str(), who.user.as_str()).into();
            let computer = self.computer(attempt.host);
            self.wait(1, 5);
            let record = event::service_logon_failed(self.now, &computer, service.into(), account);
            self.log(attempt.host, record);
            self.log(attempt.host, event::service_not_started(self.now, &computer, service.into()));
        }
        answer
    }

    /// A scheduled task (4).
    pub(super) fn play_task(&mut self, attempt: &Attempt) -> Answer {
        let answer = self.check_locally(attempt);
        let subject = self.site.machine_subject(attempt.host);
        let context = self.local_context(attempt, subject, 4, TASK_HOST);
        self.finish(attempt, answer, context)
    }

    /// A program that asks for a logon (2), as local password guessers do. It runs under some
    /// user of the machine, whom the subject names.
    pub(super) fn play_process(&mut self, attempt: &Attempt, program: &'static str) -> Answer {
        let answer = self.check_locally(attempt);
        let name = self.machine_name(attempt.host);
        let sid = self.site.account(self.site.host(attempt.host).machine).sid.with_rid(1001);
        let subject = Subject { sid, name: "operator".into(), domain: name, logon_id: 0x39_3f6d };
        let context = self.local_context(attempt, subject, 2, (0x1b0c, program));
        self.finish(attempt, answer, context)
    }

    /// The check that a local process causes: Kerberos for the domain's accounts, and NTLM for
    /// local ones and, after Kerberos did not know the name, for unknown ones.
    pub(super) fn check_locally(&mut self, attempt: &Attempt) -> Answer {
        let machine = self.host_as_client(attempt.host);
        if self.authority(attempt) == Authority::Domain {
            let answer = self.check_by_kerberos(attempt, &machine);
            if answer != Answer::NoSuchUser {
                return answer;
            }
        }
        self.check_by_ntlm(attempt, &machine.workstation)
    }

    /// The context of a logon through `LogonUser`: `Advapi`, no address.
    pub(super) fn local_context(
        &self,
        attempt: &Attempt,
        subject: Subject,
        logon_type: u32,
        process: (u64, &'static str),
    ) -> LogonContext {
        LogonContext {
            subject,
            logon_type,
            logon_process: "Advapi  ",
            package: "Negotiate",
            workstation: self.machine_name(attempt.host),
            process_id: process.0,
            process_name: process.1.into(),
            address: "-".into(),
            port: "-".into(),
        }
    }
}
