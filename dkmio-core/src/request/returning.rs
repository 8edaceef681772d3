//! The values that a write returns, and the type of its output.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::ReturnValue;
use serde::de::DeserializeOwned;

use crate::codec::json;
use crate::codec::json::Reader;
use crate::codec::{DecodeError, Item};
use crate::request::decode_as::{AsType, DecodeAs};
use crate::table::{EntityDefinition, Table};

/// The values that a write returns (`ReturnValues`).
pub trait Returning: Send + Sync {
    /// The value that the write resolves to.
    type Output: Send;

    #[doc(hidden)]
    const RETURN_VALUES: Option<ReturnValue>;

    /// The entity that a returned item has to be of.
    #[doc(hidden)]
    const ENTITY: Option<&'static EntityDefinition> = None;

    /// Decodes the next attributes in the text of a response. `reader` is `None` if the response has no attributes.
    #[doc(hidden)]
    fn decode(reader: Option<&Reader<'_>>) -> Result<Self::Output, DecodeError>;

    /// Returns the output of a write whose response was lost, if the item that it left tells.
    #[doc(hidden)]
    fn recover(stored: Option<&Item>) -> Option<Result<Self::Output, DecodeError>> {
        let _ = stored;
        None
    }
}

/// What a write returns that knows the new version of its item, `V`.
pub trait ReturnsVersion<V>: Returning {
    /// The version if nothing else is asked for, or the item that is.
    type Written: Send;

    #[doc(hidden)]
    fn written(output: Self::Output, version: V) -> Self::Written;
}

impl<V: Send> ReturnsVersion<V> for Nothing {
    type Written = V;

    fn written((): (), version: V) -> V {
        version
    }
}

macro_rules! returns_item {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<V, $($generics)*> ReturnsVersion<V> for $type
        where
            $type: Returning,
        {
            type Written = Self::Output;

            fn written(output: Self::Output, _: V) -> Self::Output {
                output
            }
        }
    )*};
}
returns_item! {
    [T] OldItem<T>;
    [T] NewItem<T>;
    [] UpdatedOld;
    [] UpdatedNew;
}

/// The write returns nothing.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

/// The write returns the item as it was before the write, if there was one.
pub struct OldItem<T>(PhantomData<fn() -> T>);

/// The write returns the item as it is after the write.
pub struct NewItem<T>(PhantomData<fn() -> T>);

/// The write returns the attributes that it changed, as they were before, free-form.
#[derive(Debug, Clone, Copy)]
pub struct UpdatedOld;

/// The write returns the attributes that it changed, as they are after it, free-form.
#[derive(Debug, Clone, Copy)]
pub struct UpdatedNew;

impl Returning for Nothing {
    type Output = ();
    const RETURN_VALUES: Option<ReturnValue> = None;

    fn decode(reader: Option<&Reader<'_>>) -> Result<(), DecodeError> {
        reader.map_or(Ok(()), Reader::skip)
    }

    fn recover(_: Option<&Item>) -> Option<Result<(), DecodeError>> {
        Some(Ok(()))
    }
}

impl<T: Table + DeserializeOwned + Send> Returning for OldItem<T> {
    type Output = Option<T>;
    const RETURN_VALUES: Option<ReturnValue> = Some(ReturnValue::AllOld);
    const ENTITY: Option<&'static EntityDefinition> = T::DEFINITION.entity;

    fn decode(reader: Option<&Reader<'_>>) -> Result<Option<T>, DecodeError> {
        match reader {
            // Some emulators return an empty item where there was none.
            Some(reader) if !reader.is_at_empty_object() => read_item(reader).map(Some),
            Some(reader) => reader.skip().map(|()| None),
            None => Ok(None),
        }
    }
}

impl Returning for OldItem<Item> {
    type Output = Option<Item>;
    const RETURN_VALUES: Option<ReturnValue> = Some(ReturnValue::AllOld);

    fn decode(reader: Option<&Reader<'_>>) -> Result<Option<Item>, DecodeError> {
        match reader {
            Some(reader) if !reader.is_at_empty_object() => json::read_item(reader).map(Some),
            Some(reader) => reader.skip().map(|()| None),
            None => Ok(None),
        }
    }
}

impl<T: Table + DeserializeOwned + Send> Returning for NewItem<T> {
    type Output = T;
    const RETURN_VALUES: Option<ReturnValue> = Some(ReturnValue::AllNew);
    const ENTITY: Option<&'static EntityDefinition> = T::DEFINITION.entity;

    fn decode(reader: Option<&Reader<'_>>) -> Result<T, DecodeError> {
        match reader {
            Some(reader) => read_item(reader),
            // DynamoDB always returns the new item. If a response lacks it, the error of decoding an empty item names
            // the missing field.
            None => json::read_item(&Reader::new("{}")),
        }
    }

    fn recover(stored: Option<&Item>) -> Option<Result<T, DecodeError>> {
        stored.map(recovered::<Self>)
    }
}

impl Returning for NewItem<Item> {
    type Output = Item;
    const RETURN_VALUES: Option<ReturnValue> = Some(ReturnValue::AllNew);

    fn decode(reader: Option<&Reader<'_>>) -> Result<Item, DecodeError> {
        read_attributes(reader)
    }

    fn recover(stored: Option<&Item>) -> Option<Result<Item, DecodeError>> {
        stored.map(|stored| Ok(stored.clone()))
    }
}

/// Decodes an item that the write left as its response would have been decoded.
fn recovered<R: Returning>(stored: &Item) -> Result<R::Output, DecodeError> {
    let text = json::item_to_text(stored).map_err(|error| DecodeError::new(error.to_string()))?;
    R::decode(Some(&Reader::new(&text.text)))
}

/// Decodes a whole item of the table `T`, which is known to be of this entity.
///
/// # Errors
/// Returns an error if the item does not fit the type.
#[doc(hidden)]
pub fn read_item<T: Table + DeserializeOwned + Send>(reader: &Reader<'_>) -> Result<T, DecodeError> {
    AsType::<T>::from_source::<T>().read_text(reader)
}

impl Returning for UpdatedOld {
    type Output = Item;
    const RETURN_VALUES: Option<ReturnValue> = Some(ReturnValue::UpdatedOld);

    fn decode(reader: Option<&Reader<'_>>) -> Result<Item, DecodeError> {
        read_attributes(reader)
    }
}

impl Returning for UpdatedNew {
    type Output = Item;
    const RETURN_VALUES: Option<ReturnValue> = Some(ReturnValue::UpdatedNew);

    fn decode(reader: Option<&Reader<'_>>) -> Result<Item, DecodeError> {
        read_attributes(reader)
    }
}

fn read_attributes(reader: Option<&Reader<'_>>) -> Result<Item, DecodeError> {
    reader.map_or_else(|| Ok(Item::new()), |reader| Ok(json::read_attributes(reader)?.into()))
}

/// A write that returns no item.
#[diagnostic::on_unimplemented(
    message = "a write in a transaction returns no item",
    label = "this write returns an item",
    note = "remove the `return_..` call; `idempotent` sends the write as a transaction, too"
)]
pub trait ReturnsNothing: Returning {}

#[diagnostic::do_not_recommend]
impl ReturnsNothing for Nothing {}
