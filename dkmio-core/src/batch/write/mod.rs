//! BatchWriteItem.

mod entry;
mod protocol;
mod request;
mod stream;

pub(crate) use entry::delete_entry;
pub use entry::{BatchEntry, BatchPutItem};
pub(crate) use protocol::{place_of, short};
pub use request::BatchWrite;
pub use stream::BatchWriteStream;
