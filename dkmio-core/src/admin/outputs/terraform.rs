//! Terraform configuration in JSON.

use std::collections::BTreeMap;

use super::members::{check, in_table, sorted_attributes, template_name, unique};
use crate::admin::billing::Billing;
use crate::admin::schema;
use crate::admin::settings::Settings;
use crate::error::{Error, ErrorKind};
use crate::expression::readable_text;
use crate::json::pretty;
use crate::key::KeyAttribute;
use crate::request::{json_array, json_object};
use crate::table::{IndexDefinition, IndexKind, KeySchema, Projection};

/// Writes a table under a label of the caller.
pub(in crate::admin) fn terraform(label: &str, table: &Settings) -> Result<String, Error> {
    let is_name = label.starts_with(is_start) && label.chars().all(is_part);
    if !is_name {
        let message =
            "the name of a Terraform resource begins with a letter or `_` and has letters, digits, `_` and `-`";
        return Err(in_table(table, Error::new(ErrorKind::Validation).with_message(message)));
    }
    Ok(file(&[(label.to_owned(), resource(table)?)]))
}

/// Writes tables under labels that are made of their names.
pub(in crate::admin) fn terraform_of_all(tables: &[Settings]) -> Result<String, Error> {
    let mut resources: Vec<(String, String)> = Vec::new();
    for table in tables {
        // Two names may differ only in characters that a label cannot have.
        let label = unique(label_of(table.definition.name), &resources);
        resources.push((label, resource(table)?));
    }
    Ok(file(&resources))
}

fn is_start(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_'
}

fn is_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}

fn label_of(name: &str) -> String {
    let label: String = name.chars().map(|character| if is_part(character) { character } else { '_' }).collect();
    if label.starts_with(is_start) { label } else { format!("_{label}") }
}

fn file(resources: &[(String, String)]) -> String {
    let resources = json_object(resources.iter().map(|(label, resource)| (label.as_str(), resource.clone())));
    let file = json_object([("resource", json_object([("aws_dynamodb_table", resources)]))]);
    pretty(&file) + "\n"
}

fn resource(table: &Settings) -> Result<String, Error> {
    check(table)?;
    let definition = &table.definition;
    if let Some(index) = definition.vector_indexes.first() {
        let message = format!("Terraform cannot create vector index `{}`; use CloudFormation, or `plan`", index.name);
        return Err(in_table(table, Error::new(ErrorKind::Validation).with_message(message)));
    }
    let mut members =
        vec![("name", text(template_name(table)?)), ("billing_mode", readable_text(table.billing().mode().as_str()))];
    members.extend(capacity(table.billing()));
    members.extend(simple_key(definition.key.partition, "hash_key"));
    members.extend(simple_key(definition.key.sort, "range_key"));
    let attributes = sorted_attributes(table).into_iter().map(|attribute| {
        json_object([("name", text(attribute.name)), ("type", readable_text(attribute.key_type.letter()))])
    });
    members.push(("attribute", json_array(attributes)));
    for (block, kind) in [("global_secondary_index", IndexKind::Global), ("local_secondary_index", IndexKind::Local)] {
        let indexes: Vec<_> = schema::indexes(definition, kind).map(|declared| index(table, declared)).collect();
        if !indexes.is_empty() {
            members.push((block, json_array(indexes)));
        }
    }
    if let Some(attribute) = definition.ttl {
        members.push(("ttl", json_object([("attribute_name", text(attribute)), ("enabled", "true".to_owned())])));
    }
    if let Some(view) = &table.stream {
        members.push(("stream_enabled", "true".to_owned()));
        members.push(("stream_view_type", readable_text(view.as_str())));
    }
    members.extend(table.deletion_protection.then(|| ("deletion_protection_enabled", "true".to_owned())));
    if !table.tags.is_empty() {
        // Tags are an object in Terraform, so each key may occur once.
        let tags: BTreeMap<String, String> =
            table.tags.iter().map(|(key, value)| (literal(key), text(value))).collect();
        members.push(("tags", json_object(tags.iter().map(|(key, value)| (key.as_str(), value.clone())))));
    }
    // A changed key replaces the table, and its items would be deleted with the old one.
    members.push(("lifecycle", json_object([("prevent_destroy", "true".to_owned())])));
    Ok(json_object(members))
}

fn index(table: &Settings, index: &IndexDefinition) -> String {
    let mut members = vec![("name", text(index.name))];
    let KeySchema { partition, sort } = index.key;
    let is_simple = partition.len() == 1 && sort.len() <= 1;
    match (index.kind, is_simple) {
        // Its partition key is that of the table.
        (IndexKind::Local, _) => members.extend(simple_key(sort, "range_key")),
        // Deprecated in new versions of the provider, but known to all of them. `key_schema` is known only to new ones.
        (IndexKind::Global, true) => {
            members.extend(simple_key(partition, "hash_key"));
            members.extend(simple_key(sort, "range_key"));
        }
        (IndexKind::Global, false) => {
            let partition = partition.iter().map(|part| (part.name, "HASH"));
            let parts = partition.chain(sort.iter().map(|part| (part.name, "RANGE")));
            let parts = parts
                .map(|(name, role)| json_object([("attribute_name", text(name)), ("key_type", readable_text(role))]));
            members.push(("key_schema", json_array(parts)));
        }
    }
    members.push(("projection_type", readable_text(schema::projection_type(index.projection).as_str())));
    if let Projection::Include(names) = index.projection
        && !names.is_empty()
    {
        members.push(("non_key_attributes", json_array(names.iter().map(|name| text(name)))));
    }
    if index.kind == IndexKind::Global {
        members.extend(capacity(table.billing_of(index.name)));
    }
    json_object(members)
}

fn simple_key(parts: &[KeyAttribute], member: &'static str) -> Option<(&'static str, String)> {
    parts.first().map(|part| (member, text(part.name)))
}

fn capacity(billing: Billing) -> Vec<(&'static str, String)> {
    match billing {
        Billing::OnDemand => Vec::new(),
        Billing::Provisioned { read, write } => {
            vec![("read_capacity", read.to_string()), ("write_capacity", write.to_string())]
        }
    }
}

fn text(value: &str) -> String {
    readable_text(&literal(value))
}

/// Escapes the beginnings of Terraform templates.
fn literal(value: &str) -> String {
    value.replace("${", "$${").replace("%{", "%%{")
}
