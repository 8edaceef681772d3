//! Explains a batch of statements.

use std::collections::HashSet;

use super::batch::{PartiqlBatch, Prepared};
use super::batch_protocol::{OPERATION, Statements};
use crate::batch::{BatchExplanation, Protocol as _};
use crate::error::{Error, ErrorContext};
use crate::expression::readable_value;
use crate::request::{Argument, Explanation, json_array};
use crate::table::TableItem;

impl<T: TableItem, H> PartiqlBatch<T, H> {
    /// Returns the requests that the batch would send, with the declared name of the table.
    ///
    /// # Errors
    ///
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<BatchExplanation, Error> {
        let table = self.table.explained_name(OPERATION.name)?;
        let context = ErrorContext::new(OPERATION.name, table, None);
        let Prepared { statement, parameters, key } =
            self.prepare(table).map_err(|error| error.with_context(&context))?;
        let (mut requests, mut items) = (Vec::<Vec<Explanation>>::new(), HashSet::new());
        for entry in Statements::entries(parameters, &key) {
            // A request has no two statements for one item.
            let is_full = requests.last().is_none_or(|last| last.len() == Statements::MAX_ENTRIES);
            if is_full || items.contains(&entry.key) {
                items.clear();
                requests.push(Vec::new());
            }
            let mut explanation = Explanation::new("ExecuteStatement", table, None);
            explanation.argument("Statement", Argument::Text(statement.clone()));
            explanation.parameter("Statement", statement.clone());
            if !entry.parameters.is_empty() {
                let parameters = json_array(entry.parameters.iter().map(readable_value));
                explanation.argument("Parameters", Argument::Json(parameters.clone()));
                explanation.parameter("Parameters", parameters);
            }
            if self.consistent {
                explanation.parameter("ConsistentRead", "true");
            }
            items.insert(entry.key);
            if let Some(last) = requests.last_mut() {
                last.push(explanation);
            }
        }
        Ok(BatchExplanation::new(OPERATION.name, requests, self.settings.meter().asks().as_ref()))
    }
}
