//! What a search would send.

use super::builder::{OPERATION, Search};
use crate::error::{Error, ErrorContext};
use crate::expression::readable_value;
use crate::request::{Argument, Explanation, MATCHES_NOTHING, json_array};
use crate::table::VectorSource;

impl<S: VectorSource, H> Search<S, H> {
    /// Returns what the request would send.
    ///
    /// # Errors
    ///
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<Explanation, Error> {
        let index = S::DEFINITION;
        let table = self.options.table.explained_name(OPERATION.name)?;
        let context = ErrorContext::new(OPERATION.name, table, Some(index.name));
        let search = self.plan.check(&index).map_err(|error| error.with_context(&context))?;
        let mut explanation = Explanation::new(OPERATION.name, table, Some(index.name));
        let vector = json_array(search.vector.iter().map(readable_value));
        explanation.argument("SearchVector", Argument::Json(vector));
        explanation.argument("TopK", Argument::Text(search.top_k.to_string()));
        explanation.parameter("SearchVector", format!("{} elements", search.vector.len()));
        explanation.parameter("TopK", search.top_k.to_string());
        explanation.return_consumed_capacity(self.options.limits.return_consumed_capacity().as_ref());
        match &search.rendered {
            Some(rendered) => rendered.explain(&mut explanation),
            None => explanation.warnings.push(MATCHES_NOTHING),
        }
        if let Some(entity) = self.plan.entity() {
            explanation.notes.push(if self.plan.selects_entity(&index) {
                format!("the condition leaves out items of entities other than `{}`", entity.name)
            } else {
                format!("items of entities other than `{}` are skipped; they count toward `TopK`", entity.name)
            });
        }
        Ok(explanation)
    }
}
