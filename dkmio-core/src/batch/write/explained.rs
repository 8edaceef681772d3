//! Explains a batch of writes that are taken out of an iterator or a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use futures::{Stream, TryStreamExt as _};

use super::OPERATION;
use super::entry::BatchEntry;
use super::protocol::Writes;
use super::refused::with_table;
use super::stream::BatchWriteStream;
use crate::batch::driver::{DryRun, QueuedEntry};
use crate::batch::explain::queued;
use crate::batch::{BatchExplanation, ExplainedBatchRequest};
use crate::error::Error;

/// The requests of a batch over an iterator or a stream, one by one: a stream of [`ExplainedBatchRequest`]s.
///
/// Returned by [`BatchWriteStream::explain`]. It sends no request. It takes entries out of the source only as they are needed, so the
/// source may be endless: [`try_next`](futures::TryStreamExt::try_next) takes those of one request. With an iterator it is always ready.
///
/// These are the requests that are sent if DynamoDB processes all entries of each before the next one is made. Entries that DynamoDB leaves
/// unprocessed are sent again. Entries for one item that follow each other closely may be in other requests, and a batch that adapts to
/// throttling may make smaller ones. So may a batch with a write rate: a request takes no more units than the rate has left of the last
/// second, and an item costs more units than estimated if indexes are written, too.
///
/// The requests show values in full, so do not log them.
///
/// # Errors
///
/// The stream ends with an error if an entry cannot be stored, if no table can have the name of the table, or with the error of the source.
/// A batch that is sent stops there, too.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |_| {
/// use futures::TryStreamExt as _;
///
/// let mut requests =
///     Orders::batch_put((0..).map(|n| order("ana", &format!("o{n}"), n)))
///         .explain();
/// let first = requests.try_next().await?.expect("a request");
/// assert_eq!(first.parts.len(), 25);
/// assert_eq!(first.parts[0].parameters[0].0, "Item");
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct ExplainedBatchWrites<'s> {
    requests: DryRun<'s, Writes>,
    return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl<'s> BatchWriteStream<'s> {
    /// Returns the requests that the batch would send, one by one, with the declared name of the table. Takes the entries out of the source.
    pub fn explain(self) -> ExplainedBatchWrites<'s> {
        let (taken, source, settings) = self.into_parts();
        ExplainedBatchWrites {
            requests: DryRun::new(taken.into_iter().map(by_declared_name), source, &settings),
            return_consumed_capacity: settings.meter().asks(),
        }
    }
}

fn by_declared_name(entry: BatchEntry) -> QueuedEntry<BatchEntry> {
    let (table, bytes) = (entry.table.name().to_owned(), entry.bytes());
    queued(entry, &table, 0, bytes)
}

impl ExplainedBatchWrites<'_> {
    /// Returns all requests. The source must end, and all of its entries are in memory at once.
    ///
    /// # Errors
    /// Returns an error if an entry cannot be stored, if no table can have the name of the table, or the error of the source.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |_| {
    /// let explanation = Orders::batch_delete([("ana", "o1")]).explain().all().await?;
    /// assert_eq!(
    ///     explanation.to_aws_cli(),
    ///     concat!(
    ///         "aws dynamodb batch-write-item \\\n",
    ///         r#"  --request-items '{"orders":[{"DeleteRequest":"#,
    ///         r#"{"Key":{"order_id":{"S":"o1"},"user_id":{"S":"ana"}}}}]}'"#,
    ///     )
    /// );
    /// # Ok(())
    /// # }) }
    /// ```
    pub async fn all(self) -> Result<BatchExplanation, Error> {
        Ok(BatchExplanation { operation: OPERATION.name, requests: self.try_collect().await? })
    }
}

impl Stream for ExplainedBatchWrites<'_> {
    type Item = Result<ExplainedBatchRequest, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(entries) = ready!(self.requests.poll_next(context, by_declared_name)) else {
            return Poll::Ready(None);
        };
        let entries = entries.map_err(|error| with_table(error, |table| table.name().into()));
        let explained = entries.and_then(|entries| {
            let parts = entries.iter().map(|queued| queued.entry.explain()).collect::<Result<_, Error>>()?;
            Ok(ExplainedBatchRequest::new(OPERATION.name, parts, self.return_consumed_capacity.as_ref()))
        });
        Poll::Ready(Some(explained))
    }
}

/// Omits the entries: items must not end up in logs.
impl fmt::Debug for ExplainedBatchWrites<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExplainedBatchWrites").finish_non_exhaustive()
    }
}
