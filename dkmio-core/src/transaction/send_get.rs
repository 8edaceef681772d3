//! Checking, explaining and sending the gets of a transaction.

use std::iter;
use std::sync::Arc;

use super::explain::TransactExplanation;
use super::gets::{GetPart, ItemResponses};
use crate::client::{DynamoDb, TableRef};
use crate::error::{Error, ErrorContext};
use crate::request::{Explanation, RequestLimits, readable_key};
use crate::retry::RetryPolicy;
use crate::transact::{GET, RenderedGet, Seen, Sending, check_count, of_part};

/// Returns the parameters that the parts would send.
pub(super) fn explain(parts: Vec<GetPart>, limits: &RequestLimits) -> Result<TransactExplanation, Error> {
    // There is no connection that could know the actual names, so tables have their declared ones.
    check(&parts, |table| table.checked_name().map(Into::into))?;
    let parts = parts.into_iter().map(GetPart::explain).collect::<Result<_, _>>()?;
    Ok(TransactExplanation::new(GET.name, None, parts, limits))
}

/// Sends the parts. Without parts no request is sent.
pub(super) async fn send(
    parts: Vec<GetPart>,
    db: &DynamoDb,
    limits: RequestLimits,
    retries: RetryPolicy,
) -> Result<ItemResponses, Error> {
    let tables = check(&parts, |table| db.checked_name(table))?;
    // DynamoDB rejects a transaction without parts.
    if parts.is_empty() {
        return Ok(ItemResponses::new(GET.name, Vec::new(), db.now()));
    }
    let parts = iter::zip(parts, tables.iter().cloned()).map(|(part, table)| part.ready(table));
    let parts = parts.collect::<Result<_, _>>()?;
    let items = Sending::new(GET, db, limits, tables.clone(), retries).read(parts).await?;
    Ok(ItemResponses::new(GET.name, iter::zip(tables, items).collect(), db.now()))
}

/// Refuses what the service would reject. Returns the actual name of each part's table.
fn check(parts: &[GetPart], name_of: impl Fn(&TableRef) -> Result<Arc<str>, Error>) -> Result<Vec<String>, Error> {
    check_count(parts.len())
        .map_err(|error| error.with_context(&ErrorContext { operation: Some(GET.name), table: None, index: None }))?;
    let mut seen = Seen::default();
    let mut tables = Vec::with_capacity(parts.len());
    for (position, part) in parts.iter().enumerate() {
        let table = name_of(&part.table);
        let table = table.map_err(|error| of_part(error, GET.name, part.table.declared_name(), position))?.to_string();
        let content = part.content.as_ref().map_err(Clone::clone);
        content
            .and_then(|(key, _)| seen.add(position, &table, key.canonical()))
            .map_err(|error| of_part(error, GET.name, &table, position))?;
        tables.push(table);
    }
    Ok(tables)
}

impl GetPart {
    fn explain(self) -> Result<Explanation, Error> {
        let (key, rendered) = self.content?;
        let mut explanation = Explanation::new("Get", self.table.name(), None);
        explanation.parameter("Key", readable_key(&key));
        rendered.explain(&mut explanation);
        explanation.note_templates(self.entity);
        Ok(explanation)
    }

    fn ready(self, table: String) -> Result<RenderedGet, Error> {
        let (key, rendered) = self.content?;
        Ok(RenderedGet { table, key, rendered })
    }
}
