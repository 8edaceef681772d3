//! The default connection of the process.

use std::sync::{PoisonError, RwLock};

use super::DynamoDb;
use crate::error::{Error, ErrorKind};

// Read by every request that is awaited without a connection, and written once, so a lock for many readers.
static DEFAULT: RwLock<Option<DynamoDb>> = RwLock::new(None);

impl DynamoDb {
    /// Makes this the default connection of the process, which sends every request that is awaited without `send`:
    /// `Orders::get(key).await`.
    ///
    /// It is meant for programs. A library takes a `&DynamoDb` instead. A later call replaces the default.
    pub fn set_default(&self) {
        // The connection is replaced as a whole, so a panic of another thread cannot damage it and poisoning is
        // ignored.
        *DEFAULT.write().unwrap_or_else(PoisonError::into_inner) = Some(self.clone());
    }
}

/// Returns the connection set by [`DynamoDb::set_default`].
///
/// # Errors
/// Returns an error if none was set.
pub(crate) fn default_client() -> Result<DynamoDb, Error> {
    let default = DEFAULT.read().unwrap_or_else(PoisonError::into_inner);
    default.clone().ok_or_else(|| Error::new(ErrorKind::NoDefaultClient))
}
