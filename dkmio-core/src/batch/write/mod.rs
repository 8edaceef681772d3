//! BatchWriteItem.

mod batch_request;
mod entry;
mod explain;
mod explained;
mod protocol;
mod request;
mod stream;

pub use entry::{BatchDelete, BatchDeleteKey, BatchEntry, BatchPut, BatchPutItem, Timestamps};
pub use explained::ExplainedBatchWrites;
pub use request::BatchWrite;
pub use stream::BatchWriteStream;

use crate::client::Operation;
use crate::error::ErrorContext;
use crate::table::Table;

const OPERATION: Operation = Operation::write("BatchWriteItem");

/// Returns the context of an error in an entry of `T`.
fn context<T: Table>() -> ErrorContext {
    ErrorContext::new(OPERATION.name, T::DEFINITION.name, None)
}
