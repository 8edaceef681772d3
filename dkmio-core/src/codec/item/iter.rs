//! Iteration over the attributes of an item, and collecting them.

use std::collections::hash_map;
use std::iter::FusedIterator;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::item::Item;

/// The attributes of an item, borrowed; from [`Item::iter`].
#[derive(Debug, Clone)]
pub struct Iter<'a>(pub(super) hash_map::Iter<'a, String, AttributeValue>);

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a str, &'a AttributeValue);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (name.as_str(), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}
impl FusedIterator for Iter<'_> {}

/// The attributes of an item, by value.
#[derive(Debug)]
pub struct IntoIter(hash_map::IntoIter<String, AttributeValue>);

impl Iterator for IntoIter {
    type Item = (String, AttributeValue);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for IntoIter {}
impl FusedIterator for IntoIter {}

impl IntoIterator for Item {
    type Item = (String, AttributeValue);
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        IntoIter(self.0.into_iter())
    }
}

impl<'a> IntoIterator for &'a Item {
    type Item = (&'a str, &'a AttributeValue);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl<K: Into<String>> FromIterator<(K, AttributeValue)> for Item {
    fn from_iter<I: IntoIterator<Item = (K, AttributeValue)>>(attributes: I) -> Self {
        Self(attributes.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }
}

impl<K: Into<String>> Extend<(K, AttributeValue)> for Item {
    fn extend<I: IntoIterator<Item = (K, AttributeValue)>>(&mut self, attributes: I) {
        self.0.extend(attributes.into_iter().map(|(name, value)| (name.into(), value)));
    }
}
