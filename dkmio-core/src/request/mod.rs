//! What all requests are made of: encoded items, rendered expressions, what a response is decoded as.

mod decode_as;
mod encoded_item;
mod explanation;
mod expressions;
mod options;
mod raw_item;
mod returning;
mod single_write;

use std::future::Future;

use crate::client::DynamoDb;
use crate::client::{Capacity, Meter};
use crate::error::Error;

pub use decode_as::{FreeForm, Paths, Selected, Shape, Typed};
pub(crate) use encoded_item::{EncodedItem, check_index_keys, readable_item, readable_key};
pub(crate) use explanation::{Argument, MATCHES_NOTHING, command, json_array, json_object};
pub use explanation::{ExplainedExpression, Explanation};
pub(crate) use expressions::Rendered;
pub(crate) use options::{RequestOptions, request_options};
pub(crate) use raw_item::RawItem;
pub use returning::{NewItem, Nothing, OldItem, Returning, ReturnsNothing, UpdatedNew, UpdatedOld};
pub(crate) use single_write::{WriteCondition, conditional, decode_returned, send_write};

/// A request that gives one answer.
pub trait Request: Sized + Send {
    /// The answer.
    type Answer: Send;

    /// Sends the request; consumed capacity goes to the meter.
    #[doc(hidden)]
    fn execute(self, db: &DynamoDb, meter: Meter) -> impl Future<Output = Result<Self::Answer, Error>> + Send;
}

/// A request whose answer comes with the capacity it consumed: made by `return_capacity`.
#[must_use = "a request does nothing until it is sent"]
#[derive(Debug, Clone)]
pub struct Metered<R> {
    pub(crate) request: R,
}

impl<R: Request> Metered<R> {
    /// Sends the request and returns its answer and the capacity it consumed, summed over all requests it took.
    ///
    /// # Errors
    /// Those of the request.
    pub async fn send(self, db: &DynamoDb) -> Result<(R::Answer, Capacity), Error> {
        let meter = Meter::on();
        let answer = self.request.execute(db, meter.clone()).await?;
        Ok((answer, meter.read().unwrap_or_default()))
    }
}

/// `.send(&db)`, `.return_capacity()` and `.await` for a builder that is a [`Request`].
macro_rules! sendable {
    ($(#[$doc:meta])* [$($generics:tt)*] $type:ty) => {
        impl<$($generics)*> $type
        where
            Self: crate::request::Request,
        {
            $(#[$doc])*
            pub async fn send(
                self,
                db: &crate::client::DynamoDb,
            ) -> Result<<Self as crate::request::Request>::Answer, crate::error::Error> {
                crate::request::Request::execute(self, db, crate::client::Meter::default()).await
            }

            /// Has `send` return the consumed capacity too.
            pub fn return_capacity(self) -> crate::request::Metered<Self> {
                crate::request::Metered { request: self }
            }
        }

        impl<$($generics)*> std::future::IntoFuture for $type
        where
            Self: crate::request::Request + 'static,
        {
            type Output = Result<<Self as crate::request::Request>::Answer, crate::error::Error>;
            type IntoFuture = futures::future::BoxFuture<'static, Self::Output>;

            /// Sends the request by the process default, see [`DynamoDb::set_default`](crate::client::DynamoDb::set_default).
            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move {
                    let db = crate::client::default_client()?;
                    crate::request::Request::execute(self, &db, crate::client::Meter::default()).await
                })
            }
        }
    };
}
pub(crate) use sendable;
