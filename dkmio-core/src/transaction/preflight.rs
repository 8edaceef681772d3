//! The checks of a transaction before it is sent.

use std::collections::HashMap;

use super::limits::{MAX_PARTS, MAX_TRANSACTION_SIZE};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::CanonicalKey;

/// Refuses more parts than the service accepts.
pub(super) fn check_count(parts: usize) -> Result<(), Error> {
    if parts > MAX_PARTS {
        let message = format!("the transaction has {parts} parts; the limit is {MAX_PARTS}");
        return Err(Error::new(ErrorKind::Validation).with_message(message));
    }
    Ok(())
}

/// Refuses more bytes of items than the service accepts.
pub(super) fn check_size(sizes: impl Iterator<Item = usize>) -> Result<(), Error> {
    let bytes: usize = sizes.sum();
    if bytes > MAX_TRANSACTION_SIZE {
        let message = format!("the items have {bytes} bytes; the limit of a transaction is {MAX_TRANSACTION_SIZE}");
        return Err(Error::new(ErrorKind::Validation).with_message(message));
    }
    Ok(())
}

/// The items of a transaction so far. No two parts may be for one item.
#[derive(Default)]
pub(super) struct Seen(HashMap<(String, CanonicalKey), usize>);

impl Seen {
    /// Adds a part. Refuses it if an earlier part is for the same item.
    pub(super) fn add(&mut self, position: usize, table: &str, key: CanonicalKey) -> Result<(), Error> {
        // Compared by actual name: two types may share a table, and one type may be in several.
        match self.0.insert((table.to_owned(), key), position) {
            None => Ok(()),
            Some(first) => Err(Error::new(ErrorKind::DuplicateKey).with_positions([first, position])),
        }
    }
}

/// Adds the table and the position of a part to its error.
pub(super) fn of_part(error: Error, operation: &'static str, table: &str, position: usize) -> Error {
    error.with_context(&ErrorContext::new(operation, table, None)).with_position(position)
}
