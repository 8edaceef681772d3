//! A TransactGetItems request as it is sent.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_get_items::TransactGetItems;
use aws_sdk_dynamodb::operation::transact_get_items::builders::TransactGetItemsFluentBuilder;
use aws_sdk_dynamodb::types::{Get as SdkGet, ReturnConsumedCapacity, TransactGetItem};

use crate::client::{OperationRequest, RequestBody, RequestFacts, Tables};
use crate::codec::EncodeError;
use crate::codec::json::ObjectWriter;
use crate::error::{Error, ErrorKind};
use crate::key::EncodedKey;
use crate::request::RenderedExpressions;

/// The parameters of a TransactGetItems request.
pub(crate) struct TransactGetRequest {
    pub(crate) parts: Vec<RenderedGet>,
    pub(crate) return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

/// A get that is ready to be sent.
pub(crate) struct RenderedGet {
    /// The actual name.
    pub(crate) table: String,
    pub(crate) key: EncodedKey,
    pub(crate) rendered: RenderedExpressions,
}

impl RenderedGet {
    fn to_sdk(&self) -> Result<TransactGetItem, Error> {
        let get = SdkGet::builder()
            .table_name(&self.table)
            .set_key(Some(self.key.to_map()))
            .set_expression_attribute_names(self.rendered.names())
            .set_projection_expression(self.rendered.projection.clone())
            .build()
            .map_err(|error| Error::new(ErrorKind::Validation).with_source(error))?;
        Ok(TransactGetItem::builder().get(get).build())
    }
}

impl OperationRequest for TransactGetRequest {
    type Operation = TransactGetItems;

    fn fluent(&self, client: &Client, _: &mut RequestBody) -> Result<TransactGetItemsFluentBuilder, Error> {
        let parts = self.parts.iter().map(RenderedGet::to_sdk).collect::<Result<_, _>>()?;
        Ok(client
            .transact_get_items()
            .set_transact_items(Some(parts))
            .set_return_consumed_capacity(self.return_consumed_capacity.clone()))
    }

    fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        body.array("TransactItems", |body| {
            self.parts.iter().try_for_each(|part| {
                body.element(|body| {
                    body.object("Get", |body| {
                        body.attributes("Key", part.key.iter())?;
                        body.text("TableName", &part.table);
                        part.rendered.write_json(body)
                    })
                })
            })
        })?;
        let consumed = self.return_consumed_capacity.as_ref().map(ReturnConsumedCapacity::as_str);
        body.optional_text("ReturnConsumedCapacity", consumed);
        Ok(())
    }

    fn estimated_len(&self) -> usize {
        512 + self.parts.len() * 256
    }

    fn tables(&self) -> Tables {
        Tables::Several(self.parts.iter().map(|part| Arc::from(part.table.as_str())).collect())
    }

    fn note(&self, facts: &mut RequestFacts) {
        facts.batch_size = Some(self.parts.len());
        facts.tables = self.parts.iter().map(|part| part.table.clone()).collect();
    }
}
