//! The HTTP clients under the SDK: in memory, at once, late or never, and over a loopback socket.

mod memory;
mod socket;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Builder, Credentials, Region};

pub(crate) use self::memory::{Memory, Sent};
pub(crate) use self::socket::Server;

/// Returns everything about a client but its HTTP client.
fn config() -> Builder {
    aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("id", "secret", None, None, "benches"))
}

/// Returns a client with an HTTP client in memory.
pub(crate) fn in_memory(memory: Memory) -> Client {
    Client::from_conf(config().http_client(memory).build())
}

/// Returns a client that reaches a server through the SDK's own HTTP client without TLS.
pub(crate) fn over_socket(server: &Server) -> Client {
    over_url(&server.url())
}

/// Returns such a client for the server at a URL.
pub(crate) fn over_url(url: &str) -> Client {
    let http = aws_smithy_http_client::Builder::new().build_http();
    Client::from_conf(config().endpoint_url(url).http_client(http).build())
}
