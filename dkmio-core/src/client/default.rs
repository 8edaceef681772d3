//! The process default.

use std::sync::{PoisonError, RwLock};

use super::DynamoDb;
use crate::error::{Error, ErrorKind};

static DEFAULT: RwLock<Option<DynamoDb>> = RwLock::new(None);

impl DynamoDb {
    /// Makes this the connection of every request that is awaited without one: `Orders::get(key).await`.
    ///
    /// It is for programs; a library takes a `&DynamoDb`. A later call replaces it.
    pub fn set_default(&self) {
        *DEFAULT.write().unwrap_or_else(PoisonError::into_inner) = Some(self.clone());
    }
}

/// The connection set by [`DynamoDb::set_default`].
pub(crate) fn default_client() -> Result<DynamoDb, Error> {
    let default = DEFAULT.read().unwrap_or_else(PoisonError::into_inner);
    default.clone().ok_or_else(|| Error::new(ErrorKind::NoDefaultClient))
}
