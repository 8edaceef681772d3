//! Where a read stands.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;

/// Where a read goes on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Position {
    /// Behind the item of this key.
    Behind(KeyAttributes),
    /// One position for each segment of a parallel scan.
    Segments(Vec<SegmentPosition>),
}

/// Where one segment of a parallel scan goes on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SegmentPosition {
    /// From its beginning.
    Start,
    /// Behind the item of this key.
    Behind(KeyAttributes),
    /// Nowhere: it is read to its end.
    End,
}

/// The key attributes of an item, sorted by name so that equal keys have equal bytes.
#[derive(Clone, PartialEq)]
pub(crate) struct KeyAttributes(Vec<(String, AttributeValue)>);

impl KeyAttributes {
    pub(crate) fn new(mut key: Vec<(String, AttributeValue)>) -> Self {
        key.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self(key)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &AttributeValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn get(&self, wanted: &str) -> Option<&AttributeValue> {
        self.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The key as the SDK takes it.
    pub(crate) fn to_map(&self) -> HashMap<String, AttributeValue> {
        self.0.iter().cloned().collect()
    }
}

impl From<HashMap<String, AttributeValue>> for KeyAttributes {
    fn from(key: HashMap<String, AttributeValue>) -> Self {
        Self::new(key.into_iter().collect())
    }
}

impl fmt::Debug for KeyAttributes {
    /// Names only: keys stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}
