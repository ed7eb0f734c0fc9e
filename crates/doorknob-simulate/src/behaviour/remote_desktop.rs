//! Remote Desktop, with and without network level authentication, and by the gateway.
//!
//! With NLA a wrong password is a network logon (type 3) with port 0; the connection itself is
//! told by RdpCoreTS 131 and RemoteConnectionManager 261. RdpCoreTS 140 comes only for names that
//! do not exist. Without NLA it is type 10, and 1149 says that the logon screen was reached.

use super::network_logon::ntlm_context;
use super::stage::Stage;
use super::{Answer, Attempt};
use crate::event::{self, LogonContext, Text};
use crate::site::AccountId;

impl Stage<'_> {
    /// With NLA, by NTLM.
    pub(super) fn play_remote_desktop(&mut self, attempt: &Attempt) -> Answer {
        self.log_connection(attempt);
        let answer = self.check_by_ntlm(attempt, &attempt.client.workstation);
        let context = ntlm_context(attempt, "0".into());
        if answer == Answer::NoSuchUser {
            let address = Stage::address(&attempt.client);
            let computer = self.computer(attempt.host);
            let record = event::rdp_bad_credentials(self.now, &computer, address);
            self.log(attempt.host, record);
        }
        self.finish(attempt, answer, context);
        if let Some(account) = Stage::account_of(attempt, answer) {
            self.log_session(attempt, account);
        }
        answer
    }

    /// Without NLA: the user types at the logon screen of the server.
    pub(super) fn play_remote_desktop_classic(&mut self, attempt: &Attempt) -> Answer {
        self.log_connection(attempt);
        self.log_authenticated(attempt, "".into(), "".into());
        let server = self.machine_name(attempt.host);
        let answer = self.check_by_ntlm(attempt, &server);
        match Stage::account_of(attempt, answer) {
            Some(account) => self.log_session(attempt, account),
            None => {
                let context = self.screen_context(attempt);
                self.log_failure(attempt, answer, context);
            }
        }
        answer
    }

    /// Through a Remote Desktop gateway: an NTLM logon there, and its own channel. What its policies refuse (201) has been
    /// authenticated before; of a wrong password its channel says nothing.
    /// Source: Microsoft, "Event ID 201 - RD Gateway connection authorization policies".
    pub(super) fn play_gateway(&mut self, attempt: &Attempt) -> Answer {
        let answer = self.play_ntlm(attempt);
        let who = &attempt.who;
        let domain = who.domain.as_str();
        let user: Text = match domain {
            "" => who.user.clone(),
            _ => format!("{domain}\\{}", who.user.as_str()).into(),
        };
        let computer = self.computer(attempt.host);
        let address = Stage::address(&attempt.client);
        self.wait(1, 20);
        match answer {
            Answer::Accepted => {
                let host = self.site.host_of(crate::site::Role::RemoteDesktop);
                let resource = self.site.host(host).full_name.clone();
                let record = event::gateway_connected(self.now, &computer, user, address, resource);
                self.log(attempt.host, record);
            }
            Answer::TypeNotGranted => {
                self.log(attempt.host, event::gateway_denied(self.now, &computer, user, address));
            }
            _ => {}
        }
        answer
    }

    /// RdpCoreTS 131 and RemoteConnectionManager 261.
    fn log_connection(&mut self, attempt: &Attempt) {
        let computer = self.computer(attempt.host);
        let port = self.port();
        let record = event::rdp_connection(self.now, &computer, attempt.client.address, port);
        self.log(attempt.host, record);
        self.wait(5, 40);
        self.log(attempt.host, event::rdp_listener(self.now, &computer));
        // Negotiating security takes the better part of a second.
        self.wait(100, 600);
    }

    fn log_authenticated(&mut self, attempt: &Attempt, user: Text, domain: Text) {
        let computer = self.computer(attempt.host);
        let address = Stage::address(&attempt.client);
        let record = event::rdp_authenticated(self.now, &computer, user, domain, address);
        self.log(attempt.host, record);
    }

    /// A session on the server: 1149 with the user, 4624 type 10, LocalSessionManager 21.
    fn log_session(&mut self, attempt: &Attempt, account: AccountId) {
        let who = self.site.who(account);
        self.wait(20, 100);
        self.log_authenticated(attempt, who.user.clone(), who.domain.clone());
        let context = self.screen_context(attempt);
        self.log_success(account, attempt.host, context, 4 * 3600);
        self.wait(200, 900);
        let user = format!("{}\\{}", who.domain.as_str(), who.user.as_str());
        let computer = self.computer(attempt.host);
        let number = 2 + self.random.below(40) as u32;
        let address = Stage::address(&attempt.client);
        let record = if self.random.chance(0.3) {
            event::session_reconnected(self.now, &computer, user.into(), number, address)
        } else {
            event::session_logon(self.now, &computer, user.into(), number, address)
        };
        self.log(attempt.host, record);
    }

    fn screen_context(&self, attempt: &Attempt) -> LogonContext {
        LogonContext {
            subject: self.site.machine_subject(attempt.host),
            logon_type: 10,
            logon_process: "User32 ",
            package: "Negotiate",
            workstation: self.machine_name(attempt.host),
            process_id: 0x4e8,
            process_name: "C:\\Windows\\System32\\svchost.exe".into(),
            address: Stage::address(&attempt.client),
            port: "0".into(),
        }
    }
}
