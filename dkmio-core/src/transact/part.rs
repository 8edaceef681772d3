//! The parts of a transaction as they are sent.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::client::RequestBody;
use crate::error::{Error, PartOrigin};
use crate::key::{CanonicalKey, EncodedKey};
use crate::request::{EncodedItem, Explanation, RenderedExpressions, readable_item, readable_key};
use crate::table::EntityDefinition;

/// The kind of a part, by its name in the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartAction {
    Put,
    Update,
    Delete,
    ConditionCheck,
}

impl PartAction {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Put => "Put",
            Self::Update => "Update",
            Self::Delete => "Delete",
            Self::ConditionCheck => "ConditionCheck",
        }
    }
}

/// A part that is ready to be sent.
pub(crate) struct RenderedPart {
    pub(crate) action: PartAction,
    pub(crate) target: PartTarget,
    pub(crate) key: CanonicalKey,
    /// The size that counts against the limit of a transaction, in bytes. That of an update is not known here and is 0.
    pub(crate) size: usize,
    pub(crate) rendered: RenderedExpressions,
    /// The entity of the item, if the table is shared.
    pub(crate) entity: Option<&'static EntityDefinition>,
    pub(crate) origin: PartOrigin,
}

/// The item of a part.
pub(crate) enum PartTarget {
    /// The item of a put.
    Item(EncodedItem),
    /// The key of any other part.
    Key(EncodedKey),
}

/// A write of one item: its own part, and those that write the sentinel items of its unique values.
pub(crate) struct RenderedWrite {
    pub(crate) own: RenderedPart,
    pub(crate) sentinels: Vec<RenderedPart>,
}

impl From<RenderedPart> for RenderedWrite {
    fn from(own: RenderedPart) -> Self {
        Self { own, sentinels: Vec::new() }
    }
}

impl RenderedWrite {
    /// Returns the write of an item of the entity.
    pub(crate) fn of_entity(mut self, entity: Option<&'static EntityDefinition>) -> Self {
        self.own.entity = entity;
        self
    }

    /// Returns the parts of the caller's part at a position, its own first.
    pub(super) fn into_parts(self, position: usize) -> impl Iterator<Item = RenderedPart> {
        std::iter::once(self.own).chain(self.sentinels).map(move |mut part| {
            part.origin.position = position;
            part
        })
    }
}

impl PartTarget {
    /// Returns the item or the key in readable form.
    fn readable(&self) -> Result<String, Error> {
        match self {
            Self::Item(item) => Ok(readable_item(item.item()?)),
            Self::Key(key) => Ok(readable_key(key)),
        }
    }

    /// Returns the attributes for the SDK.
    pub(super) fn to_sdk(&self, body: &mut RequestBody) -> Result<HashMap<String, AttributeValue>, Error> {
        match self {
            Self::Item(item) => Ok(body.item(item.text())?),
            Self::Key(key) => Ok(key.to_map()),
        }
    }
}

impl RenderedPart {
    /// Returns an update, a delete or a condition check.
    pub(crate) fn of_key(action: PartAction, key: EncodedKey, rendered: RenderedExpressions) -> Self {
        let (canonical, origin) = (key.canonical(), PartOrigin { position: 0, unique: None });
        Self { action, target: PartTarget::Key(key), key: canonical, size: 0, rendered, entity: None, origin }
    }

    /// Returns a put.
    pub(crate) fn of_item(item: EncodedItem, rendered: RenderedExpressions) -> Self {
        let (key, size, origin) = (item.key().clone(), item.size(), PartOrigin { position: 0, unique: None });
        Self { action: PartAction::Put, key, size, target: PartTarget::Item(item), rendered, entity: None, origin }
    }

    /// Returns the part as one that writes the sentinel item of a unique attribute.
    pub(crate) fn of_sentinel(mut self, unique: &'static str) -> Self {
        self.origin.unique = Some(unique);
        self
    }

    /// Returns the parameters of the part in readable form.
    pub(crate) fn explain(&self, table: &str) -> Result<Explanation, Error> {
        let mut explanation = Explanation::new(self.action.name(), table, None);
        let parameter = if self.action == PartAction::Put { "Item" } else { "Key" };
        explanation.parameter(parameter, self.target.readable()?);
        self.rendered.explain(&mut explanation);
        explanation.note_templates(self.entity);
        if let Some(attribute) = self.origin.unique {
            explanation.notes.push(format!("the sentinel item of the unique attribute `{attribute}`"));
        }
        Ok(explanation)
    }
}
