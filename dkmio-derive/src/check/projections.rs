//! `projection = ..` of an index.

use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use super::fields::Fields;
use super::names::suggestion;
use crate::attrs::{Name, Value};
use crate::errors::Errors;
use crate::model::Projection;

/// Reads `ALL`, `KEYS_ONLY` or a list. Every index projects `keys`.
pub(super) fn projection(
    value: Option<&Value>,
    keys: &[usize],
    fields: &Fields<'_>,
    errors: &mut Errors,
) -> Option<Projection> {
    match value {
        None => Some(Projection::All),
        Some(Value::Name(name)) if name == "ALL" => Some(Projection::All),
        Some(Value::Name(name)) if name == "KEYS_ONLY" => Some(Projection::KeysOnly),
        Some(Value::List(names, span)) if names.is_empty() => {
            errors.at(*span, "an empty projection; write `KEYS_ONLY` for an index that projects only keys");
            None
        }
        Some(Value::List(names, _)) => include(names, keys, fields, errors),
        Some(other) => {
            let maybe = match other {
                Value::Name(name) => suggestion(&name.to_string(), ["ALL", "KEYS_ONLY"]),
                _ => String::new(),
            };
            errors.at(
                other.span(),
                format!("expected `ALL`, `KEYS_ONLY` or a list of fields such as `[total, status]`{maybe}"),
            );
            None
        }
    }
}

fn include(names: &[Name], keys: &[usize], fields: &Fields<'_>, errors: &mut Errors) -> Option<Projection> {
    let (mut declared, mut undeclared) = (Vec::new(), Vec::new());
    let mut sound = true;
    for name in names {
        match name {
            Name::Field(field) => match position(field, fields, errors) {
                Some(at) => declared.push(at),
                None => sound = false,
            },
            Name::Text(text) | Name::Number(text) => {
                match fields.attributes.iter().position(|attribute| attribute.name == text.value()) {
                    Some(at) => declared.push(at),
                    None => {
                        sound &= check_undeclared(text, fields, errors);
                        undeclared.push(text.value());
                    }
                }
            }
        }
    }
    // DynamoDB projects keys in any case, and counts only other attributes toward its limit.
    declared.retain(|at| !keys.contains(at));
    declared.sort_unstable();
    declared.dedup();
    undeclared.sort_unstable();
    undeclared.dedup();
    if !sound {
        return None;
    }
    if declared.is_empty() && undeclared.is_empty() {
        return Some(Projection::KeysOnly);
    }
    Some(Projection::Include { declared, undeclared })
}

fn position(field: &Ident, fields: &Fields<'_>, errors: &mut Errors) -> Option<usize> {
    let found = fields.find(field, errors)?;
    if found.attribute.is_none() {
        let (field, flattened) = (field.unraw(), found.field.serde.flatten.is_some());
        let why = if flattened { "flattened" } else { "skipped" };
        errors.on(
            &field,
            format!("`{field}` is {why} by serde, so it is not an attribute; remove it from the projection"),
        );
    }
    found.attribute
}

/// Checks that there is a flattened field into which an attribute can be read that no field declares.
fn check_undeclared(text: &LitStr, fields: &Fields<'_>, errors: &mut Errors) -> bool {
    if text.value().is_empty() {
        errors.on(text, "the name of an attribute cannot be empty");
        return false;
    }
    if fields.written.iter().any(|field| field.serde.flatten.is_some()) {
        return true;
    }
    let maybe = suggestion(&text.value(), fields.attributes.iter().map(|attribute| attribute.name.as_str()));
    errors.on(
        text,
        format!(
            "no field is stored as `{}`; declare one, or add a field `#[serde(flatten)] extra: dkmio::Item` for it{maybe}",
            text.value()
        ),
    );
    false
}
