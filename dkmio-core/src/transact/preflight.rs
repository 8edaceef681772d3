//! The checks of a transaction before it is sent.

use std::collections::HashMap;

use super::limits::{MAX_PARTS, MAX_TRANSACTION_SIZE};
use super::part::{PartAction, RenderedPart, RenderedWrite};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::CanonicalKey;

/// Refuses more parts than the service accepts.
pub(crate) fn check_count(parts: usize) -> Result<(), Error> {
    if parts > MAX_PARTS {
        let message = format!("the transaction has {parts} parts; the limit is {MAX_PARTS}");
        return Err(Error::new(ErrorKind::Validation).with_message(message));
    }
    Ok(())
}

/// Refuses more bytes of items than the service accepts.
fn check_size(sizes: impl Iterator<Item = usize>) -> Result<(), Error> {
    let bytes: usize = sizes.sum();
    if bytes > MAX_TRANSACTION_SIZE {
        let message = format!("the items have {bytes} bytes; the limit of a transaction is {MAX_TRANSACTION_SIZE}");
        return Err(Error::new(ErrorKind::Validation).with_message(message));
    }
    Ok(())
}

/// The items of a transaction so far. No two parts may be for one item.
#[derive(Default)]
pub(crate) struct Seen(HashMap<(String, CanonicalKey), Use>);

/// The use of an item by a part.
#[derive(Clone, Copy)]
struct Use {
    position: usize,
    /// The unique attribute whose sentinel item it is.
    sentinel: Option<&'static str>,
    /// Whether the part claims a unique value.
    is_claim: bool,
}

impl Seen {
    /// Adds a part. Refuses it if an earlier part is for the same item.
    pub(crate) fn add(&mut self, position: usize, table: &str, key: CanonicalKey) -> Result<(), Error> {
        self.insert(table, key, Use { position, sentinel: None, is_claim: false })
    }

    fn insert(&mut self, table: &str, key: CanonicalKey, found: Use) -> Result<(), Error> {
        // Compared by actual name: two types may share a table, and one type may be in several.
        let Some(first) = self.0.insert((table.to_owned(), key), found) else { return Ok(()) };
        let error = match found.sentinel.or(first.sentinel) {
            Some(attribute) if first.is_claim && found.is_claim => Error::claimed_twice(attribute),
            Some(attribute) => Error::new(ErrorKind::DuplicateKey).with_message(format!(
                "two parts write the sentinel item of one value of `{attribute}`; a unique value cannot move to another item in one \
                 transaction"
            )),
            None => Error::new(ErrorKind::DuplicateKey),
        };
        Err(error.with_positions([first.position, found.position]))
    }
}

/// The parts of a transaction, checked, each with the actual name of its table.
#[derive(Default)]
pub(crate) struct CheckedParts {
    pub(super) parts: Vec<(String, RenderedPart)>,
    seen: Seen,
}

impl CheckedParts {
    /// Adds the write that the caller gave at a position. Refuses it if an earlier part is for one of its items.
    pub(crate) fn add(&mut self, position: usize, table: &str, write: RenderedWrite) -> Result<(), Error> {
        for part in write.into_parts(position) {
            let sentinel = part.origin.unique;
            let is_claim = sentinel.is_some() && part.action == PartAction::Put;
            self.seen.insert(table, part.key.clone(), Use { position, sentinel, is_claim })?;
            self.parts.push((table.to_owned(), part));
        }
        Ok(())
    }

    /// Refuses more parts and more bytes than the service accepts, sentinel items included.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        check_count(self.parts.len())?;
        check_size(self.parts.iter().map(|(_, part)| part.size))?;
        Ok(self)
    }

    /// Returns the parts, each with the actual name of its table.
    pub(crate) fn parts(&self) -> &[(String, RenderedPart)] {
        &self.parts
    }
}

/// Adds the table and the position of a part to its error.
pub(crate) fn of_part(error: Error, operation: &'static str, table: &str, position: usize) -> Error {
    error.with_context(&ErrorContext::new(operation, table, None)).with_position(position)
}
