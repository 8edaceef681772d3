//! Records that cannot be decoded.

use std::fmt;

use crate::codec::DecodeError;
use crate::error::Error;

/// A record that cannot be decoded. `Display` and `Debug` show no value of an item.
#[derive(Clone)]
pub struct ChangeError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    sequence_number: Option<String>,
    event_id: Option<String>,
    error: DecodeError,
    raw: String,
    key_hash: Option<u64>,
}

impl ChangeError {
    pub(super) fn new(error: DecodeError, raw: &str) -> Self {
        Self(Box::new(Inner { sequence_number: None, event_id: None, error, raw: raw.to_owned(), key_hash: None }))
    }

    /// Makes an error of a record that is known by its text alone.
    #[cfg(feature = "streams")]
    pub(crate) fn of_text(error: DecodeError, raw: &str) -> Self {
        Self::new(error, raw)
    }

    pub(super) fn with_ids(mut self, sequence_number: Option<String>, event_id: Option<String>) -> Self {
        self.0.sequence_number = sequence_number;
        self.0.event_id = event_id;
        self
    }

    pub(super) fn with_key_hash(mut self, key_hash: Option<u64>) -> Self {
        self.0.key_hash = key_hash;
        self
    }

    /// Returns a hash of the item's key, which the records of one item share, or `None` if the key cannot be read.
    pub(super) fn key_hash(&self) -> Option<u64> {
        self.0.key_hash
    }

    /// Returns the sequence number, or `None` if the record has none that can be read.
    #[must_use]
    pub fn sequence_number(&self) -> Option<&str> {
        self.0.sequence_number.as_deref()
    }

    /// Returns the id of the change, or `None` if the record has none that can be read.
    #[must_use]
    pub fn event_id(&self) -> Option<&str> {
        self.0.event_id.as_deref()
    }

    /// Returns what is wrong, and where: `orders[2].new.status` is the attribute `status` of the new image of the third record.
    #[must_use]
    pub fn decode_error(&self) -> &DecodeError {
        &self.0.error
    }

    /// Returns the text of the record, for example for a dead-letter queue. It holds the item: take care where you log it.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.0.raw
    }
}

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.error.fmt(f)
    }
}

impl fmt::Debug for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeError")
            .field("error", &self.0.error)
            .field("sequence_number", &self.0.sequence_number)
            .field("event_id", &self.0.event_id)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ChangeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0.error)
    }
}

impl From<ChangeError> for Error {
    fn from(error: ChangeError) -> Self {
        Self::from(error.0.error.clone()).with_details(error)
    }
}

impl Error {
    /// Returns the record of a stream that could not be decoded, with its sequence number and its text.
    #[must_use]
    pub fn change_error(&self) -> Option<&ChangeError> {
        self.details()
    }
}
