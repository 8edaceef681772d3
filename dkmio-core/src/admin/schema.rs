//! Converts a definition into the parameters of CreateTable.

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, KeyType, LocalSecondaryIndex, Projection,
    ProjectionType, ProvisionedThroughput, SearchSchemaElement, SearchSchemaElementType, VectorAttributeDefinition,
    VectorDistanceFunction, VectorIndex,
};

use crate::expression::readable_text;
use crate::key::KeyAttribute;
use crate::request::{json_array, json_object};
use crate::table;
use crate::table::{IndexDefinition, IndexKind, KeySchema, TableDefinition, VectorIndexDefinition};

/// Returns the key attributes of the table and of all its indexes, and what vector indexes search by, each once.
pub(super) fn key_attributes(table: &TableDefinition) -> Vec<&'static KeyAttribute> {
    let mut attributes: Vec<&'static KeyAttribute> = Vec::new();
    let of_indexes = table.indexes.iter().flat_map(|index| index.key.attributes());
    let of_vectors = table.vector_indexes.iter().flat_map(VectorIndexDefinition::search_schema);
    for attribute in table.key.attributes().chain(of_indexes).chain(of_vectors) {
        // An attribute in several keys has one definition.
        if attributes.iter().all(|known| known.name != attribute.name) {
            attributes.push(attribute);
        }
    }
    attributes
}

pub(super) fn attribute_definitions(table: &TableDefinition) -> Result<Vec<AttributeDefinition>, BuildError> {
    let definition = |attribute: &KeyAttribute| {
        AttributeDefinition::builder()
            .attribute_name(attribute.name)
            .attribute_type(attribute.key_type.scalar())
            .build()
    };
    key_attributes(table).into_iter().map(definition).collect()
}

/// Returns the parts of the partition key, then those of the sort key, in the order of their declaration.
pub(super) fn key_schema(key: &KeySchema) -> Result<Vec<KeySchemaElement>, BuildError> {
    let partition = key.partition.iter().map(|part| (part.name, KeyType::Hash));
    let sort = key.sort.iter().map(|part| (part.name, KeyType::Range));
    let element = |(name, role)| KeySchemaElement::builder().attribute_name(name).key_type(role).build();
    partition.chain(sort).map(element).collect()
}

pub(super) fn projection_type(projection: table::Projection) -> ProjectionType {
    match projection {
        table::Projection::All => ProjectionType::All,
        // DynamoDB rejects `INCLUDE` without attributes.
        table::Projection::KeysOnly | table::Projection::Include([]) => ProjectionType::KeysOnly,
        table::Projection::Include(_) => ProjectionType::Include,
    }
}

fn projection(projection: table::Projection) -> Projection {
    let included = match projection {
        table::Projection::Include(names) if !names.is_empty() => Some(names),
        _ => None,
    };
    Projection::builder()
        .projection_type(projection_type(projection))
        .set_non_key_attributes(included.map(|names| names.iter().map(|name| (*name).to_owned()).collect()))
        .build()
}

/// Returns the indexes of one kind.
pub(super) fn indexes(
    table: &TableDefinition,
    kind: IndexKind,
) -> impl Iterator<Item = &'static IndexDefinition> + use<> {
    table.indexes.iter().filter(move |index| index.kind == kind)
}

pub(super) fn global_index(
    index: &IndexDefinition,
    throughput: Option<ProvisionedThroughput>,
) -> Result<GlobalSecondaryIndex, BuildError> {
    GlobalSecondaryIndex::builder()
        .index_name(index.name)
        .set_key_schema(Some(key_schema(&index.key)?))
        .projection(projection(index.projection))
        .set_provisioned_throughput(throughput)
        .build()
}

pub(super) fn local_index(index: &IndexDefinition) -> Result<LocalSecondaryIndex, BuildError> {
    LocalSecondaryIndex::builder()
        .index_name(index.name)
        .set_key_schema(Some(key_schema(&index.key)?))
        .projection(projection(index.projection))
        .build()
}

pub(super) fn vector_index(index: &VectorIndexDefinition) -> Result<VectorIndex, BuildError> {
    let schema = search_schema(index).map(|(name, role)| {
        SearchSchemaElement::builder().attribute_name(name).search_schema_element_type(role).build()
    });
    let schema: Vec<_> = schema.collect::<Result<_, _>>()?;
    VectorIndex::builder()
        .index_name(index.name)
        .vector_attribute(VectorAttributeDefinition::builder().attribute_name(index.attribute).build()?)
        // DynamoDB rejects an empty list of searched attributes.
        .set_search_schema(Some(schema).filter(|schema| !schema.is_empty()))
        .projection(projection(index.projection))
        .dimensions(i64::try_from(index.dimensions).unwrap_or(i64::MAX))
        .distance_function(VectorDistanceFunction::from(index.distance.as_str()))
        .build()
}

/// Returns what a vector index searches by, with the roles.
fn search_schema(
    index: &VectorIndexDefinition,
) -> impl Iterator<Item = (&'static str, SearchSchemaElementType)> + use<> {
    let partition = index.partition.map(|attribute| (attribute.name, SearchSchemaElementType::Hash));
    let filters = index.filters.iter().map(|attribute| (attribute.name, SearchSchemaElementType::InlineFilter));
    partition.into_iter().chain(filters)
}

/// Writes a key for people: `user_id (S) HASH, order_id (S) RANGE`.
pub(super) fn readable_key(key: &KeySchema) -> String {
    let partition = key.partition.iter().map(|part| (part, "HASH"));
    let sort = key.sort.iter().map(|part| (part, "RANGE"));
    let text = |(part, role): (&KeyAttribute, _)| format!("{} ({}) {role}", part.name, part.key_type.letter());
    partition.chain(sort).map(text).collect::<Vec<_>>().join(", ")
}

/// Writes an index for people.
pub(super) fn readable_index(index: &IndexDefinition) -> String {
    format!("{}: {}; {}", index.name, readable_key(&index.key), readable_projection(index.projection))
}

/// Writes a vector index for people.
pub(super) fn readable_vector_index(index: &VectorIndexDefinition) -> String {
    let VectorIndexDefinition { name, attribute, dimensions, distance, .. } = index;
    let partition = index.partition.map_or_else(String::new, |part| format!(", {} (HASH)", part.name));
    let filters: String = index.filters.iter().map(|filter| format!(", {} (INLINE_FILTER)", filter.name)).collect();
    let projection = readable_projection(index.projection);
    format!("{name}: {attribute} ({dimensions}, {}){partition}{filters}; {projection}", distance.as_str())
}

fn readable_projection(projection: table::Projection) -> String {
    let included = match projection {
        table::Projection::Include(names) => format!(" {}", names.join(", ")),
        _ => String::new(),
    };
    format!("projection {}{}", projection_type(projection), included.trim_end())
}

/// Returns `AttributeDefinitions` as JSON.
pub(super) fn json_attribute_definitions(table: &TableDefinition) -> String {
    json_array(key_attributes(table).into_iter().map(|attribute| {
        let kind = readable_text(attribute.key_type.letter());
        json_object([("AttributeName", readable_text(attribute.name)), ("AttributeType", kind)])
    }))
}

/// Returns `KeySchema` as JSON.
pub(super) fn json_key_schema(key: &KeySchema) -> String {
    let partition = key.partition.iter().map(|part| (part.name, KeyType::Hash));
    let sort = key.sort.iter().map(|part| (part.name, KeyType::Range));
    json_array(partition.chain(sort).map(|(name, role)| {
        json_object([("AttributeName", readable_text(name)), ("KeyType", readable_text(role.as_str()))])
    }))
}

/// Returns one secondary index as JSON.
pub(super) fn json_index(index: &IndexDefinition, throughput: Option<String>) -> String {
    let members = [
        ("IndexName", readable_text(index.name)),
        ("KeySchema", json_key_schema(&index.key)),
        ("Projection", json_projection(index.projection)),
    ];
    json_object(members.into_iter().chain(throughput.map(|throughput| ("ProvisionedThroughput", throughput))))
}

fn json_projection(projection: table::Projection) -> String {
    let kind = readable_text(projection_type(projection).as_str());
    let included = match projection {
        table::Projection::Include(names) if !names.is_empty() => {
            Some(("NonKeyAttributes", json_array(names.iter().map(|name| readable_text(name)))))
        }
        _ => None,
    };
    json_object([("ProjectionType", kind)].into_iter().chain(included))
}

/// Returns `VectorIndexes` as JSON, or `None` if there are none.
pub(super) fn json_vector_indexes(table: &TableDefinition) -> Option<String> {
    let indexes = table.vector_indexes.iter().map(json_vector_index);
    (!table.vector_indexes.is_empty()).then(|| json_array(indexes))
}

fn json_vector_index(index: &VectorIndexDefinition) -> String {
    let attribute = json_object([("AttributeName", readable_text(index.attribute))]);
    let schema = search_schema(index).map(|(name, role)| {
        json_object([("AttributeName", readable_text(name)), ("SearchSchemaElementType", readable_text(role.as_str()))])
    });
    let schema: Vec<_> = schema.collect();
    let members = [
        ("IndexName", readable_text(index.name)),
        ("VectorAttribute", attribute),
        ("Dimensions", index.dimensions.to_string()),
        ("DistanceFunction", readable_text(index.distance.as_str())),
    ];
    let schema = (!schema.is_empty()).then(|| ("SearchSchema", json_array(schema)));
    let projection = [("Projection", json_projection(index.projection))];
    json_object(members.into_iter().chain(schema).chain(projection))
}
