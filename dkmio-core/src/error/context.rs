//! The place where an error happened.

use std::sync::Arc;

/// The operation, the table and the index of a request, for its errors and its span.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ErrorContext {
    pub(crate) operation: Option<&'static str>,
    pub(crate) table: Option<Arc<str>>,
    pub(crate) index: Option<&'static str>,
}

impl ErrorContext {
    pub(crate) fn new(operation: &'static str, table: impl Into<Arc<str>>, index: Option<&'static str>) -> Self {
        Self { operation: Some(operation), table: Some(table.into()), index }
    }

    /// Returns the table's name as the SDK takes it.
    pub(crate) fn table_name(&self) -> Option<String> {
        self.table.as_deref().map(str::to_owned)
    }
}
