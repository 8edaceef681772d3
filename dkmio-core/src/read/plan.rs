//! The plan of a query or scan, before any request.

mod entity;
mod explain;
mod prepared;
mod start;

use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity, Select};

pub(crate) use self::prepared::{PrepareContext, PreparedRead};
use super::template_sort::TemplateSort;
use crate::attribute::DocumentPath;
use crate::client::{Operation, TableRef};
use crate::cursor::{Cursor, CursorScope, key_condition_fingerprint};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::expression::{
    ConditionNode, ExpressionError, KeyCondition, KeyRange, Placeholders, ProjectionPaths, RenderedCondition, is_live,
};
use crate::key::{KeyAttribute, check_stored_key};
use crate::request::{RenderedExpressions, RequestLimits};
use crate::table::{CollectionDefinition, IndexDefinition, IndexKind, KeySchema, TableDefinition};

const QUERY: Operation = Operation::read("Query");
const SCAN: Operation = Operation::read("Scan");
/// The maximum number of segments of a parallel scan (API Reference, Scan: `TotalSegments`).
const MAX_SEGMENTS: u32 = 1_000_000;
/// The default number of segments that are read at the same time.
// Each segment in flight holds a page of up to 1 MB, so a scan of many segments must not read all of them at the same
// time.
const DEFAULT_CONCURRENCY: usize = 8;
// A range pattern takes a constant, not an expression.
const MAX_SEGMENTS_AND_ONE: u32 = MAX_SEGMENTS + 1;

/// The parameters of a query or scan.
#[derive(Clone)]
pub(crate) struct ReadPlan {
    pub(crate) table: &'static TableDefinition,
    /// The table: its type, and the name set for this read.
    pub(crate) target: TableRef,
    pub(crate) index: Option<&'static IndexDefinition>,
    key_condition: Option<KeyCondition>,
    /// The partition key of each shard, if the partition is spread over several. The key condition has the first one.
    shards: Vec<AttributeValue>,
    /// The sort key of an entity, if a template renders it.
    sort: Option<Box<TemplateSort>>,
    /// The entities whose items are read, if there are several.
    pub(crate) collection: Option<CollectionDefinition>,
    /// The sort key of an item and the text with which the keys below it begin, if only these are read.
    pub(crate) subtree: Option<(String, String)>,
    filter: ConditionNode,
    pub(crate) paths: Option<ProjectionPaths>,
    pub(crate) select: Option<Select>,
    pub(crate) consistent: bool,
    pub(crate) descending: bool,
    pub(crate) limit: Option<usize>,
    pub(crate) page_size: Option<usize>,
    pub(crate) max_pages: Option<usize>,
    pub(crate) start: Option<Cursor>,
    /// The number of segments of a parallel scan.
    pub(crate) segments: Option<u32>,
    /// The number of segments that are read at the same time.
    pub(crate) concurrency: Option<usize>,
    /// The maximum number of read capacity units to consume in a second.
    pub(crate) max_units: Option<u32>,
    /// The attribute of the time to live, if expired items are omitted.
    pub(crate) live: Option<&'static str>,
    pub(crate) limits: RequestLimits,
    error: Option<Error>,
}

/// Omits keys and values.
impl fmt::Debug for ReadPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut read = f.debug_struct(self.operation().name);
        read.field("table", &self.table.name);
        if let Some(index) = &self.index {
            read.field("index", &index.name);
        }
        if let Some(condition) = &self.key_condition {
            read.field("key_condition", condition);
        }
        if !matches!(self.filter, ConditionNode::Constant(true)) {
            read.field("filter", &self.filter);
        }
        if let Some(paths) = &self.paths {
            read.field("paths", paths);
        }
        read.field("limit", &self.limit).field("page_size", &self.page_size).finish_non_exhaustive()
    }
}

impl ReadPlan {
    pub(crate) fn query(
        target: TableRef,
        table: &'static TableDefinition,
        index: Option<&'static IndexDefinition>,
    ) -> Self {
        Self { key_condition: Some(KeyCondition::default()), ..Self::scan(target, table, index) }
    }

    pub(crate) fn scan(
        target: TableRef,
        table: &'static TableDefinition,
        index: Option<&'static IndexDefinition>,
    ) -> Self {
        Self {
            table,
            target,
            index,
            key_condition: None,
            shards: Vec::new(),
            sort: None,
            collection: None,
            subtree: None,
            filter: ConditionNode::Constant(true),
            paths: None,
            select: None,
            consistent: false,
            descending: false,
            limit: None,
            page_size: None,
            max_pages: None,
            start: None,
            segments: None,
            concurrency: None,
            max_units: None,
            live: None,
            limits: RequestLimits::default(),
            error: None,
        }
    }

    /// Stores the first error. It is reported when the request is sent.
    pub(crate) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    /// Converts the value of a numeric setting. One that is negative, or larger than a `usize`, becomes a deferred error.
    pub(crate) fn number(&mut self, setting: &str, value: impl TryInto<usize>) -> Option<usize> {
        let value = value.try_into().ok();
        if value.is_none() {
            self.fail(Error::not_a_count(setting));
        }
        value
    }

    /// Sets the number of items that DynamoDB reads for one page. 0 and a negative number become deferred errors.
    pub(crate) fn set_page_size(&mut self, items: impl TryInto<usize>) {
        self.page_size = self.number("page_size", items);
        if self.page_size == Some(0) {
            self.fail(Error::new(ErrorKind::Validation).with_message("`page_size` must be at least 1"));
        }
    }

    pub(crate) fn operation(&self) -> Operation {
        if self.key_condition.is_some() { QUERY } else { SCAN }
    }

    pub(crate) fn error_context(&self, table: impl Into<Arc<str>>) -> ErrorContext {
        ErrorContext::new(self.operation().name, table, self.index.map(|index| index.name))
    }

    /// Returns the number of segments that are read at the same time. It is 1 for a read that is not parallel.
    pub(crate) fn concurrency(&self) -> usize {
        if self.parts().is_some() { self.concurrency.unwrap_or(DEFAULT_CONCURRENCY).max(1) } else { 1 }
    }

    fn schema(&self) -> &KeySchema {
        self.index.map_or(&self.table.key, |index| &index.key)
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

    /// Returns how many parts of the sort key have an equality.
    pub(crate) fn sort_parts_given(&self) -> usize {
        let equal = self.key_condition.as_ref().map_or(0, KeyCondition::equal_parts);
        equal.saturating_sub(self.schema().partition.len())
    }

    /// Adds a range on a part of the sort key.
    pub(crate) fn range(&mut self, at: usize, range: KeyRange) {
        let part = self.schema().sort.get(at).copied();
        // The types of the builder allow a range only if there is a sort key.
        let (Some(part), Some(condition)) = (part, &mut self.key_condition) else { return };
        let checked = range.values().try_for_each(|value| check_stored_key(&part, value, false));
        match checked {
            Ok(()) => condition.range(part.name, range),
            Err(error) => self.fail(error.into()),
        }
    }

    /// Reads only these paths.
    pub(crate) fn project(&mut self, paths: ProjectionPaths) {
        // Beside a projection DynamoDB takes no `Select` but `SPECIFIC_ATTRIBUTES` (API Reference, Query: `Select`).
        self.select = None;
        self.paths = Some(paths);
    }

    /// Reads whole items, including attributes that the local index does not project.
    pub(crate) fn all_attributes(&mut self) {
        self.select = Some(Select::AllAttributes);
        self.paths = None;
    }

    pub(crate) fn filter(&mut self, filter: ConditionNode) {
        // `and` takes both conditions by value.
        let before = std::mem::replace(&mut self.filter, ConditionNode::Constant(true));
        self.filter = before.and(filter);
    }

    /// Returns whether DynamoDB may drop items that it has read.
    fn has_filter(&self) -> bool {
        let is_filtered = self.live.is_some() || !matches!(self.filter, ConditionNode::Constant(true));
        is_filtered || self.entity_filter(false).is_some()
    }

    /// Renders the whole filter at the time of the read, by which items expire.
    fn render_filter(
        &self,
        context: &PrepareContext<'_>,
        placeholders: &mut Placeholders,
    ) -> Result<RenderedCondition, ExpressionError> {
        // DynamoDB accepts at most 100 operands of `IN`, so longer lists are split and joined by OR.
        let split = self.filter.has_long_in().then(|| self.filter.clone().split_long_in());
        let live = self.live.map(|attribute| is_live(attribute, context.now));
        let is_entity = self.entity_filter(context.count_only);
        let filter = split.as_ref().unwrap_or(&self.filter);
        // An array, because a `Vec` would be an allocation for each read.
        let always = ConditionNode::Constant(true);
        let all = [filter, live.as_ref().unwrap_or(&always), is_entity.as_ref().unwrap_or(&always)];
        ConditionNode::render_all(&all, placeholders, "filter")
    }

    /// Returns the key attributes of a position in this read: those of the table, then those of the index.
    pub(crate) fn cursor_attributes(&self) -> impl Iterator<Item = &'static KeyAttribute> + Clone + use<> {
        let table = self.table.key;
        let index = self.index.map(|index| index.key);
        table.attributes().chain(
            index.into_iter().flat_map(move |index| index.attributes().filter(move |part| !table.contains(part.name))),
        )
    }

    /// Checks the plan and renders the expressions.
    ///
    /// # Errors
    /// Returns an error if the read must not be sent.
    pub(crate) fn prepare(&self, context: &PrepareContext<'_>) -> Result<PreparedRead, Error> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        self.check_numbers()?;
        // Only the user's filter is checked: dkmio adds one on the entity attribute only if that is projected.
        self.check_filter()?;
        let mut rendered = RenderedExpressions::default();
        if let Some(condition) = &self.key_condition {
            rendered.key_condition = Some(condition.render(&mut rendered.placeholders)?);
        }
        // The rest is still checked, so that a mistake does not depend on the values of the filter.
        let mut matches_nothing = false;
        match self.render_filter(context, &mut rendered.placeholders)? {
            RenderedCondition::True => {}
            RenderedCondition::False => matches_nothing = true,
            RenderedCondition::Text(text) => rendered.filter = Some(text),
        }
        if !context.count_only {
            self.check_projection()?;
            rendered.projection(self.paths.clone().map(|paths| self.with_keys(paths)).as_ref())?;
        } else if self.counts_items() {
            rendered.projection(Some(&self.keys()))?;
        }
        let start = self.start_positions(context.table, context.cursor_key)?;
        let shards = self.shards.iter().map(|key| Ok(self.of_shard(key).prepare(context)?.rendered));
        let shards = shards.collect::<Result<_, Error>>()?;
        Ok(PreparedRead { rendered: rendered.checked()?, shards, matches_nothing, start })
    }

    /// Returns the query of one shard alone.
    fn of_shard(&self, key: &AttributeValue) -> Self {
        // The position of each shard is checked with the whole plan, so this one has none.
        let mut shard = Self { shards: Vec::new(), start: None, ..self.clone() };
        if let (Some(part), Some(condition)) = (self.schema().partition.first(), &mut shard.key_condition) {
            condition.replace_equal(part.name, key.clone());
        }
        shard
    }

    /// Returns the number of parts that are read side by side: segments of a parallel scan, or shards of a partition.
    pub(crate) fn parts(&self) -> Option<usize> {
        let segments = self.segments.map(|segments| segments as usize);
        segments.or_else(|| self.is_sharded().then_some(self.shards.len()))
    }

    /// Returns whether a query reads several shards of one partition.
    pub(crate) fn is_sharded(&self) -> bool {
        !self.shards.is_empty()
    }

    fn check_numbers(&self) -> Result<(), Error> {
        let wrong = match (self.segments, self.max_units) {
            (Some(0 | MAX_SEGMENTS_AND_ONE..), _) => format!("`segments` must be 1 to {MAX_SEGMENTS}"),
            (_, Some(0)) => "`max_read_units_per_second` must be at least 1".to_owned(),
            _ => return Ok(()),
        };
        Err(Error::new(ErrorKind::Validation).with_message(wrong))
    }

    /// Adds the key attributes to a projection. A limit may end within a page, and a stream anywhere, and the read
    /// continues from the key of the last item.
    pub(crate) fn with_keys(&self, paths: ProjectionPaths) -> ProjectionPaths {
        paths.also(self.cursor_attributes().map(|part| part.name).chain(self.projected_entity_attribute()))
    }

    /// Returns a projection of the key attributes, with the attribute that tells entities apart.
    fn keys(&self) -> ProjectionPaths {
        let keys = self.cursor_attributes().map(|part| DocumentPath::top(part.name)).collect();
        // It may be a key attribute of the index.
        ProjectionPaths::new(keys).also(self.projected_entity_attribute().into_iter())
    }

    /// Returns the scope of this read's cursors. The filter is not in it: it may change between pages without harm.
    pub(crate) fn cursor_scope(&self, table: &str) -> CursorScope {
        CursorScope {
            table: table.to_owned(),
            index: self.index.map(|index| index.name.to_owned()),
            descending: self.descending,
            // A hash, because the condition has values of keys, and anyone can read a plain cursor.
            condition: self.key_condition.as_ref().map_or(0, key_condition_fingerprint) ^ self.entity_fingerprint(),
            segments: self.parts(),
        }
    }

    /// Refuses a query's filter on a key attribute of the table or index it queries, and a filter on an attribute that
    /// the index does not project or that is stored inside the primary key alone. DynamoDB rejects the first; the
    /// others would silently match nothing.
    fn check_filter(&self) -> Result<(), ExpressionError> {
        let mut wrong = None;
        let mut check = |path: &DocumentPath| {
            // DynamoDB rejects a filter on the key of a query. In a scan the same filter is allowed.
            if self.key_condition.is_some() && self.schema().contains(path.root()) {
                wrong.get_or_insert(ExpressionError::FilterOnKey { attribute: path.root().to_owned() });
            } else if self.entity().is_some_and(|entity| entity.is_key_only(path.root())) {
                wrong.get_or_insert(ExpressionError::KeyOnly { attribute: path.root().to_owned() });
            } else if self.index.is_some_and(|index| !index.projects(self.table, path.root())) {
                wrong.get_or_insert(ExpressionError::NotProjected { path: path.clone() });
            }
        };
        self.filter.paths(&mut check);
        if let Some(attribute) = self.live {
            check(&DocumentPath::top(attribute));
        }
        wrong.map_or(Ok(()), Err)
    }

    /// Refuses a path that a global index does not project.
    fn check_projection(&self) -> Result<(), ExpressionError> {
        let Some(index) = self.index.filter(|index| index.kind == IndexKind::Global) else { return Ok(()) };
        let wanted = self.paths.iter().flat_map(ProjectionPaths::wanted);
        match wanted.into_iter().find(|path| !index.projects(self.table, path.root())) {
            Some(path) => Err(ExpressionError::NotProjected { path: path.clone() }),
            None => Ok(()),
        }
    }

    pub(crate) fn return_consumed_capacity(&self) -> Option<ReturnConsumedCapacity> {
        // A rate needs only the total; a meter also shows indexes.
        self.limits.return_consumed_capacity().or(self.max_units.map(|_| ReturnConsumedCapacity::Total))
    }

    /// Returns DynamoDB's `Limit`: how many items it reads for a page. Without a filter that is at most the number of
    /// results still wanted. With a filter, a page of that size might return next to nothing.
    pub(crate) fn request_size(&self, wanted: Option<usize>) -> Option<i32> {
        // `Limit` counts items before the filter. Taken from a limit on results, it could make pages of one item.
        let wanted = wanted.filter(|_| !self.has_filter());
        let size = match (self.page_size, wanted) {
            (Some(size), Some(wanted)) => size.min(wanted),
            (size, wanted) => size.or(wanted)?,
        };
        // A page has at most 1 MB, which is far fewer items.
        Some(i32::try_from(size.max(1)).unwrap_or(i32::MAX))
    }
}
