//! Batches: BatchGetItem and BatchWriteItem for any number of entries.
//!
//! What DynamoDB leaves unprocessed is sent again, with backoff, until all is done; there is no call that answers with
//! one raw batch. What ends a batch early is a [`BatchError`], which holds what is left, ready to be sent again.

mod driver;
mod error;
mod get;
mod hydrate;
mod json_size;
mod progress;
mod request;
mod settings;
mod write;

pub use error::{BatchEnd, BatchError, BatchLeft};
pub use get::{BatchGet, BatchGetLeft, BatchGetParts, BatchGetTables, BatchSlot};
pub use hydrate::Hydrated;
pub use progress::BatchProgress;
pub use request::{BatchRequest, MeteredBatch};
pub(crate) use write::delete_entry;
pub use write::{BatchEntry, BatchPutItem, BatchWrite, BatchWriteStream};
