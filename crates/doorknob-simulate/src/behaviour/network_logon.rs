//! Network logons (type 3) by NTLM and by Kerberos, and what every successful logon writes.

use super::stage::Stage;
use super::{Answer, Attempt, Path};
use crate::event::{self, LogonContext, Subject, Text};
use crate::site::{AccountId, HostId};
use crate::time::SECOND;

impl Stage<'_> {
    /// 4625 on the machine, for the answer.
    pub(super) fn log_failure(&mut self, attempt: &Attempt, answer: Answer, context: LogonContext) {
        self.wait(1, 4);
        let who = attempt.who.clone();
        let computer = self.computer(attempt.host);
        let record =
            event::logon_failed(self.now, &computer, who.user, who.domain, answer.failure_code(), context);
        self.log(attempt.host, record);
    }

    /// 4624 on the machine, 4672 beside it for a privileged account, and 4634 when it ends.
    pub(super) fn log_success(
        &mut self,
        account: AccountId,
        host: HostId,
        context: LogonContext,
        lasts_seconds: i64,
    ) {
        self.wait(1, 4);
        let session = self.session(account);
        let computer = self.computer(host);
        let privileged = self.site.account(account).privileged;
        let logon_type = context.logon_type;
        let record = event::logon_succeeded(self.now, &computer, session.clone(), context, privileged);
        self.log(host, record);
        if privileged {
            let record = event::special_privileges(self.now, &computer, session.clone());
            self.log(host, record);
        }
        if self.site.telemetry.logoffs {
            let end = self.now + lasts_seconds * SECOND;
            self.log(host, event::logoff(end, &computer, session, logon_type));
        }
    }

    /// NTLM to a member: the member's 4625 or 4624, the controller's 4776.
    pub(super) fn play_ntlm(&mut self, attempt: &Attempt) -> Answer {
        let port = self.port();
        let answer = self.check_by_ntlm(attempt, &attempt.client.workstation);
        let context = ntlm_context(attempt, port.to_string().into());
        self.finish(attempt, answer, context)
    }

    /// Kerberos to a member: only the controller sees a failure.
    pub(super) fn play_kerberos(&mut self, attempt: &Attempt) -> Answer {
        let client = attempt.client.clone();
        let answer = self.check_by_kerberos(attempt, &client);
        let Some(account) = Stage::account_of(attempt, answer) else { return answer };
        self.service_ticket(account, &client, attempt.host);
        let port = self.port();
        let context = LogonContext {
            subject: Subject::nobody(),
            logon_type: 3,
            logon_process: "Kerberos",
            package: "Kerberos",
            workstation: "-".into(),
            process_id: 0,
            process_name: "-".into(),
            address: Stage::address(&client),
            port: port.to_string().into(),
        };
        self.log_success(account, attempt.host, context, 40);
        answer
    }

    /// Writes the success or the failure of an attempt with the same context.
    pub(super) fn finish(&mut self, attempt: &Attempt, answer: Answer, context: LogonContext) -> Answer {
        match Stage::account_of(attempt, answer) {
            Some(account) => {
                let lasts = self.random.within(5, 900);
                self.log_success(account, attempt.host, context, lasts);
            }
            None => self.log_failure(attempt, answer, context),
        }
        answer
    }
}

/// The context of an NTLM logon from outside. `LogonProcessName` ends in a space.
pub(super) fn ntlm_context(attempt: &Attempt, port: Text) -> LogonContext {
    let shows_address = attempt.path != Path::RemoteDesktop { address_shown: false };
    LogonContext {
        subject: Subject::nobody(),
        logon_type: 3,
        logon_process: "NtLmSsp ",
        package: "NTLM",
        workstation: attempt.client.workstation.clone(),
        process_id: 0,
        process_name: "-".into(),
        address: if shows_address { Stage::address(&attempt.client) } else { "-".into() },
        port: if shows_address { port } else { "-".into() },
    }
}
