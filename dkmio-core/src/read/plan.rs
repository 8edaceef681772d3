//! The plan of a query or scan: what was asked for, before it is sent.

mod explain;

use std::sync::Arc;

use aws_sdk_dynamodb::types::{AttributeValue, Select};

use crate::client::{Operation, TableRef};
use crate::codec::number;
use crate::cursor::{Cursor, CursorError, CursorKey, KeyAttributes, Origin, Position, SegmentPosition};
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::expression::{ConditionNode, ExpressionError, KeyCondition, KeyRange, ProjectionPaths, Simplified, is_live};
use crate::key::{KeyAttribute, KeyError, KeyType, check_stored_key};
use crate::request::Rendered;
use crate::table::{IndexDefinition, IndexKind, KeySchema, TableDefinition};
use crate::ttl::Ttl;

const QUERY: Operation = Operation::read("Query");
const SCAN: Operation = Operation::read("Scan");
/// The most segments of a parallel scan (API Reference, Scan: `TotalSegments`).
const MAX_SEGMENTS: u32 = 1_000_000;
const MAX_SEGMENTS_AND_ONE: u32 = MAX_SEGMENTS + 1;

/// What a query or scan was asked for.
#[derive(Debug, Clone)]
pub(crate) struct ReadPlan {
    pub(crate) table: TableDefinition,
    /// Which table, by its type and the name given for this read.
    pub(crate) target: TableRef,
    pub(crate) index: Option<IndexDefinition>,
    key_condition: Option<KeyCondition>,
    filter: ConditionNode,
    pub(crate) paths: Option<ProjectionPaths>,
    pub(crate) select: Option<Select>,
    pub(crate) consistent: bool,
    pub(crate) descending: bool,
    pub(crate) limit: Option<usize>,
    pub(crate) page_size: Option<u32>,
    pub(crate) max_pages: Option<usize>,
    pub(crate) start: Option<Cursor>,
    /// The number of segments of a parallel scan.
    pub(crate) segments: Option<u32>,
    /// The most capacity to consume in a second.
    pub(crate) max_units: Option<u32>,
    /// The attribute of the time to live, if what has expired is left out.
    pub(crate) live: Option<&'static str>,
    error: Option<Error>,
}

/// A plan made ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct ReadyRead {
    pub(crate) rendered: Rendered,
    /// Nothing can meet the filter: no request is needed.
    pub(crate) nothing: bool,
    pub(crate) start: Option<Position>,
}

/// What a plan needs to know of the connection to be made ready.
#[derive(Debug, Clone)]
pub(crate) struct Setting<'d> {
    pub(crate) table: &'d str,
    pub(crate) now: Ttl,
    pub(crate) cursor_key: Option<&'d CursorKey>,
    pub(crate) count_only: bool,
}

impl ReadPlan {
    pub(crate) fn query(target: TableRef, table: TableDefinition, index: Option<IndexDefinition>) -> Self {
        Self { key_condition: Some(KeyCondition::default()), ..Self::scan(target, table, index) }
    }

    pub(crate) fn scan(target: TableRef, table: TableDefinition, index: Option<IndexDefinition>) -> Self {
        Self {
            table,
            target,
            index,
            key_condition: None,
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
            max_units: None,
            live: None,
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

    pub(crate) fn place(&self, table: impl Into<Arc<str>>) -> ErrorContext {
        ErrorContext::new(self.operation().name, table, self.index.map(|index| index.name))
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
        // the types of the builder allow a range only where there is a sort key
        let (Some(part), Some(condition)) = (part, &mut self.key_condition) else { return };
        let checked = range.and_then(|range| {
            range.values().try_for_each(|value| check_stored_key(&part, value, false))?;
            Ok(range)
        });
        match checked {
            Ok(range) => condition.range(part.name, range),
            Err(error) => self.fail(error.into()),
        }
    }

    /// Reads these paths only.
    pub(crate) fn project(&mut self, paths: ProjectionPaths) {
        self.select = None;
        self.paths = Some(paths);
    }

    /// Reads whole items, also where the local index does not hold them.
    pub(crate) fn all_attributes(&mut self) {
        self.select = Some(Select::AllAttributes);
        self.paths = None;
    }

    pub(crate) fn filter(&mut self, filter: ConditionNode) {
        let before = std::mem::replace(&mut self.filter, ConditionNode::Constant(true));
        self.filter = before.and(filter);
    }

    /// Whether DynamoDB may drop what it read.
    fn has_filter(&self) -> bool {
        self.live.is_some() || !matches!(self.filter, ConditionNode::Constant(true))
    }

    /// The whole filter; only now is it known what has expired.
    fn filter_at(&self, now: Ttl) -> ConditionNode {
        let filter = self.filter.clone().split_long_in();
        match self.live {
            Some(attribute) => filter.and(is_live(attribute, now)),
            None => filter,
        }
    }

    /// The key attributes by which an item of this read is found again.
    pub(crate) fn cursor_attributes(&self) -> impl Iterator<Item = &'static KeyAttribute> + Clone + use<> {
        let table = self.table.key;
        let index = self.index.map(|index| index.key);
        table.attributes().chain(
            index.into_iter().flat_map(move |index| index.attributes().filter(move |part| !table.contains(part.name))),
        )
    }

    /// Checks everything and renders the expressions.
    pub(crate) fn ready(&self, setting: &Setting<'_>) -> Result<ReadyRead, Error> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        self.check_numbers()?;
        let filter = self.filter_at(setting.now);
        self.check_filter(&filter)?;
        let mut rendered = Rendered::default();
        if let Some(condition) = &self.key_condition {
            rendered.key_condition = Some(condition.render(&mut rendered.placeholders)?);
        }
        let mut nothing = false;
        match filter.simplify() {
            Simplified::True => {}
            Simplified::False => nothing = true,
            Simplified::Condition(node) => rendered.filter = Some(node.render(&mut rendered.placeholders, "filter")?),
        }
        if !setting.count_only {
            self.check_projection()?;
            rendered.projection(self.paths.clone().map(|paths| self.with_keys(paths)).as_ref())?;
        }
        let start = self.start_position(setting.table, setting.cursor_key)?;
        Ok(ReadyRead { rendered: rendered.checked()?, nothing, start })
    }

    fn check_numbers(&self) -> Result<(), Error> {
        let wrong = match (self.segments, self.max_units) {
            (Some(0 | MAX_SEGMENTS_AND_ONE..), _) => format!("a parallel scan has 1 to {MAX_SEGMENTS} segments"),
            (_, Some(0)) => "no capacity to read with: `max_read_units_per_second` is 0".to_owned(),
            _ => return Ok(()),
        };
        Err(Error::new(ErrorKind::Validation).with_message(wrong))
    }

    /// Where to start; a cursor of another read is refused.
    fn start_position(&self, table: &str, key: Option<&CursorKey>) -> Result<Option<Position>, CursorError> {
        key.map_or(Ok(()), CursorKey::check)?;
        let Some(cursor) = &self.start else { return Ok(None) };
        let content = cursor.open(key)?.into_owned();
        content.check(&self.origin(table), self.segments.map(|segments| segments as usize))?;
        match &content.position {
            Position::Behind(key) => self.check_start(key)?,
            Position::Segments(segments) => {
                for segment in segments {
                    if let SegmentPosition::Behind(key) = segment {
                        self.check_start(key)?;
                    }
                }
            }
        }
        Ok(Some(content.position))
    }

    /// A cursor holds the key attributes of this read, no others, and those of the queried partition.
    fn check_start(&self, key: &KeyAttributes) -> Result<(), CursorError> {
        let parts = self.cursor_attributes();
        let fits = |part: &KeyAttribute| key.get(part.name).is_some_and(|value| has_type(value, part.key_type));
        if key.len() != parts.clone().count() || !parts.clone().all(fits) {
            return Err(CursorError::Malformed);
        }
        let conditions = self.key_condition.iter().flat_map(KeyCondition::parts);
        let mut equal = conditions.filter(|(_, operator, _)| *operator == "=");
        let same = |(name, _, values): (&str, _, Vec<&AttributeValue>)| {
            key.get(name).is_some_and(|value| values.iter().all(|wanted| is_same(wanted, value)))
        };
        if equal.all(same) { Ok(()) } else { Err(CursorError::KeyCondition) }
    }

    /// A limit may end within a page: then the keys are needed to go on from there.
    pub(crate) fn with_keys(&self, paths: ProjectionPaths) -> ProjectionPaths {
        paths.also(self.cursor_attributes().map(|part| part.name))
    }

    /// What cursors of this read say of it.
    pub(crate) fn origin(&self, table: &str) -> Origin {
        Origin {
            table: table.to_owned(),
            index: self.index.map(|index| index.name.to_owned()),
            descending: self.descending,
            condition: self.key_condition.as_ref().map_or(0, Origin::fingerprint),
        }
    }

    /// A query may not filter on the key it queries by, and no read on what its index does not hold.
    fn check_filter(&self, filter: &ConditionNode) -> Result<(), ExpressionError> {
        let mut wrong = None;
        filter.paths(&mut |path| {
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

fn has_type(value: &AttributeValue, wanted: KeyType) -> bool {
    match wanted {
        KeyType::String => value.is_s(),
        KeyType::Number => value.is_n(),
        KeyType::Binary => value.is_b(),
    }
}

/// Whether two key values are the same to DynamoDB, which takes `1` and `1.0` for one number.
fn is_same(a: &AttributeValue, b: &AttributeValue) -> bool {
    match (a, b) {
        (AttributeValue::N(a), AttributeValue::N(b)) => number::compare(a, b).is_ok_and(|order| order.is_eq()),
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn part(name: &'static str, key_type: KeyType) -> KeyAttribute {
        KeyAttribute { name, key_type }
    }

    const TABLE: TableDefinition = TableDefinition {
        name: "events",
        key: KeySchema { partition: &[part("device", KeyType::Number)], sort: &[part("at", KeyType::String)] },
        indexes: &[],
        attributes: &["device", "at"],
        ttl: None,
    };

    fn number(digits: &str) -> AttributeValue {
        AttributeValue::N(digits.to_owned())
    }

    fn text(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }

    /// What a query of device 1 says to a cursor with these attributes, made up with the right fingerprint.
    fn started_from(key: &[(&str, AttributeValue)]) -> Result<(), CursorError> {
        let mut plan = ReadPlan::query(TableRef::declaring(TABLE.name), TABLE, None);
        plan.equal(&TABLE.key.partition[0], number("1"), true);
        let origin = plan.origin(TABLE.name);
        let key = key.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        plan.start = Some(Cursor::new(origin, Position::Behind(KeyAttributes::new(key)), None));
        plan.start_position(TABLE.name, None).map(drop)
    }

    #[test]
    fn a_made_up_cursor_leaves_neither_the_partition_nor_the_key() {
        assert_eq!(started_from(&[("device", number("1.0")), ("at", text("noon"))]), Ok(()));
        let other_partition = [("device", number("2")), ("at", text("noon"))];
        assert_eq!(started_from(&other_partition), Err(CursorError::KeyCondition));
        for wrong in [
            vec![("device", number("1"))],
            vec![("device", number("1")), ("at", number("12"))],
            vec![("device", number("1")), ("on", text("noon"))],
            vec![("device", number("1")), ("at", text("noon")), ("more", text(""))],
        ] {
            assert_eq!(started_from(&wrong), Err(CursorError::Malformed), "{wrong:?}");
        }
    }
}
