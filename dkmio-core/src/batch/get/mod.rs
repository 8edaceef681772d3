//! BatchGetItem.

mod exchange;
mod left;
mod parts;
mod request;
mod tables;

pub use left::BatchGetLeft;
pub use parts::{BatchGetParts, BatchSlot};
pub use request::BatchGet;
pub use tables::BatchGetTables;
