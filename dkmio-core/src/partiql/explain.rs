//! Explains a statement.

use super::builder::Partiql;
use super::plan::StatementPlan;
use super::read::OPERATION;
use super::statement::Scope;
use crate::error::{Error, ErrorContext};
use crate::expression::readable_value;
use crate::request::{Argument, Explanation, MATCHES_NOTHING, STARTS_ANEW, json_array};
use crate::table::Source;

impl<S: Source, H> Partiql<S, H> {
    /// Returns what the request would send, with the declared name of the table.
    ///
    /// # Errors
    ///
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<Explanation, Error> {
        let table = self.options.table.explained_name(OPERATION.name)?;
        let index = S::INDEX.map(|index| index.name);
        let context = ErrorContext::new(OPERATION.name, table, index);
        let (statement, parameters) = self.plan.prepare::<S>(table).map_err(|error| error.with_context(&context))?;
        let mut explanation = Explanation::new(OPERATION.name, table, index);
        explanation.argument("Statement", Argument::Text(statement.clone()));
        explanation.parameter("Statement", statement);
        if !parameters.is_empty() {
            let parameters = json_array(parameters.iter().map(readable_value));
            explanation.argument("Parameters", Argument::Json(parameters.clone()));
            explanation.parameter("Parameters", parameters);
        }
        if self.plan.consistent {
            explanation.parameter("ConsistentRead", "true");
        }
        if self.plan.limit == Some(0) {
            explanation.warnings.push(MATCHES_NOTHING);
        } else if let Some(limit) = self.plan.page_size.into_iter().chain(self.plan.limit).min() {
            explanation.argument("Limit", Argument::Text(limit.to_string()));
            explanation.parameter("Limit", limit.to_string());
        }
        explanation.return_consumed_capacity(self.options.limits.return_consumed_capacity().as_ref());
        if self.plan.start.is_some() {
            explanation.parameter("NextToken", "from the cursor");
            explanation.notes.push(STARTS_ANEW.to_owned());
        }
        if self.plan.may_read_everything::<S>(table) {
            explanation.warnings.push("the statement may read the whole table or index: that is a scan");
        }
        Ok(explanation)
    }
}

impl StatementPlan {
    /// Returns whether only `allow_scan` lets the statement pass.
    fn may_read_everything<S: Source>(&self, table: &str) -> bool {
        self.allow_scan && self.checked::<S>(table, Scope::Partitions).is_err()
    }
}
