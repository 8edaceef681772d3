//! The ExecuteStatement request.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::execute_statement::ExecuteStatement;
use aws_sdk_dynamodb::operation::execute_statement::builders::ExecuteStatementFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};

use crate::client::{OperationRequest, RequestBody, RequestFacts, Tables};
use crate::codec::EncodeError;
use crate::codec::json::ObjectWriter;
use crate::error::Error;

/// The parameters of an ExecuteStatement request.
pub(super) struct ExecuteStatementRequest<'r> {
    pub(super) statement: &'r str,
    pub(super) parameters: &'r [AttributeValue],
    pub(super) consistent: bool,
    pub(super) next_token: Option<&'r str>,
    pub(super) limit: Option<i32>,
    pub(super) return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl OperationRequest for ExecuteStatementRequest<'_> {
    type Operation = ExecuteStatement;

    fn fluent(&self, client: &Client, _: &mut RequestBody) -> Result<ExecuteStatementFluentBuilder, Error> {
        let parameters = (!self.parameters.is_empty()).then(|| self.parameters.to_vec());
        Ok(client
            .execute_statement()
            .statement(self.statement)
            .set_parameters(parameters)
            .set_consistent_read(self.consistent.then_some(true))
            .set_next_token(self.next_token.map(str::to_owned))
            .set_limit(self.limit)
            .set_return_consumed_capacity(self.return_consumed_capacity.clone()))
    }

    fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        body.text("Statement", self.statement);
        // The API rejects an empty list of parameters.
        if !self.parameters.is_empty() {
            body.values("Parameters", self.parameters)?;
        }
        body.flag("ConsistentRead", self.consistent);
        body.optional_text("NextToken", self.next_token);
        if let Some(limit) = self.limit {
            body.number("Limit", limit);
        }
        body.optional_text("ReturnConsumedCapacity", self.return_consumed_capacity.as_ref().map(|all| all.as_str()));
        Ok(())
    }

    fn tables(&self) -> Tables {
        Tables::Unnamed
    }

    fn note(&self, facts: &mut RequestFacts) {
        facts.limit = self.limit;
        facts.consistent_read = self.consistent.then_some(true);
    }
}
