//! Waits until a new vector index can be searched.

use std::time::Duration;

use aws_sdk_dynamodb::operation::search_vectors::builders::SearchVectorsFluentBuilder;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use super::wait::{Pauses, within};
use crate::client::{DynamoDb, Exchange, Operation};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::key::KeyType;
use crate::table::VectorIndexDefinition;

const SEARCH: Operation = Operation::read("SearchVectors");

/// Whether a new vector index can be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Searchable {
    Yes,
    /// The caller may not search, and so cannot know.
    NotAllowed,
}

/// Searches for one hit until the index is ready: it refuses searches for minutes after it is `ACTIVE`.
///
/// # Errors
/// Returns `Timeout` after `limit`, and any other error of a search.
pub(super) async fn until_searchable(
    db: &DynamoDb,
    table: &str,
    index: &VectorIndexDefinition,
    context: &ErrorContext,
    limit: Duration,
) -> Result<Searchable, Error> {
    let look = async {
        let mut pauses = Pauses::new();
        loop {
            match search(db, table, index).await {
                Ok(()) => return Ok(Searchable::Yes),
                // Whoever may create an index need not be allowed to search it. The index is active, which is all
                // that can be seen.
                Err(error) if error.kind() == ErrorKind::AccessDenied => return Ok(Searchable::NotAllowed),
                Err(error) if error.kind() == ErrorKind::IndexNotReady => pauses.next(db).await?,
                Err(error) => return Err(error),
            }
        }
    };
    let unfinished = format!("vector index `{}` cannot be searched yet", index.name);
    within(db, limit, context, &unfinished, look).await
}

async fn search(db: &DynamoDb, table: &str, index: &VectorIndexDefinition) -> Result<(), Error> {
    let request = request(db.client().search_vectors().table_name(table), index);
    let exchange = Exchange::new(SEARCH, ErrorContext::new(SEARCH.name, table, Some(index.name)));
    let request = |config| request.customize().config_override(config).send();
    exchange.send_plain(request).await.map(drop)
}

/// Returns a search for one hit, in a partition that need not exist.
fn request(request: SearchVectorsFluentBuilder, index: &VectorIndexDefinition) -> SearchVectorsFluentBuilder {
    // Any vector will do: what is found does not matter.
    let vector = vec![AttributeValue::N("0".to_owned()); index.dimensions];
    let request = request.index_name(index.name).top_k(1).set_search_vector(Some(vector));
    let Some(partition) = &index.partition else { return request };
    let value = match partition.key_type {
        KeyType::String => AttributeValue::S("-".to_owned()),
        KeyType::Number => AttributeValue::N("0".to_owned()),
        KeyType::Binary => AttributeValue::B(Blob::new(vec![0])),
    };
    request
        .search_condition_expression("#n0 = :v0")
        .expression_attribute_names("#n0", partition.name)
        .expression_attribute_values(":v0", value)
}
