//! Passwords that a server receives in clear and checks itself: IIS, Exchange, LDAP simple binds.

use super::stage::Stage;
use super::{Answer, Attempt};
use crate::event::LogonContext;
use std::net::IpAddr;

const WORKER: (u64, &str) = (0x1f48, "C:\\Windows\\System32\\inetsrv\\w3wp.exe");
const LSASS: (u64, &str) = (0x280, "C:\\Windows\\System32\\lsass.exe");

impl Stage<'_> {
    /// IIS (8): the worker process checks by NTLM, the record shows who connected to the server.
    pub(super) fn play_web(&mut self, attempt: &Attempt, front_end: Option<IpAddr>) -> Answer {
        let server = self.machine_name(attempt.host);
        let answer = self.check_by_ntlm(attempt, &server);
        let port = self.port();
        let subject = self.site.machine_subject(attempt.host);
        let context = LogonContext {
            address: front_end.unwrap_or(attempt.client.address).to_string().into(),
            port: port.to_string().into(),
            ..self.local_context(attempt, subject, 8, WORKER)
        };
        self.finish(attempt, answer, context)
    }

    /// LDAP simple bind: the host is a controller, the address that of the application.
    pub(super) fn play_ldap_bind(&mut self, attempt: &Attempt) -> Answer {
        let controller = self.machine_name(attempt.host);
        let answer = self.check_by_ntlm(attempt, &controller);
        let port = self.port();
        let subject = self.site.machine_subject(attempt.host);
        let context = LogonContext {
            package: "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
            address: Stage::address(&attempt.client),
            port: port.to_string().into(),
            ..self.local_context(attempt, subject, 3, LSASS)
        };
        self.finish(attempt, answer, context)
    }
}
