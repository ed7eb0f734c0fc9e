//! What rendering made of codes, turned back.

/// The raw form of a value; `None` where the rendered one says nothing (a SID that was resolved to a name).
pub(super) fn raw(name: &str, value: String) -> Option<String> {
    match name {
        "FailureReason" if value.starts_with("%%") => Some(value),
        "FailureReason" => reason(value.trim()).map(str::to_owned),
        "VirtualAccount" => Some(match value.trim() {
            "Yes" => "%%1842".to_owned(),
            "No" => "%%1843".to_owned(),
            _ => value,
        }),
        "SubjectUserSid" | "TargetUserSid" | "TargetSid" => sid(value.trim()),
        _ => Some(value),
    }
}

/// A SID as text. Names are resolved by whatever machine rendered the text: only those that mean one SID everywhere are
/// turned back. Source: Microsoft Learn, "Well-known SIDs".
fn sid(value: &str) -> Option<String> {
    let known = match value {
        "NULL SID" => "S-1-0-0",
        "SYSTEM" | "NT AUTHORITY\\SYSTEM" => "S-1-5-18",
        "LOCAL SERVICE" | "NT AUTHORITY\\LOCAL SERVICE" => "S-1-5-19",
        "NETWORK SERVICE" | "NT AUTHORITY\\NETWORK SERVICE" => "S-1-5-20",
        "ANONYMOUS LOGON" | "NT AUTHORITY\\ANONYMOUS LOGON" => "S-1-5-7",
        other if other.starts_with("S-1-") => other,
        _ => return None,
    };
    Some(known.to_owned())
}

/// The `%%` number of an English reason. Source: Microsoft Learn, event 4625, and msobjs.dll; the strings as they are
/// printed, their mistakes included.
fn reason(text: &str) -> Option<&'static str> {
    const REASONS: [(&str, &str); 12] = [
        ("An Error occured during Logon.", "%%2304"),
        ("The specified user account has expired.", "%%2305"),
        ("The NetLogon component is not active.", "%%2306"),
        ("Account locked out.", "%%2307"),
        ("The user has not been granted the requested logon type at this machine.", "%%2308"),
        ("The specified account's password has expired.", "%%2309"),
        ("Account currently disabled.", "%%2310"),
        ("Account logon time restriction violation.", "%%2311"),
        ("User not allowed to logon at this computer.", "%%2312"),
        ("Unknown user name or bad password.", "%%2313"),
        ("Domain sid inconsistent.", "%%2314"),
        ("Smartcard logon is required and was not used.", "%%2315"),
    ];
    REASONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(text)).map(|(_, code)| *code)
}
