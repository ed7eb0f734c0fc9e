//! Names, counts and times as a person reads them.

use doorknob_event::activity::{AccountId, Directory, SourceId, SourceKind};
use doorknob_event::time::EventTime;

/// `CORP\alice`; a name that looks like a password is masked and only its length told.
pub(crate) fn account_name(id: AccountId, directory: &Directory) -> String {
    let account = directory.account(id);
    let name = masked_name(id, directory);
    if account.domain.is_empty() { name } else { format!("{}\\{name}", account.domain) }
}

/// The name without domain, masked if it looks like a password.
pub(crate) fn masked_name(id: AccountId, directory: &Directory) -> String {
    let account = directory.account(id);
    if account.secret_like {
        format!("(masked, {} chars)", account.name.chars().count())
    } else if account.name.is_empty() {
        "(no name)".into()
    } else {
        account.name.clone()
    }
}

/// `203.0.113.7`, `workstation WS01`, `process sshd.exe on web01`, `an unknown source on web01`.
pub(crate) fn source_name(id: SourceId, directory: &Directory) -> String {
    let source = directory.source(id);
    let on_host = source.host.map(|host| format!(" on {}", directory.host(host).name)).unwrap_or_default();
    match (source.kind, &source.address, &source.workstation, &source.process) {
        (_, Some(address), ..) if address.is_loopback() => match &source.process {
            Some(process) => format!("{}{on_host}", file_name(process)),
            None => format!("the machine itself{on_host}"),
        },
        (_, Some(address), ..) => address.to_string(),
        (SourceKind::Workstation, _, Some(name), _) => format!("workstation {name}"),
        (SourceKind::Process, _, _, Some(process)) => format!("{}{on_host}", file_name(process)),
        _ => format!("an unknown source{on_host}"),
    }
}

/// Last part of a Windows path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['\\', '/']).next().filter(|name| !name.is_empty()).unwrap_or(path)
}

/// `from 2026-03-11 10:17:00 to 10:18:59 UTC`, `on 2026-03-11 at 10:17:00 UTC`.
pub(crate) fn clock_span(first: EventTime, last: EventTime) -> String {
    let parts = |time: EventTime| {
        let text = time.to_string();
        (text.get(..10).unwrap_or_default().to_owned(), text.get(11..19).unwrap_or_default().to_owned())
    };
    let ((first_day, first), (last_day, last)) = (parts(first), parts(last));
    match (first_day == last_day, first == last) {
        (true, true) => format!("on {first_day} at {first} UTC"),
        (true, false) => format!("from {first_day} {first} to {last} UTC"),
        (false, _) => format!("from {first_day} {first} to {last_day} {last} UTC"),
    }
}

/// `1 account`, `3,561 accounts`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// `3,561`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
