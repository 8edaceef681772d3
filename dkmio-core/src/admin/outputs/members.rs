//! The common parts of the outputs: the members of CreateTable and CloudFormation, and unique names.

use crate::admin::schema;
use crate::admin::settings::Settings;
use crate::error::{Error, ErrorContext, ErrorKind};
use crate::expression::readable_text;
use crate::key::KeyAttribute;
use crate::request::{json_array, json_object};
use crate::table::IndexKind;

/// Returns the members that describe a table, except for its name and its stream.
pub(super) fn members(settings: &Settings) -> Result<Vec<(&'static str, String)>, Error> {
    check(settings)?;
    let definition = &settings.definition;
    let mut members = vec![
        ("AttributeDefinitions", attribute_definitions(settings)),
        ("KeySchema", schema::json_key_schema(&definition.key)),
    ];
    for (name, kind) in [("GlobalSecondaryIndexes", IndexKind::Global), ("LocalSecondaryIndexes", IndexKind::Local)] {
        members.extend(settings.json_indexes(kind).map(|indexes| (name, indexes)));
    }
    members.extend(schema::json_vector_indexes(definition).map(|indexes| ("VectorIndexes", indexes)));
    members.push(("BillingMode", readable_text(settings.billing().mode().as_str())));
    members.extend(settings.billing().json_throughput().map(|throughput| ("ProvisionedThroughput", throughput)));
    members.extend(settings.deletion_protection.then(|| ("DeletionProtectionEnabled", "true".to_owned())));
    members.extend(settings.json_tags().map(|tags| ("Tags", tags)));
    Ok(members)
}

/// Returns the key attributes, sorted by their names, so that moving a field changes no template.
pub(super) fn sorted_attributes(settings: &Settings) -> Vec<&'static KeyAttribute> {
    let mut attributes = schema::key_attributes(&settings.definition);
    attributes.sort_unstable_by_key(|attribute| attribute.name);
    attributes
}

fn attribute_definitions(settings: &Settings) -> String {
    json_array(sorted_attributes(settings).into_iter().map(|attribute| {
        let kind = readable_text(attribute.key_type.letter());
        json_object([("AttributeName", readable_text(attribute.name)), ("AttributeType", kind)])
    }))
}

/// Returns the table's name, or ARN, for an input of the API.
pub(super) fn name(settings: &Settings) -> Result<&str, Error> {
    if settings.is_unnamed {
        let message = "only a CloudFormation template can leave the name out; remove `unnamed` or add `named`";
        return Err(in_table(settings, Error::new(ErrorKind::Validation).with_message(message)));
    }
    settings.target.checked_name().map_err(|error| in_table(settings, error))
}

/// Returns the table's name for a template, which does not take an ARN.
pub(super) fn template_name(settings: &Settings) -> Result<&str, Error> {
    let name = name(settings)?;
    if name.starts_with("arn:") {
        let message = "a template takes the name of a table, not its ARN; give the name to `named`";
        return Err(in_table(settings, Error::new(ErrorKind::Validation).with_message(message)));
    }
    Ok(name)
}

pub(super) fn check(settings: &Settings) -> Result<(), Error> {
    settings.check().map_err(|error| in_table(settings, error))
}

pub(super) fn in_table(settings: &Settings, error: Error) -> Error {
    error.with_context(&ErrorContext::new("CreateTable", settings.target.name(), None))
}

/// Adds a number to an id that is already used.
pub(super) fn unique(id: String, taken: &[(String, String)]) -> String {
    let is_taken = |id: &str| taken.iter().any(|(known, _)| known == id);
    if !is_taken(&id) {
        return id;
    }
    let numbered = (2..).map(|number: usize| format!("{id}{number}")).find(|id| !is_taken(id));
    // An endless range has a number that is free, so this is not reached.
    numbered.unwrap_or(id)
}
