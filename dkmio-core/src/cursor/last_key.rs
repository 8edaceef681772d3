//! The key after which a read continues.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::{DecodeError, Item, json};

/// The key of the last item that was read, as DynamoDB JSON: DynamoDB's `LastEvaluatedKey`, and the `ExclusiveStartKey`
/// of the next request.
///
/// Its attributes are sorted by name and written in one way, so that equal positions are equal texts and have equal
/// bytes in a cursor.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct LastKey(Arc<str>);

impl LastKey {
    /// Writes the key with these attributes.
    pub(crate) fn new(attributes: impl IntoIterator<Item = (String, AttributeValue)>) -> Self {
        let mut attributes: Vec<_> = attributes.into_iter().collect();
        attributes.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut text = String::from("{");
        for attribute in attributes {
            // Only a value of an unknown type cannot be written. The key then lacks an attribute, and a read refuses
            // it.
            let Ok(one) = json::item_to_text(&Item::from(HashMap::from([attribute]))) else { continue };
            if text.len() > 1 {
                text.push(',');
            }
            // The braces belong to the item that was made of the one attribute.
            text.push_str(one.text.get(1..one.text.len() - 1).unwrap_or_default());
        }
        text.push('}');
        Self(text.into())
    }

    /// Writes the token of a statement, which stands where other reads have a key.
    pub(crate) fn of_token(token: &str) -> Self {
        // No attribute has an empty name.
        Self::new([(String::new(), AttributeValue::S(token.to_owned()))])
    }

    /// Returns the token, if it is one.
    pub(crate) fn token(&self) -> Option<String> {
        match self.to_map().remove("") {
            Some(AttributeValue::S(token)) => Some(token),
            _ => None,
        }
    }

    /// Reads a key from a response.
    ///
    /// # Errors
    /// Returns an error if the text is not an item.
    pub(crate) fn from_json(text: &str) -> Result<Self, DecodeError> {
        Ok(Self::new(json::parse_item(text)?.into_inner()))
    }

    /// Returns the key as DynamoDB JSON.
    pub(crate) fn json(&self) -> Arc<str> {
        self.0.clone()
    }

    /// Returns the attributes, sorted by name.
    pub(crate) fn attributes(&self) -> Vec<(String, AttributeValue)> {
        // The text was written by `new`, so it can be read. If it could not, the key would have no attributes, and a
        // cursor without attributes is refused when it is used.
        let mut attributes: Vec<_> = json::parse_item(&self.0).unwrap_or_default().into_inner().into_iter().collect();
        attributes.sort_by(|(a, _), (b, _)| a.cmp(b));
        attributes
    }

    /// Returns the key as the SDK takes it.
    pub(crate) fn to_map(&self) -> HashMap<String, AttributeValue> {
        self.attributes().into_iter().collect()
    }
}

impl fmt::Debug for LastKey {
    /// Omits the content: keys must not end up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LastKey")
    }
}
