//! A log in which two hundred attackers use names that try to be more than names.

use doorknob_simulate::event::{FailureCode, LogonContext, SimulatedEvent, Subject, logon_failed};
use doorknob_simulate::files::write_evtx_per_host;
use std::path::Path;
use std::sync::Arc;

const SECOND: i64 = 10_000_000;
const HOUR: i64 = 3_600 * SECOND;
/// 2026-03-02, a Monday.
const START: i64 = 1_772_409_600 * SECOND;

/// Attackers, each with an address and an account of its own.
pub(crate) const ATTACKERS: i64 = 200;

/// Wrong password.
const WRONG: FailureCode = FailureCode { status: 0xC000_006D, sub_status: 0xC000_006A, reason: "%%2313" };

/// What the names would do: run, load, end an element, an attribute or a string, reverse letters, clear a terminal, calculate.
const NAMES: [&str; 12] = [
    "</script><script>window.owned=1</script>",
    "<img src=x onerror=window.owned=1>",
    "\" onmouseover=\"window.owned=1\" x=\"",
    "'><svg onload=window.owned=1>",
    "</style><style>body{display:none}</style>",
    "]]><!--",
    "a\u{2028}b\u{2029}c",
    "\u{202e}nimda",
    "\u{1b}[2Jroot\u{7}",
    "=HYPERLINK(\"http://evil.invalid\")",
    "[link](http://evil.invalid) ![](http://evil.invalid/x.png)",
    "管理者",
];

/// Writes the log of one host.
pub(crate) fn write(folder: &Path) {
    let host: Arc<str> = "web01.corp.example".into();
    let mut events: Vec<SimulatedEvent> = Vec::new();
    for attacker in 0..ATTACKERS {
        let name = |shift: i64| NAMES[((attacker + shift) % NAMES.len() as i64) as usize];
        let address = format!("{}.{}.113.{}", 11 + attacker % 90, 30 + attacker, 1 + attacker);
        for number in 0..24 {
            let time = START + attacker * 7 * HOUR + number * 3 * SECOND + (number * number % 7) * SECOND / 3;
            let context = LogonContext {
                subject: Subject::nobody(),
                logon_type: 3,
                logon_process: "NtLmSsp ",
                package: "NTLM",
                workstation: format!("{}{attacker}", name(5)).into(),
                process_id: 0,
                process_name: "-".into(),
                address: address.clone().into(),
                port: "50000".into(),
            };
            let account = format!("{}{}", word(attacker), name(0));
            let mut event = logon_failed(time, &host, account.into(), name(3).into(), WRONG, context);
            event.record_id = events.len() as u64 + 1;
            events.push(event);
        }
    }
    write_evtx_per_host(folder, &events).expect("a log");
}

/// Eight letters that are unlike those of any other number, so that no two accounts are of one family.
fn word(number: i64) -> String {
    let mut state = number as u64 + 1;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + (state >> 40) as u8 % 26)
    };
    (0..8).map(|_| letter()).collect()
}
