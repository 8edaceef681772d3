//! Batches: BatchGetItem and BatchWriteItem for any number of entries.
//!
//! Unprocessed entries are resent, with backoff, until all are done; no method returns one raw response. If a batch
//! stops early, its error has the unprocessed rest, ready to be sent again.

mod driver;
mod error;
mod explain;
mod get;
mod hydrate;
mod json_size;
mod progress;
mod request;
mod settings;
mod tables;
mod write;

pub(crate) use driver::{Driver, EntrySource, Protocol, QueueKey, QueuedEntry};
pub use error::{BatchError, BatchFailure, BatchStopReason, UnprocessedBatch};
pub use explain::{BatchExplanation, ExplainedBatchRequest};
pub use get::{BatchGet, BatchGetParts, BatchGetResult, BatchGetTables, IncompleteBatchGet};
pub use hydrate::Hydrated;
pub use progress::BatchProgress;
pub use request::BatchRequest;
pub(crate) use settings::{Settings, batch_settings};
pub use write::{
    BatchDelete, BatchDeleteKey, BatchEntry, BatchPut, BatchPutItem, BatchWrite, BatchWriteStream,
    ExplainedBatchWrites, Timestamps,
};
