//! Handlers of records, and the order in which they run.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;
use std::future::{Ready, ready};

use futures::StreamExt as _;
use futures::future::Either;
use futures::stream::FuturesUnordered;

use super::error::ChangeError;
use super::event::Changes;
use super::image::ChangeItem;
use super::record::ChangeRecord;
use super::response::{BatchResponse, BoxError};
use super::view::StreamView;

type Record<T, V> = Result<ChangeRecord<T, V>, ChangeError>;

/// Changes with a handler for records that cannot be decoded. Made by [`Changes::on_decode_error`].
#[must_use = "call `for_each` or `for_each_concurrent`"]
pub struct HandledChanges<T: ChangeItem, V: StreamView, G> {
    changes: Changes<T, V>,
    on_decode_error: G,
}

// The handlers are `FnMut` that return a future, and not `AsyncFnMut`: with that bound, a handler that borrows would
// make the whole future not `Send`.
impl<T: ChangeItem, V: StreamView> Changes<T, V> {
    /// Calls `on_decode_error` for a record that cannot be decoded. `Ok` means that the record is done, for example because its
    /// [text](ChangeError::raw) was sent to a dead-letter queue. By default such a record has failed.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::changes::{ChangeError, Changes};
    ///
    /// let event = br#"{"Records":[{"eventName":"INSERT","dynamodb":{
    ///     "Keys":{},"SequenceNumber":"111"}}]}"#;
    /// let changes = Changes::<Orders>::from_slice(event)?;
    /// let forward = |error: ChangeError| async move {
    ///     assert_eq!(
    ///         error.to_string(),
    ///         "orders[0].new: the record has no such image"
    ///     );
    ///     assert_eq!(error.sequence_number(), Some("111"));
    ///     Ok::<_, dkmio::Error>(()) // sent to a queue
    /// };
    /// let response = changes
    ///     .on_decode_error(forward)
    ///     .for_each(|_| async { Ok::<_, dkmio::Error>(()) })
    ///     .await;
    /// assert!(response.is_success());
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn on_decode_error<G, H, E>(self, on_decode_error: G) -> HandledChanges<T, V, G>
    where
        G: FnMut(ChangeError) -> H,
        H: Future<Output = Result<(), E>>,
        E: Into<BoxError>,
    {
        HandledChanges { changes: self, on_decode_error }
    }

    /// Handles the records in order, one after the other, and stops at the first that fails: by its handler, or because it cannot be
    /// decoded. The response names that record.
    pub async fn for_each<F, U, E>(self, handler: F) -> BatchResponse
    where
        F: FnMut(ChangeRecord<T, V>) -> U,
        U: Future<Output = Result<(), E>>,
        E: Into<BoxError>,
    {
        self.on_decode_error(fail).for_each(handler).await
    }

    /// Handles up to `limit` records at the same time. Records of the same item are handled in order, one after the other.
    ///
    /// After a failure no further record is started, and those in flight are waited for. The response names the first record that is
    /// not done, so none is lost; some behind it may be done, and Lambda sends those again, too.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::changes::{Change, Changes};
    ///
    /// let changes = Changes::of(
    ///     (0..50).map(|n| Change::insert(order("luis", &format!("o{n}"), n))),
    /// );
    /// let db = &db;
    /// let response = changes
    ///     .for_each_concurrent(8, |record| async move {
    ///         let Change::Insert { new } = record.change else { return Ok(()) };
    ///         new.put().send(db).await
    ///     })
    ///     .await;
    /// assert!(response.is_success());
    /// assert_eq!(Orders::query("luis").count(db).await?, 50);
    /// # Ok(())
    /// # }) }
    /// ```
    pub async fn for_each_concurrent<F, U, E>(self, limit: usize, handler: F) -> BatchResponse
    where
        F: FnMut(ChangeRecord<T, V>) -> U,
        U: Future<Output = Result<(), E>>,
        E: Into<BoxError>,
    {
        self.on_decode_error(fail).for_each_concurrent(limit, handler).await
    }
}

fn fail(error: ChangeError) -> Ready<Result<(), ChangeError>> {
    ready(Err(error))
}

impl<T: ChangeItem, V: StreamView, G> HandledChanges<T, V, G> {
    /// Handles the records in order, see [`Changes::for_each`].
    pub async fn for_each<F, U, E, H, D>(mut self, mut handler: F) -> BatchResponse
    where
        F: FnMut(ChangeRecord<T, V>) -> U,
        U: Future<Output = Result<(), E>>,
        E: Into<BoxError>,
        G: FnMut(ChangeError) -> H,
        H: Future<Output = Result<(), D>>,
        D: Into<BoxError>,
    {
        for record in self.changes.records {
            let sequence_number = sequence_number(&record);
            let work = start(record, &mut handler, &mut self.on_decode_error);
            // Lambda sends this record and all behind it again, so nothing behind it is handled now.
            if let Err(error) = finish(work).await {
                return BatchResponse::failed(sequence_number, error);
            }
        }
        BatchResponse::default()
    }

    /// Handles records at the same time, see [`Changes::for_each_concurrent`].
    pub async fn for_each_concurrent<F, U, E, H, D>(mut self, limit: usize, mut handler: F) -> BatchResponse
    where
        F: FnMut(ChangeRecord<T, V>) -> U,
        U: Future<Output = Result<(), E>>,
        E: Into<BoxError>,
        G: FnMut(ChangeError) -> H,
        H: Future<Output = Result<(), D>>,
        D: Into<BoxError>,
    {
        let mut queues = KeyQueues::new(self.changes.records);
        let mut in_flight = FuturesUnordered::new();
        let mut failure: Option<Failure> = None;
        loop {
            // With a limit of 0 no record would ever start.
            while failure.is_none() && in_flight.len() < limit.max(1) {
                let Some(next) = queues.take_next() else { break };
                let sequence_number = sequence_number(&next.record);
                // The handlers are `FnMut`, so they are called here. Only their futures run at the same time.
                let work = start(next.record, &mut handler, &mut self.on_decode_error);
                in_flight.push(async move { (next.position, next.queue, sequence_number, finish(work).await) });
            }
            let Some((position, queue, sequence_number, result)) = in_flight.next().await else { break };
            match result {
                Ok(()) => queues.release(queue),
                // The response names the earliest record that failed, whichever failed first.
                Err(error) if failure.as_ref().is_none_or(|failure| position < failure.position) => {
                    failure = Some(Failure { position, sequence_number, error });
                }
                // Behind the record that the response names, so Lambda sends it again anyway.
                Err(_) => {}
            }
        }
        let Some(failure) = failure else { return BatchResponse::default() };
        // A record of an item whose earlier record was in flight may stand before the one that failed, and was not started.
        let sequence_number = match queues.into_first() {
            Some((position, record)) if position < failure.position => sequence_number(&record),
            _ => failure.sequence_number,
        };
        BatchResponse::failed(sequence_number, failure.error)
    }
}

/// A record that failed.
struct Failure {
    position: usize,
    sequence_number: Option<String>,
    error: BoxError,
}

fn sequence_number<T: ChangeItem, V: StreamView>(record: &Record<T, V>) -> Option<String> {
    let number = match record {
        Ok(record) => record.sequence_number(),
        Err(error) => error.sequence_number(),
    };
    number.map(str::to_owned)
}

fn start<T: ChangeItem, V: StreamView, U, H>(
    record: Record<T, V>,
    handler: &mut impl FnMut(ChangeRecord<T, V>) -> U,
    on_decode_error: &mut impl FnMut(ChangeError) -> H,
) -> Either<U, H> {
    match record {
        Ok(record) => Either::Left(handler(record)),
        Err(error) => Either::Right(on_decode_error(error)),
    }
}

async fn finish<E: Into<BoxError>, D: Into<BoxError>>(
    work: Either<impl Future<Output = Result<(), E>>, impl Future<Output = Result<(), D>>>,
) -> Result<(), BoxError> {
    match work {
        Either::Left(work) => work.await.map_err(Into::into),
        Either::Right(work) => work.await.map_err(Into::into),
    }
}

/// The records by their keys. Of each key at most one record is taken until it is released.
struct KeyQueues<R> {
    queues: Vec<VecDeque<(usize, R)>>,
    /// The queues of which no record is in flight, by the position of their first record.
    ready: BTreeMap<usize, usize>,
}

/// A record that is about to start.
struct Next<R> {
    position: usize,
    queue: usize,
    record: R,
}

impl<T: ChangeItem, V: StreamView> KeyQueues<Record<T, V>> {
    fn new(records: Vec<Record<T, V>>) -> Self {
        let mut queues: Vec<VecDeque<_>> = Vec::new();
        let (mut by_key, mut ready) = (HashMap::new(), BTreeMap::new());
        for (position, record) in records.into_iter().enumerate() {
            let key = match &record {
                Ok(record) => Some(record.metadata.key_hash),
                Err(error) => error.key_hash(),
            };
            // Two keys with the same hash only wait for each other. A record without a readable key waits for none.
            let queue = match key {
                Some(key) => *by_key.entry(key).or_insert(queues.len()),
                None => queues.len(),
            };
            match queues.get_mut(queue) {
                Some(queue) => queue.push_back((position, record)),
                None => {
                    queues.push(VecDeque::from([(position, record)]));
                    ready.insert(position, queue);
                }
            }
        }
        Self { queues, ready }
    }
}

impl<R> KeyQueues<R> {
    /// Takes the earliest record that may start.
    fn take_next(&mut self) -> Option<Next<R>> {
        let (_, queue) = self.ready.pop_first()?;
        let (position, record) = self.queues.get_mut(queue)?.pop_front()?;
        Some(Next { position, queue, record })
    }

    /// Lets the next record of a key start.
    fn release(&mut self, queue: usize) {
        if let Some((position, _)) = self.queues.get(queue).and_then(VecDeque::front) {
            self.ready.insert(*position, queue);
        }
    }

    /// Returns the earliest record that was not taken.
    fn into_first(self) -> Option<(usize, R)> {
        self.queues.into_iter().filter_map(|mut queue| queue.pop_front()).min_by_key(|(position, _)| *position)
    }
}

impl<T: ChangeItem, V: StreamView, G> fmt::Debug for HandledChanges<T, V, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandledChanges").field("changes", &self.changes).finish_non_exhaustive()
    }
}
