//! The operations on one item: GetItem, PutItem, UpdateItem and DeleteItem.

mod delete;
mod get;
mod put;
mod update;

pub use delete::Delete;
pub use get::Get;
pub use put::Put;
pub use update::Update;
