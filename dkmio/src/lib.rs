//! dkmio

pub use dkmio_core::key::serde_with as key;
pub use dkmio_core::key::{DynamoKey, KeyFrom, KeyOf};
pub use dkmio_core::ttl::Ttl;
pub use dkmio_core::value::Item;
pub use dkmio_core::value::{binary, set};
pub use dkmio_core::{attribute, table};
#[cfg(feature = "derive")]
pub use dkmio_derive::{DynamoDocument, DynamoKey, DynamoProjection, DynamoTable};

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
