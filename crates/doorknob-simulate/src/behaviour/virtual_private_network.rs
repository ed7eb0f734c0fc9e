//! VPN: a gateway asks the network policy server, or Windows is the VPN server itself.

use super::stage::Stage;
use super::{Answer, Attempt};
use crate::event::{self, NpsRequest, Sid, Text};

/// The VPN gateway in front of the policy server.
const GATEWAY: (&str, &str) = ("vpn-gw-1", "10.0.1.254");

impl Stage<'_> {
    /// Network policy server: 6273 knows the user's address, 4776 no caller at all.
    pub(super) fn play_vpn(&mut self, attempt: &Attempt) -> Answer {
        let answer = self.check_by_ntlm(attempt, &Text::from(""));
        if answer == Answer::Accepted {
            return answer;
        }
        let account = attempt.who.account;
        let request = NpsRequest {
            sid: account.map_or(Sid::NULL, |account| self.site.account(account).sid),
            user: attempt.who.user.clone(),
            domain: Text::from(&self.site.domain),
            calling_station: Stage::address(&attempt.client),
            gateway: GATEWAY.0.into(),
            gateway_address: GATEWAY.1.into(),
            reason: answer.nps_reason(),
        };
        self.wait(1, 10);
        let record = event::nps_denied(self.now, &self.computer(attempt.host), request);
        self.log(attempt.host, record);
        answer
    }

    /// Routing and Remote Access: 20271 in System.
    pub(super) fn play_remote_access(&mut self, attempt: &Attempt) -> Answer {
        let answer = self.check_by_ntlm(attempt, &Text::from(""));
        if answer == Answer::Accepted {
            return answer;
        }
        self.wait(1, 10);
        let user = attempt.who.user.clone();
        let address = Stage::address(&attempt.client);
        let record = event::remote_access_failed(self.now, &self.computer(attempt.host), user, address);
        self.log(attempt.host, record);
        answer
    }
}
