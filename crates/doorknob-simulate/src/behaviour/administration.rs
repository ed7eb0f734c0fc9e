//! What people do to accounts and logs: changes, resets, unlocks, clearing.

use super::Act;
use super::stage::Stage;
use crate::event::{self, AccountChange, Text};
use crate::site::{AccountId, HostId, Restriction};

impl Stage<'_> {
    /// Plays every act that is not a logon.
    pub(super) fn play_administration(&mut self, act: &Act) {
        let controller = self.site.primary_controller();
        match act {
            Act::Attempt(_) => {}
            Act::ExplicitCredentials { host, subject, who, server, process } => {
                let subject = self.site.user_subject(*subject, 0x3069d);
                let server = Text::from(&self.site.host(*server).full_name);
                let computer = self.computer(*host);
                let record = event::explicit_credentials(
                    self.now,
                    &computer,
                    &subject,
                    who.user.clone(),
                    who.domain.clone(),
                    server,
                    (0x1a2c, (*process).into()),
                );
                self.log(*host, record);
            }
            Act::PasswordChange(account) => self.change_password(controller, *account),
            Act::PasswordReset { account, by } => self.reset_password(controller, *account, *by),
            Act::Unlock { account, by } => self.unlock(controller, *account, *by),
            Act::Disable { account, by } => {
                self.site.account_mut(*account).restriction = Some(Restriction::Disabled);
                self.log_change(controller, *account, *by, AccountChange::Disabled);
            }
            Act::Restrict(account, restriction) => {
                self.site.account_mut(*account).restriction = Some(*restriction);
            }
            Act::LogCleared { host, by } => {
                let by = self.site.user_subject(*by, 0x4_2f11);
                let record = event::log_cleared(self.now, &self.computer(*host), &by);
                self.log(*host, record);
            }
            Act::FailureAuditRemoved { host, by } => {
                let by = self.site.user_subject(*by, 0x4_2f11);
                let record = event::logon_audit_changed(self.now, &self.computer(*host), &by, "%%8450");
                self.log(*host, record);
            }
            Act::LogServiceStopped(host) => {
                let record = event::log_service_stopped(self.now, &self.computer(*host));
                self.log(*host, record);
            }
            Act::SecureChannelRefused(host) => {
                let machine = self.machine_name(*host);
                let record = event::netlogon_session_failed(self.now, &self.computer(controller), machine);
                self.log(controller, record);
            }
        }
    }

    /// 4723 and 4738; an expired password is good again.
    fn change_password(&mut self, controller: HostId, account: AccountId) {
        self.clear_password_restriction(account);
        let by = self.site.user_subject(account, 0x8_11d2);
        let managed = self.managed(account);
        let computer = self.computer(controller);
        self.log(controller, event::password_changed(self.now, &computer, managed, &by, true));
        self.log_change(controller, account, account, AccountChange::Password);
    }

    /// 4724 and 4738, and 4767 where the account was locked.
    fn reset_password(&mut self, controller: HostId, account: AccountId, by: AccountId) {
        self.clear_password_restriction(account);
        if self.site.account(account).is_locked(self.now) {
            self.unlock(controller, account, by);
        }
        let subject = self.site.user_subject(by, 0x4_2f11);
        let managed = self.managed(account);
        let computer = self.computer(controller);
        self.log(controller, event::password_reset(self.now, &computer, managed, &subject));
        self.log_change(controller, account, by, AccountChange::Password);
    }

    fn unlock(&mut self, controller: HostId, account: AccountId, by: AccountId) {
        self.site.account_mut(account).clear_bad_passwords();
        let subject = self.site.user_subject(by, 0x4_2f11);
        let managed = self.managed(account);
        let computer = self.computer(controller);
        self.log(controller, event::account_unlocked(self.now, &computer, managed, &subject));
    }

    fn clear_password_restriction(&mut self, account: AccountId) {
        let account = self.site.account_mut(account);
        if matches!(account.restriction, Some(Restriction::PasswordExpired | Restriction::MustChange)) {
            account.restriction = None;
        }
    }

    fn log_change(&mut self, controller: HostId, account: AccountId, by: AccountId, change: AccountChange) {
        let by = self.site.user_subject(by, 0x4_2f11);
        let managed = self.managed(account);
        let computer = self.computer(controller);
        self.log(controller, event::account_changed(self.now, &computer, managed, &by, change));
    }
}
