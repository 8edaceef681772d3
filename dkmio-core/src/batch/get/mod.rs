//! BatchGetItem.

mod incomplete;
mod parts;
mod protocol;
mod request;
mod tables;

pub use incomplete::BatchGetLeft;
pub use parts::{BatchGetParts, BatchSlot};
pub use request::BatchGet;
pub use tables::BatchGetTables;
