//! What a write returns: the type of the answer follows.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::ReturnValue;
use serde::de::DeserializeOwned;

use crate::codec::json;
use crate::codec::json::Reader;
use crate::codec::{DecodeError, Item};

/// What a write returns.
pub trait Returning: Send + Sync {
    /// The answer of the write.
    type Answer: Send;

    #[doc(hidden)]
    const ASKS: Option<ReturnValue>;

    /// Decodes the attributes that stand next in the text of a response; `None` if it has none.
    #[doc(hidden)]
    fn read_text(reader: Option<&Reader<'_>>) -> Result<Self::Answer, DecodeError>;
}

/// The write returns nothing.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

/// The write returns the item as it was before, if there was one.
pub struct OldItem<T>(PhantomData<fn() -> T>);

/// The write returns the item as it is now.
pub struct NewItem<T>(PhantomData<fn() -> T>);

/// The write returns what it changed, as it was before, free-form.
#[derive(Debug, Clone, Copy)]
pub struct UpdatedOld;

/// The write returns what it changed, as it is now, free-form.
#[derive(Debug, Clone, Copy)]
pub struct UpdatedNew;

impl Returning for Nothing {
    type Answer = ();
    const ASKS: Option<ReturnValue> = None;

    fn read_text(reader: Option<&Reader<'_>>) -> Result<(), DecodeError> {
        reader.map_or(Ok(()), Reader::skip)
    }
}

impl<T: DeserializeOwned + Send> Returning for OldItem<T> {
    type Answer = Option<T>;
    const ASKS: Option<ReturnValue> = Some(ReturnValue::AllOld);

    fn read_text(reader: Option<&Reader<'_>>) -> Result<Option<T>, DecodeError> {
        match reader {
            // Some emulators return an empty item where there was none.
            Some(reader) if !reader.is_at_empty_object() => json::read_item(reader).map(Some),
            Some(reader) => reader.skip().map(|()| None),
            None => Ok(None),
        }
    }
}

impl<T: DeserializeOwned + Send> Returning for NewItem<T> {
    type Answer = T;
    const ASKS: Option<ReturnValue> = Some(ReturnValue::AllNew);

    fn read_text(reader: Option<&Reader<'_>>) -> Result<T, DecodeError> {
        match reader {
            Some(reader) => json::read_item(reader),
            None => json::read_item(&Reader::new("{}")),
        }
    }
}

impl Returning for UpdatedOld {
    type Answer = Item;
    const ASKS: Option<ReturnValue> = Some(ReturnValue::UpdatedOld);

    fn read_text(reader: Option<&Reader<'_>>) -> Result<Item, DecodeError> {
        read_attributes(reader)
    }
}

impl Returning for UpdatedNew {
    type Answer = Item;
    const ASKS: Option<ReturnValue> = Some(ReturnValue::UpdatedNew);

    fn read_text(reader: Option<&Reader<'_>>) -> Result<Item, DecodeError> {
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

impl ReturnsNothing for Nothing {}
