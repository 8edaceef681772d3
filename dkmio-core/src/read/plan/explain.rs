//! The parameters that a query or scan would send.

use crate::error::Error;
use crate::read::plan::{PrepareContext, PreparedRead, ReadPlan};
use crate::request::{Argument, Explanation, MATCHES_NOTHING, STARTS_ANEW};
use crate::ttl::Ttl;

impl ReadPlan {
    pub(crate) fn explain(&self) -> Result<Explanation, Error> {
        let table = self.target.explained_name(self.operation().name)?;
        let context = self.error_context(table);
        let now = Ttl::at(std::time::SystemTime::now());
        // A cursor is checked against the table names and the key of a connection, and there is no connection here.
        let unstarted = Self { start: None, ..self.clone() };
        let prepare = PrepareContext { table, now, cursor_key: None, count_only: false };
        let prepared = unstarted.prepare(&prepare).map_err(|error| error.with_context(&context))?;
        let mut explanation = Explanation::new(self.operation().name, table, context.index);
        prepared.rendered.explain(&mut explanation);
        self.explain_parameters(&mut explanation);
        self.explain_warnings(&mut explanation, &prepared);
        self.explain_entity(&mut explanation);
        Ok(explanation)
    }

    fn explain_parameters(&self, explanation: &mut Explanation) {
        if self.key_condition.is_some() {
            explanation.parameter("direction", if self.descending { "descending" } else { "ascending" });
            if self.descending {
                explanation.argument("ScanIndexForward", Argument::Flag(false));
            }
        }
        if self.consistent {
            explanation.parameter("ConsistentRead", "true");
        }
        if let Some(select) = &self.select {
            explanation.parameter("Select", select.as_str());
        }
        if let Some(limit) = self.limit {
            explanation.parameter("limit", format!("{limit} results"));
            explanation.argument("MaxItems", Argument::Text(limit.to_string()));
        }
        if let Some(size) = self.request_size(self.limit) {
            explanation.parameter("Limit", format!("{size} items read a page"));
            // The CLI has this name for `Limit`, and reads page after page.
            explanation.argument("PageSize", Argument::Text(size.to_string()));
        }
        if let Some(pages) = self.max_pages {
            explanation.parameter("max_pages", pages.to_string());
        }
        if let Some(segments) = self.segments {
            explanation.parameter("TotalSegments", segments.to_string());
            explanation.argument("TotalSegments", Argument::Text(segments.to_string()));
            explanation.argument("Segment", Argument::Text("0".to_owned()));
        }
        if self.is_sharded() {
            let shards = self.shards.len();
            explanation.parameter(
                "shards",
                format!("{shards} queries like this, one for each partition key, merged by sort key"),
            );
        }
        if let Some(units) = self.max_units {
            explanation.parameter("max_read_units_per_second", units.to_string());
        }
        explanation.return_consumed_capacity(self.return_consumed_capacity().as_ref());
        if self.start.is_some() {
            explanation.parameter("ExclusiveStartKey", "from the cursor");
            explanation.notes.push(STARTS_ANEW.to_owned());
        }
    }

    fn explain_entity(&self, explanation: &mut Explanation) {
        explanation.note_templates(self.entity());
        let Some(entity) = self.entity() else { return };
        explanation.notes.push(match self.entity_filter(false) {
            Some(_) => format!("the filter leaves out items of entities other than `{}`", entity.name),
            None if self.selects_entity() => {
                format!("the key condition leaves out items of entities other than `{}`", entity.name)
            }
            None => format!("items of entities other than `{}` are skipped; they are read and charged", entity.name),
        });
    }

    fn explain_warnings(&self, explanation: &mut Explanation, prepared: &PreparedRead) {
        if prepared.matches_nothing || self.limit == Some(0) {
            explanation.warnings.push(MATCHES_NOTHING);
        }
        if self.key_condition.is_none() {
            explanation.warnings.push("a scan reads the whole table or index, and all of it is charged");
        } else if prepared.rendered.filter.is_some() {
            explanation.warnings.push("a filter is applied after reading: items that it drops are charged too");
        }
    }
}
