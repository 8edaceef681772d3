//! The names and values of one request, by numbered placeholders.

use std::collections::HashMap;
use std::fmt::{self, Write as _};

use aws_sdk_dynamodb::types::AttributeValue;

use super::error::ExpressionError;
use super::limits;
use crate::attribute::{DocumentPath, PathError};
use crate::codec::PathStep;
use crate::codec::json::ObjectWriter;
use crate::codec::{EncodeError, value_size};

/// The prefix of the placeholders of names.
const NAME: &str = "#n";
/// The prefix of the placeholders of values.
const VALUE: &str = ":v";

fn numbered(start: &str, number: usize) -> String {
    [start, itoa::Buffer::new().format(number)].concat()
}

/// Hands out `#n0`, `#n1`, .. for names and `:v0`, `:v1`, .. for values, to all expressions of one request.
#[derive(Default, Clone)]
pub struct Placeholders {
    names: Vec<String>,
    values: Vec<AttributeValue>,
    /// The number of steps of the longest path.
    deepest: usize,
}

impl Placeholders {
    /// Writes a path with its names replaced.
    pub(crate) fn path(&mut self, path: &DocumentPath, out: &mut Text) {
        self.deepest = self.deepest.max(path.steps().len());
        for (at, step) in path.steps().iter().enumerate() {
            match step {
                PathStep::Index(index) => out.push(format_args!("[{index}]")),
                PathStep::Name(name) => {
                    let number = self.number_of(name);
                    out.push_str(if at == 0 { NAME } else { ".#n" });
                    out.push_number(number);
                }
            }
        }
    }

    fn number_of(&mut self, name: &str) -> usize {
        // The placeholders of more names do not fit into an expression, so the request is refused anyway. A search among all of
        // them would take quadratic time.
        let compared = if self.names.len() < limits::EXPRESSION_BYTES { self.names.as_slice() } else { &[] };
        compared.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }

    /// Writes the placeholder of a value.
    pub(crate) fn value(&mut self, value: AttributeValue, out: &mut Text) {
        out.push_str(VALUE);
        out.push_number(self.values.len());
        self.values.push(value);
    }

    /// Returns an error if a path or a name is too long, or if names and values have more bytes than the service takes.
    pub(crate) fn check(&self) -> Result<(), ExpressionError> {
        // A parsed path was checked before. One that was joined from others can have any length.
        if self.deepest > DocumentPath::MAX_STEPS {
            return Err(PathError::TooDeep { steps: self.deepest }.into());
        }
        if let Some(name) = self.names.iter().find(|name| name.len() > limits::NAME_BYTES) {
            return Err(ExpressionError::NameTooLong { bytes: name.len() });
        }
        let bytes =
            self.names.iter().map(String::len).sum::<usize>() + self.values.iter().map(value_size).sum::<usize>();
        if bytes > limits::SUBSTITUTION_BYTES { Err(ExpressionError::TooManyBytes { bytes }) } else { Ok(()) }
    }

    /// Returns the names as the SDK takes them; `None` if there are none, since the service refuses an empty map.
    #[must_use]
    pub fn names(&self) -> Option<HashMap<String, String>> {
        let names = self.names.iter().enumerate().map(|(number, name)| (numbered(NAME, number), name.clone()));
        (!self.names.is_empty()).then(|| names.collect())
    }

    /// Returns the values as the SDK takes them; `None` if there are none.
    #[must_use]
    pub fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        let values = self.values.iter().enumerate().map(|(number, value)| (numbered(VALUE, number), value.clone()));
        (!self.values.is_empty()).then(|| values.collect())
    }

    /// Writes the names and the values as members of a request, unless there are none.
    pub(crate) fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        if !self.names.is_empty() {
            body.numbered_texts("ExpressionAttributeNames", NAME, &self.names);
        }
        if !self.values.is_empty() {
            body.numbered_values("ExpressionAttributeValues", VALUE, &self.values)?;
        }
        Ok(())
    }

    pub(crate) fn name_at(&self, number: usize) -> Option<&str> {
        self.names.get(number).map(String::as_str)
    }

    pub(crate) fn value_at(&self, number: usize) -> Option<&AttributeValue> {
        self.values.get(number)
    }
}

/// Omits the values.
impl fmt::Debug for Placeholders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Placeholders").field("names", &self.names).finish_non_exhaustive()
    }
}

/// The text of an expression that is being written, and the number of its operators.
#[derive(Debug)]
pub(crate) struct Text {
    text: String,
    pub(super) operators: usize,
}

impl Default for Text {
    /// Returns an empty text with room for a short expression.
    fn default() -> Self {
        Self { text: String::with_capacity(64), operators: 0 }
    }
}

impl Text {
    pub(crate) fn push(&mut self, part: std::fmt::Arguments<'_>) {
        // Writing into a `String` cannot fail.
        let _ = self.text.write_fmt(part);
    }

    pub(crate) fn push_str(&mut self, part: &str) {
        self.text.push_str(part);
    }

    pub(crate) fn push_number(&mut self, number: usize) {
        self.text.push_str(itoa::Buffer::new().format(number));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn operator(&mut self) {
        self.operators += 1;
    }

    /// Returns the finished expression.
    ///
    /// # Errors
    /// Returns an error if it is longer or has more operators than the service takes.
    pub(crate) fn finish(self, expression: &'static str) -> Result<String, ExpressionError> {
        if self.text.len() > limits::EXPRESSION_BYTES {
            return Err(ExpressionError::TooLong { expression, bytes: self.text.len() });
        }
        if self.operators > limits::OPERATORS {
            return Err(ExpressionError::TooManyOperators { expression, operators: self.operators });
        }
        Ok(self.text)
    }
}

#[cfg(test)]
mod tests;
