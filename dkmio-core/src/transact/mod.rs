//! TransactWriteItems and TransactGetItems as they are sent: rendered parts, checks, tokens and retries.
//!
//! The builders of transactions are in `transaction`. Writes of one item use this module, too: an item with unique attributes is written
//! in one transaction with its sentinel items.

mod get_request;
mod limits;
mod part;
mod preflight;
mod sdk_part;
mod send;
mod single;
pub(crate) mod token;
mod write_request;

pub(crate) use get_request::RenderedGet;
pub use limits::{MAX_PARTS, MAX_TOKEN_LENGTH, MAX_TRANSACTION_SIZE};
pub(crate) use part::{PartAction, RenderedPart, RenderedWrite};
pub(crate) use preflight::{CheckedParts, Seen, check_count, of_part};
pub(crate) use send::{GET, Sending, WRITE};
pub(crate) use single::{explain_single, send_single};
