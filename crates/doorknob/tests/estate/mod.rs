//! A small estate as event log files: a domain controller and members on which people log on, with chosen hosts broken.

use doorknob_simulate::event::{
    FailureCode, KerberosClient, LoggedOn, LogonContext, Sid, SimulatedEvent, Subject, Text,
    credential_validation, log_cleared, logon_failed, logon_succeeded, preauthentication_failed,
    special_privileges, tgt_requested,
};
use doorknob_simulate::files::write_evtx_per_host;
use std::path::Path;
use std::sync::Arc;

const SECOND: i64 = 10_000_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;
/// 2026-03-02, a Monday.
const START: i64 = 1_772_409_600 * SECOND;
const DAYS: i64 = 34;

/// Wrong password.
const WRONG: FailureCode = FailureCode { status: 0xC000_006D, sub_status: 0xC000_006A, reason: "%%2313" };

pub(crate) fn name(host: usize) -> String {
    if host == 0 { "dc1.corp.example".to_owned() } else { format!("srv{host:02}.corp.example") }
}

/// Which hosts are broken, and how.
pub(crate) struct Broken {
    /// Failures are not audited.
    pub(crate) blind: Vec<usize>,
    /// The log was cleared on this day.
    pub(crate) cleared: Vec<(usize, i64)>,
    /// The clock is seven minutes ahead.
    pub(crate) skewed: usize,
    /// A flood on the last day has pushed out everything older.
    pub(crate) rolled: usize,
}

/// Writes the logs of `hosts` hosts.
pub(crate) fn write(folder: &Path, hosts: usize, broken: &Broken) {
    let mut logs: Vec<Vec<SimulatedEvent>> = vec![Vec::new(); hosts];
    let names: Vec<Arc<str>> = (0..hosts).map(|host| name(host).into()).collect();
    for hour in 0..DAYS * 24 {
        for host in 1..hosts {
            // People keep no rhythm.
            let second = (hour * hour * 7_919 + hour * 31 + host as i64 * 104_729) % 3_407 + 60;
            logon(&mut logs, &names, host, START + hour * HOUR + second * SECOND, hour);
        }
        for (log, name) in logs.iter_mut().zip(&names) {
            log.push(special_privileges(START + hour * HOUR + 59 * 60 * SECOND, name, account("SYSTEM")));
        }
    }
    for (host, (log, name)) in logs.iter_mut().zip(&names).enumerate() {
        log.sort_by_key(|event| event.time);
        if broken.blind.contains(&host) {
            log.retain(|event| event.layout.event_id != 4625);
        }
        let mut first_record = 1;
        for (_, day) in broken.cleared.iter().filter(|(cleared, _)| *cleared == host) {
            let time = START + day * DAY;
            let before = log.iter().filter(|event| event.time <= time).count();
            log.drain(..before);
            log.insert(0, log_cleared(time, name, &Subject::machine("mallory", "CORP")));
            first_record += before as u64;
        }
        if broken.rolled == host {
            let before = log.len();
            log.retain(|event| event.time >= START + (DAYS - 1) * DAY);
            first_record += (before - log.len()) as u64;
            flood(log, name);
        }
        if broken.skewed == host {
            log.iter_mut().for_each(|event| event.time += 7 * 60 * SECOND);
        }
        for (number, event) in log.iter_mut().enumerate() {
            event.record_id = first_record + number as u64;
        }
    }
    write_evtx_per_host(folder, logs.iter().flatten()).expect("logs");
}

/// One logon: the member's record, the domain controller's NTLM and Kerberos records. One in 25 fails first.
fn logon(logs: &mut [Vec<SimulatedEvent>], names: &[Arc<str>], host: usize, time: i64, hour: i64) {
    let [controller, members @ ..] = logs else { return };
    let (Some(member), Some(dc), Some(on)) = (members.get_mut(host - 1), names.first(), names.get(host))
    else {
        return;
    };
    let (person, workstation, from) =
        (format!("person{host:02}"), format!("WS{host:02}"), format!("10.1.0.{host}"));
    let user = || Text::from(person.clone());
    let realm = Text::from("CORP");
    let client = || KerberosClient { address: format!("::ffff:{from}").into(), port: "50000".into() };
    let judged = |time: i64, status: u32| {
        credential_validation(time + SECOND / 10, dc, user(), workstation.clone().into(), status)
    };
    if (hour + host as i64) % 25 == 0 {
        let wrong = time - 20 * SECOND;
        member.push(logon_failed(wrong, on, user(), "CORP".into(), WRONG, context(&workstation, &from)));
        controller.push(judged(wrong, 0xC000_006A));
        controller.push(preauthentication_failed(
            wrong + SECOND / 10,
            dc,
            user(),
            &realm,
            Sid::NULL,
            0x18,
            client(),
        ));
    }
    member.push(logon_succeeded(time, on, account(&person), context(&workstation, &from), false));
    controller.push(judged(time, 0));
    controller.push(tgt_requested(time + SECOND / 10, dc, user(), &realm, account(&person).sid, 0, client()));
}

/// Ten failures a second for half an hour.
fn flood(log: &mut Vec<SimulatedEvent>, name: &Arc<str>) {
    let Some(last) = log.last().map(|event| event.time) else { return };
    for number in 0..18_000 {
        let time = last - HOUR + number * SECOND / 10;
        let context = context("WS15", "10.1.0.15");
        log.push(logon_failed(time, name, "administrator".into(), "CORP".into(), WRONG, context));
    }
    log.sort_by_key(|event| event.time);
}

/// A domain account.
fn account(name: &str) -> LoggedOn {
    let rid = name.bytes().fold(1_000, |sum, byte| (sum * 31 + u32::from(byte)) % 90_000 + 1_100);
    LoggedOn {
        sid: Sid::account([1, 2, 3], rid),
        name: name.to_owned().into(),
        domain: "CORP".into(),
        logon_id: 0x1234,
    }
}

/// Remote Desktop: typed by a person.
fn context(workstation: &str, address: &str) -> LogonContext {
    LogonContext {
        subject: Subject::nobody(),
        logon_type: 10,
        logon_process: "User32 ",
        package: "NTLM",
        workstation: workstation.to_owned().into(),
        process_id: 0,
        process_name: "-".into(),
        address: address.to_owned().into(),
        port: "50000".into(),
    }
}
