//! The part of domain controllers: checking passwords, by NTLM and by Kerberos, counting wrong
//! ones and locking accounts.

use super::stage::Stage;
use super::{Answer, Attempt, Client, Secret};
use crate::event::{self, KerberosClient, ManagedAccount, Text};
use crate::site::{AccountId, Authority, HostId, Restriction, Role};
use crate::time::HOUR;

/// A ticket-granting ticket is good for this long by default.
/// Source: Microsoft Learn, "Maximum lifetime for user ticket".
const TICKET_LIFETIME: i64 = 10 * HOUR;

impl Stage<'_> {
    /// Checks name and password by NTLM and writes the 4776 of the machine that knows them.
    /// `workstation` is what the record shows as the caller.
    pub(super) fn check_by_ntlm(&mut self, attempt: &Attempt, workstation: &Text) -> Answer {
        if attempt.fault == Some(Answer::NoLogonServers) {
            return Answer::NoLogonServers;
        }
        let authority = self.authority(attempt);
        let validator = match authority {
            Authority::Local(host) => host,
            Authority::Domain => self.controller_of_member(attempt.host),
        };
        let answer = attempt.fault.unwrap_or_else(|| self.ntlm_answer(attempt));
        self.wait(1, 6);
        self.log_validation(validator, attempt, workstation, answer);
        if authority == Authority::Domain && self.site.telemetry.ntlm_audit && validator != attempt.host {
            self.log_ntlm_audit(validator, attempt, workstation);
        }
        self.settle(attempt, answer, validator, workstation, |stage, primary| {
            stage.log_validation(primary, attempt, workstation, answer);
        });
        answer
    }

    /// The controller that a member uses, or the controller itself.
    fn controller_of_member(&self, host: HostId) -> HostId {
        if self.site.host(host).role == Role::DomainController {
            host
        } else {
            self.site.controller_for(host.0)
        }
    }

    /// The answer by NTLM: whether a restriction holds is only told to who knows the password.
    fn ntlm_answer(&self, attempt: &Attempt) -> Answer {
        let Some(id) = attempt.who.account else { return Answer::NoSuchUser };
        let account = self.site.account(id);
        if account.is_locked(self.now) {
            return Answer::LockedOut;
        }
        match (attempt.secret, account.restriction) {
            (Secret::Wrong | Secret::Previous, _) => Answer::WrongPassword,
            (Secret::Right, None) => Answer::Accepted,
            (Secret::Right, Some(restriction)) => restriction_answer(restriction),
        }
    }

    fn log_validation(&mut self, validator: HostId, attempt: &Attempt, workstation: &Text, answer: Answer) {
        let user = attempt.who.user.clone();
        let record = event::credential_validation(
            self.now,
            &self.computer(validator),
            user,
            workstation.clone(),
            answer.status(),
        );
        self.log(validator, record);
    }

    fn log_ntlm_audit(&mut self, controller: HostId, attempt: &Attempt, workstation: &Text) {
        let server = self.machine_name(attempt.host);
        let record = event::ntlm_audited(
            self.now,
            &self.computer(controller),
            server,
            attempt.who.user.clone(),
            attempt.who.domain.clone(),
            workstation.clone(),
        );
        self.log(controller, record);
    }

    /// Checks name and password by Kerberos for a client, and writes the controller's 4768 or
    /// 4771; with a ticket that is still good, nothing is checked.
    pub(super) fn check_by_kerberos(&mut self, attempt: &Attempt, client: &Client) -> Answer {
        if attempt.fault == Some(Answer::NoLogonServers) {
            return Answer::NoLogonServers;
        }
        let answer = attempt.fault.unwrap_or_else(|| self.kerberos_answer(attempt));
        let key = attempt.who.account.map(|account| (account, client.address));
        if answer == Answer::Accepted
            && let Some(key) = key
        {
            let expires = self.tickets.entry(key).or_insert(i64::MIN);
            if self.now < *expires {
                return answer;
            }
            *expires = self.now + TICKET_LIFETIME;
        }
        let controller = self.controller_for_client(client);
        self.wait(1, 6);
        let port = self.port();
        self.log_kerberos(controller, attempt, client, port, answer);
        let workstation = client.workstation.clone();
        self.settle(attempt, answer, controller, &workstation, |stage, primary| {
            stage.log_kerberos(primary, attempt, client, port, answer);
        });
        answer
    }

    fn controller_for_client(&self, client: &Client) -> HostId {
        let last = match client.address {
            std::net::IpAddr::V4(address) => u32::from(address),
            std::net::IpAddr::V6(address) => address.to_bits() as u32,
        };
        self.site.controller_for(last)
    }

    /// The answer by Kerberos: the account's state is told before the password is looked at.
    /// Source: [MS-KILE] 3.3.5.6, AS exchange.
    fn kerberos_answer(&self, attempt: &Attempt) -> Answer {
        let Some(id) = attempt.who.account else { return Answer::NoSuchUser };
        let account = self.site.account(id);
        if account.is_locked(self.now) {
            return Answer::LockedOut;
        }
        match (account.restriction, attempt.secret) {
            (Some(restriction @ (Restriction::Disabled | Restriction::Expired | Restriction::Hours)), _) => {
                restriction_answer(restriction)
            }
            (_, Secret::Wrong | Secret::Previous) => Answer::WrongPassword,
            (None, Secret::Right) => Answer::Accepted,
            (Some(restriction), Secret::Right) => restriction_answer(restriction),
        }
    }

    fn log_kerberos(
        &mut self,
        controller: HostId,
        attempt: &Attempt,
        client: &Client,
        port: u16,
        answer: Answer,
    ) {
        let computer = self.computer(controller);
        let realm = self.site.realm.clone();
        let user = attempt.who.user.clone();
        let sid = attempt.who.account.map_or(event::Sid::NULL, |account| self.site.account(account).sid);
        let shown = self.kerberos_client(client, port);
        let record = match answer {
            Answer::WrongPassword | Answer::PasswordExpired | Answer::MustChange | Answer::ClockSkew => {
                let code = answer.kerberos();
                event::preauthentication_failed(self.now, &computer, user, &realm, sid, code, shown)
            }
            _ => event::tgt_requested(self.now, &computer, user, &realm, sid, answer.kerberos(), shown),
        };
        self.log(controller, record);
    }

    /// A client as the KDC shows it: an IPv4 address mapped into IPv6.
    fn kerberos_client(&self, client: &Client, port: u16) -> KerberosClient {
        let address = match client.address {
            std::net::IpAddr::V4(address) => format!("::ffff:{address}"),
            std::net::IpAddr::V6(address) => address.to_string(),
        };
        KerberosClient { address: address.into(), port: port.to_string().into() }
    }

    /// A ticket for the services of `host`, after a successful [`Stage::check_by_kerberos`].
    pub(super) fn service_ticket(&mut self, account: AccountId, client: &Client, host: HostId) {
        let controller = self.controller_for_client(client);
        self.wait(1, 4);
        let port = self.port();
        let machine = self.site.account(self.site.host(host).machine);
        let service = (Text::from(&machine.name), machine.sid);
        let user = Text::from(&self.site.account(account).name);
        let realm = self.site.realm.clone();
        let shown = self.kerberos_client(client, port);
        let computer = self.computer(controller);
        let record = event::service_ticket_requested(self.now, &computer, &user, &realm, service, 0, shown);
        self.log(controller, record);
    }

    /// What follows from an answer: a success forgets wrong passwords; a wrong password is asked
    /// again at the PDC emulator, counted, and may lock the account.
    fn settle(
        &mut self,
        attempt: &Attempt,
        answer: Answer,
        validator: HostId,
        workstation: &Text,
        ask_again: impl FnOnce(&mut Self, HostId),
    ) {
        self.accepted(Stage::account_of(attempt, answer));
        let Some(account) = attempt.who.account.filter(|_| answer == Answer::WrongPassword) else { return };
        let in_domain = self.site.account(account).authority == Authority::Domain;
        let primary = self.site.primary_controller();
        if in_domain && validator != primary {
            self.wait(1, 3);
            ask_again(self, primary);
        }
        if attempt.fault.is_some() || attempt.secret == Secret::Previous {
            return;
        }
        let policy = self.site.lockout;
        let now = self.now;
        if self.site.account_mut(account).count_bad_password(now, policy) {
            self.log_lockout(account, validator, workstation);
            if in_domain && validator != primary {
                self.log_lockout(account, primary, workstation);
            }
        }
    }

    fn log_lockout(&mut self, account: AccountId, validator: HostId, workstation: &Text) {
        let controller = self.site.machine_subject(validator);
        let managed = self.managed(account);
        let computer = self.computer(validator);
        let record =
            event::account_locked_out(self.now, &computer, managed, workstation.clone(), &controller);
        self.log(validator, record);
    }

    /// The account as account management records name it.
    pub(super) fn managed(&self, account: AccountId) -> ManagedAccount {
        let who = self.site.who(account);
        ManagedAccount { name: who.user, domain: who.domain, sid: self.site.account(account).sid }
    }
}

fn restriction_answer(restriction: Restriction) -> Answer {
    match restriction {
        Restriction::Disabled => Answer::Disabled,
        Restriction::Expired => Answer::AccountExpired,
        Restriction::PasswordExpired => Answer::PasswordExpired,
        Restriction::MustChange => Answer::MustChange,
        Restriction::Hours => Answer::OutsideHours,
        Restriction::Workstation => Answer::WrongWorkstation,
    }
}
