//! The changes of a stream, as they are written.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use aws_sdk_dynamodbstreams::types::Record;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _, ready};

use super::checkpoint::{Checkpoint, Progress};
use super::position::Position;
use super::sdk_record::to_text;
use super::shards::Shards;
use super::source::{Fetched, Listing, Source};
use crate::changes::{ChangeError, ChangeItem, ChangeRecord, StreamView, decode_single_record};
use crate::client::{Caller, DynamoDb};
use crate::error::Error;

/// How long DynamoDB keeps a record, in seconds.
const RETENTION: u64 = 24 * 60 * 60;
/// By how many seconds the end of a stream is set back where only a time tells it: the clock of DynamoDB is another one.
const CLOCK_SKEW: u64 = 60;

/// How a stream is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) concurrency: usize,
    pub(super) poll_interval: Duration,
    pub(super) only_available: bool,
}

/// Where the reading begins.
#[derive(Debug, Clone)]
pub(super) enum Start {
    Oldest,
    Latest,
    Resume(Progress),
}

/// What was waited for.
enum Event {
    Found(Result<Source, Error>),
    Listed(Result<Listing, Error>),
    Fetched(String, Result<Fetched, Error>),
    /// A shard, or the list of shards if there is no id, has waited for as long as the poll interval.
    Paused(Option<String>, Result<(), Error>),
}

/// The changes of a stream. Returned by [`ReadChanges::stream`](super::ReadChanges::stream).
///
/// The stream ends when its table's stream was disabled and has been read to its end, or where
/// [`read_available`](super::ReadChanges::read_available) says.
///
/// # Errors
///
/// A record that cannot be decoded is an error of the kind `Decode`, and the stream continues behind it. Any other error ends the stream;
/// read on from the [`checkpoint`](Self::checkpoint). [`ChangesLost`](crate::error::ErrorKind::ChangesLost) says that records behind the
/// checkpoint are gone, since DynamoDB keeps them for 24 hours.
#[must_use = "a stream does nothing until it is polled"]
pub struct ChangeStream<T, V> {
    db: DynamoDb,
    settings: Settings,
    caller: Caller,
    stream_arn: Option<String>,
    source: Option<Source>,
    /// Where the shards begin, until they have been listed.
    start: Option<Start>,
    shards: Shards,
    in_flight: FuturesUnordered<BoxFuture<'static, Event>>,
    /// Fetches in flight.
    fetching: usize,
    is_listing: bool,
    /// Whether shards may have appeared since they were listed.
    is_list_outdated: bool,
    /// Records that have been fetched, with their shards.
    records: VecDeque<(String, Record)>,
    skipped: u64,
    has_ended: bool,
    types: PhantomData<fn() -> (T, V)>,
}

impl<T, V> ChangeStream<T, V> {
    pub(super) fn new(
        db: &DynamoDb,
        stream_arn: Option<String>,
        start: Start,
        settings: Settings,
        source: BoxFuture<'static, Result<Source, Error>>,
    ) -> Self {
        let stream = Self {
            db: db.clone(),
            settings,
            caller: Caller::current(),
            stream_arn,
            source: None,
            start: Some(start),
            shards: Shards::default(),
            in_flight: FuturesUnordered::new(),
            fetching: 0,
            is_listing: false,
            is_list_outdated: true,
            records: VecDeque::new(),
            skipped: 0,
            has_ended: false,
            types: PhantomData,
        };
        stream.wait_for(async { Event::Found(source.await) });
        stream
    }

    /// Returns where to go on: behind every record that was handed out.
    ///
    /// It may be taken at any time. A checkpoint covers the records that are handed out before it, so take it when the last of them has
    /// been dealt with. Of a shard that had no record yet since [`StartAt::Latest`](super::StartAt::Latest), a checkpoint can only tell
    /// the time: going on from it may deliver records again that were written in the minute before the reading began.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        let progress = match &self.start {
            None => Progress::Shards(self.shards.positions()),
            Some(Start::Oldest) => Progress::Unlisted(Position::Oldest),
            Some(Start::Latest) => Progress::Unlisted(Position::Since(self.end_time())),
            Some(Start::Resume(progress)) => progress.clone(),
        };
        Checkpoint { stream_arn: self.stream_arn.clone(), progress }
    }

    /// Returns the number of records that were skipped, since they are of items of another type in the same table.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Returns the time that stands for the end of the stream now.
    fn end_time(&self) -> u64 {
        self.db.now().epoch_seconds().saturating_sub(CLOCK_SKEW)
    }

    fn wait_for(&self, event: impl Future<Output = Event> + Send + 'static) {
        // The requests belong to the span of the code that made the stream, whatever task polls it.
        self.in_flight.push(Box::pin(self.caller.around(event)));
    }

    /// Starts the requests that can be made now. Without any in flight, the stream is at its end.
    fn send_requests(&mut self) {
        let Some(source) = self.source.clone() else { return };
        if self.is_list_outdated && !self.is_listing {
            self.is_listing = true;
            self.is_list_outdated = false;
            let source = source.clone();
            self.wait_for(async move { Event::Listed(source.list().await) });
        }
        while self.fetching < self.settings.concurrency {
            let Some(fetch) = self.shards.next_fetch() else { return };
            self.fetching += 1;
            let source = source.clone();
            self.wait_for(async move {
                let fetched = source.fetch(&fetch).await;
                Event::Fetched(fetch.shard, fetched)
            });
        }
    }

    /// Waits before a shard is fetched, or the shards are listed, again.
    fn pause(&self, shard: Option<String>) {
        let (db, pause) = (self.db.clone(), self.settings.poll_interval);
        self.wait_for(async move { Event::Paused(shard, db.sleep(pause).await) });
    }

    fn on_event(&mut self, event: Event) -> Result<(), Error> {
        match event {
            Event::Found(source) => {
                let source = source?;
                self.stream_arn = Some(source.stream_arn.clone());
                self.source = Some(source);
            }
            Event::Listed(listing) => self.on_listed(&listing?)?,
            Event::Fetched(shard, fetched) => {
                self.fetching -= 1;
                self.on_fetched(shard, fetched?);
            }
            Event::Paused(Some(shard), paused) => {
                paused?;
                self.shards.poll_again(&shard);
            }
            Event::Paused(None, paused) => {
                paused?;
                self.is_listing = false;
                self.is_list_outdated = true;
            }
        }
        Ok(())
    }

    fn on_listed(&mut self, listing: &Listing) -> Result<(), Error> {
        self.is_listing = false;
        let listed = listing.shards.as_slice();
        match self.start.take() {
            None => self.shards.discover(listed),
            Some(start) => self.shards = self.begin(listed, start)?,
        }
        // A read of what is available does not wait for shards that are still to come.
        if self.shards.needs_children() && !listing.is_disabled && !self.settings.only_available {
            // The list is kept until the pause is over.
            self.is_listing = true;
            self.pause(None);
        }
        Ok(())
    }

    fn begin(&mut self, listed: &[super::shards::ListedShard], start: Start) -> Result<Shards, Error> {
        let shards = match &start {
            Start::Oldest => Some(Shards::starting(listed, &Position::Oldest)),
            Start::Latest => Some(Shards::starting_at_end(listed, self.end_time())),
            Start::Resume(Progress::Unlisted(position)) => Some(Shards::starting(listed, position)),
            Start::Resume(Progress::Shards(positions)) => Shards::resuming(listed, positions),
        };
        let oldest = self.db.now().epoch_seconds().saturating_sub(RETENTION);
        let is_lost = |position: &Position| matches!(position, Position::Since(time) if *time < oldest);
        match (shards, &self.source) {
            (Some(shards), _) if !shards.positions().values().any(is_lost) => Ok(shards),
            (_, Some(source)) => {
                let error = source.shard_is_gone();
                // The checkpoint stays what it was.
                self.start = Some(start);
                Err(error)
            }
            // Shards are listed by the source, so there is one.
            (shards, None) => Ok(shards.unwrap_or_default()),
        }
    }

    fn on_fetched(&mut self, shard: String, fetched: Fetched) {
        let Fetched { records, next_iterator, may_be_earlier } = fetched;
        let last = records.iter().rev().find_map(|record| record.dynamodb()?.sequence_number()).map(str::to_owned);
        // A shard ends because it was split or replaced. Its children are only in a new list.
        self.is_list_outdated |= next_iterator.is_none();
        let is_caught_up = self.shards.on_fetched(&shard, records.len(), last, next_iterator, may_be_earlier);
        // A read of what is available ends at the end of each shard, where another one begins to poll.
        if is_caught_up && !self.settings.only_available {
            self.pause(Some(shard.clone()));
        }
        self.records.extend(records.into_iter().map(|record| (shard.clone(), record)));
    }

    /// Takes the next record that was fetched.
    fn next_record(&mut self) -> Option<Result<ChangeRecord<T, V>, Error>>
    where
        T: ChangeItem,
        V: StreamView,
    {
        while let Some((shard, record)) = self.records.pop_front() {
            let stream = record.dynamodb();
            let time = stream.and_then(|stream| stream.approximate_creation_date_time()).map(|time| time.secs());
            let number = stream.and_then(|stream| stream.sequence_number());
            if !self.shards.on_record(&shard, number, time) {
                continue;
            }
            match decode_single_record(&to_text(record)).transpose() {
                Some(decoded) => return Some(decoded.map_err(|error| self.decode_error(error))),
                None => self.skipped += 1,
            }
        }
        None
    }

    /// Returns the error of a record that cannot be decoded.
    fn decode_error(&self, error: ChangeError) -> Error {
        let error = Error::from(error);
        // Records are fetched from the source, so there is one.
        self.source.iter().fold(error, |error, source| error.with_context(&source.context_of_records()))
    }
}

impl<T: ChangeItem, V: StreamView> Stream for ChangeStream<T, V> {
    type Item = Result<ChangeRecord<T, V>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while !this.has_ended {
            if let Some(record) = this.next_record() {
                return Poll::Ready(Some(record));
            }
            this.send_requests();
            let Some(event) = ready!(this.in_flight.poll_next_unpin(context)) else {
                this.has_ended = true;
                break;
            };
            if let Err(error) = this.on_event(event) {
                this.has_ended = true;
                // The stream ends with this error. What is in flight would be fetched again from the checkpoint.
                this.in_flight.clear();
                return Poll::Ready(Some(Err(error)));
            }
        }
        Poll::Ready(None)
    }
}

impl<T, V> fmt::Debug for ChangeStream<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeStream")
            .field("stream_arn", &self.stream_arn)
            .field("settings", &self.settings)
            .field("fetched", &self.records.len())
            .finish_non_exhaustive()
    }
}
