//! The runtime of dkmio.

pub mod admin;
pub mod attribute;
pub mod batch;
pub mod client;
pub mod error;
pub mod expression;
pub mod key;
pub mod operation;
pub mod page;
pub mod retry;
pub mod table;
pub mod transaction;
pub mod ttl;
pub mod value;
pub mod verbs;
#[doc(hidden)]
pub mod wire;

pub use aws_sdk_dynamodb;
pub use serde;
