//! The pages of a query or scan, one request each.

use std::marker::PhantomData;
use std::sync::Arc;

use aws_sdk_dynamodb::operation::query::Query;
use aws_sdk_dynamodb::operation::scan::Scan;
use aws_sdk_dynamodb::types::Select;

use super::admission::Admission;
use super::page_request::PageRequest;
use super::plan::ReadPlan;
use super::shared_read::SharedRead;
use super::taken_item::TakenItem;
use crate::client::{DynamoDb, Response};
use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, Item};
use crate::cursor::{CycleDetector, LastKey, Position};
use crate::error::{Error, ErrorKind};
use crate::request::RawItem;

/// The pages of one read, or of one segment of a parallel scan.
#[derive(Debug)]
pub(crate) struct Pages {
    read: Arc<SharedRead>,
    /// The number of the segment in a parallel scan.
    segment: Option<i32>,
    /// The start of the next page.
    position: Position,
    cycles: CycleDetector<LastKey>,
    /// The number of items in the pages so far.
    returned: usize,
    /// The number of items of other entities in the pages so far.
    skipped: usize,
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

impl Pages {
    /// Checks the plan of a read that is not parallel. No request is sent.
    pub(crate) fn new(plan: ReadPlan, db: &DynamoDb) -> Result<Self, Error> {
        Ok(Self::of_whole(&Arc::new(SharedRead::new(plan, db, false)?)))
    }

    /// Checks the plan and returns the pages of each segment of a parallel scan, including segments that are at their
    /// end according to a cursor. A read that is not parallel has one segment. No request is sent.
    pub(crate) fn segments(plan: ReadPlan, db: &DynamoDb) -> Result<Vec<Self>, Error> {
        Ok(Self::of_segments(&Arc::new(SharedRead::new(plan, db, false)?)))
    }

    /// Does the same as [`segments`](Self::segments), for a read whose items are only counted.
    pub(crate) fn counted_segments(plan: ReadPlan, db: &DynamoDb) -> Result<Vec<Self>, Error> {
        Ok(Self::of_segments(&Arc::new(SharedRead::new(plan, db, true)?)))
    }

    fn of_whole(read: &Arc<SharedRead>) -> Self {
        let start = read.start().first().cloned().unwrap_or(Position::Start);
        Self::starting_at(start, None, read)
    }

    fn of_segments(read: &Arc<SharedRead>) -> Vec<Self> {
        if read.plan.parts().is_none() {
            return vec![Self::of_whole(read)];
        }
        let starts = read.start().iter().cloned();
        (0..).zip(starts).map(|(segment, start)| Self::starting_at(start, Some(segment), read)).collect()
    }

    fn starting_at(start: Position, segment: Option<i32>, read: &Arc<SharedRead>) -> Self {
        let key = match &start {
            Position::After(key) => Some(key.clone()),
            Position::Start | Position::End => None,
        };
        // A filter that nothing can meet needs no request.
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
        !self.read.may_request(1)
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
        // Counted before the request, so that segments which run at the same time cannot exceed `max_pages` together.
        self.read.count_page()?;
        let Some(rate) = &self.read.rate else { return self.send(start).await.map(Some) };
        let reservation = rate.reserve(&self.read.db).await.map_err(|error| error.with_context(&self.read.context))?;
        let response = self.send(start).await?;
        reservation.correct(consumed_units(&response));
        Ok(Some(response))
    }

    /// Reads the items of a page one by one, cuts it at the limit and sets the start of the next page. `read` is called
    /// with the reader at the start of an item, which it has to read, and with the position of its entity in a collection.
    ///
    /// # Errors
    /// Returns an error if the response is malformed, if its `LastEvaluatedKey` repeats, and the errors of `read`.
    pub(super) fn read_page(
        &mut self,
        response: &Response,
        read: impl FnMut(&Reader<'_>, Option<usize>) -> Result<(), DecodeError>,
    ) -> Result<PageSummary, Error> {
        // A copy, because `read_response` borrows the whole of `self`.
        let context = self.read.context.clone();
        self.read_response(response, read).map_err(|error| response.item_error(error, &context))?
    }

    /// Takes the items of a page without decoding them.
    pub(super) fn take_page(&mut self, response: &Response) -> Result<(Vec<TakenItem>, PageSummary), Error> {
        let mut items = Vec::new();
        let summary = self.read_page(response, |reader, member| {
            items.push(TakenItem::new(RawItem::next(reader, response)?, member));
            Ok(())
        })?;
        Ok((items, summary))
    }

    // The outer error is that of decoding and lacks the table. The inner one is complete.
    fn read_response(
        &mut self,
        response: &Response,
        mut read: impl FnMut(&Reader<'_>, Option<usize>) -> Result<(), DecodeError>,
    ) -> Result<Result<PageSummary, Error>, DecodeError> {
        let wanted = self.wanted();
        let (mut items, mut last_at, mut skipped, mut skipped_before_last) = (0, 0, 0, 0);
        let is_shared = self.read.plan.entity().is_some() || self.read.plan.collection.is_some();
        let mut has_unexpected = false;
        let text = response.text()?;
        let envelope = json::read_envelope(text, |reader, _| {
            let mut member = None;
            if is_shared {
                match self.read.plan.admits(reader)? {
                    Admission::Read(at) => {
                        member = at;
                        if wanted.is_some_and(|wanted| items < wanted) {
                            skipped_before_last = skipped;
                        }
                    }
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
            read(reader, member)
        })?;
        // Counted even if the page is refused below: it was charged.
        self.read.record(&envelope.consumed_capacity);
        if has_unexpected {
            return Ok(Err(self.unexpected_entity()));
        }
        let mut last_key = envelope.last_evaluated_key.map(LastKey::from_json).transpose()?;
        // Only keys from the server are compared. The key of a page that is cut below ends the read.
        if last_key.as_ref().is_some_and(|key| self.cycles.repeats(key)) {
            return Ok(Err(Error::repeated("LastEvaluatedKey").with_context(&self.read.context)));
        }
        // With `Select = COUNT` the response has no items, only their number.
        let found = if self.read.count_only { envelope.count } else { items };
        let count = wanted.map_or(found, |wanted| found.min(wanted));
        let is_limit_reached = wanted.is_some_and(|wanted| found >= wanted);
        if !self.read.count_only && wanted.is_some_and(|wanted| found > wanted) {
            // The page was cut, so the next one starts after the last item in it, not where DynamoDB stopped. What was
            // skipped behind that item is skipped and counted again there.
            skipped = skipped_before_last;
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

    fn unexpected_entity(&self) -> Error {
        let hint = "list the entity in the collection, skip it by `#[dynamo(ignore = [..])]`, or add `#[other]`";
        Error::new(ErrorKind::UnexpectedEntity).with_hint(hint.to_owned()).with_context(&self.read.context)
    }

    fn select(&self) -> Option<Select> {
        if self.read.count_only { Some(Select::Count) } else { self.read.plan.select.clone() }
    }

    async fn send(&self, start: Option<Arc<str>>) -> Result<Response, Error> {
        let SharedRead { plan, prepared, context, db, .. } = &*self.read;
        let exchange = plan.limits.exchange(plan.operation(), context.clone());
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
            return_consumed_capacity: self.read.plan.return_consumed_capacity(),
            operation: PhantomData,
        }
    }
}

/// Returns the capacity units that a page consumed, if its response has them.
fn consumed_units(response: &Response) -> Option<f64> {
    // The response is read once more for it, but only by reads with a rate.
    let envelope = response.text().and_then(|text| json::read_envelope(text, |reader, _| reader.skip()));
    envelope.ok()?.consumed_capacity.pop()?.capacity_units()
}
