//! Attributes in places where they have no meaning. They would be ignored.

use syn::{Attribute, Data, Fields};

use crate::attrs::Input;
use crate::errors::Errors;

/// The attributes that stand above a struct.
const OF_STRUCTS: [&str; 5] = ["gsi", "lsi", "vector", "index", "constant"];
/// The attributes that stand on a field.
const OF_FIELDS: [&str; 6] = ["ttl", "version", "created_at", "updated_at", "unique", "key_only"];

/// Refuses attributes of a struct on its fields, and attributes of fields on the struct.
pub(super) fn check_places(input: &Input, errors: &mut Errors) {
    for (name, attribute) in of(&input.item.attrs, &OF_FIELDS) {
        let advice = match &input.item.data {
            Data::Struct(data) if matches!(data.fields, Fields::Named(_)) => "write it on that field",
            _ if name == "ttl" => "for a table that several structs share, write `#[dynamo(ttl = \"..\")]`",
            _ => "write it on a field of an entity",
        };
        errors.on(attribute, format!("`#[{name}]` marks a field; {advice}"));
    }
    for (name, attribute) in input.fields.iter().flat_map(|field| of(&field.field.attrs, &OF_STRUCTS)) {
        errors.on(attribute, format!("`#[{name}(..)]` stands above the struct; move it there"));
    }
}

/// Returns the attributes that have one of these names.
fn of<'a>(
    attributes: &'a [Attribute],
    names: &'static [&'static str],
) -> impl Iterator<Item = (&'static str, &'a Attribute)> {
    attributes.iter().filter_map(|attribute| {
        let name = names.iter().find(|name| attribute.path().is_ident(name))?;
        Some((*name, attribute))
    })
}
