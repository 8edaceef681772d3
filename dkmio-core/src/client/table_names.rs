//! The names that tables have in DynamoDB.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use crate::error::{Error, ErrorContext, ErrorKind};
use crate::table::Table;

/// The length of a table's name, in characters (API Reference, CreateTable: `TableName`).
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 3..=255;
/// The maximum length of a table's ARN, in characters (API Reference, GetItem: `TableName`).
const MAX_ARN_LENGTH: usize = 1024;

/// The table of a request: the type that declares it, and the name set for this request alone.
///
/// Types are compared by identity, not by the name they declare: two instances of one generic row declare the same name
/// and may be in different tables.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct TableRef {
    /// The type that determines the name of the table.
    id: TypeId,
    /// The type of the items. Several item types may share a table.
    item: TypeId,
    declared: &'static str,
    given: Option<Arc<str>>,
}

impl TableRef {
    pub(crate) fn of<T: Table>() -> Self {
        Self { id: T::table_id(), item: typeid::of::<T>(), declared: T::DEFINITION.name, given: None }
    }

    /// Makes a table without a type.
    #[cfg(test)]
    pub(crate) fn declaring(name: &'static str) -> Self {
        Self { id: TypeId::of::<()>(), item: TypeId::of::<()>(), declared: name, given: None }
    }

    /// Returns whether `T` is the type of the items.
    pub(crate) fn is_of<T: Table>(&self) -> bool {
        self.item == typeid::of::<T>()
    }

    /// Returns the declared name.
    pub(crate) fn declared_name(&self) -> &'static str {
        self.declared
    }

    /// Returns the name when no connection is known yet: the one set for the request, or the declared one.
    pub(crate) fn name(&self) -> &str {
        self.given.as_deref().unwrap_or(self.declared)
    }

    /// Returns the name when no connection is known yet.
    ///
    /// # Errors
    /// Returns an error if a name that was given at run time cannot be the name of a table.
    pub(crate) fn checked_name(&self) -> Result<&str, Error> {
        let name = self.name();
        check_name(name).map(|()| name)
    }

    /// Returns the name when no connection is known yet, for the explanation of a request.
    ///
    /// # Errors
    /// Returns an error in the cases of [`checked_name`](Self::checked_name).
    pub(crate) fn explained_name(&self, operation: &'static str) -> Result<&str, Error> {
        // The given name is the one that is refused, so the error has the declared one.
        self.checked_name().map_err(|error| error.with_context(&ErrorContext::new(operation, self.declared, None)))
    }

    /// Sets another name of the table for this request, used unchanged.
    pub(crate) fn rename(&mut self, name: impl Into<String>) {
        self.given = Some(name.into().into());
    }
}

/// The names of tables on one connection.
#[derive(Debug, Clone, Default)]
pub(super) struct TableNames {
    pub(super) prefix: String,
    pub(super) by_type: HashMap<TypeId, Arc<str>>,
    pub(super) by_declared_name: HashMap<String, Arc<str>>,
}

impl TableNames {
    /// Returns the actual name of a table. The narrowest setting wins: the request, the type, the declared name, the
    /// prefix.
    pub(super) fn actual_name(&self, table: &TableRef) -> Arc<str> {
        let replaced = || self.by_type.get(&table.id).or_else(|| self.by_declared_name.get(table.declared));
        match table.given.as_ref().or_else(replaced) {
            Some(name) => name.clone(),
            // A name that was given for a type or a request is complete: the prefix is for declared names alone.
            None if self.prefix.is_empty() => table.declared.into(),
            None => [self.prefix.as_str(), table.declared].concat().into(),
        }
    }
}

/// Checks a name that may have been set at run time.
///
/// # Errors
/// Returns an error if it cannot be the name of a table.
pub(super) fn check_name(name: &str) -> Result<(), Error> {
    let Some(reason) = refusal(name) else { return Ok(()) };
    // A name set at run time may contain anything, and an error must stay on one line.
    let shown = name.escape_debug();
    Err(Error::new(ErrorKind::Validation).with_message(format!("`{shown}` cannot be the name of a table: {reason}")))
}

/// Returns the reason why a text cannot be the name or the ARN of a table.
fn refusal(name: &str) -> Option<String> {
    let is_arn = name.starts_with("arn:");
    let is_allowed = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || is_arn && matches!(byte, b':' | b'/')
    };
    if !name.bytes().all(is_allowed) {
        return Some("it takes letters, digits, `_`, `-` and `.` only".to_owned());
    }
    match name.len() {
        length if is_arn && length > MAX_ARN_LENGTH => {
            Some(format!("an ARN has at most {MAX_ARN_LENGTH} characters, this one has {length}"))
        }
        length if !is_arn && !NAME_LENGTHS.contains(&length) => {
            Some(format!("it must have {} to {} characters", NAME_LENGTHS.start(), NAME_LENGTHS.end()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_3_to_255_characters_and_an_arn_up_to_1024() {
        let arn = |length: usize| format!("arn:aws:dynamodb:us-east-1:000000000000:table/{}", "t".repeat(length - 46));
        for (name, is_name) in [
            ("t".repeat(2), false),
            ("t".repeat(3), true),
            ("t".repeat(255), true),
            ("t".repeat(256), false),
            (arn(256), true),
            (arn(1024), true),
            (arn(1025), false),
            ("a-Z_0.9".to_owned(), true),
            ("a:b".to_owned(), false),
            ("a/b".to_owned(), false),
            ("arn:a b".to_owned(), false),
        ] {
            assert_eq!(check_name(&name).is_ok(), is_name, "{name}");
        }
    }
}
