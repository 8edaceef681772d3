//! From values to keys.

use aws_sdk_dynamodb::types::AttributeValue;

use super::form::{Form, PartForm};
use super::part::Surroundings;
use super::shard::shard_text;
use super::{Element, Part, Template};
use crate::key::KeyError;

/// The length that most keys have at most, in bytes.
const USUAL_LENGTH: usize = 64;

impl Template {
    /// Renders the key attribute from the values of its parts. Returns `None` if a part is absent: the key attribute is then absent,
    /// too.
    ///
    /// # Errors
    /// Returns an error if a part cannot stand in a key.
    pub fn render<'v>(
        &self,
        value_of: impl Fn(&Part) -> Option<&'v AttributeValue>,
    ) -> Result<Option<AttributeValue>, KeyError> {
        if self.is_number() {
            let value = self.parts().next().and_then(value_of);
            return value.map(|value| self.number(value).cloned()).transpose();
        }
        let mut key = String::with_capacity(USUAL_LENGTH);
        for (at, element) in self.elements.iter().enumerate() {
            match element {
                Element::Text(text) => key.push_str(text),
                Element::Part(part) => match value_of(part) {
                    Some(value) => part.write(value, self.surroundings(at), &mut key)?,
                    // A key with an absent part is absent as a whole. The item is then not in the index.
                    None => return Ok(None),
                },
            }
        }
        Ok(Some(AttributeValue::S(key)))
    }

    /// Renders the key attribute from the values of all of its parts, in order.
    ///
    /// # Errors
    /// Returns an error if a part cannot stand in a key, or if one is missing.
    pub fn render_all(&self, values: &[AttributeValue]) -> Result<AttributeValue, KeyError> {
        let missing = KeyError::Missing { attribute: self.key.into() };
        if self.is_number() {
            return values.first().map_or(Err(missing), |value| self.number(value).cloned());
        }
        let Leading { text, next } = self.leading(values)?;
        if next.is_some() { Err(missing) } else { Ok(AttributeValue::S(text)) }
    }

    /// Renders the text up to the part after the given ones.
    pub(super) fn leading(&self, values: &[AttributeValue]) -> Result<Leading, KeyError> {
        let mut values = values.iter();
        let mut text = String::new();
        for (at, element) in self.elements.iter().enumerate() {
            match element {
                Element::Text(literal) => text.push_str(literal),
                Element::Part(part) => match values.next() {
                    Some(value) => part.write(value, self.surroundings(at), &mut text)?,
                    None => return Ok(Leading { text, next: Some((part, self.surroundings(at))) }),
                },
            }
        }
        Ok(Leading { text, next: None })
    }

    /// Returns the number of shards, if the key has one.
    #[must_use]
    pub fn shards(&self) -> Option<usize> {
        self.parts().find_map(|part| match part.form.form {
            Form::Shard(shards) => Some(shards),
            _ => None,
        })
    }

    /// Renders the key of each shard from the values of the other parts, in order.
    ///
    /// # Errors
    /// Returns an error if a part cannot stand in a key, or if one is missing.
    pub fn render_shards(&self, values: &[AttributeValue]) -> Result<Vec<AttributeValue>, KeyError> {
        // A template without a shard has one key.
        let shards = self.shards().unwrap_or(1);
        (0..shards).map(|shard| self.render_shard(shard, values)).collect()
    }

    fn render_shard(&self, shard: usize, values: &[AttributeValue]) -> Result<AttributeValue, KeyError> {
        let mut values = values.iter();
        let mut key = String::new();
        for (at, element) in self.elements.iter().enumerate() {
            match element {
                Element::Text(text) => key.push_str(text),
                Element::Part(Part { form: PartForm { form: Form::Shard(shards), .. }, .. }) => {
                    key.push_str(&shard_text(shard, *shards));
                }
                Element::Part(part) => {
                    let missing = || KeyError::Missing { attribute: self.key.into() };
                    part.write(values.next().ok_or_else(missing)?, self.surroundings(at), &mut key)?;
                }
            }
        }
        Ok(AttributeValue::S(key))
    }

    pub(super) fn surroundings(&self, at: usize) -> Surroundings {
        Surroundings { delimiter: self.delimiter, after: self.text_after(at) }
    }

    /// Returns the value of a number attribute.
    pub(super) fn number<'v>(&self, value: &'v AttributeValue) -> Result<&'v AttributeValue, KeyError> {
        match value {
            AttributeValue::N(_) => Ok(value),
            _ => Err(KeyError::Type { attribute: self.key.into(), expected: self.key_type.letter() }),
        }
    }
}

/// A key as far as its leading parts are given.
pub(super) struct Leading {
    pub(super) text: String,
    /// The next part and its surroundings.
    pub(super) next: Option<(&'static Part, Surroundings)>,
}
