//! BatchGetItem.

mod batch_request;
mod explain;
mod incomplete;
mod key_list;
mod parts;
mod protocol;
mod request;
mod tables;

pub use incomplete::IncompleteBatchGet;
pub use parts::{BatchGetParts, BatchGetResult};
pub use request::BatchGet;
pub use tables::BatchGetTables;
