//! Names and values of records that are lists of `name=value`: CEF, LEEF, WinCollect. Looked up by the names that Windows gives
//! fields, whatever the writer calls them.

use crate::civil_date::month_number;
use crate::json::Scalar;
use crate::moment::Moment;
use std::borrow::Cow;

/// Most attributes kept of one record.
const ATTRIBUTES_MAX: usize = 256;

/// The attributes of one record, in order.
#[derive(Debug, Default)]
pub(super) struct Attributes<'a>(Vec<(&'a str, Cow<'a, str>)>);

/// (what Windows calls it, what CEF calls it, what LEEF calls it)
const STANDARD: [(&[&str], &[&str]); 11] = [
    (&["TargetUserName", "AccountName", "User", "Param1", "Username"], &["duser", "usrName"]),
    (&["TargetDomainName", "AccountDomain", "Param2"], &["dntdom", "domain"]),
    (&["TargetUserSid", "TargetSid"], &["duid"]),
    (&["SubjectUserName"], &["suser"]),
    (&["SubjectDomainName"], &["sntdom"]),
    (&["SubjectUserSid"], &["suid"]),
    (
        &["IpAddress", "ClientAddress", "ClientIP", "IPString", "Param3", "Address"],
        &["src", "SourceIPv6Address"],
    ),
    (&["IpPort"], &["spt", "srcPort"]),
    (&["WorkstationName", "Workstation"], &["shost", "srcHostName"]),
    (&["ProcessName"], &["sproc", "dproc"]),
    (&["ServiceName"], &["destinationServiceName"]),
];

impl<'a> Attributes<'a> {
    /// Adds an attribute, unless there are too many.
    pub(super) fn put(&mut self, name: &'a str, value: Cow<'a, str>) {
        if self.0.len() < ATTRIBUTES_MAX {
            self.0.push((name, value));
        }
    }

    /// The value under a name, ASCII case ignored.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
    }

    /// The first of several names.
    pub(super) fn any(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.get(name)).filter(|value| !value.is_empty())
    }

    /// The value that Windows calls so: under that name, under a label with that name (`cs4Label=Sub Status cs4=0x0`), or under the
    /// standard's own name.
    pub(super) fn windows(&self, name: &str) -> Option<Scalar<'a>> {
        let standard = || {
            let row = STANDARD.iter().find(|(windows, _)| windows.contains(&name))?;
            row.1.iter().find_map(|standard| self.owned(standard).or_else(|| self.labelled(standard)))
        };
        let own = self.owned(name).or_else(|| self.labelled(name)).or_else(standard);
        own.map(Scalar::Text)
    }

    fn owned(&self, name: &str) -> Option<Cow<'a, str>> {
        let is = |known: &str| known.strip_prefix("ad.").unwrap_or(known).eq_ignore_ascii_case(name);
        self.0.iter().find(|(known, _)| is(known)).map(|(_, value)| value.clone())
    }

    fn labelled(&self, label: &str) -> Option<Cow<'a, str>> {
        let same = |text: &str| {
            let letters = text.bytes().filter(|byte| byte.is_ascii_alphanumeric());
            letters
                .map(|byte| byte.to_ascii_lowercase())
                .eq(label.bytes().map(|byte| byte.to_ascii_lowercase()))
        };
        let (name, _) = self.0.iter().find(|(name, text)| name.ends_with("Label") && same(text.as_ref()))?;
        self.owned(name.strip_suffix("Label")?)
    }
}

/// A time as these formats write it: milliseconds since 1970, ISO, or `Mar 14 2024 13:54:16.613 UTC`.
pub(super) fn moment(text: &str) -> Moment {
    if let Ok(milliseconds) = text.trim().parse::<u64>() {
        return Moment::of_unix(milliseconds, 1000);
    }
    match iso_of_month_name(text.trim()) {
        Some(iso) => Moment::parse(&iso),
        None => Moment::parse(text),
    }
}

fn iso_of_month_name(text: &str) -> Option<String> {
    let mut parts = text.split_ascii_whitespace();
    let month = month_number(parts.next()?)?;
    let (day, year): (u32, u32) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let clock = parts.next()?;
    let zone = match parts.next() {
        Some("UTC" | "GMT" | "Z") => "Z",
        Some(offset) if offset.starts_with(['+', '-']) => offset,
        _ => "",
    };
    Some(format!("{year:04}-{month:02}-{day:02}T{clock}{zone}"))
}
