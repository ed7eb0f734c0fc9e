//! Every shape of attack and of harmless failure that must be told apart, on one small site.
//!
//! Not a measure of accuracy: these are the regression tests of the decision, one line a shape. Accuracy is measured on
//! simulated enterprises that were not looked at.

mod site;
mod told;

use doorknob_event::activity::AccountChange;
use doorknob_event::incident::{AccountsPattern, Incident, Severity, SourcesPattern, Verdict};
use doorknob_event::time::{DAY, EventTime, HOUR, MINUTE, SECOND};
use site::{BAD, DISABLED, Site, UNKNOWN, person_address, person_name, start};

/// Thursday 10:00, after three days of work.
fn thursday() -> EventTime {
    start().plus(3 * DAY + 10 * HOUR)
}

fn incidents(site: &mut Site) -> Vec<Incident> {
    site.run().incidents
}

fn describe(incidents: &[Incident]) -> String {
    incidents
        .iter()
        .map(|incident| {
            let factors: Vec<String> = incident
                .factors
                .iter()
                .map(|factor| format!("{} {:+.1}", factor.name, factor.weight))
                .collect();
            format!(
                "{} {} [{}] vs {:?} {}\n    {}",
                incident.severity,
                incident.verdict,
                incident.title,
                incident.alternative.as_ref().map(|alternative| (&alternative.class, alternative.margin)),
                incident.techniques.join(","),
                factors.join(", ")
            )
        })
        .collect::<Vec<_>>()
        .join("\n  ")
}

/// One attack incident with this technique, and nothing else above low.
fn one_attack(name: &str, site: &mut Site, technique: &str) -> Incident {
    let all = incidents(site);
    let loud: Vec<&Incident> = all.iter().filter(|incident| incident.severity >= Severity::Medium).collect();
    assert!(loud.len() == 1, "{name}: {} loud incidents\n  {}", loud.len(), describe(&all));
    assert_eq!(loud[0].verdict, Verdict::Attack, "{name}\n  {}", describe(&all));
    assert!(loud[0].techniques.iter().any(|id| id == technique), "{name}: {technique}\n  {}", describe(&all));
    loud[0].clone()
}

#[test]
fn single_source_guessing() {
    for (name, every, count) in [
        ("50 at 2 a second", 0.5, 50),
        ("12 at 20 s", 20.0, 12),
        ("one a minute for two hours", 60.0, 120),
        ("one per 5 min for 24 h", 300.0, 288),
        ("one per 3 h for 4 days", 3.0 * 3600.0, 32),
    ] {
        for source in ["203.0.113.7", "10.0.9.77"] {
            let mut site = Site::with_people();
            site.fail_every(thursday(), every, count, "alice.adler", source);
            let incident = one_attack(&format!("{name} from {source}"), &mut site, "T1110.001");
            assert_eq!(incident.attempts.failures, count as u64);
            assert_eq!(
                (incident.pattern.accounts, incident.pattern.sources),
                (AccountsPattern::One, SourcesPattern::One)
            );
        }
    }
}

#[test]
fn lockout_aware_guessing() {
    let mut site = Site::with_people();
    for round in 0..24 {
        site.fail_every(thursday().plus(round * 31 * MINUTE), 3.0, 4, "bruno.adler", "203.0.113.9");
    }
    one_attack("4 per 31 min for 12 h", &mut site, "T1110.001");
}

#[test]
fn distributed_guessing() {
    let mut site = Site::with_people();
    for n in 0..30 {
        site.fail_every(
            thursday().plus(n * 40 * SECOND),
            600.0,
            4,
            "carla.adler",
            &format!("198.51.100.{}", n + 1),
        );
    }
    let incident = one_attack("30 addresses, 4 each", &mut site, "T1110.001");
    assert_eq!(incident.pattern.sources, SourcesPattern::Many);
    assert_eq!(incident.sources_total, 30);

    let mut site = Site::with_people();
    for n in 0..6 {
        site.fail_every(
            thursday().plus(n * 40 * SECOND),
            60.0,
            4,
            "carla.adler",
            &person_address(30 + n as usize),
        );
    }
    one_attack("6 internal hosts, 4 each", &mut site, "T1110.001");
}

#[test]
fn similar_accounts() {
    let mut site = Site::with_people();
    let variants =
        ["administrator", "admin", "adm1n", "root", "sysadmin", "localadmin", "admin1", "administrateur"];
    for (n, name) in variants.iter().enumerate() {
        for try_number in 0..3 {
            let code = if n == 0 { BAD } else { UNKNOWN };
            site.fail(thursday().plus((n as i64 * 3 + try_number) * 7 * SECOND), name, "10.0.9.77", code);
        }
    }
    let incident = one_attack("8 administrator variants, 3 each", &mut site, "T1110.001");
    assert_eq!(incident.pattern.accounts, AccountsPattern::Similar);

    let mut site = Site::with_people();
    for n in 0..12i64 {
        site.fail_every(thursday().plus(n * 30 * SECOND), 5.0, 3, &format!("svc-sql{n:02}"), "10.0.9.77");
    }
    let incident = one_attack("12 numbered service accounts", &mut site, "T1110.001");
    assert_eq!(incident.pattern.accounts, AccountsPattern::Similar);
}

#[test]
fn spraying() {
    for (name, accounts, every) in
        [("60 accounts fast", 60, 1.0), ("12 accounts", 12, 5.0), ("40 accounts, 10 min apart", 40, 600.0)]
    {
        let mut site = Site::with_people();
        for n in 0..accounts {
            site.fail(
                thursday().plus((n as f64 * every) as i64 * SECOND),
                &person_name(n),
                "203.0.113.50",
                BAD,
            );
        }
        let incident = one_attack(name, &mut site, "T1110.003");
        assert_eq!(incident.pattern.accounts, AccountsPattern::Many);
        assert!(incident.detected_after <= 10, "{name}: detected after {}", incident.detected_after);
    }
}

#[test]
fn spraying_behind_a_shared_address() {
    let mut site = Site::with_people();
    for n in 0..40 {
        for day in 0..4 {
            let at = start().plus(day * DAY + 9 * HOUR + site.below(30_000) as i64 * SECOND);
            if site.below(10) == 0 {
                site.fail(at.plus(-8 * SECOND), &person_name(n), "192.0.2.1", BAD);
            }
            site.success(at, &person_name(n), "192.0.2.1");
        }
    }
    for n in 40..80 {
        site.fail(thursday().plus(n as i64 * 10 * SECOND), &person_name(n), "192.0.2.1", BAD);
    }
    let incident = one_attack("40 accounts through the VPN", &mut site, "T1110.003");
    assert!(incident.sources[0].shared);
}

#[test]
fn distributed_spraying_and_stuffing() {
    let mut site = Site::with_people();
    for n in 0..60usize {
        let source = format!("198.51.100.{}", 1 + n % 30);
        site.fail(thursday().plus(n as i64 * 90 * SECOND), &person_name(n), &source, BAD);
    }
    one_attack("60 accounts from 30 addresses", &mut site, "T1110.003");

    let mut site = Site::with_people();
    for n in 0..300usize {
        let source = format!("198.51.100.{}", 1 + n % 60);
        let (name, code) = if n % 5 == 0 {
            (person_name(n / 5), BAD)
        } else {
            (format!("user{}x{}", n * 7919 % 1000, n), UNKNOWN)
        };
        site.fail(thursday().plus(n as i64 * 15 * SECOND), &name, &source, code);
    }
    one_attack("300 names from 60 addresses", &mut site, "T1110.004");
}

#[test]
fn enumeration() {
    let mut site = Site::with_people();
    for n in 0..47 {
        site.fail(thursday().plus(n * SECOND / 40), &format!("guess{}", n * 31), "10.0.9.77", UNKNOWN);
    }
    one_attack("47 unknown names in a second", &mut site, "T1087.002");
}

#[test]
fn a_guess_that_succeeds_is_critical() {
    let mut site = Site::with_people();
    site.fail_every(thursday(), 2.0, 40, "erika.adler", "203.0.113.7");
    site.success(thursday().plus(81 * SECOND), "erika.adler", "203.0.113.7");
    let incident = one_attack("40 wrong, then right", &mut site, "T1078");
    assert_eq!(incident.severity, Severity::Critical);
    assert!(incident.title.starts_with("Password guessed"), "{}", incident.title);
    assert_eq!(incident.compromised.len(), 1);

    let mut site = Site::with_people();
    for n in 0..30 {
        let at = thursday().plus(n as i64 * 3 * SECOND);
        if n == 17 {
            site.success(at, &person_name(n), "203.0.113.7");
        } else {
            site.fail(at, &person_name(n), "203.0.113.7", BAD);
        }
    }
    let incident = one_attack("spray with a hit", &mut site, "T1078");
    assert_eq!(incident.compromised.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), [person_name(17)]);
}

/// Through the mail server, which all use by day: who logs on there for the first time in the middle of a spray by night did
/// not choose that moment by chance. By day somebody may.
#[test]
fn a_first_logon_through_a_shared_source_is_the_sprays_when_none_is_expected() {
    for (hour, named) in [(13, true), (0, false)] {
        let mut site = Site::with_people();
        for n in 0..70 {
            let at = start().plus((n / 10) as i64 * 8 * HOUR + (n % 10) as i64 * 20 * MINUTE);
            site.success(at, &person_name(n), "10.0.0.8");
        }
        let from = thursday().plus(hour * HOUR);
        for n in 0..40 {
            let at = from.plus(n as i64 * SECOND);
            match n {
                20 => site.success(at, &person_name(75), "10.0.0.8"),
                _ => site.fail(at, &format!("guess{n}"), "10.0.0.8", UNKNOWN),
            }
            site.fail(at, &person_name(n), "10.0.0.8", BAD);
        }
        if !named {
            // The others come to it that very hour.
            for n in 71..79 {
                site.success(from.plus(-(n as i64) * 10 * SECOND), &person_name(n - 1), "10.0.0.8");
            }
        }
        let all = incidents(&mut site);
        let found: Vec<&str> =
            all.iter().flat_map(|incident| &incident.compromised).map(|entry| entry.name.as_str()).collect();
        let wanted = if named { vec![person_name(75)] } else { Vec::new() };
        assert_eq!(found, wanted, "{}", describe(&all));
    }
}

/// After guesses through the mail server on one account, its owner comes through the same server the next morning; or the
/// success comes as the next guess; or the guesses go on after it, as nobody's would who had the password.
#[test]
fn the_owner_who_comes_the_next_morning_was_not_guessed() {
    for (after, goes_on, guessed) in [(0, 0, true), (9 * HOUR, 0, false), (0, 5, false)] {
        let mut site = Site::with_people();
        for n in 0..70 {
            site.success(start().plus(n as i64 * 30 * MINUTE), &person_name(n), "10.0.0.8");
        }
        let who = person_name(75);
        let mut time = thursday().plus(11 * HOUR);
        for _ in 0..14 {
            site.fail(time, &who, "10.0.0.8", BAD);
            time = time.plus((300 + site.below(400) as i64) * SECOND);
        }
        site.success(time.plus(after), &who, "10.0.0.8");
        for _ in 0..goes_on {
            time = time.plus((300 + site.below(400) as i64) * SECOND);
            site.fail(time, &who, "10.0.0.8", BAD);
        }
        let all = incidents(&mut site);
        assert!(all.iter().any(|incident| incident.verdict == Verdict::Attack), "{}", describe(&all));
        let named = all.iter().any(|incident| !incident.compromised.is_empty());
        assert_eq!(named, guessed, "{}", describe(&all));
    }
}

#[test]
fn a_right_password_that_is_blocked_is_told() {
    let mut site = Site::with_people();
    site.fail_every(thursday(), 1.0, 30, "felix.adler", "10.0.9.77");
    site.fail(thursday().plus(31 * SECOND), "felix.adler", "10.0.9.77", DISABLED);
    let incident = one_attack("right but disabled", &mut site, "T1110.001");
    assert!(incident.severity >= Severity::High && incident.compromised.len() == 1, "{}", incident.title);
}

/// Nothing above low, and the given verdict where one is named.
fn harmless(name: &str, site: &mut Site, told: Option<(Verdict, &str)>) {
    let all = incidents(site);
    assert!(all.iter().all(|incident| incident.severity <= Severity::Low), "{name}\n  {}", describe(&all));
    if let Some((verdict, account)) = told {
        let found = all.iter().any(|incident| {
            incident.verdict == verdict && incident.accounts.iter().any(|entry| entry.name == account)
        });
        assert!(found, "{name}: no {verdict} for {account}\n  {}", describe(&all));
    }
}

#[test]
fn slips_are_not_told() {
    let mut site = Site::with_people();
    let all = incidents(&mut site);
    assert!(all.is_empty(), "{}", describe(&all));
}

#[test]
fn forgotten_passwords_stay_low() {
    for count in [6, 14, 40] {
        let mut site = Site::with_people();
        let end = site.fail_by_hand(thursday(), count, "grace.adler", &person_address(6));
        site.change(end.plus(5 * MINUTE), "grace.adler", AccountChange::PasswordReset);
        site.success(end.plus(6 * MINUTE), "grace.adler", &person_address(6));
        harmless(
            &format!("forgotten, {count} tries"),
            &mut site,
            (count >= 14).then_some((Verdict::UserError, "grace.adler")),
        );
    }
    let mut site = Site::with_people();
    site.fail_by_hand(thursday(), 12, "grace.adler", &person_address(6));
    harmless("forgotten, no end in sight", &mut site, Some((Verdict::UserError, "grace.adler")));
}

/// Many wrong passwords from an address that nobody used, then a success: guessed, unless the computer there is known to
/// be the one that its owner works at.
#[test]
fn a_computer_that_moved_with_its_owner_is_no_stranger() {
    for (computer, harmless) in [(None, false), (Some("WS-GRACE"), true), (Some("WS-OTHER"), false)] {
        let mut site = Site::with_people();
        for hour in [8, 12, 16] {
            site.computer_at("10.0.7.7", "WS-GRACE");
            site.success(start().plus(hour * HOUR), "grace.adler", "10.0.7.7");
        }
        if let Some(name) = computer {
            site.computer_at("10.0.9.9", name);
        }
        let end = site.fail_by_hand(thursday(), 40, "grace.adler", "10.0.9.9");
        site.success(end, "grace.adler", "10.0.9.9");
        let all = incidents(&mut site);
        let quiet = all.iter().all(|incident| incident.severity <= Severity::Low);
        assert_eq!(quiet, harmless, "{computer:?}\n  {}", describe(&all));
    }
}

/// Three servers on which a service of their own has a wrong password, alike in name: three things to mend, and no family.
#[test]
fn services_that_break_on_servers_of_their_own_are_no_family() {
    let mut site = Site::with_people();
    for (server, account) in [("10.0.8.5", "svc-crm12"), ("10.0.8.6", "svc-crm34"), ("10.0.8.7", "svc-erp1")]
    {
        site.fail_every(thursday(), 30.0, 400, account, server);
    }
    for account in ["svc-crm12", "svc-crm34", "svc-erp1"] {
        harmless("service of its own", &mut site, Some((Verdict::Misconfiguration, account)));
    }
}

/// A process that fails for two minutes, and again three days later: bursts, and nothing that has been broken since.
#[test]
fn bursts_days_apart_do_not_go_on_for_days() {
    let mut site = Site::with_people();
    for day in [0, 3] {
        site.fail_every(
            thursday().plus(day * DAY),
            0.7,
            150,
            "Administrator",
            "C:\\Users\\Public\\restore.exe",
        );
    }
    one_attack("two bursts", &mut site, "T1110.001");
}

/// Who failed, logged on, and fails again days later did not fail for days.
#[test]
fn a_settled_failure_does_not_grow_old() {
    let mut site = Site::with_people();
    let end = site.fail_by_hand(thursday(), 9, "grace.adler", "10.0.9.9");
    site.success(end, "grace.adler", "10.0.9.9");
    site.fail_by_hand(thursday().plus(5 * DAY), 3, "grace.adler", "10.0.9.9");
    let all = incidents(&mut site);
    assert!(
        all.iter().all(|incident| incident.last_seen.since(incident.first_seen) < DAY),
        "{}",
        describe(&all)
    );
}

#[test]
fn stale_credentials_are_named() {
    let mut site = Site::with_people();
    for hour in 0..60 {
        site.success(start().plus(hour * HOUR), "svc-backup", "10.0.8.5");
    }
    site.change(thursday().plus(-HOUR), "svc-backup", AccountChange::PasswordReset);
    site.fail_every(thursday(), 300.0, 200, "svc-backup", "10.0.8.5");
    harmless("service with an old password", &mut site, Some((Verdict::Misconfiguration, "svc-backup")));

    let mut site = Site::with_people();
    site.logon_type = 5;
    site.fail_every(thursday(), 600.0, 100, "svc-report", "C:\\Windows\\System32\\services.exe");
    site.logon_type = 3;
    harmless("service logon, never seen to work", &mut site, Some((Verdict::Misconfiguration, "svc-report")));

    let mut site = Site::with_people();
    site.change(thursday().plus(-HOUR), "henry.adler", AccountChange::PasswordChanged);
    site.fail_every(thursday(), 900.0, 150, "henry.adler", &person_address(7));
    harmless(
        "mapped drive with an old password",
        &mut site,
        Some((Verdict::Misconfiguration, "henry.adler")),
    );
}

#[test]
fn leavers_and_wrong_applications_are_named() {
    let mut site = Site::with_people();
    for n in 0..80 {
        site.fail(thursday().plus(n * 30 * MINUTE), "irene.adler", &person_address(8), DISABLED);
    }
    harmless("leaver's device", &mut site, Some((Verdict::Misconfiguration, "irene.adler")));

    let mut site = Site::with_people();
    site.fail_every(thursday(), 60.0, 300, "svc-webshop", "10.0.8.44");
    harmless("application with a wrong credential", &mut site, None);
}

#[test]
fn an_approved_scanner_is_not_an_attack() {
    let mut site = Site::with_people();
    site.settings.approved_scanner.push(doorknob_event::settings::ApprovedScanner {
        address: doorknob_event::settings::Network::try_from("10.0.7.7".to_owned()).expect("an address"),
        name: None,
        from: None,
        until: None,
        reason: "monthly scan".into(),
    });
    for (n, name) in ["admin", "root", "guest", "sa", "oracle", "test"].iter().enumerate() {
        site.fail_every(thursday().plus(n as i64 * SECOND), 1.0, 4, name, "10.0.7.7");
    }
    harmless("approved scanner", &mut site, Some((Verdict::AuthorizedScanner, "admin")));
}

#[test]
fn the_contract_floor_is_always_told() {
    let mut site = Site::new();
    site.fail_every(start(), 45.0, 10, "anna", "10.1.1.1");
    let all = incidents(&mut site);
    assert!(!all.is_empty(), "ten failures within the window");

    let mut site = Site::with_people();
    for n in 0..5 {
        site.fail(thursday().plus(n * HOUR), "jonas.adler", &format!("198.51.100.{n}"), BAD);
    }
    let all = incidents(&mut site);
    assert!(
        all.iter().any(|incident| incident.accounts[0].name == "jonas.adler"),
        "five unfamiliar sources\n  {}",
        describe(&all)
    );
}
