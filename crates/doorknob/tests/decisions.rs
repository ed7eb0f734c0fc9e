//! What leaders and administrators decide from: `report`, `readiness`, `lockout`, `tune`, `export`, the playbook, and why
//! something was not told.

#[path = "../../doorknob-page/tests/browser/mod.rs"]
mod browser;
mod command;
mod consumers;
mod estate;
mod hostile;
#[path = "../../doorknob-page/tests/required/mod.rs"]
mod required;

use browser::Browser;
use command::Doorknob;
use estate::Broken;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

/// A folder `attack/` with a guessing that ends in a success, and `stale/` with a service that uses an old password.
fn site() -> Doorknob {
    let doorknob = Doorknob::new();
    doorknob.simulate("guess-then-success", "attack", &["--source", "198.51.100.7"]);
    doorknob.simulate("stale-service", "stale", &[]);
    doorknob
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in\n{text}"))
}

/// Each command that reads, with what it needs beside a path.
const READING: [&[&str]; 6] = [
    &["report", "--format", "markdown"],
    &["readiness"],
    &["lockout"],
    &["tune"],
    &["export", "stix"],
    &["hunt", "--explain-miss", "somebody"],
];

#[test]
fn nothing_readable_is_a_failure_with_a_hint() {
    let doorknob = Doorknob::new();
    fs::write(doorknob.path("notes.txt"), "buy milk\n").expect("a writable folder");
    fs::write(doorknob.path("nothing.evtx"), "").expect("a writable folder");
    fs::write(doorknob.path("broken.evtx"), b"ElfFile\0\xff\xff\xff\xff\xff").expect("a writable folder");
    fs::create_dir(doorknob.path("empty")).expect("a folder");
    for command in READING {
        for path in ["notes.txt", "nothing.evtx", "broken.evtx", "empty", "missing.evtx"] {
            let ran = doorknob.run(&[command, &[path]].concat());
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{command:?} {path}\n{}", ran.stderr);
            assert!(ran.stderr.contains("error: ") && ran.stderr.contains("\nhint: "), "{}", ran.stderr);
        }
    }
}

#[test]
fn no_input_is_overwritten_and_mistakes_are_told() {
    let doorknob = site();
    let log = "attack/rds01.corp.example_Security.evtx";
    let log = match doorknob.path(log).is_file() {
        true => log.to_owned(),
        false => {
            let files = command::files(&doorknob.path("attack"));
            let log = files.iter().find(|file| file.extension().is_some_and(|end| end == "evtx"));
            let log = log.and_then(|log| log.strip_prefix(doorknob.folder.path()).ok()).expect("a log");
            log.to_str().expect("a plain path").to_owned()
        }
    };
    let before = fs::read(doorknob.path(&log)).expect("a log");
    for command in READING {
        let ran = doorknob.run(&[command, &["attack", "-o", &log]].concat());
        assert_eq!(ran.code, 2, "{command:?}");
        assert!(ran.stderr.contains("is an input"), "{command:?}: {}", ran.stderr);
    }
    assert_eq!(fs::read(doorknob.path(&log)).expect("a log"), before);
    let table: [(&[&str], &str); 9] = [
        (&["export", "pdf", "attack"], "blocklist-cidr"),
        (&["export", "stix"], "event logs"),
        (&["export", "sigma", "attack"], "no log is read"),
        (&["readiness", "attack", "--expected-hosts", "missing.csv"], "missing.csv"),
        (&["readiness", "attack", "--days", "0"], "--days"),
        (&["lockout", "attack", "--thresholds", "0"], "--thresholds"),
        (&["tune", "attack", "--alerts-per-day", "many"], "not a number"),
        (&["tune", "attack", "--replace"], "--apply-to"),
        (&["hunt", "attack", "--explain-miss", "x", "--detail", "y"], "cannot be used with"),
    ];
    for (arguments, wanted) in table {
        let ran = doorknob.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.stderr.contains(wanted), "{arguments:?}: {wanted} in {}", ran.stderr);
    }
}

#[test]
fn a_report_holds_incidents_readiness_and_lockout() {
    let doorknob = site();
    let ran =
        doorknob.run(&["report", "attack", "stale", "-o", "report.html", "--subject", "Example <Corp>"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    let page = doorknob.read("report.html");
    for wanted in ["<!doctype html>", "Example &", "198.51.100.7", "id=\"readiness\"", "id=\"lockout\""] {
        assert!(page.contains(wanted), "{wanted}");
    }
    assert!(!page.contains("<Corp>"), "the subject is text");
    let ran = doorknob.run(&["report", "attack", "stale", "-o", "report.md"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let markdown = doorknob.read("report.md");
    assert!(
        markdown.starts_with('#') && markdown.contains("lockout"),
        "the name of the file says the format"
    );
    let ids: Vec<String> = doorknob
        .run(&["hunt", "attack", "stale", "--format", "jsonl"])
        .stdout
        .lines()
        .map(|line| json(line)["id"].as_str().expect("an id").to_owned())
        .collect();
    assert!(ids.len() >= 2);
    for id in ids {
        assert!(page.contains(&id), "{id}");
    }
    let twice = doorknob.run(&["report", "stale", "attack", "--threads", "1", "--format", "markdown"]);
    assert_eq!(twice.stdout, markdown, "neither threads nor order change a byte");
}

#[test]
fn readiness_names_exactly_what_is_broken() {
    let doorknob = Doorknob::new();
    let broken =
        Broken { blind: vec![3, 4, 5, 6, 7], cleared: vec![(10, 9), (11, 20)], skewed: 13, rolled: 15 };
    estate::write(&doorknob.path("estate"), 20, &broken);
    let names: Vec<String> = (0..21).map(estate::name).collect();
    fs::write(doorknob.path("hosts.txt"), names.join("\r\n")).expect("a writable folder");
    let ran = doorknob.run(&["readiness", "estate", "--expected-hosts", "hosts.txt", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let card = json(&ran.stdout);
    let told: BTreeSet<(String, String)> = card["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["host"].is_string())
        .map(|finding| (finding["check"].as_str().unwrap_or_default(), &finding["host"]))
        .map(|(check, host)| (check.to_owned(), host.as_str().unwrap_or_default().to_owned()))
        .collect();
    let mut wanted: BTreeSet<(String, String)> =
        broken.blind.iter().map(|host| ("logon_failures_missing".to_owned(), estate::name(*host))).collect();
    wanted.extend([
        ("log_cleared".to_owned(), estate::name(10)),
        ("log_cleared".to_owned(), estate::name(11)),
        ("clock_skewed".to_owned(), estate::name(13)),
        ("log_rolled_over".to_owned(), estate::name(15)),
        ("host_silent".to_owned(), estate::name(20)),
    ]);
    assert_eq!(told, wanted);
    let table = doorknob.run(&["readiness", "estate"]);
    for wanted in
        ["Failed logons are not recorded: 5 hosts", "auditpol /set", "wevtutil sl", "w32tm", "mallory"]
    {
        assert!(table.stdout.contains(wanted), "{wanted} in\n{}", table.stdout);
    }
    let full = doorknob.run(&["readiness", "estate", "--full", "--days", "30"]);
    assert!(full.stdout.len() > table.stdout.len());
}

#[test]
fn lockout_tries_the_policies_that_are_asked_for() {
    let doorknob = site();
    let ran = doorknob.run(&["lockout", "attack", "stale"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for wanted in ["Tries of attacks that it stops", "What we would set", "Default Domain Policy"] {
        assert!(ran.stdout.contains(wanted), "{wanted} in\n{}", ran.stdout);
    }
    let own = ["lockout", "attack", "--thresholds", "7", "--reset-after", "20m", "--durations", "40m"];
    let what_if = json(&doorknob.run(&[&own[..], &["--format", "json"]].concat()).stdout);
    let policies: Vec<(u64, u64, u64)> = what_if["cells"]
        .as_array()
        .expect("cells")
        .iter()
        .map(|cell| {
            ["threshold", "window_minutes", "duration_minutes"].map(|key| cell[key].as_u64().unwrap_or(0))
        })
        .map(|[threshold, window, duration]| (threshold, window, duration))
        .collect();
    assert_eq!(policies, [(0, 0, 0), (5, 15, 15), (7, 20, 40), (10, 10, 10)]);
    let locked = &what_if["cells"][3];
    assert_eq!(locked["locked_total"], serde_json::json!(1), "{locked}");
    let victim = locked["locked"][0]["account"].as_str().expect("a name");
    assert!(locked["locked"][0]["by_attack"]["lockouts"].as_u64().is_some_and(|times| times > 0));
    let table = doorknob.run(&["lockout", "attack"]).stdout;
    assert!(table.contains("Whom the attacks would lock out") && table.contains(victim), "{victim}\n{table}");
}

#[test]
fn tune_proposes_settings_that_are_accepted_and_overwrites_nothing() {
    let doorknob = site();
    let few = ["tune", "attack", "stale", "--windows", "10m", "--source-thresholds", "5"];
    let ran = doorknob.run(&few);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("\nAlerts a ") && ran.stdout.contains("\nwindow_minutes = 10\n"));
    let applied = doorknob.run(&[&few[..], &["--apply-to", "doorknob.toml"]].concat());
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    let proposal = doorknob.read("doorknob.toml");
    assert!(proposal.contains("# [[allow]]"), "{proposal}");
    let about = doorknob.run(&["about"]);
    assert!(about.stdout.contains("doorknob.toml"), "the proposal is read: {}", about.stderr);

    fs::write(doorknob.path("doorknob.toml"), "window_minutes = 30\n").expect("a writable folder");
    let refused = doorknob.run(&[&few[..], &["--apply-to", "doorknob.toml"]].concat());
    assert_eq!(refused.code, 2);
    for wanted in ["there already", "--replace"] {
        assert!(refused.stderr.contains(wanted), "{wanted} in {}", refused.stderr);
    }
    assert_eq!(doorknob.read("doorknob.toml"), "window_minutes = 30\n");
    let replaced = doorknob.run(&[&few[..], &["--apply-to", "doorknob.toml", "--replace"]].concat());
    assert_eq!(replaced.code, 0, "{}", replaced.stderr);
    assert!(doorknob.read("doorknob.toml").contains("# Proposed by doorknob tune"));
}

#[test]
fn every_export_is_written() {
    let doorknob = site();
    for format in doorknob_export::Format::ALL {
        let word = format.word();
        let mut arguments = vec!["export", word, "-o", "out"];
        if !format.is_query() {
            arguments.push("attack");
        }
        let ran = doorknob.run(&arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{word}: {}", ran.stderr);
        assert!(!doorknob.read("out").is_empty(), "{word}");
    }
    let blocked = |further: &[&str]| {
        doorknob.run(&[&["export", "blocklist-plain", "attack"][..], further].concat()).stdout
    };
    let listed = |text: &str| text.lines().any(|line| line == "198.51.100.7");
    assert!(listed(&blocked(&[])), "{}", blocked(&[]));
    for further in [
        &["--allow-address", "198.51.100.0/24"][..],
        &["--shared", "198.51.100.7=VPN"],
        &["--scanner", "198.51.100.7"],
    ] {
        assert!(!listed(&blocked(further)), "{further:?}");
    }
    let sigma = doorknob.run(&["export", "sigma", "--window", "25m"]);
    assert!(sigma.stdout.contains("25m"), "{}", sigma.stdout);
}

#[test]
fn a_miss_is_explained() {
    let doorknob = site();
    let truth = json(&doorknob.read("stale/truth.json")).to_string();
    let explain = |query: &str, further: &[&str]| {
        let ran =
            doorknob.run(&[&["hunt", "attack", "stale", "--explain-miss", query][..], further].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout
    };
    assert!(explain("198.51.100.7", &[]).starts_with("198.51.100.7 is told in 1 incident"));
    let nobody = explain("nobody", &[]);
    assert!(nobody.starts_with("Why nobody is not told") && nobody.contains("No failed try"), "{nobody}");
    let service = explain("svc*", &[]);
    assert!(service.contains("but as no attack") && service.contains("fits better"), "{service}\n{truth}");
    let hidden = explain("svc*", &["--allow-account", "svc*"]);
    assert!(hidden.contains("allow list hides"), "{hidden}");
    let below = explain("svc*", &["--min-severity", "high"]);
    assert!(below.contains("minimum severity"), "{below}");
    let early = explain("198.51.100.7", &["--until", "2020-01-01"]);
    assert!(early.contains("outside the time"), "{early}");
    let told = json(&explain("svc*", &["--format", "json"]));
    assert!(told["nearest"][0]["attack_margin"].as_f64().is_some_and(|margin| margin < 0.0), "{told}");
}

#[test]
fn an_own_playbook_replaces_the_next_steps() {
    let doorknob = site();
    let shipped = doorknob.run(&["config", "--playbook"]).stdout;
    fs::write(doorknob.path("same.toml"), &shipped).expect("a writable folder");
    let hunt =
        |further: &[&str]| doorknob.run(&[&["hunt", "attack", "--format", "jsonl"][..], further].concat());
    let plain = hunt(&[]);
    assert_eq!(hunt(&["--playbook", "same.toml"]).stdout, plain.stdout);
    let own = "version = 1\n[[step]]\nphase = \"tell\"\nverdict = [\"attack\"]\nwhen = [\"got_in\"]\n\
               text = \"Call the hotline about {got_in}.\"\n";
    fs::write(doorknob.path("own.toml"), own).expect("a writable folder");
    let steps = |stdout: &str| json(stdout.lines().next().expect("an incident"))["next_steps"].clone();
    let flagged = hunt(&["--playbook", "own.toml"]);
    assert!(
        steps(&flagged.stdout)[0]
            .as_str()
            .is_some_and(|step| step.starts_with("Call the hotline about CORP\\"))
    );
    fs::write(doorknob.path("doorknob.toml"), "playbook = \"own.toml\"\n").expect("a writable folder");
    assert_eq!(hunt(&[]).stdout, flagged.stdout);
    let wrong = own.replace("got_in\"]", "got_in_\"]");
    fs::write(doorknob.path("own.toml"), wrong).expect("a writable folder");
    let refused = hunt(&[]);
    assert_eq!(refused.code, 2);
    for wanted in ["own.toml", "line 5", "password_known", "hint: "] {
        assert!(refused.stderr.contains(wanted), "{wanted} in {}", refused.stderr);
    }
}

/// What a mail server lets through without a word.
const BYTES_MAX: u64 = 2_000_000;

/// Every kind of attack is in it. Skipped with a message where no browser is installed.
#[test]
fn the_report_of_a_world_opens_without_a_complaint() {
    let Some(mut browser) = Browser::start() else { return };
    let doorknob = Doorknob::new();
    let world = doorknob.run(&["simulate", "world", "-o", "world", "--users", "120", "--days", "10"]);
    assert_eq!(world.code, 0, "{}", world.stderr);
    let ran = doorknob.run(&["report", "world", "-o", "report.html"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let page = doorknob.path("report.html");
    assert!(fs::metadata(&page).expect("the report").len() < BYTES_MAX);
    let told = doorknob.run(&["hunt", "world", "--format", "jsonl", "-q"]).stdout;
    let ids: Vec<String> = told.lines().map(|line| json(line)["id"].to_string()).collect();
    assert!(ids.len() >= 10, "{} incidents", ids.len());
    let ids = format!("[{}]", ids.join(","));
    for dark in [false, true] {
        browser.look(1280, 900, dark);
        browser.open(&page);
        let missing = format!("{ids}.filter((id) => !document.getElementById('i-' + id))");
        assert_eq!(browser.value(&missing), serde_json::json!([]), "every incident has its card");
        for part in ["readiness", "lockout"] {
            let height = format!("document.getElementById('{part}').getBoundingClientRect().height > 100");
            assert_eq!(browser.value(&height), serde_json::json!(true), "{part}");
        }
        let wide = "document.documentElement.scrollWidth <= window.innerWidth";
        assert_eq!(browser.value(wide), serde_json::json!(true), "nothing sticks out at the side");
        let none = "(() => { const field = document.getElementById('search'); field.value = 'no such thing';
            field.dispatchEvent(new Event('input', { bubbles: true }));
            return Array.from(document.querySelectorAll('.card')).filter((card) => !card.hidden).length; })()";
        assert_eq!(browser.value(none), serde_json::json!(0), "the search filters");
        assert_eq!(browser.sheets_for_leaders(), 1, "page one is one page");
        assert_eq!(browser.complaints(), Vec::<String>::new());
    }
}

/// The page is small enough for a mail, and no name is more than a name. Skipped in part where no browser is installed.
#[test]
fn two_hundred_attacks_with_hostile_names_fit_into_a_mail_and_are_inert() {
    let doorknob = Doorknob::new();
    hostile::write(&doorknob.path("logs"));
    let told = doorknob.run(&["hunt", "logs", "--format", "jsonl", "-q"]).stdout;
    let ids: Vec<String> =
        told.lines().map(|line| json(line)["id"].as_str().expect("an id").to_owned()).collect();
    assert!(ids.len() >= hostile::ATTACKERS as usize, "{} incidents", ids.len());
    let ran = doorknob.run(&["report", "logs", "-o", "report.html"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let page = doorknob.read("report.html");
    assert!((page.len() as u64) < BYTES_MAX, "{} bytes", page.len());
    for id in &ids {
        assert!(page.contains(&format!("id=\"i-{id}\"")), "{id}");
    }
    let ran = doorknob.run(&["report", "logs", "-o", "report.md"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    // An escaped bracket is a bracket.
    let markdown = doorknob.read("report.md").replace("\\]", "");
    for raw in ["<img", "<script", "<style", "<svg", "](http", "\u{202e}", "\u{1b}"] {
        assert!(!markdown.contains(raw), "{raw:?} in {:?}", markdown.lines().find(|line| line.contains(raw)));
    }
    let Some(mut browser) = Browser::start() else { return };
    browser.look(1280, 900, false);
    browser.open(&doorknob.path("report.html"));
    assert_eq!(browser.value("document.querySelectorAll('.card').length"), serde_json::json!(ids.len()));
    browser.value(
        "(async () => { document.getElementById('open-all').click();
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))); })()",
    );
    let state = "[window.owned === undefined, document.scripts.length, document.querySelectorAll('img, iframe, object, embed, link').length,
        document.querySelectorAll('[onload], [onerror], [onmouseover]').length, document.styleSheets.length,
        Array.from(document.links).every((link) => link.getAttribute('href').startsWith('#')), getComputedStyle(document.body).display]";
    assert_eq!(browser.value(state), serde_json::json!([true, 3, 0, 0, 1, true, "block"]));
    assert_eq!(browser.sheets_for_leaders(), 1, "page one is one page");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
