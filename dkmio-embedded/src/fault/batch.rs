//! Batches that run in part.

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_types::body::SdkBody;
use serde_json::{Map, Value, json};

use crate::{Operation, RequestView, wire};

type Tables = Map<String, Value>;

/// Runs the first `keep` entries of the batch in `http` and adds the others to the response as unprocessed.
pub(crate) async fn run(
    keep: usize,
    request: &RequestView,
    mut http: HttpRequest,
    inner: &SharedHttpConnector,
) -> Result<HttpResponse, ConnectorError> {
    let mut body = request.body().clone();
    let rest = tables_mut(&mut body).map(|tables| split(tables, keep)).unwrap_or_default();
    if rest.is_empty() {
        return inner.call(http).await;
    }
    // Without entries the engine is not called: it would reject an empty batch.
    let mut output = json!({ "Responses": {} });
    if tables_mut(&mut body).is_some_and(|tables| !tables.is_empty()) {
        let text = body.to_string();
        // The body is shorter than the one that the SDK sent.
        http.headers_mut().insert("content-length", text.len().to_string());
        *http.body_mut() = SdkBody::from(text);
        let mut response = inner.call(http).await?;
        // A batch that fails as a whole has no unprocessed entries.
        if !response.status().is_success() {
            return Ok(response);
        }
        let bytes = wire::read(response.take_body()).await?;
        output = serde_json::from_slice(&bytes).map_err(|error| ConnectorError::io(error.into()))?;
    }
    add_unprocessed(&mut output, request.operation(), rest);
    wire::respond(200, output.to_string())
}

/// Returns the number of entries of a batch.
pub(crate) fn count(request: &RequestView) -> usize {
    let tables = request.body().get("RequestItems").and_then(Value::as_object);
    let lengths = tables
        .into_iter()
        .flat_map(Map::values)
        .filter_map(|value| value.as_array().or_else(|| value.get("Keys")?.as_array()).map(Vec::len));
    lengths.sum()
}

fn tables_mut(body: &mut Value) -> Option<&mut Tables> {
    body.get_mut("RequestItems")?.as_object_mut()
}

/// Returns a table's entries: the list itself in a write, `Keys` beside the options in a read.
fn entries(table: &mut Value) -> Option<&mut Vec<Value>> {
    match table {
        Value::Array(entries) => Some(entries),
        table => table.get_mut("Keys")?.as_array_mut(),
    }
}

/// Keeps the first `keep` entries in `tables` and returns the others, each table with its options.
fn split(tables: &mut Tables, mut keep: usize) -> Tables {
    let mut unprocessed = Tables::new();
    for (name, table) in tables.iter_mut() {
        let mut rest = table.clone();
        let (Some(kept), Some(others)) = (entries(table), entries(&mut rest)) else {
            continue;
        };
        let taken = keep.min(kept.len());
        keep -= taken;
        kept.truncate(taken);
        others.drain(..taken);
        if !others.is_empty() {
            unprocessed.insert(name.clone(), rest);
        }
    }
    // DynamoDB rejects a table without entries.
    tables.retain(|_, table| entries(table).is_some_and(|entries| !entries.is_empty()));
    unprocessed
}

/// Adds `rest` to the unprocessed entries of the response itself.
fn add_unprocessed(output: &mut Value, operation: Operation, rest: Tables) {
    let write = operation == Operation::BatchWriteItem;
    let field = if write { "UnprocessedItems" } else { "UnprocessedKeys" };
    let Some(members) = output.as_object_mut() else {
        return;
    };
    let unprocessed = members.entry(field).or_insert_with(|| json!({}));
    let Some(unprocessed) = unprocessed.as_object_mut() else {
        return;
    };
    for (name, mut table) in rest {
        // The client inside may leave entries unprocessed too, for example if it injects faults itself.
        match (unprocessed.get_mut(&name).and_then(entries), entries(&mut table)) {
            (Some(there), Some(more)) => there.append(more),
            _ => _ = unprocessed.insert(name, table),
        }
    }
}
