//! Unique attributes: the sentinel items that reserve their values, and the writes that tables with any allow.

use aws_sdk_dynamodb::types::AttributeValue;

use super::key_templates::KeyTemplates;
use crate::codec::KeyValue;
use crate::key::{EncodedKey, KeyError};
use crate::template::Part;

/// The name in the entity attribute of sentinel items.
pub const SENTINEL_ENTITY: &str = "_unique";
/// The attribute of a sentinel item that holds the primary key of its owner, as a list.
pub const SENTINEL_OWNER: &str = "_owner";

/// An attribute whose value no two items have. Each value has a sentinel item, which names the item that owns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UniqueDefinition {
    /// The stored name of the attribute.
    pub attribute: &'static str,
    /// The templates of the primary key of its sentinel items.
    pub key: KeyTemplates,
}

impl UniqueDefinition {
    /// Returns the attributes that the key of a sentinel item is rendered from.
    pub fn parts(&self) -> impl Iterator<Item = &'static Part> + Clone + use<> {
        let templates = [self.key.partition, self.key.sort].into_iter().flatten();
        templates.flat_map(|template| template.parts())
    }

    /// Renders the key of the sentinel item of a value, or `None` if a part is absent.
    ///
    /// # Errors
    /// Returns an error if a part cannot stand in a key, or if the key is too long.
    pub(crate) fn render<'v>(
        &self,
        value_of: impl Fn(&Part) -> Option<&'v AttributeValue>,
    ) -> Result<Option<EncodedKey>, KeyError> {
        let mut key = EncodedKey::new();
        if let Some(template) = &self.key.partition {
            let Some(value) = template.render(&value_of)? else { return Ok(None) };
            key = key.partition(template.key, Ok(value))?;
        }
        if let Some(template) = &self.key.sort {
            let Some(value) = template.render(&value_of)? else { return Ok(None) };
            key = key.sort(template.key, Ok(value))?;
        }
        Ok(Some(key))
    }

    /// Returns whether a primary key can be that of a sentinel item of the attribute.
    pub(crate) fn matches<'v, 'k: 'v>(&self, found: impl Fn(&str) -> Option<&'v KeyValue<'k>>) -> bool {
        self.key.iter().all(|template| found(template.key).is_some_and(|key| template.matches_value(key)))
    }
}

/// Whether the items of a table have unique attributes: `()` if they have none, or [`HasUnique`].
///
/// Code that is generic over the table and writes without the item that it read needs tables without unique attributes:
/// `T: DynamoTable<Unique = ()>`.
pub trait Uniqueness: Copy + Send + Sync + 'static + sealed::Sealed {}

/// The mark of a table whose items have unique attributes.
#[derive(Debug, Clone, Copy)]
pub struct HasUnique;

/// The mark of a table `T` without unique attributes, whose items any write may change.
#[diagnostic::on_unimplemented(
    message = "`{T}` has a unique attribute, whose sentinel item this write would not change",
    label = "the values that are stored are not known",
    note = "create the item with `.create()`, or start from the item you read: `item.guarded()`",
    note = "code that is generic over the table needs `T: DynamoTable<Unique = ()>` here"
)]
pub trait WithoutUnique<T>: Uniqueness {}

/// The mark of a table `T` whose puts and deletes are single requests, which can return the old item.
pub trait ReturnsOld<T>: Uniqueness {}

/// The marks `(Version, Unique)` of a table `T` whose items a batch can write, because nothing is to be checked.
#[diagnostic::on_unimplemented(
    message = "`{T}` has a version or a unique attribute, which a batch cannot check",
    label = "a batch has no conditions",
    note = "write the items one by one or in a transaction, or skip the checks with `batch_put_unconditional`, \
            `batch_delete_unconditional`, `put_unconditional` or `delete_unconditional`"
)]
pub trait Unchecked<T> {}

/// The state of a write that starts from an item the caller read, and so knows the stored values.
#[derive(Debug, Clone, Copy)]
pub struct Guarded;

/// A guard state in which the unique attribute `A` can be set.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{A}` is unique and cannot be set by key",
    label = "the value that is stored is not known",
    note = "start from the item you read: `item.guarded().update()`"
)]
pub trait SetsUnique<A> {}

/// A guard state in which `A`, from which the key of a sentinel item is rendered, can be set.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{A}` is the scope of a unique attribute and cannot be set by key",
    label = "the value that is stored is not known",
    note = "start from the item you read: `item.guarded().update()`"
)]
pub trait SetsScope<A> {}

/// A guard state in which the time to live `A` of an item with sentinel items can be set.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{A}` is also the time to live of sentinel items and cannot be set by key",
    label = "the unique values that are stored are not known",
    note = "start from the item you read: `item.guarded().update()`"
)]
pub trait SetsExpiry<A> {}

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for () {}
impl sealed::Sealed for HasUnique {}

#[diagnostic::do_not_recommend]
impl Uniqueness for () {}
#[diagnostic::do_not_recommend]
impl Uniqueness for HasUnique {}
#[diagnostic::do_not_recommend]
impl<T> WithoutUnique<T> for () {}
#[diagnostic::do_not_recommend]
impl<T> ReturnsOld<T> for () {}
#[diagnostic::do_not_recommend]
impl<T> Unchecked<T> for ((), ()) {}
#[diagnostic::do_not_recommend]
impl<A> SetsUnique<A> for Guarded {}
#[diagnostic::do_not_recommend]
impl<A> SetsScope<A> for Guarded {}
#[diagnostic::do_not_recommend]
impl<A> SetsExpiry<A> for Guarded {}
