//! A BatchGetItem request as it is sent.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItem;
use aws_sdk_dynamodb::operation::batch_get_item::builders::BatchGetItemFluentBuilder;
use aws_sdk_dynamodb::types::{KeysAndAttributes, ReturnConsumedCapacity};

use super::key_list::KeyList;
use crate::client::{OperationRequest, RequestBody, RequestFacts, Tables};
use crate::codec::EncodeError;
use crate::codec::json::ObjectWriter;
use crate::error::{Error, ErrorKind};
use crate::expression::Placeholders;

/// The parameters of a BatchGetItem request.
pub(super) struct BatchGetItemRequest {
    /// Each table occurs once, as DynamoDB requires.
    pub(super) tables: Vec<TableGets>,
    pub(super) return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

/// The keys of one table.
pub(super) struct TableGets {
    pub(super) table: Arc<str>,
    pub(super) options: Arc<GetOptions>,
    pub(super) keys: Arc<KeyList>,
    /// The positions of the keys to read.
    pub(super) positions: Vec<usize>,
}

impl TableGets {
    /// Returns the keys as JSON.
    pub(super) fn json(&self) -> impl Iterator<Item = &str> {
        self.positions.iter().map(|position| self.keys.json(*position))
    }
}

/// The options with which the items of one table are read.
pub(super) struct GetOptions {
    pub(super) consistent: bool,
    pub(super) projection: Option<String>,
    pub(super) names: Placeholders,
}

impl OperationRequest for BatchGetItemRequest {
    type Operation = BatchGetItem;

    fn fluent(&self, client: &Client, body: &mut RequestBody) -> Result<BatchGetItemFluentBuilder, Error> {
        let mut request = client.batch_get_item();
        for gets in &self.tables {
            let TableGets { table, options, .. } = gets;
            let keys = KeysAndAttributes::builder()
                .set_keys(Some(body.keys(gets.json())?))
                .set_consistent_read(options.consistent.then_some(true))
                .set_projection_expression(options.projection.clone())
                .set_expression_attribute_names(options.names.names())
                .build()
                .map_err(|error| Error::new(ErrorKind::Validation).with_source(error))?;
            request = request.request_items(table.as_ref(), keys);
        }
        Ok(request.set_return_consumed_capacity(self.return_consumed_capacity.clone()))
    }

    fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        body.object("RequestItems", |body| {
            self.tables.iter().try_for_each(|gets| {
                let TableGets { table, options, .. } = gets;
                body.object_of(table, |body| {
                    body.array("Keys", |body| gets.json().for_each(|key| body.raw_element(key)));
                    body.flag("ConsistentRead", options.consistent);
                    body.optional_text("ProjectionExpression", options.projection.as_deref());
                    options.names.write_json(body)
                })
            })
        })?;
        let consumed = self.return_consumed_capacity.as_ref().map(ReturnConsumedCapacity::as_str);
        body.optional_text("ReturnConsumedCapacity", consumed);
        Ok(())
    }

    fn estimated_len(&self) -> usize {
        512 + self.tables.iter().flat_map(TableGets::json).map(|key| key.len() + 1).sum::<usize>()
    }

    fn tables(&self) -> Tables {
        Tables::Several(self.tables.iter().map(|table| table.table.clone()).collect())
    }

    fn note(&self, facts: &mut RequestFacts) {
        facts.batch_size = Some(self.tables.iter().map(|table| table.positions.len()).sum());
        facts.tables = self.tables.iter().map(|table| table.table.as_ref().to_owned()).collect();
    }
}
