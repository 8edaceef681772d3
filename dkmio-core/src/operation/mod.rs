//! The operations on one item: GetItem, PutItem, UpdateItem and DeleteItem.

// In groups, because rustdoc keeps the order of the source: on the page of `SingleWrite` a put comes first.
mod get;
mod put;

mod update;
mod update_collections;

mod assuming;
mod delete;
mod guarded;
mod managed_put;
mod unique;
mod update_send;
mod upsert;
mod version_check;

pub(crate) use delete::RenderedDelete;
pub use delete::{Delete, DeleteItem};
pub use get::Get;
pub use guarded::GuardedItem;
pub(crate) use managed_put::encode_with_timestamps;
pub(crate) use put::RenderedPut;
pub use put::{Put, PutItem};
pub(crate) use unique::{Sentinel, UniqueChange, sentinel_key};
pub use update::{Update, UpdateItem};
