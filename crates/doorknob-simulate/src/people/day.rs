//! One ordinary day of a person and of a service.

use super::{People, Person, ServiceJob, slip};
use crate::behaviour::{Act, Attempt, Client, Path, Planned, Secret};
use crate::event::Text;
use crate::random::Random;
use crate::site::{AccountId, HostId, Site};
use crate::time::{HOUR, MINUTE, SECOND, weekday};

/// One login in ten fails (see the module); a person logs on at the desk once a day and unlocks a
/// few times, and slips less when unlocking, with the password fresh in mind.
const SLIP_AT_LOGON: f64 = 0.10;
const SLIP_AT_UNLOCK: f64 = 0.04;
/// Days off: leave and illness.
const ABSENT: f64 = 0.08;
const WORKS_AT_WEEKEND: f64 = 0.05;
/// Password changes per working day, and how often the old one is typed once more.
const CHANGES_PASSWORD: f64 = 1.0 / 40.0;
const TYPES_OLD_PASSWORD: f64 = 0.3;

/// Plans the day of a person that begins at midnight `day`.
pub fn plan_day(
    site: &Site,
    people: &People,
    person: &Person,
    day: i64,
    random: &mut Random,
    plan: &mut Vec<Planned>,
) {
    let weekend = weekday(day) >= 5;
    let works = if weekend { random.chance(WORKS_AT_WEEKEND) } else { !random.chance(ABSENT) };
    let mut writer = DayWriter { site, person, plan, client: person.client(site) };
    if works {
        let arrival = day + random.normal(person.arrives as f64, 20.0 * MINUTE as f64) as i64;
        let hours = random.normal(8.5 * HOUR as f64, 0.7 * HOUR as f64) as i64;
        let leaves = arrival + hours.max(HOUR);
        if let Some(address) = person.shared_address.filter(|_| random.chance(person.away)) {
            writer.client = Client { address, workstation: writer.client.workstation.clone() };
        } else {
            writer.machine(arrival, random);
            writer.desk(arrival, leaves, weekday(day) == 0, random);
        }
        writer.servers(arrival, leaves, random);
        writer.password(arrival, random);
        if let Some(administrator) = person.administrator {
            writer.administer(administrator, arrival, leaves, people, random);
        }
        if let Some(host) = people.remote_desktop.filter(|_| random.chance(person.remote_desktop)) {
            let at = random.within(arrival, leaves);
            let path = people.remote_desktop_path();
            writer.with_slips(at, host, path, SLIP_AT_LOGON, random);
        }
    }
    if let (Some(phone), Some(mail)) = (person.phone_client(), people.mail) {
        writer.phone(day, phone, mail, people.front_end, random);
    }
}

struct DayWriter<'a> {
    site: &'a Site,
    person: &'a Person,
    plan: &'a mut Vec<Planned>,
    client: Client,
}

impl DayWriter<'_> {
    /// The machine itself logs on to a controller when it starts, for group policy.
    fn machine(&mut self, arrival: i64, random: &mut Random) {
        let machine = self.site.host(self.person.workstation).machine;
        let controller = self.site.controller_for(self.person.workstation.0);
        let at = arrival - random.within(30 * SECOND, 3 * MINUTE);
        let who = self.site.who(machine);
        let client = self.client.clone();
        self.place(
            at,
            Attempt {
                who,
                secret: Secret::Right,
                client,
                path: Path::Kerberos,
                host: controller,
                fault: None,
            },
        );
    }

    /// Logging on at the desk and unlocking through the day.
    fn desk(&mut self, arrival: i64, leaves: i64, monday: bool, random: &mut Random) {
        let desk = self.person.workstation;
        let slips = if monday { 2.0 * SLIP_AT_LOGON } else { SLIP_AT_LOGON };
        self.with_slips(arrival, desk, Path::Console, slips, random);
        for _ in 0..random.within(2, 5) {
            let at = random.within(arrival + 10 * MINUTE, leaves);
            self.with_slips(at, desk, Path::Unlock, SLIP_AT_UNLOCK, random);
        }
    }

    /// Network logons: mostly Kerberos, a fifth NTLM (by address, from appliances).
    fn servers(&mut self, arrival: i64, leaves: i64, random: &mut Random) {
        for _ in 0..random.within(2, 5) {
            let at = random.within(arrival + MINUTE, leaves);
            let host = *random.pick(&self.person.servers);
            let path = if random.chance(0.2) { Path::Ntlm } else { Path::Kerberos };
            self.attempt(at, host, path, Secret::Right);
        }
    }

    /// Now and then the password is changed, and the old one typed again.
    fn password(&mut self, arrival: i64, random: &mut Random) {
        if !random.chance(CHANGES_PASSWORD) {
            return;
        }
        let changed = arrival + random.within(3 * MINUTE, 20 * MINUTE);
        if self.is_paused(changed) {
            return;
        }
        let account = self.person.account;
        self.plan.push(Planned { at: changed, episode: None, act: Act::PasswordChange(account) });
        if random.chance(TYPES_OLD_PASSWORD) {
            let at = changed + random.within(20 * MINUTE, 3 * HOUR);
            let desk = self.person.workstation;
            for again in 0..random.within(1, 2) {
                self.attempt(at + again * 6 * SECOND, desk, Path::Unlock, Secret::Previous);
            }
            self.attempt(at + 20 * SECOND, desk, Path::Unlock, Secret::Right);
        }
    }

    /// Work with the second account: some servers, a terminal server, and from there another
    /// machine with explicit credentials.
    fn administer(
        &mut self,
        account: AccountId,
        arrival: i64,
        leaves: i64,
        people: &People,
        random: &mut Random,
    ) {
        for _ in 0..random.within(1, 3) {
            let at = random.within(arrival + 10 * MINUTE, leaves);
            let host = *random.pick(&self.person.servers);
            let path = if random.chance(0.3) { Path::Ntlm } else { Path::Kerberos };
            self.as_administrator(at, account, host, path);
        }
        let Some(host) = people.remote_desktop.filter(|_| random.chance(0.4)) else { return };
        let at = random.within(arrival + 10 * MINUTE, leaves);
        self.as_administrator(at, account, host, people.remote_desktop_path());
        let subject = self.person.account;
        let server = *random.pick(&self.person.servers);
        let who = self.site.who(account);
        let process = "C:\\Windows\\System32\\mmc.exe";
        let act = Act::ExplicitCredentials { host, subject, who, server, process };
        self.plan.push(Planned { at: at + random.within(MINUTE, HOUR), episode: None, act });
    }

    fn as_administrator(&mut self, at: i64, account: AccountId, host: HostId, path: Path) {
        let who = self.site.who(account);
        let client = self.client.clone();
        self.place(at, Attempt { who, secret: Secret::Right, client, path, host, fault: None });
    }

    /// A phone that asks for mail a few times a day; sessions outlive most connections.
    fn phone(
        &mut self,
        day: i64,
        phone: Client,
        mail: HostId,
        front_end: Option<std::net::IpAddr>,
        random: &mut Random,
    ) {
        self.client = phone;
        let mut at = day + 6 * HOUR + random.within(0, 2 * HOUR);
        while at < day + 23 * HOUR {
            let silent = self.person.phone_pauses.iter().any(|&(from, to)| (from..to).contains(&at));
            if !silent {
                self.attempt(at, mail, Path::Web { front_end }, Secret::Right);
            }
            at += random.within(3 * HOUR, 6 * HOUR);
        }
    }

    /// A logon that with this chance takes a slip first.
    fn with_slips(&mut self, at: i64, host: HostId, path: Path, chance: f64, random: &mut Random) {
        let mut right = at;
        if random.chance(chance) {
            let slip = slip(random, 12);
            for wrong in slip.wrong {
                self.attempt(at + wrong, host, path.clone(), Secret::Wrong);
            }
            right += slip.right;
        }
        self.attempt(right, host, path, Secret::Right);
    }

    fn attempt(&mut self, at: i64, host: HostId, path: Path, secret: Secret) {
        let who = self.site.who(self.person.account);
        self.place(at, Attempt { who, secret, client: self.client.clone(), path, host, fault: None });
    }

    fn is_paused(&self, at: i64) -> bool {
        self.person.pauses.iter().any(|&(from, to)| (from..to).contains(&at))
    }

    /// Places an attempt, unless ordinary life is paused then.
    fn place(&mut self, at: i64, attempt: Attempt) {
        if self.is_paused(at) {
            return;
        }
        self.plan.push(Planned { at, episode: None, act: Act::Attempt(Box::new(attempt)) });
    }
}

/// Plans the day of a service account: logons at its rhythm, a few seconds off.
pub fn plan_service_day(
    site: &Site,
    job: &ServiceJob,
    day: i64,
    random: &mut Random,
    plan: &mut Vec<Planned>,
) {
    let runs_on = site.host(job.runs_on);
    let phase = i64::from(job.account.0) * 97 * SECOND;
    let mut at = day + phase.rem_euclid(job.every.max(1));
    while at < day + 24 * HOUR {
        let when = at + random.within(0, 3 * SECOND);
        if job.until.is_none_or(|until| when < until) {
            let attempt = Attempt {
                who: site.who(job.account),
                secret: Secret::Right,
                client: Client { address: runs_on.address, workstation: Text::from(&runs_on.name) },
                path: job.path.clone(),
                host: job.host,
                fault: None,
            };
            plan.push(Planned { at: when, episode: None, act: Act::Attempt(Box::new(attempt)) });
        }
        at += job.every.max(MINUTE);
    }
}
