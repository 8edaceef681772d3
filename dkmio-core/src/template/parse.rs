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
            KeyValue::Binary(_) | KeyValue::Other => false,
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

    fn parse_text(&self, key: &str) -> Option<Vec<(&'static Part, Option<AttributeValue>)>> {
        let mut rest = key;
        let mut parts = Vec::new();
        for (at, element) in self.elements.iter().enumerate() {
            match element {
                Element::Text(text) => rest = rest.strip_prefix(text)?,
                Element::Part(part) => {
                    let place = self.place(at);
                    let end = match (part.form.form, place.end()) {
                        (Form::Padded(width), _) => width,
                        (Form::Truncated(unit), _) => unit.len(),
                        (Form::Shard(shards), _) => shard_width(shards),
                        // A raw part may contain the first character of that text, so all of it is searched.
                        (Form::Raw, Some(_)) => rest.find(place.after)?,
                        (_, Some(end)) => rest.find(end)?,
                        (_, None) => rest.len(),
                    };
                    let (text, behind) = rest.split_at_checked(end)?;
                    parts.push((part, part.read(text, place)?));
                    rest = behind;
                }
            }
        }
        rest.is_empty().then_some(parts)
    }
}
