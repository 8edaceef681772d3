//! Sending a batch: with or without the unprocessed rest in the error, or on the default connection.

use std::future::Future;

use super::{BatchError, UnprocessedBatch};
use crate::client::DynamoDb;
use crate::request::Request;

/// A batch: any number of requests, and one output.
pub trait BatchRequest: Request {
    /// The unprocessed rest if the batch stops early, ready to be sent.
    type Unprocessed: UnprocessedBatch + Send;

    /// Sends the batch.
    #[doc(hidden)]
    fn run(self, db: &DynamoDb) -> impl Future<Output = Result<Self::Output, BatchError<Self::Unprocessed>>> + Send;

    #[doc(hidden)]
    fn into_unprocessed(self) -> Self::Unprocessed;
}

/// Implements `.send(&db)`, `.send_or_unprocessed(&db)` and `.await` for a builder that is a [`BatchRequest`].
macro_rules! batch_sendable {
    ($(#[$doc:meta])* [$($generics:tt)*] $type:ty => $output:ty, $life:lifetime) => {
        impl<$($generics)*> crate::request::Request for $type {
            type Output = $output;

            async fn execute(self, db: &crate::client::DynamoDb) -> Result<$output, crate::error::Error> {
                self.send_or_unprocessed(db).await.map_err(crate::error::Error::from)
            }
        }

        impl<$($generics)*> $type {
            $(#[$doc])*
            pub async fn send(self, db: &crate::client::DynamoDb) -> Result<$output, crate::error::Error> {
                crate::request::Request::execute(self, db).await
            }

            /// Sends the batch as [`send`](Self::send) does. The error has all detail: the entries that are done, the
            /// reason why the batch stopped, and the unprocessed rest, by value and ready to be sent.
            ///
            /// # Errors
            /// Returns an error if `send` would.
            pub async fn send_or_unprocessed(
                self,
                db: &crate::client::DynamoDb,
            ) -> Result<$output, crate::batch::BatchError<<Self as crate::batch::BatchRequest>::Unprocessed>> {
                crate::batch::BatchRequest::run(self, db).await
            }
        }

        impl<$($generics)*> std::future::IntoFuture for $type
        where
            Self: $life,
        {
            type Output = Result<$output, crate::error::Error>;
            type IntoFuture = futures::future::BoxFuture<$life, Self::Output>;

            /// Sends the batch on the default connection of the process, see
            /// [`DynamoDb::set_default`](crate::client::DynamoDb::set_default).
            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move {
                    match crate::client::default_client() {
                        Ok(db) => crate::request::Request::execute(self, &db).await,
                        Err(error) => {
                            let unprocessed = crate::batch::BatchRequest::into_unprocessed(self);
                            Err(crate::batch::BatchError::before(error, unprocessed).into())
                        }
                    }
                })
            }
        }
    };
}
pub(crate) use batch_sendable;
