//! What a write returns: the type of the answer follows.

use std::marker::PhantomData;

use aws_sdk_dynamodb::types::ReturnValue;
use serde::de::DeserializeOwned;

use crate::codec;
use crate::codec::json;
use crate::codec::json::Reader;
use crate::codec::{DecodeError, Item};

/// What a write returns.
pub trait Returning: Send + Sync {
    /// The answer of the write.
    type Answer: Send;

    #[doc(hidden)]
    const ASKS: Option<ReturnValue>;

    #[doc(hidden)]
    fn read(item: Option<Item>) -> Result<Self::Answer, DecodeError>;

    /// Reads what stands next in the text of an answer.
    #[doc(hidden)]
    fn read_text(reader: &Reader<'_>) -> Result<Self::Answer, DecodeError> {
        Self::read(Some(json::read_attributes(reader)?.into()))
    }
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

    fn read(_: Option<Item>) -> Result<(), DecodeError> {
        Ok(())
    }
}

impl<T: DeserializeOwned + Send> Returning for OldItem<T> {
    type Answer = Option<T>;
    const ASKS: Option<ReturnValue> = Some(ReturnValue::AllOld);

    fn read(item: Option<Item>) -> Result<Option<T>, DecodeError> {
        // an emulator answers an empty item where there was none
        item.filter(|item| !item.is_empty()).map(|item| codec::from_item(&item)).transpose()
    }

    fn read_text(reader: &Reader<'_>) -> Result<Option<T>, DecodeError> {
        if reader.is_at_empty_object() { reader.skip().map(|()| None) } else { json::read_item(reader).map(Some) }
    }
}

impl<T: DeserializeOwned + Send> Returning for NewItem<T> {
    type Answer = T;
    const ASKS: Option<ReturnValue> = Some(ReturnValue::AllNew);

    fn read(item: Option<Item>) -> Result<T, DecodeError> {
        codec::from_item(&item.unwrap_or_default())
    }

    fn read_text(reader: &Reader<'_>) -> Result<T, DecodeError> {
        json::read_item(reader)
    }
}

impl Returning for UpdatedOld {
    type Answer = Item;
    const ASKS: Option<ReturnValue> = Some(ReturnValue::UpdatedOld);

    fn read(item: Option<Item>) -> Result<Item, DecodeError> {
        Ok(item.unwrap_or_default())
    }
}

impl Returning for UpdatedNew {
    type Answer = Item;
    const ASKS: Option<ReturnValue> = Some(ReturnValue::UpdatedNew);

    fn read(item: Option<Item>) -> Result<Item, DecodeError> {
        Ok(item.unwrap_or_default())
    }
}

/// A write that returns no item.
#[diagnostic::on_unimplemented(
    message = "a write in a transaction returns no item",
    label = "this write returns an item",
    note = "remove the `return_..` call; `idempotent` sends the write as a transaction, too"
)]
pub trait ReturnsNothing: Returning {}

impl ReturnsNothing for Nothing {}
