//! The common parts of requests on tables.

use crate::client::{DynamoDb, TableRef};
use crate::error::{Error, ErrorContext};

/// Returns the actual name of a table.
///
/// # Errors
/// Returns an error if a name that was given at run time cannot be the name of a table.
pub(super) fn checked_name(db: &DynamoDb, table: &TableRef, operation: &'static str) -> Result<String, Error> {
    let context = ErrorContext::new(operation, table.declared_name(), None);
    let name = db.checked_name(table).map_err(|error| error.with_context(&context))?;
    Ok(name.as_ref().to_owned())
}

/// Implements `.await` for a request on a table, on the default connection.
macro_rules! awaitable {
    ($request:ident => $output:ty) => {
        impl<T: crate::table::Table + 'static> std::future::IntoFuture for $request<T> {
            type Output = Result<$output, crate::error::Error>;
            type IntoFuture = futures::future::BoxFuture<'static, Self::Output>;

            /// Sends the request on the default connection of the process, see
            /// [`DynamoDb::set_default`](crate::client::DynamoDb::set_default).
            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move {
                    let db = crate::client::default_client()?;
                    self.send(&db).await
                })
            }
        }
    };
}
pub(super) use awaitable;
