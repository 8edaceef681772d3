//! What a query or scan would send, for a human.

use crate::error::Error;
use crate::read::plan::{ReadPlan, ReadyRead, Setting};
use crate::request::Explanation;
use crate::ttl::Ttl;

impl ReadPlan {
    pub(crate) fn explain(&self) -> Result<Explanation, Error> {
        let place = self.place(self.target.name());
        let now = Ttl::at(std::time::SystemTime::now());
        // a cursor is checked against the connection's names and key, which are not known here
        let unstarted = Self { start: None, ..self.clone() };
        let setting = Setting { table: self.target.name(), now, cursor_key: None, count_only: false };
        let ready = unstarted.ready(&setting).map_err(|error| error.with_context(&place))?;
        let mut explanation = Explanation::new(self.operation().name, self.target.name(), place.index);
        ready.rendered.explain(&mut explanation);
        self.explain_parameters(&mut explanation);
        self.explain_warnings(&mut explanation, &ready);
        Ok(explanation)
    }

    fn explain_parameters(&self, explanation: &mut Explanation) {
        if self.key_condition.is_some() {
            explanation.parameter("direction", if self.descending { "descending" } else { "ascending" });
        }
        if self.consistent {
            explanation.parameter("ConsistentRead", "true");
        }
        if let Some(select) = &self.select {
            explanation.parameter("Select", select.as_str());
        }
        if let Some(limit) = self.limit {
            explanation.parameter("limit", format!("{limit} results"));
        }
        if let Some(size) = self.request_size(self.limit) {
            explanation.parameter("Limit", format!("{size} items read a page"));
        }
        if let Some(pages) = self.max_pages {
            explanation.parameter("max_pages", pages.to_string());
        }
        if let Some(segments) = self.segments {
            explanation.parameter("TotalSegments", segments.to_string());
        }
        if let Some(units) = self.max_units {
            explanation.parameter("max_read_units_per_second", units.to_string());
        }
        if self.start.is_some() {
            explanation.parameter("ExclusiveStartKey", "from the cursor");
        }
    }

    fn explain_warnings(&self, explanation: &mut Explanation, ready: &ReadyRead) {
        if ready.nothing {
            explanation.warnings.push("nothing can meet the filter: no request is sent");
        }
        if self.key_condition.is_none() {
            explanation.warnings.push("a scan reads, and is paid for, the whole table or index");
        } else if ready.rendered.filter.is_some() {
            explanation.warnings.push("a filter is applied after reading: what it drops is paid for");
        }
    }
}
