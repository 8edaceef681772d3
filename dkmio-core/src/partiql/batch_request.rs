//! The BatchExecuteStatement request.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::batch_execute_statement::BatchExecuteStatement;
use aws_sdk_dynamodb::operation::batch_execute_statement::builders::BatchExecuteStatementFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, BatchStatementRequest, ReturnConsumedCapacity};

use crate::client::{OperationRequest, RequestBody, RequestFacts, Tables};
use crate::codec::EncodeError;
use crate::codec::json::ObjectWriter;
use crate::error::{Error, ErrorKind};

/// The parameters of a BatchExecuteStatement request.
pub(super) struct BatchExecuteStatementRequest {
    pub(super) table: Arc<str>,
    pub(super) statement: Arc<str>,
    pub(super) consistent: bool,
    /// The parameters of each statement.
    pub(super) parameters: Vec<Arc<[AttributeValue]>>,
    pub(super) return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl OperationRequest for BatchExecuteStatementRequest {
    type Operation = BatchExecuteStatement;

    fn fluent(&self, client: &Client, _: &mut RequestBody) -> Result<BatchExecuteStatementFluentBuilder, Error> {
        let statements = self.parameters.iter().map(|parameters| {
            BatchStatementRequest::builder()
                .statement(self.statement.as_ref())
                .set_parameters((!parameters.is_empty()).then(|| parameters.to_vec()))
                .set_consistent_read(self.consistent.then_some(true))
                .build()
                .map_err(|error| Error::new(ErrorKind::Validation).with_source(error))
        });
        let statements = statements.collect::<Result<_, _>>()?;
        Ok(client
            .batch_execute_statement()
            .set_statements(Some(statements))
            .set_return_consumed_capacity(self.return_consumed_capacity.clone()))
    }

    fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        body.array("Statements", |body| {
            self.parameters.iter().try_for_each(|parameters| {
                body.element(|body| {
                    body.text("Statement", &self.statement);
                    if !parameters.is_empty() {
                        body.values("Parameters", parameters)?;
                    }
                    body.flag("ConsistentRead", self.consistent);
                    Ok(())
                })
            })
        })?;
        let consumed = self.return_consumed_capacity.as_ref().map(ReturnConsumedCapacity::as_str);
        body.optional_text("ReturnConsumedCapacity", consumed);
        Ok(())
    }

    fn estimated_len(&self) -> usize {
        512 + self.parameters.len() * (self.statement.len() + 128)
    }

    fn tables(&self) -> Tables {
        Tables::Unnamed
    }

    fn note(&self, facts: &mut RequestFacts) {
        facts.batch_size = Some(self.parameters.len());
        facts.tables = vec![self.table.as_ref().to_owned()];
    }
}
