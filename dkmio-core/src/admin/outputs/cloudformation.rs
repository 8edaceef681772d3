//! CloudFormation templates.

use super::members::{members, template_name, unique};
use crate::admin::settings::Settings;
use crate::error::Error;
use crate::expression::readable_text;
use crate::json::pretty;
use crate::request::json_object;

pub(in crate::admin) fn cloudformation(tables: &[Settings]) -> Result<String, Error> {
    let mut resources: Vec<(String, String)> = Vec::new();
    for table in tables {
        // Two names may differ only in characters that a logical id cannot have.
        let id = unique(logical_id(table.definition.name), &resources);
        resources.push((id, resource(table)?));
    }
    let resources = json_object(resources.iter().map(|(id, resource)| (id.as_str(), resource.clone())));
    let template = [("AWSTemplateFormatVersion", readable_text("2010-09-09")), ("Resources", resources)];
    Ok(pretty(&json_object(template)) + "\n")
}

fn resource(table: &Settings) -> Result<String, Error> {
    let mut properties = Vec::new();
    if !table.is_unnamed {
        properties.push(("TableName", readable_text(template_name(table)?)));
    }
    properties.extend(members(table)?);
    if let Some(view) = &table.stream {
        properties.push(("StreamSpecification", json_object([("StreamViewType", readable_text(view.as_str()))])));
    }
    if let Some(attribute) = table.definition.ttl {
        let ttl = [("AttributeName", readable_text(attribute)), ("Enabled", "true".to_owned())];
        properties.push(("TimeToLiveSpecification", json_object(ttl)));
    }
    Ok(json_object([
        ("Type", readable_text("AWS::DynamoDB::Table")),
        // A changed key replaces the table. Without these the items would be deleted with the old one.
        ("DeletionPolicy", readable_text("Retain")),
        ("UpdateReplacePolicy", readable_text("Retain")),
        ("Properties", json_object(properties)),
    ]))
}

/// Converts `user-orders.v2` to `UserOrdersV2`: a logical id may have only letters and digits.
fn logical_id(name: &str) -> String {
    let words = name.split(|character: char| !character.is_ascii_alphanumeric());
    let mut id = String::new();
    for word in words.filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(1);
        id.push_str(&first.to_ascii_uppercase());
        id.push_str(rest);
    }
    if id.is_empty() { "Table".to_owned() } else { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_letters_and_digits_and_are_unique() {
        assert_eq!(logical_id("user-orders.v2"), "UserOrdersV2");
        assert_eq!(logical_id("._-"), "Table");
        let taken = vec![("A".to_owned(), String::new()), ("A2".to_owned(), String::new())];
        assert_eq!(unique("A".to_owned(), &taken), "A3");
        assert_eq!(unique("B".to_owned(), &taken), "B");
    }
}
