//! The two kinds of batches, as the driver sees them.

use aws_sdk_dynamodb::types::ConsumedCapacity;
use futures::future::BoxFuture;

use super::outcome::QueueKey;
use super::queues::QueuedEntry;
use crate::client::{DynamoDb, Meter};
use crate::error::{Error, ErrorContext};
use crate::key::CanonicalKey;
use crate::request::RequestLimits;

/// A kind of batch: its entries, and how they are sent.
pub(crate) trait Protocol: Send {
    /// One entry of a request.
    type Entry: Send;
    /// The response to one request.
    type Response: Send + 'static;
    /// The operation's name in the API.
    const OPERATION: &'static str;
    /// The maximum number of entries of a request.
    const MAX_ENTRIES: usize;
    /// Whether a request without a response may have been carried out.
    const IS_WRITE: bool;

    /// Returns the queue of an entry: its table, by its actual name.
    fn queue(&mut self, entry: &Self::Entry) -> QueueKey;
    /// Takes the error of the last entry passed to `queue`, if its table has a name that no table can have.
    fn take_error(&mut self) -> Option<Error> {
        None
    }
    /// Returns the entry's key in its table, or `None` if no two entries of such a batch are for one item.
    fn key(entry: &Self::Entry) -> Option<&CanonicalKey>;
    /// Returns the size of the entry in a request, in bytes.
    fn bytes(entry: &Self::Entry) -> usize;
    /// Returns the capacity units the entry is estimated to consume.
    fn units(entry: &Self::Entry) -> f64;
    /// Marks an entry that was sent and whose outcome is unknown.
    fn mark_outcome_unknown(entry: &mut Self::Entry);
    /// Sends the entries in one request, within the limits on its time.
    fn request(
        &self,
        entries: &[QueuedEntry<Self::Entry>],
        limits: &RequestLimits,
        meter: &Meter,
    ) -> BoxFuture<'static, Result<Self::Response, Error>>;
    /// Returns the consumed capacity in a response.
    fn consumed(response: &Self::Response) -> &[ConsumedCapacity];
    /// Applies a response to the entries of its request. Returns those that are unprocessed.
    fn apply_response(
        &mut self,
        entries: Vec<QueuedEntry<Self::Entry>>,
        response: Self::Response,
    ) -> Vec<QueuedEntry<Self::Entry>>;
    /// Returns the context of an error of the whole batch.
    fn context(&self) -> ErrorContext;
    /// Returns the connection, whose timer the batch uses.
    fn db(&self) -> &DynamoDb;
}
