//! Compares the vector indexes of a table with their declarations.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, IndexStatus, Projection as LiveProjection, ProjectionType, SearchSchemaElementType,
    TableDescription, VectorDistanceFunction, VectorIndexDescription,
};

use super::difference::{Difference, SearchPart, SearchRole};
use super::schema;
use crate::table::{Projection, TableDefinition, VectorIndexDefinition};

/// Compares all declared vector indexes with those of a table.
pub(super) fn compare(declared: &TableDefinition, table: &TableDescription) -> Vec<Difference> {
    let indexes = declared.vector_indexes.iter();
    indexes.flat_map(|index| compare_index(declared, index, table)).collect()
}

fn compare_index(
    declared: &TableDefinition,
    index: &VectorIndexDefinition,
    table: &TableDescription,
) -> Vec<Difference> {
    let name = || index.name.to_owned();
    let Some(found) = table.vector_indexes().iter().find(|found| found.index_name() == Some(index.name)) else {
        return vec![Difference::VectorIndexMissing { index: name() }];
    };
    let mut differences = Vec::new();
    let is_backfilling = found.backfilling() == Some(true);
    let is_complete = matches!(found.index_status(), None | Some(IndexStatus::Active | IndexStatus::Updating));
    if is_backfilling || !is_complete {
        let status = found.index_status().map_or("ACTIVE", IndexStatus::as_str).to_owned();
        differences.push(Difference::VectorIndexStatus { index: name(), status, backfilling: is_backfilling });
    }
    let attribute = found.vector_attribute().map_or("", |attribute| attribute.attribute_name());
    if attribute != index.attribute {
        let (declared, found) = (index.attribute.to_owned(), attribute.to_owned());
        differences.push(Difference::VectorIndexAttribute { index: name(), declared, found });
    }
    // Dimensions that are not described differ from all that can be declared.
    let dimensions = found.dimensions().and_then(|dimensions| usize::try_from(dimensions).ok()).unwrap_or_default();
    if dimensions != index.dimensions {
        let declared = index.dimensions;
        differences.push(Difference::VectorIndexDimensions { index: name(), declared, found: dimensions });
    }
    let distance = found.distance_function().map_or("", VectorDistanceFunction::as_str);
    if distance != index.distance.as_str() {
        let (declared, found) = (index.distance.as_str().to_owned(), distance.to_owned());
        differences.push(Difference::VectorIndexDistance { index: name(), declared, found });
    }
    let (wanted, schema) = (SearchPart::declared(index), SearchPart::found(found, table.attribute_definitions()));
    if !is_searchable_as(&wanted, &schema) {
        differences.push(Difference::VectorIndexSchema { index: name(), declared: wanted, found: schema });
    }
    differences.extend(compare_projection(declared, index, found, table));
    differences
}

/// Returns whether searches as declared are accepted: the partition attribute is the same, and the declared filters are
/// among those found.
fn is_searchable_as(declared: &[SearchPart], found: &[SearchPart]) -> bool {
    let partition = |parts: &[SearchPart]| parts.iter().find(|part| part.role == SearchRole::Partition).cloned();
    partition(declared) == partition(found) && declared.iter().all(|part| found.contains(part))
}

/// Compares the projections. An index that projects more than declared is no difference.
fn compare_projection(
    declared: &TableDefinition,
    index: &VectorIndexDefinition,
    found: &VectorIndexDescription,
    table: &TableDescription,
) -> Option<Difference> {
    let live = found.projection();
    // A projection that is not described counts as the smallest one, so that it shows as a difference.
    let kind = live.and_then(LiveProjection::projection_type).cloned().unwrap_or(ProjectionType::KeysOnly);
    if kind == ProjectionType::All {
        return None;
    }
    let keys = table.key_schema().iter().map(|element| element.attribute_name());
    let schema = found.search_schema().iter().map(|element| element.attribute_name());
    let included = live.map(LiveProjection::non_key_attributes).unwrap_or_default();
    let holds: BTreeSet<&str> = keys.chain(schema).chain(included.iter().map(String::as_str)).collect();
    let wanted = declared.attributes.iter().filter(|name| index.projects(declared, name)).copied();
    let named = match index.projection {
        Projection::Include(names) => names,
        Projection::All | Projection::KeysOnly => &[],
    };
    // A filter that is missing is a difference of the search schema.
    let is_own = |name: &&str| declared.key.contains(name) || index.is_searchable_by(name);
    let wanted = wanted.chain(named.iter().copied()).filter(|name| !is_own(name));
    let missing: BTreeSet<&str> = wanted.filter(|name| !holds.contains(name)).collect();
    (index.projection == Projection::All || !missing.is_empty()).then(|| Difference::VectorIndexProjection {
        index: index.name.to_owned(),
        declared: schema::projection_type(index.projection).to_string(),
        found: kind.to_string(),
        missing: missing.into_iter().map(str::to_owned).collect(),
    })
}

impl SearchPart {
    fn declared(index: &VectorIndexDefinition) -> Vec<Self> {
        let part = |role, attribute: &crate::key::KeyAttribute| Self {
            name: attribute.name.to_owned(),
            role,
            attribute_type: attribute.key_type.letter().to_owned(),
        };
        let partition = index.partition.iter().map(|attribute| part(SearchRole::Partition, attribute));
        partition.chain(index.filters.iter().map(|attribute| part(SearchRole::Filter, attribute))).collect()
    }

    fn found(index: &VectorIndexDescription, types: &[AttributeDefinition]) -> Vec<Self> {
        let type_of = |name: &str| {
            let definition = types.iter().find(|definition| definition.attribute_name() == name);
            definition.map_or("?", |definition| definition.attribute_type().as_str()).to_owned()
        };
        let parts = index.search_schema().iter().map(|element| Self {
            name: element.attribute_name().to_owned(),
            role: match element.search_schema_element_type() {
                SearchSchemaElementType::Hash => SearchRole::Partition,
                _ => SearchRole::Filter,
            },
            attribute_type: type_of(element.attribute_name()),
        });
        parts.collect()
    }
}
