//! A BatchWriteItem request as it is sent.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItem;
use aws_sdk_dynamodb::operation::batch_write_item::builders::BatchWriteItemFluentBuilder;
use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, ReturnConsumedCapacity, WriteRequest};

use crate::client::{OperationRequest, RequestBody, RequestFacts, Tables};
use crate::codec::EncodeError;
use crate::codec::json::{self, ObjectWriter};
use crate::error::{Error, ErrorKind};

/// The parameters of a BatchWriteItem request.
pub(super) struct BatchWriteItemRequest {
    /// Each table occurs once, as DynamoDB requires.
    pub(super) tables: Vec<TableWrites>,
    pub(super) return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

/// The writes to one table.
pub(super) struct TableWrites {
    pub(super) table: Arc<str>,
    pub(super) writes: Vec<WriteText>,
}

/// A write as JSON.
pub(super) enum WriteText {
    /// The item of a put.
    Put(Arc<str>),
    /// The key of a delete.
    Delete(Arc<str>),
}

impl WriteText {
    fn write_json(&self, list: &mut ObjectWriter) {
        list.element(|write| match self {
            Self::Put(item) => write.object("PutRequest", |put| put.raw("Item", item)),
            Self::Delete(key) => write.object("DeleteRequest", |delete| delete.raw("Key", key)),
        });
    }

    fn to_sdk(&self) -> Result<WriteRequest, Error> {
        let write = WriteRequest::builder();
        let write = match self {
            Self::Put(item) => {
                let put = PutRequest::builder().set_item(Some(json::parse_item(item)?.into_inner()));
                write.put_request(put.build().map_err(unbuildable)?)
            }
            Self::Delete(key) => {
                let delete = DeleteRequest::builder().set_key(Some(json::parse_item(key)?.into_inner()));
                write.delete_request(delete.build().map_err(unbuildable)?)
            }
        };
        Ok(write.build())
    }

    fn len(&self) -> usize {
        match self {
            Self::Put(text) | Self::Delete(text) => text.len() + 32,
        }
    }
}

fn unbuildable(error: BuildError) -> Error {
    Error::new(ErrorKind::Validation).with_source(error)
}

impl TableWrites {
    fn len(&self) -> usize {
        self.writes.iter().map(WriteText::len).sum()
    }

    /// Writes the elements of the list.
    fn to_json(&self) -> String {
        let mut list = ObjectWriter::fragment(self.len());
        self.writes.iter().for_each(|write| write.write_json(&mut list));
        list.into_fragment()
    }
}

impl OperationRequest for BatchWriteItemRequest {
    type Operation = BatchWriteItem;

    fn fluent(&self, client: &Client, body: &mut RequestBody) -> Result<BatchWriteItemFluentBuilder, Error> {
        let mut request = client.batch_write_item();
        for table in &self.tables {
            let writes = match body.writes(|| table.to_json()) {
                // One slot for the whole list: the SDK spends most of its time in a batch on one write per entry.
                Some(slot) => {
                    let put = PutRequest::builder().set_item(Some(slot)).build().map_err(unbuildable)?;
                    vec![WriteRequest::builder().put_request(put).build()]
                }
                None => table.writes.iter().map(WriteText::to_sdk).collect::<Result<_, _>>()?,
            };
            request = request.request_items(table.table.as_ref(), writes);
        }
        Ok(request.set_return_consumed_capacity(self.return_consumed_capacity.clone()))
    }

    fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        body.object("RequestItems", |body| {
            for TableWrites { table, writes } in &self.tables {
                body.array_of(table, |list| writes.iter().for_each(|write| write.write_json(list)));
            }
        });
        let consumed = self.return_consumed_capacity.as_ref().map(ReturnConsumedCapacity::as_str);
        body.optional_text("ReturnConsumedCapacity", consumed);
        Ok(())
    }

    fn estimated_len(&self) -> usize {
        512 + self.tables.iter().map(TableWrites::len).sum::<usize>()
    }

    fn tables(&self) -> Tables {
        Tables::Several(self.tables.iter().map(|table| table.table.clone()).collect())
    }

    fn note(&self, facts: &mut RequestFacts) {
        facts.batch_size = Some(self.tables.iter().map(|table| table.writes.len()).sum());
        facts.tables = self.tables.iter().map(|table| table.table.as_ref().to_owned()).collect();
    }
}
