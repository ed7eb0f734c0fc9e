//! Who writes what for one attempt: each path, refused and accepted, as a list of records.

use std::net::Ipv4Addr;

use doorknob_simulate::behaviour::{Act, Answer, Attempt, Client, Path, Planned, Secret, Simulation};
use doorknob_simulate::event::SimulatedEvent;
use doorknob_simulate::site::{HostId, LockoutPolicy, Restriction, Role, Site, Who};
use doorknob_simulate::time::{DAY, MINUTE, SECOND};
use doorknob_simulate::truth::TruthBook;

struct Scene {
    site: Site,
    server: HostId,
    controller: HostId,
}

/// Two controllers and a server that uses the second one.
fn scene() -> Scene {
    let mut site = Site::new("CORP", "corp.example", 1);
    let mut add = |name, role, last| site.add_host(name, role, Ipv4Addr::new(10, 0, 1, last));
    let controller = add("DC01", Role::DomainController, 10);
    add("DC02", Role::DomainController, 11);
    add("FS01", Role::FileServer, 20);
    let server = add("SRV01", Role::RemoteDesktop, 41);
    site.add_account("bob");
    Scene { site, server, controller }
}

impl Scene {
    fn bob(&self) -> Who {
        self.site.typed("bob", "CORP")
    }

    fn attempt(&self, who: Who, secret: Secret, path: Path) -> Attempt {
        // An odd last byte: the client talks to the second controller too.
        let client = Client { address: Ipv4Addr::new(203, 0, 113, 7).into(), workstation: "WS".into() };
        Attempt { who, secret, client, path, host: self.server, fault: None }
    }

    /// Plays attempts a second apart, and tells each record as `host/id detail`.
    fn play(self, attempts: Vec<Attempt>) -> Vec<String> {
        let acts = attempts.into_iter().map(|attempt| Act::Attempt(Box::new(attempt)));
        let plan: Vec<_> = (1..).zip(acts).map(|(n, act)| planned(n * SECOND, act)).collect();
        self.play_plan(plan)
    }

    fn play_plan(self, plan: Vec<Planned>) -> Vec<String> {
        Simulation::new(self.site, plan.into_iter(), TruthBook::new(), 1).map(|event| tell(&event)).collect()
    }
}

fn planned(at: i64, act: Act) -> Planned {
    Planned { at, episode: None, act }
}

fn tell(event: &SimulatedEvent) -> String {
    let host = event.computer.split('.').next().unwrap_or_default();
    let mut told = format!("{host}/{}", event.layout.event_id);
    let fields = ["LogonType", "Status", "SubStatus", "IpAddress", "IpPort", "IPString", "payload"];
    for field in fields {
        let Some(value) = event.value(field) else { continue };
        let text = value.to_text();
        let text = if field == "IpPort" && text.len() > 1 { "port".into() } else { text };
        if !(field == "SubStatus" && text == "0x0") {
            told.push(' ');
            told.push_str(&text);
        }
    }
    told
}

/// Plays one attempt at bob and compares.
#[track_caller]
fn check(path: Path, secret: Secret, expected: &[&str]) {
    let scene = scene();
    let attempt = scene.attempt(scene.bob(), secret, path);
    assert_eq!(without_ports(&scene.play(vec![attempt])), expected);
}

/// The ports in lines of sshd are random.
fn without_ports(told: &[String]) -> Vec<String> {
    let strip = |line: &String| match line.split_once(" port ") {
        Some((before, after)) => {
            format!("{before} port{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
        }
        None => line.clone(),
    };
    told.iter().map(strip).collect()
}

const IP: &str = "203.0.113.7";

#[test]
fn network_by_ntlm() {
    check(
        Path::Ntlm,
        Secret::Wrong,
        &[
            "dc02/4776 0xc000006a",
            "dc01/4776 0xc000006a",
            &format!("srv01/4625 3 0xc000006d 0xc000006a {IP} port"),
        ],
    );
    check(Path::Ntlm, Secret::Right, &["dc02/4776 0x0", &format!("srv01/4624 3 {IP} port")]);
}

#[test]
fn kerberos_refused_is_seen_by_controllers_only() {
    let client = format!("::ffff:{IP}");
    check(
        Path::Kerberos,
        Secret::Wrong,
        &[&format!("dc02/4771 0x18 {client} port"), &format!("dc01/4771 0x18 {client} port")],
    );
    check(
        Path::Kerberos,
        Secret::Right,
        &[
            &format!("dc02/4768 0x0 {client} port"),
            &format!("dc02/4769 0x0 {client} port"),
            &format!("srv01/4624 3 {IP} port"),
        ],
    );
}

#[test]
fn remote_desktop_with_network_level_authentication() {
    check(
        Path::RemoteDesktop { address_shown: true },
        Secret::Wrong,
        &[
            "srv01/131",
            "srv01/261",
            "dc02/4776 0xc000006a",
            "dc01/4776 0xc000006a",
            &format!("srv01/4625 3 0xc000006d 0xc000006a {IP} 0"),
        ],
    );
    check(
        Path::RemoteDesktop { address_shown: false },
        Secret::Wrong,
        &[
            "srv01/131",
            "srv01/261",
            "dc02/4776 0xc000006a",
            "dc01/4776 0xc000006a",
            "srv01/4625 3 0xc000006d 0xc000006a - -",
        ],
    );
}

#[test]
fn remote_desktop_tells_of_unknown_names() {
    let scene = scene();
    let who = scene.site.typed("nobody", "CORP");
    let attempt = scene.attempt(who, Secret::Wrong, Path::RemoteDesktop { address_shown: true });
    let told = scene.play(vec![attempt]);
    assert_eq!(
        told,
        [
            "srv01/131".to_owned(),
            "srv01/261".to_owned(),
            "dc02/4776 0xc0000064".to_owned(),
            format!("srv01/140 {IP}"),
            format!("srv01/4625 3 0xc000006d 0xc0000064 {IP} 0"),
        ]
    );
}

#[test]
fn remote_desktop_with_a_logon_screen() {
    check(
        Path::RemoteDesktopClassic,
        Secret::Wrong,
        &[
            "srv01/131",
            "srv01/261",
            "srv01/1149",
            "dc02/4776 0xc000006a",
            "dc01/4776 0xc000006a",
            &format!("srv01/4625 10 0xc000006d 0xc000006a {IP} 0"),
        ],
    );
}

#[test]
fn console_and_unlock() {
    let from_the_machine = "::ffff:10.0.1.41 port";
    for (path, logon_type) in [(Path::Console, 2), (Path::Unlock, 7)] {
        check(
            path,
            Secret::Wrong,
            &[
                &format!("dc02/4771 0x18 {from_the_machine}"),
                &format!("dc01/4771 0x18 {from_the_machine}"),
                &format!("srv01/4625 {logon_type} 0xc000006d 0xc000006a 127.0.0.1 0"),
            ],
        );
    }
}

#[test]
fn web_shows_the_client_or_the_front_end() {
    let validated = ["dc02/4776 0xc000006a", "dc01/4776 0xc000006a"];
    let seen = |address: &str| format!("srv01/4625 8 0xc000006d 0xc000006a {address} port");
    check(Path::Web { front_end: None }, Secret::Wrong, &[validated[0], validated[1], &seen(IP)]);
    let front_end = Some(Ipv4Addr::new(10, 0, 0, 5).into());
    check(Path::Web { front_end }, Secret::Wrong, &[validated[0], validated[1], &seen("10.0.0.5")]);
}

#[test]
fn sshd_has_the_address_that_the_security_log_lacks() {
    check(
        Path::Ssh,
        Secret::Wrong,
        &[
            "dc02/4776 0xc000006a",
            "dc01/4776 0xc000006a",
            "srv01/4625 8 0xc000006d 0xc000006a - -",
            &format!("srv01/4 Failed password for bob from {IP} port ssh2"),
        ],
    );
}

#[test]
fn services_and_tasks() {
    let from_the_machine = "::ffff:10.0.1.41 port";
    let refused =
        [format!("dc02/4771 0x18 {from_the_machine}"), format!("dc01/4771 0x18 {from_the_machine}")];
    check(
        Path::Service("Backup"),
        Secret::Wrong,
        &[&refused[0], &refused[1], "srv01/4625 5 0xc000006d 0xc000006a - -", "srv01/7038", "srv01/7000"],
    );
    check(Path::Task, Secret::Wrong, &[&refused[0], &refused[1], "srv01/4625 4 0xc000006d 0xc000006a - -"]);
}

#[test]
fn doors_beside_the_security_log() {
    let validated = ["dc02/4776 0xc000006a", "dc01/4776 0xc000006a"];
    check(Path::Vpn, Secret::Wrong, &[validated[0], validated[1], "srv01/6273"]);
    check(Path::RemoteAccess, Secret::Wrong, &[validated[0], validated[1], "srv01/20271"]);
    let seen = format!("srv01/4625 3 0xc000006d 0xc000006a {IP} port");
    // The gateway's own channel tells of what its policies refuse, after the password was found right.
    check(Path::Gateway, Secret::Wrong, &[validated[0], validated[1], &seen]);
    check(Path::SqlLogin(true), Secret::Wrong, &["srv01/18456"]);
    check(Path::LdapBind, Secret::Wrong, &[validated[0], validated[1], &seen]);
}

#[test]
fn ntlm_audit_names_the_server() {
    let mut scene = scene();
    scene.site.telemetry.ntlm_audit = true;
    let attempt = scene.attempt(scene.bob(), Secret::Right, Path::Ntlm);
    let told = scene.play(vec![attempt]);
    assert_eq!(told, ["dc02/4776 0x0".to_owned(), "dc02/8004".to_owned(), format!("srv01/4624 3 {IP} port")]);
}

#[test]
fn administrators_get_privileges() {
    let mut scene = scene();
    let administrator = scene.site.add_account("Administrator");
    let attempt = scene.attempt(scene.site.who(administrator), Secret::Right, Path::Ntlm);
    let told = scene.play(vec![attempt]);
    assert_eq!(told.last().map(String::as_str), Some("srv01/4672"));
}

#[test]
fn accounts_lock_and_unlock_by_themselves() {
    let mut scene = scene();
    scene.site.lockout = LockoutPolicy { threshold: 3, window: MINUTE, duration: 10 * SECOND };
    let wrong = scene.attempt(scene.bob(), Secret::Wrong, Path::Ntlm);
    let right = scene.attempt(scene.bob(), Secret::Right, Path::Ntlm);
    let mut attempts = vec![wrong; 4];
    attempts.extend(vec![right; 10]);
    let told = scene.play(attempts);
    let locked = told.iter().filter(|line| line.contains("/4740")).count();
    assert_eq!(locked, 2, "on the controller asked and on the PDC emulator: {told:#?}");
    let refused = format!("srv01/4625 3 0xc0000234 {IP} port");
    let first = told.iter().position(|line| *line == refused).expect("locked");
    let accepted = told.iter().position(|line| line.starts_with("srv01/4624")).expect("unlocked");
    assert!(first < accepted);
    // The fourth try and those up to ten seconds after the third.
    assert_eq!(told.iter().filter(|line| **line == refused).count(), 10);
}

#[test]
fn an_old_password_is_refused_but_not_counted() {
    let mut scene = scene();
    scene.site.lockout = LockoutPolicy::CIS;
    let attempt = scene.attempt(scene.bob(), Secret::Previous, Path::Ntlm);
    let told = scene.play(vec![attempt; 50]);
    assert!(told.iter().all(|line| !line.contains("/4740")));
    assert_eq!(told.iter().filter(|line| line.starts_with("srv01/4625")).count(), 50);
}

#[test]
fn ntlm_tells_of_restrictions_only_to_who_has_the_password() {
    for (restriction, code) in [
        (Restriction::Disabled, "0xc000006e 0xc0000072"),
        (Restriction::Expired, "0xc000006e 0xc0000193"),
        (Restriction::PasswordExpired, "0xc000006e 0xc0000071"),
        (Restriction::MustChange, "0xc0000224"),
        (Restriction::Hours, "0xc000006e 0xc000006f"),
        (Restriction::Workstation, "0xc000006e 0xc0000070"),
    ] {
        let mut scene = scene();
        let bob = scene.bob();
        let account = bob.account.expect("bob exists");
        scene.site.account_mut(account).restriction = Some(restriction);
        let attempts =
            [Secret::Wrong, Secret::Right].map(|secret| scene.attempt(bob.clone(), secret, Path::Ntlm));
        let told = scene.play(attempts.to_vec());
        let members: Vec<_> = told.iter().filter(|line| line.starts_with("srv01")).collect();
        assert_eq!(*members[0], format!("srv01/4625 3 0xc000006d 0xc000006a {IP} port"));
        assert_eq!(*members[1], format!("srv01/4625 3 {code} {IP} port"));
    }
}

#[test]
fn kerberos_tells_of_restrictions_to_everybody() {
    let mut scene = scene();
    let bob = scene.bob();
    scene.site.account_mut(bob.account.expect("bob exists")).restriction = Some(Restriction::Disabled);
    let attempt = scene.attempt(bob, Secret::Wrong, Path::Kerberos);
    assert_eq!(scene.play(vec![attempt]), [format!("dc02/4768 0x12 ::ffff:{IP} port")]);
}

#[test]
fn no_controller_no_controller_record() {
    let scene = scene();
    let mut attempt = scene.attempt(scene.bob(), Secret::Right, Path::Ntlm);
    attempt.fault = Some(Answer::NoLogonServers);
    assert_eq!(scene.play(vec![attempt]), [format!("srv01/4625 3 0xc000005e {IP} port")]);
}

#[test]
fn what_administrators_do_is_logged_on_the_primary_controller() {
    let mut scene = scene();
    let account = scene.site.add_account("bob");
    let by = scene.site.add_account("helpdesk");
    let (host, controller) = (scene.server, scene.controller);
    let acts = [
        (Act::PasswordChange(account), vec!["dc01/4723", "dc01/4738"]),
        (Act::PasswordReset { account, by }, vec!["dc01/4724", "dc01/4738"]),
        (Act::Unlock { account, by }, vec!["dc01/4767"]),
        (Act::Disable { account, by }, vec!["dc01/4738"]),
        (Act::LogCleared { host, by }, vec!["srv01/1102"]),
        (Act::FailureAuditRemoved { host: controller, by }, vec!["dc01/4719"]),
        (Act::LogServiceStopped(host), vec!["srv01/1100"]),
        (Act::SecureChannelRefused(host), vec!["dc01/5805"]),
    ];
    let plan = acts.iter().enumerate().map(|(day, (act, _))| planned(day as i64 * DAY, act.clone()));
    let told = scene.play_plan(plan.collect());
    assert_eq!(told, acts.into_iter().flat_map(|(_, records)| records).collect::<Vec<_>>());
}
