//! BatchWriteItem.

mod batch_request;
mod entry;
mod explain;
mod explained;
mod protocol;
mod refused;
mod request;
mod stream;

pub use entry::{BatchDelete, BatchDeleteKey, BatchEntry, BatchPut, BatchPutItem, Timestamps};
pub use explained::ExplainedBatchWrites;
pub use request::BatchWrite;
pub use stream::BatchWriteStream;

use crate::client::Operation;

const OPERATION: Operation = Operation::write("BatchWriteItem");
