//! BatchWriteItem.

mod entry;
mod exchange;
mod request;
mod stream;

pub(crate) use entry::delete_entry;
pub use entry::{BatchEntry, BatchPutItem};
pub(crate) use exchange::{place_of, short};
pub use request::BatchWrite;
pub use stream::BatchWriteStream;
