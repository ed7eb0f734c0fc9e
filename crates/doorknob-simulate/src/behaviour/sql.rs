//! SQL Server's own logins: Windows hears nothing, the Application log does.

use super::stage::Stage;
use super::{Answer, Attempt, Secret};
use crate::event;

impl Stage<'_> {
    /// SQL authentication. Successes are not logged by default.
    pub(super) fn play_sql(&mut self, attempt: &Attempt, known: bool) -> Answer {
        let answer = match (known, attempt.secret) {
            (false, _) => Answer::NoSuchUser,
            (true, Secret::Right) => return Answer::Accepted,
            (true, _) => Answer::WrongPassword,
        };
        self.wait(1, 6);
        let address = attempt.client.address.to_string();
        let user = attempt.who.user.clone();
        let record = event::mssql_login_failed(self.now, &self.computer(attempt.host), user, &address, known);
        self.log(attempt.host, record);
        answer
    }
}
