//! Attributes of a shared table, which are named in quotes.

use std::collections::HashSet;

use syn::LitStr;

use super::keys::MAX_KEY_NAME;
use crate::attrs::{Name, Value};
use crate::errors::Errors;
use crate::shared_model::{KeyName, Projection};

/// Reads `"PK"` or `number("PK")`.
pub(super) fn key(value: &Value, errors: &mut Errors) -> Option<KeyName> {
    match value {
        Value::Text(name) => key_name(name, false, errors),
        Value::Call(word, name) if word == "number" => key_name(name, true, errors),
        other => {
            errors.at(other.span(), "a key attribute is a name in quotes, or `number(\"..\")` for a number");
            None
        }
    }
}

/// Checks the length of the name of a key attribute.
pub(super) fn key_name(name: &LitStr, is_number: bool, errors: &mut Errors) -> Option<KeyName> {
    let bytes = name.value().len();
    if bytes > MAX_KEY_NAME {
        errors.on(name, format!("the name of a key attribute must have at most 255 bytes, this one has {bytes}"));
        return None;
    }
    attribute_name(name, errors).map(|name| KeyName { name: name.clone(), is_number })
}

/// Checks that the name of an attribute is not empty.
pub(super) fn attribute_name<'a>(name: &'a LitStr, errors: &mut Errors) -> Option<&'a LitStr> {
    if name.value().is_empty() {
        errors.on(name, "the name of an attribute cannot be empty");
        return None;
    }
    Some(name)
}

/// Reads `ALL`, `KEYS_ONLY` or a list of names.
pub(super) fn projection(value: &Value, errors: &mut Errors) -> Option<Projection> {
    match value {
        Value::Name(name) if name == "ALL" => Some(Projection::All),
        Value::Name(name) if name == "KEYS_ONLY" => Some(Projection::KeysOnly),
        Value::List(names, span) if names.is_empty() => {
            errors.at(*span, "an empty projection; write `KEYS_ONLY` for an index that projects only keys");
            None
        }
        Value::List(names, _) => {
            let mut seen = HashSet::new();
            let names = names.iter().map(|name| match name {
                Name::Text(text) => {
                    if !seen.insert(text.value()) {
                        errors.on(text, format!("`{}` stands twice in this projection; remove one", text.value()));
                    }
                    attribute_name(text, errors).cloned()
                }
                other => {
                    errors.at(other.span(), "a shared table has no fields; write the name of the attribute in quotes");
                    None
                }
            });
            names.collect::<Option<_>>().map(Projection::Include)
        }
        other => {
            errors.at(other.span(), "expected `ALL`, `KEYS_ONLY` or a list of names in quotes");
            None
        }
    }
}
