//! The pages of a query or scan, one request each.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::scan::ScanOutput;
use aws_sdk_dynamodb::types::{AttributeValue, ConsumedCapacity, Select};

use super::plan::{ReadPlan, ReadyRead};
use crate::client::{DynamoDb, Exchange};
use crate::error::{Error, ErrorKind, Place};
use crate::key::KeyError;
use crate::page::{Cursor, Meter};
use crate::value::Item;

type Attributes = HashMap<String, AttributeValue>;

/// The pages of one read.
#[derive(Debug)]
pub(crate) struct Pages {
    plan: ReadPlan,
    ready: ReadyRead,
    db: DynamoDb,
    table: String,
    place: Place,
    meter: Meter,
    count_only: bool,
    next: Next,
    fetched: usize,
    returned: usize,
}

#[derive(Debug)]
enum Next {
    From(Option<Attributes>),
    End,
}

/// One page as it came, cut at the limit.
#[derive(Debug, Default)]
pub(crate) struct RawPage {
    pub(crate) items: Vec<Item>,
    pub(crate) count: usize,
    pub(crate) scanned: usize,
    pub(crate) next: Option<Cursor>,
}

/// What query and scan answer alike.
struct Answer {
    items: Option<Vec<Attributes>>,
    count: i32,
    scanned: i32,
    last: Option<Attributes>,
    consumed: Option<ConsumedCapacity>,
}

impl Pages {
    /// Checks the plan; nothing is sent yet.
    pub(crate) fn new(plan: ReadPlan, db: &DynamoDb, meter: Meter, count_only: bool) -> Result<Self, Error> {
        let table = db.name_of(plan.table.name);
        let place = plan.place(table.clone());
        let ready = plan.ready(&table, count_only).map_err(|error| error.at(&place))?;
        let nothing = ready.nothing || plan.limit == Some(0);
        let next = if nothing { Next::End } else { Next::From(ready.start.clone()) };
        Ok(Self { plan, ready, db: db.clone(), table, place, meter, count_only, next, fetched: 0, returned: 0 })
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Whether there may be another page.
    pub(crate) fn has_next(&self) -> bool {
        matches!(self.next, Next::From(_))
    }

    /// Whether the guard on the number of pages is reached.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.plan.max_pages.is_some_and(|max| self.fetched >= max)
    }

    fn wanted(&self) -> Option<usize> {
        self.plan.limit.map(|limit| limit.saturating_sub(self.returned))
    }

    /// Fetches the next page; none at the end.
    ///
    /// # Errors
    /// What the request says, and `PageLimit` when the guard is reached with more to read.
    pub(crate) async fn fetch(&mut self) -> Result<Option<RawPage>, Error> {
        let Next::From(start) = &self.next else { return Ok(None) };
        if self.is_exhausted() {
            return Err(Error::new(ErrorKind::PageLimit).at(&self.place));
        }
        let answer = self.send(start.clone()).await?;
        self.fetched += 1;
        self.meter.record(&answer.consumed);
        self.take(answer).map(Some)
    }

    /// Cuts the page at the limit and decides where to go on.
    fn take(&mut self, answer: Answer) -> Result<RawPage, Error> {
        let count = usize::try_from(answer.count).unwrap_or_default();
        let mut items: Vec<Item> = answer.items.into_iter().flatten().map(Item::from).collect();
        // an empty key is no key: some emulators answer one at the end
        let mut last = answer.last.filter(|key| !key.is_empty());
        let got = if self.count_only { count } else { items.len() };
        let reached = self.wanted().is_some_and(|wanted| got >= wanted);
        if let Some(wanted) = self.wanted().filter(|wanted| got > *wanted) {
            items.truncate(wanted);
            last = items.last().map(|item| self.key_of(item)).transpose()?;
        }
        self.returned += got;
        let next = last.clone().map(|key| Cursor::new(self.ready.origin.clone(), key));
        self.next = if reached || last.is_none() { Next::End } else { Next::From(last) };
        Ok(RawPage { items, count, scanned: usize::try_from(answer.scanned).unwrap_or_default(), next })
    }

    fn key_of(&self, item: &Item) -> Result<Attributes, Error> {
        self.plan
            .cursor_attributes()
            .map(|part| match item.get(part.name) {
                Some(value) => Ok((part.name.to_owned(), value.clone())),
                None => Err(Error::from(KeyError::Missing { attribute: part.name.into() }).at(&self.place)),
            })
            .collect()
    }

    fn select(&self) -> Option<Select> {
        if self.count_only { Some(Select::Count) } else { self.plan.select.clone() }
    }

    async fn send(&self, start: Option<Attributes>) -> Result<Answer, Error> {
        if self.ready.rendered.key_condition.is_some() { self.query(start).await } else { self.scan(start).await }
    }

    async fn query(&self, start: Option<Attributes>) -> Result<Answer, Error> {
        let rendered = &self.ready.rendered;
        let exchange = Exchange::new(self.plan.operation(), self.place.clone());
        let request = self
            .db
            .client()
            .query()
            .table_name(&self.table)
            .set_index_name(self.plan.index.map(|index| index.name.to_owned()))
            .set_key_condition_expression(rendered.key_condition.clone())
            .set_filter_expression(rendered.filter.clone())
            .set_projection_expression(rendered.projection.clone())
            .set_expression_attribute_names(rendered.names())
            .set_expression_attribute_values(rendered.values())
            .set_select(self.select())
            .set_consistent_read(self.plan.consistent.then_some(true))
            .set_scan_index_forward(self.plan.descending.then_some(false))
            .set_limit(self.plan.request_size(self.wanted()))
            .set_exclusive_start_key(start)
            .set_return_consumed_capacity(self.meter.asks())
            .customize()
            .interceptor(exchange.interceptor());
        exchange.run(request.send()).await.map(Answer::from)
    }

    async fn scan(&self, start: Option<Attributes>) -> Result<Answer, Error> {
        let rendered = &self.ready.rendered;
        let exchange = Exchange::new(self.plan.operation(), self.place.clone());
        let request = self
            .db
            .client()
            .scan()
            .table_name(&self.table)
            .set_index_name(self.plan.index.map(|index| index.name.to_owned()))
            .set_filter_expression(rendered.filter.clone())
            .set_projection_expression(rendered.projection.clone())
            .set_expression_attribute_names(rendered.names())
            .set_expression_attribute_values(rendered.values())
            .set_select(self.select())
            .set_consistent_read(self.plan.consistent.then_some(true))
            .set_limit(self.plan.request_size(self.wanted()))
            .set_exclusive_start_key(start)
            .set_return_consumed_capacity(self.meter.asks())
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
