//! The sort-key condition of a query whose sort key a template renders.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::expression::KeyRange;
use crate::key::KeyError;
use crate::template::{KeyBounds, PartRange, Template};

/// The parts of the sort key that a query has so far.
#[derive(Debug, Clone)]
pub(super) struct TemplateSort {
    template: Template,
    given: Vec<AttributeValue>,
    range: Option<PartRange>,
}

/// The condition that the parts result in.
pub(super) enum SortCondition {
    /// Every key of the partition.
    All,
    /// One key.
    Equal(AttributeValue),
    Range(KeyRange),
}

impl TemplateSort {
    pub(super) fn new(template: Template) -> Self {
        Self { template, given: Vec::new(), range: None }
    }

    /// Adds the next part.
    pub(super) fn part(&mut self, value: AttributeValue) {
        self.given.push(value);
    }

    /// Sets the range on the next part.
    pub(super) fn range(&mut self, range: KeyRange) {
        self.range = Some(match range {
            KeyRange::Compare(">", value) => PartRange::Gt(value),
            KeyRange::Compare(">=", value) => PartRange::Gte(value),
            KeyRange::Compare("<", value) => PartRange::Lt(value),
            KeyRange::Compare(_, value) => PartRange::Lte(value),
            KeyRange::Between(low, high) => PartRange::Between(low, high),
            KeyRange::BeginsWith(start) => PartRange::BeginsWith(start),
        });
    }

    /// Returns whether all keys of the query begin with the same text.
    pub(super) fn begins_with_text(&self) -> bool {
        !self.template.leading_text().is_empty() || !self.given.is_empty()
    }

    /// Renders the condition.
    ///
    /// # Errors
    /// Returns an error if a part or a bound cannot be in the key.
    pub(super) fn condition(&self) -> Result<SortCondition, KeyError> {
        let text = AttributeValue::S;
        let bounds = self.template.bounds(&self.given, self.range.as_ref())?;
        Ok(SortCondition::Range(match bounds {
            KeyBounds::All => return Ok(SortCondition::All),
            KeyBounds::Equal(key) => return Ok(SortCondition::Equal(key)),
            KeyBounds::BeginsWith(start) => KeyRange::BeginsWith(text(start)),
            KeyBounds::Between(low, high) => KeyRange::Between(text(low), text(high)),
            KeyBounds::AtMost(high) => KeyRange::Compare("<=", text(high)),
            KeyBounds::AtLeast(low) => KeyRange::Compare(">=", text(low)),
            KeyBounds::Number(PartRange::Gt(value)) => KeyRange::Compare(">", value),
            KeyBounds::Number(PartRange::Gte(value)) => KeyRange::Compare(">=", value),
            KeyBounds::Number(PartRange::Lt(value)) => KeyRange::Compare("<", value),
            KeyBounds::Number(PartRange::Lte(value)) => KeyRange::Compare("<=", value),
            KeyBounds::Number(PartRange::Between(low, high)) => KeyRange::Between(low, high),
            KeyBounds::Number(PartRange::BeginsWith(value)) => KeyRange::BeginsWith(value),
        }))
    }
}
