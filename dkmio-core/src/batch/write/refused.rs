//! Entries that are refused before they are sent.

use std::sync::Arc;

use super::OPERATION;
use crate::client::TableRef;
use crate::error::{Error, ErrorContext};

/// The table of a refused entry, as a detail of its error. Only a connection knows the actual name.
struct RefusedIn(TableRef);

/// Returns the error of an entry that is refused.
pub(super) fn refused(error: Error, table: TableRef, position: usize) -> Error {
    error.with_position(position).with_details(RefusedIn(table))
}

/// Adds the table to the error of a refused entry. Any other error stays as it is.
pub(super) fn with_table(error: Error, name_of: impl FnOnce(&TableRef) -> Arc<str>) -> Error {
    match error.details::<RefusedIn>().map(|RefusedIn(table)| name_of(table)) {
        Some(name) => error.with_context(&ErrorContext::new(OPERATION.name, name, None)),
        None => error,
    }
}

/// Gives the table of a refused entry another name. Any other error stays as it is.
pub(super) fn with_table_renamed(error: Error, name: &str) -> Error {
    match error.details::<RefusedIn>().map(|RefusedIn(table)| table.clone()) {
        Some(mut table) => {
            table.rename(name);
            // The newest detail of a type is the one that is found.
            error.with_details(RefusedIn(table))
        }
        None => error,
    }
}
