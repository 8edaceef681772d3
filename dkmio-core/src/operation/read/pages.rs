//! The pages of a query or scan, one request each.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::scan::ScanOutput;
use aws_sdk_dynamodb::types::{AttributeValue, ConsumedCapacity, ReturnConsumedCapacity, Select};

use super::plan::{ReadPlan, ReadyRead, Setting};
use crate::client::{DynamoDb, Exchange};
use crate::error::{Error, ErrorKind, Place};
use crate::key::{KeyAttribute, KeyError};
use crate::page::{Capacity, Cursor, KeyAttributes, Meter, Position, SegmentPosition};
use crate::rate::RateLimit;
use crate::value::Item;

type Attributes = HashMap<String, AttributeValue>;

/// The pages of one read, or of one segment of a parallel scan.
#[derive(Debug)]
pub(crate) struct Pages {
    read: Arc<Read>,
    /// Which segment, in a parallel scan.
    segment: Option<i32>,
    next: Next,
    returned: usize,
}

/// What all segments of a read share.
#[derive(Debug)]
pub(crate) struct Read {
    plan: ReadPlan,
    ready: ReadyRead,
    db: DynamoDb,
    table: String,
    place: Place,
    meter: Meter,
    count_only: bool,
    /// Pages that may still be fetched, where there is a guard on their number.
    pages_left: Option<AtomicUsize>,
    rate: Option<RateLimit>,
}

#[derive(Debug)]
enum Next {
    From(Option<KeyAttributes>),
    End,
}

/// One page as it came, cut at the limit.
#[derive(Debug, Default)]
pub(crate) struct RawPage {
    pub(crate) items: Vec<Item>,
    pub(crate) count: usize,
    pub(crate) scanned: usize,
    /// The key of the last item that was read or, when the page was cut, kept; none at the end.
    pub(crate) last: Option<KeyAttributes>,
}

/// What query and scan answer alike.
struct Answer {
    items: Option<Vec<Attributes>>,
    count: i32,
    scanned: i32,
    last: Option<Attributes>,
    consumed: Option<ConsumedCapacity>,
}

impl Read {
    /// Checks the plan; nothing is sent yet.
    fn new(plan: ReadPlan, db: &DynamoDb, meter: Meter, count_only: bool) -> Result<Self, Error> {
        let table = db.name_of(plan.table.name);
        let place = plan.place(table.clone());
        let setting = Setting { table: &table, now: db.now(), cursor_key: db.cursor_key(), count_only };
        let ready = plan.ready(&setting).map_err(|error| error.at(&place))?;
        let pages_left = plan.max_pages.map(AtomicUsize::new);
        let rate = plan.max_units.map(RateLimit::new);
        Ok(Self { plan, ready, db: db.clone(), table, place, meter, count_only, pages_left, rate })
    }

    /// Whether it is known beforehand that nothing comes of the read.
    fn is_empty(&self) -> bool {
        self.ready.nothing || self.plan.limit == Some(0)
    }

    /// The number of results wanted at most.
    pub(crate) fn limit(&self) -> Option<usize> {
        self.plan.limit
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Where the read starts, if it goes on from a cursor.
    pub(crate) fn start(&self) -> Option<&Position> {
        self.ready.start.as_ref()
    }

    /// The consumed capacity so far, if it is summed.
    pub(crate) fn capacity(&self) -> Option<Capacity> {
        self.meter.read()
    }

    /// Whether the guard on the number of pages is reached.
    fn is_exhausted(&self) -> bool {
        self.pages_left.as_ref().is_some_and(|left| left.load(Ordering::Relaxed) == 0)
    }

    /// Takes one page off those that may be fetched.
    fn take_page(&self) -> Result<(), Error> {
        let Some(left) = &self.pages_left else { return Ok(()) };
        let taken = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        taken.map(drop).map_err(|_| Error::new(ErrorKind::PageLimit).at(&self.place))
    }

    fn asks(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.asks().or(self.rate.as_ref().map(|_| ReturnConsumedCapacity::Total))
    }

    pub(crate) fn cursor(&self, position: Position) -> Cursor {
        Cursor::new(self.ready.origin.clone(), position, self.db.cursor_key().cloned())
    }

    /// The key attributes of an item alone.
    pub(crate) fn key_item(&self, item: &Item) -> Item {
        let parts = self.plan.cursor_attributes().map(|part| part.name);
        let part = |name: &'static str| item.get(name).map(|value| (name.to_owned(), value.clone()));
        Item::from(parts.filter_map(part).collect::<Attributes>())
    }

    /// The key attributes of an item, by which it is found again.
    pub(crate) fn key_of(&self, item: &Item) -> Result<KeyAttributes, Error> {
        let part = |part: &KeyAttribute| match item.get(part.name) {
            Some(value) => Ok((part.name.to_owned(), value.clone())),
            None => Err(Error::from(KeyError::Missing { attribute: part.name.into() }).at(&self.place)),
        };
        self.plan.cursor_attributes().map(part).collect::<Result<_, _>>().map(KeyAttributes::new)
    }
}

impl Pages {
    /// Checks the plan; nothing is sent yet.
    pub(crate) fn new(plan: ReadPlan, db: &DynamoDb, meter: Meter, count_only: bool) -> Result<Self, Error> {
        let read = Arc::new(Read::new(plan, db, meter, count_only)?);
        let next = match &read.ready.start {
            _ if read.is_empty() => Next::End,
            Some(Position::Behind(key)) => Next::From(Some(key.clone())),
            _ => Next::From(None),
        };
        Ok(Self { read, segment: None, next, returned: 0 })
    }

    /// The segments of a parallel scan; those that a cursor says are at their end too.
    pub(crate) fn segments(plan: ReadPlan, db: &DynamoDb, meter: Meter, count_only: bool) -> Result<Vec<Self>, Error> {
        let segments = plan.segments.unwrap_or(1);
        let read = Arc::new(Read::new(plan, db, meter, count_only)?);
        let starts = match &read.ready.start {
            Some(Position::Segments(starts)) => starts.clone(),
            _ => vec![SegmentPosition::Start; segments as usize],
        };
        let pages = (0..).zip(starts).map(|(segment, start)| {
            let next = match start {
                _ if read.is_empty() => Next::End,
                SegmentPosition::Start => Next::From(None),
                SegmentPosition::Behind(key) => Next::From(Some(key)),
                SegmentPosition::End => Next::End,
            };
            Self { read: read.clone(), segment: Some(segment), next, returned: 0 }
        });
        Ok(pages.collect())
    }

    pub(crate) fn read(&self) -> &Arc<Read> {
        &self.read
    }

    pub(crate) fn place(&self) -> &Place {
        &self.read.place
    }

    /// Whether there may be another page.
    pub(crate) fn has_next(&self) -> bool {
        matches!(self.next, Next::From(_))
    }

    /// Whether the guard on the number of pages is reached.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.read.is_exhausted()
    }

    fn wanted(&self) -> Option<usize> {
        self.read.plan.limit.map(|limit| limit.saturating_sub(self.returned))
    }

    /// Fetches the next page; none at the end.
    ///
    /// # Errors
    /// What the request says, and `PageLimit` when the guard is reached with more to read.
    pub(crate) async fn fetch(&mut self) -> Result<Option<RawPage>, Error> {
        let Next::From(start) = &self.next else { return Ok(None) };
        self.read.take_page()?;
        let start = start.as_ref().map(KeyAttributes::to_map);
        let answer = match &self.read.rate {
            None => self.send(start).await?,
            Some(rate) => {
                let reserved = rate.wait(self.read.db.client()).await;
                let answer = self.send(start).await?;
                let consumed = answer.consumed.as_ref().and_then(ConsumedCapacity::capacity_units);
                rate.settle(reserved, consumed.unwrap_or_default());
                answer
            }
        };
        self.read.meter.record(&answer.consumed);
        self.take(answer).map(Some)
    }

    /// Cuts the page at the limit and decides where to go on.
    fn take(&mut self, answer: Answer) -> Result<RawPage, Error> {
        let count = usize::try_from(answer.count).unwrap_or_default();
        let mut items: Vec<Item> = answer.items.into_iter().flatten().map(Item::from).collect();
        // an empty key is no key: some emulators answer one at the end
        let mut last = answer.last.filter(|key| !key.is_empty()).map(KeyAttributes::from);
        let got = if self.read.count_only { count } else { items.len() };
        let reached = self.wanted().is_some_and(|wanted| got >= wanted);
        if let Some(wanted) = self.wanted().filter(|wanted| got > *wanted) {
            items.truncate(wanted);
            last = items.last().map(|item| self.read.key_of(item)).transpose()?;
        }
        self.returned += got;
        self.next = if reached || last.is_none() { Next::End } else { Next::From(last.clone()) };
        Ok(RawPage { items, count, scanned: usize::try_from(answer.scanned).unwrap_or_default(), last })
    }

    fn select(&self) -> Option<Select> {
        if self.read.count_only { Some(Select::Count) } else { self.read.plan.select.clone() }
    }

    async fn send(&self, start: Option<Attributes>) -> Result<Answer, Error> {
        if self.read.ready.rendered.key_condition.is_some() { self.query(start).await } else { self.scan(start).await }
    }

    async fn query(&self, start: Option<Attributes>) -> Result<Answer, Error> {
        let rendered = &self.read.ready.rendered;
        let exchange = Exchange::new(self.read.plan.operation(), self.read.place.clone());
        let request = self
            .read
            .db
            .client()
            .query()
            .table_name(&self.read.table)
            .set_index_name(self.read.plan.index.map(|index| index.name.to_owned()))
            .set_key_condition_expression(rendered.key_condition.clone())
            .set_filter_expression(rendered.filter.clone())
            .set_projection_expression(rendered.projection.clone())
            .set_expression_attribute_names(rendered.names())
            .set_expression_attribute_values(rendered.values())
            .set_select(self.select())
            .set_consistent_read(self.read.plan.consistent.then_some(true))
            .set_scan_index_forward(self.read.plan.descending.then_some(false))
            .set_limit(self.read.plan.request_size(self.wanted()))
            .set_exclusive_start_key(start)
            .set_return_consumed_capacity(self.read.asks())
            .customize()
            .interceptor(exchange.interceptor());
        exchange.run(request.send()).await.map(Answer::from)
    }

    async fn scan(&self, start: Option<Attributes>) -> Result<Answer, Error> {
        let rendered = &self.read.ready.rendered;
        let exchange = Exchange::new(self.read.plan.operation(), self.read.place.clone());
        let request = self
            .read
            .db
            .client()
            .scan()
            .table_name(&self.read.table)
            .set_index_name(self.read.plan.index.map(|index| index.name.to_owned()))
            .set_filter_expression(rendered.filter.clone())
            .set_projection_expression(rendered.projection.clone())
            .set_expression_attribute_names(rendered.names())
            .set_expression_attribute_values(rendered.values())
            .set_select(self.select())
            .set_consistent_read(self.read.plan.consistent.then_some(true))
            .set_limit(self.read.plan.request_size(self.wanted()))
            .set_exclusive_start_key(start)
            .set_segment(self.segment)
            .set_total_segments(self.segment.and(self.read.plan.segments).and_then(|total| i32::try_from(total).ok()))
            .set_return_consumed_capacity(self.read.asks())
            .customize()
            .interceptor(exchange.interceptor());
        exchange.run(request.send()).await.map(Answer::from)
    }
}

impl From<QueryOutput> for Answer {
    fn from(output: QueryOutput) -> Self {
        Self {
            items: output.items,
            count: output.count,
            scanned: output.scanned_count,
            last: output.last_evaluated_key,
            consumed: output.consumed_capacity,
        }
    }
}

impl From<ScanOutput> for Answer {
    fn from(output: ScanOutput) -> Self {
        Self {
            items: output.items,
            count: output.count,
            scanned: output.scanned_count,
            last: output.last_evaluated_key,
            consumed: output.consumed_capacity,
        }
    }
}
