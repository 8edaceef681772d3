//! Explains a batch of reads.

use super::batch_request::TableGets;
use super::parts::{BatchGetParts, BatchTables};
use super::protocol::{Gets, OPERATION, TableKeys, gets, unread};
use crate::batch::BatchExplanation;
use crate::batch::driver::{Protocol as _, first_round};
use crate::batch::explain::queued;
use crate::batch::settings::Settings;
use crate::error::Error;
use crate::request::{Argument, Explanation, json_array};

/// Returns the requests of a batch of reads.
///
/// # Errors
/// Returns an error if the batch would be refused before it is sent.
pub(super) fn explain(parts: &impl BatchGetParts, settings: &Settings<'_>) -> Result<BatchExplanation, Error> {
    let mut tables = BatchTables::default();
    parts.declare(&mut tables)?;
    let tables: Vec<TableKeys> = tables.0.into();
    let entries = unread(&tables).into_iter().map(|entry| {
        let (read, bytes) = (entry.key_position.table, Gets::bytes(&entry));
        queued(entry, tables.get(read).map_or("", |keys| &keys.table), read, bytes)
    });
    let requests = first_round::<Gets>(entries, settings);
    let requests = requests.iter().map(|entries| gets(&tables, entries).iter().map(explain_table).collect());
    Ok(BatchExplanation::new(OPERATION.name, requests, settings.meter().asks().as_ref()))
}

fn explain_table(gets: &TableGets) -> Explanation {
    let TableGets { table, options, .. } = gets;
    let mut explanation = Explanation::new("KeysAndAttributes", table.as_ref(), None);
    let keys = json_array(gets.json().map(str::to_owned));
    explanation.argument("Keys", Argument::Json(keys.clone()));
    explanation.parameter("Keys", keys);
    if options.consistent {
        explanation.parameter("ConsistentRead", "true");
    }
    explanation.expression("ProjectionExpression", options.projection.as_ref(), &options.names);
    explanation.placeholders(&options.names);
    explanation
}
