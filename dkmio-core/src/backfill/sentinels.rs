//! The sentinel items of existing items: they are compared with the unique values, and the missing ones are written.

use std::collections::HashMap;
use std::sync::PoisonError;

use aws_sdk_dynamodb::types::AttributeValue;

use super::reserved::Reserved;
use super::run::Run;
use crate::codec::Item;
use crate::error::{Error, ErrorKind};
use crate::key::{EncodedKey, KeyAttribute, check_stored_key};
use crate::operation::{Sentinel, UniqueChange, sentinel_key};
use crate::read::{ReadPlan, read_page};
use crate::request::{AsItem, RenderedExpressions, WriteCondition};
use crate::retry::RetryPolicy;
use crate::table::{
    EntityDefinition, KeySchema, SENTINEL_OWNER, TableDefinition, TableItem, UniqueDefinition, without_entity,
};
use crate::transact::{PartAction, RenderedPart, RenderedWrite, send_single};

/// How often the sentinel items of an item are compared anew because another writer changed them, or the item, in between.
const MAX_ATTEMPTS: usize = 8;

/// The state of the sentinel item of a value.
enum State {
    /// It belongs to the item, and has its time to live.
    Correct,
    /// It is missing, has no owner, or has another time to live.
    Incorrect,
    /// It names an owner that does not have the value any more.
    Stale(AttributeValue),
    /// Another item has the value, too.
    Taken,
}

impl Run<'_> {
    /// Writes the sentinel items that an item of `T` lacks.
    ///
    /// # Errors
    /// Returns an error if a request fails, or one of the kind `InvalidKey` if a value cannot stand in a key.
    pub(super) async fn reserve<T: TableItem>(&self, mut item: Item) -> Result<Reserved, Error> {
        let definition = T::DEFINITION;
        let mut reserved = Reserved::default();
        for _ in 0..MAX_ATTEMPTS {
            let owner = definition.key.key_of(&item)?;
            let sentinel = sentinel_of(&definition, self.entity, &owner, &item);
            let mut missing: Vec<&'static UniqueDefinition> = Vec::new();
            let mut parts = Vec::new();
            reserved.duplicate = None;
            for unique in self.entity.uniques {
                let Some(key) = sentinel_key(self.entity, unique, &item)? else { continue };
                let condition = match self.state::<T>(unique, &key, &sentinel).await? {
                    State::Correct => continue,
                    State::Incorrect => sentinel.is_owned(),
                    State::Stale(other) => sentinel.is_owned_by(&other),
                    State::Taken => {
                        reserved.duplicate = Some(item.clone());
                        continue;
                    }
                };
                if self.is_dry_run && !self.claim(&key, &owner) {
                    reserved.duplicate = Some(item.clone());
                    continue;
                }
                missing.push(unique);
                parts.push(sentinel.put(&key, condition)?.of_sentinel(unique.attribute));
            }
            if parts.is_empty() {
                return Ok(reserved);
            }
            let written = parts.len();
            if self.is_dry_run {
                reserved.written = written;
                return Ok(reserved);
            }
            let own = unchanged::<T>(self.entity, &item, &owner, &missing)?;
            let write = RenderedWrite { own, sentinels: parts };
            let sent = self.limited(async |limits| {
                send_single(write, &self.options.table, self.db, limits.clone(), RetryPolicy::default()).await
            });
            match sent.await {
                Ok(()) => {
                    reserved.written += written;
                    return Ok(reserved);
                }
                Err(error) if is_overtaken(&error) => match self.read_item::<T>(&owner).await? {
                    Some(current) if self.entity.owns_item(&current) => item = current,
                    _ => return Ok(reserved),
                },
                Err(error) => return Err(error),
            }
        }
        Ok(Reserved { has_conflict: true, ..reserved })
    }

    /// Returns whether an item is the first one of this dry run with a value whose sentinel item is missing.
    fn claim(&self, sentinel: &EncodedKey, owner: &EncodedKey) -> bool {
        let mut claims = self.claims.lock().unwrap_or_else(PoisonError::into_inner);
        let owner = owner.canonical();
        *claims.entry(sentinel.canonical()).or_insert_with(|| owner.clone()) == owner
    }

    async fn state<T: TableItem>(
        &self,
        unique: &UniqueDefinition,
        key: &EncodedKey,
        sentinel: &Sentinel<'_>,
    ) -> Result<State, Error> {
        let Some(stored) = self.read_item::<T>(key).await? else { return Ok(State::Incorrect) };
        let Some(owner) = stored.get(SENTINEL_OWNER) else { return Ok(State::Incorrect) };
        if *owner == sentinel.owner() {
            let ttl = T::DEFINITION.ttl.and_then(|name| stored.get(name));
            return Ok(if ttl == sentinel.ttl.as_ref() { State::Correct } else { State::Incorrect });
        }
        let owner_item = match owner_key(&T::DEFINITION, owner) {
            Some(owner) => self.read_item::<T>(&owner).await?,
            None => None,
        };
        let has_value = match owner_item.filter(|owner_item| self.entity.owns_item(owner_item)) {
            // A value that cannot be a key is not this one.
            Some(owner_item) => sentinel_key(self.entity, unique, &owner_item).ok().flatten().as_ref() == Some(key),
            None => false,
        };
        Ok(if has_value { State::Taken } else { State::Stale(owner.clone()) })
    }

    /// Reads an item of any kind, strongly consistently.
    async fn read_item<T: TableItem>(&self, key: &EncodedKey) -> Result<Option<Item>, Error> {
        let mut plan = ReadPlan::query(self.options.table.clone(), const { &without_entity(T::DEFINITION) }, None);
        plan.consistent = true;
        for ((part, is_partition), (_, value)) in key_parts(&T::DEFINITION.key).zip(key.iter()) {
            plan.equal(part, value.clone(), is_partition);
        }
        Ok(read_page(plan, AsItem, self.db).await?.items.pop())
    }
}

/// Returns whether the error says that another writer was faster.
fn is_overtaken(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::ConditionFailed | ErrorKind::UniqueViolation)
}

fn sentinel_of<'s>(
    definition: &'s TableDefinition,
    entity: &'static EntityDefinition,
    owner: &'s EncodedKey,
    item: &Item,
) -> Sentinel<'s> {
    let ttl = definition.ttl.and_then(|name| item.get(name)).filter(|value| value.is_n()).cloned();
    Sentinel { definition, entity, owner, ttl }
}

/// Returns the key of the owner that a sentinel item names, or `None` if it is not the key of an item of the table.
fn owner_key(definition: &TableDefinition, owner: &AttributeValue) -> Option<EncodedKey> {
    let values = owner.as_l().ok()?;
    let mut item = HashMap::new();
    for ((part, is_partition), value) in key_parts(&definition.key).zip(values) {
        // DynamoDB rejects a read by such a key, and that would end the backfill.
        check_stored_key(part, value, is_partition).ok()?;
        item.insert(part.name.to_owned(), value.clone());
    }
    if item.len() != values.len() {
        return None;
    }
    // A part that is missing makes it no key, too.
    definition.key.key_of(&item.into()).ok()
}

/// Returns the parts of a key, each with whether it is one of the partition key.
fn key_parts(key: &KeySchema) -> impl Iterator<Item = (&'static KeyAttribute, bool)> {
    let partition = key.partition.iter().map(|part| (part, true));
    partition.chain(key.sort.iter().map(|part| (part, false)))
}

/// Returns the part that checks that the item is there, with its unique values as they were read.
fn unchanged<T: TableItem>(
    entity: &'static EntityDefinition,
    item: &Item,
    owner: &EncodedKey,
    missing: &[&'static UniqueDefinition],
) -> Result<RenderedPart, Error> {
    let definition = T::DEFINITION;
    let change = UniqueChange { definition: &definition, entity, before: Some(item), after: Some(item) };
    let mut condition = WriteCondition::default().and_exists::<T>();
    if let Some(as_read) = change.condition(|unique| missing.contains(&unique)) {
        condition = condition.and_node(as_read);
    }
    let mut rendered = RenderedExpressions::default();
    rendered.condition(condition.node())?;
    Ok(RenderedPart::of_key(PartAction::ConditionCheck, owner.clone(), rendered.checked()?))
}
