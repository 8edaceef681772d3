//! Item collections: items of several entities that one query reads.

use super::entity::EntityDefinition;
use super::recognized::Recognized;
use super::source::Source;
use super::unique::SENTINEL_ENTITY;
use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, Item, KeyValue};
use crate::error::{Error, ErrorKind};

/// The items that belong to a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CollectionDefinition {
    /// The name of the type.
    pub name: &'static str,
    /// The entities, in the order of the variants or fields.
    pub members: &'static [&'static EntityDefinition],
    /// The names of entities that are left out.
    pub ignored: &'static [&'static str],
    /// Whether items of entities that are not listed are taken, free-form.
    pub has_other: bool,
}

/// The relation of an item to a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// An item of the entity at this position.
    Member(usize),
    /// An item of another entity, which is taken free-form.
    Other,
    /// An item of an entity that is left out, or a sentinel item.
    Ignored,
    /// An item of an entity that the collection does not know.
    Unexpected,
}

/// A type that holds items of several entities: `#[derive(DynamoCollection)]`.
pub trait Collection: Source {
    /// The type that an item is decoded as.
    type Entry: Send;

    /// The entities.
    const DEFINITION: CollectionDefinition;

    /// Decodes the item of a member, by its position, or one of another entity.
    ///
    /// # Errors
    /// Returns an error if the item does not fit its type.
    #[doc(hidden)]
    fn read_entry(member: Option<usize>, reader: &Reader<'_>) -> Result<Self::Entry, DecodeError>;
}

/// A collection that sorts items into fields: a struct.
pub trait CollectionFields: Collection + Sized {
    /// Returns the struct without items.
    #[doc(hidden)]
    fn empty() -> Self;

    /// Adds an item to its field.
    ///
    /// # Errors
    /// Returns an error if the field takes one item and has it.
    #[doc(hidden)]
    fn add_entry(&mut self, entry: Self::Entry) -> Result<(), Error>;
}

impl CollectionDefinition {
    /// Returns the relation of the item at the reader to the collection. The reader stays where it is.
    ///
    /// # Errors
    /// Returns an error if there is no item.
    pub(crate) fn membership(&self, reader: &Reader<'_>) -> Result<Membership, DecodeError> {
        // All members are of one table, so the first one knows the entity attribute and the key attributes of all.
        if let Some(first) = self.members.first() {
            let names = first.recognizing_names();
            let item = Recognized::read(names, reader)?;
            if let Some(at) = self.members.iter().position(|member| member.owns_recognized(&item)) {
                return Ok(Membership::Member(at));
            }
            // The sentinel items of another library name another entity, or none, so their keys count.
            if self.is_ignored(&Recognized::read_all(names, reader)?) {
                return Ok(Membership::Ignored);
            }
        }
        Ok(if self.has_other { Membership::Other } else { Membership::Unexpected })
    }

    /// Returns whether an item is of an entity that is left out, or reserves a unique value.
    fn is_ignored(&self, item: &Recognized<'_>) -> bool {
        let is_named = matches!(item.named(), Some(KeyValue::Text(name)) if **name == *SENTINEL_ENTITY || self.ignored.contains(&&**name));
        is_named || self.members.iter().any(|member| member.has_sentinel(|name| item.key(name)))
    }
}

/// Decodes an item of another entity, free-form.
///
/// # Errors
/// Returns an error if there is no item.
#[doc(hidden)]
pub fn read_other(reader: &Reader<'_>) -> Result<Item, DecodeError> {
    json::read_item(reader)
}

/// Returns the error for a second item of a field that takes one.
#[doc(hidden)]
#[must_use]
pub fn second_item(field: &str) -> Error {
    Error::new(ErrorKind::Decode).with_message(format!("a second item for the field `{field}`; declare it as a `Vec`"))
}

/// Returns the error for an item of an entity that is not listed.
#[doc(hidden)]
#[must_use]
pub fn unlisted_item() -> DecodeError {
    DecodeError::of_other_entity("the item is of an entity that the collection does not list")
}
