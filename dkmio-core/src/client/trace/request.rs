//! The endpoint of an attempt.

use super::facts::Facts;
use crate::client::endpoint;

/// Notes the host of a URI, and its port unless it is the default of the scheme.
pub(super) fn note_endpoint(facts: &mut Facts, uri: &str) {
    if let Some((host, port)) = endpoint::host_and_port(uri) {
        facts.server_address = Some(host.to_owned());
        facts.server_port = port.map(i64::from);
    }
}
