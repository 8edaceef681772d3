//! The SearchVectors request.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::search_vectors::SearchVectors;
use aws_sdk_dynamodb::operation::search_vectors::builders::SearchVectorsFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};

use crate::client::{OperationRequest, RequestBody, RequestFacts, Tables};
use crate::codec::EncodeError;
use crate::codec::json::ObjectWriter;
use crate::error::{Error, ErrorContext};
use crate::request::RenderedExpressions;

/// An estimate of the JSON of one element, in bytes: `{"N":"-0.012345678"},`.
const ELEMENT: usize = 24;

/// All that a SearchVectors request sends.
pub(super) struct SearchVectorsRequest<'r> {
    pub(super) context: &'r ErrorContext,
    pub(super) vector: &'r [AttributeValue],
    pub(super) top_k: i32,
    pub(super) rendered: &'r RenderedExpressions,
    pub(super) return_consumed_capacity: Option<ReturnConsumedCapacity>,
}

impl OperationRequest for SearchVectorsRequest<'_> {
    type Operation = SearchVectors;

    fn fluent(&self, client: &Client, _: &mut RequestBody) -> Result<SearchVectorsFluentBuilder, Error> {
        Ok(client
            .search_vectors()
            .set_table_name(self.context.table_name())
            .set_index_name(self.context.index.map(str::to_owned))
            .set_search_vector(Some(self.vector.to_vec()))
            .top_k(self.top_k)
            .set_search_condition_expression(self.rendered.search.clone())
            .set_projection_expression(self.rendered.projection.clone())
            .set_expression_attribute_names(self.rendered.names())
            .set_expression_attribute_values(self.rendered.values())
            .set_return_consumed_capacity(self.return_consumed_capacity.clone()))
    }

    fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        body.optional_text("TableName", self.context.table.as_deref());
        body.optional_text("IndexName", self.context.index);
        body.values("SearchVector", self.vector)?;
        body.number("TopK", self.top_k);
        body.optional_text("ReturnConsumedCapacity", self.return_consumed_capacity.as_ref().map(|all| all.as_str()));
        self.rendered.write_json(body)
    }

    fn estimated_len(&self) -> usize {
        512 + ELEMENT * self.vector.len()
    }

    fn tables(&self) -> Tables {
        // The context of a request on one table always names it.
        Tables::One(self.context.table.clone().unwrap_or_default())
    }

    fn note(&self, facts: &mut RequestFacts) {
        facts.limit = Some(self.top_k);
    }
}
