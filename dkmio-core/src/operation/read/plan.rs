//! The plan of a query or scan: what was asked for, before it is sent.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, Select};

use crate::client::Operation;
use crate::error::{Error, Place};
use crate::expression::{ExpressionError, KeyCondition, KeyRange, Node, ProjectionPaths, Truth, readable_attributes};
use crate::key::{KeyAttribute, KeyError, check_stored_key};
use crate::operation::explain::Explanation;
use crate::operation::rendered::Rendered;
use crate::page::{Cursor, Origin};
use crate::table::{IndexDefinition, IndexKind, KeySchema, TableDefinition};

const QUERY: Operation = Operation::read("Query");
const SCAN: Operation = Operation::read("Scan");

/// What a query or scan was asked for.
#[derive(Debug, Clone)]
pub(crate) struct ReadPlan {
    pub(crate) table: TableDefinition,
    pub(crate) index: Option<IndexDefinition>,
    key_condition: Option<KeyCondition>,
    filter: Node,
    pub(crate) paths: Option<ProjectionPaths>,
    pub(crate) select: Option<Select>,
    pub(crate) consistent: bool,
    pub(crate) descending: bool,
    pub(crate) limit: Option<usize>,
    pub(crate) page_size: Option<u32>,
    pub(crate) max_pages: Option<usize>,
    pub(crate) start: Option<Cursor>,
    error: Option<Error>,
}

/// A plan made ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct ReadyRead {
    pub(crate) rendered: Rendered,
    /// Nothing can meet the filter: no request is needed.
    pub(crate) nothing: bool,
    pub(crate) origin: Origin,
    pub(crate) start: Option<HashMap<String, AttributeValue>>,
}

impl ReadPlan {
    pub(crate) fn query(table: TableDefinition, index: Option<IndexDefinition>) -> Self {
        Self { key_condition: Some(KeyCondition::default()), ..Self::scan(table, index) }
    }

    pub(crate) fn scan(table: TableDefinition, index: Option<IndexDefinition>) -> Self {
        Self {
            table,
            index,
            key_condition: None,
            filter: Node::Constant(true),
            paths: None,
            select: None,
            consistent: false,
            descending: false,
            limit: None,
            page_size: None,
            max_pages: None,
            start: None,
            error: None,
        }
    }

    /// Keeps the first mistake, to be told when the request is sent.
    pub(crate) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    pub(crate) fn operation(&self) -> Operation {
        if self.key_condition.is_some() { QUERY } else { SCAN }
    }

    pub(crate) fn place(&self, table: impl Into<String>) -> Place {
        Place::new(self.operation().name, table, self.index.map(|index| index.name))
    }

    fn schema(&self) -> &KeySchema {
        self.index.as_ref().map_or(&self.table.key, |index| &index.key)
    }

    /// Adds an equality on a part of the key.
    pub(crate) fn equal(&mut self, part: &'static KeyAttribute, value: AttributeValue, partition: bool) {
        match check_stored_key(part, &value, partition) {
            Err(error) => self.fail(error.into()),
            Ok(()) => {
                if let Some(condition) = &mut self.key_condition {
                    condition.equal(part.name, value);
                }
            }
        }
    }

    /// How many parts of the sort key have an equality.
    pub(crate) fn sort_parts_given(&self) -> usize {
        let equal = self.key_condition.as_ref().map_or(0, KeyCondition::equal_parts);
        equal.saturating_sub(self.schema().partition.len())
    }

    /// Adds a range on a part of the sort key.
    pub(crate) fn range(&mut self, at: usize, range: Result<KeyRange, KeyError>) {
        let part = self.schema().sort.get(at).copied();
        match (range, part, &mut self.key_condition) {
            (Err(error), ..) => self.fail(error.into()),
            (Ok(range), Some(part), Some(condition)) => condition.range(part.name, range),
            // the types of the builder allow a range only where there is a sort key
            _ => {}
        }
    }

    pub(crate) fn filter(&mut self, filter: Node) {
        let before = std::mem::replace(&mut self.filter, Node::Constant(true));
        self.filter = before.and(filter);
    }

    pub(crate) fn has_filter(&self) -> bool {
        !matches!(self.filter, Node::Constant(true))
    }

    /// The key attributes by which an item of this read is found again.
    pub(crate) fn cursor_attributes(&self) -> impl Iterator<Item = &'static KeyAttribute> + use<> {
        let table = self.table.key;
        let index = self.index.map(|index| index.key);
        table.attributes().chain(
            index.into_iter().flat_map(move |index| index.attributes().filter(move |part| !table.contains(part.name))),
        )
    }

    /// Checks everything and renders the expressions.
    pub(crate) fn ready(&self, table: &str, count_only: bool) -> Result<ReadyRead, Error> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        self.check_filter()?;
        let mut rendered = Rendered::default();
        if let Some(condition) = &self.key_condition {
            rendered.key_condition = Some(condition.render(&mut rendered.placeholders)?);
        }
        let mut nothing = false;
        match self.filter.clone().split_long_in().truth() {
            Truth::Always => {}
            Truth::Never => nothing = true,
            Truth::Depends(node) => rendered.filter = Some(node.render(&mut rendered.placeholders, "filter")?),
        }
        if !count_only {
            self.check_projection()?;
            rendered.projection(self.paths.clone().map(|paths| self.with_keys(paths)).as_ref())?;
        }
        let origin = self.origin(table);
        let start = self.start.as_ref().map(|cursor| cursor.start_key(&origin)).transpose()?;
        Ok(ReadyRead { rendered: rendered.checked()?, nothing, origin, start })
    }

    /// A limit may end within a page: then the keys are needed to go on from there.
    pub(crate) fn with_keys(&self, paths: ProjectionPaths) -> ProjectionPaths {
        paths.also(self.cursor_attributes().map(|part| part.name))
    }

    fn origin(&self, table: &str) -> Origin {
        Origin {
            table: table.to_owned(),
            index: self.index.map(|index| index.name.to_owned()),
            descending: self.descending,
            condition: self.key_condition.as_ref().map_or(0, Origin::fingerprint),
        }
    }

    /// A query may not filter on the key it queries by, and no read on what its index does not hold.
    fn check_filter(&self) -> Result<(), ExpressionError> {
        let mut wrong = None;
        self.filter.paths(&mut |path| {
            if self.key_condition.is_some() && self.schema().contains(path.root()) {
                wrong.get_or_insert(ExpressionError::FilterOnKey { attribute: path.root().to_owned() });
            } else if self.index.is_some_and(|index| !index.holds(&self.table, path.root())) {
                wrong.get_or_insert(ExpressionError::NotProjected { path: path.clone() });
            }
        });
        wrong.map_or(Ok(()), Err)
    }

    /// A global index returns only what it holds.
    fn check_projection(&self) -> Result<(), ExpressionError> {
        let Some(index) = self.index.filter(|index| index.kind == IndexKind::Global) else { return Ok(()) };
        let wanted = self.paths.iter().flat_map(ProjectionPaths::wanted);
        match wanted.into_iter().find(|path| !index.holds(&self.table, path.root())) {
            Some(path) => Err(ExpressionError::NotProjected { path: path.clone() }),
            None => Ok(()),
        }
    }

    pub(crate) fn explain(&self) -> Result<Explanation, Error> {
        let place = self.place(self.table.name);
        let ready = self.ready(self.table.name, false).map_err(|error| error.at(&place))?;
        let mut explanation = Explanation::new(self.operation().name, self.table.name, place.index);
        ready.rendered.explain(&mut explanation);
        self.explain_parameters(&mut explanation, &ready);
        self.explain_warnings(&mut explanation, &ready);
        Ok(explanation)
    }

    fn explain_parameters(&self, explanation: &mut Explanation, ready: &ReadyRead) {
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
        if let Some(start) = &ready.start {
            explanation.parameter("ExclusiveStartKey", readable_attributes(start));
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

    /// `Limit`: how many items DynamoDB reads for a page. Without a filter no more than are wanted.
    pub(crate) fn request_size(&self, wanted: Option<usize>) -> Option<i32> {
        let wanted = wanted.filter(|_| !self.has_filter());
        let page_size = self.page_size.map(|size| size as usize);
        let size = match (page_size, wanted) {
            (Some(size), Some(wanted)) => size.min(wanted),
            (size, wanted) => size.or(wanted)?,
        };
        Some(i32::try_from(size.max(1)).unwrap_or(i32::MAX))
    }
}
