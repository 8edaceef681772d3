//! The names of tables on a connection: how users set them, and how requests resolve them.

use std::sync::Arc;

use super::DynamoDb;
use super::table_names::{TableRef, check_name};
use crate::error::Error;
use crate::table::Table;

impl DynamoDb {
    /// Returns the same connection with `prefix` in front of every table's declared name: with `dev-`, `orders` is
    /// `dev-orders` in DynamoDB.
    ///
    /// A prefix must not come from a user: one that begins with `arn:` can name a table of another account.
    #[must_use]
    pub fn with_table_prefix(mut self, prefix: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.names).prefix = prefix.into();
        self
    }

    /// Returns the same connection with another name for the table of the type `T`. The name, or ARN, is used
    /// unchanged, without the prefix. Other types that declare the same name keep theirs.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let db = db.with_table_name::<Orders>("orders-blue");
    /// assert_eq!(db.table_name::<Orders>(), "orders-blue");
    /// # Ok(())
    /// # }) }
    /// ```
    #[must_use]
    pub fn with_table_name<T: Table>(mut self, name: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.names).by_type.insert(T::table_id(), name.into().into());
        self
    }

    /// Returns the same connection with another name for every table that declares the name `declared`, whatever its
    /// type. A name set by [`with_table_name`](Self::with_table_name) has precedence.
    #[must_use]
    pub fn with_declared_table_name(mut self, declared: impl Into<String>, name: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.names).by_declared_name.insert(declared.into(), name.into().into());
        self
    }

    /// Returns the name that the table of the type `T` has in DynamoDB on this connection.
    #[must_use]
    pub fn table_name<T: Table>(&self) -> String {
        self.actual_name(&TableRef::of::<T>()).as_ref().to_owned()
    }

    /// Returns the actual name of a table.
    pub(crate) fn actual_name(&self, table: &TableRef) -> Arc<str> {
        self.names.actual_name(table)
    }

    /// Returns the actual name of a table.
    ///
    /// # Errors
    /// Returns an error if a name that was given at run time cannot be the name of a table.
    pub(crate) fn checked_name(&self, table: &TableRef) -> Result<Arc<str>, Error> {
        let name = self.actual_name(table);
        check_name(&name).map(|()| name)
    }
}
