//! Waits until a table is active, or no longer exists.

use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::types::{IndexStatus, TableDescription, TableStatus};

use super::live;
use crate::client::DynamoDb;
use crate::error::{Error, ErrorContext, ErrorKind};

/// The default limit of a wait.
pub(super) const DEFAULT_WAIT: Duration = Duration::from_mins(10);

// A table of an engine on this machine is there at once, one in DynamoDB after seconds.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The pauses between two descriptions, each twice as long as the one before.
pub(super) struct Pauses(Duration);

impl Pauses {
    pub(super) fn new() -> Self {
        Self(FIRST_PAUSE)
    }

    pub(super) async fn next(&mut self, db: &DynamoDb) -> Result<(), Error> {
        db.sleep(self.0).await?;
        self.0 = (self.0 * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}

/// Waits until the table and all its global and vector indexes are active.
///
/// A table that is not found counts as not active yet: DescribeTable is eventually consistent.
pub(super) async fn until_active(
    db: &DynamoDb,
    table: &str,
    context: &ErrorContext,
    limit: Duration,
) -> Result<(), Error> {
    let look = async {
        let mut pauses = Pauses::new();
        loop {
            match live::table(db, table).await? {
                Some(live) if is_active(&live) => return Ok(()),
                // Such a table never becomes active, so waiting on would only end at the limit.
                Some(live) if live.table_status() == Some(&TableStatus::Deleting) => {
                    return Err(Error::new(ErrorKind::TableInUse)
                        .with_message("the table is being deleted")
                        .with_context(context));
                }
                _ => pauses.next(db).await?,
            }
        }
    };
    within(db, limit, context, "the table is not active yet", look).await
}

/// Waits until the table and all its global and vector indexes are active, and the indexes have all items that existed before them.
pub(super) async fn until_complete(
    db: &DynamoDb,
    table: &str,
    context: &ErrorContext,
    limit: Duration,
    unfinished: &str,
) -> Result<(), Error> {
    let look = async {
        let mut pauses = Pauses::new();
        loop {
            // The table existed before the step, so a table that is not found is an error and ends the wait.
            match live::existing_table(db, table).await? {
                Some(live) if is_active(&live) && !is_backfilling(&live) => return Ok(()),
                _ => pauses.next(db).await?,
            }
        }
    };
    within(db, limit, context, unfinished, look).await
}

/// Waits until there is no such table.
pub(super) async fn until_gone(
    db: &DynamoDb,
    table: &str,
    context: &ErrorContext,
    limit: Duration,
) -> Result<(), Error> {
    let look = async {
        let mut pauses = Pauses::new();
        while live::table(db, table).await?.is_some() {
            pauses.next(db).await?;
        }
        Ok(())
    };
    within(db, limit, context, "the table is not gone yet", look).await
}

fn is_active(table: &TableDescription) -> bool {
    let active = |index: &IndexStatus| *index == IndexStatus::Active;
    matches!(table.table_status(), Some(TableStatus::Active))
        // An index whose status is not described counts as active, or the wait would never end.
        && table.global_secondary_indexes().iter().all(|index| index.index_status().is_none_or(active))
        && table.vector_indexes().iter().all(|index| index.index_status().is_none_or(active))
}

fn is_backfilling(table: &TableDescription) -> bool {
    table.global_secondary_indexes().iter().any(|index| index.backfilling() == Some(true))
        || table.vector_indexes().iter().any(|index| index.backfilling() == Some(true))
}

/// Runs `work` for at most `limit`.
///
/// # Errors
/// Returns `Timeout` after `limit`, and any error of `work`.
pub(super) async fn within<T>(
    db: &DynamoDb,
    limit: Duration,
    context: &ErrorContext,
    unfinished: &str,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match db.timeout(limit, work).await.map_err(|error| error.with_context(context))? {
        Some(result) => result,
        None => Err(Error::new(ErrorKind::Timeout)
            .with_message(format!("{unfinished} after {limit:?}"))
            .with_context(context)),
    }
}
