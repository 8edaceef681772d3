//! The parts that all requests share: options, expressions, encoded items, and the types as which responses are
//! decoded.

mod decode_as;
mod encoded_item;
mod explanation;
mod expressions;
mod guard;
mod invalid_item;
mod options;
mod raw_item;
mod returning;
pub(crate) mod single_write;
mod write_request;

use std::future::Future;

use crate::client::DynamoDb;
use crate::error::Error;

pub use decode_as::{AsItem, AsPaths, AsTuple, AsType, DecodeAs};
pub(crate) use encoded_item::{
    EncodedItem, check_index_keys, check_item_size, check_vector_lengths, readable_item, readable_key,
};
pub(crate) use explanation::{
    Argument, MATCHES_NOTHING, RETURN_CONSUMED_CAPACITY, STARTS_ANEW, command, json_array, json_object, transact_items,
};
pub use explanation::{ExplainedExpression, Explanation};
pub(crate) use expressions::RenderedExpressions;
pub use guard::{OfItem, Sendable};
pub(crate) use guard::{next_version, version_of};
pub use invalid_item::{AsResult, InvalidItem};
pub(crate) use options::{PendingExchange, RequestLimits, RequestOptions, request_limits, request_options};
pub(crate) use raw_item::RawItem;
pub use returning::{
    NewItem, Nothing, OldItem, Returning, ReturnsNothing, ReturnsVersion, UpdatedNew, UpdatedOld, read_item,
};
pub(crate) use single_write::{Rendered, WriteCondition, is_own_first_attempt, recognize_old_item, write_output};
pub use single_write::{ReturnsOldItem, SingleWrite, WriteAction};
pub(crate) use write_request::{WriteRequest, WriteTarget};

/// A request that is sent with `send(&db)`, or by awaiting it.
#[must_use = "a request does nothing until it is sent"]
pub trait Request: Sized + Send {
    /// The value that the request resolves to.
    type Output: Send;

    /// Sends the request.
    #[doc(hidden)]
    fn execute(self, db: &DynamoDb) -> impl Future<Output = Result<Self::Output, Error>> + Send;
}

/// Implements `.send(&db)` and `.await` for a builder that is a [`Request`].
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
            ) -> Result<<Self as crate::request::Request>::Output, crate::error::Error> {
                crate::request::Request::execute(self, db).await
            }
        }

        impl<$($generics)*> std::future::IntoFuture for $type
        where
            Self: crate::request::Request + 'static,
        {
            type Output = Result<<Self as crate::request::Request>::Output, crate::error::Error>;
            // Boxed, because the type of an `async` block cannot be named.
            type IntoFuture = futures::future::BoxFuture<'static, Self::Output>;

            /// Sends the request on the default connection of the process, see
            /// [`DynamoDb::set_default`](crate::client::DynamoDb::set_default).
            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move {
                    let db = crate::client::default_client()?;
                    crate::request::Request::execute(self, &db).await
                })
            }
        }
    };
}
pub(crate) use sendable;
