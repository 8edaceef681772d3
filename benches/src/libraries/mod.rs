//! The libraries that are measured, and what each of them stores.
//!
//! Without the feature `peers` the only library beside the SDK with `serde_dynamo` is dkmio.

mod dkmio;
mod id;
mod library;
#[cfg(not(feature = "peers"))]
mod no_known;
#[cfg(not(feature = "peers"))]
#[path = "no_peers.rs"]
mod peers;
#[cfg(feature = "peers")]
mod peers;
mod sdk;
mod stored;

pub(crate) use self::id::LibraryId;
pub(crate) use self::library::{ADDED, BATCH, CUSTOMER, Library, Visitor};
pub(crate) use self::peers::{Known, ON_MANY_REQUESTS, Peer};
pub(crate) use self::sdk::Sdk;
pub(crate) use self::stored::{page, text};
