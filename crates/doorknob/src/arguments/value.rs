//! Values as they are written on the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use doorknob_event::incident::Severity;
use doorknob_event::settings::{FamilyPattern, Network, SharedSource};
use doorknob_event::time::EventTime;
use std::num::{NonZeroU32, NonZeroUsize};

/// A severity, with the choices in help and completions.
pub(super) fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.iter().map(|severity| severity.word()))
        .try_map(|word| word.parse::<Severity>())
}

/// `10`, `10m`, `2h` or `1d` in minutes.
pub(super) fn window(text: &str) -> Result<NonZeroU32, String> {
    let (digits, minutes) = match text.trim() {
        text if text.ends_with('d') => (text.trim_end_matches('d'), 24 * 60),
        text if text.ends_with('h') => (text.trim_end_matches('h'), 60),
        text => (text.trim_end_matches("min").trim_end_matches('m'), 1),
    };
    digits
        .trim()
        .parse::<u32>()
        .ok()
        .and_then(|number| number.checked_mul(minutes))
        .and_then(NonZeroU32::new)
        .ok_or_else(|| "not a time of at least a minute, such as 10m, 1h or 1d".to_owned())
}

/// How many threads or worlds at once.
pub(super) fn at_least_one(text: &str) -> Result<NonZeroUsize, String> {
    text.trim().parse().map_err(|_| "not a whole number of at least 1".to_owned())
}

/// How many of something a day.
pub(super) fn rate(text: &str) -> Result<f64, String> {
    let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| "not a number of 0 or above, such as 5 or 0.5".to_owned())
}

/// An address or a network.
pub(super) fn network(text: &str) -> Result<Network, String> {
    Network::try_from(text.to_owned())
}

/// `192.0.2.10=VPN`.
pub(super) fn shared_source(text: &str) -> Result<SharedSource, String> {
    let (address, what) = text.split_once('=').ok_or("not of the form 192.0.2.10=VPN")?;
    if what.trim().is_empty() {
        return Err("what it is must follow the =, for example VPN".to_owned());
    }
    Ok(SharedSource { address: network(address)?, what: what.trim().to_owned() })
}

/// `operators=op-*,operator*`.
pub(super) fn family(text: &str) -> Result<FamilyPattern, String> {
    let (name, accounts) = text.split_once('=').ok_or("not of the form name=pattern,pattern")?;
    let accounts: Vec<String> = accounts
        .split(',')
        .map(|account| account.trim().to_owned())
        .filter(|account| !account.is_empty())
        .collect();
    if name.trim().is_empty() || accounts.is_empty() {
        return Err("a name and at least one pattern are wanted".to_owned());
    }
    Ok(FamilyPattern { name: name.trim().to_owned(), accounts })
}

/// A date (midnight, UTC) or an RFC 3339 time.
pub(super) fn time(text: &str) -> Result<EventTime, String> {
    EventTime::parse_date_or_time(text).ok_or_else(|| {
        "neither a date such as 2024-03-14 nor a time with its zone such as 2024-03-14T13:00:00Z".to_owned()
    })
}

/// `500ms`, `2s`, `30m`, `1h` or a number, in seconds.
pub(super) fn pace_seconds(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let units = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];
    let (digits, unit) = units
        .iter()
        .find_map(|(suffix, seconds)| text.strip_suffix(suffix).map(|digits| (digits, *seconds)))
        .unwrap_or((text, 1.0));
    match digits.trim().parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number * unit),
        _ => Err("not a time above zero such as 500ms, 2s or 30m".to_owned()),
    }
}

/// `100MB`, `1GB` or a number of bytes; units are powers of 1,000.
pub(super) fn bytes(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let units = [("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1)];
    let (digits, unit) = units
        .iter()
        .find_map(|(suffix, bytes)| text.strip_suffix(suffix).map(|digits| (digits, *bytes)))
        .unwrap_or((text, 1));
    let number = digits.trim().parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    number.filter(|bytes| *bytes > 0).ok_or_else(|| "not a size such as 100MB or 1GB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_minutes() {
        let table = [
            ("10", Some(10)),
            ("10m", Some(10)),
            ("10min", Some(10)),
            ("2h", Some(120)),
            ("7d", Some(10_080)),
            ("0", None),
            ("", None),
            ("m", None),
            ("-5", None),
            ("1.5h", None),
            ("4000000000d", None),
        ];
        for (text, wanted) in table {
            assert_eq!(window(text).ok().map(NonZeroU32::get), wanted, "{text}");
        }
    }

    #[test]
    fn paces_are_seconds() {
        let table = [
            ("2", Some(2.0)),
            ("500ms", Some(0.5)),
            ("30m", Some(1800.0)),
            ("0", None),
            ("-1s", None),
            ("inf", None),
        ];
        for (text, wanted) in table {
            assert_eq!(pace_seconds(text).ok(), wanted, "{text}");
        }
    }

    #[test]
    fn sizes_are_bytes() {
        let table = [
            ("100MB", Some(100_000_000)),
            ("1 GB", Some(1_000_000_000)),
            ("5", Some(5)),
            ("5B", Some(5)),
            ("0", None),
            ("x", None),
            ("99999999999GB", None),
        ];
        for (text, wanted) in table {
            assert_eq!(bytes(text).ok(), wanted, "{text}");
        }
    }

    #[test]
    fn times_need_a_zone_unless_they_are_a_date() {
        let table = [
            ("2024-03-14", Some("2024-03-14T00:00:00Z")),
            ("2024-03-14T13:00:00+01:00", Some("2024-03-14T12:00:00Z")),
            ("2024-03-14T13:00:00", None),
            ("yesterday", None),
            ("1024-03-14", None),
        ];
        for (text, wanted) in table {
            assert_eq!(time(text).ok().map(|time| time.to_string()).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn pairs_need_both_sides() {
        let vpn = shared_source("192.0.2.0/24=VPN = new").expect("an address and a word");
        assert_eq!((String::from(vpn.address).as_str(), vpn.what.as_str()), ("192.0.2.0/24", "VPN = new"));
        let operators = family("operators=op-*, operator*,").expect("a name and patterns");
        assert_eq!(operators.accounts, ["op-*", "operator*"]);
        for text in ["192.0.2.10", "192.0.2.10=", "x=VPN"] {
            assert!(shared_source(text).is_err(), "{text}");
        }
        for text in ["operators", "operators=", "=op-*", "a=,"] {
            assert!(family(text).is_err(), "{text}");
        }
    }
}
