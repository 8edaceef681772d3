//! The runtime of dkmio.

pub mod admin;
pub mod attribute;
pub mod client;
pub mod error;
pub mod expression;
pub mod key;
pub mod operation;
pub mod page;
mod rate;
pub mod table;
pub mod ttl;
pub mod value;
pub mod verbs;
#[doc(hidden)]
pub mod wire;

pub use aws_sdk_dynamodb;
pub use serde;
