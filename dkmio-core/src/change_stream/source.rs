//! The requests to DynamoDB Streams: DescribeStream, GetShardIterator, GetRecords.

use std::future::Future;
use std::sync::Arc;

use aws_sdk_dynamodbstreams::Client;
use aws_sdk_dynamodbstreams::types::{Record, ShardIteratorType, StreamStatus};

use super::position::Position;
use super::shards::{Fetch, ListedShard};
use crate::client::{DynamoDb, Exchange, Operation};
use crate::cursor::CycleDetector;
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::retry::Backoff;

const DESCRIBE_STREAM: Operation = Operation::read("DescribeStream");
const GET_SHARD_ITERATOR: Operation = Operation::read("GetShardIterator");
const GET_RECORDS: Operation = Operation::read("GetRecords");

/// How many iterators in a row may be of no use. A new one lives for 15 minutes.
const MAX_ITERATORS: u32 = 5;

/// A stream, and the client that reads it.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) db: DynamoDb,
    pub(super) client: Client,
    pub(super) stream_arn: String,
    pub(super) table: Arc<str>,
}

/// The shards of a stream.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) shards: Vec<ListedShard>,
    /// Whether no more records and no more shards will come.
    pub(super) is_disabled: bool,
}

/// What a fetch found.
pub(super) struct Fetched {
    pub(super) records: Vec<Record>,
    /// Without it the shard has ended.
    pub(super) next_iterator: Option<String>,
    /// Whether the iterator began before the position, so that earlier records may be among these.
    pub(super) may_be_earlier: bool,
}

impl Source {
    /// Lists all shards of the stream.
    pub(super) async fn list(&self) -> Result<Listing, Error> {
        let mut listing = Listing { shards: Vec::new(), is_disabled: false };
        let (mut start, mut cycles) = (None, CycleDetector::new(None));
        loop {
            let request = || self.client.describe_stream().stream_arn(&self.stream_arn);
            let output =
                self.while_throttled(DESCRIBE_STREAM, |exchange| {
                    let request = request().set_exclusive_start_shard_id(start.clone());
                    async move {
                        exchange.send_to_streams(|config| request.customize().config_override(config).send()).await
                    }
                });
            let Some(description) = output.await?.stream_description else { return Ok(listing) };
            listing.is_disabled = description.stream_status == Some(StreamStatus::Disabled);
            let shards = description.shards.unwrap_or_default().into_iter().filter_map(|shard| {
                let first = shard.sequence_number_range.and_then(|range| range.starting_sequence_number);
                Some(ListedShard { id: shard.shard_id?, parent: shard.parent_shard_id, first })
            });
            listing.shards.extend(shards);
            start = description.last_evaluated_shard_id.filter(|id| !id.is_empty());
            match &start {
                None => return Ok(listing),
                Some(id) if cycles.repeats(id) => {
                    let error = Error::repeated("LastEvaluatedShardId");
                    return Err(error.with_context(&self.context(DESCRIBE_STREAM)));
                }
                Some(_) => {}
            }
        }
    }

    /// Fetches records of a shard, by a new iterator if it has none or if its iterator has expired.
    pub(super) async fn fetch(&self, fetch: &Fetch) -> Result<Fetched, Error> {
        // At the end of a shard, and at its oldest record, nothing that is gone meanwhile was promised.
        let is_gap = !matches!(fetch.from, Position::Oldest | Position::Since(_));
        let mut iterator = fetch.iterator.clone();
        let mut may_be_earlier = false;
        let mut attempts = 0;
        loop {
            let current = match iterator.take() {
                Some(iterator) => iterator,
                None => {
                    // An iterator for the end of the shard can be made once: a later one would begin at a later end.
                    let at_end = fetch.at_end && attempts == 0;
                    may_be_earlier = matches!(fetch.from, Position::Since(_)) && !at_end;
                    match self.iterator(fetch, at_end).await {
                        Ok(iterator) => iterator,
                        Err(error) if error.is_table_not_found() && is_gap => return Err(self.shard_is_gone()),
                        Err(error) if error.is_table_not_found() => {
                            return Ok(Fetched { records: Vec::new(), next_iterator: None, may_be_earlier });
                        }
                        Err(error) => return Err(error),
                    }
                }
            };
            attempts += 1;
            let output =
                self.while_throttled(GET_RECORDS, |exchange| {
                    let request = self.client.get_records().shard_iterator(&current);
                    async move {
                        exchange.send_to_streams(|config| request.customize().config_override(config).send()).await
                    }
                });
            match output.await {
                Ok(output) => {
                    return Ok(Fetched {
                        records: output.records.unwrap_or_default(),
                        next_iterator: output.next_shard_iterator.filter(|next| !next.is_empty()),
                        may_be_earlier,
                    });
                }
                Err(error) => {
                    let is_expired = error.code() == Some("ExpiredIteratorException");
                    let is_harmless = is_expired || (error.kind() == ErrorKind::ChangesLost && !is_gap);
                    if !is_harmless || attempts >= MAX_ITERATORS {
                        return Err(error);
                    }
                }
            }
        }
    }

    /// Returns a new iterator.
    async fn iterator(&self, fetch: &Fetch, at_end: bool) -> Result<String, Error> {
        let (kind, number) = match &fetch.from {
            _ if at_end => (ShardIteratorType::Latest, None),
            Position::Oldest | Position::Since(_) | Position::First(None) => (ShardIteratorType::TrimHorizon, None),
            Position::First(Some(number)) => (ShardIteratorType::AtSequenceNumber, Some(number)),
            Position::After(number) => (ShardIteratorType::AfterSequenceNumber, Some(number)),
        };
        match self.iterator_of(fetch, kind.clone(), number).await {
            // The number a shard is listed with need not be that of a record. Without it, a shard is read from its oldest record.
            Err(error) if error.kind() == ErrorKind::Validation && kind == ShardIteratorType::AtSequenceNumber => {
                self.iterator_of(fetch, ShardIteratorType::TrimHorizon, None).await
            }
            iterator => iterator,
        }
    }

    async fn iterator_of(
        &self,
        fetch: &Fetch,
        kind: ShardIteratorType,
        number: Option<&String>,
    ) -> Result<String, Error> {
        let output = self.while_throttled(GET_SHARD_ITERATOR, |exchange| {
            let request = self.client.get_shard_iterator().stream_arn(&self.stream_arn).shard_id(&fetch.shard);
            let request = request.shard_iterator_type(kind.clone()).set_sequence_number(number.cloned());
            async move { exchange.send_to_streams(|config| request.customize().config_override(config).send()).await }
        });
        output.await?.shard_iterator.ok_or_else(|| {
            let context = self.context(GET_SHARD_ITERATOR);
            Error::new(ErrorKind::Decode).with_message("the response has no shard iterator").with_context(&context)
        })
    }

    /// Returns the error of a shard that is not in the stream any more. Records that were not handed out may be gone with it.
    pub(super) fn shard_is_gone(&self) -> Error {
        let message = "a shard that was not read to its end is gone; DynamoDB keeps records for 24 hours";
        Error::new(ErrorKind::ChangesLost).with_message(message).with_context(&self.context(GET_SHARD_ITERATOR))
    }

    /// Returns the operation and the table of the records, for their errors.
    pub(super) fn context_of_records(&self) -> ErrorContext {
        self.context(GET_RECORDS)
    }

    fn context(&self, operation: Operation) -> ErrorContext {
        ErrorContext::new(operation.name, self.table.clone(), None)
    }

    /// Sends a request, again with waits while it is throttled after the retries of the SDK.
    async fn while_throttled<O, F>(&self, operation: Operation, send: impl Fn(Exchange) -> F) -> Result<O, Error>
    where
        F: Future<Output = Result<O, Error>>,
    {
        let (backoff, mut rounds) = (Backoff::new(), 0);
        loop {
            match send(Exchange::new(operation, self.context(operation))).await {
                Err(error) if error.is_throttled() && !backoff.is_exhausted(rounds) => {
                    rounds += 1;
                    self.db.sleep(backoff.wait(rounds)).await?;
                }
                output => return output,
            }
        }
    }
}
