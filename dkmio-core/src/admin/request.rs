//! The common parts of requests on tables.

/// Implements `.await` for a request on a table, on the default connection.
macro_rules! awaitable {
    ($request:ident => $answer:ty) => {
        impl<T: crate::table::Table + 'static> std::future::IntoFuture for $request<T> {
            type Output = Result<$answer, crate::error::Error>;
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
