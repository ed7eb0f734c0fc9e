//! A list of the hosts that ought to send logs: a CSV file such as Active Directory exports, or one name a line.

use crate::host_names::fold;
use std::collections::BTreeSet;

/// Headings of a column with host names, the most telling first: an FQDN tells two hosts of one short name apart.
const HEADINGS: [&str; 9] =
    ["dnshostname", "dns_host_name", "fqdn", "hostname", "host", "computername", "computer", "name", "cn"];
/// More hosts than any forest that one person looks after; further lines are counted.
const HOSTS_MAX: usize = 500_000;
/// Longest host name: RFC 1035 section 2.3.4.
const NAME_MAX: usize = 255;

/// Hosts that ought to send logs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ExpectedHosts {
    names: BTreeSet<String>,
    /// Lines that hold no usable name.
    pub left_out: u64,
}

impl ExpectedHosts {
    /// Reads CSV text with a column for the name (`DNSHostName`, `Name`, `Host`, ...), separated by commas, semicolons or
    /// tabs, or text with one name a line. Computers that a column `Enabled` says `False` of are left out of the list.
    ///
    /// # Errors
    /// In words: there is more than one column, and none is headed as a host name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("#TYPE"));
        let Some(head) = lines.next() else { return Ok(Self::default()) };
        let separator = [',', ';', '\t'].into_iter().max_by_key(|c| (head.matches(*c).count(), *c == ','));
        let separator = separator.unwrap_or(',');
        let heading: Vec<String> = cells(head, separator).map(|cell| cell.to_lowercase()).collect();
        let column = |wanted: &str| heading.iter().position(|name| name == wanted);
        let mut hosts = Self::default();
        let name_columns: Vec<usize> = HEADINGS.into_iter().filter_map(column).collect();
        if name_columns.is_empty() {
            if heading.len() > 1 {
                return Err(format!("no column is headed as a host name ({})", HEADINGS.join(", ")));
            }
            std::iter::once(head).chain(lines).for_each(|line| hosts.add(Some(line)));
            return Ok(hosts);
        }
        let enabled = column("enabled");
        for line in lines {
            let cells: Vec<String> = cells(line, separator).collect();
            let cell = |at: usize| cells.get(at).map(String::as_str).filter(|cell| !cell.trim().is_empty());
            if enabled.and_then(cell).is_some_and(|word| word.trim().eq_ignore_ascii_case("false")) {
                continue;
            }
            hosts.add(name_columns.iter().find_map(|at| cell(*at)));
        }
        Ok(hosts)
    }

    fn add(&mut self, name: Option<&str>) {
        let name = name.map(|name| fold(name.trim().trim_matches('"').trim_end_matches('$')));
        match name.filter(|name| !name.is_empty() && name.len() <= NAME_MAX) {
            Some(name) if self.names.len() < HOSTS_MAX => {
                self.names.insert(name);
            }
            _ => self.left_out += 1,
        }
    }

    /// The names, folded, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether nothing is expected.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// Cells of one line; quotes as RFC 4180, but a quoted line break ends the cell.
fn cells(line: &str, separator: char) -> impl Iterator<Item = String> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut cell = String::new();
        let mut quoted = false;
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' if quoted && characters.peek().is_some_and(|next| next.1 == '"') => {
                    cell.push('"');
                    characters.next();
                }
                '"' => quoted = !quoted,
                c if c == separator && !quoted => {
                    rest = text.get(at + c.len_utf8()..);
                    return Some(cell.trim().to_owned());
                }
                c => cell.push(c),
            }
        }
        rest = None;
        Some(cell.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_several_shapes() {
        let table: [(&str, &[&str]); 7] = [
            ("", &[]),
            ("web01\r\nDB01$\n\n", &["db01", "web01"]),
            (
                "\u{feff}#TYPE Microsoft.ActiveDirectory.Management.ADComputer\n\"Name\",\"DNSHostName\",\"Enabled\"\n\
                 \"WEB01\",\"web01.corp.example\",\"True\"\n\"OLD\",\"old.corp.example\",\"False\"\n\"NODNS\",,\"True\"\n",
                &["nodns", "web01.corp.example"],
            ),
            ("Host;Owner\nweb01;\"a;b\"\n", &["web01"]),
            ("owner\thostname\nx\tweb01\n", &["web01"]),
            ("name,x\n\"we\"\"b\",1\n", &["we\"b"]),
            ("name\nweb01\n", &["web01"]),
        ];
        for (text, wanted) in table {
            let hosts = ExpectedHosts::parse(text).expect("a list");
            assert_eq!(hosts.names().collect::<Vec<_>>(), wanted, "{text:?}");
        }
        assert!(ExpectedHosts::parse("owner,phone\nx,1\n").is_err());
    }
}
