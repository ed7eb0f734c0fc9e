//! The simulated site: its domain, computers, accounts, policies, and what of it is collected.

mod account;
mod host;
mod names;
mod telemetry;

pub use account::{Account, AccountId, Authority, LockoutPolicy, Restriction, Who};
pub use host::{Host, HostId, Role};
pub use names::{Convention, person};
pub use telemetry::Telemetry;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::event::{Sid, Subject, Text};
use crate::random::Random;

/// A Windows domain with its computers and accounts.
#[derive(Debug, Clone)]
pub struct Site {
    /// NetBIOS name of the domain, `CORP`.
    pub domain: Arc<str>,
    /// DNS name of the domain in lower case, `corp.example`.
    pub dns_domain: Arc<str>,
    /// Kerberos realm: the DNS name in upper case.
    pub realm: Text,
    /// Lockout policy of the domain, which also holds for local accounts.
    pub lockout: LockoutPolicy,
    /// What is collected, and how well.
    pub telemetry: Telemetry,
    hosts: Vec<Host>,
    controllers: Vec<HostId>,
    accounts: Vec<Account>,
    by_name: FxHashMap<(Authority, Arc<str>), AccountId>,
    domain_sid: [u32; 3],
    next_rid: u32,
}

impl Site {
    /// An empty domain.
    #[must_use]
    pub fn new(domain: &str, dns_domain: &str, seed: u64) -> Self {
        let mut random = Random::new(seed, u64::MAX);
        // Sub-authorities of real domains fill most of 32 bits.
        let mut part = || (random.word() >> 32) as u32 | 0x1000_0000;
        Site {
            domain: domain.into(),
            dns_domain: dns_domain.into(),
            realm: dns_domain.to_uppercase().into(),
            lockout: LockoutPolicy::NONE,
            telemetry: Telemetry::default(),
            hosts: Vec::new(),
            controllers: Vec::new(),
            accounts: Vec::new(),
            by_name: FxHashMap::default(),
            domain_sid: [part(), part(), part()],
            next_rid: 1104,
        }
    }

    /// Adds a computer, with the machine account that every member has.
    pub fn add_host(&mut self, name: &str, role: Role, address: Ipv4Addr) -> HostId {
        let id = HostId(u32::try_from(self.hosts.len()).expect("fewer computers than 32 bits count"));
        let machine = self.add_account(&format!("{}$", name.to_uppercase()));
        if role == Role::DomainController {
            self.controllers.push(id);
        }
        self.hosts.push(Host {
            name: name.to_uppercase().into(),
            full_name: format!("{}.{}", name.to_lowercase(), self.dns_domain).into(),
            address: IpAddr::V4(address),
            role,
            skew: 0,
            machine,
        });
        id
    }

    /// Adds a domain account of this name, or gives the one that is there.
    pub fn add_account(&mut self, name: &str) -> AccountId {
        self.add_account_at(Authority::Domain, name)
    }

    /// Adds an account of the domain or of one machine.
    pub fn add_account_at(&mut self, authority: Authority, name: &str) -> AccountId {
        let key = (authority, Arc::<str>::from(name.to_lowercase()));
        if let Some(&id) = self.by_name.get(&key) {
            return id;
        }
        let id = AccountId(u32::try_from(self.accounts.len()).expect("fewer accounts than 32 bits count"));
        let built_in = key.1.as_ref() == "administrator";
        let rid = if built_in {
            500
        } else {
            self.next_rid += 1;
            self.next_rid
        };
        let domain_sid = match authority {
            Authority::Domain => self.domain_sid,
            Authority::Local(HostId(host)) => self.domain_sid.map(|part| part ^ (host + 1)),
        };
        let mut account = Account::new(name.into(), authority, Sid::account(domain_sid, rid));
        account.privileged = built_in;
        self.accounts.push(account);
        self.by_name.insert(key, id);
        id
    }

    /// Gives an account another name; its SID stays. Does nothing when the name is taken.
    pub fn rename(&mut self, id: AccountId, name: &str) {
        let account = &mut self.accounts[id.0 as usize];
        let old = (account.authority, Arc::<str>::from(account.name.to_lowercase()));
        let new = (account.authority, Arc::<str>::from(name.to_lowercase()));
        if self.by_name.contains_key(&new) {
            return;
        }
        account.name = name.into();
        self.by_name.remove(&old);
        self.by_name.insert(new, id);
    }

    /// The account that a typed name means, if there is one; case does not count.
    #[must_use]
    pub fn find(&self, authority: Authority, name: &str) -> Option<AccountId> {
        self.by_name.get(&(authority, Arc::from(name.to_lowercase()))).copied()
    }

    /// An account of this site.
    #[must_use]
    pub fn account(&self, id: AccountId) -> &Account {
        &self.accounts[id.0 as usize]
    }

    /// An account of this site, to be changed.
    pub fn account_mut(&mut self, id: AccountId) -> &mut Account {
        &mut self.accounts[id.0 as usize]
    }

    /// A computer of this site.
    #[must_use]
    pub fn host(&self, id: HostId) -> &Host {
        &self.hosts[id.0 as usize]
    }

    /// A computer of this site, to be changed.
    pub fn host_mut(&mut self, id: HostId) -> &mut Host {
        &mut self.hosts[id.0 as usize]
    }

    /// All computers, in the order they were added.
    pub fn hosts(&self) -> impl Iterator<Item = (HostId, &Host)> {
        (0..).map(HostId).zip(&self.hosts)
    }

    /// All accounts, in the order they were added.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountId, &Account)> {
        (0..).map(AccountId).zip(&self.accounts)
    }

    /// The computers of a role, in the order they were added.
    #[must_use]
    pub fn hosts_of(&self, role: Role) -> Vec<HostId> {
        self.hosts().filter(|(_, host)| host.role == role).map(|(id, _)| id).collect()
    }

    /// The first computer of a role.
    ///
    /// # Panics
    /// When the site was built without one.
    #[must_use]
    pub fn host_of(&self, role: Role) -> HostId {
        let found = self.hosts().find(|(_, host)| host.role == role);
        found.map(|(id, _)| id).unwrap_or_else(|| panic!("the site has a {role:?}"))
    }

    /// The domain controller that answers a client: always the same one for the same client.
    #[must_use]
    pub fn controller_for(&self, client: u32) -> HostId {
        let index = client as usize % self.controllers.len().max(1);
        self.controllers.get(index).copied().unwrap_or_else(|| self.primary_controller())
    }

    /// The PDC emulator, which is asked again about every wrong password.
    ///
    /// # Panics
    /// When the site was built without a domain controller.
    #[must_use]
    pub fn primary_controller(&self) -> HostId {
        self.controllers.first().copied().expect("a domain has a controller")
    }

    /// The name and domain that somebody types for an account, down-level form.
    #[must_use]
    pub fn who(&self, id: AccountId) -> Who {
        let account = self.account(id);
        let domain = match account.authority {
            Authority::Domain => Text::from(&self.domain),
            Authority::Local(host) => Text::from(&self.host(host).name),
        };
        Who { user: Text::from(&account.name), domain, account: Some(id) }
    }

    /// A typed name that may or may not be somebody: the account is found as Windows would.
    #[must_use]
    pub fn typed(&self, user: &str, domain: impl Into<Text>) -> Who {
        let account = self.find(Authority::Domain, user);
        Who { user: user.to_owned().into(), domain: domain.into(), account }
    }

    /// The name as user principal name: `name@dns.domain`, no domain beside it.
    #[must_use]
    pub fn who_by_principal_name(&self, id: AccountId) -> Who {
        let user = format!("{}@{}", self.account(id).name, self.dns_domain);
        Who { user: user.into(), domain: "".into(), account: Some(id) }
    }

    /// The machine itself as the subject of what its services do.
    #[must_use]
    pub fn machine_subject(&self, host: HostId) -> Subject {
        let machine = &self.account(self.host(host).machine).name;
        Subject::machine(Text::from(machine), Text::from(&self.domain))
    }

    /// A user as the subject of what they do in a session.
    #[must_use]
    pub fn user_subject(&self, id: AccountId, logon_id: u64) -> Subject {
        let who = self.who(id);
        Subject { sid: self.account(id).sid, name: who.user, domain: who.domain, logon_id }
    }
}
