//! The pages of a query or scan, one request each.

mod answer;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity, Select};

use answer::Answer;
pub(super) use answer::Fetched;

use crate::client::{Body, Caller, DynamoDb, Exchange, Filling};
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
use crate::request::decode_at;
use crate::request::{KeptItem, RawItem};

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
    ($pages:ident, $request:ident, $start:ident, $filling:ident) => {{
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
        let exchange = Exchange::capturing(plan.operation(), place.clone());
        let request = request.customize().config_override(exchange.hooks_filling($filling));
        let (output, body) = exchange.run_capturing(std::pin::pin!(request.send())).await?;
        Ok(body.map_or_else(|| Fetched::Parsed(Box::new(output.into())), Fetched::Body))
    }};
}

impl Next {
    /// The key from a cursor, where there is one.
    fn key(&self) -> Option<KeyAttributes> {
        match self {
            Self::From(Some(StartKey::Attributes(key))) => Some(key.clone()),
            _ => None,
        }
    }
}

impl Read {
    /// Checks the plan; nothing is sent yet.
    fn new(plan: ReadPlan, db: &DynamoDb, meter: Meter, count_only: bool) -> Result<Self, Error> {
        let table: Arc<str> = db.name_of(plan.table.name).into();
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
            None => Err(Error::from(KeyError::Missing { attribute: part.name.into() }).with_context(&self.place)),
        };
        self.plan.cursor_attributes().map(part).collect::<Result<_, _>>().map(KeyAttributes::new)
    }
}

impl Read {
    /// The key attributes of an item that was kept.
    pub(super) fn key_of_kept(&self, item: &KeptItem) -> Result<KeyAttributes, Error> {
        self.key_of(&item.to_item().map_err(|error| decode_at(error, &self.place, item.body()))?)
    }

    /// The key attributes of where a page ended.
    pub(super) fn key_of_start(&self, key: &StartKey) -> Result<KeyAttributes, Error> {
        key.attributes().map_err(|error| decode_at(error, &self.place, None))
    }
}

impl Pages {
    /// Checks the plan; nothing is sent yet.
    pub(crate) fn new(plan: ReadPlan, db: &DynamoDb, meter: Meter, count_only: bool) -> Result<Self, Error> {
        let read = Arc::new(Read::new(plan, db, meter, count_only)?);
        let next = match &read.ready.start {
            _ if read.is_empty() => Next::End,
            Some(Position::Behind(key)) => Next::From(Some(StartKey::Attributes(key.clone()))),
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
                SegmentPosition::Behind(key) => Next::From(Some(StartKey::Attributes(key))),
                SegmentPosition::End => Next::End,
            };
            let cycles = CycleDetector::new(next.key());
            Self { read: read.clone(), segment: Some(segment), next, cycles, returned: 0 }
        });
        Ok(pages.collect())
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
    pub(super) async fn fetch(&mut self) -> Result<Option<Fetched>, Error> {
        let Next::From(start) = &self.next else { return Ok(None) };
        self.read.take_page()?;
        let sent = start.as_ref().map(|key| key.sent(self.read.db.is_observed())).transpose();
        let (start, filling) = sent.map_err(|error| decode_at(error, &self.read.place, None))?.unzip();
        let filling = filling.flatten();
        let Some(rate) = &self.read.rate else { return self.send(start, filling).await.map(Some) };
        let reserved = rate.wait(self.read.db.client()).await;
        let fetched = self.send(start, filling).await?;
        rate.settle(reserved, fetched.consumed_units());
        Ok(Some(fetched))
    }

    /// Reads the items of a page one by one, cuts it at the limit and decides where to go on.
    ///
    /// # Errors
    /// Those of `read`, and when what came is no answer.
    pub(super) fn read_page(
        &mut self,
        fetched: Fetched,
        read: impl FnMut(RawItem<'_, '_>) -> Result<(), DecodeError>,
    ) -> Result<PageEnd, Error> {
        let (end, body) = match fetched {
            Fetched::Body(body) => (self.read_body(&body, read), Some(body)),
            Fetched::Parsed(answer) => (self.read_answer(*answer, read), None),
        };
        end.map_err(|error| decode_at(error, &self.read.place, body.as_ref()))?
    }

    /// The page with its items kept for later.
    pub(super) fn keep_page(&mut self, fetched: Fetched) -> Result<(Vec<KeptItem>, PageEnd), Error> {
        let body = fetched.body().cloned();
        let mut items = Vec::new();
        let end = self.read_page(fetched, |item| {
            items.push(item.keep(body.as_ref())?);
            Ok(())
        })?;
        Ok((items, end))
    }

    fn read_body(
        &mut self,
        body: &Body,
        mut read: impl FnMut(RawItem<'_, '_>) -> Result<(), DecodeError>,
    ) -> Result<Result<PageEnd, Error>, DecodeError> {
        let wanted = self.wanted();
        let (mut items, mut last_at) = (0, 0);
        let text = body.text()?;
        let answer = json::answer(text, |reader, _| {
            items += 1;
            if wanted.is_some_and(|wanted| items > wanted) {
                return reader.skip();
            }
            last_at = reader.position();
            read(RawItem::Text(reader))
        })?;
        self.read.meter.record(&answer.consumed_capacity);
        let key = answer.last_evaluated_key.map(|key| StartKey::Text(key.into()));
        let end = Answer {
            count: i32::try_from(answer.count).unwrap_or(i32::MAX),
            scanned: i32::try_from(answer.scanned_count).unwrap_or(i32::MAX),
            last: key,
            ..Answer::default()
        };
        let last_kept = || Ok(Item::from(json::read_attributes(&Reader::starting(text, last_at))?));
        self.end(end, items, last_kept)
    }

    fn read_answer(
        &mut self,
        mut answer: Answer,
        mut read: impl FnMut(RawItem<'_, '_>) -> Result<(), DecodeError>,
    ) -> Result<Result<PageEnd, Error>, DecodeError> {
        self.read.meter.record(&answer.consumed);
        let mut items = answer.items.take().unwrap_or_default();
        let got = items.len();
        items.truncate(self.wanted().unwrap_or(got));
        let last = items.last().filter(|_| items.len() < got).cloned();
        for item in items {
            read(RawItem::Parsed(item.into()))?;
        }
        self.end(answer, got, || Ok(last.unwrap_or_default().into()))
    }

    /// Decides where to go on behind a page of so many items; `last_kept` is the last of them within the limit.
    fn end(
        &mut self,
        answer: Answer,
        items: usize,
        last_kept: impl FnOnce() -> Result<Item, DecodeError>,
    ) -> Result<Result<PageEnd, Error>, DecodeError> {
        let mut last = answer.last;
        let got = if self.read.count_only { usize::try_from(answer.count).unwrap_or_default() } else { items };
        if let Some(key) = &last
            && self.cycles.repeats(&key.attributes()?)
        {
            return Ok(Err(Error::new(ErrorKind::RepeatedKey).with_context(&self.read.place)));
        }
        let count = self.wanted().map_or(got, |wanted| got.min(wanted));
        let reached = self.wanted().is_some_and(|wanted| got >= wanted);
        if !self.read.count_only && self.wanted().is_some_and(|wanted| got > wanted) {
            last = match self.read.key_of(&last_kept()?) {
                Ok(key) => Some(StartKey::Attributes(key)),
                Err(error) => return Ok(Err(error)),
            };
        }
        self.returned += got;
        self.next = if reached || last.is_none() { Next::End } else { Next::From(last.clone()) };
        Ok(Ok(PageEnd { count, scanned: usize::try_from(answer.scanned).unwrap_or_default(), last }))
    }

    fn select(&self) -> Option<Select> {
        if self.read.count_only { Some(Select::Count) } else { self.read.plan.select.clone() }
    }

    async fn send(&self, start: Option<Attributes>, filling: Option<Filling>) -> Result<Fetched, Error> {
        if self.read.ready.rendered.key_condition.is_some() {
            self.query(start, filling).await
        } else {
            self.scan(start, filling).await
        }
    }

    async fn query(&self, start: Option<Attributes>, filling: Option<Filling>) -> Result<Fetched, Error> {
        let mut request = self.read.db.client().query();
        with!(request.key_condition_expression = self.read.ready.rendered.key_condition.as_ref());
        with!(request.scan_index_forward = self.read.plan.descending.then_some(false));
        send_read!(self, request, start, filling)
    }

    async fn scan(&self, start: Option<Attributes>, filling: Option<Filling>) -> Result<Fetched, Error> {
        let mut request = self.read.db.client().scan();
        if let (Some(segment), Some(total)) = (self.segment, self.read.plan.segments) {
            request = request.segment(segment).set_total_segments(i32::try_from(total).ok());
        }
        send_read!(self, request, start, filling)
    }
}
