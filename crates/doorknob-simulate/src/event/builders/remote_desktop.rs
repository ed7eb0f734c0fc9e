//! RdpCoreTS 131 and 140, RemoteConnectionManager 261 and 1149, LocalSessionManager 21 and 25,
//! Gateway 201 and 302.

use std::net::IpAddr;
use std::sync::Arc;

use crate::event::{SimulatedEvent, Text, Value};
use crate::layout::{
    EventLayout, GATEWAY_CONNECTED, GATEWAY_DENIED, RDP_AUTHENTICATED, RDP_BAD_CREDENTIALS, RDP_CONNECTION,
    RDP_LISTENER, SESSION_LOGON, SESSION_RECONNECTED,
};

/// RdpCoreTS 131: a connection from `address:port`, or `[address]:port` for IPv6.
#[must_use]
pub fn rdp_connection(time: i64, computer: &Arc<str>, address: IpAddr, port: u16) -> SimulatedEvent {
    let client = std::net::SocketAddr::new(address, port).to_string();
    SimulatedEvent::new(&RDP_CONNECTION, time, computer, vec!["TCP".into(), client.into()])
}

/// RdpCoreTS 140: wrong user name or password from this address.
#[must_use]
pub fn rdp_bad_credentials(time: i64, computer: &Arc<str>, address: Text) -> SimulatedEvent {
    SimulatedEvent::new(&RDP_BAD_CREDENTIALS, time, computer, vec![Value::Text(address)])
}

/// RemoteConnectionManager 261.
#[must_use]
pub fn rdp_listener(time: i64, computer: &Arc<str>) -> SimulatedEvent {
    SimulatedEvent::new(&RDP_LISTENER, time, computer, vec!["RDP-Tcp".into()])
}

/// RemoteConnectionManager 1149.
#[must_use]
pub fn rdp_authenticated(
    time: i64,
    computer: &Arc<str>,
    user: Text,
    domain: Text,
    address: Text,
) -> SimulatedEvent {
    let values = vec![Value::Text(user), Value::Text(domain), Value::Text(address)];
    SimulatedEvent::new(&RDP_AUTHENTICATED, time, computer, values)
}

/// LocalSessionManager 21. `user` is `DOMAIN\name`, `address` may be `LOCAL`.
#[must_use]
pub fn session_logon(
    time: i64,
    computer: &Arc<str>,
    user: Text,
    session: u32,
    address: Text,
) -> SimulatedEvent {
    session_event(&SESSION_LOGON, time, computer, user, session, address)
}

/// LocalSessionManager 25.
#[must_use]
pub fn session_reconnected(
    time: i64,
    computer: &Arc<str>,
    user: Text,
    session: u32,
    address: Text,
) -> SimulatedEvent {
    session_event(&SESSION_RECONNECTED, time, computer, user, session, address)
}

fn session_event(
    layout: &'static EventLayout,
    time: i64,
    computer: &Arc<str>,
    user: Text,
    session: u32,
    address: Text,
) -> SimulatedEvent {
    let values = vec![Value::Text(user), Value::Number(session), Value::Text(address)];
    SimulatedEvent::new(layout, time, computer, values)
}

/// Gateway 201: the user's credentials or policy did not let them in.
/// 23003 is the code of "did not meet connection authorization policy requirements".
#[must_use]
pub fn gateway_denied(time: i64, computer: &Arc<str>, user: Text, address: Text) -> SimulatedEvent {
    gateway(&GATEWAY_DENIED, time, computer, user, address, "", 23003)
}

/// Gateway 302: the user connected to `resource`.
#[must_use]
pub fn gateway_connected(
    time: i64,
    computer: &Arc<str>,
    user: Text,
    address: Text,
    resource: impl Into<Text>,
) -> SimulatedEvent {
    gateway(&GATEWAY_CONNECTED, time, computer, user, address, resource, 0)
}

fn gateway(
    layout: &'static EventLayout,
    time: i64,
    computer: &Arc<str>,
    user: Text,
    address: Text,
    resource: impl Into<Text>,
    error_code: u32,
) -> SimulatedEvent {
    let values = vec![
        Value::Text(user),
        Value::Text(address),
        "NTLM".into(),
        Value::Text(resource.into()),
        "HTTP".into(),
        Value::Number(error_code),
    ];
    SimulatedEvent::new(layout, time, computer, values)
}
