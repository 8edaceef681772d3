//! The difference between an item and what its entity says of it.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::attribute::{DocumentPath, OperandValue};
use crate::codec::{Item, is_same_value};
use crate::expression::{ConditionNode, UpdateExpression, equals_condition, exists_condition, missing_condition};
use crate::key::{EncodedKey, KeyError};
use crate::request::check_index_keys;
use crate::table::{EntityDefinition, TableDefinition};
use crate::template::{Part, Template};

/// What is to be done with an item of the entity.
pub(super) enum ItemState {
    /// Every derived attribute is as it is rendered.
    Correct,
    Incorrect(Box<Correction>),
    /// The templates render another primary key. A key cannot be updated.
    OtherKey,
    /// A key cannot be rendered.
    Invalid(KeyError),
}

/// The update that corrects an item.
pub(super) struct Correction {
    pub(super) key: EncodedKey,
    pub(super) update: UpdateExpression,
    /// Holds as long as the item has the values that were read.
    pub(super) condition: ConditionNode,
}

/// An item of an entity, to be compared with its templates.
struct Comparison<'i> {
    definition: &'i TableDefinition,
    entity: &'static EntityDefinition,
    item: &'i Item,
    /// The values of parts, as attributes or inside the primary key.
    parts: Vec<(&'static str, AttributeValue)>,
}

/// Compares an item with what its entity says of it.
pub(super) fn state_of(definition: &TableDefinition, entity: &'static EntityDefinition, item: &Item) -> ItemState {
    Comparison { definition, entity, item, parts: parts_of(entity, item) }.state().unwrap_or_else(ItemState::Invalid)
}

fn parts_of(entity: &EntityDefinition, item: &Item) -> Vec<(&'static str, AttributeValue)> {
    let names = entity.templates().flat_map(Template::parts).map(|part| part.attribute);
    // A part that is neither an attribute nor in the key is absent.
    let present = names.filter_map(|name| Some((name, entity.key_part(item, name).ok()?)));
    // A field that is `NULL` is read as `None`, and is written as an absent attribute.
    present.filter(|(_, value)| !value.is_null()).collect()
}

impl Comparison<'_> {
    fn state(&self) -> Result<ItemState, KeyError> {
        let value_of = |part: &Part| self.part(part.attribute);
        let derived = self.entity.derived(value_of)?;
        let wanted = |name: &str| derived.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        check_index_keys(self.definition, wanted)?;
        for template in self.entity.key.iter() {
            match (wanted(template.key), self.item.get(template.key)) {
                (Some(key), Some(stored)) if is_same_value(key, stored) => {}
                // A primary key cannot be updated. To move an item would take a put and a delete, and others may
                // refer to it.
                (Some(_), _) => return Ok(ItemState::OtherKey),
                (None, _) => return Err(KeyError::Missing { attribute: template.key.into() }),
            }
        }
        let mut update = UpdateExpression::default();
        let mut expected: Vec<&'static str> = Vec::new();
        for (name, text) in self.entity.fixed() {
            self.set_if_different(name, &AttributeValue::S(text.to_owned()), &mut update);
        }
        for template in self.entity.indexes.iter().flat_map(|index| index.key.iter()) {
            // An index may share an attribute with the primary key, which stays as it is, or with another index,
            // which has set it already.
            if self.definition.key.contains(template.key) || update.value_set(template.key).is_some() {
                continue;
            }
            let is_changed = match (wanted(template.key), self.item.get(template.key)) {
                (Some(key), _) => self.set_if_different(template.key, key, &mut update),
                (None, Some(_)) => {
                    update.remove(Ok(DocumentPath::top(template.key)));
                    true
                }
                (None, None) => false,
            };
            if is_changed {
                // The key is right as long as its parts are those that it was rendered from. Other attributes may
                // change meanwhile.
                expected.extend(template.parts().map(|part| part.attribute));
            }
        }
        // A field of the primary key that was stored nowhere else, and is an attribute now.
        for part in self.entity.key.iter().flat_map(Template::parts) {
            if let Some(value) = self.part(part.attribute)
                && self.item.get(part.attribute).is_none()
                && !self.entity.is_key_only(part.attribute)
                && update.value_set(part.attribute).is_none()
            {
                update.set(Ok(DocumentPath::top(part.attribute)), OperandValue::Value(value.clone()));
            }
        }
        if update.is_empty() {
            return Ok(ItemState::Correct);
        }
        let condition = self.condition(expected);
        Ok(ItemState::Incorrect(Box::new(Correction {
            key: self.definition.key.key_of(self.item)?,
            update,
            condition,
        })))
    }

    fn part(&self, name: &str) -> Option<&AttributeValue> {
        self.parts.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    fn set_if_different(&self, name: &'static str, value: &AttributeValue, update: &mut UpdateExpression) -> bool {
        let is_different = self.item.get(name).is_none_or(|stored| !is_same_value(stored, value));
        if is_different {
            update.set(Ok(DocumentPath::top(name)), OperandValue::Value(value.clone()));
        }
        is_different
    }

    /// Returns the condition that the item exists, still belongs to the entity, and has the parts of what is written as they were read.
    fn condition(&self, mut expected: Vec<&'static str>) -> ConditionNode {
        expected.extend(self.entity.entity_attribute.map(|attribute| attribute.name));
        expected.sort_unstable();
        expected.dedup();
        let key = self.definition.key.partition.first().map_or("", |part| part.name);
        let exists = exists_condition(DocumentPath::top(key));
        expected.into_iter().filter(|name| !self.entity.is_key_only(name)).fold(exists, |all, name| {
            let path = Ok(DocumentPath::top(name));
            all.and(match self.item.get(name) {
                Some(value) => equals_condition(path, OperandValue::Value(value.clone())),
                None => missing_condition(path),
            })
        })
    }
}
