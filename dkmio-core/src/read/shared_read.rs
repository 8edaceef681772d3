//! The parts of a read that all its segments or shards share.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::types::{AttributeValue, ConsumedCapacity};
use tokio::sync::Semaphore;

use super::plan::{PrepareContext, PreparedRead, ReadPlan};
use super::rate::RateLimit;
use crate::client::{Caller, Capacity, CapacityMeter, DynamoDb};
use crate::codec::Item;
use crate::cursor::{Cursor, CursorPayload, LastKey, Position};
use crate::error::{Error, ErrorContext};
use crate::key::{KeyAttribute, KeyError};
use crate::request::RawItem;

/// The parts of a read that all its segments share.
#[derive(Debug)]
pub(crate) struct SharedRead {
    /// Boxed, because an allocator hands out two small blocks faster than a large one.
    pub(super) plan: Box<ReadPlan>,
    pub(super) prepared: PreparedRead,
    pub(super) db: DynamoDb,
    pub(super) context: ErrorContext,
    pub(super) table: Arc<str>,
    /// The capacity that this read has consumed, if it has a meter.
    pub(super) consumed: Option<CapacityMeter>,
    pub(super) count_only: bool,
    /// The number of pages that may still be requested, if it is limited.
    pub(super) pages_left: Option<AtomicUsize>,
    pub(super) rate: Option<RateLimit>,
    /// Bounds the requests that are in flight at the same time for the shards of a query, whose first pages are all needed.
    pub(super) permits: Option<Semaphore>,
    /// The span and the subscriber in which the read began.
    pub(super) caller: Caller,
}

impl SharedRead {
    /// Checks the plan. No request is sent.
    pub(super) fn new(mut plan: ReadPlan, db: &DynamoDb, count_only: bool) -> Result<Self, Error> {
        let declared = || plan.error_context(plan.target.declared_name());
        let table = db.checked_name(&plan.target).map_err(|error| error.with_context(&declared()))?;
        let context = plan.error_context(table.clone());
        // One time for all pages: an item that expires during the read is in all of them or in none.
        let prepare = PrepareContext { table: &table, now: db.now(), cursor_key: db.cursor_key(), count_only };
        let prepared = plan.prepare(&prepare).map_err(|error| error.with_context(&context))?;
        // If DynamoDB cannot tell which items count, their keys are read and counted here. It takes no `Select` beside
        // the projection.
        let counts_keys = count_only && plan.counts_items();
        if counts_keys {
            plan.select = None;
        }
        let count_only = count_only && !counts_keys;
        let pages_left = plan.max_pages.map(AtomicUsize::new);
        let rate = plan.max_units.and_then(RateLimit::new);
        let consumed = plan.limits.meter.as_ref().map(|_| CapacityMeter::new());
        // All shards have a request waiting, because a merge needs an item of each. The permits bound those in
        // flight.
        let permits = plan.is_sharded().then(|| Semaphore::new(plan.concurrency()));
        Ok(Self {
            plan: Box::new(plan),
            prepared,
            db: db.clone(),
            context,
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
    pub(super) fn is_empty(&self) -> bool {
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

    pub(crate) fn context(&self) -> &ErrorContext {
        &self.context
    }

    /// Returns the start of the read: one position, or one for each segment of a parallel scan.
    pub(crate) fn start(&self) -> &[Position] {
        &self.prepared.start
    }

    /// Returns the consumed capacity so far, if the read has a meter.
    pub(crate) fn capacity(&self) -> Option<Capacity> {
        self.consumed.as_ref().map(CapacityMeter::capacity)
    }

    pub(super) fn record(&self, capacity: &[ConsumedCapacity]) {
        self.plan.limits.record(capacity);
        if let Some(consumed) = &self.consumed {
            consumed.record(capacity);
        }
    }

    /// Returns whether this many further pages may be requested.
    pub(super) fn may_request(&self, pages: usize) -> bool {
        // `Relaxed` is enough: the number protects no other memory.
        self.pages_left.as_ref().is_none_or(|left| left.load(Ordering::Relaxed) >= pages)
    }

    /// Counts a page that is about to be requested.
    pub(super) fn count_page(&self) -> Result<(), Error> {
        let Some(left) = &self.pages_left else { return Ok(()) };
        // Segments share the number. Testing and decrementing it in one step keeps it from going below zero.
        let counted = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        counted.map(drop).map_err(|_| Error::page_limit().with_context(&self.context))
    }

    /// Creates the cursor for these positions.
    ///
    /// # Errors
    /// Returns an error if the cursor cannot be sealed.
    pub(crate) fn cursor(&self, positions: Vec<Position>) -> Result<Cursor, Error> {
        let payload = CursorPayload { scope: self.plan.cursor_scope(&self.table), positions };
        Cursor::new(payload, self.db.cursor_key()).map_err(|error| Error::from(error).with_context(&self.context))
    }

    /// Returns the key attributes with which a read continues after an item.
    pub(super) fn key_of(&self, item: &Item) -> Result<LastKey, Error> {
        let part = |part: &KeyAttribute| match item.get(part.name) {
            Some(value) => Ok((part.name.to_owned(), value.clone())),
            None => Err(Error::from(KeyError::Missing { attribute: part.name.into() }).with_context(&self.context)),
        };
        Ok(LastKey::new(self.plan.cursor_attributes().map(part).collect::<Result<Vec<_>, _>>()?))
    }

    /// Returns the key attributes of an item that has not been decoded.
    ///
    /// # Errors
    /// Returns an error if the item lacks a key attribute.
    pub(super) fn key_of_raw(&self, item: &RawItem) -> Result<LastKey, Error> {
        self.key_of(&item.to_item().map_err(|error| item.response().item_error(error, &self.context))?)
    }

    /// Returns the sort key of an item that has not been decoded: what the items of several shards are merged by.
    ///
    /// # Errors
    /// Returns an error if the item lacks a key attribute.
    pub(super) fn sort_values(&self, item: &RawItem) -> Result<Vec<AttributeValue>, Error> {
        let attributes = item.to_item().map_err(|error| item.response().item_error(error, &self.context))?;
        let sort = self.plan.index.map_or(self.plan.table.key.sort, |index| index.key.sort);
        let value = |part: &KeyAttribute| match attributes.get(part.name) {
            Some(value) => Ok(value.clone()),
            None => Err(Error::from(KeyError::Missing { attribute: part.name.into() }).with_context(&self.context)),
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
        item.with_item_key(error, self.key_attributes())
    }

    /// Returns the key attributes of the table and the index.
    pub(super) fn key_attributes(&self) -> impl Iterator<Item = &'static KeyAttribute> + use<> {
        self.plan.cursor_attributes()
    }
}
