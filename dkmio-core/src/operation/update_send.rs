//! Updates as they are sent: with the version, the timestamps and the rendered keys.

use std::borrow::Cow;
use std::time::SystemTime;

use aws_sdk_dynamodb::operation::update_item as operation;

use super::unique::{Sent, UniqueChange, entity_with_unique, send_with_sentinels};
use super::update::{Update, UpdateItem};
use crate::attribute::DocumentPath;
use crate::client::DynamoDb;
use crate::codec::Item;
use crate::error::{Error, ErrorKind};
use crate::expression::{
    AsRead, Change, ConditionNode, EntityUpdate, ExpressionError, UpdateExpression, VersionChange,
};
use crate::key::EncodedKey;
use crate::request::single_write::operation_of;
use crate::request::{
    Explanation, PendingExchange, Rendered, RenderedExpressions, Request, Returning, ReturnsVersion, Sendable,
    WriteAction, WriteCondition, WriteRequest, WriteTarget, check_index_keys, check_vector_lengths,
    is_own_first_attempt, next_version, readable_key, recognize_old_item, sendable, write_output,
};
use crate::retry::RetryLoop;
use crate::table::{EntityDefinition, Table, TableDefinition, UniqueDefinition};
use crate::transact::{PartAction, RenderedPart, RenderedWrite, explain_single};

impl<T: Table, R: Returning, G> Update<T, R, G> {
    /// Returns what the request would send.
    ///
    /// # Errors
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<Explanation, Error> {
        self.explained(|| {
            let sent = self.render(SystemTime::now())?;
            if sent.sentinels.is_empty() {
                return Ok(Rendered::Request(("Key", readable_key(sent.key)), sent.rendered));
            }
            let explained =
                explain_single(sent.into_write().of_entity(T::DEFINITION.entity), self.options.table.name())?;
            Ok(Rendered::Transaction(explained))
        })
    }

    /// Renders the update as it is sent at a time.
    pub(crate) fn render(&self, time: SystemTime) -> Result<RenderedUpdate<'_>, Error> {
        let action = self.action()?;
        let definition = T::DEFINITION;
        let Complete { update, condition, sentinels } = action.complete(&self.condition, time)?;
        if !sentinels.is_empty() && R::RETURN_VALUES.is_some() {
            let message = "an update that changes a unique value is sent as a transaction, which returns no items; remove `return_..`";
            return Err(Error::new(ErrorKind::Validation).with_message(message));
        }
        check_index_keys(&definition, |name| update.value_set(name))?;
        check_vector_lengths(&definition, |name| update.value_set(name))?;
        let mut rendered = RenderedExpressions::default();
        // An update without an expression creates an item that consists of its key.
        rendered.update = Some(update.render(&mut rendered.placeholders)?).filter(|update| !update.is_empty());
        rendered.condition(condition.node())?;
        Ok(RenderedUpdate { key: &action.key, update, rendered: rendered.checked()?, sentinels })
    }

    async fn send_once(&self, db: &DynamoDb, exchange: &PendingExchange<'_>) -> Result<R::Output, Error> {
        let (context, limits) = (exchange.context(), &self.options.limits);
        let sent = self.render(db.time()).map_err(|error| error.with_context(context))?;
        let target = WriteTarget::Key(sent.key);
        let request = WriteRequest::<operation::UpdateItem>::returning::<R>(context, target, &sent.rendered, limits);
        match exchange.begin().send_request(db, &request).await {
            Ok(response) => write_output::<R>(&response, limits, context, &T::DEFINITION.key),
            Err(error) => self.recovered(error, &sent.update),
        }
    }

    /// Returns the output of an update whose version check failed on the item that it leaves: an earlier attempt has changed it.
    fn recovered(&self, error: Error, sent: &UpdateExpression) -> Result<R::Output, Error> {
        let is_checked = matches!(self.action()?.version, VersionChange::From(_));
        let is_carried_out = |stored: Option<&Item>| stored.is_some_and(|stored| sent.is_carried_out_in(stored));
        if !is_checked || T::DEFINITION.managed.version.is_none() || !is_own_first_attempt(&error, is_carried_out) {
            return Err(error);
        }
        // Without an output the caller gets the error as it was.
        R::recover(error.old_item_free_form()).and_then(Result::ok).ok_or(error)
    }
}

/// An update as it is sent.
pub(crate) struct RenderedUpdate<'u> {
    pub(crate) key: &'u EncodedKey,
    update: Cow<'u, UpdateExpression>,
    pub(crate) rendered: RenderedExpressions,
    sentinels: Vec<RenderedPart>,
}

impl RenderedUpdate<'_> {
    /// Returns the update as a part of a transaction, with those of its sentinel items.
    pub(crate) fn into_write(self) -> RenderedWrite {
        let own = RenderedPart::of_key(PartAction::Update, self.key.clone(), self.rendered);
        RenderedWrite { own, sentinels: self.sentinels }
    }
}

/// An update with all that dkmio writes and checks.
struct Complete<'u> {
    update: Cow<'u, UpdateExpression>,
    condition: Cow<'u, WriteCondition>,
    /// The parts that write sentinel items.
    sentinels: Vec<RenderedPart>,
}

impl<T: Table, G> UpdateItem<T, G> {
    /// Returns the version that the update writes, or 0 if it is not known.
    fn new_version(&self) -> u64 {
        match self.version {
            VersionChange::From(version) => version.saturating_add(1),
            // The stored version is not known, and the request increments it blindly.
            VersionChange::FromAny => 0,
        }
    }

    /// Returns the update with all that dkmio writes: version, timestamps and rendered keys. The condition is the given one with all that
    /// dkmio checks.
    fn complete<'u>(&'u self, given: &'u WriteCondition, time: SystemTime) -> Result<Complete<'u>, Error> {
        let (update, is_of_item, definition) = (&self.update, self.is_of_item, T::DEFINITION);
        // An item that consists of its key alone has no actions, and its update creates it.
        if !is_of_item {
            update.check_not_empty()?;
        }
        let managed = &definition.managed;
        update.refuse_managed(managed, is_of_item)?;
        update.check(&definition.key)?;
        let mut condition = Cow::Borrowed(given);
        let mut is_version_known = false;
        if let Some(name) = managed.version
            && let VersionChange::From(version) = self.version
        {
            next_version::<T>(version)?;
            condition = Cow::Owned(condition.into_owned().and_version(name, version));
            is_version_known = version > 0;
        }
        let mut sentinels = Vec::new();
        if let Some(entity) = entity_with_unique(&definition) {
            // A sentinel item changes only together with its owner.
            entity.refuse_sentinel_key(self.key.values())?;
            let (parts, as_read) = self.sentinels(&definition, entity)?;
            sentinels = parts;
            if let Some(as_read) = as_read {
                condition = Cow::Owned(condition.into_owned().and_node(as_read));
            }
        }
        let as_read = self.as_read.as_deref().map(|item| AsRead { item, is_certain: is_version_known });
        // An item that has to exist has its time of creation already.
        let may_create = as_read.is_none() && !condition.node().needs_item();
        let mut update = Cow::Borrowed(update);
        if !managed.is_empty() {
            update.to_mut().set_managed(managed, self.version, time);
        }
        let created_at = managed.created_at.filter(|of| may_create && !update.names(of.name));
        let created_at = created_at.map(|of| (of.name, of.value(time)));
        if let Some(entity) = definition.entity {
            let derived = EntityUpdate {
                entity,
                schema: definition.key,
                key: &self.parts,
                update: &update,
                condition: condition.node(),
                is_of_item,
                created_at: created_at.as_ref().map(|(name, value)| (*name, value)),
                as_read,
            };
            let (derived, needed) = derived.with_derived()?;
            update = Cow::Owned(derived);
            condition =
                needed.into_iter().fold(condition, |condition, node| Cow::Owned(condition.into_owned().and_node(node)));
        }
        if let Some((name, value)) = created_at {
            update.to_mut().set_derived(name, value, true);
        }
        // UpdateItem creates an item that does not exist, and a guarded update must not.
        if self.as_read.is_some() && !condition.node().needs_item() {
            condition = Cow::Owned(condition.into_owned().and_exists::<T>());
        }
        Ok(Complete { update, condition, sentinels })
    }

    /// Returns the parts that write sentinel items, and the condition that unique values are as they were read.
    fn sentinels(
        &self,
        definition: &TableDefinition,
        entity: &'static EntityDefinition,
    ) -> Result<(Vec<RenderedPart>, Option<ConditionNode>), Error> {
        let names = entity.uniques.iter().flat_map(UniqueDefinition::parts).map(|part| part.attribute);
        let names: Vec<_> = names.chain(definition.ttl).filter(|name| self.update.change(name).is_some()).collect();
        let Some(first) = names.first().copied() else { return Ok((Vec::new(), None)) };
        let path = |name| DocumentPath::top(name);
        let Some(before) = self.as_read.as_deref() else {
            // A time to live alone does not matter to an item without unique values, but whether it has any is not known.
            return Err(ExpressionError::UniqueByKey { path: path(first) }.into());
        };
        let mut after = before.clone();
        for name in names {
            match self.update.change(name) {
                None => {}
                Some(Change::Value(value)) => drop(after.insert(name, value.clone())),
                Some(Change::Removed) => drop(after.remove(name)),
                Some(Change::Unknown(_)) => return Err(ExpressionError::UniqueAction { path: path(name) }.into()),
            }
        }
        let change = UniqueChange { definition, entity, before: Some(before), after: Some(&after) };
        let is_ttl_changed = definition.ttl.is_some_and(|name| self.update.change(name).is_some());
        let is_changed = |unique: &UniqueDefinition| {
            is_ttl_changed || unique.parts().any(|part| self.update.change(part.attribute).is_some())
        };
        Ok((change.sentinels(&self.key)?, change.condition(is_changed)))
    }
}

impl<T: Table, R: ReturnsVersion<G::Written<T>>, G: Sendable> Request for Update<T, R, G> {
    type Output = R::Written;

    async fn execute(self, db: &DynamoDb) -> Result<R::Written, Error> {
        if const { entity_with_unique(&T::DEFINITION).is_some() } {
            let into_write = |update: RenderedUpdate<'_>| update.into_write().of_entity(T::DEFINITION.entity);
            let render =
                |time| Ok(Some(self.render(time)?).filter(|update| !update.sentinels.is_empty()).map(into_write));
            let sent = send_with_sentinels(render, UpdateItem::<T, G>::NAME, &self.options, self.retries, db).await;
            if sent.map_err(recognize_old_item::<T>)? == Sent::AsTransaction {
                return Ok(R::written(R::decode(None)?, G::written::<T>(self.action()?.new_version())?));
            }
        }
        let exchange = self.options.exchange(operation_of::<UpdateItem<T, G>>(), db)?;
        let policy = self.options.limits.limit(self.retries);
        RetryLoop::run(policy, |wait| db.sleep(wait), || self.send_once(db, &exchange))
            .await
            .and_then(|output| Ok(R::written(output, G::written::<T>(self.action()?.new_version())?)))
            .map_err(recognize_old_item::<T>)
            .map_err(|error| match &self.action {
                Ok(action) => name_parents(error, &action.update),
                Err(_) => error,
            })
    }
}

/// Names the paths whose parents may be missing. The message of DynamoDB does not name them.
fn name_parents(error: Error, update: &UpdateExpression) -> Error {
    // The code is that of any other invalid request, so the text has to tell.
    if !error.service_message().is_some_and(|message| message.contains("document path")) {
        return error;
    }
    let paths: Vec<_> = update.nested_paths().map(|path| format!("`{path}`")).collect();
    if paths.is_empty() {
        return error;
    }
    error.with_hint(format!("what contains {} has to exist; set it as a whole first", paths.join(" or ")))
}

sendable! {
    /// Sends the request.
    ///
    /// # Errors
    /// Returns an error if a key is empty or too long, if the update has no action, names a key or two overlapping paths, if it
    /// changes a part of a rendered index key whose other parts are not known,
    /// if a value cannot be stored, if a condition does not hold, or if the request is rejected by the service or cannot be
    /// delivered.
    [T: Table, R: ReturnsVersion<G::Written<T>>, G: Sendable] Update<T, R, G>
}
