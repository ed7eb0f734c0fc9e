//! The people and services of a site, and their ordinary days.
//!
//! Ordinary life is what a detector must stay quiet about and what it learns familiarity from, so
//! its rates follow published figures rather than convenience:
//!
//! - One login in ten fails (Brostoff and Sasse 2003: 386 users, ten weeks). Of those who had
//!   lost the password, half got in by the third try and 93 % by the tenth (same study): a chance
//!   of about 0.46 at the first further try and 0.27 at each later one. Slips of the finger are
//!   over sooner; how the two are mixed is argued in `slip`.
//! - Passwords are changed every two months on average (a maximum age of 60 to 90 days was the
//!   common policy before NIST SP 800-63B advised against it); now and then the old one is typed
//!   once more afterwards.
//! - Splunk's and others' rules name the Monday morning peak as their commonest false alarm; slips
//!   are twice as likely then.

mod day;
mod slip;

pub use day::{plan_day, plan_service_day};
pub use slip::{Slip, slip};

use std::net::IpAddr;

use crate::behaviour::{Client, Path};
use crate::event::Text;
use crate::site::{AccountId, HostId, Site};
use crate::time::{HOUR, MINUTE};

/// A person with an account, a machine and habits.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// The own workstation.
    pub workstation: HostId,
    /// Servers in daily use.
    pub servers: Vec<HostId>,
    /// Address of a phone that reads mail.
    pub phone: Option<IpAddr>,
    /// Address that this person's machine shows to servers when away, where many share it: a VPN
    /// concentrator, a branch's NAT, a terminal server.
    pub shared_address: Option<IpAddr>,
    /// Share of working days spent behind the shared address.
    pub away: f64,
    /// Usual time of arrival, after midnight.
    pub arrives: i64,
    /// Share of working days on which this person uses Remote Desktop.
    pub remote_desktop: f64,
    /// A second account with an administrator's rights, for those who have one.
    pub administrator: Option<AccountId>,
    /// Times in which ordinary life stops: the account is locked, forgotten, or its owner gone.
    pub pauses: Vec<(i64, i64)>,
    /// Times in which the phone is silent or belongs to a nuisance.
    pub phone_pauses: Vec<(i64, i64)>,
}

impl Person {
    /// Somebody who works at a desk from eight.
    #[must_use]
    pub fn new(account: AccountId, workstation: HostId, servers: Vec<HostId>) -> Self {
        Person {
            account,
            workstation,
            servers,
            phone: None,
            shared_address: None,
            away: 0.0,
            arrives: 8 * HOUR + 15 * MINUTE,
            remote_desktop: 0.0,
            administrator: None,
            pauses: Vec::new(),
            phone_pauses: Vec::new(),
        }
    }

    /// The person's machine as servers see it.
    #[must_use]
    pub fn client(&self, site: &Site) -> Client {
        client_of(site, self.workstation)
    }

    /// The person's phone as the mail server sees it.
    #[must_use]
    pub fn phone_client(&self) -> Option<Client> {
        self.phone.map(|address| Client { address, workstation: Text::from("") })
    }
}

/// A computer of the site as a client.
#[must_use]
pub fn client_of(site: &Site, host: HostId) -> Client {
    let host = site.host(host);
    Client { address: host.address, workstation: Text::from(&host.name) }
}

/// A service account doing its work.
#[derive(Debug, Clone)]
pub struct ServiceJob {
    /// The account.
    pub account: AccountId,
    /// The machine it runs on.
    pub runs_on: HostId,
    /// The machine it logs on to; the same one for services and tasks.
    pub host: HostId,
    /// How.
    pub path: Path,
    /// Time between two logons.
    pub every: i64,
    /// When it stops working, because a nuisance took it.
    pub until: Option<i64>,
}

/// Everybody.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Persons whose days are played.
    pub persons: Vec<Person>,
    /// Service accounts at work.
    pub jobs: Vec<ServiceJob>,
    /// Administrators' accounts, for resets and unlocks.
    pub administrators: Vec<AccountId>,
    /// The machine that receives phones and web mail.
    pub mail: Option<HostId>,
    /// Where Remote Desktop users work.
    pub remote_desktop: Option<HostId>,
    /// Front end of the mail server, if it hides its clients.
    pub front_end: Option<IpAddr>,
    /// Whether Remote Desktop servers leave the client's address out of their 4625s and 4624s, as
    /// older ones do.
    pub remote_desktop_hides_address: bool,
}

impl People {
    /// The path of Remote Desktop at this site.
    #[must_use]
    pub fn remote_desktop_path(&self) -> Path {
        Path::RemoteDesktop { address_shown: !self.remote_desktop_hides_address }
    }
}
