//! What requests on tables share.

/// `.await` for a request on a table, by the process default.
macro_rules! awaitable {
    ($request:ident => $answer:ty) => {
        impl<T: crate::table::Table + 'static> std::future::IntoFuture for $request<T> {
            type Output = Result<$answer, crate::error::Error>;
            type IntoFuture = futures::future::BoxFuture<'static, Self::Output>;

            /// Sends the request by the process default, see [`DynamoDb::set_default`](crate::client::DynamoDb::set_default).
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
