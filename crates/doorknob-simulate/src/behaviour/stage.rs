//! One act being played: the site it changes, the journal it writes, the chance it draws on.

use rustc_hash::FxHashMap;

use super::journal::Journal;
use super::{Answer, Attempt, Client};
use crate::event::{LoggedOn, SimulatedEvent, Text};
use crate::random::Random;
use crate::site::{AccountId, Authority, HostId, Site};
use crate::time::MILLISECOND;
use crate::truth::EpisodeId;

/// When a client's ticket-granting ticket runs out, per account and client address.
pub(super) type TicketCache = FxHashMap<(AccountId, std::net::IpAddr), i64>;

/// The scene of one act.
pub(super) struct Stage<'a> {
    pub(super) site: &'a mut Site,
    pub(super) journal: &'a mut Journal,
    pub(super) random: &'a mut Random,
    pub(super) tickets: &'a mut TicketCache,
    pub(super) episode: Option<EpisodeId>,
    /// True time, which moves on as machines take their milliseconds.
    pub(super) now: i64,
}

impl Stage<'_> {
    /// Writes a record on a machine, now.
    pub(super) fn log(&mut self, host: HostId, event: SimulatedEvent) {
        self.journal.log(self.site, host, self.episode, event);
    }

    /// Some milliseconds pass: what a machine takes to answer.
    pub(super) fn wait(&mut self, least: i64, most: i64) {
        self.now += self.random.within(least * MILLISECOND, most * MILLISECOND);
    }

    /// Name of a machine as records spell it.
    pub(super) fn computer(&self, host: HostId) -> std::sync::Arc<str> {
        self.site.host(host).full_name.clone()
    }

    /// NetBIOS name of a machine.
    pub(super) fn machine_name(&self, host: HostId) -> Text {
        Text::from(&self.site.host(host).name)
    }

    /// An ephemeral port. Source: RFC 6335, section 6: 49152 to 65535.
    pub(super) fn port(&mut self) -> u16 {
        49_152 + self.random.below(16_384) as u16
    }

    /// The machine that knows the password of the account that an attempt names: itself for its
    /// own accounts and for names that claim to be its own, a controller for all others.
    pub(super) fn authority(&self, attempt: &Attempt) -> Authority {
        if let Some(account) = attempt.who.account {
            return self.site.account(account).authority;
        }
        let host = self.site.host(attempt.host);
        let domain = attempt.who.domain.as_str();
        if domain == "." || domain.eq_ignore_ascii_case(&host.name) {
            Authority::Local(attempt.host)
        } else {
            Authority::Domain
        }
    }

    /// A session of the account on a machine: what 4624, 4672 and 4634 share.
    pub(super) fn session(&mut self, account: AccountId) -> LoggedOn {
        let who = self.site.who(account);
        let sid = self.site.account(account).sid;
        LoggedOn { sid, name: who.user, domain: who.domain, logon_id: self.journal.logon_id() }
    }

    /// Text of a client's address.
    pub(super) fn address(client: &Client) -> Text {
        client.address.to_string().into()
    }

    /// The machine that a local process runs on, as a client of the controller.
    pub(super) fn host_as_client(&self, host: HostId) -> Client {
        Client { address: self.site.host(host).address, workstation: self.machine_name(host) }
    }

    /// Notes that somebody got in: wrong passwords are forgotten.
    pub(super) fn accepted(&mut self, account: Option<AccountId>) {
        if let Some(account) = account {
            self.site.account_mut(account).clear_bad_passwords();
        }
    }

    /// The account of a try that was accepted. An accepted try always has one.
    pub(super) fn account_of(attempt: &Attempt, answer: Answer) -> Option<AccountId> {
        attempt.who.account.filter(|_| answer == Answer::Accepted)
    }
}
