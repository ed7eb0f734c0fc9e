//! What must hold of every export, without any other tool.

mod strict_settings;
#[path = "../../doorknob-page/tests/told/mod.rs"]
mod told;

use doorknob_event::activity::Recovery;
use doorknob_event::incident::{Incident, Verdict};
use doorknob_event::settings::Settings;
use doorknob_export::{Format, export};
use doorknob_report::visible::is_hostile;
use serde_json::Value;

fn exported(format: Format, incidents: &[Incident], settings: &Settings) -> String {
    let mut bytes = Vec::new();
    export(format, incidents, settings, &mut bytes).expect("writing to memory");
    String::from_utf8(bytes).expect("every export is UTF-8")
}

fn incidents() -> Vec<Incident> {
    told::incidents(&told::one_of_each())
}

#[test]
fn the_same_incidents_give_the_same_bytes_in_any_order() {
    let settings = strict_settings::settings();
    let forwards = incidents();
    let backwards: Vec<Incident> = forwards.iter().rev().cloned().collect();
    for format in Format::ALL {
        assert_eq!(
            exported(*format, &forwards, &settings),
            exported(*format, &backwards, &settings),
            "{format}"
        );
    }
}

#[test]
fn no_export_holds_a_character_that_a_terminal_acts_on() {
    for format in Format::ALL {
        let text = exported(*format, &incidents(), &strict_settings::settings());
        // The byte order mark before a syslog message is RFC 5424's own.
        let found = text.chars().find(|c| is_hostile(*c) && *c != '\n' && *c != '\u{feff}');
        assert_eq!(found, None, "{format}");
    }
}

#[test]
fn several_claimed_names_are_no_name() {
    let mut incident = incidents().remove(0);
    incident.sources.truncate(1);
    incident.sources_total = 1;
    let words = "39 names, e.g. KALI".to_owned();
    for (claimed, told) in [(words, false), ("KALI".to_owned(), true)] {
        incident.sources[0].workstation = Some(claimed.clone());
        for format in [Format::Ocsf, Format::Ecs, Format::Cef] {
            let text = exported(format, std::slice::from_ref(&incident), &Settings::default());
            let fields = [
                format!("hostname\":\"{claimed}\""),
                format!("domain\":\"{claimed}\""),
                format!("shost={claimed} "),
            ];
            assert_eq!(fields.iter().any(|field| text.contains(field)), told, "{format}: {claimed}");
        }
    }
}

#[test]
fn json_exports_are_json_and_hold_what_they_must() {
    let incidents = incidents();
    let settings = Settings::default();
    for format in [Format::Ocsf, Format::Ecs, Format::Timesketch] {
        let text = exported(format, &incidents, &settings);
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect();
        match format {
            Format::Timesketch => assert!(lines.len() > 3 * incidents.len()),
            _ => assert_eq!(lines.len(), incidents.len(), "{format}"),
        }
        for line in &lines {
            let members: &[&str] = match format {
                Format::Ocsf => &[
                    "activity_id",
                    "category_uid",
                    "class_uid",
                    "finding_info",
                    "metadata",
                    "severity_id",
                    "time",
                    "type_uid",
                ],
                Format::Ecs => &["@timestamp", "ecs", "event", "message", "related"],
                _ => &["message", "datetime", "timestamp_desc"],
            };
            assert!(members.iter().all(|member| line.get(member).is_some()), "{format}: {line}");
        }
    }
    let first: Value = serde_json::from_str(
        exported(Format::Ocsf, &incidents, &settings).lines().next().unwrap_or_default(),
    )
    .expect("JSON");
    assert_eq!(
        (first["class_uid"].as_i64(), first["type_uid"].as_i64(), first["severity_id"].as_i64()),
        (Some(2004), Some(200_401), Some(5))
    );
    assert_eq!(first["finding_info"]["attacks"][0]["sub_technique"]["uid"], "T1110.003");
    let bundle: Value = serde_json::from_str(&exported(Format::Stix, &incidents, &settings)).expect("JSON");
    assert_eq!(bundle["type"], "bundle");
    let layer: Value =
        serde_json::from_str(&exported(Format::Navigator, &incidents, &settings)).expect("JSON");
    assert_eq!(layer["versions"]["layer"], "4.5");
}

/// Fields of ECS 8.17 that are lists there; a consumer takes single values too, but a mapping does not say so.
#[test]
fn elastic_alerts_keep_to_the_schema_s_shapes_and_words() {
    for line in exported(Format::Ecs, &incidents(), &Settings::default()).lines() {
        let alert: Value = serde_json::from_str(line).expect("JSON");
        for list in ["/event/category", "/event/type", "/tags", "/related/user"] {
            assert!(alert.pointer(list).is_none_or(Value::is_array), "{list}: {line}");
        }
        let one_of = |path: &str, words: &[&str]| {
            let value = alert.pointer(path).and_then(Value::as_str);
            assert!(value.is_some_and(|value| words.contains(&value)), "{path}: {line}");
        };
        one_of("/event/kind", &["alert", "event"]);
        one_of("/event/outcome", &["success", "failure"]);
        assert!(alert.pointer("/event/duration").is_some_and(Value::is_i64));
        assert!(alert.pointer("/related/ip").is_none_or(|ips| {
            ips.as_array().is_some_and(|ips| {
                ips.iter().all(|ip| ip.as_str().is_some_and(|ip| ip.parse::<std::net::IpAddr>().is_ok()))
            })
        }));
    }
}

fn listed(incidents: &[Incident], settings: &Settings) -> Vec<String> {
    let text = exported(Format::BlockPlain, incidents, settings);
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// The spray that got in, from one public address.
fn attack() -> Incident {
    let attack = incidents()
        .into_iter()
        .find(|incident| incident.verdict == Verdict::Attack && !incident.compromised.is_empty());
    attack.expect("the site has one")
}

#[test]
fn a_block_list_holds_the_attack_s_address() {
    assert_eq!(listed(&[attack()], &Settings::default()), ["203.0.113.7"]);
}

#[test]
fn what_must_not_be_blocked_is_not() {
    type Change = fn(&mut Incident, &mut Settings);
    let table: &[(&str, Change)] = &[
        ("no attack", |incident, _| incident.verdict = Verdict::Undetermined),
        ("inside", |incident, _| {
            incident.sources.iter_mut().for_each(|source| {
                source.address = Some("10.1.2.3".to_owned());
                source.scope = Some("private".to_owned());
            })
        }),
        ("said to be public and is not", |incident, _| {
            incident.sources.iter_mut().for_each(|source| source.address = Some("100.64.3.3".to_owned()))
        }),
        ("a mapped private address", |incident, _| {
            incident
                .sources
                .iter_mut()
                .for_each(|source| source.address = Some("::ffff:192.168.1.1".to_owned()))
        }),
        ("shared, as was found", |incident, _| {
            incident.sources.iter_mut().for_each(|source| source.shared = true)
        }),
        ("shared, as is set", |_, settings| {
            settings.shared_source = vec![doorknob_event::settings::SharedSource {
                address: strict_settings::network("203.0.113.0/24"),
                what: "VPN".to_owned(),
            }]
        }),
        ("allowed", |_, settings| {
            settings.allow = vec![doorknob_event::settings::Allow {
                address: Some(strict_settings::network("203.0.113.7")),
                ..Default::default()
            }]
        }),
        ("a scanner's", |_, settings| {
            settings.approved_scanner = vec![doorknob_event::settings::ApprovedScanner {
                address: strict_settings::network("203.0.113.0/28"),
                name: None,
                from: None,
                until: None,
                reason: String::new(),
            }]
        }),
        ("inferred from the time alone", |incident, _| {
            incident.sources.iter_mut().for_each(|source| {
                source.kind = "recovered_address".to_owned();
                source.recovered_from = Some(Recovery::RdpConnection.text().to_owned());
            })
        }),
        ("inferred from a name", |incident, _| {
            incident.sources.iter_mut().for_each(|source| {
                source.recovered_from = Some(Recovery::WorkstationAddress.text().to_owned())
            })
        }),
        ("own people log on from there", |incident, _| {
            incident.compromised.clear();
            incident.sources.iter_mut().for_each(|source| source.successes = 4);
        }),
        ("no address", |incident, _| {
            incident
                .sources
                .iter_mut()
                .for_each(|source| source.address = Some("not an address; rm -rf /".to_owned()))
        }),
    ];
    for (name, change) in table {
        let (mut incident, mut settings) = (attack(), Settings::default());
        change(&mut incident, &mut settings);
        assert_eq!(listed(&[incident], &settings), Vec::<String>::new(), "{name}");
    }
    let mut slip = incidents()
        .into_iter()
        .find(|incident| incident.verdict == Verdict::UserError)
        .expect("the site has one");
    slip.sources.iter_mut().for_each(|source| source.address = Some("203.0.113.7".to_owned()));
    assert_eq!(
        listed(&[attack(), slip], &Settings::default()),
        Vec::<String>::new(),
        "own people fail from there"
    );
}

#[test]
fn what_is_certain_or_no_longer_allowed_may_be_blocked() {
    let mut recovered = attack();
    recovered.sources.iter_mut().for_each(|source| {
        source.kind = "recovered_address".to_owned();
        source.recovered_from = Some(Recovery::Kerberos.text().to_owned());
    });
    assert_eq!(listed(&[recovered], &Settings::default()).len(), 1);
    let mut settings = Settings::default();
    settings.allow = vec![doorknob_event::settings::Allow {
        address: Some(strict_settings::network("203.0.113.7")),
        expires: doorknob_event::time::EventTime::parse("2024-01-01T00:00:00Z"),
        ..Default::default()
    }];
    assert_eq!(listed(&[attack()], &settings).len(), 1);
}

#[test]
fn every_form_of_the_list_blocks_the_same_and_says_what_it_keeps_off() {
    let incidents = incidents();
    let settings = strict_settings::settings();
    let plain = listed(&incidents, &settings);
    assert!(plain.len() > 20, "{plain:?}");
    let cidr = exported(Format::BlockCidr, &incidents, &settings);
    let networks: Vec<ipnet::IpNet> = cidr
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.parse().expect("a network"))
        .collect();
    let inside = |address: &String| {
        networks
            .iter()
            .any(|network| network.contains(&address.parse::<std::net::IpAddr>().expect("an address")))
    };
    assert!(plain.iter().all(inside));
    let size: u128 =
        networks.iter().map(|network| 1u128 << (network.max_prefix_len() - network.prefix_len())).sum();
    assert_eq!(size, plain.len() as u128, "not one address more");
    for format in [Format::BlockWindows, Format::BlockNftables] {
        let text = exported(format, &incidents, &settings);
        assert!(networks.iter().all(|network| text.contains(&network.addr().to_string())), "{format}");
        assert!(text.contains("# kept off the list: "), "{format}");
    }
}

#[test]
fn queries_hold_the_settings_in_force() {
    let settings = strict_settings::settings();
    let table: &[(Format, &[&str])] = &[
        (
            Format::Sigma,
            &[
                "timespan: 15m",
                "timespan: 10080m",
                "gte: 4\n        field: IpAddress",
                "gte: 12",
                "IpAddress|cidr: '198.51.100.64/26'",
                "CORP",
                "type: temporal_ordered",
            ],
        ),
        (
            Format::Kql,
            &[
                "Sources >= 4",
                "Failures >= 12",
                "10080m",
                "198.51.100.64/26",
                "2001:db8:5ca0::/48",
                "192.0.2.0/24",
                "family: backup\\'s \"people\" \\\\",
            ],
        ),
        (
            Format::Spl,
            &[
                "sources>=4",
                "failures>=12",
                "time_window=10080m",
                "cidrmatch(\"198.51.100.64/26\"",
                "family: backup's \\\"people\\\" \\\\",
            ],
        ),
        (
            Format::Esql,
            &[
                "sources >= 4",
                "failures >= 12",
                "10080 minutes",
                "CIDR_MATCH(source.ip, \"198.51.100.64/26\")",
                "family: backup's \\\"people\\\" \\\\",
            ],
        ),
    ];
    for (format, wanted) in table {
        let text = exported(*format, &[], &settings);
        for part in *wanted {
            assert!(text.contains(part), "{format} lacks {part}:\n{text}");
        }
        assert!(!text.contains("says nothing"), "{format}: an entry without a part matches nothing");
    }
}

#[test]
fn nothing_to_tell_is_still_a_whole_file() {
    for format in Format::ALL {
        let text = exported(*format, &[], &Settings::default());
        match format {
            Format::Ocsf | Format::Ecs | Format::Timesketch | Format::Cef | Format::Syslog => {
                assert!(text.is_empty(), "{format}")
            }
            _ => assert!(text.ends_with('\n'), "{format}"),
        }
    }
}
