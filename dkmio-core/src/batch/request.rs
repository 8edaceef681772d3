//! What all batches share: sending, with or without the capacity, and awaiting with the process default.

use std::future::Future;

use super::BatchError;
use crate::client::DynamoDb;
use crate::client::{Capacity, Meter};

/// A batch: as many requests as its entries take, and one answer.
pub trait BatchRequest: Sized + Send {
    /// The answer.
    type Answer: Send;
    /// What is left of the batch when it ends early.
    type Left: Send;

    /// Sends the batch; consumed capacity goes to the meter.
    #[doc(hidden)]
    fn execute(
        self,
        db: &DynamoDb,
        meter: Meter,
    ) -> impl Future<Output = Result<Self::Answer, BatchError<Self::Left>>> + Send;

    #[doc(hidden)]
    fn into_left(self) -> Self::Left;
}

/// A batch whose answer comes with the capacity it consumed: made by `return_capacity`.
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct MeteredBatch<R> {
    pub(crate) request: R,
}

impl<R: BatchRequest> MeteredBatch<R> {
    /// Sends the batch and returns its answer and the capacity it consumed, summed over all requests it took.
    ///
    /// # Errors
    /// Those of the batch.
    pub async fn send(self, db: &DynamoDb) -> Result<(R::Answer, Capacity), BatchError<R::Left>> {
        let meter = Meter::on();
        let answer = self.request.execute(db, meter.clone()).await?;
        Ok((answer, meter.read().unwrap_or_default()))
    }
}

/// `.send(&db)`, `.return_capacity()` and `.await` for a builder that is a [`BatchRequest`].
macro_rules! batch_sendable {
    ($(#[$doc:meta])* [$($generics:tt)*] $type:ty, $life:lifetime) => {
        impl<$($generics)*> $type {
            $(#[$doc])*
            pub async fn send(
                self,
                db: &crate::client::DynamoDb,
            ) -> Result<
                <Self as crate::batch::BatchRequest>::Answer,
                crate::batch::BatchError<<Self as crate::batch::BatchRequest>::Left>,
            > {
                crate::batch::BatchRequest::execute(self, db, crate::client::Meter::default()).await
            }

            /// Has `send` return the consumed capacity too, summed over all requests.
            pub fn return_capacity(self) -> crate::batch::MeteredBatch<Self> {
                crate::batch::MeteredBatch { request: self }
            }
        }

        impl<$($generics)*> std::future::IntoFuture for $type
        where
            Self: $life,
        {
            type Output = Result<
                <Self as crate::batch::BatchRequest>::Answer,
                crate::batch::BatchError<<Self as crate::batch::BatchRequest>::Left>,
            >;
            type IntoFuture = futures::future::BoxFuture<$life, Self::Output>;

            /// Sends the batch by the process default, see [`DynamoDb::set_default`](crate::client::DynamoDb::set_default).
            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move {
                    match crate::client::default_client() {
                        Ok(db) => {
                            crate::batch::BatchRequest::execute(self, &db, crate::client::Meter::default()).await
                        }
                        Err(error) => Err(crate::batch::BatchError::before(
                            error,
                            crate::batch::BatchRequest::into_left(self),
                        )),
                    }
                })
            }
        }
    };
}
pub(crate) use batch_sendable;
