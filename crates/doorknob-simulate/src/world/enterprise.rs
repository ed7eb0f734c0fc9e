//! Draws the site of a world and its people.

use std::net::Ipv4Addr;

use super::{SharedAddress, WorldParameters};
use crate::behaviour::Path;
use crate::people::{People, Person, ServiceJob};
use crate::random::Random;
use crate::site::{AccountId, Authority, Convention, HostId, LockoutPolicy, Role, Site, person};
use crate::time::{DAY, HOUR, MINUTE, SECOND};

pub(super) fn draw(parameters: &WorldParameters, random: &mut Random) -> (Site, People) {
    let mut site = Site::new("CONTOSO", "contoso.example", parameters.seed);
    site.telemetry = parameters.telemetry;
    // Half of the sites also audit NTLM somewhere; a fifth do so on the controllers.
    site.telemetry.ntlm_audit |= random.chance(0.2);
    site.lockout = parameters.lockout.unwrap_or_else(|| draw_lockout(random));
    let servers = draw_servers(&mut site, parameters.users);
    draw_clocks(&mut site, parameters.clock_skew_seconds, random);
    let mut people = People {
        administrators: draw_administrators(&mut site, parameters.users, random),
        mail: Some(site.host_of(Role::Mail)),
        remote_desktop: Some(site.host_of(Role::RemoteDesktop)),
        front_end: random.chance(0.3).then(|| Ipv4Addr::new(10, 0, 0, 8).into()),
        remote_desktop_hides_address: random.chance(0.3),
        ..People::default()
    };
    draw_persons(&mut site, &mut people, &servers, parameters.users, random);
    people.jobs = draw_jobs(&mut site, &servers, parameters.users, random);
    (site, people)
}

/// Three sites in ten never lock; the others follow one of the two published recommendations.
fn draw_lockout(random: &mut Random) -> LockoutPolicy {
    match random.below(10) {
        0..3 => LockoutPolicy::NONE,
        3..6 => LockoutPolicy::CIS,
        _ => LockoutPolicy::MICROSOFT,
    }
}

fn draw_clocks(site: &mut Site, most_seconds: u32, random: &mut Random) {
    let most = i64::from(most_seconds) * SECOND;
    let hosts: Vec<_> = site.hosts().map(|(host, _)| host).collect();
    for host in hosts {
        site.host_mut(host).skew = random.within(-most, most);
    }
}

/// Controllers and servers, in numbers that grow with the persons. Gives the servers people use.
fn draw_servers(site: &mut Site, users: u32) -> Vec<HostId> {
    let mut next = 10;
    let mut add = |site: &mut Site, stem: &str, role: Role, count: u32| -> Vec<HostId> {
        (1..=count)
            .map(|number| {
                next += 1;
                let address = Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 0, 1, 0)) + next);
                site.add_host(&format!("{stem}{number:02}"), role, address)
            })
            .collect()
    };
    add(site, "DC", Role::DomainController, (2 + users / 4_000).min(8));
    let mut used = add(site, "FS", Role::FileServer, (2 + users / 300).min(40));
    used.extend(add(site, "APP", Role::ApplicationServer, (3 + users / 200).min(60)));
    add(site, "RDS", Role::RemoteDesktop, (1 + users / 1_000).min(10));
    add(site, "MAIL", Role::Mail, (1 + users / 10_000).min(4));
    add(site, "SSH", Role::Ssh, 1);
    add(site, "SQL", Role::Database, (1 + users / 2_000).min(10));
    add(site, "NPS", Role::NetworkPolicy, 1);
    add(site, "RDGW", Role::Gateway, 1);
    used
}

/// One administrator for two hundred persons, with an account of its own for it.
fn draw_administrators(site: &mut Site, users: u32, random: &mut Random) -> Vec<AccountId> {
    let stem = *random.pick(&["adm-", "adm.", "a-", "da-"]);
    let mut administrators = vec![site.add_account("Administrator")];
    for _ in 0..(2 + users / 200).min(60) {
        let (first, last) = person(random);
        let name = format!("{stem}{}", Convention::InitialLast.account_name(first, last));
        administrators.push(site.add_account(&name));
    }
    administrators.dedup();
    for &account in &administrators {
        site.account_mut(account).privileged = true;
    }
    administrators
}

fn draw_persons(site: &mut Site, people: &mut People, servers: &[HostId], users: u32, random: &mut Random) {
    let convention = *random.pick(&Convention::ALL);
    // A VPN concentrator, a branch behind NAT, and a farm of terminal servers.
    let shared = [
        SharedAddress { address: Ipv4Addr::new(10, 0, 3, 1).into(), persons: 0.20, away: 0.3 },
        SharedAddress { address: Ipv4Addr::new(10, 0, 4, 1).into(), persons: 0.12, away: 1.0 },
        SharedAddress { address: Ipv4Addr::new(10, 0, 5, 1).into(), persons: 0.08, away: 0.9 },
    ];
    for index in 0..users {
        let account = new_account(site, convention, random);
        let address = Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 16, 0, 0)) + index + 1 + index / 255);
        let workstation = site.add_host(&format!("WS-{:05}", index + 1), Role::Workstation, address);
        let usual = (0..random.within(1, 4)).map(|_| *random.pick(servers)).collect();
        let mut person = Person::new(account, workstation, usual);
        person.arrives = (random.normal(8.4, 0.8) * HOUR as f64) as i64;
        person.remote_desktop = if random.chance(0.15) { 0.4 } else { 0.0 };
        // Half the people read mail on a phone, each from an address of the carrier's.
        person.phone = random.chance(0.5).then(|| {
            // Some share one: carriers translate addresses.
            Ipv4Addr::from(u32::from(Ipv4Addr::new(198, 19, 0, 0)) + random.below(1 << 16) as u32).into()
        });
        // Administrators are people with a second account.
        person.administrator = people.administrators.get(1 + index as usize).copied();
        let mut draw = random.unit();
        for shared in &shared {
            if draw < shared.persons {
                person.shared_address = Some(shared.address);
                person.away = shared.away;
                break;
            }
            draw -= shared.persons;
        }
        people.persons.push(person);
    }
}

/// A person's account by the site's convention; a number tells namesakes apart.
fn new_account(site: &mut Site, convention: Convention, random: &mut Random) -> AccountId {
    let (first, last) = person(random);
    let name = convention.account_name(first, last);
    let mut number = 1;
    let mut candidate = name.clone();
    while site.find(Authority::Domain, &candidate).is_some() {
        number += 1;
        candidate = format!("{name}{number}");
    }
    site.add_account(&candidate)
}

/// Service accounts at work: one for thirty persons, at least eight.
fn draw_jobs(site: &mut Site, servers: &[HostId], users: u32, random: &mut Random) -> Vec<ServiceJob> {
    const STEMS: [&str; 8] = ["backup", "sql", "report", "scan", "deploy", "print", "sync", "monitor"];
    (0..(users / 30).max(8))
        .map(|index| {
            let stem = STEMS[index as usize % STEMS.len()];
            let account = site.add_account(&format!("svc-{stem}{:02}", index as usize / STEMS.len() + 1));
            let runs_on = *random.pick(servers);
            let (path, host, every) = match index % 4 {
                0 => (Path::Service("Enterprise Agent"), runs_on, DAY),
                1 => (Path::Task, runs_on, random.within(1, 8) * HOUR / 2),
                2 => (Path::Kerberos, *random.pick(servers), random.within(15, 120) * MINUTE),
                _ => (Path::Ntlm, *random.pick(servers), random.within(15, 120) * MINUTE),
            };
            ServiceJob { account, runs_on, host, path, every, until: None }
        })
        .collect()
}
