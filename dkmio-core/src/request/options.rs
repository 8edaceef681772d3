//! What can be set on every request.

use crate::client::{DynamoDb, Operation, TableRef};
use crate::error::{Error, ErrorContext};
use crate::table::Table;

/// What can be set on every request. A builder has one as `options` and gets its methods by
/// [`request_options!`](crate::request::request_options).
#[derive(Debug, Clone)]
pub(crate) struct RequestOptions {
    pub(crate) table: TableRef,
}

impl RequestOptions {
    pub(crate) fn of<T: Table>() -> Self {
        Self { table: TableRef::of::<T>() }
    }

    /// Where the request goes on a connection.
    ///
    /// # Errors
    /// Returns an error if the table has a name that no table can have.
    pub(crate) fn place(&self, operation: Operation, db: &DynamoDb) -> Result<ErrorContext, Error> {
        let declared = || ErrorContext::new(operation.name, self.table.declared_name(), None);
        let name = db.checked_name(&self.table).map_err(|error| error.with_context(&declared()))?;
        Ok(ErrorContext::new(operation.name, name, None))
    }
}

/// The methods that every request has, for a builder with the field `options`.
macro_rules! request_options {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> $type {
            /// Sends this request to the table `name`, or to the table with this ARN, instead of the one that the connection
            /// has for the type. The name is taken as it is, without the connection's prefix. With it one type can be in
            /// several tables, such as one for each year.
            pub fn table_name(mut self, name: impl Into<String>) -> Self {
                self.options.table.rename(name);
                self
            }
        }
    )*};
}
pub(crate) use request_options;
