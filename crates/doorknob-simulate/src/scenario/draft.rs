//! A plan being written: what scenario files use to pick victims, open episodes and place acts.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::tool::Attacker;
use super::{AddressPool, Brief, Door};
use crate::behaviour::{Act, Answer, Attempt, Client, Path, Planned, Secret};
use crate::people::People;
use crate::random::Random;
use crate::site::{AccountId, HostId, Role, Site, Who, person};
use crate::time::{DAY, HOUR, MINUTE};
use crate::truth::{EpisodeDraft, EpisodeId, Kind, TruthBook, Verdict};

/// Everything that a scenario's `plan` may use.
#[derive(Debug)]
pub struct Draft<'a> {
    /// The site, to which accounts and machines may be added.
    pub site: &'a mut Site,
    /// Its people.
    pub people: &'a mut People,
    /// The truth, in which episodes are opened.
    pub book: &'a mut TruthBook,
    /// The acts so far, in any order.
    pub plan: &'a mut Vec<Planned>,
    /// Addresses of nobody.
    pub addresses: &'a mut AddressPool,
    /// Accounts that are part of an episode already.
    pub reserved: &'a mut BTreeSet<AccountId>,
    /// Chance of this episode.
    pub random: Random,
    /// Its parameters.
    pub brief: Brief,
}

/// ATT&CK T1110.001, password guessing.
pub(super) const GUESSING: &[&str] = &["T1110.001"];
/// ATT&CK T1110.003, password spraying.
pub(super) const SPRAYING: &[&str] = &["T1110.003"];

impl Draft<'_> {
    /// Opens the episode of an attack.
    pub(super) fn attack(&mut self, techniques: &'static [&'static str]) -> EpisodeId {
        self.book.open(EpisodeDraft {
            kind: Kind::Attack,
            class: self.brief.class,
            expected: Verdict::Attack,
            accepted: &[],
            techniques,
            machine: None,
        })
    }

    /// Opens the episode of a nuisance; `machine` is the one to mend.
    pub(super) fn nuisance(
        &mut self,
        expected: Verdict,
        accepted: &'static [Verdict],
        machine: Option<HostId>,
    ) -> EpisodeId {
        self.book.open(EpisodeDraft {
            kind: Kind::Harmless,
            class: self.brief.class,
            expected,
            accepted,
            techniques: &[],
            machine: machine.map(|host| self.site.host(host).full_name.clone()),
        })
    }

    // Who.

    /// The account of the brief, or a person nobody has picked yet. In a site of any size, one in
    /// four attackers goes for an administrator.
    pub(super) fn victim(&mut self) -> AccountId {
        if let Some(name) = self.brief.account.clone() {
            let account = self.site.add_account(&name);
            self.reserved.insert(account);
            return account;
        }
        if self.random.chance(0.25)
            && let Some(account) = self.free_administrator()
        {
            self.reserved.insert(account);
            return account;
        }
        let index = self.person();
        self.people.persons[index].account
    }

    fn free_administrator(&mut self) -> Option<AccountId> {
        let free: Vec<_> =
            self.people.administrators.iter().copied().filter(|id| !self.reserved.contains(id)).collect();
        (!free.is_empty()).then(|| *self.random.pick(&free))
    }

    /// A person nobody has picked yet, as an index into [`People::persons`]; picked for this
    /// episode. When all are picked, any.
    pub(super) fn person(&mut self) -> usize {
        let named = self.brief.account.as_deref().and_then(|name| {
            let account = self.site.find(crate::site::Authority::Domain, name)?;
            self.people.persons.iter().position(|person| person.account == account)
        });
        let free: Vec<_> = (0..self.people.persons.len())
            .filter(|&index| !self.reserved.contains(&self.people.persons[index].account))
            .collect();
        let index = match named {
            Some(index) => index,
            None if free.is_empty() => self.random.below(self.people.persons.len() as u64) as usize,
            None => *self.random.pick(&free),
        };
        let account = self.people.persons[index].account;
        self.reserved.insert(account);
        if let (None, Some(name)) = (named, self.brief.account.clone()) {
            // The person that is asked for works here under that name.
            self.site.rename(account, &name);
        }
        index
    }

    /// Up to `count` accounts of persons, in random order, picked or not: what a spray meets.
    pub(super) fn many(&mut self, count: usize) -> Vec<AccountId> {
        let mut accounts: Vec<_> = self.people.persons.iter().map(|person| person.account).collect();
        self.random.shuffle(&mut accounts);
        accounts.truncate(count);
        accounts
    }

    /// An account that exists and that nobody uses.
    pub(super) fn dormant(&mut self) -> AccountId {
        let name = self.brief.account.clone().unwrap_or_else(|| self.invented_name());
        let account = self.site.add_account(&name);
        self.reserved.insert(account);
        account
    }

    /// A name in the style of a person that no account has.
    pub(super) fn invented_name(&mut self) -> String {
        loop {
            let (first, last) = person(&mut self.random);
            let name = format!("{}{last}{}", &first[..2], self.random.within(1, 99));
            if self.site.find(crate::site::Authority::Domain, &name).is_none() {
                return name;
            }
        }
    }

    /// Somebody of the help desk.
    pub(super) fn administrator(&mut self) -> AccountId {
        match self.people.administrators.as_slice() {
            [] => self.site.add_account("helpdesk"),
            some => *self.random.pick(some),
        }
    }

    // Where from.

    /// An attacking machine: outside for doors that face outside, mostly, and inside else.
    pub(super) fn attacker(&mut self) -> Attacker {
        let outside = self.brief.door.faces_outside() && self.random.chance(0.8);
        let fresh = if outside { self.addresses.public() } else { self.addresses.private() };
        let address = self.brief.source.take().unwrap_or(fresh);
        Attacker::new(address, &mut self.random)
    }

    /// `count` machines of one campaign. Inside the site only a few can be an attacker's.
    pub(super) fn attackers(&mut self, count: usize) -> Vec<Attacker> {
        let first = self.attacker();
        let mut attackers = vec![first];
        while attackers.len() < count.max(1) {
            let address = if self.brief.door.faces_outside() || count > 10 {
                self.addresses.public()
            } else {
                self.addresses.private()
            };
            attackers.push(attackers[0].at(address));
        }
        attackers
    }

    // Which way.

    /// Path and machine of the door.
    pub(super) fn door(&self) -> (Path, HostId) {
        let path = match self.brief.door {
            Door::Smb => Path::Ntlm,
            Door::Kerberos => Path::Kerberos,
            Door::Ldap => Path::LdapBind,
            Door::RemoteDesktop => self.people.remote_desktop_path(),
            Door::RemoteDesktopClassic => Path::RemoteDesktopClassic,
            Door::Web => Path::Web { front_end: self.people.front_end },
            Door::Ssh => Path::Ssh,
            Door::Vpn => Path::Vpn,
            Door::RemoteAccess => Path::RemoteAccess,
            Door::Gateway => Path::Gateway,
            Door::Sql => Path::SqlLogin(true),
            Door::Process => Path::Process("C:\\Users\\Public\\restore.exe"),
        };
        (path, self.brief.host.unwrap_or_else(|| self.host_of(self.brief.door.role())))
    }

    /// A computer of a role, always the same one in an episode: a large site has many, and not everything happens at the
    /// first. Clients choose their domain controller themselves.
    pub(super) fn host_of(&self, role: Role) -> HostId {
        let hosts = self.site.hosts_of(role);
        if role == Role::DomainController || hosts.len() < 2 {
            return self.site.host_of(role);
        }
        hosts[self.brief.start.unsigned_abs() as usize % hosts.len()]
    }

    // When.

    /// `count` times from the start on, by the gap of the brief, each gap up to a third longer or
    /// shorter: tools wait evenly, networks do not.
    pub(super) fn times(&mut self, count: usize) -> Vec<i64> {
        let mut at = self.brief.start;
        let third = self.brief.gap / 3;
        (0..count)
            .map(|_| {
                let now = at;
                at += self.brief.gap + self.random.within(-third, third);
                now
            })
            .collect()
    }

    /// A working hour of the day before the start, or the start of the logs where that is later.
    pub(super) fn day_before(&mut self) -> i64 {
        let day = self.brief.start - DAY + self.random.within(-2 * HOUR, 2 * HOUR);
        day.max(self.brief.logs_begin + MINUTE)
    }

    // What with.

    /// What a machine that was forgotten uses: mostly one of the two passwords before, which never
    /// locks the account, and sometimes an older one, which does.
    pub(super) fn old_password(&mut self) -> Secret {
        if self.random.chance(0.7) { Secret::Previous } else { Secret::Wrong }
    }

    // Acts.

    /// Places an attempt by the door of the brief.
    pub(super) fn attempt(&mut self, at: i64, episode: EpisodeId, who: Who, secret: Secret, client: Client) {
        let (path, host) = self.door();
        self.attempt_by(at, Some(episode), who, secret, client, (path, host));
    }

    /// Places an attempt by any path.
    pub(super) fn attempt_by(
        &mut self,
        at: i64,
        episode: Option<EpisodeId>,
        who: Who,
        secret: Secret,
        client: Client,
        (path, host): (Path, HostId),
    ) {
        let attempt = Attempt { who, secret, client, path, host, fault: None };
        self.plan.push(Planned { at, episode, act: Act::Attempt(Box::new(attempt)) });
    }

    /// Places an attempt that a fault of the infrastructure answers.
    pub(super) fn faulty_attempt(
        &mut self,
        at: i64,
        episode: EpisodeId,
        fault: Answer,
        who: Who,
        client: Client,
        (path, host): (Path, HostId),
    ) {
        let attempt = Attempt { who, secret: Secret::Right, client, path, host, fault: Some(fault) };
        self.plan.push(Planned { at, episode: Some(episode), act: Act::Attempt(Box::new(attempt)) });
    }

    /// Places any other act.
    pub(super) fn act(&mut self, at: i64, episode: Option<EpisodeId>, act: Act) {
        self.plan.push(Planned { at, episode, act });
    }

    /// A private address for a device of the site.
    pub(super) fn device_address(&mut self) -> IpAddr {
        self.addresses.private()
    }
}
