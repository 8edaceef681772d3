//! The sentinel items of unique values: the parts of a transaction that write them beside their item.

use std::time::SystemTime;

use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::{BoxFuture, ready};
use futures::{FutureExt as _, TryFutureExt as _};

use crate::attribute::{DocumentPath, OperandValue};
use crate::client::{DynamoDb, Operation};
use crate::codec::Item;
use crate::error::Error;
use crate::expression::{ConditionNode, equals_condition, missing_condition, none_condition};
use crate::key::{EncodedKey, KeyError};
use crate::request::{EncodedItem, RenderedExpressions, RequestOptions};
use crate::retry::RetryPolicy;
use crate::table::{EntityDefinition, SENTINEL_ENTITY, SENTINEL_OWNER, TableDefinition, UniqueDefinition};
use crate::template::{Part, Template};
use crate::transact::{PartAction, RenderedPart, RenderedWrite, send_single};

/// Returns the entity, if it has unique attributes.
// A constant function, so that a program whose tables have none is built without the code for transactions.
pub(super) const fn entity_with_unique(definition: &TableDefinition) -> Option<&'static EntityDefinition> {
    match definition.entity {
        Some(entity) if !entity.uniques.is_empty() => Some(entity),
        _ => None,
    }
}

/// The change of an item with unique attributes, from one state to another.
pub(crate) struct UniqueChange<'c> {
    pub(crate) definition: &'c TableDefinition,
    pub(crate) entity: &'static EntityDefinition,
    /// The item as its writer read it; `None` if it is new.
    pub(crate) before: Option<&'c Item>,
    /// The item as it is written, with the attributes that decide about sentinel items at least; `None` if it is deleted.
    pub(crate) after: Option<&'c Item>,
}

impl UniqueChange<'_> {
    /// Returns the parts that write sentinel items. An unchanged value has none, unless the time to live changes.
    ///
    /// # Errors
    /// Returns an error if a value cannot stand in the key of a sentinel item.
    pub(crate) fn sentinels(&self, owner: &EncodedKey) -> Result<Vec<RenderedPart>, Error> {
        let sentinel = Sentinel { definition: self.definition, entity: self.entity, owner, ttl: self.ttl(self.after) };
        let is_ttl_changed = self.before.is_some() && self.ttl(self.before) != sentinel.ttl;
        let mut parts = Vec::new();
        for unique in self.entity.uniques {
            let old = self.before.map_or(Ok(None), |item| sentinel_key(self.entity, unique, item))?;
            let new = self.after.map_or(Ok(None), |item| sentinel_key(self.entity, unique, item))?;
            let part = match (old, new) {
                (Some(old), Some(new)) if old == new => {
                    if is_ttl_changed {
                        // A sentinel item expires with its owner, so it gets the new time.
                        parts.push(sentinel.put(&new, sentinel.is_owned())?.of_sentinel(unique.attribute));
                    }
                    continue;
                }
                (Some(old), new) => {
                    parts.push(sentinel.delete(old)?.of_sentinel(unique.attribute));
                    new
                }
                (None, new) => new,
            };
            if let Some(new) = part {
                parts.push(sentinel.put(&new, sentinel.is_absent())?.of_sentinel(unique.attribute));
            }
        }
        Ok(parts)
    }

    /// Returns the condition that the attributes which decide about sentinel items still are as they were read: those of the unique
    /// values for which `is_changed` holds and, if a sentinel item may be put, the time to live.
    pub(crate) fn condition(&self, is_changed: impl Fn(&UniqueDefinition) -> bool) -> Option<ConditionNode> {
        let before = self.before?;
        let mut names: Vec<&'static str> = Vec::new();
        for unique in self.entity.uniques.iter().filter(|unique| is_changed(unique)) {
            names.extend(unique.parts().map(|part| part.attribute));
            names.extend(self.definition.ttl.filter(|_| self.after.is_some()));
        }
        // The primary key cannot change, and its own attributes need no condition.
        let is_in_key = |name: &str| {
            let mut parts = self.entity.key.iter().flat_map(Template::parts);
            self.definition.key.contains(name) || parts.any(|part| part.attribute == name && part.form.is_lossless())
        };
        names.retain(|name| !is_in_key(name));
        // Several attributes may share a scope, and each of them adds the time to live.
        names.sort_unstable();
        names.dedup();
        let conditions = names.into_iter().map(|name| match before.get(name).filter(|value| !value.is_null()) {
            Some(value) => equals_condition(Ok(DocumentPath::top(name)), OperandValue::Value(value.clone())),
            None => none_condition(name),
        });
        conditions.reduce(ConditionNode::and)
    }

    fn ttl(&self, item: Option<&Item>) -> Option<AttributeValue> {
        item?.get(self.definition.ttl?).filter(|value| value.is_n()).cloned()
    }
}

/// Returns the key of the sentinel item of a value, or `None` if the item lacks it.
pub(crate) fn sentinel_key(
    entity: &EntityDefinition,
    unique: &UniqueDefinition,
    item: &Item,
) -> Result<Option<EncodedKey>, KeyError> {
    let parts = unique.parts().map(|part| part.attribute);
    // A part that is neither an attribute nor in the key is absent.
    let values: Vec<_> = parts.filter_map(|name| Some((name, entity.key_part(item, name).ok()?))).collect();
    let value_of = |part: &Part| {
        let found = values.iter().find(|(name, _)| *name == part.attribute).map(|(_, value)| value);
        // A field that is `NULL` is read as `None`.
        found.filter(|value| !value.is_null())
    };
    unique.render(value_of)
}

/// The sentinel items of one owner.
pub(crate) struct Sentinel<'s> {
    pub(crate) definition: &'s TableDefinition,
    pub(crate) entity: &'static EntityDefinition,
    pub(crate) owner: &'s EncodedKey,
    /// The time to live of the owner.
    pub(crate) ttl: Option<AttributeValue>,
}

impl Sentinel<'_> {
    /// Returns the condition that there is no sentinel item.
    pub(crate) fn is_absent(&self) -> ConditionNode {
        let key = self.definition.key.partition.first().map_or("", |part| part.name);
        missing_condition(Ok(DocumentPath::top(key)))
    }

    /// Returns the condition that no other item owns the value. A sentinel item that is missing, or that has no owner because another
    /// program wrote it, counts as owned.
    pub(crate) fn is_owned(&self) -> ConditionNode {
        let is_owner = equals_condition(Ok(DocumentPath::top(SENTINEL_OWNER)), OperandValue::Value(self.owner()));
        self.has_no_owner().or(is_owner)
    }

    /// Returns the condition that another item, which does not have the value any more, is still named as its owner.
    pub(crate) fn is_owned_by(&self, owner: &AttributeValue) -> ConditionNode {
        equals_condition(Ok(DocumentPath::top(SENTINEL_OWNER)), OperandValue::Value(owner.clone()))
    }

    fn has_no_owner(&self) -> ConditionNode {
        missing_condition(Ok(DocumentPath::top(SENTINEL_OWNER)))
    }

    /// Returns the value by which a sentinel item names its owner: the primary key as a list.
    pub(crate) fn owner(&self) -> AttributeValue {
        // A list has one order, so that equal writes are equal requests.
        AttributeValue::L(self.owner.iter().map(|(_, value)| value.clone()).collect())
    }

    /// Returns the part that puts a sentinel item.
    pub(crate) fn put(&self, key: &EncodedKey, condition: ConditionNode) -> Result<RenderedPart, Error> {
        let mut item: Item = key.to_map().into();
        if let Some(attribute) = self.entity.entity_attribute {
            item.insert(attribute.name, AttributeValue::S(SENTINEL_ENTITY.to_owned()));
        }
        item.insert(SENTINEL_OWNER, self.owner());
        if let Some((name, ttl)) = self.definition.ttl.zip(self.ttl.clone()) {
            item.insert(name, ttl);
        }
        Ok(RenderedPart::of_item(EncodedItem::of_item(self.definition, &item)?, rendered(condition)?))
    }

    /// Returns the part that deletes a sentinel item, if no other item owns the value.
    pub(crate) fn delete(&self, key: EncodedKey) -> Result<RenderedPart, Error> {
        Ok(RenderedPart::of_key(PartAction::Delete, key, rendered(self.is_owned())?))
    }
}

fn rendered(condition: ConditionNode) -> Result<RenderedExpressions, Error> {
    let mut rendered = RenderedExpressions::default();
    rendered.condition(&condition)?;
    Ok(rendered.checked()?)
}

/// Sends a write as a transaction with its sentinel items.
///
/// # Errors
/// Returns the error of rendering the write, and those of the transaction.
// Not an async function: its caller can go on with a box without the code that fills it, so a program whose tables have no
// unique attributes leaves that code out.
pub(super) fn send_with_sentinels<'s>(
    render: impl FnOnce(SystemTime) -> Result<Option<RenderedWrite>, Error>,
    operation: &'static str,
    options: &'s RequestOptions,
    retries: RetryPolicy,
    db: &'s DynamoDb,
) -> BoxFuture<'s, Result<Sent, Error>> {
    match render(db.time()) {
        Ok(None) => ready(Ok(Sent::Not)).boxed(),
        Ok(Some(write)) => {
            let sending = send_single(write, &options.table, db, options.limits.clone(), retries);
            sending.map_ok(|()| Sent::AsTransaction).boxed()
        }
        Err(error) => {
            // A name that no table can have is reported first, as by a write that is sent by itself.
            let context = options.context(Operation::write(operation), db);
            ready(Err(context.map_or_else(|name| name, |context| error.with_context(&context)))).boxed()
        }
    }
}

/// Whether a write was sent as a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    AsTransaction,
    /// No sentinel item changes, so that the write can be sent by itself.
    Not,
}
