//! The operations that have a choice of paths, and the requests of them.

use std::future::Future;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config;
#[cfg(feature = "express")]
use aws_sdk_dynamodb::config::FrozenLayer;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
#[cfg(feature = "express")]
use aws_smithy_runtime_api::client::interceptors::context::Error as ErasedError;
#[cfg(feature = "express")]
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;

use super::request_body::RequestBody;
use super::request_facts::RequestFacts;
use crate::codec::EncodeError;
use crate::codec::json::ObjectWriter;
use crate::error::Error;

/// Who reads a successful response.
#[cfg(feature = "express")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResponseForm {
    /// dkmio, from the text.
    Text,
    /// The SDK, into its output.
    Sdk,
}

/// The tables of a request. The SDK may choose its endpoint by them.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "express"), expect(dead_code))]
pub(crate) enum Tables {
    /// Of an operation on one table.
    One(Arc<str>),
    /// Of an operation on any number of tables.
    Several(Vec<Arc<str>>),
    /// Of a PartiQL statement, which has the name of its table in its text. The SDK does not read it there.
    Unnamed,
}

/// A request of one operation, which can be written in every form.
pub(crate) trait OperationRequest: Sync {
    /// The SDK's operation.
    type Operation: SdkOperation;

    /// Builds the request for the generated client. The items of the request go through `body`.
    ///
    /// # Errors
    /// Returns an error if an item cannot be read back from its text.
    fn fluent(
        &self,
        client: &Client,
        body: &mut RequestBody,
    ) -> Result<<Self::Operation as SdkOperation>::Fluent, Error>;

    /// Writes the members of the request.
    ///
    /// # Errors
    /// Returns an error if a value has a type that this version does not know.
    #[cfg_attr(not(feature = "express"), expect(dead_code))]
    fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError>;

    /// Estimates the length of the JSON, in bytes.
    #[cfg_attr(not(feature = "express"), expect(dead_code))]
    fn estimated_len(&self) -> usize {
        // The buffer of a longer request grows.
        512
    }

    /// Returns the tables of the request.
    #[cfg_attr(not(feature = "express"), expect(dead_code))]
    fn tables(&self) -> Tables;

    /// Records the parameters of the request, for its span.
    fn note(&self, facts: &mut RequestFacts);
}

/// An operation of the SDK.
pub(crate) trait SdkOperation: 'static {
    /// The builder of the generated client.
    type Fluent: Send;
    /// The output of the generated client.
    type Output: Send + Sync + std::fmt::Debug + 'static;
    /// The error of the operation.
    type Error: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static;

    /// The position among the operations that can take the express path.
    #[cfg(feature = "express")]
    const INDEX: usize;
    /// The operation's name in the API.
    #[cfg(feature = "express")]
    const NAME: &'static str;
    /// The value of the header `x-amz-target`.
    #[cfg(feature = "express")]
    const TARGET: &'static str;
    /// Who reads a successful response.
    #[cfg(feature = "express")]
    const RESPONSE: ResponseForm;

    /// Sends a request through the generated client.
    fn send(
        fluent: Self::Fluent,
        config: config::Builder,
    ) -> impl Future<Output = Result<Self::Output, SdkError<Self::Error, HttpResponse>>> + Send;

    /// Returns the configuration that the SDK has for the operation.
    #[cfg(feature = "express")]
    fn layer() -> Option<FrozenLayer>;

    /// Downcasts an error of the orchestrator to the error of the operation.
    #[cfg(feature = "express")]
    fn error(error: ErasedError) -> Self::Error;

    /// Writes the event that the generated client writes about each response.
    #[cfg(feature = "express")]
    fn log_response(response: &HttpResponse);

    /// Runs a request within the span that the generated client opens.
    #[cfg(feature = "express")]
    fn within_span<F: Future + Send>(request: F) -> impl Future<Output = F::Output> + Send;
}

/// How many operations there are.
#[cfg(feature = "express")]
pub(super) const OPERATIONS: usize = 13;

macro_rules! sdk_operations {
    ($($index:literal $operation:ident in $module:ident: $fluent:ident, $output:ident, $error:ident, $response:ident;)*) => {
        $(
            impl SdkOperation for aws_sdk_dynamodb::operation::$module::$operation {
                type Fluent = aws_sdk_dynamodb::operation::$module::builders::$fluent;
                type Output = aws_sdk_dynamodb::operation::$module::$output;
                type Error = aws_sdk_dynamodb::operation::$module::$error;

                #[cfg(feature = "express")]
                const INDEX: usize = $index;
                #[cfg(feature = "express")]
                const NAME: &'static str = stringify!($operation);
                #[cfg(feature = "express")]
                const TARGET: &'static str = concat!("DynamoDB_20120810.", stringify!($operation));
                #[cfg(feature = "express")]
                const RESPONSE: ResponseForm = ResponseForm::$response;

                fn send(
                    fluent: Self::Fluent,
                    config: config::Builder,
                ) -> impl Future<Output = Result<Self::Output, SdkError<Self::Error, HttpResponse>>> + Send {
                    fluent.customize().config_override(config).send()
                }

                #[cfg(feature = "express")]
                fn layer() -> Option<FrozenLayer> {
                    Self::new().config()
                }

                #[cfg(feature = "express")]
                fn error(error: ErasedError) -> Self::Error {
                    // As in the generated client: an error of another type is an unhandled one.
                    error.downcast().map_or_else(Self::Error::unhandled, std::convert::identity)
                }

                #[cfg(all(feature = "express", feature = "tracing"))]
                fn log_response(response: &HttpResponse) {
                    tracing::debug!(
                        target: concat!("aws_sdk_dynamodb::operation::", stringify!($module)),
                        request_id = ?aws_types::request_id::RequestId::request_id(response)
                    );
                }

                #[cfg(all(feature = "express", not(feature = "tracing")))]
                fn log_response(_: &HttpResponse) {}

                #[cfg(all(feature = "express", feature = "tracing"))]
                fn within_span<F: Future + Send>(request: F) -> impl Future<Output = F::Output> + Send {
                    // The generated client opens this span, and subscribers filter by its target. Its macro is not
                    // public, so it is repeated here.
                    tracing::Instrument::instrument(request, tracing::debug_span!(
                        target: concat!("aws_sdk_dynamodb::operation::", stringify!($module)),
                        concat!("DynamoDB.", stringify!($operation)),
                        "rpc.service" = "DynamoDB",
                        "rpc.method" = stringify!($operation),
                        "sdk_invocation_id" = fastrand::u32(1_000_000..10_000_000),
                        "rpc.system" = "aws-api",
                    ))
                }

                #[cfg(all(feature = "express", not(feature = "tracing")))]
                fn within_span<F: Future + Send>(request: F) -> impl Future<Output = F::Output> + Send {
                    request
                }
            }
        )*
    };
}
sdk_operations! {
    0 GetItem in get_item: GetItemFluentBuilder, GetItemOutput, GetItemError, Text;
    1 PutItem in put_item: PutItemFluentBuilder, PutItemOutput, PutItemError, Text;
    2 UpdateItem in update_item: UpdateItemFluentBuilder, UpdateItemOutput, UpdateItemError, Text;
    3 DeleteItem in delete_item: DeleteItemFluentBuilder, DeleteItemOutput, DeleteItemError, Text;
    4 Query in query: QueryFluentBuilder, QueryOutput, QueryError, Text;
    5 Scan in scan: ScanFluentBuilder, ScanOutput, ScanError, Text;
    6 BatchGetItem in batch_get_item: BatchGetItemFluentBuilder, BatchGetItemOutput, BatchGetItemError, Text;
    7 BatchWriteItem in batch_write_item: BatchWriteItemFluentBuilder, BatchWriteItemOutput, BatchWriteItemError, Sdk;
    8 TransactGetItems in transact_get_items:
        TransactGetItemsFluentBuilder, TransactGetItemsOutput, TransactGetItemsError, Text;
    9 TransactWriteItems in transact_write_items:
        TransactWriteItemsFluentBuilder, TransactWriteItemsOutput, TransactWriteItemsError, Sdk;
    10 ExecuteStatement in execute_statement:
        ExecuteStatementFluentBuilder, ExecuteStatementOutput, ExecuteStatementError, Text;
    11 SearchVectors in search_vectors:
        SearchVectorsFluentBuilder, SearchVectorsOutput, SearchVectorsError, Text;
    12 BatchExecuteStatement in batch_execute_statement:
        BatchExecuteStatementFluentBuilder, BatchExecuteStatementOutput, BatchExecuteStatementError, Text;
}
