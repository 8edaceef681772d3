//! The head of a table with a column for every library.

use crate::libraries::LibraryId;

/// Returns the titles of the columns.
pub(super) fn heads() -> Vec<&'static str> {
    let libraries = LibraryId::all().into_iter().map(LibraryId::title);
    std::iter::once("work").chain(libraries).collect()
}
