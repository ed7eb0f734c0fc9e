//! The list in the forms that firewalls read. All comments are ours: no text from logs is in them but counts.

use super::{Blockable, blockable};
use crate::phrase::VERSION;
use doorknob_event::incident::Incident;
use doorknob_event::settings::Settings;
use doorknob_report::quantity::counted;
use ipnet::IpNet;
use std::io::{self, Write};
use std::net::IpAddr;

pub(crate) fn write_plain(
    out: &mut dyn Write,
    incidents: &[&Incident],
    settings: &Settings,
) -> io::Result<()> {
    let list = blockable(incidents, settings);
    write_head(out, &list)?;
    list.addresses.keys().try_for_each(|address| writeln!(out, "{address}"))
}

pub(crate) fn write_cidr(
    out: &mut dyn Write,
    incidents: &[&Incident],
    settings: &Settings,
) -> io::Result<()> {
    let list = blockable(incidents, settings);
    write_head(out, &list)?;
    networks(&list).iter().try_for_each(|network| writeln!(out, "{network}"))
}

/// Addresses of whole networks put together; never one that is not listed.
fn networks(list: &Blockable<'_>) -> Vec<IpNet> {
    let single: Vec<IpNet> = list.addresses.keys().map(|address| IpNet::from(*address)).collect();
    let mut networks = IpNet::aggregate(&single);
    networks.sort_unstable();
    networks
}

/// What the list is, and what was kept off it.
fn write_head(out: &mut dyn Write, list: &Blockable<'_>) -> io::Result<()> {
    let attacks: std::collections::BTreeSet<&str> =
        list.addresses.values().flatten().map(|incident| incident.id.as_str()).collect();
    writeln!(
        out,
        "# Doorknob {VERSION}: {} that guess passwords, of {}",
        counted(list.addresses.len() as u64, "public address", "public addresses"),
        counted(attacks.len() as u64, "attack", "attacks")
    )?;
    writeln!(out, "# Addresses change hands: review the list after some days.")?;
    for (why, number) in &list.kept_off {
        writeln!(out, "# kept off the list: {number}, {why}")?;
    }
    if list.unlisted > 0 {
        writeln!(
            out,
            "# not known to this list: {} further sources that the incidents only count",
            list.unlisted
        )?;
    }
    Ok(())
}

/// Sets up one group of rules anew, so that running it twice does no more than running it once.
pub(crate) fn write_windows(
    out: &mut dyn Write,
    incidents: &[&Incident],
    settings: &Settings,
) -> io::Result<()> {
    let list = blockable(incidents, settings);
    write_head(out, &list)?;
    writeln!(out, "# Undo: Get-NetFirewallRule -Group 'Doorknob' | Remove-NetFirewallRule")?;
    writeln!(out, "#Requires -RunAsAdministrator")?;
    writeln!(out, "$ErrorActionPreference = 'Stop'")?;
    writeln!(out, "$addresses = @(")?;
    for network in networks(&list) {
        writeln!(out, "    '{}'", written(network))?;
    }
    writeln!(out, ")")?;
    writeln!(
        out,
        "Get-NetFirewallRule -Group 'Doorknob' -ErrorAction SilentlyContinue | Remove-NetFirewallRule"
    )?;
    writeln!(out, "# A rule takes a limited number of addresses well, so each has at most 500.")?;
    writeln!(out, "for ($at = 0; $at -lt $addresses.Count; $at += 500) {{")?;
    writeln!(out, "    $last = [Math]::Min($at + 499, $addresses.Count - 1)")?;
    writeln!(
        out,
        "    New-NetFirewallRule -DisplayName \"Doorknob: password guessing ($at)\" -Group 'Doorknob' `"
    )?;
    writeln!(
        out,
        "        -Direction Inbound -Action Block -Profile Any -RemoteAddress $addresses[$at..$last] | Out-Null"
    )?;
    writeln!(out, "}}")?;
    writeln!(out, "Write-Output \"$($addresses.Count) addresses and networks are blocked.\"")
}

/// A single address without its prefix length.
fn written(network: IpNet) -> String {
    if network.prefix_len() == network.max_prefix_len() {
        network.addr().to_string()
    } else {
        network.to_string()
    }
}

/// A table of its own, replaced as a whole: `nft -f FILE`, undone by `nft delete table inet doorknob`.
pub(crate) fn write_nftables(
    out: &mut dyn Write,
    incidents: &[&Incident],
    settings: &Settings,
) -> io::Result<()> {
    let list = blockable(incidents, settings);
    write_head(out, &list)?;
    writeln!(out, "# Load: nft -f FILE. Undo: nft delete table inet doorknob")?;
    writeln!(out, "table inet doorknob")?;
    writeln!(out, "delete table inet doorknob")?;
    writeln!(out, "table inet doorknob {{")?;
    let (v4, v6): (Vec<IpNet>, Vec<IpNet>) =
        networks(&list).into_iter().partition(|network| matches!(network.addr(), IpAddr::V4(_)));
    write_set(out, "guessing4", "ipv4_addr", &v4)?;
    write_set(out, "guessing6", "ipv6_addr", &v6)?;
    for (chain, hook) in [("input", "input"), ("forward", "forward")] {
        writeln!(out, "    chain {chain} {{")?;
        writeln!(out, "        type filter hook {hook} priority -10; policy accept;")?;
        writeln!(out, "        ip saddr @guessing4 counter drop")?;
        writeln!(out, "        ip6 saddr @guessing6 counter drop")?;
        writeln!(out, "    }}")?;
    }
    writeln!(out, "}}")
}

fn write_set(out: &mut dyn Write, name: &str, kind: &str, networks: &[IpNet]) -> io::Result<()> {
    writeln!(out, "    set {name} {{")?;
    writeln!(out, "        type {kind}")?;
    writeln!(out, "        flags interval")?;
    if !networks.is_empty() {
        let elements: Vec<String> =
            networks.iter().map(|network| format!("            {}", written(*network))).collect();
        writeln!(out, "        elements = {{\n{}\n        }}", elements.join(",\n"))?;
    }
    writeln!(out, "    }}")
}
