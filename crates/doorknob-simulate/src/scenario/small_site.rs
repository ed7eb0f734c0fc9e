//! The small site that scenarios on their own take place in.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use super::brief::default_start;
use super::{AddressPool, Brief, Draft, Parameters, Scenario};
use crate::behaviour::{Path, Planned};
use crate::people::{People, Person, ServiceJob, plan_day, plan_service_day};
use crate::random::Random;
use crate::site::{Convention, Role, Site, person};
use crate::time::{DAY, HOUR, MINUTE, SECOND, start_of_day};
use crate::truth::TruthBook;

/// Persons whose ordinary days are played; the others only have accounts, so that samples stay
/// small.
const ACTIVE_PERSONS: usize = 5;

/// Site, acts in time order, and truth of a scenario.
pub(super) fn plan(scenario: &Scenario, parameters: &Parameters) -> (Site, Vec<Planned>, TruthBook) {
    let mut random = Random::new(parameters.seed, 0);
    let mut site = site(parameters, &mut random);
    site.lockout = scenario.shape.lockout;
    let mut people = people(&mut site, scenario.shape.persons, &mut random);
    let start = parameters.start.unwrap_or_else(default_start);
    let brief = brief(scenario, parameters, &mut site, start);
    let logs_begin = brief.logs_begin;
    let mut book = TruthBook::new();
    let mut plan = Vec::new();
    let mut draft = Draft {
        site: &mut site,
        people: &mut people,
        book: &mut book,
        plan: &mut plan,
        addresses: &mut AddressPool::default(),
        reserved: &mut BTreeSet::new(),
        random: random.fork(),
        brief,
    };
    scenario.play(&mut draft);
    let end = plan.iter().map(|planned| planned.at).max().unwrap_or(start).max(start) + HOUR;
    ordinary_life(&site, &people, (logs_begin, end), &mut random, &mut plan);
    plan.sort_by_key(|planned| planned.at);
    (site, plan, book)
}

fn brief(scenario: &Scenario, parameters: &Parameters, site: &mut Site, start: i64) -> Brief {
    let shape = &scenario.shape;
    let first_door = shape.doors.first().copied();
    let door = parameters.door.or(first_door).unwrap_or(super::Door::Smb);
    let host = parameters.host.as_deref().map(|name| {
        let known = site.hosts().find(|(_, host)| host.name.eq_ignore_ascii_case(name)).map(|(host, _)| host);
        known.unwrap_or_else(|| site.add_host(name, door.role(), Ipv4Addr::new(10, 0, 1, 100)))
    });
    Brief {
        class: scenario.name,
        logs_begin: start_of_day(start) - i64::from(parameters.history_days) * DAY,
        start,
        size: parameters.size.unwrap_or(shape.size.default as u32).max(1),
        gap: Brief::gap_of(parameters.pace_seconds.unwrap_or(shape.pace_seconds.default)),
        account: parameters.account.clone().or_else(|| shape.account.map(str::to_owned)),
        source: parameters.source,
        host,
        door,
    }
}

fn site(parameters: &Parameters, random: &mut Random) -> Site {
    let mut site = Site::new("CORP", "corp.example", parameters.seed);
    site.telemetry = parameters.telemetry;
    let servers = [
        ("DC01", Role::DomainController, 10),
        ("DC02", Role::DomainController, 11),
        ("FS01", Role::FileServer, 20),
        ("APP01", Role::ApplicationServer, 30),
        ("RDS01", Role::RemoteDesktop, 40),
        ("MAIL01", Role::Mail, 50),
        ("SSH01", Role::Ssh, 60),
        ("SQL01", Role::Database, 70),
        ("NPS01", Role::NetworkPolicy, 80),
        ("GW01", Role::Gateway, 90),
    ];
    for (name, role, last) in servers {
        site.add_host(name, role, Ipv4Addr::new(10, 0, 1, last));
    }
    let most = i64::from(parameters.clock_skew_seconds) * SECOND;
    for host in site.hosts().map(|(host, _)| host).collect::<Vec<_>>() {
        site.host_mut(host).skew = random.within(-most, most);
    }
    site.add_account("Administrator");
    site
}

fn people(site: &mut Site, count: u32, random: &mut Random) -> People {
    let mut people = People {
        mail: Some(site.host_of(Role::Mail)),
        remote_desktop: Some(site.host_of(Role::RemoteDesktop)),
        ..People::default()
    };
    let files = site.host_of(Role::FileServer);
    let mut taken = BTreeSet::new();
    while people.persons.len() < count as usize {
        let (first, last) = person(random);
        let name = Convention::InitialLast.account_name(first, last);
        if !taken.insert(name.clone()) {
            continue;
        }
        let index = people.persons.len();
        let account = site.add_account(&name);
        let address = Ipv4Addr::new(10, 0, 8, 20 + index as u8);
        let workstation = site.add_host(&format!("WS-{:03}", index + 1), Role::Workstation, address);
        let mut person = Person::new(account, workstation, vec![files]);
        person.arrives = 8 * HOUR + random.within(0, 90) * MINUTE;
        person.remote_desktop = if index == 1 { 0.5 } else { 0.0 };
        person.phone = (index == 0).then(|| Ipv4Addr::new(192, 0, 2, 200).into());
        people.persons.push(person);
    }
    let helpdesk = site.add_account("adm-helpdesk");
    site.account_mut(helpdesk).privileged = true;
    people.administrators.push(helpdesk);
    people.jobs = jobs(site);
    people
}

/// A service that starts once a day and a task that runs every four hours.
fn jobs(site: &mut Site) -> Vec<ServiceJob> {
    let (files, application) = (site.host_of(Role::FileServer), site.host_of(Role::ApplicationServer));
    let service = site.add_account("svc-inventory");
    let task = site.add_account("svc-backup");
    vec![
        ServiceJob {
            account: service,
            runs_on: application,
            host: application,
            path: Path::Service("Inventory Agent"),
            every: DAY,
            until: None,
        },
        ServiceJob {
            account: task,
            runs_on: files,
            host: files,
            path: Path::Task,
            every: 4 * HOUR,
            until: None,
        },
    ]
}

fn ordinary_life(
    site: &Site,
    people: &People,
    (from, to): (i64, i64),
    random: &mut Random,
    plan: &mut Vec<Planned>,
) {
    let mut life = Vec::new();
    let mut day = start_of_day(from);
    while day < to {
        for person in people.persons.iter().take(ACTIVE_PERSONS) {
            plan_day(site, people, person, day, random, &mut life);
        }
        for job in &people.jobs {
            plan_service_day(site, job, day, random, &mut life);
        }
        day += DAY;
    }
    plan.extend(life.into_iter().filter(|planned| (from..to).contains(&planned.at)));
}
