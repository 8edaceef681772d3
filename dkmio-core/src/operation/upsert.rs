//! Updates made from an item: `upsert`.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use super::managed_put::version_of_item;
use super::update::Update;
use crate::attribute::{DocumentPath, OperandValue};
use crate::codec::{Item, json};
use crate::error::Error;
use crate::expression::{UpdateExpression, VersionChange};
use crate::request::{Nothing, OfItem, check_item_size};
use crate::table::{TableDefinition, TableItem};

impl<T: TableItem + Serialize> Update<T, Nothing, OfItem> {
    /// Sets the attributes that the item has, and removes the declared ones that it lacks.
    pub(crate) fn of_item(item: &T) -> Self {
        let mut update = Self::of_key(&item.primary_key());
        if let Ok(action) = &mut update.action {
            match actions(item) {
                Ok(Actions { update, version }) => {
                    (action.update, action.version, action.is_of_item) = (update, version, true);
                }
                Err(error) => update.action = Err(error),
            }
        }
        update
    }
}

/// The actions that an item stands for, and its version.
struct Actions {
    update: UpdateExpression,
    version: VersionChange,
}

fn actions<T: TableItem + Serialize>(item: &T) -> Result<Actions, Error> {
    let (item, size) = json::with_text(item, |text| json::parse_item(&text.text).map(|item| (item, text.size)))??;
    // The update keeps what the item has besides, so that the stored item is at least this large.
    check_item_size(size)?;
    let version = version_of_item(&T::DEFINITION.managed, &item)?;
    Ok(Actions { update: actions_of(&T::DEFINITION, item), version: VersionChange::From(version) })
}

fn actions_of(definition: &TableDefinition, item: Item) -> UpdateExpression {
    let managed = &definition.managed;
    let created_at = managed.created_at.map(|attribute| attribute.name);
    // The primary key has the values of its fields, also of those that are stored nowhere else.
    let is_stored =
        |name: &str| !definition.entity.is_some_and(|entity| entity.is_derived(name) || entity.is_key_only(name));
    let is_managed = |name: &str| managed.names().any(|managed| managed == name && Some(managed) != created_at);
    let is_written = |name: &str| !definition.key.contains(name) && is_stored(name) && !is_managed(name);
    let mut update = UpdateExpression::default();
    let mut set = |path: DocumentPath, value: AttributeValue| update.set(Ok(path), OperandValue::Value(value));
    let mut attributes = item.into_inner();
    let mut absent = Vec::new();
    for name in definition.attributes.iter().copied().filter(|name| is_written(name)) {
        match attributes.remove(name) {
            Some(value) => set(DocumentPath::top(name), value),
            // The time of creation is set if the item is new, and stays otherwise.
            None if Some(name) == created_at => {}
            None => absent.push(name),
        }
    }
    // What is left is of a flattened field. The order makes equal items equal requests.
    let mut flattened: Vec<_> = attributes.into_iter().filter(|(name, _)| is_written(name)).collect();
    flattened.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
    flattened.into_iter().for_each(|(name, value)| set(DocumentPath::top(name), value));
    absent.into_iter().for_each(|name| update.remove(Ok(DocumentPath::top(name))));
    update
}
