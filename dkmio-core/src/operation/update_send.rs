//! Updates as they are sent: with the version, the timestamps and the rendered keys.

use std::borrow::Cow;
use std::time::SystemTime;

use aws_sdk_dynamodb::operation::update_item as operation;

use super::update::{Update, UpdateItem};
use crate::client::DynamoDb;
use crate::codec::Item;
use crate::error::Error;
use crate::expression::{AsRead, EntityUpdate, UpdateExpression, VersionChange};
use crate::key::EncodedKey;
use crate::request::single_write::operation_of;
use crate::request::{
    Explanation, PendingExchange, RenderedExpressions, Request, Returning, ReturnsVersion, Sendable, WriteCondition,
    WriteRequest, WriteTarget, check_index_keys, check_vector_lengths, is_own_first_attempt, next_version,
    readable_key, recognize_old_item, sendable, write_output,
};
use crate::retry::RetryLoop;
use crate::table::Table;

impl<T: Table, R: Returning, G> Update<T, R, G> {
    /// Returns what the request would send.
    ///
    /// # Errors
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<Explanation, Error> {
        self.explained(|| {
            let sent = self.render(SystemTime::now())?;
            Ok((("Key", readable_key(sent.key)), sent.rendered))
        })
    }

    /// Renders the update as it is sent at a time.
    pub(crate) fn render(&self, time: SystemTime) -> Result<RenderedUpdate<'_>, Error> {
        let action = self.action()?;
        let definition = T::DEFINITION;
        let (update, condition) = action.complete(&self.condition, time)?;
        check_index_keys(&definition, |name| update.value_set(name))?;
        check_vector_lengths(&definition, |name| update.value_set(name))?;
        let mut rendered = RenderedExpressions::default();
        // An item of nothing but its key is created by an update without an expression.
        rendered.update = Some(update.render(&mut rendered.placeholders)?).filter(|update| !update.is_empty());
        rendered.condition(condition.node())?;
        Ok(RenderedUpdate { key: &action.key, update, rendered: rendered.checked()? })
    }

    async fn send_once(&self, db: &DynamoDb, exchange: &PendingExchange<'_>) -> Result<R::Output, Error> {
        let (context, limits) = (exchange.context(), &self.options.limits);
        let sent = self.render(db.time()).map_err(|error| error.with_context(context))?;
        let target = WriteTarget::Key(sent.key);
        let request = WriteRequest::<operation::UpdateItem>::returning::<R>(context, target, &sent.rendered, limits);
        match exchange.begin().send_request(db, &request).await {
            Ok(response) => write_output::<R>(&response, limits, context),
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
        R::recover(error.old_item_free_form()).and_then(Result::ok).ok_or(error)
    }
}

/// An update as it is sent.
pub(crate) struct RenderedUpdate<'u> {
    pub(crate) key: &'u EncodedKey,
    update: Cow<'u, UpdateExpression>,
    pub(crate) rendered: RenderedExpressions,
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
    fn complete<'u>(
        &'u self,
        given: &'u WriteCondition,
        time: SystemTime,
    ) -> Result<(Cow<'u, UpdateExpression>, Cow<'u, WriteCondition>), Error> {
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
        if self.as_read.is_some() && !condition.node().needs_item() {
            condition = Cow::Owned(condition.into_owned().and_exists::<T>(true));
        }
        Ok((update, condition))
    }
}

impl<T: Table, R: ReturnsVersion<G::Written<T>>, G: Sendable> Request for Update<T, R, G> {
    type Output = R::Written;

    async fn execute(self, db: &DynamoDb) -> Result<R::Written, Error> {
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
