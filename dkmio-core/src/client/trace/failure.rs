//! The reason why an attempt failed, in one word.

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::operation::{
    batch_execute_statement::BatchExecuteStatementError, batch_get_item::BatchGetItemError,
    batch_write_item::BatchWriteItemError, create_table::CreateTableError, delete_item::DeleteItemError,
    delete_table::DeleteTableError, describe_table::DescribeTableError, describe_time_to_live::DescribeTimeToLiveError,
    execute_statement::ExecuteStatementError, get_item::GetItemError, list_tags_of_resource::ListTagsOfResourceError,
    put_item::PutItemError, query::QueryError, scan::ScanError, search_vectors::SearchVectorsError,
    tag_resource::TagResourceError, transact_get_items::TransactGetItemsError,
    transact_write_items::TransactWriteItemsError, update_item::UpdateItemError, update_table::UpdateTableError,
    update_time_to_live::UpdateTimeToLiveError,
};
use aws_smithy_runtime_api::client::interceptors::context::Error;
use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;

/// Returns the code of the service, or what happened to the connection.
pub(super) fn of(error: &OrchestratorError<Error>) -> String {
    let connector_timed_out = error.as_connector_error().is_some_and(|error| error.is_timeout());
    let word = match error.as_operation_error().map(code) {
        Some(code) => code.unwrap_or("unknown"),
        None if error.is_timeout_error() || connector_timed_out => "timeout",
        None if error.is_connector_error() => "connection",
        None if error.is_response_error() => "response",
        None => "other",
    };
    word.to_owned()
}

macro_rules! code_of_any {
    ($error:ident: $($type:ty),* $(,)?) => {
        None$(.or_else(|| $error.downcast_ref::<$type>().and_then(ProvideErrorMetadata::code)))*
    };
}

/// Returns the code of an error. The orchestrator has erased its type, so the types of all operations are tried.
fn code(error: &Error) -> Option<&str> {
    code_of_any!(
        error: GetItemError, PutItemError, UpdateItemError, DeleteItemError, QueryError, ScanError, BatchGetItemError,
        BatchWriteItemError, TransactGetItemsError, TransactWriteItemsError, CreateTableError, DeleteTableError,
        DescribeTableError, DescribeTimeToLiveError, UpdateTimeToLiveError, ExecuteStatementError,
        SearchVectorsError, BatchExecuteStatementError, UpdateTableError, TagResourceError, ListTagsOfResourceError,
    )
    .or_else(|| code_of_streams(error))
}

/// Returns the code of an error of DynamoDB Streams.
#[cfg(feature = "streams")]
fn code_of_streams(error: &Error) -> Option<&str> {
    use aws_sdk_dynamodbstreams::operation::{
        describe_stream::DescribeStreamError, get_records::GetRecordsError, get_shard_iterator::GetShardIteratorError,
    };

    code_of_any!(error: DescribeStreamError, GetShardIteratorError, GetRecordsError)
}

#[cfg(not(feature = "streams"))]
fn code_of_streams(_: &Error) -> Option<&str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::error::{ConnectorError, ErrorMetadata};
    use aws_sdk_dynamodb::types::error::InternalServerError;

    fn operation(error: impl std::error::Error + Send + Sync + 'static) -> OrchestratorError<Error> {
        OrchestratorError::operation(Error::erase(error))
    }

    fn metadata(code: &str) -> ErrorMetadata {
        ErrorMetadata::builder().code(code).build()
    }

    #[test]
    fn an_attempt_fails_by_a_code_or_by_what_happened_to_the_connection() {
        let modeled = InternalServerError::builder().meta(metadata("InternalServerError")).build();
        for (error, word) in [
            (operation(GetItemError::InternalServerError(modeled)), "InternalServerError"),
            (operation(UpdateTimeToLiveError::generic(metadata("Strange"))), "Strange"),
            (operation(UpdateTableError::generic(metadata("LimitExceededException"))), "LimitExceededException"),
            (operation(TagResourceError::generic(metadata("ThrottlingException"))), "ThrottlingException"),
            (operation(ListTagsOfResourceError::generic(metadata("Throttling"))), "Throttling"),
            (operation(ScanError::generic(ErrorMetadata::builder().build())), "unknown"),
            (operation(std::fmt::Error), "unknown"),
            (OrchestratorError::timeout("late".into()), "timeout"),
            (OrchestratorError::connector(ConnectorError::timeout("late".into())), "timeout"),
            (OrchestratorError::connector(ConnectorError::io("refused".into())), "connection"),
            (OrchestratorError::response("malformed".into()), "response"),
            (OrchestratorError::other("no credentials"), "other"),
        ] {
            assert_eq!(of(&error), word, "{error:?}");
        }
    }

    #[cfg(feature = "streams")]
    #[test]
    fn errors_of_streams_have_codes_too() {
        use aws_sdk_dynamodbstreams::operation::get_records::GetRecordsError;
        let metadata =
            aws_sdk_dynamodbstreams::error::ErrorMetadata::builder().code("ExpiredIteratorException").build();
        assert_eq!(of(&operation(GetRecordsError::generic(metadata))), "ExpiredIteratorException");
    }
}
