//! The runtime of dkmio. Depend on `dkmio`, which re-exports it: its documentation is there, and this crate promises nothing of
//! its own.

#![cfg_attr(docsrs, feature(doc_cfg))]

// In groups, because rustdoc keeps the order of the source: the methods that every user needs come first on the pages of `Error`,
// `Read` and `SingleWrite`, and those of `batch`, `backfill` and `transaction` after them.
pub mod error;

pub mod request;

pub mod operation;

pub mod read;

pub mod admin;
pub mod attribute;
pub mod backfill;
pub mod batch;
#[cfg(feature = "streams")]
pub mod change_stream;
pub mod changes;
pub mod client;
pub mod codec;
pub mod cursor;
pub mod dynamo_table;
pub mod expression;
pub mod json;
pub mod key;
pub mod partiql;
pub mod retry;
pub mod search;
pub mod table;
pub mod template;
mod transact;
pub mod transaction;
pub mod ttl;

pub use aws_sdk_dynamodb;
#[cfg(feature = "streams")]
pub use aws_sdk_dynamodbstreams;
pub use serde;
