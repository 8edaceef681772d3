//! The pages of a query or scan, one request each.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity, Select};

use crate::client::{Caller, DynamoDb, Exchange, RequestBody, Response};
use crate::client::{Capacity, Meter};
use crate::codec::json;
use crate::codec::json::Reader;
use crate::codec::{DecodeError, Item};
use crate::cursor::{Cursor, KeyAttributes, Position, SegmentPosition};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::{KeyAttribute, KeyError};
use crate::read::cycle::CycleDetector;
use crate::read::plan::{ReadPlan, ReadyRead, Setting};
use crate::read::rate::RateLimit;
use crate::read::start_key::StartKey;
use crate::request::RawItem;

pub(super) type Attributes = HashMap<String, AttributeValue>;

/// The pages of one read, or of one segment of a parallel scan.
#[derive(Debug)]
pub(crate) struct Pages {
    read: Arc<Read>,
    /// Which segment, in a parallel scan.
    segment: Option<i32>,
    next: Next,
    cycles: CycleDetector,
    returned: usize,
}

/// What all segments of a read share.
#[derive(Debug)]
pub(crate) struct Read {
    plan: ReadPlan,
    ready: ReadyRead,
    db: DynamoDb,
    table: Arc<str>,
    place: ErrorContext,
    meter: Meter,
    count_only: bool,
    /// Pages that may still be fetched, where there is a guard on their number.
    pages_left: Option<AtomicUsize>,
    rate: Option<RateLimit>,
    /// The span and the subscriber in which the read began.
    caller: Caller,
}

#[derive(Debug)]
enum Next {
    From(Option<StartKey>),
    End,
}

/// What a page says besides its items, cut at the limit.
#[derive(Debug, Default)]
pub(crate) struct PageEnd {
    pub(crate) count: usize,
    pub(crate) scanned: usize,
    /// The key of the last item that was read or, when the page was cut, kept; none at the end.
    pub(crate) last: Option<StartKey>,
}

/// Sets what there is; setting nothing moves the SDK's large builders all the same.
macro_rules! with {
    ($request:ident.$setter:ident = $value:expr) => {
        if let Some(value) = $value {
            $request = $request.$setter(value);
        }
    };
}

/// Sends a query or a scan. The SDK's builders have these setters in common, and no trait.
macro_rules! send_read {
    ($pages:ident, $request:ident, $start:ident, $body:ident) => {{
        let Read { plan, ready, table, place, .. } = &*$pages.read;
        let mut request = $request.table_name(&**table);
        with!(request.index_name = plan.index.map(|index| index.name));
        with!(request.filter_expression = ready.rendered.filter.as_ref());
        with!(request.projection_expression = ready.rendered.projection.as_ref());
        with!(request.set_expression_attribute_names = ready.rendered.names().map(Some));
        with!(request.set_expression_attribute_values = ready.rendered.values().map(Some));
        with!(request.select = $pages.select());
        with!(request.consistent_read = plan.consistent.then_some(true));
        with!(request.limit = plan.request_size($pages.wanted()));
        with!(request.set_exclusive_start_key = $start.map(Some));
        with!(request.return_consumed_capacity = $pages.read.asks());
        let exchange = Exchange::new(plan.operation(), place.clone());
        exchange.send($body, |config| request.customize().config_override(config).send()).await
    }};
}

impl Next {
    /// The key from a cursor, where there is one.
    fn key(&self) -> Option<KeyAttributes> {
        match self {
            Self::From(Some(key)) => key.attributes().ok(),
            _ => None,
        }
    }
}

impl Read {
    /// Checks the plan; nothing is sent yet.
    fn new(plan: ReadPlan, db: &DynamoDb, meter: Meter, count_only: bool) -> Result<Self, Error> {
        let declared = || plan.place(plan.target.declared_name());
        let table = db.checked_name(&plan.target).map_err(|error| error.with_context(&declared()))?;
        let place = plan.place(table.clone());
        let setting = Setting { table: &table, now: db.now(), cursor_key: db.cursor_key(), count_only };
        let ready = plan.ready(&setting).map_err(|error| error.with_context(&place))?;
        let pages_left = plan.max_pages.map(AtomicUsize::new);
        let rate = plan.max_units.and_then(RateLimit::new);
        Ok(Self {
            plan,
            ready,
            db: db.clone(),
            table,
            place,
            meter,
            count_only,
            pages_left,
            rate,
            caller: Caller::current(),
        })
    }

    /// Returns the span and the subscriber in which the read began.
    pub(super) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Whether it is known beforehand that nothing comes of the read.
    fn is_empty(&self) -> bool {
        self.ready.nothing || self.plan.limit == Some(0)
    }

    /// The number of results wanted at most.
    pub(crate) fn limit(&self) -> Option<usize> {
        self.plan.limit
    }

    pub(crate) fn place(&self) -> &ErrorContext {
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
        taken.map(drop).map_err(|_| Error::new(ErrorKind::PageLimit).with_context(&self.place))
    }

    fn asks(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.asks().or(self.rate.as_ref().map(|_| ReturnConsumedCapacity::Total))
    }

    pub(crate) fn cursor(&self, position: Position) -> Cursor {
        Cursor::new(self.plan.origin(&self.table), position, self.db.cursor_key().cloned())
    }

    /// The key attributes of an item, by which it is found again.
    pub(crate) fn key_of(&self, item: &Item) -> Result<KeyAttributes, Error> {
        let part = |part: &KeyAttribute| match item.get(part.name) {
            Some(value) => Ok((part.name.to_owned(), value.clone())),
            None => Err(Error::from(KeyError::Missing { attribute: part.name.into() }).with_context(&self.place)),
        };
        self.plan.cursor_attributes().map(part).collect::<Result<_, _>>().map(KeyAttributes::new)
    }
}

impl Read {
    /// The key attributes of an item.
    pub(super) fn key_of_raw(&self, item: &RawItem) -> Result<KeyAttributes, Error> {
        self.key_of(&item.to_item().map_err(|error| item.response().item_error(error, &self.place))?)
    }

    /// The key attributes of where a page ended.
    pub(super) fn key_of_start(&self, key: &StartKey) -> Result<KeyAttributes, Error> {
        key.attributes().map_err(|error| Error::from(error.within(&*self.table)).with_context(&self.place))
    }
}

impl Pages {
    /// Checks the plan; nothing is sent yet.
    pub(crate) fn new(plan: ReadPlan, db: &DynamoDb, meter: Meter, count_only: bool) -> Result<Self, Error> {
        let read = Arc::new(Read::new(plan, db, meter, count_only)?);
        let next = match &read.ready.start {
            _ if read.is_empty() => Next::End,
            Some(Position::Behind(key)) => Next::From(Some(StartKey::of(key)?)),
            _ => Next::From(None),
        };
        let cycles = CycleDetector::new(next.key());
        Ok(Self { read, segment: None, next, cycles, returned: 0 })
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
                SegmentPosition::Behind(key) => Next::From(Some(StartKey::of(&key)?)),
                SegmentPosition::End => Next::End,
            };
            let cycles = CycleDetector::new(next.key());
            Ok(Self { read: read.clone(), segment: Some(segment), next, cycles, returned: 0 })
        });
        pages.collect()
    }

    pub(crate) fn read(&self) -> &Arc<Read> {
        &self.read
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

    /// Fetches the next page, which is then [read](Self::read_page); none at the end.
    ///
    /// # Errors
    /// What the request says, and `PageLimit` when the guard is reached with more to read.
    pub(super) async fn fetch(&mut self) -> Result<Option<Response>, Error> {
        let Next::From(start) = &self.next else { return Ok(None) };
        self.read.take_page()?;
        let mut body = RequestBody::new(&self.read.db);
        let start = start.as_ref().map(|key| body.exclusive_start_key(key.text()));
        let start = start.transpose().map_err(|error| Error::from(error).with_context(&self.read.place))?;
        let Some(rate) = &self.read.rate else { return self.send(start, body).await.map(Some) };
        let reserved = rate.wait(&self.read.db).await?;
        let response = self.send(start, body).await?;
        rate.settle(reserved, consumed_units(&response));
        Ok(Some(response))
    }

    /// Reads the items of a page one by one, cuts it at the limit and decides where to go on. `read` is called with the
    /// reader at the start of an item, which it has to read.
    ///
    /// # Errors
    /// Returns an error if the response is malformed, and the errors of `read`.
    pub(super) fn read_page(
        &mut self,
        response: &Response,
        read: impl FnMut(&Reader<'_>) -> Result<(), DecodeError>,
    ) -> Result<PageEnd, Error> {
        let place = self.read.place.clone();
        self.read_response(response, read).map_err(|error| response.item_error(error, &place))?
    }

    /// Takes the items of a page without decoding them.
    pub(super) fn keep_page(&mut self, response: &Response) -> Result<(Vec<RawItem>, PageEnd), Error> {
        let mut items = Vec::new();
        let end = self.read_page(response, |reader| {
            items.push(RawItem::next(reader, response)?);
            Ok(())
        })?;
        Ok((items, end))
    }

    fn read_response(
        &mut self,
        response: &Response,
        mut read: impl FnMut(&Reader<'_>) -> Result<(), DecodeError>,
    ) -> Result<Result<PageEnd, Error>, DecodeError> {
        let wanted = self.wanted();
        let (mut items, mut last_at) = (0, 0);
        let text = response.text()?;
        let envelope = json::answer(text, |reader, _| {
            items += 1;
            if wanted.is_some_and(|wanted| items > wanted) {
                return reader.skip();
            }
            last_at = reader.position();
            read(reader)
        })?;
        self.read.meter.record(&envelope.consumed_capacity);
        let mut last = envelope.last_evaluated_key.map(StartKey::new);
        let got = if self.read.count_only { envelope.count } else { items };
        if let Some(key) = &last
            && self.cycles.repeats(&key.attributes()?)
        {
            return Ok(Err(Error::new(ErrorKind::RepeatedKey).with_context(&self.read.place)));
        }
        let count = wanted.map_or(got, |wanted| got.min(wanted));
        let reached = wanted.is_some_and(|wanted| got >= wanted);
        if !self.read.count_only && wanted.is_some_and(|wanted| got > wanted) {
            let item = Item::from(json::read_attributes(&Reader::starting(text, last_at))?);
            last = match self.read.key_of(&item).and_then(|key| StartKey::of(&key)) {
                Ok(key) => Some(key),
                Err(error) => return Ok(Err(error)),
            };
        }
        self.returned += got;
        self.next = if reached || last.is_none() { Next::End } else { Next::From(last.clone()) };
        Ok(Ok(PageEnd { count, scanned: envelope.scanned_count, last }))
    }

    fn select(&self) -> Option<Select> {
        if self.read.count_only { Some(Select::Count) } else { self.read.plan.select.clone() }
    }

    async fn send(&self, start: Option<Attributes>, body: RequestBody) -> Result<Response, Error> {
        if self.read.ready.rendered.key_condition.is_some() {
            self.query(start, body).await
        } else {
            self.scan(start, body).await
        }
    }

    async fn query(&self, start: Option<Attributes>, body: RequestBody) -> Result<Response, Error> {
        let mut request = self.read.db.client().query();
        with!(request.key_condition_expression = self.read.ready.rendered.key_condition.as_ref());
        with!(request.scan_index_forward = self.read.plan.descending.then_some(false));
        send_read!(self, request, start, body)
    }

    async fn scan(&self, start: Option<Attributes>, body: RequestBody) -> Result<Response, Error> {
        let mut request = self.read.db.client().scan();
        if let (Some(segment), Some(total)) = (self.segment, self.read.plan.segments) {
            request = request.segment(segment).set_total_segments(i32::try_from(total).ok());
        }
        send_read!(self, request, start, body)
    }
}

/// The capacity units that a page consumed, as far as its response says.
fn consumed_units(response: &Response) -> f64 {
    let envelope = response.text().and_then(|text| json::answer(text, |reader, _| reader.skip()));
    let consumed = envelope.ok().and_then(|mut envelope| envelope.consumed_capacity.pop());
    consumed.and_then(|consumed| consumed.capacity_units()).unwrap_or_default()
}
