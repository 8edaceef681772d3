//! Index keys of entities in updates: an update that changes a part of an index key writes the rendered key, too.
//!
//! DynamoDB evaluates an update without its caller, so the key can be rendered only if every part of it is known
//! before: the update sets it, it is in the primary key, or a condition of the update tells it.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::condition::ConditionNode;
use super::error::ExpressionError;
use super::of_attribute::{equals_condition, none_condition};
use super::update::{Change, UpdateExpression};
use crate::attribute::{DocumentPath, OperandValue};
use crate::codec::Item;
use crate::error::Error;

use crate::table::{EntityDefinition, KeySchema};
use crate::template::{Form, Part, Template};

/// An update of an item of an entity.
pub(crate) struct EntityUpdate<'u> {
    pub(crate) entity: &'static EntityDefinition,
    /// The key attributes of the table.
    pub(crate) schema: KeySchema,
    /// The parts of the primary key as the caller gave them.
    pub(crate) key: &'u [(&'static str, AttributeValue)],
    pub(crate) update: &'u UpdateExpression,
    /// The condition of the update.
    pub(crate) condition: &'u ConditionNode,
    /// Whether the update sets every attribute of the struct, with the parts of the primary key.
    pub(crate) is_of_item: bool,
    /// The time of its creation, which a new item gets.
    pub(crate) created_at: Option<(&'static str, &'u AttributeValue)>,
    /// The item as the caller read it.
    pub(crate) as_read: Option<AsRead<'u>>,
}

/// An item as its writer read it.
#[derive(Clone, Copy)]
pub(crate) struct AsRead<'u> {
    pub(crate) item: &'u Item,
    /// Whether a condition of the update makes sure that the item is still the same: it has the version that was read.
    pub(crate) is_certain: bool,
}

/// The value of a part after the update, as far as it is known.
enum PartValue<'u> {
    Known(&'u AttributeValue),
    /// The value in a new item. An item that exists may have another value which the primary key renders alike.
    OfNewItem(&'u AttributeValue),
    Absent,
    /// What it was when the caller read the item, or absent.
    AsRead(Option<&'u AttributeValue>),
    Unknown,
}

impl<'u> EntityUpdate<'u> {
    /// Returns the update with the attributes that dkmio writes: index keys of which a part changes and, if the update
    /// may create the item, all known attributes of a new one. With it come the conditions on parts that are taken as the
    /// caller read them.
    ///
    /// # Errors
    /// Returns an error if the update changes an attribute that dkmio writes or a part of the primary key, if it
    /// changes a part of an index key without the other parts being known, or if a part cannot stand in a key.
    pub(crate) fn with_derived(&self) -> Result<(UpdateExpression, Vec<ConditionNode>), Error> {
        self.refuse_derived()?;
        let mut update = self.update.clone();
        let creates = self.as_read.is_none() && !self.condition.needs_item();
        if creates {
            self.set_identity(&mut update);
        }
        let mut seen: Vec<&str> = Vec::new();
        // Sorted, so that equal updates are equal requests.
        let mut needed: BTreeMap<&'static str, Option<&AttributeValue>> = BTreeMap::new();
        for template in self.entity.templates() {
            // An index may have a key attribute of the table as its own, and so may two indexes. It may also have the entity
            // attribute, which `set_identity` sets.
            let is_entity_attribute = self.entity.entity_attribute.is_some_and(|of| of.name == template.key);
            if is_entity_attribute || self.schema.contains(template.key) || seen.contains(&template.key) {
                continue;
            }
            seen.push(template.key);
            self.set_key(template, creates, &mut update, &mut needed)?;
        }
        if self.as_read.is_some_and(|read| read.is_certain) {
            // The version that is checked stands for every part.
            needed.clear();
        }
        let needed = needed.into_iter().map(|(name, value)| match value {
            Some(value) => equals_condition(Ok(DocumentPath::top(name)), OperandValue::Value(value.clone())),
            None => none_condition(name),
        });
        Ok((update, needed.collect()))
    }

    fn refuse_derived(&self) -> Result<(), ExpressionError> {
        for path in self.update.paths() {
            let root = path.root();
            if self.entity.is_derived(root) {
                // Text without parts is the same in every item.
                let is_of_parts = |template: &&Template| template.parts().next().is_some();
                let template = self.entity.templates().filter(is_of_parts).find(|template| template.key == root);
                return Err(match template {
                    Some(template) => ExpressionError::DerivedKey { path: path.clone(), parts: part_names(template) },
                    None => ExpressionError::Derived { path: path.clone() },
                });
            }
            let is_key_part = self.key.iter().any(|(name, _)| *name == root);
            if is_key_part && !(self.is_of_item && matches!(self.update.change(root), Some(Change::Value(_)))) {
                return Err(ExpressionError::KeyPart { path: path.clone() });
            }
        }
        Ok(())
    }

    /// Sets the attributes by which a new item belongs to the entity: the entity attribute, the constants and the parts
    /// of the primary key.
    fn set_identity(&self, update: &mut UpdateExpression) {
        for (name, text) in self.entity.fixed() {
            update.set_derived(name, AttributeValue::S(text.to_owned()), false);
        }
        if self.is_of_item {
            return;
        }
        for (name, value) in self.key.iter().filter(|(name, _)| !self.entity.is_key_only(name)) {
            // The stored spelling of a part that the key folds must stay: index keys may be rendered from it.
            let may_differ = self.entity.lossy_key_parts().any(|lossy| lossy == *name);
            update.set_derived(name, value.clone(), may_differ);
        }
    }

    /// Sets or removes an index key.
    fn set_key(
        &self,
        template: &Template,
        creates: bool,
        update: &mut UpdateExpression,
        needed: &mut BTreeMap<&'static str, Option<&'u AttributeValue>>,
    ) -> Result<(), Error> {
        let changed = template.parts().find(|part| self.update.change(part.attribute).is_some());
        if changed.is_none() && !creates {
            return Ok(());
        }
        let values: Vec<_> = template.parts().map(|part| (part, self.value(template, part))).collect();
        if values.iter().any(|(_, value)| matches!(value, Ok(PartValue::Absent))) {
            // An index key needs all its parts: an item that lacks one is not in the index.
            if changed.is_some() {
                update.remove_derived(template.key);
            }
            return Ok(());
        }
        // One absent part is enough: the others need not be as they were read.
        let absent = values.iter().find(|(_, value)| matches!(value, Ok(PartValue::AsRead(None))));
        if let Some((part, _)) = absent {
            needed.insert(part.attribute, None);
            update.remove_derived(template.key);
            return Ok(());
        }
        let mut known = Vec::with_capacity(values.len());
        let mut may_differ = false;
        for (part, value) in values {
            let value = match (value?, changed) {
                (PartValue::Known(value), _) => value,
                (PartValue::AsRead(Some(value)), _) => {
                    needed.insert(part.attribute, Some(value));
                    value
                }
                (PartValue::OfNewItem(value), None) => {
                    // The key is set only where it is absent: an item that exists may spell the part in another way.
                    may_differ = true;
                    value
                }
                (_, Some(changed)) => return Err(stale(template, changed, part).into()),
                // A new item has no such part, and the key of an item that exists stays right.
                (_, None) => return Ok(()),
            };
            known.push((part.attribute, value));
        }
        let value_of = |part: &Part| known.iter().find(|(name, _)| *name == part.attribute).map(|(_, value)| *value);
        if let Some(key) = template.render(value_of)? {
            update.set_derived(template.key, key, may_differ);
        }
        Ok(())
    }

    fn value(&self, template: &Template, part: &Part) -> Result<PartValue<'u>, ExpressionError> {
        // An action of the update decides the value after it, whatever a condition tells about the value before.
        match self.update.change(part.attribute) {
            // A part that is `NULL` is read as `None`, so there is no key.
            Some(Change::Value(value)) if value.is_null() => return Ok(PartValue::Absent),
            Some(Change::Value(value)) => return Ok(PartValue::Known(value)),
            Some(Change::Removed) => return Ok(PartValue::Absent),
            Some(Change::Unknown(path)) => {
                return Err(ExpressionError::PartAction { path: path.clone(), key: template.key });
            }
            None => {}
        }
        if let Some(known) = self.condition.known(part.attribute) {
            return Ok(known.map_or(PartValue::Absent, PartValue::Known));
        }
        if let Some((_, value)) = self.created_at.filter(|(name, _)| *name == part.attribute) {
            return Ok(PartValue::OfNewItem(value));
        }
        let in_key = self.key.iter().find(|(name, _)| *name == part.attribute).map(|(_, value)| value);
        Ok(match (in_key.filter(|_| self.is_exact_in_key(part)), self.as_read, in_key) {
            (Some(value), ..) => PartValue::Known(value),
            (None, Some(read), _) => PartValue::AsRead(read.item.get(part.attribute).filter(|value| !value.is_null())),
            (None, None, Some(value)) => PartValue::OfNewItem(value),
            (None, None, None) => PartValue::Unknown,
        })
    }

    /// Returns whether the primary key tells the value of a part, as far as the part renders it.
    fn is_exact_in_key(&self, part: &Part) -> bool {
        let mut in_key = self.entity.key.iter().flat_map(Template::parts);
        in_key.any(|of| {
            let is_exact = of.form.is_lossless() || of.form.form == Form::Raw || of.form.is_same(&part.form);
            of.attribute == part.attribute && is_exact
        })
    }
}

fn stale(template: &Template, changed: &Part, unknown: &Part) -> ExpressionError {
    ExpressionError::StaleKey {
        changed: DocumentPath::top(changed.attribute),
        unknown: DocumentPath::top(unknown.attribute),
        key: template.key,
    }
}

/// Returns the attributes that a key is rendered from, for messages.
fn part_names(template: &Template) -> String {
    let names: Vec<_> = template.parts().map(|part| format!("`{}`", part.attribute)).collect();
    names.join(", ")
}
