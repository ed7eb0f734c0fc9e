//! Settings in which every text tries to end the string that it is written into.

use doorknob_event::settings::{Allow, ApprovedScanner, FamilyPattern, Network, Settings, SharedSource};
use doorknob_event::time::EventTime;

pub(crate) fn network(text: &str) -> Network {
    Network::try_from(text.to_owned()).expect("a network")
}

pub(crate) fn settings() -> Settings {
    Settings {
        window_minutes: 15,
        source_threshold: 4,
        failure_floor: 12,
        account_family: vec![
            FamilyPattern {
                name: "backup's \"people\" \\".to_owned(),
                accounts: vec!["svc-*".to_owned(), "CORP\\bk?up'*".to_owned()],
            },
            FamilyPattern { name: "nobody".to_owned(), accounts: Vec::new() },
        ],
        allow: vec![
            Allow {
                address: Some(network("198.51.100.64/26")),
                reason: "partner\nnot a line".to_owned(),
                ..Allow::default()
            },
            Allow {
                account: Some("CORP\\svc-scan*".to_owned()),
                host: Some("dc?01' or \"1\"=\"1*".to_owned()),
                expires: EventTime::parse("2030-01-01T00:00:00Z"),
                reason: "scan */ --> ' \" \u{202e}".to_owned(),
                ..Allow::default()
            },
            Allow { reason: "says nothing".to_owned(), ..Allow::default() },
        ],
        approved_scanner: vec![ApprovedScanner {
            address: network("2001:db8:5ca0::/48"),
            name: Some("scan'01 \"*\u{202e}".to_owned()),
            from: None,
            until: None,
            reason: "weekly".to_owned(),
        }],
        shared_source: vec![SharedSource { address: network("192.0.2.0/24"), what: "VPN".to_owned() }],
        ..Settings::default()
    }
}
