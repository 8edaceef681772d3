//! Primary keys as they are stored, for tables whose items have no type.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::Table;
use crate::codec::Item;
use crate::key::{CanonicalKey, EncodedKey, KeyError, KeyFrom, KeyOf, check_stored_key};

/// The primary key of an item of a shared table, as it is stored.
#[derive(Clone)]
pub struct StoredKey {
    key: EncodedKey,
    /// The form by which keys are compared: numbers have many spellings.
    canonical: CanonicalKey,
}

impl StoredKey {
    /// Returns the names and values of the key, partition key first.
    #[must_use]
    pub fn attributes(&self) -> &EncodedKey {
        &self.key
    }
}

impl<T: Table> KeyOf<T> for StoredKey {
    fn encode(&self) -> Result<EncodedKey, KeyError> {
        Ok(self.key.clone())
    }

    fn from_item(item: &Item) -> Result<Self, KeyError> {
        let schema = T::DEFINITION.key;
        let parts =
            schema.partition.iter().map(|part| (part, true)).chain(schema.sort.iter().map(|part| (part, false)));
        for (part, is_partition) in parts {
            let value = item.get(part.name).ok_or(KeyError::Missing { attribute: part.name.into() })?;
            check_stored_key(part, value, is_partition)?;
        }
        let key = schema.key_of(item)?;
        Ok(Self { canonical: key.canonical(), key })
    }
}

impl KeyFrom<StoredKey> for StoredKey {
    fn key_from(key: Self) -> Self {
        key
    }
}

impl KeyFrom<&StoredKey> for StoredKey {
    fn key_from(key: &Self) -> Self {
        key.clone()
    }
}

/// Shows the names of the key attributes and omits the values.
impl fmt::Debug for StoredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StoredKey").field(&self.key).finish()
    }
}

impl PartialEq for StoredKey {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for StoredKey {}

impl Hash for StoredKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl PartialOrd for StoredKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for StoredKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.canonical.cmp(&other.canonical)
    }
}
