//! Expressions for people, with names and values in place of their placeholders.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;

use super::error::ExpressionError;
use super::placeholders::{Placeholders, Text};
use crate::attribute::DocumentPath;
use crate::codec::json::push_quoted;

impl Placeholders {
    /// Returns the expression with its names and values, the values as compact DynamoDB JSON.
    pub(crate) fn readable(&self, expression: &str) -> String {
        self.replaced(expression, readable_value)
    }

    fn replaced(&self, expression: &str, show: impl Fn(&AttributeValue) -> String) -> String {
        let mut out = String::new();
        let mut rest = expression;
        while let Some(at) = rest.find(['#', ':']) {
            // In an expression `#` and `:` only start placeholders, which have two characters and a number.
            let (before, token) = rest.split_at(at);
            out.push_str(before);
            let end = token[2..].find(|c: char| !c.is_ascii_digit()).map_or(token.len(), |end| end + 2);
            let (token, behind) = token.split_at(end);
            out.push_str(&self.meaning(token, &show));
            rest = behind;
        }
        out + rest
    }

    fn meaning(&self, token: &str, show: &impl Fn(&AttributeValue) -> String) -> String {
        let number = token.get(2..).and_then(|digits| digits.parse().ok());
        let name = || self.name_at(number?).map(|name| DocumentPath::top(name.to_owned()).to_string());
        let value = || self.value_at(number?).map(show);
        let found = if token.starts_with('#') { name() } else { value() };
        found.unwrap_or_else(|| token.to_owned())
    }
}

/// Writes an expression with its names, and `..` for each value: the `Debug` of conditions and updates, which are logged.
pub(crate) fn redacted(
    f: &mut fmt::Formatter<'_>,
    write: impl FnOnce(&mut Placeholders, &mut Text) -> Result<(), ExpressionError>,
) -> fmt::Result {
    let (mut placeholders, mut text) = (Placeholders::default(), Text::default());
    match write(&mut placeholders, &mut text) {
        Ok(()) => f.write_str(&placeholders.replaced(text.as_str(), |_| "..".to_owned())),
        Err(error) => write!(f, "<{error}>"),
    }
}

/// Returns a text as a JSON string.
pub(crate) fn readable_text(text: &str) -> String {
    let mut out = String::new();
    push_quoted(&mut out, text);
    out
}

/// Returns a value as compact DynamoDB JSON, keys and set members sorted.
#[must_use]
pub fn readable_value(value: &AttributeValue) -> String {
    let mut out = String::new();
    write_value(value, &mut out);
    out
}

/// Returns an item or a key as compact DynamoDB JSON, keys and set members sorted.
#[must_use]
pub fn readable_attributes(attributes: &HashMap<String, AttributeValue>) -> String {
    let mut out = String::new();
    write_map(attributes, &mut out);
    out
}

fn write_value(value: &AttributeValue, out: &mut String) {
    match value {
        AttributeValue::S(text) => tagged("S", out, |out| push_quoted(out, text)),
        AttributeValue::N(digits) => tagged("N", out, |out| push_quoted(out, digits)),
        AttributeValue::B(bytes) => tagged("B", out, |out| push_quoted(out, &base64(bytes.as_ref()))),
        AttributeValue::Bool(flag) => tagged("BOOL", out, |out| out.push_str(if *flag { "true" } else { "false" })),
        AttributeValue::Null(_) => tagged("NULL", out, |out| out.push_str("true")),
        AttributeValue::Ss(set) => tagged("SS", out, |out| write_set(set.clone(), out)),
        AttributeValue::Ns(set) => tagged("NS", out, |out| write_set(set.clone(), out)),
        AttributeValue::Bs(set) => {
            let set = set.iter().map(|bytes| base64(bytes.as_ref())).collect();
            tagged("BS", out, |out| write_set(set, out));
        }
        AttributeValue::L(list) => tagged("L", out, |out| {
            joined('[', ']', list.iter(), out, write_value);
        }),
        AttributeValue::M(map) => tagged("M", out, |out| write_map(map, out)),
        // The SDK has dropped the content of a type that it does not know.
        _ => out.push_str("{}"),
    }
}

fn write_map(map: &HashMap<String, AttributeValue>, out: &mut String) {
    let mut entries: Vec<_> = map.iter().collect();
    // The order of a `HashMap` differs from run to run.
    entries.sort_by_key(|(name, _)| *name);
    joined('{', '}', entries.into_iter(), out, |(name, value), out| {
        push_quoted(out, name);
        out.push(':');
        write_value(value, out);
    });
}

fn base64(bytes: &[u8]) -> String {
    base64_simd::STANDARD.encode_to_string(bytes)
}

fn tagged(tag: &str, out: &mut String, write: impl FnOnce(&mut String)) {
    out.push_str("{\"");
    out.push_str(tag);
    out.push_str("\":");
    write(out);
    out.push('}');
}

fn write_set(mut members: Vec<String>, out: &mut String) {
    // DynamoDB returns the members of a set in any order.
    members.sort();
    joined('[', ']', members.into_iter(), out, |member, out| push_quoted(out, &member));
}

fn joined<E>(
    open: char,
    close: char,
    entries: impl Iterator<Item = E>,
    out: &mut String,
    write: impl Fn(E, &mut String),
) {
    out.push(open);
    for (at, entry) in entries.enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(entry, out);
    }
    out.push(close);
}
