//! Converts a definition into the parameters of CreateTable.

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, KeyType, LocalSecondaryIndex, Projection,
    ProjectionType, ProvisionedThroughput,
};

use crate::expression::readable_text;
use crate::key::KeyAttribute;
use crate::request::{json_array, json_object};
use crate::table;
use crate::table::{IndexDefinition, IndexKind, KeySchema, TableDefinition};

/// Returns the key attributes of the table and of all its indexes, each once.
pub(super) fn key_attributes(table: &TableDefinition) -> Vec<&'static KeyAttribute> {
    let mut attributes: Vec<&'static KeyAttribute> = Vec::new();
    let of_indexes = table.indexes.iter().flat_map(|index| index.key.attributes());
    for attribute in table.key.attributes().chain(of_indexes) {
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

/// Writes a key for people: `user_id (S) HASH, order_id (S) RANGE`.
pub(super) fn readable_key(key: &KeySchema) -> String {
    let partition = key.partition.iter().map(|part| (part, "HASH"));
    let sort = key.sort.iter().map(|part| (part, "RANGE"));
    let text = |(part, role): (&KeyAttribute, _)| format!("{} ({}) {role}", part.name, part.key_type.letter());
    partition.chain(sort).map(text).collect::<Vec<_>>().join(", ")
}

/// Writes an index for people.
pub(super) fn readable_index(index: &IndexDefinition) -> String {
    let included = match index.projection {
        table::Projection::Include(names) => format!(" {}", names.join(", ")),
        _ => String::new(),
    };
    let projection = projection_type(index.projection);
    format!("{}: {}; projection {projection}{}", index.name, readable_key(&index.key), included.trim_end())
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
    let kind = readable_text(projection_type(index.projection).as_str());
    let included = match index.projection {
        table::Projection::Include(names) if !names.is_empty() => {
            Some(("NonKeyAttributes", json_array(names.iter().map(|name| readable_text(name)))))
        }
        _ => None,
    };
    let projection = [("ProjectionType", kind)].into_iter().chain(included);
    let members = [
        ("IndexName", readable_text(index.name)),
        ("KeySchema", json_key_schema(&index.key)),
        ("Projection", json_object(projection)),
    ];
    json_object(members.into_iter().chain(throughput.map(|throughput| ("ProvisionedThroughput", throughput))))
}
