//! What a search was asked for, and the checks before it is sent.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::attribute::{DocumentPath, OperandValue};
use crate::codec::to_value;
use crate::error::{Error, ErrorKind};
use crate::expression::{ConditionNode, ProjectionPaths, equals_condition, is_entity};
use crate::key::{EncodedKey, KeyError};
use crate::request::RenderedExpressions;
use crate::table::{EntityDefinition, TableDefinition, VectorIndexDefinition};

/// The number of hits that a search can return (API Reference, SearchVectors: `TopK`).
const TOP_K: std::ops::RangeInclusive<usize> = 1..=100;
/// The number of hits unless another one is set.
pub(super) const DEFAULT_TOP_K: usize = 10;

/// What a search was asked for.
pub(super) struct SearchPlan {
    pub(super) table: TableDefinition,
    pub(super) vector: Vec<f32>,
    pub(super) top_k: usize,
    /// The value of the partition attribute, or why it is none.
    pub(super) partition: Result<Option<EncodedKey>, KeyError>,
    /// The conditions on single filters.
    pub(super) filters: Vec<(DocumentPath, ConditionNode)>,
    /// Other conditions.
    pub(super) conditions: Vec<ConditionNode>,
    /// The score that a hit must reach. Hits that do not are dropped when they are there.
    pub(super) threshold: Option<f64>,
    pub(super) paths: Option<ProjectionPaths>,
}

/// A search that is checked.
pub(super) struct CheckedSearch {
    pub(super) vector: Vec<AttributeValue>,
    pub(super) top_k: i32,
    /// `None` if the condition is never true.
    pub(super) rendered: Option<RenderedExpressions>,
}

impl SearchPlan {
    /// Checks what DynamoDB would check, and renders the expressions.
    ///
    /// # Errors
    /// Returns an error if the search must not be sent.
    pub(super) fn check(&self, index: &VectorIndexDefinition) -> Result<CheckedSearch, Error> {
        if !TOP_K.contains(&self.top_k) {
            return Err(invalid(format!("`top_k` must be between 1 and 100, found {}", self.top_k)));
        }
        if self.threshold.is_some_and(f64::is_nan) {
            return Err(invalid("the distance or similarity that hits must reach is not a number".to_owned()));
        }
        let vector = self.checked_vector(index)?;
        self.check_conditions(index)?;
        let top_k = i32::try_from(self.top_k).unwrap_or(i32::MAX);
        Ok(CheckedSearch { vector, top_k, rendered: self.render(index)? })
    }

    fn checked_vector(&self, index: &VectorIndexDefinition) -> Result<Vec<AttributeValue>, Error> {
        let found = self.vector.len();
        if found != index.dimensions {
            let VectorIndexDefinition { name, dimensions, .. } = index;
            return Err(invalid(format!(
                "the search vector has {found} elements; vector index `{name}` has {dimensions} dimensions"
            )));
        }
        if let Some(at) = self.vector.iter().position(|element| !element.is_finite()) {
            return Err(invalid(format!("element {at} of the search vector is not a finite number")));
        }
        // Only `None` and empty sets are absent values, and an element is a number.
        let number = |element| Ok(to_value(element)?.unwrap_or(AttributeValue::Null(true)));
        self.vector.iter().map(number).collect()
    }

    /// Refuses conditions that DynamoDB does not take. It takes them on attributes of the search schema only, and one for each filter.
    fn check_conditions(&self, index: &VectorIndexDefinition) -> Result<(), Error> {
        for (at, (path, _)) in self.filters.iter().enumerate() {
            if self.filters.iter().take(at).any(|(before, _)| before == path) {
                return Err(invalid(format!("`{path}` has two filters; a search takes one for each attribute")));
            }
        }
        let mut wrong = None;
        for condition in &self.conditions {
            condition.paths(&mut |path| {
                let is_fitting = path.steps().len() == 1 && index.is_searchable_by(path.root());
                if !is_fitting && wrong.is_none() {
                    wrong = Some(path.clone());
                }
            });
        }
        let Some(path) = wrong else { return Ok(()) };
        let name = index.name;
        Err(invalid(if path.steps().len() == 1 {
            format!("`{path}` is not a filter of vector index `{name}`; add it to the `filter` of the index")
        } else {
            format!("`{path}` is inside an attribute; a search has conditions on whole attributes only")
        }))
    }

    /// Returns the entity whose items the search finds, if the table is shared.
    pub(super) fn entity(&self) -> Option<&'static EntityDefinition> {
        self.table.entity
    }

    /// Returns the condition by which DynamoDB leaves out items of other entities. There is one only if the entity
    /// attribute is a filter of the index: a search has conditions on filters alone.
    pub(super) fn entity_condition(&self, index: &VectorIndexDefinition) -> Option<ConditionNode> {
        let entity = self.entity()?;
        // Items without the attribute belong to the entity if their keys say so, and a search cannot test for absence.
        let attribute = entity.entity_attribute.filter(|attribute| !attribute.is_optional)?;
        // As the partition attribute, it is compared already.
        let is_filter = index.filters.iter().any(|filter| filter.name == attribute.name);
        is_filter.then(|| is_entity(attribute, entity.name))
    }

    /// Returns whether the condition names the entity, so that no item of another one is found.
    pub(super) fn selects_entity(&self, index: &VectorIndexDefinition) -> bool {
        let attribute = self.entity().and_then(|entity| entity.entity_attribute);
        let is_partition = index
            .partition
            .is_some_and(|partition| attribute.is_some_and(|attribute| attribute.name == partition.name));
        is_partition || self.entity_condition(index).is_some()
    }

    /// Returns the paths to read, with the attributes by which an item of the entity is recognized.
    fn paths(&self, index: &VectorIndexDefinition) -> Option<ProjectionPaths> {
        let recognizing = self.entity().into_iter().flat_map(EntityDefinition::recognizing);
        Some(self.paths.clone()?.also(recognizing.filter(|name| index.projects(&self.table, name))))
    }

    /// Renders the expressions, with the equality on the partition attribute first.
    fn render(&self, index: &VectorIndexDefinition) -> Result<Option<RenderedExpressions>, Error> {
        let partition = self.partition.as_ref().map_err(Clone::clone)?;
        let partition = partition
            .iter()
            .flat_map(EncodedKey::iter)
            .map(|(name, value)| equals_condition(Ok(DocumentPath::top(name)), OperandValue::Value(value.clone())));
        let filters = self.filters.iter().map(|(_, condition)| condition.clone());
        let all = partition.chain(self.entity_condition(index)).chain(filters).chain(self.conditions.iter().cloned());
        let mut rendered = RenderedExpressions::default();
        if !rendered.search_condition(all.fold(ConditionNode::Constant(true), ConditionNode::and))? {
            return Ok(None);
        }
        rendered.projection(self.paths(index).as_ref())?;
        Ok(Some(rendered.checked()?))
    }
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::Validation).with_message(message)
}
