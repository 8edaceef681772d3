//! A write of one item that is sent as a transaction, because it writes sentinel items, too.

use super::part::RenderedWrite;
use super::preflight::CheckedParts;
use super::send::{Sending, WRITE};
use super::token;
use crate::client::{DynamoDb, TableRef};
use crate::error::{Error, ErrorContext};
use crate::request::{Explanation, RequestLimits};
use crate::retry::RetryPolicy;

/// Returns the parameters of the write, as those of its transaction. `table` is the name to show.
pub(crate) fn explain_single(write: RenderedWrite, table: &str) -> Result<Explanation, Error> {
    let parts = checked(write, table)?;
    let explained = parts.parts().iter().map(|(table, part)| part.explain(table));
    let explained = explained.collect::<Result<_, _>>().map_err(|error| in_operation(error, table))?;
    Ok(Explanation::of_transaction(WRITE.name, table, explained))
}

/// Sends the write. Its token keeps a retry from carrying it out twice.
///
/// # Errors
/// Returns the errors of a write of one item: the caller knows of no transaction.
pub(crate) async fn send_single(
    write: RenderedWrite,
    table: &TableRef,
    db: &DynamoDb,
    limits: RequestLimits,
    retries: RetryPolicy,
) -> Result<(), Error> {
    let name = db.checked_name(table).map_err(|error| in_operation(error, table.declared_name()))?;
    let parts = checked(write, &name)?;
    let token = token::checked(None).map_err(|error| in_operation(error, &name))?;
    let sending = Sending::of_writes(db, limits, &parts, retries);
    sending.write(parts, token).await.map_err(Error::into_single_write)
}

fn checked(write: RenderedWrite, table: &str) -> Result<CheckedParts, Error> {
    let mut parts = CheckedParts::default();
    let added = parts.add(0, table, write).and_then(|()| parts.checked());
    added.map_err(|error| in_operation(error, table))
}

fn in_operation(error: Error, table: &str) -> Error {
    error.with_context(&ErrorContext::new(WRITE.name, table, None))
}
