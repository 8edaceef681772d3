//! A Query or Scan request for one page.

use std::marker::PhantomData;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::{Query, builders::QueryFluentBuilder};
use aws_sdk_dynamodb::operation::scan::{Scan, builders::ScanFluentBuilder};
use aws_sdk_dynamodb::types::{ReturnConsumedCapacity, Select};

use super::plan::ReadPlan;
use crate::client::{OperationRequest, RequestBody, RequestFacts, Tables};
use crate::codec::EncodeError;
use crate::codec::json::ObjectWriter;
use crate::error::Error;
use crate::request::RenderedExpressions;

/// The parameters of a request for one page. `O` is the SDK's operation.
pub(super) struct PageRequest<'r, O> {
    pub(super) plan: &'r ReadPlan,
    pub(super) rendered: &'r RenderedExpressions,
    pub(super) table: &'r Arc<str>,
    /// The start key of the page, as JSON.
    pub(super) start: Option<Arc<str>>,
    pub(super) limit: Option<i32>,
    pub(super) select: Option<Select>,
    pub(super) segment: Option<i32>,
    pub(super) return_consumed_capacity: Option<ReturnConsumedCapacity>,
    pub(super) operation: PhantomData<fn() -> O>,
}

impl<O> PageRequest<'_, O> {
    fn index(&self) -> Option<&'static str> {
        self.plan.index.map(|index| index.name)
    }

    fn total_segments(&self) -> Option<i32> {
        self.segment.and(self.plan.segments).and_then(|total| i32::try_from(total).ok())
    }

    fn write(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        body.text("TableName", self.table);
        body.optional_text("IndexName", self.index());
        body.optional_text("Select", self.select.as_ref().map(Select::as_str));
        if let Some(limit) = self.limit {
            body.number("Limit", limit);
        }
        body.flag("ConsistentRead", self.plan.consistent);
        if let Some(start) = &self.start {
            body.raw("ExclusiveStartKey", start);
        }
        let consumed = self.return_consumed_capacity.as_ref().map(ReturnConsumedCapacity::as_str);
        body.optional_text("ReturnConsumedCapacity", consumed);
        self.rendered.write_json(body)
    }

    fn note(&self, facts: &mut RequestFacts) {
        facts.limit = self.limit;
        facts.select = self.select.clone().map(|select| select.as_str().to_owned());
        facts.consistent_read = self.plan.consistent.then_some(true);
        facts.segment = self.segment;
        facts.total_segments = self.total_segments();
    }

    fn tables(&self) -> Tables {
        Tables::One(self.table.clone())
    }
}

/// Sets a parameter only if there is a value: every setter moves the SDK's large builder, even one that is given
/// `None`.
macro_rules! with {
    ($fluent:ident.$setter:ident = $value:expr) => {
        if let Some(value) = $value {
            $fluent = $fluent.$setter(value);
        }
    };
}

/// Builds a query or a scan. The SDK's builders have these setters in common, but no trait.
macro_rules! page {
    ($request:ident, $body:ident, $fluent:expr) => {{
        let mut fluent = $fluent.table_name(&**$request.table);
        let rendered = $request.rendered;
        with!(fluent.index_name = $request.index());
        with!(fluent.filter_expression = rendered.filter.as_ref());
        with!(fluent.projection_expression = rendered.projection.as_ref());
        with!(fluent.set_expression_attribute_names = rendered.names().map(Some));
        with!(fluent.set_expression_attribute_values = rendered.values().map(Some));
        with!(fluent.select = $request.select.clone());
        with!(fluent.consistent_read = $request.plan.consistent.then_some(true));
        with!(fluent.limit = $request.limit);
        if let Some(start) = &$request.start {
            fluent = fluent.set_exclusive_start_key(Some($body.exclusive_start_key(start.clone())?));
        }
        with!(fluent.return_consumed_capacity = $request.return_consumed_capacity.clone());
        fluent
    }};
}

impl OperationRequest for PageRequest<'_, Query> {
    type Operation = Query;

    fn fluent(&self, client: &Client, body: &mut RequestBody) -> Result<QueryFluentBuilder, Error> {
        let mut query = page!(self, body, client.query());
        with!(query.key_condition_expression = self.rendered.key_condition.as_ref());
        // `true` is the default of DynamoDB and is not sent.
        with!(query.scan_index_forward = self.plan.descending.then_some(false));
        Ok(query)
    }

    fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        if self.plan.descending {
            body.raw("ScanIndexForward", "false");
        }
        self.write(body)
    }

    fn tables(&self) -> Tables {
        PageRequest::tables(self)
    }

    fn note(&self, facts: &mut RequestFacts) {
        PageRequest::note(self, facts);
        facts.scan_forward = self.plan.descending.then_some(false);
    }
}

impl OperationRequest for PageRequest<'_, Scan> {
    type Operation = Scan;

    fn fluent(&self, client: &Client, body: &mut RequestBody) -> Result<ScanFluentBuilder, Error> {
        let mut scan = page!(self, body, client.scan());
        if let (Some(segment), Some(total)) = (self.segment, self.total_segments()) {
            scan = scan.segment(segment).total_segments(total);
        }
        Ok(scan)
    }

    fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        if let (Some(segment), Some(total)) = (self.segment, self.total_segments()) {
            body.number("Segment", segment);
            body.number("TotalSegments", total);
        }
        self.write(body)
    }

    fn tables(&self) -> Tables {
        PageRequest::tables(self)
    }

    fn note(&self, facts: &mut RequestFacts) {
        PageRequest::note(self, facts);
    }
}
