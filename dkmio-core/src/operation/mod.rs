//! The operations on one item: GetItem, PutItem, UpdateItem and DeleteItem.

mod assuming;
mod delete;
mod get;
mod put;
mod update;
mod update_collections;
mod upsert;

pub use delete::{Delete, DeleteItem};
pub use get::Get;
pub use put::{Put, PutItem};
pub use update::{Update, UpdateItem};
