//! OpenSSH on Windows: the Security log has no address, the channel of sshd has.

use super::stage::Stage;
use super::{Answer, Attempt};
use crate::event;

const SSHD: (u64, &str) = (0x16d8, "C:\\Program Files\\OpenSSH-Win64\\sshd.exe");

impl Stage<'_> {
    /// Password authentication (8). Lines as sshd of Windows wrote them in recorded files.
    pub(super) fn play_ssh(&mut self, attempt: &Attempt) -> Answer {
        let computer = self.computer(attempt.host);
        let user = attempt.who.user.as_str();
        let from = format!("{} port {}", attempt.client.address, self.port());
        if attempt.who.account.is_none() {
            let line = format!("Invalid user {user} from {from}");
            self.log(attempt.host, event::sshd_message(self.now, &computer, line));
            self.wait(300, 900);
        }
        let server = self.machine_name(attempt.host);
        let answer = self.check_by_ntlm(attempt, &server);
        let subject = self.site.machine_subject(attempt.host);
        let context = self.local_context(attempt, subject, 8, SSHD);
        self.finish(attempt, answer, context);
        self.wait(1, 4);
        let line = match (answer, attempt.who.account) {
            (Answer::Accepted, _) => format!("Accepted password for {user} from {from} ssh2"),
            (_, None) => format!("Failed password for invalid user {user} from {from} ssh2"),
            (_, Some(_)) => format!("Failed password for {user} from {from} ssh2"),
        };
        self.log(attempt.host, event::sshd_message(self.now, &computer, line));
        answer
    }
}
