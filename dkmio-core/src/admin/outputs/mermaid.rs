//! Entity relationship diagrams.

use std::fmt::Write as _;

use crate::admin::schema;
use crate::admin::settings::Settings;
use crate::key::KeyAttribute;
use crate::table::{IndexDefinition, KeySchema, Projection, TableDefinition, VectorIndexDefinition};
use crate::template::Template;

pub(in crate::admin) fn mermaid(tables: &[Settings]) -> String {
    let mut text = "erDiagram\n".to_owned();
    for table in tables {
        write_table(&mut text, table.target.name(), &table.definition);
        for entity in &table.entities {
            write_entity(&mut text, table.target.name(), entity);
        }
    }
    text
}

fn write_table(text: &mut String, name: &str, table: &TableDefinition) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "    \"{name}\" {{");
    write_key(text, &table.key);
    let keys = schema::key_attributes(table);
    for attribute in table.attributes.iter().filter(|attribute| !table.key.contains(attribute)) {
        // DynamoDB fixes types only for key attributes, so no other attribute has one here.
        let is_vector = table.vector_indexes.iter().any(|index| index.attribute == *attribute);
        let other = if is_vector { "vector" } else { "any" };
        let kind = keys.iter().find(|key| key.name == *attribute).map_or(other, |key| kind(key));
        let comment = if table.ttl == Some(attribute) { "time to live" } else { "" };
        write_attribute(text, kind, attribute, "", comment);
    }
    text.push_str("    }\n");
    for index in table.indexes {
        write_index(text, name, table, index);
    }
    for index in table.vector_indexes {
        write_vector_index(text, name, table, index);
    }
}

fn write_vector_index(text: &mut String, name: &str, table: &TableDefinition, index: &VectorIndexDefinition) {
    let title = format!("{name} / {}", index.name);
    // Writing into a `String` cannot fail, here and below.
    let _ = writeln!(text, "    \"{title}\" {{");
    write_attribute(text, "vector", index.attribute, "", &format!("{} dimensions", index.dimensions));
    if let Some(part) = &index.partition {
        write_attribute(text, kind(part), part.name, " PK", "partition attribute");
    }
    for filter in index.filters {
        write_attribute(text, kind(filter), filter.name, "", "filter");
    }
    if let Projection::Include(names) = index.projection {
        write_projected(text, table, names.iter().filter(|name| **name != index.attribute));
    }
    text.push_str("    }\n");
    let (distance, projection) = (index.distance.as_str(), schema::projection_type(index.projection));
    let _ = writeln!(text, "    \"{name}\" ||--o| \"{title}\" : \"vector index by {distance}, {projection}\"");
}

fn write_projected<'n>(text: &mut String, table: &TableDefinition, names: impl Iterator<Item = &'n &'static str>) {
    let keys = schema::key_attributes(table);
    for attribute in names {
        let kind = keys.iter().find(|key| key.name == *attribute).map_or("any", |key| kind(key));
        write_attribute(text, kind, attribute, "", "projected");
    }
}

fn write_index(text: &mut String, name: &str, table: &TableDefinition, index: &IndexDefinition) {
    let title = format!("{name} / {}", index.name);
    let _ = writeln!(text, "    \"{title}\" {{");
    write_key(text, &index.key);
    if let Projection::Include(names) = index.projection {
        write_projected(text, table, names.iter());
    }
    text.push_str("    }\n");
    let (kind, projection) = (index.kind.name(), schema::projection_type(index.projection));
    let _ = writeln!(text, "    \"{name}\" ||--o| \"{title}\" : \"{kind} index, {projection}\"");
}

/// Writes the attributes of an entity, with the templates that render its keys.
fn write_entity(text: &mut String, name: &str, definition: &TableDefinition) {
    let Some(entity) = definition.entity else { return };
    // The name of an entity is any text, and these characters cannot stand in that of a box.
    let shown = entity.name.replace('"', "'").replace(|c: char| matches!(c, '%' | '\\') || c.is_control(), "_");
    let title = format!("{name}: {shown}");
    let _ = writeln!(text, "    \"{title}\" {{");
    for template in entity.key.iter() {
        write_template(text, template, " PK", template.source);
    }
    for index in entity.indexes {
        // A key that the index shares with the table is in the entity already.
        for template in index.key.iter().filter(|template| !entity.key.iter().any(|key| key.key == template.key)) {
            write_template(text, template, "", &format!("{}: {}", index.accessor, template.source));
        }
    }
    for attribute in definition.attributes {
        let comment = if definition.ttl == Some(attribute) { "time to live" } else { "" };
        write_attribute(text, "any", attribute, "", comment);
    }
    let _ = writeln!(text, "    }}\n    \"{name}\" ||--o{{ \"{title}\" : \"entity\"");
}

fn write_template(text: &mut String, template: &Template, key: &str, comment: &str) {
    let kind = if template.key_type.letter() == "N" { "number" } else { "string" };
    // A quotation mark ends a comment, and there is no escape for one.
    write_attribute(text, kind, template.key, key, &comment.replace('"', "'"));
}

fn write_key(text: &mut String, key: &KeySchema) {
    for part in key.partition {
        write_attribute(text, kind(part), part.name, " PK", "partition key");
    }
    for part in key.sort {
        write_attribute(text, kind(part), part.name, " PK", "sort key");
    }
}

/// Writes an attribute. Mermaid allows only letters, digits, `-` and `_` in a name, with a letter first. Any other name
/// is in the comment.
fn write_attribute(text: &mut String, kind: &str, name: &str, key: &str, comment: &str) {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let mut shown: String = name.chars().map(|c| if is_allowed(c) { c } else { '_' }).collect();
    if !shown.starts_with(|c: char| c.is_ascii_alphabetic()) {
        shown.insert(0, 'x');
    }
    let original = if shown == name { String::new() } else { format!("`{}`", name.replace('"', "'")) };
    let separator = if comment.is_empty() || original.is_empty() { "" } else { ", " };
    let comment = format!("{original}{separator}{comment}");
    let comment = if comment.is_empty() { comment } else { format!(" \"{comment}\"") };
    let _ = writeln!(text, "        {kind} {shown}{key}{comment}");
}

fn kind(key: &KeyAttribute) -> &'static str {
    match key.key_type.letter() {
        "N" => "number",
        "B" => "binary",
        _ => "string",
    }
}
