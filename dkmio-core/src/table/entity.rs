//! Entities: structs whose items share a table.

use std::collections::HashMap;

use super::key_templates::KeyTemplates;
use super::recognized::{Recognized, RecognizingNames};
use super::unique::UniqueDefinition;
use crate::codec::json::Reader;
use crate::codec::{DecodeError, Item, KeyValue};
use crate::error::{Error, ErrorKind, OldItemView};
use crate::key::{EncodedKey, KeyError, SortText};
use crate::template::{Part, Template, is_same_text};
use aws_sdk_dynamodb::types::AttributeValue;

/// The attribute that names the entity of an item in a shared table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityAttribute {
    /// Its stored name.
    pub name: &'static str,
    /// Whether some items do not have it.
    pub is_optional: bool,
}

/// The properties that all entities of a table share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedTable {
    /// The attribute that names the entity of an item.
    pub entity_attribute: Option<EntityAttribute>,
    /// The character that separates the parts of keys.
    pub delimiter: char,
}

/// A struct whose items live in a table with others: with those of other structs, or with the sentinel items of its unique values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityDefinition {
    /// The name that the entity attribute of its items holds.
    pub name: &'static str,
    /// The attribute that holds the name, if the table has one.
    pub entity_attribute: Option<EntityAttribute>,
    /// Attributes with a fixed text in every item.
    pub constants: &'static [(&'static str, &'static str)],
    /// The templates of the primary key.
    pub key: KeyTemplates,
    /// The templates of the indexes that it uses.
    pub indexes: &'static [EntityIndex],
    /// The attributes that are stored inside the primary key alone.
    pub key_only: &'static [&'static str],
    /// The unique attributes.
    pub uniques: &'static [UniqueDefinition],
    /// Whether the struct takes in attributes that it does not declare. The derived ones must then be hidden from it.
    pub is_open: bool,
}

/// An index as an entity uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityIndex {
    /// The name of its accessor in Rust.
    pub accessor: &'static str,
    /// The name of the index in DynamoDB.
    pub name: &'static str,
    /// The templates of its key.
    pub key: KeyTemplates,
}

impl EntityDefinition {
    /// Returns every template: those of the primary key, then those of the indexes.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        self.key.iter().chain(self.indexes.iter().flat_map(|index| index.key.iter()))
    }

    /// Returns the templates of an index.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<&'static EntityIndex> {
        self.indexes.iter().find(|index| index.name == name)
    }

    /// Returns whether the attribute is stored inside the primary key alone.
    #[must_use]
    pub fn is_key_only(&self, name: &str) -> bool {
        self.key_only.contains(&name)
    }

    /// Returns whether dkmio writes the attribute: a rendered key, the entity attribute or a constant. The struct does
    /// not see it.
    #[must_use]
    pub const fn is_derived(&self, name: &str) -> bool {
        // A constant cannot use iterators.
        let mut at = 0;
        while at < self.constants.len() {
            if is_same_text(self.constants[at].0, name) {
                return true;
            }
            at += 1;
        }
        self.is_key_or_entity_attribute(name)
    }

    /// Returns whether the attribute is a rendered key or the entity attribute.
    // Writes ask this for each attribute, so it is a part of `is_derived` there.
    #[inline(always)]
    #[must_use]
    pub(crate) const fn is_key_or_entity_attribute(&self, name: &str) -> bool {
        if let Some(attribute) = self.entity_attribute
            && is_same_text(attribute.name, name)
        {
            return true;
        }
        let mut written = self.key.write(name);
        let mut index = 0;
        while index < self.indexes.len() {
            written = written || self.indexes[index].key.write(name);
            index += 1;
        }
        written
    }

    /// Returns the attributes that are the same in every item, with their texts: the entity attribute and the constants.
    pub(crate) fn fixed(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let named = self.entity_attribute.map(|attribute| (attribute.name, self.name));
        named.into_iter().chain(self.constants.iter().copied())
    }

    /// Renders the attributes that dkmio writes beside those of the struct: the entity attribute, the constants, and each key whose
    /// parts are all present.
    ///
    /// # Errors
    /// Returns an error if a part cannot stand in a key.
    pub(crate) fn derived<'v>(
        &self,
        value_of: impl Fn(&Part) -> Option<&'v AttributeValue>,
    ) -> Result<Vec<(&'static str, AttributeValue)>, KeyError> {
        // The entity attribute, and two keys for the table and for each index.
        let mut derived = Vec::with_capacity(3 + self.constants.len() + 2 * self.indexes.len());
        derived.extend(self.fixed().map(|(name, text)| (name, AttributeValue::S(text.to_owned()))));
        for template in self.templates() {
            // An index may have a key attribute of the table as its own, and so may two indexes.
            if derived.iter().any(|(name, _)| *name == template.key) {
                continue;
            }
            derived.extend(template.render(&value_of)?.map(|key| (template.key, key)));
        }
        Ok(derived)
    }

    /// Returns the attributes in the primary key that cannot be read back from it.
    pub(crate) fn lossy_key_parts(&self) -> impl Iterator<Item = &'static str> + use<> {
        let templates = [self.key.partition, self.key.sort].into_iter().flatten();
        let key = self.key;
        // An attribute may be in both keys, and one lossless form is enough.
        let lossless = move |name: &str| {
            let mut parts = [key.partition, key.sort].into_iter().flatten().flat_map(|template| template.parts());
            parts.any(|part| part.attribute == name && part.form.is_lossless())
        };
        let parts = templates.flat_map(|template| template.parts()).map(|part| part.attribute);
        parts.filter(move |name| !lossless(name))
    }

    /// Returns whether a typed key can be read from the primary key without this part of it, in a folded form.
    pub(crate) fn has_folded_part(&self, name: &str) -> bool {
        self.key.iter().flat_map(Template::parts).any(|part| part.attribute == name && part.form.is_folded())
    }

    /// Adds the parts of the primary key that the item lacks and that the key has in a folded form. The folded text leads to the same item
    /// as the text that it was folded from.
    pub(crate) fn with_folded_parts(&self, mut item: Item) -> Item {
        for name in self.lossy_key_parts() {
            let key = |template: &Template| template.parse_equivalent(item.get(template.key)?, name);
            if item.get(name).is_none()
                && let Some(folded) = self.key.iter().find_map(key)
            {
                item.insert(name, folded);
            }
        }
        item
    }

    /// Renders the primary key from the values of its parts.
    ///
    /// # Errors
    /// Returns an error if a part cannot stand in a key, or if a key is too long.
    #[doc(hidden)]
    pub fn encode_key(&self, values: &[(&str, AttributeValue)]) -> Result<EncodedKey, KeyError> {
        let rendered = |template: &Template| {
            let value_of =
                |part: &Part| values.iter().find(|(name, _)| *name == part.attribute).map(|(_, value)| value);
            template.render(value_of)?.ok_or(KeyError::Missing { attribute: template.key.into() })
        };
        let mut key = EncodedKey::new();
        if let Some(template) = &self.key.partition {
            key = key.partition(template.key, rendered(template))?;
        }
        if let Some(template) = &self.key.sort {
            key = key.sort(template.key, rendered(template))?;
        }
        Ok(key)
    }

    /// Returns an attribute of an item, or reads it from the primary key if it is stored nowhere else in the item.
    ///
    /// # Errors
    /// Returns an error if the item has it in neither place.
    #[doc(hidden)]
    pub fn key_part(&self, item: &Item, name: &'static str) -> Result<AttributeValue, KeyError> {
        // The attribute first: a key in a lossy form does not tell the value.
        if let Some(value) = item.get(name) {
            return Ok(value.clone());
        }
        let parsed = self.key.iter().filter_map(|template| template.parse(item.get(template.key)?));
        let value = parsed.flatten().find_map(|(part, value)| value.filter(|_| part.attribute == name));
        value.ok_or(KeyError::Missing { attribute: name.into() })
    }

    /// Returns the names by which an item is recognized: the entity attribute and the primary key.
    pub(crate) fn recognizing(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        self.recognizing_names().into_iter().flatten()
    }

    /// Returns the same names. That of the entity attribute is the first.
    pub(super) fn recognizing_names(&self) -> RecognizingNames {
        let attribute = self.entity_attribute.map(|attribute| attribute.name);
        // A struct with a table of its own has no templates, and the keys of its sentinel items have its key attributes.
        let sentinel = self.uniques.first().map_or(KeyTemplates::NONE, |unique| unique.key);
        let (partition, sort) = (self.key.partition.or(sentinel.partition), self.key.sort.or(sentinel.sort));
        [attribute, partition.map(|of| of.key), sort.map(|of| of.key)]
    }

    /// Returns whether the item at the reader belongs to this entity. The reader stays where it is.
    ///
    /// An item belongs to the entity that its entity attribute names. Without the attribute, it belongs to the entity whose templates
    /// match its primary key.
    ///
    /// # Errors
    /// Returns an error if there is no item.
    pub(crate) fn owns(&self, reader: &Reader<'_>) -> Result<bool, DecodeError> {
        Ok(self.owns_recognized(&Recognized::read(self.recognizing_names(), reader)?))
    }

    /// Returns the same of an item that was read as far as that takes.
    pub(super) fn owns_recognized(&self, item: &Recognized<'_>) -> bool {
        if let Some(named) = item.named() {
            return matches!(named, KeyValue::Text(name) if *name == self.name);
        }
        // A key attribute that the item lacks was not requested, so it cannot speak against the entity.
        let is_of_key = |template: &Template| item.key(template.key).is_none_or(|key| template.matches_value(key));
        self.key.iter().all(is_of_key) && !self.has_sentinel(|name| item.key(name))
    }

    /// Returns whether a primary key is that of a sentinel item of this entity.
    pub(crate) fn has_sentinel<'v, 'k: 'v>(&self, found: impl Fn(&str) -> Option<&'v KeyValue<'k>>) -> bool {
        self.uniques.iter().any(|unique| unique.matches(&found))
    }

    /// Refuses the key of a sentinel item as that of an item. The item would count as one, and a write would change what is reserved.
    ///
    /// # Errors
    /// Returns an error if the key is that of a sentinel item.
    pub(crate) fn refuse_sentinel_key<'k>(
        &self,
        key: impl Iterator<Item = (&'static str, KeyValue<'k>)>,
    ) -> Result<(), Error> {
        if self.uniques.is_empty() {
            return Ok(());
        }
        let key: Vec<_> = key.collect();
        let found = |name: &str| key.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        if self.has_sentinel(found) {
            let message = "the primary key is one of a sentinel item, which reserves a unique value";
            return Err(Error::new(ErrorKind::InvalidKey).with_message(message));
        }
        Ok(())
    }

    /// Returns whether the item belongs to this entity, by the rules of [`owns`](Self::owns).
    pub(crate) fn owns_item(&self, item: &Item) -> bool {
        self.owns_recognized(&Recognized::of(self.recognizing_names(), item))
    }

    /// Returns the view that a typed read has of an item that failed a condition.
    pub(crate) fn old_item_view(&self, item: &Item) -> OldItemView {
        if !self.owns_item(item) {
            return OldItemView::OtherEntity;
        }
        // A struct that is not open reads the attributes that it declares, so it sees no derived ones.
        if !self.is_open && self.key_only.is_empty() {
            return OldItemView::Stored;
        }
        let plain = item.as_map().iter().filter(|(name, _)| !self.is_derived(name));
        let mut plain: HashMap<_, _> = plain.map(|(name, value)| (name.clone(), value.clone())).collect();
        for name in self.key_only {
            // An item whose key tells no part was not written by this entity, and is decoded as it is stored.
            if let Ok(value) = self.key_part(item, name) {
                plain.insert((*name).to_owned(), value);
            }
        }
        OldItemView::Plain(plain.into())
    }
}

/// Renders a sort key of an entity, for conditions on the keys of several.
#[doc(hidden)]
#[must_use]
pub fn render_sort_key(template: &Template, parts: Result<Vec<AttributeValue>, KeyError>) -> SortText {
    let text = |key: AttributeValue| match key {
        AttributeValue::S(text) => Ok(text),
        _ => Err(KeyError::Form { expected: "a string" }),
    };
    SortText::new(parts.and_then(|parts| template.render_all(&parts)).and_then(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::KeyType;
    use crate::template::Element;

    const NOTE: EntityDefinition = EntityDefinition {
        name: "Note",
        entity_attribute: Some(EntityAttribute { name: "_et", is_optional: true }),
        constants: &[],
        key: KeyTemplates {
            partition: Some(Template {
                key: "pk",
                key_type: KeyType::String,
                delimiter: '#',
                elements: &[Element::Text("NOTE#")],
                pattern: "NOTE#",
                source: "NOTE#",
            }),
            sort: None,
        },
        indexes: &[],
        key_only: &[],
        uniques: &[],
        is_open: false,
    };

    fn owns(item: &str) -> bool {
        let reader = Reader::new(item);
        let owns = NOTE.owns(&reader).expect("an item");
        assert_eq!(reader.position(), 0, "the reader moved");
        owns
    }

    #[test]
    fn the_entity_attribute_decides_wherever_it_stands() {
        assert!(owns(r#"{"_et":{"S":"Note"},"pk":{"S":"OTHER#"},"a":{"S":"b"}}"#));
        assert!(owns(r#"{"pk":{"S":"OTHER#"},"a":{"S":"b"},"_et":{"S":"Note"}}"#));
        assert!(!owns(r#"{"_et":{"S":"Other"},"pk":{"S":"NOTE#"}}"#));
        assert!(!owns(r#"{"pk":{"S":"NOTE#"},"_et":{"N":"1"}}"#));
    }

    #[test]
    fn an_attribute_of_that_name_inside_a_map_decides_nothing() {
        assert!(!owns(r#"{"m":{"M":{"_et":{"S":"Note"}}},"_et":{"S":"Other"}}"#));
        assert!(owns(r#"{"m":{"M":{"_et":{"S":"Other"}}},"pk":{"S":"NOTE#"}}"#));
        assert!(owns(r#"{"s":{"S":"\"_et\":{\"S\":\"Other\"}"},"pk":{"S":"NOTE#"}}"#));
    }

    #[test]
    fn the_key_decides_without_an_entity_attribute() {
        assert!(owns(r#"{"a":{"S":"b"},"pk":{"S":"NOTE#"}}"#));
        assert!(!owns(r#"{"pk":{"S":"OTHER#"},"a":{"S":"b"}}"#));
        assert!(owns("{}"));
    }
}
