//! Attributes of a shared table, which are named in quotes.

use crate::attrs::{Name, Value};
use crate::errors::Errors;
use crate::shared_model::{KeyName, Projection};

/// Reads `"PK"` or `number("PK")`.
pub(super) fn key(value: &Value, errors: &mut Errors) -> Option<KeyName> {
    match value {
        Value::Text(name) => Some(KeyName { name: name.clone(), is_number: false }),
        Value::Call(word, name) if word == "number" => Some(KeyName { name: name.clone(), is_number: true }),
        other => {
            errors.at(other.span(), "a key attribute is a name in quotes, or `number(\"..\")` for a number");
            None
        }
    }
}

/// Reads `ALL`, `KEYS_ONLY` or a list of names.
pub(super) fn projection(value: &Value, errors: &mut Errors) -> Option<Projection> {
    match value {
        Value::Name(name) if name == "ALL" => Some(Projection::All),
        Value::Name(name) if name == "KEYS_ONLY" => Some(Projection::KeysOnly),
        Value::List(names, _) => {
            let names = names.iter().map(|name| match name {
                Name::Text(text) => Some(text.clone()),
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
