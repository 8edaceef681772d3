//! A reading of a stream that has not begun.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::checkpoint::Checkpoint;
use super::source::Source;
use super::stream::{ChangeStream, Settings, Start};
use crate::changes::{ChangeItem, NewAndOldImages, StreamView};
use crate::client::{DynamoDb, Exchange, Operation, TableRef};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::table::Table;

const DESCRIBE_TABLE: Operation = Operation::read("DescribeTable");
/// How many shards are read at the same time.
// The fetches of one shard follow each other, because each response has the next iterator. Shards are read side by
// side.
const CONCURRENCY: usize = 8;
/// The pause before a shard without new records is asked again. DynamoDB allows five requests per second and shard.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Where the reading of a stream begins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartAt {
    /// At the oldest record that there is. DynamoDB keeps records for 24 hours.
    Oldest,
    /// At the records that are written from the first poll on.
    Latest,
    /// Behind the records that were handed out before the [`checkpoint`](ChangeStream::checkpoint).
    Checkpoint(Checkpoint),
}

/// Reads the changes of a table from its stream: DescribeStream, GetShardIterator, GetRecords.
///
/// Returned by [`DynamoTable::changes`](crate::dynamo_table::DynamoTable::changes). The changes of one item are delivered in their order.
/// A shard is read after its parent has ended; shards that are not related are read concurrently and in turns. Iterators that expire are
/// replaced, and throttled requests are sent again after a wait. Each record is delivered once to each stream. It is for one process to read
/// a stream at a time: DynamoDB allows two readers of a shard, and a Lambda function is one of them.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::aws_sdk_dynamodb::types::StreamViewType;
/// use dkmio::changes::{Change, StartAt};
/// use futures::TryStreamExt;
///
/// let db = db.with_table_name::<Orders>("orders-with-stream");
/// Orders::create_table()
///     .stream_view(StreamViewType::NewAndOldImages)
///     .send(&db)
///     .await?;
/// order("luis", "o1", 5).put().send(&db).await?;
///
/// let mut changes =
///     Orders::changes().start(StartAt::Oldest).read_available().stream(&db);
/// while let Some(record) = changes.try_next().await? {
///     assert_eq!(record.change, Change::insert(order("luis", "o1", 5)));
/// }
/// let saved = changes.checkpoint().to_string();
///
/// // Later, or in another process:
/// Orders::delete(("luis", "o1")).send(&db).await?;
/// let changes = Orders::changes()
///     .start(StartAt::Checkpoint(saved.parse()?))
///     .read_available()
///     .stream(&db);
/// let rest: Vec<_> = changes.map_ok(|record| record.change).try_collect().await?;
/// assert_eq!(rest, [Change::remove(order("luis", "o1", 5))]);
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a request does nothing until it is sent"]
pub struct ReadChanges<T, V = NewAndOldImages> {
    table: TableRef,
    stream_arn: Option<String>,
    start: StartAt,
    settings: Settings,
    types: PhantomData<fn() -> (T, V)>,
}

impl<T: Table> ReadChanges<T> {
    pub(crate) fn new() -> Self {
        let settings = Settings { concurrency: CONCURRENCY, poll_interval: POLL_INTERVAL, only_available: false };
        Self { table: TableRef::of::<T>(), stream_arn: None, start: StartAt::Oldest, settings, types: PhantomData }
    }
}

impl<T, V> ReadChanges<T, V> {
    /// Sets the view of the stream (`StreamViewType`), if it is another one than `NEW_AND_OLD_IMAGES`.
    #[doc(alias = "StreamViewType")]
    pub fn view<W: StreamView>(self) -> ReadChanges<T, W> {
        self.typed()
    }

    /// Reads the changes of another type in the same table: of a collection that is an enum, which has an entry for each entity.
    pub fn decode_as<U: ChangeItem>(self) -> ReadChanges<U, V> {
        self.typed()
    }

    fn typed<U, W>(self) -> ReadChanges<U, W> {
        let Self { table, stream_arn, start, settings, .. } = self;
        ReadChanges { table, stream_arn, start, settings, types: PhantomData }
    }

    /// Sets where to begin. The default is [`StartAt::Oldest`].
    pub fn start(mut self, start: StartAt) -> Self {
        self.start = start;
        self
    }

    /// Reads the stream of the table `name` instead of the one that the connection has for the type. The name is taken as it is,
    /// without the connection's prefix.
    pub fn table_name(mut self, name: impl Into<String>) -> Self {
        self.table.rename(name);
        self
    }

    /// Sets the stream (`StreamArn`). By default it is the one that the table has now, found by one DescribeTable.
    #[doc(alias = "StreamArn")]
    pub fn stream_arn(mut self, arn: impl Into<String>) -> Self {
        self.stream_arn = Some(arn.into());
        self
    }

    /// Sets how many shards are read at the same time, at least 1. The default is 8. As many responses of up to 1 MB are in memory.
    pub fn concurrency(mut self, shards: usize) -> Self {
        self.settings.concurrency = shards.max(1);
        self
    }

    /// Sets the pause before a shard that had no new records is asked again. The default is one second.
    pub fn poll_interval(mut self, pause: Duration) -> Self {
        self.settings.poll_interval = pause;
        self
    }

    /// Ends the stream when every open shard had a response without records.
    ///
    /// On the embedded engine that is after everything that was written before, so that a test of a whole pipeline runs in one process.
    /// On AWS it may be earlier, since a response can be empty although more records follow.
    pub fn read_available(mut self) -> Self {
        self.settings.only_available = true;
        self
    }

    /// Returns the changes as they are written. Nothing is sent before the stream is polled.
    ///
    /// # Errors
    ///
    /// The stream yields `Validation` if the table has no stream, [`InvalidCursor`](ErrorKind::InvalidCursor) if the checkpoint is of
    /// another stream, [`Configuration`](ErrorKind::Configuration) if the connection has no client for streams
    /// ([`with_streams_client`](DynamoDb::with_streams_client)), [`ChangesLost`](ErrorKind::ChangesLost) if records are gone that were
    /// not handed out, and an error if a request is rejected by the service or cannot be delivered. All of them end the stream. A record
    /// that cannot be decoded is a `Decode` error, after which the stream continues; [`Error::change_error`] has its sequence number and
    /// its text.
    pub fn stream(self, db: &DynamoDb) -> ChangeStream<T, V>
    where
        T: ChangeItem,
        V: StreamView,
    {
        let Self { table, stream_arn, start, settings, .. } = self;
        let (start, read_before) = match start {
            StartAt::Oldest => (Start::Oldest, None),
            StartAt::Latest => (Start::Latest, None),
            StartAt::Checkpoint(checkpoint) => (Start::Resume(checkpoint.progress), checkpoint.stream_arn),
        };
        // A checkpoint that is taken before the first poll already names the stream.
        let known_arn = stream_arn.clone().or_else(|| read_before.clone());
        let source = find_source(db.clone(), table, stream_arn, read_before);
        ChangeStream::new(db, known_arn, start, settings, Box::pin(source))
    }
}

/// Finds the stream of a table.
async fn find_source(
    db: DynamoDb,
    table: TableRef,
    stream_arn: Option<String>,
    read_before: Option<String>,
) -> Result<Source, Error> {
    let context = |name: &str| ErrorContext::new(DESCRIBE_TABLE.name, name, None);
    let name = db.checked_name(&table).map_err(|error| error.with_context(&context(table.declared_name())))?;
    let context = context(&name);
    let client = db.streams_client().map_err(|error| error.with_context(&context))?.clone();
    let stream_arn = match stream_arn {
        Some(arn) => arn,
        None => latest_stream_arn(&db, &name).await?.ok_or_else(|| {
            let message = "the table has no stream; enable it with `stream_view`";
            Error::new(ErrorKind::Validation).with_message(message).with_context(&context)
        })?,
    };
    // A table that was deleted and created again, or whose stream was turned off and on, has a new stream. Its
    // sequence numbers have nothing to do with those of the old one.
    if read_before.is_some_and(|arn| arn != stream_arn) {
        let message = "the checkpoint is of another stream";
        return Err(Error::new(ErrorKind::InvalidCursor).with_message(message).with_context(&context));
    }
    Ok(Source { db, client, stream_arn, table: name })
}

/// Returns the ARN of the stream that a table has now.
async fn latest_stream_arn(db: &DynamoDb, table: &Arc<str>) -> Result<Option<String>, Error> {
    let exchange = Exchange::new(DESCRIBE_TABLE, ErrorContext::new(DESCRIBE_TABLE.name, table.clone(), None));
    let request = db.client().describe_table().table_name(&**table);
    let request = |config| request.customize().config_override(config).send();
    let described = exchange.send_plain(request).await?.table;
    let enabled = described.filter(|table| table.stream_specification().is_some_and(|stream| stream.stream_enabled()));
    Ok(enabled.and_then(|table| table.latest_stream_arn))
}

impl<T, V> fmt::Debug for ReadChanges<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadChanges")
            .field("table", &self.table.name())
            .field("stream_arn", &self.stream_arn)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
