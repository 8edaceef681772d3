//! From keys back to values.

use aws_sdk_dynamodb::types::AttributeValue;

use super::form::Form;
use super::shard::shard_width;
use super::{Element, Part, Template};
use crate::codec::KeyValue;

impl Template {
    /// Returns whether this template can have rendered the key.
    #[must_use]
    pub fn matches(&self, key: &AttributeValue) -> bool {
        self.parse(key).is_some()
    }

    /// Returns whether this template can have rendered the value of a key attribute.
    pub(crate) fn matches_value(&self, key: &KeyValue<'_>) -> bool {
        match key {
            KeyValue::Number(_) => self.is_number(),
            KeyValue::Text(text) => !self.is_number() && self.parse_text(text).is_some(),
            KeyValue::Binary(_) | KeyValue::Boolean(_) | KeyValue::Other => false,
        }
    }

    /// Reads the values of the parts back from a key. Returns `None` if this template cannot have rendered it. A part in a lossy form
    /// has no value.
    #[must_use]
    pub fn parse(&self, key: &AttributeValue) -> Option<Vec<(&'static Part, Option<AttributeValue>)>> {
        match key {
            AttributeValue::N(_) if self.is_number() => {
                Some(self.parts().map(|part| (part, Some(key.clone()))).collect())
            }
            AttributeValue::S(text) if !self.is_number() => self.parse_text(text),
            _ => None,
        }
    }

    /// Reads a part from a key so that it renders the same key again: the value itself, or in a folded form the text in the key.
    /// Returns `None` if the form does not tell such a value, or if this template cannot have rendered the key.
    pub(crate) fn parse_equivalent(&self, key: &AttributeValue, attribute: &str) -> Option<AttributeValue> {
        let values = self.parse(key)?;
        if let Some((_, value)) = values.iter().find(|(part, value)| part.attribute == attribute && value.is_some()) {
            return value.clone();
        }
        let text = key.as_s().ok()?;
        let folded =
            self.texts(text)?.into_iter().find(|(_, part, _)| part.attribute == attribute && part.form.is_folded());
        folded.and_then(|(_, part, text)| part.folded_text(text)).map(AttributeValue::S)
    }

    fn parse_text(&self, key: &str) -> Option<Vec<(&'static Part, Option<AttributeValue>)>> {
        let parts = self.texts(key)?.into_iter();
        parts.map(|(at, part, text)| Some((part, part.read(text, self.surroundings(at))?))).collect()
    }

    /// Splits a key into the texts of its parts, each with the position of its element.
    fn texts<'k>(&self, key: &'k str) -> Option<Vec<(usize, &'static Part, &'k str)>> {
        let mut rest = key;
        let mut parts = Vec::new();
        for (at, element) in self.elements.iter().enumerate() {
            match element {
                Element::Text(text) => rest = rest.strip_prefix(text)?,
                Element::Part(part) => {
                    let surroundings = self.surroundings(at);
                    let end = match (part.form.form, surroundings.end()) {
                        (Form::Padded(width), _) => width,
                        (Form::Truncated(unit), _) => unit.len(),
                        (Form::Shard(shards), _) => shard_width(shards),
                        // A raw part may contain the first character of that text, so all of it is searched.
                        (Form::Raw, Some(_)) => rest.find(surroundings.after)?,
                        (_, Some(end)) => rest.find(end)?,
                        (_, None) => rest.len(),
                    };
                    // A form of fixed length may end inside a character of a key that was written otherwise.
                    let (text, behind) = rest.split_at_checked(end)?;
                    parts.push((at, part, text));
                    rest = behind;
                }
            }
        }
        rest.is_empty().then_some(parts)
    }
}
