//! The pages of a query or scan, one request each.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::operation::query::Query;
use aws_sdk_dynamodb::operation::scan::Scan;
use aws_sdk_dynamodb::types::{AttributeValue, ConsumedCapacity, ReturnConsumedCapacity, Select};
use tokio::sync::Semaphore;

use super::admission::Admission;
use super::cycle::CycleDetector;
use super::page_request::PageRequest;
use super::plan::{PrepareContext, PreparedRead, ReadPlan};
use super::rate::RateLimit;
use crate::client::{Caller, Capacity, CapacityMeter, DynamoDb, Response};
use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, Item};
use crate::cursor::{Cursor, CursorPayload, LastKey, Position};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::{KeyAttribute, KeyError};
use crate::request::RawItem;

/// The pages of one read, or of one segment of a parallel scan.
#[derive(Debug)]
pub(crate) struct Pages {
    read: Arc<SharedRead>,
    /// The number of the segment in a parallel scan.
    segment: Option<i32>,
    /// The start of the next page.
    position: Position,
    cycles: CycleDetector,
    /// The number of items in the pages so far.
    returned: usize,
    /// The number of items of other entities in the pages so far.
    skipped: usize,
}

/// The parts of a read that all its segments share.
#[derive(Debug)]
pub(crate) struct SharedRead {
    plan: ReadPlan,
    prepared: PreparedRead,
    db: DynamoDb,
    place: ErrorContext,
    table: Arc<str>,
    /// The capacity that this read has consumed, if it has a meter.
    consumed: Option<CapacityMeter>,
    count_only: bool,
    /// The number of pages that may still be requested, if it is limited.
    pages_left: Option<AtomicUsize>,
    rate: Option<RateLimit>,
    /// Bounds the requests that are in flight at the same time for the shards of a query, whose first pages are all needed.
    permits: Option<Semaphore>,
    /// The span and the subscriber in which the read began.
    caller: Caller,
}

/// The summary of a page, cut at the limit.
#[derive(Debug, Default)]
pub(crate) struct PageSummary {
    /// The number of items in the page.
    pub(crate) count: usize,
    pub(crate) scanned_count: usize,
    /// The number of omitted items of other entities.
    pub(crate) skipped: usize,
    /// The key of the last item that was read or, if the page was cut, of the last item in it. `None` at the end.
    pub(crate) last_key: Option<LastKey>,
}

impl SharedRead {
    /// Checks the plan. No request is sent.
    fn new(plan: ReadPlan, db: &DynamoDb, count_only: bool) -> Result<Self, Error> {
        let declared = || plan.place(plan.target.declared_name());
        let table = db.checked_name(&plan.target).map_err(|error| error.with_context(&declared()))?;
        let place = plan.place(table.clone());
        let context = PrepareContext { table: &table, now: db.now(), cursor_key: db.cursor_key(), count_only };
        let prepared = plan.prepare(&context).map_err(|error| error.with_context(&place))?;
        // If DynamoDB cannot tell which items count, their keys are read and counted here.
        let count_only = count_only && !plan.counts_items();
        let pages_left = plan.max_pages.map(AtomicUsize::new);
        let rate = plan.max_units.and_then(RateLimit::new);
        let consumed = plan.limits.meter.as_ref().map(|_| CapacityMeter::new());
        let permits = plan.is_sharded().then(|| Semaphore::new(plan.concurrency()));
        Ok(Self {
            plan,
            prepared,
            db: db.clone(),
            place,
            table,
            consumed,
            count_only,
            pages_left,
            rate,
            permits,
            caller: Caller::current(),
        })
    }

    /// Returns the span and the subscriber in which the read began.
    pub(super) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Returns whether the read is known to have no results, so that it needs no request.
    fn is_empty(&self) -> bool {
        self.prepared.matches_nothing || self.plan.limit == Some(0)
    }

    /// Returns whether this is a parallel scan.
    pub(crate) fn is_parallel(&self) -> bool {
        self.plan.parts().is_some()
    }

    /// Returns the maximum number of results.
    pub(crate) fn limit(&self) -> Option<usize> {
        self.plan.limit
    }

    pub(crate) fn place(&self) -> &ErrorContext {
        &self.place
    }

    /// Returns the start of the read: one position, or one for each segment of a parallel scan.
    pub(crate) fn start(&self) -> &[Position] {
        &self.prepared.start
    }

    /// Returns the consumed capacity so far, if the read has a meter.
    pub(crate) fn capacity(&self) -> Option<Capacity> {
        self.consumed.as_ref().map(CapacityMeter::capacity)
    }

    fn record(&self, capacity: &[ConsumedCapacity]) {
        self.plan.limits.record(capacity);
        if let Some(consumed) = &self.consumed {
            consumed.record(capacity);
        }
    }

    /// Returns whether no further page may be requested.
    pub(super) fn is_exhausted(&self) -> bool {
        // `Relaxed` is enough: the number protects no other memory.
        self.pages_left.as_ref().is_some_and(|left| left.load(Ordering::Relaxed) == 0)
    }

    /// Counts a page that is about to be requested.
    fn count_page(&self) -> Result<(), Error> {
        let Some(left) = &self.pages_left else { return Ok(()) };
        // Segments share the number. Testing and decrementing it in one step keeps it from going below zero.
        let counted = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        counted.map(drop).map_err(|_| Error::new(ErrorKind::PageLimit).with_context(&self.place))
    }

    fn return_consumed_capacity(&self) -> Option<ReturnConsumedCapacity> {
        // A rate needs only the total; a meter also shows indexes.
        self.plan.limits.return_consumed_capacity().or(self.rate.as_ref().map(|_| ReturnConsumedCapacity::Total))
    }

    /// Creates the cursor for these positions.
    ///
    /// # Errors
    /// Returns an error if the cursor cannot be sealed.
    pub(crate) fn cursor(&self, positions: Vec<Position>) -> Result<Cursor, Error> {
        let payload = CursorPayload { scope: self.plan.cursor_scope(&self.table), positions };
        Cursor::new(payload, self.db.cursor_key()).map_err(|error| Error::from(error).with_context(&self.place))
    }

    /// Returns the key attributes with which a read continues after an item.
    fn key_of(&self, item: &Item) -> Result<LastKey, Error> {
        let part = |part: &KeyAttribute| match item.get(part.name) {
            Some(value) => Ok((part.name.to_owned(), value.clone())),
            None => Err(Error::from(KeyError::Missing { attribute: part.name.into() }).with_context(&self.place)),
        };
        Ok(LastKey::new(self.plan.cursor_attributes().map(part).collect::<Result<Vec<_>, _>>()?))
    }

    /// Returns the key attributes of an item that has not been decoded.
    ///
    /// # Errors
    /// Returns an error if the item lacks a key attribute.
    pub(super) fn key_of_raw(&self, item: &RawItem) -> Result<LastKey, Error> {
        self.key_of(&item.to_item().map_err(|error| item.response().item_error(error, &self.place))?)
    }

    /// Returns the sort key of an item that has not been decoded: what the items of several shards are merged by.
    ///
    /// # Errors
    /// Returns an error if the item lacks a key attribute.
    pub(super) fn sort_values(&self, item: &RawItem) -> Result<Vec<AttributeValue>, Error> {
        let attributes = item.to_item().map_err(|error| item.response().item_error(error, &self.place))?;
        let sort = self.plan.index.map_or(self.plan.table.key.sort, |index| index.key.sort);
        let value = |part: &KeyAttribute| match attributes.get(part.name) {
            Some(value) => Ok(value.clone()),
            None => Err(Error::from(KeyError::Missing { attribute: part.name.into() }).with_context(&self.place)),
        };
        sort.iter().map(value).collect()
    }

    /// Returns whether the items of several shards are merged by their sort key.
    pub(super) fn is_merged(&self) -> bool {
        self.plan.is_sharded()
    }

    /// Returns whether the highest sort key comes first.
    pub(super) fn is_descending(&self) -> bool {
        self.plan.descending
    }

    /// Adds the key of an item to the error that it could not be decoded.
    pub(super) fn with_item_key(&self, error: Error, item: &RawItem) -> Error {
        let Ok(item) = item.to_item() else { return error };
        let part = |part: &KeyAttribute| Some((part.name.to_owned(), item.get(part.name)?.clone()));
        let key: HashMap<_, _> = self.plan.cursor_attributes().filter_map(part).collect();
        error.with_item_key(key.into())
    }
}

impl Pages {
    /// Checks the plan of a read that is not parallel. No request is sent.
    pub(crate) fn new(plan: ReadPlan, db: &DynamoDb, count_only: bool) -> Result<Self, Error> {
        let read = Arc::new(SharedRead::new(plan, db, count_only)?);
        let start = read.start().first().cloned().unwrap_or(Position::Start);
        Ok(Self::starting_at(start, None, &read))
    }

    /// Checks the plan and returns the pages of each segment of a parallel scan, including segments that are at their
    /// end according to a cursor. A read that is not parallel has one segment. No request is sent.
    pub(crate) fn segments(plan: ReadPlan, db: &DynamoDb, count_only: bool) -> Result<Vec<Self>, Error> {
        if plan.parts().is_none() {
            return Ok(vec![Self::new(plan, db, count_only)?]);
        }
        let read = Arc::new(SharedRead::new(plan, db, count_only)?);
        let starts = read.start().iter().cloned();
        Ok((0..).zip(starts).map(|(segment, start)| Self::starting_at(start, Some(segment), &read)).collect())
    }

    fn starting_at(start: Position, segment: Option<i32>, read: &Arc<SharedRead>) -> Self {
        let key = match &start {
            Position::After(key) => Some(key.clone()),
            Position::Start | Position::End => None,
        };
        let position = if read.is_empty() { Position::End } else { start };
        Self { read: read.clone(), segment, position, cycles: CycleDetector::new(key), returned: 0, skipped: 0 }
    }

    pub(crate) fn read(&self) -> &Arc<SharedRead> {
        &self.read
    }

    /// Returns whether there may be another page.
    pub(crate) fn has_next(&self) -> bool {
        self.position != Position::End
    }

    /// Returns whether no further page may be requested.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.read.is_exhausted()
    }

    /// Returns the number of results that are still wanted, if it is limited.
    fn wanted(&self) -> Option<usize> {
        self.read.plan.limit.map(|limit| limit.saturating_sub(self.returned))
    }

    /// Returns the number of items to read for the results that are still wanted. If items of other entities are among
    /// them, the next request reads more.
    fn wanted_to_read(&self) -> Option<usize> {
        self.wanted().map(|wanted| wanted.saturating_add(self.skipped))
    }

    /// Requests the next page, for [`read_page`](Self::read_page). Returns `None` at the end.
    ///
    /// # Errors
    /// Returns an error if the request fails, and one of the kind `PageLimit` if no further page may be requested.
    pub(super) async fn fetch(&mut self) -> Result<Option<Response>, Error> {
        let start = match &self.position {
            Position::End => return Ok(None),
            Position::Start => None,
            Position::After(key) => Some(key.json()),
        };
        let _permit = match &self.read.permits {
            // It is never closed.
            Some(permits) => permits.acquire().await.ok(),
            None => None,
        };
        self.read.count_page()?;
        let Some(rate) = &self.read.rate else { return self.send(start).await.map(Some) };
        let reservation = rate.reserve(&self.read.db).await.map_err(|error| error.with_context(&self.read.place))?;
        let response = self.send(start).await?;
        reservation.correct(consumed_units(&response));
        Ok(Some(response))
    }

    /// Reads the items of a page one by one, cuts it at the limit and sets the start of the next page. `read` is called
    /// with the reader at the start of an item, which it has to read.
    ///
    /// # Errors
    /// Returns an error if the response is malformed, if its `LastEvaluatedKey` repeats, and the errors of `read`.
    pub(super) fn read_page(
        &mut self,
        response: &Response,
        read: impl FnMut(&Reader<'_>) -> Result<(), DecodeError>,
    ) -> Result<PageSummary, Error> {
        let place = self.read.place.clone();
        self.read_response(response, read).map_err(|error| response.item_error(error, &place))?
    }

    /// Takes the items of a page without decoding them.
    pub(super) fn take_page(&mut self, response: &Response) -> Result<(Vec<RawItem>, PageSummary), Error> {
        let mut items = Vec::new();
        let summary = self.read_page(response, |reader| {
            items.push(RawItem::next(reader, response)?);
            Ok(())
        })?;
        Ok((items, summary))
    }

    // The outer error is that of decoding and lacks the table. The inner one is complete.
    fn read_response(
        &mut self,
        response: &Response,
        mut read: impl FnMut(&Reader<'_>) -> Result<(), DecodeError>,
    ) -> Result<Result<PageSummary, Error>, DecodeError> {
        let wanted = self.wanted();
        let (mut items, mut last_at, mut skipped) = (0, 0, 0);
        let is_shared = self.read.plan.entity().is_some() || self.read.plan.collection.is_some();
        let mut has_unexpected = false;
        let text = response.text()?;
        let envelope = json::read_envelope(text, |reader, _| {
            if is_shared {
                match self.read.plan.admits(reader)? {
                    Admission::Read => {}
                    Admission::Skip => {
                        skipped += 1;
                        return reader.skip();
                    }
                    Admission::Refuse => {
                        has_unexpected = true;
                        return reader.skip();
                    }
                }
            }
            items += 1;
            // Items beyond the limit are skipped. The next page reads them again.
            if wanted.is_some_and(|wanted| items > wanted) {
                return reader.skip();
            }
            last_at = reader.position();
            read(reader)
        })?;
        // Counted even if the page is refused below: it was charged.
        self.read.record(&envelope.consumed_capacity);
        if has_unexpected {
            let hint = "list the entity in the collection, ignore it by name, or take it in with `#[other]`";
            return Ok(Err(Error::new(ErrorKind::UnexpectedEntity)
                .with_hint(hint.to_owned())
                .with_context(&self.read.place)));
        }
        let mut last_key = envelope.last_evaluated_key.map(LastKey::from_json).transpose()?;
        // Only keys from the server are compared. The key of a page that is cut below ends the read.
        if last_key.as_ref().is_some_and(|key| self.cycles.repeats(key)) {
            return Ok(Err(Error::new(ErrorKind::RepeatedKey).with_context(&self.read.place)));
        }
        // With `Select = COUNT` the response has no items, only their number.
        let found = if self.read.count_only { envelope.count } else { items };
        let count = wanted.map_or(found, |wanted| found.min(wanted));
        let is_limit_reached = wanted.is_some_and(|wanted| found >= wanted);
        if !self.read.count_only && wanted.is_some_and(|wanted| found > wanted) {
            // The page was cut, so the next one starts after the last item in it, not where DynamoDB stopped.
            let item = Item::from(json::read_attributes(&Reader::starting(text, last_at))?);
            last_key = match self.read.key_of(&item) {
                Ok(key) => Some(key),
                Err(error) => return Ok(Err(error)),
            };
        }
        self.returned += count;
        self.skipped += skipped;
        // A limit ends this read, but the summary keeps the key for the cursor.
        self.position = match &last_key {
            Some(key) if !is_limit_reached => Position::After(key.clone()),
            _ => Position::End,
        };
        Ok(Ok(PageSummary { count, scanned_count: envelope.scanned_count, skipped, last_key }))
    }

    fn select(&self) -> Option<Select> {
        if self.read.count_only { Some(Select::Count) } else { self.read.plan.select.clone() }
    }

    async fn send(&self, start: Option<Arc<str>>) -> Result<Response, Error> {
        let SharedRead { plan, prepared, place, db, .. } = &*self.read;
        let exchange = plan.limits.exchange(plan.operation(), place.clone());
        if prepared.rendered.key_condition.is_some() {
            exchange.send_request(db, &self.request::<Query>(start)).await
        } else {
            exchange.send_request(db, &self.request::<Scan>(start)).await
        }
    }

    fn request<O>(&self, start: Option<Arc<str>>) -> PageRequest<'_, O> {
        let SharedRead { plan, prepared, table, .. } = &*self.read;
        PageRequest {
            plan,
            rendered: prepared.of_part(self.segment),
            table,
            start,
            limit: plan.request_size(self.wanted_to_read()),
            select: self.select(),
            segment: self.segment.filter(|_| plan.segments.is_some()),
            return_consumed_capacity: self.read.return_consumed_capacity(),
            operation: PhantomData,
        }
    }
}

/// Returns the capacity units that a page consumed, if its response has them.
fn consumed_units(response: &Response) -> Option<f64> {
    let envelope = response.text().and_then(|text| json::read_envelope(text, |reader, _| reader.skip()));
    envelope.ok()?.consumed_capacity.pop()?.capacity_units()
}
