//! What is found wrong with a transaction before it is sent.

use std::collections::HashMap;

use super::limits::{MAX_PARTS, MAX_TRANSACTION_SIZE};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::CanonicalKey;

/// Refuses more parts than the service takes.
pub(super) fn check_count(parts: usize) -> Result<(), Error> {
    if parts > MAX_PARTS {
        let message = format!("a transaction has at most {MAX_PARTS} parts, this one has {parts}");
        return Err(Error::new(ErrorKind::Validation).with_message(message));
    }
    Ok(())
}

/// Refuses more bytes of items than the service takes.
pub(super) fn check_size(sizes: impl Iterator<Item = usize>) -> Result<(), Error> {
    let bytes: usize = sizes.sum();
    if bytes > MAX_TRANSACTION_SIZE {
        let message = format!("the items have {bytes} bytes together, at most {MAX_TRANSACTION_SIZE}");
        return Err(Error::new(ErrorKind::Validation).with_message(message));
    }
    Ok(())
}

/// The items of a transaction so far: no two parts may be for one.
#[derive(Default)]
pub(super) struct Seen(HashMap<(String, CanonicalKey), usize>);

impl Seen {
    /// Refuses a part for an item that an earlier part is for.
    pub(super) fn add(&mut self, position: usize, table: &str, key: CanonicalKey) -> Result<(), Error> {
        match self.0.insert((table.to_owned(), key), position) {
            None => Ok(()),
            Some(first) => Err(Error::new(ErrorKind::DuplicateKey).with_positions([first, position])),
        }
    }
}

/// Says which part of which table is wrong.
pub(super) fn of_part(error: Error, operation: &'static str, table: &str, position: usize) -> Error {
    error.with_context(&ErrorContext::new(operation, table, None)).with_position(position)
}
